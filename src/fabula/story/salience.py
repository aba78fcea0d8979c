"""Who is on everybody's mind? (After Lappin & Leass 1994.)

Whoever is mentioned comes to mind, a subject more than an object, a name more than a pronoun, what
is said aloud less than what is told; it fades with every sentence.
"""

from __future__ import annotations

LIVE = 24
"""How many are held in mind; beyond twice as many the faintest are let go."""
FADE = 0.62
"""What is left after a sentence."""
FORGOTTEN = 200
"""Sentences after which no more fades."""
CEILING = 3.0
SUBJECT = 1.0
UNDER = 0.65
"""The subject of a clause within another, beside one of a main clause."""
OTHER = 0.6
OWNER = 0.45
NAMED = 0.3
ALOUD = 0.3
SPOKE = 0.5
SPOKEN_TO = 0.4


class Salience:
    """A bounded set of weights, read at any sentence."""

    def __init__(self, fade: float = FADE, ceiling: float = CEILING) -> None:
        self.clock = 0
        self._ceiling = ceiling
        self._faded = tuple(fade**sentences for sentences in range(FORGOTTEN + 1))
        self._live: dict[int, tuple[float, int]] = {}

    def add(self, being: int, weight: float) -> None:
        """Bring a being to mind."""
        kept = self.of(being)
        # Re-inserted at the end, so that the order is that of recency.
        self._live.pop(being, None)
        self._live[being] = (min(self._ceiling, kept + weight), self.clock)
        if len(self._live) > 2 * LIVE:
            for stale in sorted(self._live, key=self.of, reverse=True)[LIVE:]:
                del self._live[stale]

    def of(self, being: int) -> float:
        live = self._live.get(being)
        if live is None:
            return 0.0
        ago = self.clock - live[1]
        return live[0] * self._faded[ago if ago < FORGOTTEN else FORGOTTEN]

    def all(self) -> list[tuple[int, float]]:
        """Everybody in mind with their weights."""
        clock, faded = self.clock, self._faded
        return [(b, w * faded[min(FORGOTTEN, clock - t)]) for b, (w, t) in self._live.items()]


__all__ = ["Salience"]
