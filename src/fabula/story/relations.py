"""What people are to one another: kin, marriage, friendship, work, in the text's own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from fabula.reading.lexicon import KIN, KIN_NAMES
from fabula.story.clauses import Clauses
from fabula.story.draft import Draft, step
from fabula.story.function_words import POSSESSIVES
from fabula.story.story import Relation
from fabula.story.tables import forms, rows
from fabula.text.text import Span


@dataclass(frozen=True, slots=True)
class Tie:
    """What the table of ties says of a relational noun."""

    kind: str
    back: tuple[str, ...]  # what the other is: by he, by she, by neither
    mutual: bool


@dataclass(frozen=True, slots=True)
class _Evidence:
    a: int
    b: int
    label: str
    span: Span
    score: float


@cache
def ties() -> dict[str, Tie]:
    """The relational nouns of ``lexicon/ties.tsv``."""
    out: dict[str, Tie] = {}
    for kind, back, words in rows("ties.tsv"):
        mutual = back == "="
        for word in words.split():
            out[word] = Tie(kind, () if back in ("-", "=") else tuple(back.split("/")), mutual)
    return out


_KIN_ABROAD = frozenset(
    "Amma Appa Oma Opa Baba Babaanne Abuela Abuelo Nonna Nonno Maman Mutti Vati Tata Eomma "
    "Appa Umma "
    "Abba Ammi Babcia Tatko Mam Mami Papi Yiayia Pappous Nai-nai Lola Lolo Tėtis".split()
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
_SUREST = 0.97  # no number of places makes a relation surer
_MARRYING = forms("marry")


@step("clauses", "relations")
def relations(draft: Draft) -> Draft:
    """Find who is whose what, with every place in the text that shows it."""
    c = draft.clauses
    assert c is not None
    merged: dict[tuple[int, int, str], list[_Evidence]] = defaultdict(list)
    assert draft.characters is not None
    narrator = next((x.id for x in draft.characters if x.narrator), None)
    pronouns = {x.id: x.pronouns for x in draft.characters}
    for one in _all(c, narrator, pronouns):
        if one.a != one.b:
            merged[one.a, one.b, _key(one.label)].append(one)
    out: list[Relation] = []
    for (a, b, noun), found in merged.items():
        if _clashes(noun, pronouns.get(a)):
            continue
        label = Counter(e.label for e in found).most_common(1)[0][0]
        doubt = 1.0
        for e in found:
            doubt *= 1 - e.score
        score = round(min(_SUREST, 1 - doubt), 3)
        out.append(Relation(0, a, b, label, tuple(dict.fromkeys(e.span for e in found)), score))
    kept = sorted(_consistent(out), key=lambda r: r.evidence[0])
    return replace(draft, relations=tuple(replace(r, id=i) for i, r in enumerate(kept)))


def _clashes(noun: str, pronouns: str | None) -> bool:
    """Whether a gendered noun is said of somebody whom the story calls otherwise."""
    said = KIN.get(noun)
    return (said == "f" and pronouns == "he") or (said == "m" and pronouns == "she")


def _key(label: str) -> str:
    """Labels that say the same: the noun alone."""
    return label.split()[-1]


def _consistent(found: list[Relation]) -> list[Relation]:
    """Of several kin that one person would be to another, leave out what far less speaks for."""
    most: Counter[tuple[int, int]] = Counter()
    for r in found:
        if _family(r):
            pair = (min(r.a, r.b), max(r.a, r.b))
            most[pair] = max(most[pair], len(r.evidence))
    return [
        r
        for r in found
        if not _family(r) or 2 * len(r.evidence) >= most[min(r.a, r.b), max(r.a, r.b)]
    ]


def _family(r: Relation) -> bool:
    tie = ties().get(_key(r.label))
    return tie is not None and tie.kind in ("kin", "marriage")


def _all(
    c: Clauses, narrator: int | None, pronouns: Mapping[int, str | None]
) -> Iterator[_Evidence]:
    for m, (a, b) in enumerate(c.ranges):
        yield from _possessed(c, m, a, b)
        yield from _of(c, m, a, b)
        yield from _called(c, m, a, b, narrator)
    for i, word in enumerate(c.words):
        if word in _MARRYING or word in ("engaged", "wed"):
            yield from _married(c, i, pronouns)


def _noun(c: Clauses, a: int, b: int) -> tuple[int, Tie] | None:
    """The relational noun that heads the words ``[a, b)``: the last before any "of" or "who"."""
    stop = b
    for k in range(a, b):
        if c.words[k] in ("of", "in", "with", "from", "at", "on", "to", ",", "who", "that"):
            stop = k
            break
    for k in (stop - 1,):
        if k >= a:
            tie = ties().get(c.words[k])
            if tie is not None:
                return k, tie
    return None


def _label(c: Clauses, first: int, noun: int) -> str:
    words = [w for w in c.words[max(first, noun - 3) : noun] if w in _MODIFIERS]
    return " ".join([*words[-2:], c.words[noun]])


def _possessed(c: Clauses, m: int, a: int, b: int) -> Iterator[_Evidence]:
    """``his best friend``, ``Anna's brother``, ``the twins' mother``."""
    owner = None
    for n in c.opening.get(a, ()):
        _, y = c.ranges[n]
        if n != m and y <= b:
            owner = n
            if (
                c.word(y) in ("'s", "'")
                or (y == a + 1 and c.words[a] in POSSESSIVES)
                or c.words[y - 1] in ("'s", "'")
            ):
                break
            owner = None
    if owner is None:
        if c.words[a] in POSSESSIVES and b > a + 1:
            owners = c.person(a)
            begin = a + 1
        else:
            return
    else:
        owners = c.who(owner)
        begin = c.ranges[owner][1] + (c.word(c.ranges[owner][1]) in ("'s", "'"))
    found = _noun(c, begin, b)
    if found is None:
        return
    noun, tie = found
    label = _label(c, begin, noun)
    span = c.span(a, b)
    people = c.who(m)
    if len(people) > 6 or len(owners) > 6 or _addressed(c, m, a, b):
        return
    for one in people:
        for other in owners:
            yield from _both(c, one, other, label, tie, span, 0.8)
    yield from _named(c, m, b, owners, label, tie, span)


def _of(c: Clauses, m: int, a: int, b: int) -> Iterator[_Evidence]:
    """``a friend of Anna's``, ``daughter of the king``."""
    for k in range(a + 1, min(b, a + 6)):
        if c.words[k] != "of":
            continue
        tie = ties().get(c.words[k - 1])
        inner = c.starting(k + 1)
        if tie is None or inner is None or inner == m or c.word(c.ranges[inner][1]) == "'s":
            return
        label = _label(c, a + (c.words[a] in ("a", "an", "the")), k - 1)
        for one in c.who(m):
            for other in c.who(inner):
                yield from _both(c, one, other, label, tie, c.span(a, b), 0.75)
        return


def _called(c: Clauses, m: int, a: int, b: int, narrator: int | None) -> Iterator[_Evidence]:
    """Kin words used as names: the ``Mum`` of whoever says it, or of the narrator who tells it."""
    if b - a != 1 or c.text.words[a] not in KIN_NAMES | _KIN_ABROAD:
        return
    tie = ties().get(c.words[a])
    owners = c.speaker(a) if c.voice[a] >= 0 else (() if narrator is None else (narrator,))
    addressee = c.addressee(a)
    people = c.who(m)
    if tie is None or len(people) != 1 or not owners or people == owners:
        return
    if c.voice[a] >= 0 and c.words[a - 1] in ("and", "for", "with") and addressee is None:
        return
    yield _Evidence(people[0], owners[0], c.words[a], c.span(a, b), 0.5)


def _addressed(c: Clauses, m: int, a: int, b: int) -> bool:
    """``My lord``, ``my lady``, ``my dear boy``: a way of speaking to somebody."""
    if c.voice[a] < 0 or c.words[a] != "my":
        return False
    before, after = c.word(a - 1), c.word(b)
    apart = c.voice[a - 1] != c.voice[a] or before in _MARKS
    return c.words[b - 1] in _VOCATIVES or (apart and (after in _MARKS or b >= len(c.words)))


def _named(
    c: Clauses, m: int, b: int, owners: tuple[int, ...], label: str, tie: Tie, span: Span
) -> Iterator[_Evidence]:
    """Appositions and copulas: ``Tilda, her maid,``; ``Ada was his best friend``."""
    a = c.ranges[m][0]
    others: list[int] = []
    if c.word(a - 1) == "," and c.closing.get(a - 2) and c.word(b) in (",", ".", ";", ")"):
        others.append(c.closing[a - 2][0])
    after = c.starting(b)
    if after is not None and c.text.words[c.ranges[after][0]][:1].isupper():
        others.append(after)
    if c.word(b) == ",":
        following = c.starting(b + 1)
        if (
            following is not None
            and c.text.words[b + 1][:1].isupper()
            and c.words[b + 1] not in ("i",)
        ):
            end = c.ranges[following][1]
            if c.word(end) in (",", ".", ";"):
                others.append(following)
    if c.word(a - 1) in (
        "was",
        "is",
        "'s",
        "'m",
        "am",
        "were",
        "are",
        "be",
        "been",
        "became",
        "'re",
    ):
        denied = c.denied(a)
        subject = c.subject(a - 1)
        if subject is not None and not denied and not c.unreal(a - 1):
            others.append(subject)
    for other in others:
        people = c.who(other)
        if not 1 <= len(people) <= 3 or c.voice[c.ranges[other][0]] != c.voice[a]:
            continue
        for one in people:
            for owner in owners:
                yield from _both(c, one, owner, label, tie, span, 0.7)


def _both(
    c: Clauses, a: int, b: int, label: str, tie: Tie, span: Span, score: float
) -> Iterator[_Evidence]:
    yield _Evidence(a, b, label, span, score)


def _married(c: Clauses, i: int, pronouns: Mapping[int, str | None]) -> Iterator[_Evidence]:
    """``She married him``, ``she was married to Jimmy``, ``engaged to``."""
    engaged = c.words[i] == "engaged"
    if engaged and c.word(i + 1) != "to":
        return
    if c.denied(i) or c.unreal(i) or c.word(i - 1) == "to" or c.asked(i):
        return  # "who was to marry a miller"
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
            yield _Evidence(a, b, _spouse(pronouns.get(a), engaged), span, 0.7)


def _spouse(pronouns: str | None, engaged: bool) -> str:
    if engaged:
        return {"he": "fiancé", "she": "fiancée"}.get(pronouns or "", "betrothed")
    return {"he": "husband", "she": "wife"}.get(pronouns or "", "spouse")


__all__ = ["Tie", "relations", "ties"]
