"""Whom a pronoun may mean by the words alone: who is on everybody's mind, of which gender.

What ``salience`` is for a reading with links this is for one without, where nothing but salience,
gender and number decides; all the pronouns of a novel are asked of it four times over.
"""

from __future__ import annotations

from collections.abc import Iterable

from fabula.reading.lexicon import Gender
from fabula.story.agreement import gender_fit
from fabula.story.draft import Being, Likely, Referents
from fabula.story.salience import CEILING, FADE, LIVE

_ABSENT = 0.5  # how well one who is only talked of fits any pronoun, beside one who is met
_OLD = 40  # sentences: older is no weaker
_FADED = tuple(FADE**sentences for sentences in range(_OLD + 1))
_AT_MOST = tuple(CEILING * faded for faded in _FADED)
_HELD = 2 * LIVE
_GENDERS: tuple[Gender | None, ...] = (None, "m", "f", "n")
_FITS = {own: tuple((wanted, gender_fit(own, wanted)) for wanted in _GENDERS) for own in _GENDERS}


class Focus:
    """The live beings of one reading; ``clock`` is the number of the sentence at hand, ``absent``
    are those of them who are only talked of."""

    def __init__(self, beings: Iterable[Being], absent: frozenset[int] = frozenset()) -> None:
        self.clock = 0
        self._absent = absent
        # Weight, and the sentence it was true in; the order is that of recency.
        self._live: dict[int, tuple[float, int]] = {}
        self._genders: list[Gender | None] = []
        self._plural: list[bool] = []
        self._named: list[bool] = []
        # How well each fits a pronoun of each gender by itself.
        self._fits: dict[Gender | None, list[float]] = {wanted: [] for wanted in _GENDERS}
        for being in beings:
            self.meet(being)

    def meet(self, being: Being) -> None:
        """Take note of a being; they come in the order of their ids."""
        self._genders.append(being.gender)
        self._plural.append(being.plural)
        self._named.append(bool(being.names))
        here = 0.0 if being.plural else _ABSENT if being.id in self._absent else 1.0
        for wanted, fit in _FITS[being.gender]:
            self._fits[wanted].append(fit * here)

    def __contains__(self, id: int) -> bool:
        return id in self._live

    def now(self, id: int) -> float:
        """The weight of a being in this sentence, 0 for one that is forgotten."""
        live = self._live.get(id)
        return live[0] * _FADED[min(_OLD, self.clock - live[1])] if live else 0.0

    def raise_(self, id: int, weight: float) -> None:
        """A being is mentioned; the least of too many are forgotten."""
        live = self._live
        old = live.pop(id, None)
        if old is not None:
            age = self.clock - old[1]
            weight = old[0] * _FADED[age if age < _OLD else _OLD] + weight
        # Re-inserted at the end, so that the dictionary is in order of recency.
        live[id] = (weight if weight < CEILING else CEILING, self.clock)
        if len(live) > _HELD:
            for stale in sorted(live, key=self.now, reverse=True)[LIVE:]:
                del live[stale]

    def ranked(self, gender: Gender | None, away: frozenset[int]) -> Likely:
        """The five likeliest single beings of a gender, ``away`` aside, with shares of 1."""
        fits, clock = self._fits[gender], self.clock
        scored: list[tuple[float, int]] = []
        fifth = 0.0  # what the weakest of five has: whoever is fainter is none of the likeliest
        for id, (weight, seen) in reversed(self._live.items()):
            age = clock - seen
            if age > _OLD:
                age = _OLD
            if _AT_MOST[age] < fifth:
                break  # and all who follow, who are older still
            fit = fits[id]
            if fit and id not in away:
                scored.append((-(weight * _FADED[age] * fit), id))
                if len(scored) == 5:
                    fifth = -max(scored)[0]
        scored.sort()
        top = scored[:5]
        total = -sum([s for s, _ in top]) or 1.0
        return tuple([(id, -s / total) for s, id in top])

    def best(self, gender: Gender | None, away: frozenset[int]) -> int | None:
        """The likeliest single being of a gender, ``away`` aside: the first of ``ranked``."""
        fits, clock = self._fits[gender], self.clock
        best, score = -1, 0.0
        for id, (weight, seen) in reversed(self._live.items()):
            age = clock - seen
            if age > _OLD:
                age = _OLD
            if _AT_MOST[age] < score:
                break
            fit = fits[id]
            if fit and id not in away:
                own = weight * _FADED[age] * fit
                if own > score or (own == score and (best < 0 or id < best)):
                    best, score = id, own
        return best if best >= 0 else None

    def several(self, away: frozenset[int]) -> tuple[float, Referents]:
        """The weightiest being that "they" may mean, with its weight; nobody with 0."""
        best: tuple[float, Referents] = (0.0, ())
        genders, plural, named, clock = self._genders, self._plural, self._named, self.clock
        for id, (weight, seen) in reversed(self._live.items()):
            age = clock - seen
            if age > _OLD:
                age = _OLD
            if _AT_MOST[age] < best[0]:
                break
            if plural[id]:
                fit = 1.0
            elif named[id] and genders[id] == "n":
                fit = 0.7
            else:
                continue
            score = weight * _FADED[age] * fit
            if score and score >= best[0] and id not in away:  # of equals the one longest in mind
                best = (score, (id,))
        return best


__all__ = ["Focus"]
