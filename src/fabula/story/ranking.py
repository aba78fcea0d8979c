"""How those whom a mention may mean are ranked: weighed evidence, and the chances it gives.

A log-linear model over the candidates of one mention, somebody new among them. The weights are
fitted to marked stories; ``lexicon/whom.tsv`` and ``which.tsv`` say where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp, log

from fabula.story.draft import Referents
from fabula.story.tables import rows

Features = dict[str, float]

NEW: Referents = ()
"""Stands for somebody new among the candidates."""
_FAINT = 0.01


@cache
def weights(table: str) -> Mapping[str, float]:
    """What each feature weighs, in nats: ``whom.tsv`` for pronouns, ``which.tsv`` for nouns."""
    return {row[0]: float(row[1]) for row in rows(table)}


def faint(share: float) -> float:
    """A share as evidence: that nothing speaks for somebody is no proof against them."""
    return log(_FAINT + min(1.0, share))


def chances(
    found: Mapping[Referents, Features], weights: Mapping[str, float]
) -> list[tuple[Referents, float]]:
    """The candidates with their chances, best first."""
    get = weights.get
    scores = {
        who: sum([value * get(name, 0.0) for name, value in features.items()])
        for who, features in found.items()
    }
    top = max(scores.values(), default=0.0)
    shares = {who: exp(max(-50.0, score - top)) for who, score in scores.items()}
    total = sum(shares.values())
    return sorted(((who, s / total) for who, s in shares.items()), key=lambda s: (-s[1], s[0]))


__all__ = ["NEW", "Features", "chances", "faint", "weights"]
