"""Since when and until when somebody is another's wife, friend or captain, in the text's words.

A beginning is a time said beside the words that show the relation (``married last spring``), or the
telling of the beginning itself (``Maud married Edwin``); an end is the telling of it (``they broke
up in May``, ``he died``), or a word that says it is over (``his ex-wife``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from fabula.story.clauses import Clauses
from fabula.story.function_words import POSSESSIVES
from fabula.story.tables import forms
from fabula.story.ties import ties
from fabula.text.text import Span

Row = tuple[int, int, str, Sequence[Span]]
"""Two people, the noun of what they are, and the places that show it."""
Tenure = tuple[Span | None, Span | None]

_NUMBERS = frozenset(
    "a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty "
    "forty fifty some several many few couple".split()
)
_UNITS = frozenset(
    "day days week weeks fortnight month months year years summer summers winter winters".split()
)
_SEASONS = frozenset(
    "spring summer autumn fall winter year month week night christmas easter term monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_OVER = frozenset("ex former late dead".split())
_LEFT_BEHIND = frozenset("widow widower ex ex-wife ex-husband".split())
_PARTED = forms("divorce") | forms("jilt") | forms("dump")
_PARTING = forms("break") | forms("split")
_LEAVING = forms("leave") | forms("desert")
_DYING = frozenset("died".split())
_ALMOST = frozenset("almost nearly".split())
_ENDING_WORK = forms("dismiss") | forms("sack") | forms("fire")
_ENDING = _PARTED | _PARTING | _LEAVING | _ENDING_WORK | _DYING
_BEGUN = forms("marry") | forms("wed") | {"became", "become", "engaged"}
_ENDS_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "marriage": ("parted", "left"), "love": ("parted", "left"), "friend": ("parted",),
    "work": ("dismissed",),
}  # fmt: skip
_REACH = 10  # words after what shows a relation in which a time may be said
_LONGEST = 8  # words of a time


def tenures(c: Clauses, rows: Sequence[Row]) -> list[Tenure]:
    """For each row the words that say since when it holds, and until when; None where none do."""
    ends: dict[tuple[int, int], list[tuple[str, Span]]] = defaultdict(list)
    deaths: dict[int, Span] = {}
    for i in c.all(_ENDING):
        word = c.words[i]
        for kind, one, other, span in _endings(c, i, word):
            ends[min(one, other), max(one, other)].append((kind, span))
        if word in _DYING and _happened(c, i):
            subject = c.subject(i)
            who = c.who(subject)
            # "She died": of whom is too often another's guess.
            if subject is not None and len(who) == 1 and c.mentions[subject].form == "name":
                deaths.setdefault(who[0], _with_subject(c, i, i + 1))
    out: list[Tenure] = []
    for a, b, noun, places in rows:
        tie = ties().get(noun)
        kind = tie.kind if tie is not None else "other"
        pair = ends.get((min(a, b), max(a, b)), ())
        out.append((_since(c, kind, places), _until(c, kind, noun, places, pair, deaths, (a, b))))
    return out


def _since(c: Clauses, kind: str, places: Sequence[Span]) -> Span | None:
    if kind == "kin":
        return None
    begun: Span | None = None
    for start, end in places:
        first, last = c.text.token_at(start), c.text.token_at(max(start, end - 1)) + 1
        told = any(w in _BEGUN for w in c.words[first:last])
        lasting = told or c.word(first - 1) in ("been", "be") or "been" in c.words[first:last]
        found = _time(c, first, last, told=told, lasting=lasting)
        if found is not None:
            return found
        if told and begun is None:
            begun = (start, end)
    return begun


def _time(c: Clauses, first: int, last: int, *, told: bool, lasting: bool) -> Span | None:
    """A time said in the sentence: right after the words, or where the sentence begins."""
    a, b = c.stretch(first)
    for k in range(last, min(b, last + _REACH)):
        if c.words[k] in (".", ";", "?", "!", ":", "but", "who", "which"):
            break
        n = _time_at(c, k, b)
        if n and (told or (lasting and c.words[k] in ("for", "since", "from"))):
            return c.span(k, k + n)
    n = _time_at(c, a, b) if told and a < first else 0
    return c.span(a, a + n) if n and a + n <= first else None


def _time_at(c: Clauses, k: int, end: int) -> int:
    """How many words the time that begins at a token has; 0 where none begins."""
    word, after = c.words[k], c.word(k + 1)
    if word in ("last", "this", "that") and after in _SEASONS:
        return 2
    if word in ("in", "on", "at"):
        skip = 1 if after in ("the", "early", "late") else 0
        named = c.word(k + 1 + skip)
        if named in _SEASONS or (named.isdigit() and len(named) == 4):
            return 2 + skip
    if word == "for" and after in _NUMBERS | {"years", "months", "weeks"} and k + 2 < end:
        for n in range(1, 5):
            if c.word(k + n) in _UNITS:
                return n + 1
    if word in ("since", "from") and (
        after in _SEASONS
        or after.isdigit()
        or after in ("school", "childhood", "college", "birth", "they", "we")
    ):
        return min(c.clause_end(k) - k, _LONGEST)
    if word in _NUMBERS or word.isdigit():
        for n in range(1, 4):
            if c.word(k + n) in _UNITS:
                if c.word(k + n + 1) in ("ago", "before", "earlier", "later"):
                    return n + 2
                break
    return 0


def _until(
    c: Clauses,
    kind: str,
    noun: str,
    places: Sequence[Span],
    ends: Sequence[tuple[str, Span]],
    deaths: dict[int, Span],
    pair: tuple[int, int],
) -> Span | None:
    for start, end in places:
        words = [c.words[k] for k in c.text.tokens_in(start, end)]
        if noun in _LEFT_BEHIND or any(w in _OVER or w.startswith("ex-") for w in words):
            return start, end
    wanted = _ENDS_BY_KIND.get(kind, ())
    first = min((span for what, span in ends if what in wanted), default=None)
    dead = [deaths[x] for x in pair if x in deaths and kind in ("marriage", "love")]
    return min((*dead, *((first,) if first else ())), default=None)


def _endings(c: Clauses, i: int, word: str) -> Iterator[tuple[str, int, int, Span]]:
    """``He divorced her``, ``they broke up``, ``she left him``, ``he dismissed the maid``."""
    if word in _PARTED:
        kind, last = "parted", i + 1
    elif word in _PARTING and c.word(i + 1) == "up":
        kind, last = "parted", i + 2
    elif word in _LEAVING:
        kind, last = "left", i + 1
    elif word in _ENDING_WORK:
        kind, last = "dismissed", i + 1
    else:
        return
    if not _happened(c, i):
        return
    who = c.who(c.subject(i))
    if c.word(last) == "with":
        last += 1
    m = c.starting(last)
    others = c.who(m)
    if kind == "left" and m is not None:
        a, b = c.ranges[m]
        whole = c.word(b) in (".", ",", ";", "!", "for", "and", "—") and c.words[a] not in (
            POSSESSIVES - {"her"}
        )
        if not whole or (c.word(b) == "for" and c.word(b + 1) in ("a", "the", "some")):
            return  # "she left him standing there", "for the evening"
    if len(who) == 2 and word in _PARTING:
        yield kind, who[0], who[1], _with_subject(c, i, last)
    elif len(who) == 1 and len(others) == 1 and who != others and m is not None:
        yield kind, who[0], others[0], _with_subject(c, i, c.ranges[m][1])


def _happened(c: Clauses, i: int) -> bool:
    almost = any(w in _ALMOST for w in c.words[max(0, i - 3) : i])
    bare = c.words[i] in ("leave", "leaving", "divorce", "divorcing", "dismiss", "break", "split")
    meant = bare and c.word(i - 1) == "to"
    return not (almost or meant or c.denied(i) or c.unreal(i) or c.asked(i))


def _with_subject(c: Clauses, i: int, last: int) -> Span:
    subject = c.subject(i)
    first = c.ranges[subject][0] if subject is not None else i
    return c.span(first if i - 12 < first < i else i, last)


__all__ = ["Row", "Tenure", "tenures"]
