"""Whom words for several mean: they, we, both of them."""

from __future__ import annotations

import fabula
from fabula.story.story import Story


def meant(story: Story, words: str, nth: int = 0) -> set[str]:
    """The names of those whom the nth mention with these words means."""
    found = [m for m in story.mentions if story.words_at((m.start, m.end)).lower() == words]
    people = (story.characters.by_id(e) for e in found[nth].entities)
    return {c.name for c in people if c is not None}


def test_both_are_those_named_together_not_who_came_in_since() -> None:
    story = fabula.read_text(
        "Bea and Colm had the shop in Mill Lane. Rosa came in at nine with the bread. Both of them "
        "looked up. “We thought you were ill,” said Colm."
    )
    assert meant(story, "both of them") == {"Bea", "Colm"}


def test_we_of_who_tells_the_story_is_the_teller_and_who_is_there() -> None:
    story = fabula.read_text(
        "I had known Ambrose Quill for nine years. He met me at the station with a lantern. We "
        "walked up through the fog, and Quill held my arm. Both of us were wet. At the gate he "
        "stopped. “Somebody has been here before us,” he said."
    )
    teller = next(c.name for c in story.characters if c.narrator)
    for words in ("we", "both of us", "us"):
        assert meant(story, words) == {teller, "Ambrose Quill"}


def test_they_in_speech_are_neither_who_speaks_nor_who_is_spoken_to() -> None:
    story = fabula.read_text(
        "Mara looked at Dev. “Have you seen the Hendersons?” “They left at noon,” said Dev. “Both "
        "of them?” “We waved to them,” Mara said."
    )
    assert not meant(story, "they") & {"Mara", "Dev"}
    assert not meant(story, "them") & {"Mara", "Dev"}
    assert meant(story, "we") == {"Mara", "Dev"}


def test_who_goes_by_they_is_not_taken_for_several() -> None:
    story = fabula.read_text(
        "Quill and Ada locked the shop. Quill had been on their feet since six, and they were "
        "tired. Ada yawned. She put on her coat. Quill looked for their keys. They had left them "
        "on the counter, they thought, and Ada laughed at them."
    )
    for nth in range(2):
        assert meant(story, "their", nth) == {"Quill"}
    for nth in range(3):
        assert meant(story, "they", nth) == {"Quill"}
