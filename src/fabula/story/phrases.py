"""The phrase or clause that a few words belong to, so that what is quoted can be read."""

from __future__ import annotations

from fabula.story.clauses import Clauses
from fabula.story.function_words import (
    AUXILIARIES,
    DASHES,
    POSSESSIVES,
    PREPOSITIONS,
    STOPS,
    SUBJECTS,
)

_FEWEST = 3  # words that are enough by themselves
_LEFT, _RIGHT = 6, 8  # words that are added at most
_ENDS = STOPS | DASHES | frozenset(", ( ) “ ” \" ‘ ’ ' * _ [ ]".split())
_JOINS = frozenset(
    "and but or so yet as if when while because before after until till than where how why "
    "whether though although since that which who whom".split()
)
# A phrase that ends in one of these goes on.
_OPEN = (
    AUXILIARIES - {"n't", "not", "never"}
    | POSSESSIVES - {"her", "his"}
    | SUBJECTS
    | (PREPOSITIONS - set("in on over under off about around round along behind past".split()))
    | _JOINS
    | frozenset("a an the to no very too such some any every".split())
)
_HANGING = _OPEN - PREPOSITIONS  # no clause ends in one, but it may in a preposition


def whole(c: Clauses, first: int, last: int) -> tuple[int, int]:
    """The tokens ``[first, last)`` without the marks at their edges; and where they are too few to
    be read, or break off, with the rest of their clause, in the same sentence and voice."""
    a, b = first, last
    while a < b - 1 and not _worded(c, a):
        a += 1
    while b > a + 1 and not _worded(c, b - 1):
        b -= 1
    few = sum(_worded(c, k) for k in range(a, b)) < _FEWEST
    broken = c.words[b - 1] in _OPEN
    if not few and not broken:
        return a, b
    low, high = c.stretch(a)
    end = min(high, b + _RIGHT)
    while b < end and c.words[b] not in _ENDS and not (c.words[b] in _JOINS and not broken):
        broken = c.words[b] in _OPEN
        b += 1
    while b > a + 1 and c.words[b - 1] in (_OPEN if b == end else _HANGING):
        b -= 1
    start = max(low, a - _LEFT)
    if few:
        k = a
        while k > start and c.words[k - 1] not in _ENDS and c.words[k - 1] not in _JOINS:
            k -= 1
        if k > start or k in (low, a):
            a = k  # else the clause begins too far back
    return a, b


def _worded(c: Clauses, token: int) -> bool:
    return any(ch.isalnum() for ch in c.words[token])


__all__ = ["whole"]
