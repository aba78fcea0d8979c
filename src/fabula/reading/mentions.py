"""Mentions: which words refer to somebody or something, of what type and in what form.

Every span within a sentence is scored by a biaffine product of its first and its last word (Yu et
al. 2020), however long; spans may nest but not cross. Each kept mention is then one vector, made
of its first word, its last word and its words weighted, from which its type and form are told and
which the later heads link and attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.errors import UsageError
from fabula.reading.heads import layer, norm, relu, sigmoid, with_one
from fabula.reading.layout import Ints, bucket
from fabula.reading.reading import MentionSpan
from fabula.reading.session import Floats, Model
from fabula.reading.windows import Block
from fabula.text.text import Text

POOLED_WORDS = 8192
"""Words of mentions pooled at once."""


@dataclass(frozen=True)
class Mentions:
    """Mentions as columns, by (first word, -end).

    Attributes:
        first, end: ``[mentions]`` half-open word bounds.
        score: ``[mentions]`` in 0..1.
        type, form: ``[mentions]`` indices into the model's labels.
        vectors: ``[mentions, size]``, half precision: at book length they are what is held.
    """

    first: Ints
    end: Ints
    score: Floats
    type: Ints
    form: Ints
    vectors: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.first)

    def at(self, low: int, high: int) -> Floats:
        """The vectors of the mentions ``low:high``."""
        return self.vectors[low:high].astype(np.float32)


def find(block: Block, runs: Ints, model: Model) -> Mentions:
    """The mentions that begin in a block; ``runs`` are the word bounds of its runs."""
    heads = model.heads
    begin = with_one(layer(block.vectors, heads, "span_start")) @ heads["span_u"]
    close = with_one(layer(block.vectors, heads, "span_end"))
    longest = int(np.diff(runs).max(initial=0))
    width = np.arange(longest)[None, :] - np.arange(longest)[:, None]
    by_width: Floats = heads["span_width"][bucket(np.maximum(width, 0), model.bounds("width"))]
    by_width[width < 0] = -np.inf
    threshold = float(model.settings["thresholds"]["mention"])
    least = np.log(threshold / (1 - threshold))
    firsts, ends, scores = [], [], []
    for a, b in zip(runs[:-1].tolist(), runs[1:].tolist(), strict=True):
        n, low = b - a, a - block.start
        grid = begin[low : low + n] @ close[low : low + n].T + by_width[:n, :n]
        i, j = np.nonzero(grid >= least)
        if len(i):
            i, j, score = nested(i, j + 1, grid[i, j].astype(np.float32), n)
            firsts.append(i + a)
            ends.append(j + a)
            scores.append(score)
    if not firsts:
        return empty(model)
    first, end = np.concatenate(firsts), np.concatenate(ends)
    vectors = represent(block, first, end, model)
    return Mentions(
        first=first,
        end=end,
        score=sigmoid(np.concatenate(scores)),
        type=np.argmax(vectors @ heads["type_w"] + heads["type_b"], axis=1),
        form=np.argmax(vectors @ heads["form_w"] + heads["form_b"], axis=1),
        vectors=vectors.astype(np.float16),
    )


def given(block: Block, mentions: Mentions, model: Model) -> Mentions:
    """Those of some known mentions that begin in a block, with the vectors they have there."""
    stop = block.start + len(block.vectors)
    low, high = np.searchsorted(mentions.first, (block.start, stop)).tolist()
    first, end = mentions.first[low:high], mentions.end[low:high]
    vectors = represent(block, first, np.minimum(end, stop), model)
    return Mentions(
        first=first,
        end=end,
        score=mentions.score[low:high],
        type=mentions.type[low:high],
        form=mentions.form[low:high],
        vectors=vectors.astype(np.float16),
    )


def listed(text: Text, spans: Sequence[MentionSpan], model: Model) -> Mentions:
    """Mentions that are known beforehand, without vectors yet.

    Raises ``UsageError`` unless they are by (start, -end) and each begins with a word.
    """
    order = [(span.start, -span.end) for span in spans]
    types, forms = list(model.settings["types"]), list(model.settings["forms"])
    starts = np.array(text.token_starts, dtype=np.int64)
    bounds = np.array([(span.start, span.end) for span in spans], dtype=np.int64).reshape(-1, 2)
    first = np.searchsorted(starts, bounds[:, 0]).astype(np.int64)
    end = np.searchsorted(starts, bounds[:, 1]).astype(np.int64)
    if order != sorted(order) or np.any(end <= first) or np.any(starts[first] != bounds[:, 0]):
        raise UsageError("mentions given to the reader must be by (start, -end), on whole words")
    return Mentions(
        first=first,
        end=end,
        score=np.array([span.score for span in spans], dtype=np.float32),
        type=np.array([types.index(span.type) for span in spans], dtype=np.int64),
        form=np.array([forms.index(span.form) for span in spans], dtype=np.int64),
        vectors=empty(model).vectors,
    )


def nested(first: Ints, end: Ints, score: Floats, words: int) -> tuple[Ints, Ints, Floats]:
    """Of the spans of one run of ``words`` words, best first, those that cross no better one;
    by (first, -end)."""
    best = np.argsort(-score, kind="stable")[: 16 * words]  # of n words at most 2n - 1 spans nest
    keep: list[int] = []
    starts = np.empty(len(best), dtype=np.int64)
    stops = np.empty(len(best), dtype=np.int64)
    for k in best.tolist():
        a, b, n = first[k], end[k], len(keep)
        s, e = starts[:n], stops[:n]
        crossing = ((s < a) & (a < e) & (e < b)) | ((a < s) & (s < b) & (b < e))
        if not crossing.any():
            starts[n], stops[n] = a, b
            keep.append(k)
    chosen = np.array(keep, dtype=np.int64)
    chosen = chosen[np.lexsort((-end[chosen], first[chosen]))]
    return first[chosen], end[chosen], score[chosen]


def represent(block: Block, first: Ints, end: Ints, model: Model) -> Floats:
    """The vectors ``[mentions, size]`` of spans of a block."""
    heads = model.heads
    h = block.vectors
    first, end = first - block.start, end - block.start
    weight = h @ heads["pool_w"].reshape(-1)
    begin = h @ heads["mention_first_w"]
    close = h @ heads["mention_last_w"]
    pooled = np.empty((len(first), h.shape[1]), dtype=np.float32)
    lengths = end - first
    parts = np.flatnonzero(np.diff(np.cumsum(lengths) // POOLED_WORDS, prepend=-1))
    for low, high in zip(parts, np.append(parts[1:], len(first)), strict=True):
        some = lengths[low:high]
        offsets = np.cumsum(some) - some
        within = np.arange(int(some.sum())) - np.repeat(offsets, some)
        words = np.repeat(first[low:high], some) + within
        share = weight[words]
        share = np.exp(share - np.repeat(np.maximum.reduceat(share, offsets), some))
        share /= np.repeat(np.add.reduceat(share, offsets), some)
        pooled[low:high] = np.add.reduceat(h[words] * share[:, None], offsets, axis=0)
    mixed = begin[first] + close[end - 1] + pooled @ heads["mention_pool_w"] + heads["mention_b"]
    return norm(relu(mixed), heads["mention_g"], heads["mention_lb"])


def empty(model: Model) -> Mentions:
    """No mention at all."""
    none = np.zeros(0, dtype=np.int64)
    size = len(model.heads["mention_b"])
    vectors = np.zeros((0, size), dtype=np.float16)
    return Mentions(none, none, np.zeros(0, dtype=np.float32), none, none, vectors)


def join(parts: list[Mentions], model: Model) -> Mentions:
    """Consecutive blocks' mentions as one."""
    parts = parts or [empty(model)]
    return Mentions(
        first=np.concatenate([p.first for p in parts]),
        end=np.concatenate([p.end for p in parts]),
        score=np.concatenate([p.score for p in parts]),
        type=np.concatenate([p.type for p in parts]),
        form=np.concatenate([p.form for p in parts]),
        vectors=np.concatenate([p.vectors for p in parts]),
    )


def head_words(mentions: Mentions, syntactic_head: Ints) -> Ints:
    """Each mention's head word: the one whose own head lies outside; the last if that is not one.

    Args:
        syntactic_head: ``[words]``, the index of each word's head, -1 for a root.
    """
    lengths = mentions.end - mentions.first
    offsets = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(mentions)), lengths)
    words = np.repeat(mentions.first - offsets, lengths) + np.arange(len(owner))
    governor = syntactic_head[words]
    outside = (governor < mentions.first[owner]) | (governor >= mentions.end[owner])
    count = np.bincount(owner[outside], minlength=len(mentions))
    head = mentions.end - 1
    single = count[owner] == 1
    head[owner[outside & single]] = words[outside & single]
    return head
