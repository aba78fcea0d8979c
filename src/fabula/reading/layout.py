"""Where each word of a text stands, as arrays: what the network's heads measure distances by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.text.text import Text

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """A text's words (``Text.tokens``), seen from its sentences, paragraphs and quotations.

    Attributes:
        sentence, paragraph: ``[words]``, the index of each word's own.
        runs: ``[runs + 1]`` word bounds of the stretches that are parsed as one: sentences, the
            longest cut up.
        first, last: ``[quotations]`` word bounds of each quotation, half-open.
        turn: ``[quotations]``.
        outer: ``[words]``, the outermost quotation that a word lies in, or -1 in narration.
        quoted: ``[words]``, 1 in any quotation, else 0.
        spoken: ``[outermost quotations]``, their first words, ascending.
    """

    sentence: Ints
    paragraph: Ints
    runs: Ints
    first: Ints
    last: Ints
    turn: Ints
    outer: Ints
    quoted: Ints
    spoken: Ints

    @property
    def words(self) -> int:
        return len(self.sentence)

    def spoken_before(self, words: Ints) -> Ints:
        """How many outermost quotations begin before each of these words."""
        return np.searchsorted(self.spoken, words, side="left").astype(np.int64)


def lay_out(text: Text, longest: int) -> Layout:
    """The layout of a text, its sentences cut into runs of at most ``longest`` words."""
    starts = np.array(text.token_starts, dtype=np.int64)
    sentence = _part_of(starts, text.sentence_starts)
    paragraph = _part_of(starts, text.paragraph_starts)
    spans = np.array([(q.start, q.end) for q in text.quotations], dtype=np.int64).reshape(-1, 2)
    first = np.searchsorted(starts, spans[:, 0]).astype(np.int64)
    last = np.searchsorted(starts, spans[:, 1]).astype(np.int64)
    outer = np.full(len(starts), -1, dtype=np.int64)
    quoted = np.zeros(len(starts), dtype=np.int64)
    spoken: list[int] = []
    for index, quotation in enumerate(text.quotations):
        a, b = int(first[index]), int(last[index])
        quoted[a:b] = 1
        if quotation.depth == 0:
            outer[a:b] = index
            spoken.append(a)
    return Layout(
        sentence=sentence,
        paragraph=paragraph,
        runs=_runs(sentence, longest),
        first=first,
        last=last,
        turn=np.array([q.turn for q in text.quotations], dtype=np.int64),
        outer=outer,
        quoted=quoted,
        spoken=np.array(sorted(spoken), dtype=np.int64),
    )


def bucket(values: Ints, bounds: Ints) -> Ints:
    """Which bucket each value falls into: bucket ``k`` holds ``bounds[k - 1] <= x < bounds[k]``."""
    return np.searchsorted(bounds, values, side="right").astype(np.int64)


def _part_of(starts: Ints, parts: Sequence[int]) -> Ints:
    found = np.searchsorted(np.array(parts, dtype=np.int64), starts, side="right") - 1
    return np.maximum(found, 0).astype(np.int64)


def _runs(sentence: Ints, longest: int) -> Ints:
    if len(sentence) == 0:
        return np.zeros(1, dtype=np.int64)
    place = np.arange(len(sentence), dtype=np.int64)
    fresh = np.ones(len(sentence), dtype=bool)
    fresh[1:] = sentence[1:] != sentence[:-1]
    begun = np.maximum.accumulate(np.where(fresh, place, 0))
    cut = (place - begun) % longest == 0
    return np.append(place[cut], len(sentence)).astype(np.int64)
