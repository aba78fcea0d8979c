"""Who are they, we, both, all three of them?

Several who were named together ("Bea and Colm"), or as many as the words count of those who are on
everybody's mind. A plural means its members; nobody new.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from fabula.story.draft import Being, Referents
from fabula.story.salience import Salience

KEPT = 8
"""Groups remembered."""
WITHIN = 12
"""Sentences for which "they" can mean a group."""
COUNTED_WITHIN = 40
"""The same where the words say how many: "both of them"."""
PRESENT = 0.25
"""How much on everybody's mind one must be to be counted."""

NUMBERS = {
    "both": 2, "two": 2, "pair": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8,
}  # fmt: skip


class Groups:
    """The last groups of people, newest last."""

    def __init__(self) -> None:
        self._recent: deque[tuple[Referents, int]] = deque(maxlen=KEPT)

    def add(self, members: Referents, sentence: int) -> None:
        """Several are spoken of together."""
        if len(members) > 1:
            self._recent.append((members, sentence))

    def last(self, sentence: int, without: frozenset[int] = frozenset()) -> tuple[Referents, int]:
        """The last group that can be meant, and how many sentences ago it was; ``()`` if none."""
        for members, when in reversed(self._recent):
            if sentence - when > WITHIN:
                break
            if not without & set(members):
                return members, sentence - when
        return (), 0

    def counted(
        self, count: int, sentence: int, mind: Salience, beings: Sequence[Being]
    ) -> Referents:
        """The group of so many: the last of that size, else those most on everybody's mind."""
        for members, when in reversed(self._recent):
            if sentence - when <= COUNTED_WITHIN and len(members) == count:
                return members
        live = [(s, -b) for b, s in mind.all() if s >= PRESENT and _one_person(beings[b])]
        live.sort(reverse=True)
        if len(live) < count:
            return ()
        return tuple(sorted(-b for _, b in live[:count]))


def _one_person(being: Being) -> bool:
    return being.type == "PER" and not being.plural


__all__ = ["NUMBERS", "Groups"]
