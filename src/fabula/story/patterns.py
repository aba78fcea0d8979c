"""Patterns of words with places for people: the small language of the tables in ``lexicon/``.

A pattern is a row of elements: ``word``, ``a|b`` (either), ``word~`` (any form of a verb), ``P``
(whose: ``his``, ``Anna 's``), ``O`` (somebody else, or somebody else's), ``X`` (oneself), ``_`` (up
to two words) and ``__`` (up to five). It begins with a word, or with ``P`` and a word, so that it
is looked up by that word and reading stays linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from fabula.story.clauses import Clauses
from fabula.story.function_words import POSSESSIVES, REFLEXIVES, STOPS, SUBJECTS
from fabula.story.tables import forms

T = TypeVar("T")
Element = frozenset[str] | str  # words, or one of "P", "O", "_", "__"
_GAPS = {"_": 2, "__": 5}
_PERSON = 12  # tokens of a person in a pattern, the 's with them; longer ones fill no place
_WHOSE = POSSESSIVES - {"its"}
_NOT_OWNED = SUBJECTS | {"the", "a", "and", "of"}


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A pattern found.

    Attributes:
        first, last: its half-open range of tokens.
        verb: the token of its first verb (its first word where it has none).
        owner: the mention in the place P, -1 where P is there but unresolved, None without P.
        other: the mention in the place O, if any.
        entry: what the pattern was filed with.
    """

    first: int
    last: int
    verb: int
    owner: int | None
    other: int | None
    entry: T


@dataclass(frozen=True, slots=True)
class _Pattern(Generic[T]):
    elements: tuple[Element, ...]
    verb: int  # index of the first verb among the elements
    owned: bool  # begins with P
    entry: T
    near: frozenset[str]  # words one of which must follow the first (none: any may follow)
    within: int  # and among how many


@dataclass(frozen=True, slots=True)
class _Group(Generic[T]):
    """The patterns that may stand at two words. Most stand nowhere, so that all of them are asked
    at once for a word that must follow."""

    patterns: tuple[_Pattern[T], ...]
    free: tuple[_Pattern[T], ...]  # those that need no certain word
    near: frozenset[str]  # the words that any of the others needs
    within: int


def parse(pattern: str) -> tuple[tuple[Element, ...], int]:
    """The elements of a pattern and the index of its first verb."""
    elements: list[Element] = []
    verb = -1
    for part in pattern.split():
        if part == "X":
            elements.append(REFLEXIVES)
            continue
        if part in ("P", "O", "_", "__") or part == "P|X":
            elements.append("P" if part == "P|X" else part)
            continue
        if "|" in part and part.split("|")[0] in ("P", "O"):
            elements.append(part)  # a person or a word: "P|the"
            continue
        words: set[str] = set()
        for word in part.split("|"):
            words |= forms(word[:-1]) if word.endswith("~") else {word}
        if verb < 0 and "~" in part:
            verb = len(elements)
        elements.append(frozenset(words))
    if verb < 0:
        verb = next(i for i, e in enumerate(elements) if isinstance(e, frozenset))
    return tuple(elements), verb


class Patterns(Generic[T]):
    """A set of patterns, looked up by their first two words (P aside)."""

    def __init__(self, rows: Sequence[tuple[str, T]]) -> None:
        by_word: dict[str, list[_Pattern[T]]] = {}
        for text, entry in rows:
            pattern = _compiled(text, entry)
            head = pattern.elements[pattern.owned]
            if not isinstance(head, frozenset):
                raise ValueError(f"a pattern begins with a word, or with P and a word: {text!r}")
            for word in head:
                by_word.setdefault(word, []).append(pattern)
        self._by_words = {word: _by_second(patterns) for word, patterns in by_word.items()}

    def everywhere(
        self, c: Clauses, where: Callable[[int], bool] | None = None
    ) -> Iterator[tuple[int, list[Found[T]]]]:
        """The tokens at which patterns begin (P aside), in order, each with its patterns; only
        those tokens of which ``where`` is true."""
        words, last, by_words = c.words, len(c.words) - 1, self._by_words
        for token in c.all(by_words):
            named, others = by_words[words[token]]
            after = words[token + 1] if token < last else ""
            group = named.get(after, others)
            patterns = group.patterns
            if not patterns:
                continue
            if group.near.isdisjoint(words[token + 1 : token + 1 + group.within]):
                patterns = group.free
                if not patterns:
                    continue
            if where is not None and not where(token):
                continue
            found: list[Found[T]] = []
            for pattern in patterns:
                near = pattern.near
                if near and near.isdisjoint(words[token + 1 : token + 1 + pattern.within]):
                    continue
                match = _match(c, pattern, token)
                if match is not None:
                    found.append(match)
            if found:
                yield token, found


def _compiled(text: str, entry: T) -> _Pattern[T]:
    elements, verb = parse(text)
    owned = elements[0] == "P"
    near, within = _needed(elements[owned + 1 :])
    return _Pattern(elements, verb, owned, entry, near, within)


def _needed(rest: Sequence[Element]) -> tuple[frozenset[str], int]:
    """Words one of which must follow a pattern's first word, and among how many words.

    The second word is left out, by which patterns are looked up.
    """
    within = 0
    for i, element in enumerate(rest):
        if isinstance(element, frozenset):
            within += 1
            if i:
                return element, within
        else:
            within += _GAPS.get(element, _PERSON)
    return frozenset(), 0


def _by_second(patterns: list[_Pattern[T]]) -> tuple[dict[str, _Group[T]], _Group[T]]:
    """Patterns of one first word: for the second words that some of them name, then those for any
    other; each in the order of the rows."""
    seconds = [p.elements[p.owned + 1 : p.owned + 2] for p in patterns]
    words = {word for e in seconds if e and isinstance(e[0], frozenset) for word in e[0]}
    free = [not e or not isinstance(e[0], frozenset) for e in seconds]
    named = {
        word: _group(
            p for p, e, any_ in zip(patterns, seconds, free, strict=True) if any_ or word in e[0]
        )
        for word in words
    }
    return named, _group(p for p, any_ in zip(patterns, free, strict=True) if any_)


def _group(patterns: Iterable[_Pattern[T]]) -> _Group[T]:
    found = tuple(patterns)
    free = tuple(p for p in found if not p.near)
    near = frozenset[str]().union(*(p.near for p in found))
    return _Group(found, free, near, max((p.within for p in found), default=0))


def _match(c: Clauses, pattern: _Pattern[T], token: int) -> Found[T] | None:
    first, skip, owner = token, 0, None
    if pattern.owned:
        begin = _owner_before(c, token)
        if begin is None:
            return None
        first, owner = begin
        skip = 1
    state = _Places(owner, None, token)
    last = _run(c, pattern, skip, token, state)
    if last is None:
        return None
    return Found(first, last, state.verb, state.owner, state.other, pattern.entry)


def _owner_before(c: Clauses, token: int) -> tuple[int, int] | None:
    """The possessive that ends just before a token (an adjective may stand between)."""
    for k in (token - 1, token - 2):
        if k < 0 or c.voice[k] != c.voice[token]:
            return None
        if c.words[k] in _WHOSE:
            m = c.possessor(k)
            return k, -1 if m is None else m
        if c.words[k] == "'s":
            for m in c.closing.get(k - 1, ()) or c.closing.get(k, ()):
                return c.ranges[m][0], m
            return None
        if not c.words[k].isalpha() or c.words[k] in _NOT_OWNED:
            return None
    return None


@dataclass(slots=True)
class _Places:
    owner: int | None
    other: int | None
    verb: int


def _run(c: Clauses, pattern: _Pattern[T], i: int, k: int, state: _Places) -> int | None:
    """Match the elements from ``i`` on at token ``k``; the token after the last, or None.

    Goes into itself once for each gap only, so its depth is that of the pattern.
    """
    elements, words, voices = pattern.elements, c.words, c.voice
    voice = voices[k] if k < len(words) else -2
    while i < len(elements):
        element = elements[i]
        if isinstance(element, frozenset):
            if k >= len(words) or voices[k] != voice or words[k] not in element:
                return None
            if i == pattern.verb:
                state.verb = k
            k += 1
        elif element in _GAPS:
            for gap in range(_GAPS[element] + 1):
                if gap and (
                    k + gap > len(words)
                    or c.word(k + gap - 1) in STOPS
                    or c.word(k + gap - 1) == ","
                ):
                    return None
                last = _run(c, pattern, i + 1, k + gap, state)
                if last is not None:
                    return last
            return None
        else:
            if k >= len(words) or voices[k] != voice:
                return None
            after = _place(c, element, k, state)
            if after is None or after - k > _PERSON:
                return None
            k = after
        i += 1
    return k


@cache
def _either(element: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names of ``P|the``, and its words."""
    names = tuple(element.split("|"))
    return names, frozenset(names[1:])


def _place(c: Clauses, element: str, k: int, state: _Places) -> int | None:
    """Fill P, O or ``P|word`` at a token; the token after it, or None."""
    word = c.words[k]
    names, plain = _either(element)
    if word in plain:
        return k + 1
    for name in names:
        if name == "P":
            m = c.possessor(k)
            if m is not None or word in _WHOSE:
                state.owner = -1 if m is None else m
                return _after_possessive(c, k, m)
        if name == "O" and word not in REFLEXIVES:
            m = c.possessor(k)
            whole = c.starting(k)
            if m is not None:
                state.other = m
                return _after_possessive(c, k, m)
            if whole is not None:
                state.other = whole
                return c.ranges[whole][1]
    return None


def _after_possessive(c: Clauses, k: int, m: int | None) -> int:
    if m is None:
        return k + 1
    after = c.ranges[m][1]
    return after + 1 if c.word(after) in ("'s", "'") else after


__all__ = ["Found", "Patterns", "parse"]
