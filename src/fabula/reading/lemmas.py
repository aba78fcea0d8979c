"""The lemma of a word, by its part of speech: a list of irregular forms, then rules.

English inflects little and regularly. What is irregular is a closed list (``irregular.txt``); what
is regular is undone by an ending and a choice (hoping: hop or hope?), which the shape of the stem
decides where it can, and otherwise which of the two is a word: for that the wordpieces' vocabulary
serves, which has some twenty thousand whole words, the commoner the earlier. Lemmas are those of
Universal Dependencies (``be`` for *was*, ``he`` for *him*, a name as it stands).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources

Known = Callable[[str], bool]

_APOSTROPHES = str.maketrans("’ʼ‘`", "''''")
_VOWELS = frozenset("aeiou")
_LEFT_DOUBLE = ("ll", "ss", "ff", "zz")
# Stems that end so had an e: arriv(ed), danc(ed), argu(ed), handl(ed) but not travel(ed).
_LOST_E = (
    "ag", "eg", "ig", "lg", "rang", "eng", "as", "es", "is", "os", "us", "ls", "ns", "ps", "rs",
    "ys", "az", "ez", "iz", "oz", "uz", "yz", "bl", "cl", "dl", "fl", "gl", "kl", "pl", "sl", "tl",
    "zl", "hal", "ul", "at", "let", "it", "ut", "ad", "ed", "id", "ud", "il", "ir", "lor", "ur",
    "in", "un", "ak", "ik", "ok", "uk", "am", "om", "um", "ap", "ip", "yp", "ib",
)  # fmt: skip
_DIGRAPHS = frozenset(("ai", "au", "ea", "ee", "ei", "ie", "oa", "oi", "oo", "ou"))
_OFTENER_WITH_E = ("as", "us", "rs", "is", "iz", "ens", "ps", "ang", "ast")


def lemma(word: str, upos: str, known: Known) -> str:
    """The lemma of a word.

    Args:
        word: as it stands in the text.
        upos: its universal part of speech.
        known: whether a lower-cased string is a word by itself.

    >>> words = {"hope", "hop", "walk", "carry", "big"}.__contains__
    >>> lemma("Hoped", "VERB", words), lemma("hopping", "VERB", words), lemma("was", "AUX", words)
    ('hope', 'hop', 'be')
    >>> lemma("feet", "NOUN", words), lemma("biggest", "ADJ", words), lemma("Anne", "PROPN", words)
    ('foot', 'big', 'Anne')
    """
    plain = word.translate(_APOSTROPHES)
    lower = plain.lower()
    listed = _irregular().get((lower, upos))
    if listed is not None:
        return listed
    if upos == "PROPN":
        return plain
    if upos == "VERB":
        return _verb(lower, known)
    if upos == "NOUN":
        return _noun(lower, known)
    if upos in ("ADJ", "ADV"):
        if upos == "ADJ" and plain[:1].isupper() and not known(lower):
            return plain  # Dickensian
        return _grade(lower, known)
    return lower or word


_CLOSED = frozenset(("ADP", "ADV", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ"))


def possible(word: str, upos: str) -> str:
    """The part of speech of a word: the one given, but where that is a closed class (or adverbs)
    to which it cannot belong, an irregular form of a verb or a noun and of nothing else.

    >>> possible("stood", "ADP"), possible("had", "AUX"), possible("beside", "ADP")
    ('VERB', 'AUX', 'ADP')
    """
    lower = word.translate(_APOSTROPHES).lower()
    table = _irregular()
    if upos in _CLOSED and not any((lower, x) in table for x in _CLOSED):
        for other in ("VERB", "NOUN"):
            if (lower, other) in table:
                return other
    return upos


@cache
def _irregular() -> dict[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    text = resources.files("fabula.reading").joinpath("irregular.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            upos, base, *forms = line.split()
            for form in forms:
                table.setdefault((form, upos), base)
    return table


def _verb(word: str, known: Known) -> str:
    if word.endswith("ing") and len(word) > 4:
        return _stem(word[:-3], known) or word
    if word.endswith("in'") and len(word) > 4:
        return _stem(word[:-3], known) or word
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("eed"):
        return word[:-1] if word[:-1].endswith("ee") and known(word[:-1]) else word
    if word.endswith("ed") and len(word) > 3:
        return _stem(word[:-2], known) or word
    if word.endswith("'d") and len(word) > 3:
        return _stem(word[:-2], known) or word
    for ending in ("eth", "est"):  # he cometh, thou comest
        base = _stem(word[:-3], known) if word.endswith(ending) and not known(word) else None
        if base and known(base):
            return base
    return _plural(word)


def _stem(stem: str, known: Known) -> str | None:
    """The verb of which this is what is left without its ending; None if it cannot be one."""
    if not any(c in _VOWELS or c == "y" for c in stem):
        return None
    last = stem[-1]
    if len(stem) > 2 and last == stem[-2] and last not in _VOWELS:
        if stem.endswith(_LEFT_DOUBLE):
            # rolled, called, but controlled, compelled
            if stem.endswith("ell") and not _short(stem[:-1]):
                return stem[:-1]
            return stem if known(stem) or not known(stem[:-1]) or len(stem) < 6 else stem[:-1]
        return stem[:-1]
    if last == "y" or last in "wxh" or stem.endswith(("ck", "nd", "nt", "st", "rt", "lt", "ct")):
        full = stem + "e"
        return full if known(full) and not known(stem) else stem
    if last in "aio" or stem.endswith("ee"):
        return stem
    if last in "vcu" or stem.endswith(("dg", "rg")):
        return stem + "e"
    if _short(stem):
        # had it no e it would have doubled its consonant: hop, hopped; hope, hoped
        return stem + "e"
    bare = known(stem)
    if bare != known(stem + "e"):
        return stem if bare else stem + "e"
    if bare:  # both are words: pleas(ed), chang(ed)
        return stem + "e" if stem.endswith(_OFTENER_WITH_E) else stem
    if last not in "szg" and stem[-3:-1] in _DIGRAPHS and not stem.endswith("iat"):
        return stem  # gloat, loom
    return stem + "e" if stem.endswith(_LOST_E) else stem


def _short(stem: str) -> bool:
    """Whether a stem is one syllable of one vowel and one consonant: hop, nam, quot."""
    if len(stem) < 2 or stem[-1] in _VOWELS or stem[-2] not in _VOWELS:
        return False
    head = stem[:-2]
    if head.endswith("qu"):
        head = head[:-1]
    return not any(c in _VOWELS or (c == "y" and i > 0) for i, c in enumerate(head))


def _noun(word: str, known: Known) -> str:
    if word.endswith("men") and len(word) > 4:  # clergymen; a specimen ends in -imen
        return word if word.endswith(("imen", "omen", "bdomen")) else word[:-3] + "man"
    singular = _plural(word)
    if singular.endswith("use") and not known(singular.rpartition("-")[2]):
        return singular[:-1]  # crocuses, but houses
    return singular


def _plural(word: str) -> str:
    """Without the -s of a plural or of the third person."""
    if len(word) < 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def _grade(word: str, known: Known) -> str:
    """The positive of a comparative or superlative; most words in -er and -est are neither."""
    for ending in ("iest", "ier", "est", "er"):
        if not word.endswith(ending):
            continue
        stem = word[: -len(ending)]
        if len(stem) < 2:
            return word
        if ending.startswith("i"):
            return stem + "y" if known(stem + "y") else word
        if word in _UNGRADED:
            return word
        double = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiouls"
        if double and known(stem[:-1]):
            return stem[:-1]
        if _short(stem) and stem[-1] not in "wxy":
            return stem + "e" if known(stem + "e") else word
        if known(stem):
            return stem
        return stem + "e" if known(stem + "e") else word
    return word


# What looks like a comparative or superlative beside a word that it is not made of.
_UNGRADED = frozenset((
    "over under after never ever other another either neither rather together however whether "
    "further former latter inner outer upper utter super proper eager clever tender bitter sober "
    "silver amber sheer mere queer premier sinister liver singer southern master easter corner "
    "paper leather rubber winter summer modest honest earnest west best forest interest "
    "manifest latest almost utmost most elder eldest dearest"
).split())  # fmt: skip
