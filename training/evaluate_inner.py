"""Figures of the inner life on held-out documents: stories, REMAN's passages, GoEmotions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
import torch
from torch import Tensor

from training import decode
from training.comments import LABELS, Comment
from training.documents import LAYERS, Cue, Document
from training.evaluate import Figures, Vectors
from training.features import MentionTable
from training.heads import Heads
from training.inner import FAMILY
from training.metrics import f1

GRID = tuple(round(x, 2) for x in np.arange(0.4, 0.76, 0.05))
_FEELING, _BELIEF = LAYERS.index("feeling"), LAYERS.index("belief")


@torch.no_grad()
def stories(
    heads: Heads, vectors: Vectors, documents: list[Document], limits: dict[str, float]
) -> Figures:
    """Feelings and beliefs, mentions and people given. A cue is right if it overlaps a marked one
    (each used once); then if also the person is, and the family of the emotion or the mode; the
    attitude. The last figures are of marked spans."""
    n: Counter[str] = Counter()
    for document in documents:
        h = torch.from_numpy(vectors(document))
        mentions = document.mentions or []
        m, _ = decode.described(heads, h, [(x.first, x.last) for x in mentions])
        t = decode.with_entities(document, mentions, [x.entity for x in mentions])
        for layer, name in ((_FEELING, "feeling"), (_BELIEF, "belief")):
            gold = [c for c in document.cues if c.layer == layer]
            found = [
                Cue(layer, a, b)
                for _, a, b in decode.inner(heads, h, document, layer, limits.get(name, 0.4))
            ]
            told = _told(heads, h, m, t, document, found)
            n[f"{name} gold"] += len(gold)
            n[f"{name} found"] += len(found)
            n[f"{name} span"] += _matches(told, gold, lambda x, y: True)
            whose = _matches(told, gold, lambda x, y: x.who == y.who)
            n[f"{name} whose"] += whose
            if layer == _FEELING:
                n["feeling right"] += _matches(
                    told,
                    gold,
                    lambda x, y: x.who == y.who and FAMILY[x.labels[0]] == FAMILY[y.labels[0]],
                )
                n["mode right"] += _matches(
                    told, gold, lambda x, y: x.who == y.who and x.mode == y.mode
                )
            else:
                n["belief right"] += _matches(
                    told, gold, lambda x, y: x.who == y.who and x.labels == y.labels
                )
            for x, y in zip(_told(heads, h, m, t, document, gold), gold, strict=True):
                n[f"{name} given whose"] += x.who == y.who
                n[f"{name} given label"] += x.labels == y.labels
                if layer == _FEELING:
                    n["given family"] += FAMILY[x.labels[0]] == FAMILY[y.labels[0]]
                    n["given mode"] += x.mode == y.mode
                    n["given toward"] += x.toward == y.toward
    sizes = {x: (n[f"{x} found"], n[f"{x} gold"]) for x in ("feeling", "belief")}
    feelings, believed = max(1, n["feeling gold"]), max(1, n["belief gold"])
    return {
        "feeling_span_f1": f1(n["feeling span"], *sizes["feeling"]),
        "feeling_whose_f1": f1(n["feeling whose"], *sizes["feeling"]),
        "feeling_f1": f1(n["feeling right"], *sizes["feeling"]),
        "feeling_mode_f1": f1(n["mode right"], *sizes["feeling"]),
        "belief_span_f1": f1(n["belief span"], *sizes["belief"]),
        "belief_f1": f1(n["belief right"], *sizes["belief"]),
        "given_feeling_whose": n["feeling given whose"] / feelings,
        "given_emotion": n["feeling given label"] / feelings,
        "given_family": n["given family"] / feelings,
        "given_mode": n["given mode"] / feelings,
        "given_toward": n["given toward"] / feelings,
        "given_belief_whose": n["belief given whose"] / believed,
        "given_attitude": n["belief given label"] / believed,
    }


@torch.no_grad()
def moments(
    heads: Heads, vectors: Vectors, documents: list[Document], limits: dict[str, float]
) -> Figures:
    """Feelings of passages in which nobody is marked: overlapping spans, and of those marked the
    emotion, its family and the mode."""
    n: Counter[str] = Counter()
    for document in documents:
        h = torch.from_numpy(vectors(document))
        gold, limit = document.cues, limits.get("feeling", 0.4)
        found = [
            Cue(_FEELING, a, b) for _, a, b in decode.inner(heads, h, document, _FEELING, limit)
        ]
        n["gold"] += len(gold)
        n["found"] += len(found)
        n["span"] += _matches(found, gold, lambda x, y: True)
        if gold:
            c = heads.cues(h, np.array([x.start for x in gold]), np.array([x.end for x in gold]))
            labels = heads.named(c, "emotion").argmax(-1).tolist()
            modes = heads.named(c, "mode").argmax(-1).tolist()
            for cue, label, mode in zip(gold, labels, modes, strict=True):
                n["emotion"] += label == cue.labels[0]
                n["family"] += FAMILY[label] == FAMILY[cue.labels[0]]
                n["mode"] += mode == cue.mode
    size = max(1, n["gold"])
    return {
        "feeling_span_f1": f1(n["span"], n["found"], n["gold"]),
        **{f"given_{x}": n[x] / size for x in ("emotion", "family", "mode")},
    }


def _told(
    heads: Heads, h: Tensor, m: Tensor, t: MentionTable, document: Document, cues: list[Cue]
) -> list[Cue]:
    """The cues with what the heads make of each."""
    if not cues:
        return []
    c = heads.cues(h, np.array([x.start for x in cues]), np.array([x.end for x in cues]))
    feeling = cues[0].layer == _FEELING
    labels = heads.named(c, "emotion" if feeling else "attitude").argmax(-1).tolist()
    modes = heads.named(c, "mode").argmax(-1).tolist()
    shares = decode.holder_shares(heads, c, m, t, document, cues)
    out = []
    for cue, label, mode, (who, toward) in zip(cues, labels, modes, shares, strict=True):
        named = {k: v for k, v in who.items() if k >= 0}
        whose = max(named, key=lambda k: named[k]) if named else None
        for_ = max(toward, key=lambda k: toward[k])
        out.append(Cue(cue.layer, cue.start, cue.end, (label,), mode, whose, for_))
    return out


def _matches(found: Sequence[Cue], gold: Sequence[Cue], right: Callable[[Cue, Cue], bool]) -> int:
    left, count = list(gold), 0
    for x in found:
        for y in left:
            if x.start < y.end and y.start < x.end and right(x, y):
                left.remove(y)
                count += 1
                break
    return count


@torch.no_grad()
def limits_of(heads: Heads, vectors: Vectors, stories_: list[Document]) -> dict[str, float]:
    """The probabilities over which feelings and beliefs are best on the stories."""
    out = {}
    known = {id(d): vectors(d) for d in stories_}
    for name, figure in (("feeling", "feeling_f1"), ("belief", "belief_f1")):
        scores = {
            x: stories(heads, lambda d: known[id(d)], stories_, {name: x})[figure] for x in GRID
        }
        out[name] = max(scores, key=lambda k: scores[k])
    return out


@torch.no_grad()
def passages(heads: Heads, vectors: Vectors, documents: list[Document]) -> Figures:
    """REMAN: strict and overlapping F1 of emotion words and of the words of each role, each at
    its best limit on these documents."""
    hidden = [torch.from_numpy(vectors(d)) for d in documents]
    out: Figures = {}
    for name in ("emotion", "experiencer", "target", "cause"):
        layer = LAYERS.index(name)
        best: dict[str, float] = {}
        for limit in GRID:
            n: Counter[str] = Counter()
            for document, h in zip(documents, hidden, strict=True):
                gold = [c for c in document.cues if c.layer == layer]
                found = [
                    Cue(layer, a, b) for _, a, b in decode.cues(heads, h, document, layer, limit)
                ]
                n["gold"] += len(gold)
                n["found"] += len(found)
                n["overlap"] += _matches(found, gold, lambda x, y: True)
                n["strict"] += len(
                    {(x.start, x.end) for x in found} & {(x.start, x.end) for x in gold}
                )
            for kind in ("strict", "overlap"):
                value = f1(n[kind], n["found"], n["gold"])
                best[kind] = max(best.get(kind, 0.0), value)
        out |= {f"{name}_{kind}_f1": value for kind, value in best.items()}
    return out


@torch.no_grad()
def comments(
    heads: Heads,
    hidden: Callable[[list[Document]], list[Tensor]],
    given: list[Comment],
    texts: list[Document],
    limits: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """Macro F1 over GoEmotions' 28 labels, and the limit of each label: those given, or those
    that are best on these comments. ``hidden`` gives the word vectors of several texts."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].pieces))
    scores, marks = np.zeros((len(texts), LABELS)), np.zeros((len(texts), LABELS), bool)
    for i in range(0, len(order), 64):
        some = order[i : i + 64]
        parts = hidden([texts[k] for k in some])
        ends = list(accumulate(len(h) for h in parts))
        spans = list(zip([0, *ends], ends, strict=False))
        scores[some] = heads.comments(torch.cat(parts), spans).sigmoid().numpy()
    for row, comment in enumerate(given):
        marks[row, list(comment.labels)] = True
    if limits is None:
        grid = np.arange(0.1, 0.81, 0.02)
        values = np.array([_label_f1(scores >= x, marks) for x in grid])
        limits = grid[values.argmax(0)]
    return float(_label_f1(scores >= limits, marks).mean()), limits


def _label_f1(found: np.ndarray, marks: np.ndarray) -> np.ndarray:
    right, both = (found & marks).sum(0), found.sum(0) + marks.sum(0)
    values: np.ndarray = 2 * right / np.maximum(1, both)
    return values
