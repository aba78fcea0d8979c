"""Feelings and beliefs: the words that show one, what they show, and whose they are.

Each word is told to be outside of a cue, or to be in one; words that may be in one and stand side
by side in a sentence are a cue. A cue is one vector, made of its first and its last word and the
mean of its words, which says the emotion and its mode, or the attitude. Against it stand the
mentions of people near it, who may be the one that feels or thinks it, or the one for whom it is;
the network shares the answer out among them, or gives it to nobody. What the network has learned
from comments is told as well: how the words and their sentence would sound as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fabula.reading.attribution import AFTER, BEFORE, INSIDE, Pairs, choices, pair
from fabula.reading.heads import layer, norm, relu, softmax
from fabula.reading.layout import Ints, Layout, bucket
from fabula.reading.mentions import Mentions
from fabula.reading.reading import CueSpan
from fabula.reading.session import Floats, Model
from fabula.reading.windows import Block

CUES = 128
"""Cues attributed at once."""
Kind = Literal["feeling", "belief"]
KINDS: tuple[Kind, ...] = ("feeling", "belief")
_TOLD = 8  # of the labels of one cue only the best are told


@dataclass(frozen=True)
class Cues:
    """Cues as columns, by first word.

    Attributes:
        first, end: ``[cues]`` half-open word bounds.
        score: ``[cues]`` in 0..1.
        vectors: ``[cues, size]``.
        tones: ``[cues, 28]`` of feelings (``[cues, 0]`` of beliefs), see ``reading.TONES``.
    """

    first: Ints
    end: Ints
    score: Floats
    vectors: Floats
    tones: Floats

    def __len__(self) -> int:
        return len(self.first)


def find(block: Block, layout: Layout, model: Model) -> dict[Kind, Cues]:
    """The cues of a block, of each kind."""
    heads = model.heads
    hidden = layer(block.vectors, heads, "cue")
    logits = (hidden @ heads["cue_tag_w"] + heads["cue_tag_b"]).reshape(
        len(hidden), len(model.settings["layers"]), 3
    )
    return {kind: _of(kind, logits, block, layout, model) for kind in KINDS}


def _of(kind: Kind, logits: Floats, block: Block, layout: Layout, model: Model) -> Cues:
    """The cues of one kind: words that are inside of one with some likelihood and stand side by
    side, parted where a sentence or the voice changes. A cue's score is the mean of its words' mean
    and of the surest of them: in a long one a single word can tell all.
    """
    inside = 1.0 - softmax(logits[:, model.settings["layers"].index(kind)])[:, 0]
    start, stop = block.start, block.start + len(block.vectors)
    outer = layout.outer[start:stop]
    opens = np.append(True, outer[1:] != outer[:-1])
    low, high = np.searchsorted(layout.runs, (start, stop))
    opens[layout.runs[low:high] - start] = True
    within = inside >= model.settings["cue_words"]
    before = np.concatenate([[False], within[:-1]])
    begins = within & (opens | ~before)
    first = np.flatnonzero(begins)
    # A run of words ends where the next begins, or where its words end.
    stops = np.flatnonzero(~within | begins)
    end = np.append(stops, len(within))[np.searchsorted(stops, first, side="right")]
    sums = np.concatenate([[0.0], np.cumsum(inside)])
    mean = (sums[end] - sums[first]) / np.maximum(1, end - first)
    best = np.maximum.reduceat(np.append(inside, 0.0), np.stack([first, end], 1).reshape(-1))[::2]
    score = 0.5 * (mean + best) if len(first) else mean
    sure = score >= model.settings["thresholds"][kind]
    first, end, score = first[sure], end[sure], score[sure]
    return Cues(
        first=first + block.start,
        end=end + block.start,
        score=score.astype(np.float32),
        vectors=_represent(block.vectors, first, end, model),
        tones=_tones(kind, block, first, end, layout.runs[low : high + 1] - start, model),
    )


def _tones(kind: Kind, block: Block, first: Ints, end: Ints, runs: Ints, model: Model) -> Floats:
    """How the words ``[first, end)`` of a block, and the sentences ``runs`` that hold them, would
    sound as comments: the mean of both logits of each emotion. The words of either are pooled by
    what each tells (attention)."""
    if kind != "feeling":
        return np.zeros((len(first), 0), dtype=np.float32)
    heads, h = model.heads, block.vectors
    weight = h @ heads["comment_pool"]
    weight = np.exp(weight - weight.max(initial=0.0)).astype(np.float64)
    mass = np.concatenate([[0.0], np.cumsum(weight)])
    sums = np.concatenate([np.zeros((1, h.shape[1])), np.cumsum(weight[:, None] * h, axis=0)])
    opens = runs[np.searchsorted(runs, first, side="right") - 1]
    closes = runs[np.searchsorted(runs, end, side="left")]
    total = np.zeros((len(first), heads["comment_b"].shape[0]), dtype=np.float64)
    for a, b in ((first, end), (opens, closes)):
        pooled = (sums[b] - sums[a]) / np.maximum(mass[b] - mass[a], 1e-12)[:, None]
        total += 0.5 * (pooled @ heads["comment_w"] + heads["comment_b"])
    return total.astype(np.float32)


def _represent(h: Floats, first: Ints, end: Ints, model: Model) -> Floats:
    """The vectors ``[cues, size]`` of word ranges of a block, none of which is empty."""
    heads = model.heads
    padded = np.concatenate([h, np.zeros((1, h.shape[1]), dtype=h.dtype)])
    bounds = np.stack([first, end], axis=1).reshape(-1)
    mean = np.add.reduceat(padded, bounds, axis=0)[::2] if len(first) else h[:0]
    mean = mean / np.maximum(1, end - first)[:, None].astype(np.float32)
    mixed = h[first] @ heads["cue_first_w"] + h[end - 1] @ heads["cue_last_w"]
    mixed += mean @ heads["cue_mean_w"] + heads["cue_span_b"]
    return norm(relu(mixed), heads["cue_g"], heads["cue_lb"])


def join(parts: list[Cues]) -> Cues:
    """Consecutive blocks' cues as one."""
    return Cues(
        first=np.concatenate([p.first for p in parts]),
        end=np.concatenate([p.end for p in parts]),
        score=np.concatenate([p.score for p in parts]),
        vectors=np.concatenate([p.vectors for p in parts]),
        tones=np.concatenate([p.tones for p in parts]),
    )


def tell(
    kind: Kind, cues: Cues, mentions: Mentions, turn: Ints, layout: Layout, model: Model
) -> tuple[CueSpan, ...]:
    """The cues of one kind, each with what it says and whose it may be.

    Args:
        turn: ``[mentions]``, the turn of the outermost quotation that a mention begins in, or -1.
    """
    told: list[CueSpan] = []
    feeling = kind == "feeling"
    people = np.flatnonzero(mentions.type == model.settings["types"].index("PER"))
    for low in range(0, len(cues), CUES):
        some = np.arange(low, min(low + CUES, len(cues)))
        vectors = cues.vectors[some]
        what = ("emotion", "emotions") if feeling else ("attitude", "attitudes")
        named = _named(vectors, *what, model)
        modes = _named(vectors, "mode", "modes", model) if feeling else [()] * len(some)
        pairs = pair(cues.first[some], cues.end[some], mentions, people, model.settings["holder"])
        owner, chosen = pairs.owner, pairs.mention
        scores = _scores(kind, cues, some, vectors, pairs, mentions, turn, layout, model)
        nobody = vectors @ model.heads["hold_none"] + model.heads["hold_none_b"]
        bounds = np.searchsorted(owner, np.arange(len(some) + 1))
        for k, cue in enumerate(some.tolist()):
            part = slice(int(bounds[k]), int(bounds[k + 1]))
            shares = softmax(np.concatenate([nobody[k : k + 1], scores[part]]).T)
            told.append(
                CueSpan(
                    int(cues.first[cue]),
                    int(cues.end[cue]),
                    float(cues.score[cue]),
                    named[k],
                    modes[k],
                    choices(shares[0], chosen[part]),
                    choices(shares[1], chosen[part]) if feeling else (),
                    tuple(cues.tones[cue].tolist()),
                )
            )
    return tuple(told)


def _named(
    vectors: Floats, head: str, names: str, model: Model
) -> list[tuple[tuple[str, float], ...]]:
    """For each cue its likeliest labels, best first."""
    shares = softmax(vectors @ model.heads[f"{head}_w"] + model.heads[f"{head}_b"])
    labels = model.settings[names]
    order = np.argsort(-shares, axis=1, kind="stable")[:, :_TOLD]
    return [
        tuple((labels[j], float(row[j])) for j in best)
        for row, best in zip(shares, order.tolist(), strict=True)
    ]


def _scores(
    kind: Kind, cues: Cues, some: Ints, vectors: Floats, pairs: Pairs, mentions: Mentions,
    turn: Ints, layout: Layout, model: Model,
) -> Floats:  # fmt: skip
    """``[pairs, 2]``: how likely each mention is whose the cue is, and for whom."""
    heads = model.heads
    owner, chosen, place = pairs.owner, pairs.mention, pairs.place
    near, j = pairs.near(mentions)
    hidden = ((vectors @ heads["hold_qp"])[owner] * (near @ heads["hold_mp"])[j]) @ heads["hold_c"]
    hidden += (vectors @ heads["hold_q"])[owner] + (near @ heads["hold_m"])[j]
    a, b = cues.first[some][owner], cues.end[some][owner]
    first, end = mentions.first[chosen], mentions.end[chosen]
    rows = len(model.bounds("words")) + 1
    gap = np.maximum(np.where(place == BEFORE, a - end, first - b), 0)
    distance = bucket(gap, model.bounds("words")) + np.where(place == AFTER, rows, 0)
    outer = layout.outer[a]
    spoken = outer >= 0
    own = np.where(spoken, layout.turn[outer] if len(layout.turn) else -1, -1)
    voice = np.where(turn[chosen] < 0, 0, np.where(turn[chosen] == own, 2, 1))
    for name, row in {
        "distance": np.where(place == INSIDE, 2 * rows, distance),
        "paragraph": np.clip(layout.paragraph[first] - layout.paragraph[a], -6, 3) + 6,
        "form": (mentions.form[chosen] * 3 + voice) * 2 + spoken,
        "sentence": (layout.sentence[first] == layout.sentence[a]).astype(np.int64),
    }.items():
        hidden += heads[f"hold_{name}"][row]
    hidden += heads["hold_bias"] + heads["hold_belief"][int(kind == "belief")]
    scores: Floats = relu(hidden) @ heads["hold_out"]
    return scores
