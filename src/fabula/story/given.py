"""Can one first name be another in short?"""

from __future__ import annotations

from functools import cache, lru_cache

from nicknames import NickNamer


def is_diminutive(short: str, long: str) -> bool:
    """Kit and Kitty, Tom and Tommy, Jim and Jimmie."""
    return long[len(short) :] in ("y", "ie", "ey", short[-1] + "y", short[-1] + "ie")


def same_given(a: str, b: str) -> bool:
    """Whether two first names in lower case can be one's: equal, an initial, or a nickname."""
    a, b = a.rstrip("."), b.rstrip(".")
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[:1] == b[:1]
    return b in kindred(a)


@cache
def _namer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=4096)
def kindred(name: str) -> frozenset[str]:
    """The nicknames of a first name, and the names that it is a nickname of."""
    namer = _namer()
    return frozenset(namer.nicknames_of(name)) | frozenset(namer.canonicals_of(name))
