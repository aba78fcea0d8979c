"""Which emotions are of one family, and in which modes one is told.

Emotions of one family say much the same of a person (anger, annoyance), and readers agree more on
the family than on which of it.
"""

from __future__ import annotations

from typing import get_args

from fabula.story.story import Emotion, Mode

_MEMBERS: dict[str, tuple[Emotion, ...]] = {
    "joy": (
        "joy", "love", "trust", "hope", "pride", "relief", "gratitude", "amusement", "calm",
    ),
    "sadness": ("sadness", "grief", "loneliness", "longing", "disappointment", "regret"),
    "fear": ("fear", "anxiety"),
    "anger": ("anger", "annoyance", "disgust", "jealousy"),
    "shame": ("shame", "guilt"),
    "surprise": ("surprise", "confusion"),
}  # fmt: skip
FAMILY_NAMES: tuple[str, ...] = tuple(_MEMBERS)
FAMILIES: dict[Emotion, str] = {x: name for name, all_ in _MEMBERS.items() for x in all_}
"""The family of each emotion."""
MODES: tuple[Mode, ...] = get_args(Mode)
