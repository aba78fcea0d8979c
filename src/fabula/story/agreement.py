"""Which beings a pronoun or a noun can mean: gender, titles and the members of a household."""

from __future__ import annotations

from fabula.reading.lexicon import Gender
from fabula.text.words import word_set

_MASTERS = frozenset({"mr", "sir", "lord"})


_MISTRESSES = frozenset({"mrs", "lady", "madame", "mme"})


HOUSEHOLD: dict[str, tuple[frozenset[str], Gender]] = {
    **dict.fromkeys(word_set("father papa dad daddy husband"), (_MASTERS, "m")),
    **dict.fromkeys(word_set("mother mamma mama mum mom wife"), (_MISTRESSES, "f")),
}


# Nouns by which anyone may be meant: they point back only a little way.
ANYONE = word_set(
    "man woman boy girl lady gentleman person child fellow guy chap stranger men women boys girls "
    "people children others kid lad"
)


GENDER_OF: dict[str, Gender] = {
    **dict.fromkeys(word_set("he him his himself"), "m"),
    **dict.fromkeys(word_set("she her hers herself"), "f"),
}


def gender_fit(own: Gender | None, wanted: Gender | None) -> float:
    if wanted is None:
        return 1.0 if own == "n" else 0.3
    if own == wanted:
        return 1.0
    if own is None:
        return 0.45
    return 0.12 if own == "n" else 0.0


def titles_meant(head: str) -> tuple[str, ...]:
    """The titles by which a common noun can mean their bearer: "the doctor" is "Dr. Grey"."""
    return _TITLE_NOUNS.get(head, (head,))


_TITLE_NOUNS = {
    "doctor": ("dr", "doctor"),
    "professor": ("prof", "professor"),
    "captain": ("capt", "captain"),
    "colonel": ("col", "colonel"),
    "lieutenant": ("lt", "lieut", "lieutenant"),
    "sergeant": ("sgt", "sergeant"),
    "vicar": ("vicar", "rev", "reverend"),
    "reverend": ("rev", "reverend"),
    "lady": ("lady",),
    "lord": ("lord",),
}
