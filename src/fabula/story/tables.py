"""Tables of words: how the files in ``lexicon/`` are read, and the forms that a verb takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_VOWELS = frozenset("aeiou")
# Two-syllable verbs that end in one vowel and one consonant and do not double it.
_SINGLE = frozenset(
    "open listen whisper offer suffer wonder remember happen enter answer gather murmur mutter "
    "stammer stagger shudder quiver water cover recover discover differ whimper snicker snigger "
    "titter falter flutter glitter glimmer simper bother hammer temper chatter glisten soften "
    "harden "
    "darken brighten lighten tighten stiffen redden sadden frighten widen whiten moisten thicken "
    "hasten sicken gladden madden redden straighten anger trouble envy worry pity quaver linger "
    "falter hanker flicker flounder blubber slumber waver cower lower wander ponder squander "
    "hinder "
    "render surrender utter visit limit profit credit inherit exit edit vomit order consider "
    "deliver "
    "welcome reason season pardon fasten loosen weaken waken sharpen flatten sweeten dampen".split()
)


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table in ``lexicon/``: tab-separated fields, without comments."""
    table = files("fabula.story.lexicon").joinpath(name).read_text("utf-8")
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [field.strip() for field in line.split("\t")]


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split()) if len(row) > 1 else () for row in rows("verbs.tsv")}


@cache
def forms(verb: str) -> frozenset[str]:
    """Every form of a verb given by its base form.

    >>> sorted(forms("stop"))
    ['stop', 'stopped', 'stopping', 'stops']
    >>> "wept" in forms("weep")
    True
    """
    out = {verb}
    irregular = _irregular().get(verb)
    if irregular:
        out.update(irregular)
    if verb in ("be", "will"):
        return frozenset(out)
    stem, sibilant = verb, verb.endswith(("s", "x", "z", "ch", "sh", "o"))
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        out.update({verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"})
        return frozenset(out)
    out.add(verb + ("es" if sibilant else "s"))
    if verb.endswith("ie"):
        out.update({verb[:-2] + "ying", verb + "d"})
    elif verb.endswith("e"):
        out.update({verb[:-1] + "ing" if not verb.endswith(("ee", "oe", "ye")) else verb + "ing"})
        out.add(verb + "d")
    else:
        if _doubles(verb):
            stem = verb + verb[-1]
        out.update({stem + "ing", stem + "ed"})
    if irregular:  # an irregular verb has no form in -ed unless the table gives it
        out.difference_update({stem + "ed", verb + "ed", verb + "d"} - set(irregular) - {verb})
    return frozenset(out)


def _doubles(verb: str) -> bool:
    if len(verb) < 3 or verb in _SINGLE or verb[-1] in "wxy":
        return False
    return (
        verb[-1] not in _VOWELS and verb[-2] in _VOWELS and verb[-3] not in _VOWELS | {"u"} - {"q"}
    ) or (verb.startswith("qu") and len(verb) == 4)


@cache
def verb_forms() -> frozenset[str]:
    """All the forms in the table of irregular verbs: words that are verbs after a subject."""
    out: set[str] = set()
    for verb in _irregular():
        out |= forms(verb)
    return frozenset(out)


__all__ = ["forms", "rows", "verb_forms"]
