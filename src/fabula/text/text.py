"""The value that the text layer ends in: a frozen string and the offsets of its parts."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fabula.source.source import Section
from fabula.text.spans import Span, Spans

Medium = Literal["speech", "writing", "message"]
_FEW = 200  # numbers that are sorted sooner than handed to numpy
_STRETCH = 64  # characters: an offset is looked for among the few tokens of its stretch


@dataclass(frozen=True, slots=True)
class Quotation:
    """One unbroken piece of direct speech inside one paragraph.

    Attributes:
        start, end: half-open code-point offsets, quotation marks included where there are any
            (dash-introduced, chat and script lines have none; their label is left out).
        turn: pieces with the same turn are one utterance: the halves of a quotation split by its
            tag, and the paragraphs of a speech that goes on over several. Turns count from 0 in
            order of their first piece.
        medium: ``speech``; ``message`` for chat lines and texts; ``writing`` for letters and such.
        label: the speaker's name as a chat or script line gives it (``Dee: are you coming``).
        depth: 0 for outermost speech, 1 for a quotation inside a quotation, and so on.
    """

    start: int
    end: int
    turn: int
    medium: Medium = "speech"
    label: Span | None = None
    depth: int = 0


@dataclass(frozen=True)
class Text:
    """A story's string with the offsets of everything that rules alone can find in it.

    All spans are half-open code-point offsets into ``string``, ascending and, except for
    quotations of depth over 0, without overlap.

    Attributes:
        string: the text, equal to ``Source.text``.
        paragraphs: spans without the blank lines between them.
        sentences: spans; each lies in one paragraph.
        tokens: spans of words, numbers and marks; each lies in one sentence. From ``annotate``
            these three are ``Spans``, which take a tenth of the room that tuples do.
        words: ``string[a:b]`` for each token, equal ones mostly the same object.
        quotations: direct speech only; by ``start``.
        asides: quoted words that nobody speaks (scare quotes, titles, words as words).
        sections, breaks: as in ``Source``.
        guessed: the paragraphs were lost before the text came here, and are only likely.
    """

    string: str
    paragraphs: Sequence[Span]
    sentences: Sequence[Span]
    tokens: Sequence[Span]
    words: tuple[str, ...]
    quotations: tuple[Quotation, ...] = ()
    asides: tuple[Span, ...] = ()
    sections: tuple[Section, ...] = ()
    breaks: tuple[int, ...] = ()
    guessed: bool = False

    @cached_property
    def token_starts(self) -> Sequence[int]:
        return Spans.of(self.tokens).starts

    @cached_property
    def token_ends(self) -> Sequence[int]:
        return Spans.of(self.tokens).ends

    @cached_property
    def sentence_starts(self) -> Sequence[int]:
        return Spans.of(self.sentences).starts

    @cached_property
    def paragraph_starts(self) -> Sequence[int]:
        return Spans.of(self.paragraphs).starts

    @cached_property
    def _before(self) -> array[int]:
        """For each stretch of the string the number of tokens that begin before it.

        Many steps ask for the token at an offset, once for each mention: with this it takes the
        same time however long the text is.
        """
        starts, at = self.token_starts, 0
        before = array("i")
        for offset in range(0, len(self.string) + 2 * _STRETCH, _STRETCH):
            at = bisect_left(starts, offset, at, min(len(starts), at + _STRETCH))
            before.append(at)
        return before

    @cached_property
    def places(self) -> dict[str, array[int]]:
        """For each word the tokens that it is.

        Every step has some words of its own to look for: to go through a whole book for each of
        them takes longer than this does once for all.
        """
        places: dict[str, array[int]] = defaultdict(partial(array, "i"))
        for token, word in enumerate(self.words):
            places[word].append(token)
        return dict(places)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs: what can be said of a word by itself is asked of these keys,
        once each."""
        return Counter({word: len(places) for word, places in self.places.items()})

    def all(self, words: Iterable[str]) -> list[int]:
        """The tokens that are one of some words, which are in ``counts``; in order."""
        places, found = self.places, array("i")
        for word in words:
            found += places[word]
        return sorted(found) if len(found) < _FEW else np.sort(np.asarray(found)).tolist()

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """``words`` in lower case, each made once however often the text has it."""
        small = {word: word.lower() for word in self.counts}
        return tuple(map(small.__getitem__, self.words))

    @cached_property
    def quotation_starts(self) -> list[int]:
        return [q.start for q in self.quotations]

    def tokens_in(self, start: int, end: int) -> range:
        """Indices of the tokens that begin in ``[start, end)``."""
        starts, before = self.token_starts, self._before
        low, high = start // _STRETCH, end // _STRETCH
        if low < 0 or high < 0 or high + 1 >= len(before) or low + 1 >= len(before):
            return range(bisect_left(starts, start), bisect_left(starts, end))
        return range(
            bisect_left(starts, start, before[low], before[low + 1]),
            bisect_left(starts, end, before[high], before[high + 1]),
        )

    def tokens_of(self, spans: Sequence[Span]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """``tokens_in`` of many spans at once: where each of the ranges begins, and ends."""
        columns, starts = Spans.of(spans), np.asarray(self.token_starts)
        return np.searchsorted(starts, columns.starts), np.searchsorted(starts, columns.ends)

    def tokens_at(self, offsets: NDArray[np.intp]) -> NDArray[np.intp]:
        """``token_at`` of many offsets at once."""
        return np.maximum(np.searchsorted(np.asarray(self.token_starts), offsets, "right") - 1, 0)

    def token_at(self, offset: int) -> int:
        """Index of the last token that begins at or before ``offset`` (0 if none does)."""
        before, stretch = self._before, offset // _STRETCH
        if not 0 <= stretch < len(before) - 1:
            return max(0, bisect_right(self.token_starts, offset) - 1)
        after = bisect_right(self.token_starts, offset, before[stretch], before[stretch + 1])
        return after - 1 if after else 0

    def tokens_around(self, head: int, start: int, end: int) -> tuple[int, int]:
        """The first and last token of a mention by its head word, which is seldom far from them."""
        starts = self.token_starts
        if not start <= starts[head] < end:
            return self.token_at(start), self.token_at(max(start, end - 1))
        first = last = head
        while first and starts[first] > start:
            first -= 1
        while last + 1 < len(starts) and starts[last + 1] < end:
            last += 1
        return first, last

    def sentence_at(self, offset: int) -> int:
        """Index of the last sentence that begins at or before ``offset`` (0 if none does)."""
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def paragraph_at(self, offset: int) -> int:
        """Index of the last paragraph that begins at or before ``offset`` (0 if none does)."""
        return max(0, bisect_right(self.paragraph_starts, offset) - 1)

    def quotation_at(self, offset: int) -> int | None:
        """Index of the innermost quotation around ``offset``, or None in narration."""
        i = bisect_right(self.quotation_starts, offset) - 1
        while i >= 0:
            quotation = self.quotations[i]
            if offset < quotation.end:
                return i
            if quotation.depth == 0:
                return None
            i -= 1
        return None


__all__ = ["Medium", "Quotation", "Span", "Spans", "Text"]
