"""What a cue of a feeling is, and the tables of ``lexicon/`` that cues are found by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, cast

from fabula.story.patterns import Patterns
from fabula.story.story import Emotion, Mode
from fabula.story.tables import forms, rows

Kind = Literal["state", "look", "verb", "noun", "manner", "act", "sign", "saying", "seen"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that show a feeling.

    Attributes:
        first, last: half-open range of tokens.
        verb: the token that its clause hangs on.
        kind: what shows it: a state said of somebody, how they look, a verb of feeling, a feeling's
            name, the manner of an act, an act, a sign of the body, something said; or what the
            network alone saw.
        emotion: which feeling.
        mode: as the tables have it; None where the clause decides.
        who: the characters who feel it.
        toward: the character whom it is for, if the words say so.
        score: how sure.
    """

    first: int
    last: int
    verb: int
    kind: Kind
    emotion: Emotion
    mode: Mode | None
    who: tuple[int, ...]
    toward: int | None
    score: float


@dataclass(frozen=True)
class Lexicon:
    """The tables of feelings: what each word shows, by the class of the word."""

    states: Mapping[str, Emotion]
    stirs: Mapping[str, Emotion]
    participles: Mapping[str, Emotion]
    verbs: Mapping[str, Emotion]
    nouns: Mapping[str, Emotion]
    manners: Mapping[str, Emotion]
    airs: Mapping[str, Emotion]
    acts: Mapping[str, Emotion]
    faces: Mapping[str, Emotion]
    signs: Patterns[tuple[Emotion, Mode]]
    sayings: Patterns[tuple[Emotion, Mode, bool]]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that shows something by itself."""
        return frozenset().union(
            self.states, self.stirs, self.participles, self.verbs, self.nouns, self.manners,
            self.airs, self.acts, self.faces,
        )  # fmt: skip


@cache
def lexicon() -> Lexicon:
    """The tables of feelings, read once."""
    by: dict[str, dict[str, Emotion]] = {
        k: {} for k in ("adj", "stim", "part", "exp", "noun", "adv", "act", "face", "air")
    }
    for kind, emotion, words in rows("feelings.tsv"):
        for word in words.split():
            feeling = cast(Emotion, emotion)
            if kind == "stim":
                for form in forms(word):
                    if form.endswith("ed") or form in ("hurt", "upset"):
                        by["part"].setdefault(form, feeling)
                    by["stim"].setdefault(form, feeling)
            elif kind in ("exp", "act"):
                for form in forms(word):
                    by[kind].setdefault(form, feeling)
            else:
                by[kind].setdefault(word, feeling)
    signs = [(p, (cast(Emotion, e), cast(Mode, m))) for e, m, p in rows("signs.tsv")]
    sayings = [
        (p, (cast(Emotion, e), cast(Mode, m), t == "you")) for e, m, t, p in rows("sayings.tsv")
    ]
    return Lexicon(
        by["adj"], by["stim"], by["part"], by["exp"], by["noun"], by["adv"], by["air"], by["act"],
        by["face"],
        Patterns(signs), Patterns(sayings),
    )  # fmt: skip


__all__ = ["Cue", "Kind", "Lexicon", "lexicon"]
