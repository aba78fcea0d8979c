"""Whose a cue of the inner life is, by the people that the network's choices of mentions mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from fabula.reading.reading import Choice
from fabula.story.clauses import Clauses
from fabula.text.text import Span

_MOST = 3  # more people than this are a crowd


class Whose:
    """From a reading's mentions to a draft's people."""

    def __init__(self, c: Clauses) -> None:
        self._c = c

    @cached_property
    def _at(self) -> dict[Span, int]:
        return {(m.start, m.end): i for i, m in enumerate(self._c.mentions)}

    def people(self, mention: int) -> tuple[int, ...]:
        """Whom the mention of that index in ``Reading.mentions`` means; ``()`` if nobody."""
        c = self._c
        span = c.reading.mentions[mention]
        found = self._at.get((span.start, span.end))
        if found is not None:
            return c.who(found)
        token = bisect_left(c.text.token_starts, span.start)
        return c.who(c.starting(token)) or c.person(token)

    def shares(self, choices: Sequence[Choice]) -> dict[tuple[int, ...], float]:
        """The share of each person, or of some together, in a choice among their mentions; ``()``
        is nobody. Mentions of the crowd, and of nobody in the cast, have no part in it."""
        shares: dict[tuple[int, ...], float] = {}
        for choice in choices:
            people = () if choice.mention is None else self.people(choice.mention)
            if choice.mention is None or 1 <= len(people) <= _MOST:
                shares[people] = shares.get(people, 0.0) + choice.score
        return shares

    def likeliest(self, choices: Sequence[Choice]) -> tuple[tuple[int, ...], float]:
        """The people with the greatest share, and that share; ``()`` where there is nobody."""
        shares = self.shares(choices)
        named = {k: v for k, v in shares.items() if k}
        if not named:
            return (), 0.0
        best = max(named, key=lambda k: named[k])
        return best, named[best]


__all__ = ["Whose"]
