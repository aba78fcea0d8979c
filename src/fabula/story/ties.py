"""Where the text shows that one person is another's something: its relational nouns and verbs.

Each place gives evidence of a kind. ``stated``: the words themselves say who it is (``her sister
Jane``, ``Tilda, her maid``, ``she married Edwin``). ``linked``: a possessive with a relational noun
(``her sister``), where who it is was decided by coreference. ``said``: a pronoun is said to be it
(``he was her brother``). ``called``: a kin word used as a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fabula.reading.lexicon import KIN_NAMES, MARITAL
from fabula.story.clauses import Clauses
from fabula.story.function_words import POSSESSIVES, SUBJECTS
from fabula.story.tables import forms, rows
from fabula.text.text import Span

Kind = Literal["stated", "linked", "said", "called"]


@dataclass(frozen=True, slots=True)
class Tie:
    """What the table of ties says of a relational noun."""

    kind: str
    back: tuple[str, ...]  # what the other is: by he, by she, by neither
    mutual: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One place that shows a tie: ``a`` is ``b``'s ``label``, headed by ``noun`` (one token of
    which is at ``at``); ``owner`` is the word that says whose (``his``), in lower case."""

    a: int
    b: int
    label: str
    noun: str
    kind: Kind
    owner: str
    at: int
    span: Span
    name: str = ""


@cache
def ties() -> dict[str, Tie]:
    """The relational nouns of ``lexicon/ties.tsv``."""
    out: dict[str, Tie] = {}
    for kind, back, words in rows("ties.tsv"):
        mutual = back == "="
        for word in words.split():
            out[word] = Tie(kind, () if back in ("-", "=") else tuple(back.split("/")), mutual)
    return out


@cache
def _singulars() -> dict[str, str]:
    """Each plural of a relational noun with its singular."""
    return {
        plural: one
        for one in ties()
        for plural in (one + "s", one[:-1] + "ies" if one.endswith("y") else one + "es")
    }


KIN_ABROAD = frozenset(
    "Amma Appa Oma Opa Baba Babaanne Abuela Abuelo Nonna Nonno Maman Mutti Vati Tata Eomma "
    "Appa Umma "
    "Maw Paw Mamá Papá Uncle Aunt "
    "Abba Ammi Babcia Tatko Mam Mami Papi Yiayia Pappous Nai-nai Lola Lolo Tėtis".split()
)
_CALLED = KIN_NAMES | KIN_ABROAD
# So one calls only one's own; who is called son, mate or uncle may be a stranger.
_CALLED_OUT = frozenset(
    "mum mummy mom mommy mamma mama dad daddy papa sis gran granny grandma grandpa nana "
    "boss".split()
)
_VOCATIVES = frozenset(
    "lord lady liege lords ladies dear boy girl child man love darling friend".split()
)
_MARKS = frozenset(", . ! ? ; : — \" ” ’ '".split())
# What says more exactly which relation it is; other adjectives are left out of a label.
_MODIFIERS = frozenset(
    "best old oldest elder eldest younger youngest older first second third fourth fifth sixth "
    "seventh eighth "
    "ninth tenth twin half step foster adopted former ex future dearest closest only little "
    "big great "
    "natural fellow business school childhood sworn middle maternal paternal late new".split()
)
_COPULAS = frozenset("was is 's 'm am were are be been became 're".split())
_STOPPED = frozenset("of in with from at on to , who that which whose whom".split())
_PRONOUNS = SUBJECTS | frozenset("him her them me you it".split())
_THIRD = frozenset("his her their its".split())
_THIRD_SUBJECTS = frozenset("he she they".split())
_NEAR = 300  # characters between the beginnings of what one says and what another answers
_WIVES = frozenset({"lady"}.union(t.lower() for t, state in MARITAL.items() if state == "wife"))
_YOURS = frozenset("your thy".split())
_MARRYING = forms("marry") | forms("wed") | {"engaged"}
# Plurals of the mutual: "they were sisters" says of each what it is to the other.
_EACH_OTHERS = frozenset(
    "brothers sisters siblings cousins friends pals chums mates buddies companions comrades "
    "playmates playfellows schoolfellows classmates schoolmates neighbours neighbors housemates "
    "flatmates roommates rivals enemies foes colleagues coworkers workmates teammates partners "
    "lovers sweethearts twins".split()
)
_SUMS = frozenset(
    "old best good great close dear sworn the such firm fast bitter childhood".split()
)


def shown(c: Clauses, narrator: int | None, pronouns: Mapping[int, str | None]) -> Iterator[Shown]:
    """Every place that shows a tie between two people."""
    for m, (a, b) in enumerate(c.ranges):
        if b - a == 1:  # most are pronouns, of which there is nothing to ask
            if c.text.words[a] in _CALLED:
                yield from _called(c, m, a, narrator)
            continue
        yield from _possessed(c, m, a, b, narrator)
        yield from _of(c, m, a, b)
        yield from _couple(c, m, a, b, pronouns)
    for i in c.all(_MARRYING | _EACH_OTHERS | _CALLED_OUT):
        word = c.words[i]
        if word in _MARRYING:
            yield from _married(c, i, pronouns)
        elif word in _EACH_OTHERS:
            yield from _each_other(c, i)
        elif c.voice[i] >= 0:
            yield from _called_out(c, i)


def _noun(c: Clauses, a: int, b: int) -> tuple[int, int] | None:
    """The relational noun that heads the words ``[a, b)``: its token, and where a name that
    follows it begins (``b`` where none does): ``sister`` of ``sister Jane``."""
    stop = b
    for k in range(a, b):
        if c.words[k] in _STOPPED:
            stop = k
            break
    named = stop
    while named - 1 > a and (
        c.text.words[named - 1][:1].isupper() or c.words[named - 1] in (".", "-", "de", "von")
    ):
        named -= 1
    for k, name in ((named - 1, named), (stop - 1, stop)):
        if k >= a and (c.words[k] in ties() or c.words[k] in _singulars()):
            return k, name if name < stop else b
    return None


def _label(c: Clauses, first: int, noun: int) -> tuple[str, str]:
    """The label, and the noun that heads it, in the singular."""
    word = c.words[noun]
    head = word if word in ties() else _singulars()[word]
    words = [w for w in c.words[max(first, noun - 3) : noun] if w in _MODIFIERS]
    return " ".join([*words[-2:], head]), head


def _owner(c: Clauses, m: int, a: int, b: int) -> tuple[tuple[int, ...], int, str] | None:
    """Whose the thing named by a mention is, where the rest of it begins, and the owner's word."""
    for n in c.opening.get(a, ()):
        _, y = c.ranges[n]
        if (
            n != m
            and y <= b
            and (
                c.word(y) in ("'s", "'")
                or (y == a + 1 and c.words[a] in POSSESSIVES)
                or c.words[y - 1] in ("'s", "'")
            )
        ):
            return c.who(n), y + (c.word(y) in ("'s", "'")), c.words[a] if y == a + 1 else ""
    if c.words[a] in POSSESSIVES and b > a + 1:
        return c.person(a), a + 1, c.words[a]
    return None


def _possessed(c: Clauses, m: int, a: int, b: int, narrator: int | None) -> Iterator[Shown]:
    """``his best friend``, ``Anna's brother Tom``, ``the twins' mother``; of ``our coach`` it is
    said of those who are meant, or at least of whoever says it."""
    owned = _owner(c, m, a, b)
    if owned is None:
        return
    owners, begin, owner = owned
    if owner == "our":
        own = c.speaker(a) if c.voice[a] >= 0 else (() if narrator is None else (narrator,))
        owners = own if not own or own[0] not in owners else owners
    found = _noun(c, begin, b)
    if found is None or not owners:
        return
    noun, named = found
    label, head = _label(c, begin, noun)
    people = c.who(m)
    if len(people) > 6 or len(owners) > 6 or _addressed(c, m, a, b):
        return
    if c.word(a - 1) in _COPULAS and (c.denied(a) or c.unreal(a - 1, reach=9)):
        return  # "as if he had been Dickon's brother"
    if c.words[noun] not in ties() and len(people) < 2:
        return  # "her sisters" who are one in the cast, a group or a wrong link
    if _of_another(c, a, owner, owners):
        return
    pronominal = _predicated(c, a)
    kind: Kind = "stated" if named < b else "said" if pronominal else "linked"
    span = c.span(a, b)
    name = " ".join(c.words[named:b])
    for one in people:
        for other in owners:
            yield Shown(one, other, label, head, kind, owner, noun, span, name)
    for one, name in _named(c, m, b):
        for other in owners:
            if not pronominal or name:
                yield Shown(one, other, label, head, "stated", owner, noun, span, name)
            elif one not in people:
                yield Shown(one, other, label, head, "said", owner, noun, span)


def _of_another(c: Clauses, a: int, owner: str, owners: tuple[int, ...]) -> bool:
    """Whether the owner cannot be who it was taken for: ``his`` in speech is neither whoever
    speaks nor whoever is spoken to, and ``your`` in narration speaks to somebody out of it."""
    if c.voice[a] < 0:
        return owner in _YOURS
    if owner not in _THIRD:
        return False
    v = c.voice[a]
    quote = c.quotes[v]
    talking = {quote.speaker, *quote.addressees}
    for other in c.quotes[max(0, v - 1) : v + 2]:  # whom one answers, and who answers
        if abs(other.start - quote.start) < _NEAR:
            talking.add(other.speaker)
    return not talking.isdisjoint(owners)


def _predicated(c: Clauses, a: int) -> bool:
    """Whether what begins at a token is said of a pronoun, of which coreference decided whom it
    means: ``He had been her brother``."""
    if c.word(a - 1) not in _COPULAS or c.asked(a):
        return False
    subject = c.subject(a - 1)
    return subject is not None and c.words[c.ranges[subject][0]] in _THIRD_SUBJECTS


def _of(c: Clauses, m: int, a: int, b: int) -> Iterator[Shown]:
    """``a friend of Anna's``, ``daughter of the king``; a name beside it is whose it is."""
    for k in range(a + 1, min(b, a + 6)):
        if c.words[k] != "of":
            continue
        inner = c.starting(k + 1)
        if (
            c.words[k - 1] not in ties()
            or inner is None
            or inner == m
            or c.word(c.ranges[inner][1]) == "'s"
        ):
            return
        label, head = _label(c, a + (c.words[a] in ("a", "an", "the")), k - 1)
        said: list[tuple[int, Kind, str]] = [(x, "linked", "") for x in c.who(m)]
        said.extend((x, "stated", name) for x, name in _named(c, m, b))
        for one, kind, name in said:
            for other in c.who(inner):
                span = c.span(a, b)
                yield Shown(one, other, label, head, kind, c.words[k + 1], k - 1, span, name)
        return


def _called(c: Clauses, m: int, a: int, narrator: int | None) -> Iterator[Shown]:
    """Kin words used as names: the ``Mum`` of whoever says it, or of the narrator who tells it."""
    owners = c.speaker(a) if c.voice[a] >= 0 else (() if narrator is None else (narrator,))
    addressee = c.addressee(a)
    people = c.who(m)
    if c.voice[a] >= 0 and addressee is not None and _vocative(c, a, a + 1):
        people = (addressee,)  # "Daddy?" she says: who is called so is who is spoken to
    if c.words[a] not in ties() or len(people) != 1 or not owners or people == owners:
        return
    if c.voice[a] >= 0 and c.words[a - 1] in ("and", "for", "with") and addressee is None:
        return
    word = c.words[a]
    yield Shown(people[0], owners[0], word, word, "called", "", a, c.span(a, a + 1))


def _called_out(c: Clauses, i: int) -> Iterator[Shown]:
    """``Yes, boss.``: whoever is spoken to is so to whoever speaks."""
    word, speaker, addressee = c.words[i], c.speaker(i), c.addressee(i)
    if c.text.words[i] == word and speaker and addressee is not None and _vocative(c, i, i + 1):
        yield Shown(addressee, speaker[0], word, word, "called", "", i, c.span(i, i + 1))


def _vocative(c: Clauses, a: int, b: int) -> bool:
    """Whether marks or the ends of what is said part a mention from both sides: ``No, Mum.``"""
    before = a == 0 or c.voice[a - 1] != c.voice[a] or c.words[a - 1] in _MARKS
    after = b >= len(c.words) or c.voice[b] != c.voice[a] or c.words[b] in _MARKS
    return before and after


def _addressed(c: Clauses, m: int, a: int, b: int) -> bool:
    """``My lord``, ``my lady``, ``my dear boy``: a way of speaking to somebody."""
    if c.voice[a] < 0 or c.words[a] != "my":
        return False
    before, after = c.word(a - 1), c.word(b)
    apart = c.voice[a - 1] != c.voice[a] or before in _MARKS
    return c.words[b - 1] in _VOCATIVES or (apart and (after in _MARKS or b >= len(c.words)))


def _named(c: Clauses, m: int, b: int) -> Iterator[tuple[int, str]]:
    """Who else is what a mention says, with the name if it is one, by apposition or copula:
    ``Tilda, her maid,``; ``Ada was his best friend``; ``his friend Bram`` where the name is a
    mention of its own."""
    a = c.ranges[m][0]
    others: list[int] = []
    if c.word(a - 1) == "," and c.closing.get(a - 2) and c.word(b) in (",", ".", ";", ")", "—"):
        others.append(c.closing[a - 2][0])
    after = c.starting(b)
    if after is not None and c.text.words[c.ranges[after][0]][:1].isupper():
        others.append(after)
    if c.word(b) == "," and b + 1 < len(c.words):
        following = c.starting(b + 1)
        if (
            following is not None
            and c.text.words[b + 1][:1].isupper()
            and c.words[b + 1] not in ("i",)
            and c.word(c.ranges[following][1]) in (",", ".", ";")
            and c.word(a - 1) not in ("and", ",")  # one of a list is no apposition
        ):
            others.append(following)
    if c.word(a - 1) in _COPULAS and not c.denied(a) and not c.unreal(a - 1) and not c.asked(a):
        subject = c.subject(a - 1)
        if subject is not None:
            others.append(subject)
    for other in others:
        people = c.who(other)
        if 1 <= len(people) <= 3 and c.voice[c.ranges[other][0]] == c.voice[a]:
            x, y = c.ranges[other]
            proper = c.text.words[x][:1].isupper() and c.words[x] not in SUBJECTS
            for one in people:
                yield one, " ".join(c.words[x:y]) if proper else ""


def _couple(
    c: Clauses, m: int, a: int, b: int, pronouns: Mapping[int, str | None]
) -> Iterator[Shown]:
    """``Mr. and Mrs. Gardiner``, one name for two."""
    people = c.who(m)
    if b - a < 4 or len(people) != 2 or c.words[a + 1] != "and":
        return
    if c.words[a + 2].rstrip(".") not in _WIVES or c.mentions[m].form != "name":
        return
    for one, other in (people, people[::-1]):
        label = _spouse(pronouns.get(one), engaged=False)
        yield Shown(one, other, label, label, "stated", "", a, c.span(a, b))


def _each_other(c: Clauses, i: int) -> Iterator[Shown]:
    """``They were old friends``; ``Ada and Maud are cousins``."""
    k = i - 1
    while k > i - 4 and c.word(k) in _SUMS:
        k -= 1
    if c.word(k) not in _COPULAS or c.denied(i) or c.unreal(i) or c.asked(i):
        return
    subject = c.subject(k)
    people = c.who(subject)
    if subject is None or not 2 <= len(people) <= 3:
        return
    label, head = _label(c, k + 1, i)
    span = c.span(min(c.ranges[subject][0], k), i + 1)
    for x, one in enumerate(people):
        for other in people[x + 1 :]:
            yield Shown(one, other, label, head, "stated", "", i, span)


def _married(c: Clauses, i: int, pronouns: Mapping[int, str | None]) -> Iterator[Shown]:
    """``She married him``, ``she was married to Jimmy``, ``engaged to``."""
    engaged = c.words[i] == "engaged"
    if engaged and c.word(i + 1) != "to":
        return
    if c.denied(i) or c.unreal(i) or c.word(i - 1) == "to" or c.asked(i):
        return  # "who was to marry a miller"
    if c.words[i] in ("marrying", "wedding", "marry"):
        return  # "she planned her marrying him"
    k = i + 2 if c.word(i + 1) == "to" else i + 1
    m = c.starting(k)
    subject = c.subject(i)
    if m is None or subject is None:
        return
    one, other = c.who(subject), c.who(m)
    x, y = c.ranges[m]
    if c.words[x] in POSSESSIVES and y - x == 1 and c.words[x] != "her":
        return
    if len(one) == 1 and len(other) == 1 and one != other:
        span = c.span(c.ranges[subject][0] if c.ranges[subject][0] < i else i, y)
        for a, b in ((one[0], other[0]), (other[0], one[0])):
            label = _spouse(pronouns.get(a), engaged)
            by_name = not {c.words[x], c.words[c.ranges[subject][0]]} & _PRONOUNS
            yield Shown(a, b, label, label, "stated", "" if by_name else "her", i, span)


def _spouse(pronouns: str | None, engaged: bool) -> str:
    if engaged:
        return {"he": "fiancé", "she": "fiancée"}.get(pronouns or "", "betrothed")
    return {"he": "husband", "she": "wife"}.get(pronouns or "", "spouse")


__all__ = ["Kind", "Shown", "Tie", "shown", "ties"]
