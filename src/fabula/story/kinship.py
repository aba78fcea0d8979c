"""What kin words mean: who can be whose what at once, by sex, title, surname and generation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabula.reading.lexicon import KIN, TITLES
from fabula.story.story import Character
from fabula.story.ties import ties

Key = tuple[str, str]
"""What a relational noun comes to: ("parent", "f") for mother, mum, mama; ("friend", "")."""

_CLASS_BY_BACK = {
    "child": "parent", "parent": "child", "sibling": "sibling", "grandchild": "grandparent",
    "grandparent": "grandchild", "spouse": "spouse", "stepchild": "stepparent",
    "stepparent": "stepchild",
}  # fmt: skip
_BY_NOUN = {
    "uncle": "uncle", "aunt": "uncle", "auntie": "uncle", "aunty": "uncle",
    "nephew": "nephew", "niece": "nephew", "cousin": "cousin",
    "spouse": "spouse", "missus": "spouse",
    "fiancé": "betrothed", "fiancée": "betrothed", "fiance": "betrothed", "fiancee": "betrothed",
    "betrothed": "betrothed", "intended": "betrothed",
}  # fmt: skip
_INVERSE = {
    "parent": "child", "child": "parent", "grandparent": "grandchild",
    "grandchild": "grandparent", "uncle": "nephew", "nephew": "uncle",
    "stepparent": "stepchild", "stepchild": "stepparent",
}  # fmt: skip
ALONE = frozenset((
    ("parent", "f"), ("parent", "m"), ("spouse", ""), ("betrothed", ""),
))  # fmt: skip
"""Of these somebody has one at a time."""
_UNWED = frozenset("miss master mademoiselle mlle signorina señorita fräulein fraulein".split())
_WED = frozenset("mrs madame mme lady dame signora señora frau".split())
# Before a single name these are followed by a surname; Miss, Sir and Lady may not be.
_WITH_SURNAME = frozenset(
    "mr mrs dr doctor captain colonel major lieutenant sergeant professor inspector mister".split()
)


def key(noun: str) -> Key:
    """What a relational noun comes to, whatever its style.

    >>> key("mum") == key("mother")
    True
    """
    tie = ties().get(noun)
    kind = _BY_NOUN.get(noun)
    if kind is None and tie is not None and tie.kind in ("kin", "marriage") and tie.back:
        kind = _CLASS_BY_BACK.get(tie.back[-1])
    if kind is None:
        return noun, ""
    if kind == "parent":
        sex = KIN.get(noun, _PARENTS_ABROAD.get(noun, "n"))
        return kind, sex
    return kind, ""


_PARENTS_ABROAD: Mapping[str, str] = {
    "amma": "f", "ammi": "f", "umma": "f", "eomma": "f", "maman": "f", "mutti": "f", "mami": "f",
    "maw": "f", "mamá": "f", "paw": "m", "papá": "m",
    "appa": "m", "baba": "m", "abba": "m", "vati": "m", "tata": "m", "papi": "m",
}  # fmt: skip


KIN_CLASSES = frozenset((*_CLASS_BY_BACK.values(), *_BY_NOUN.values()))


def family(noun: str) -> str | None:
    """The class of kin ("parent", "sibling", "spouse" ...) of a noun, None for other ties."""
    kind, _ = key(noun)
    return kind if kind in KIN_CLASSES else None


def seen_from(kind: str, *, turned: bool) -> str:
    """A class of kin as the pair has it, or turned round: a parent's other is a child."""
    return _INVERSE.get(kind, kind) if turned else kind


@dataclass(frozen=True, slots=True)
class Styled:
    """How the story styles somebody: titles and surnames, in lower case."""

    titles: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]

    def called(self, name: str) -> bool:
        """Whether a name in lower case, as the text has it, may be this one's."""
        return bool(self.words.intersection(name.split()))


def styled(character: Character) -> Styled:
    """The titles, surnames and other words of a character's names."""
    titles: set[str] = set()
    surnames: set[str] = set()
    for name in (character.name, *character.aliases) if character.named else ():
        words = name.replace("’", "'").split()
        before = len(titles)
        borne = None
        while len(words) > 1 and words[0].rstrip(".") in TITLES:
            borne = words.pop(0).rstrip(".").lower()
            titles.add(borne)
        proper = len(words) > 1 and all(w[:1].isupper() for w in (words[0], words[-1]))
        single = len(words) == 1 and borne in _WITH_SURNAME and len(titles) >= before
        if proper or single:
            surnames.add(words[-1].lower().removesuffix("'s"))
    names = " ".join((character.name, *character.aliases)).lower().replace(".", "")
    return Styled(frozenset(titles), frozenset(surnames), frozenset(names.split()) - titles)


def clashes(noun: str, pronouns: str | None) -> bool:
    """Whether a gendered noun is said of somebody whom the story calls otherwise."""
    sex = KIN.get(noun) or _PARENTS_ABROAD.get(noun)
    return (sex == "f" and pronouns == "he") or (sex == "m" and pronouns == "she")


def doubtful(noun: str, a: Styled, b: Styled) -> bool:
    """Whether titles and surnames speak against ``a`` being ``b``'s ``noun``: an unmarried miss
    as a mother or wife, a Mr. Darcy as brother of a Miss Bennet."""
    kind = family(noun)
    if kind is None:
        return False
    unwed = [bool(x.titles & _UNWED) and not x.titles & _WED for x in (a, b)]
    if unwed[0] and kind in ("parent", "grandparent", "spouse"):
        return True
    if unwed[1] and kind in ("child", "grandchild", "spouse"):
        return True
    differ = bool(a.surnames and b.surnames and not a.surnames & b.surnames)
    if not differ:
        return False
    if kind == "spouse":
        return bool((a.titles | b.titles) & {"mrs", "mr", "miss"})
    wed = bool((a.titles | b.titles) & _WED)  # marrying changes a name
    return kind in ("parent", "child", "sibling") and not wed


_PLAIN = ("father", "mother", "grandfather", "grandmother")


def most_said(labels: Iterable[str]) -> str:
    """Of labels for one relation the plain word (mother, where she is Mum too), else what is said
    most, the fuller of equals."""
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return max(counts, key=lambda x: (x in _PLAIN, counts[x], len(x)))


__all__ = [
    "ALONE", "KIN_CLASSES", "Key", "Styled", "clashes", "doubtful", "family", "key", "most_said",
    "seen_from", "styled",
]  # fmt: skip
