"""A long text through a short-sighted encoder: overlapping windows, read off without seams.

The encoder sees some five hundred pieces at once. Windows follow one another at a fixed stride, so
that they overlap, and each word's vector is taken from the window in which it has most around it
on the poorer side. Where a window lies depends on the pieces alone, and each is read by itself, so
what is made of a word is a function of its own window and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.layout import Ints, Layout
from fabula.reading.session import Floats, Model

BREAK_CASE = 5
BLOCK_WORDS = 4096
"""Words handed on at once: enough to keep matrix products busy, few enough to stay small."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole text as the encoder is fed: pieces, with a mark before each paragraph.

    Attributes:
        ids, cases, quotes: ``[pieces]``.
        first: ``[words]``, the place of each word's first piece.
    """

    ids: Ints
    cases: Ints
    quotes: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors ``[words, size]`` of whole runs, from the word ``start`` on."""

    start: int
    vectors: Floats


LEAD = ("It", "was", "late", ",", "and", "the", "rain", "had", "stopped", ".")
"""A paragraph that every text is read behind. What stood at the very beginning of a text in
training was mostly a comment of GoEmotions, in which there are no people to find: without a word
before it a story's first name was missed."""


def lay_pieces(words: Sequence[str], layout: Layout, model: Model) -> Feed:
    """The pieces of a text's words."""
    pieces = model.wordpieces.encode(words)
    lengths = np.diff(pieces.starts)
    opens = np.ones(len(words), dtype=np.int64)
    opens[1:] = layout.paragraph[1:] != layout.paragraph[:-1]
    first = pieces.starts[:-1] + np.cumsum(opens)
    total = len(pieces.ids) + int(opens.sum())
    ids = np.full(total, model.settings["break_id"], dtype=np.int64)
    cases = np.full(total, BREAK_CASE, dtype=np.int64)
    quotes = np.zeros(total, dtype=np.int64)
    places = np.arange(len(pieces.ids)) + np.repeat(np.cumsum(opens), lengths)
    ids[places] = pieces.ids
    cases[places] = np.repeat(pieces.cases, lengths)
    quotes[places] = np.repeat(layout.quoted, lengths)
    lead = model.wordpieces.encode(LEAD)
    size = np.diff(lead.starts)
    return Feed(
        np.concatenate([[model.settings["break_id"]], lead.ids, ids]),
        np.concatenate([[BREAK_CASE], np.repeat(lead.cases, size), cases]),
        np.concatenate([np.zeros(len(lead.ids) + 1, dtype=np.int64), quotes]),
        first + len(lead.ids) + 1,
    )


def read_windows(sequence: Feed, model: Model) -> Iterator[Floats]:
    """The vectors of the words, in order, ``[words of one window, size]`` at a time."""
    window, stride = model.settings["window"], model.settings["stride"]
    margin = model.settings["margin"]
    total = len(sequence.ids)
    last = max(0, -(-(total - window) // stride))
    begin = np.array([model.settings["cls_id"]], dtype=np.int64)
    close = np.array([model.settings["sep_id"]], dtype=np.int64)
    blank = np.zeros(1, dtype=np.int64)
    for k in range(last + 1):
        part = slice(stride * k, min(stride * k + window, total))
        hidden = model.hidden(
            np.concatenate([begin, sequence.ids[part], close]),
            np.concatenate([blank, sequence.cases[part], blank]),
            np.concatenate([blank, sequence.quotes[part], blank]),
        )
        low = 0 if k == 0 else stride * k + margin
        high = total if k == last else stride * (k + 1) + margin
        a, b = np.searchsorted(sequence.first, (low, high))
        yield hidden[1 + sequence.first[a:b] - stride * k]


def blocks(windows: Iterator[Floats], runs: Ints) -> Iterator[Block]:
    """The same vectors in blocks of whole runs, so that no sentence is torn between two."""
    held: list[Floats] = []
    start = have = 0
    for vectors in windows:
        held.append(vectors)
        have += len(vectors)
        end = int(runs[np.searchsorted(runs, start + have, side="right") - 1])
        if end - start >= BLOCK_WORDS:
            joined = np.concatenate(held)
            yield Block(start, joined[: end - start])
            held = [joined[end - start :].copy()]
            have -= end - start
            start = end
    if have:
        yield Block(start, np.concatenate(held))
