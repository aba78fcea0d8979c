"""Who is about: how much each being speaks and is told of, around a turn and in the whole text.

Most of what is said in a scene is said by the few who were told of last and who speak most; a
reader keeps them in mind through pages without a tag.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

from fabula.story.draft import Draft
from fabula.story.turns import Turn
from fabula.text.words import word_set

AWAY = 60
"""Paragraphs beyond which it makes no difference how long ago somebody was told of."""
_PLURAL = word_set("they them their theirs themselves we us our ours ourselves both")


class Company:
    """Counts over a whole draft, asked for each candidate of each turn."""

    def __init__(self, draft: Draft) -> None:
        assert draft.referents is not None and draft.quoted is not None
        assert draft.beings is not None
        text = draft.text
        self._paragraph_at = text.paragraph_at
        self._at: dict[int, list[int]] = defaultdict(list)
        plural: Counter[int] = Counter()
        single: Counter[int] = Counter()
        mentions, referents = draft.reading.mentions, draft.referents
        for mention, who, quote in zip(mentions, referents, draft.quoted, strict=True):
            if len(who) != 1 or mention.type != "PER":
                continue
            being = who[0]
            if mention.form == "pronoun":
                (plural if text.lower[mention.head] in _PLURAL else single)[being] += 1
            if quote < 0:
                self._at[being].append(mention.start)
        self.several = frozenset(
            b
            for b, n in plural.items()
            if not draft.beings[b].names and n > single[b] and b != draft.narrator
        )
        """Nameless beings of whom is said "they"."""
        self._speaks: Counter[int] = Counter()
        self._most = 1

    def count(self, decided: Sequence[int]) -> None:
        """Take in who speaks for certain, each turn once."""
        self._speaks.update(decided)
        self._most = max(self._speaks.values(), default=1)

    def speaks(self, being: int) -> float:
        """How much somebody speaks for certain, against whoever speaks most: a log, 0 at most."""
        return log((1 + self._speaks[being]) / (1 + self._most))

    def since(self, being: int, turn: Turn) -> float:
        """The log of 1 + the paragraphs since the narration told of somebody before the turn."""
        at = self._at[being]
        k = bisect_left(at, turn.start) - 1
        gap = AWAY if k < 0 else min(AWAY, turn.paragraph - self._paragraph_at(at[k]))
        return log(1 + gap)


__all__ = ["Company"]
