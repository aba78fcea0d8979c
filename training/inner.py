"""Losses of the inner life: words of feeling and belief, what they say, and who feels it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from fabula.story.emotions import FAMILIES, FAMILY_NAMES
from training.documents import EMOTIONS, LAYERS, Cue, Document
from training.features import MentionTable, holders
from training.heads import Heads

FAMILY = [FAMILY_NAMES.index(FAMILIES[x]) for x in EMOTIONS]  # type: ignore[index]
_FEELING, _BELIEF, _EMOTION = (LAYERS.index(x) for x in ("feeling", "belief", "emotion"))


def tags(document: Document, layer: int) -> np.ndarray:
    """``[words]``: 0 outside, 1 begins, 2 goes on; of two cues that overlap the outer one."""
    out = np.zeros(len(document.words), np.int64)
    past = 0
    for cue in document.cues:
        if cue.layer == layer and cue.start >= past:
            out[cue.start], out[cue.start + 1 : cue.end] = 1, 2
            past = cue.end
    return out


def tag_losses(heads: Heads, h: Tensor, document: Document) -> dict[str, Tensor]:
    """How well each word is told to be outside, at the beginning or inside of a cue."""
    logits = heads.cue_tags(h)
    losses = [
        F.cross_entropy(logits[:, layer], torch.from_numpy(tags(document, layer)))
        for layer in document.layers
    ]
    return {"cue" if _FEELING in document.layers else "reman": torch.stack(losses).sum()}


def passage_losses(heads: Heads, h: Tensor, document: Document) -> dict[str, Tensor]:
    """A passage of REMAN: its tags, and which emotions its emotion words are for."""
    h = heads.drop(h)
    losses = tag_losses(heads, h, document)
    marked = [c for c in document.cues if c.layer == _EMOTION]
    if marked:
        target = torch.zeros(len(marked), heads.reman_b.shape[0])
        for row, cue in enumerate(marked):
            target[row, list(cue.labels)] = 1.0
        logits = heads.named(heads.cues(h, *_bounds(marked)), "reman")
        losses["reman_name"] = F.binary_cross_entropy_with_logits(logits, target) * 3
    return losses


def comment_losses(
    heads: Heads, h: Tensor, spans: list[tuple[int, int]], labels: list[tuple[int, ...]]
) -> dict[str, Tensor]:
    """Some comments of GoEmotions."""
    logits = heads.comments(heads.drop(h), spans)
    target = torch.zeros_like(logits)
    for row, wanted in enumerate(labels):
        target[row, list(wanted)] = 1.0
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return {"comment": loss.sum(-1).mean()}


def story_losses(
    heads: Heads, h: Tensor, m: Tensor, t: MentionTable, document: Document
) -> dict[str, Tensor]:
    """A marked story: its tags, what each cue says, whose it is and toward whom.

    ``m`` and ``t`` are the mentions that the document's other losses are taken over.
    """
    losses = tag_losses(heads, h, document)
    vectors = heads.cues(h, *_bounds(document.cues))
    for what, layer in (("emotion", _FEELING), ("attitude", _BELIEF)):
        rows = [i for i, c in enumerate(document.cues) if c.layer == layer]
        wanted = torch.tensor([document.cues[i].labels[0] for i in rows])
        losses[what] = F.cross_entropy(heads.named(vectors[rows], what), wanted)
        if layer == _FEELING:
            losses |= _finer(heads, vectors[rows], [document.cues[i] for i in rows])
    holder = document.in_quote()
    whose, toward = [], []
    for vector, cue in zip(heads.drop(vectors), document.cues, strict=True):
        logp = heads.holders(vector, heads.drop(m), who := holders(document, t, holder, cue))
        names = torch.from_numpy(t.entity[who.mentions])
        if cue.who is not None:
            whose.append(share(logp[:, 0], names == cue.who))
        if cue.toward is not None:
            toward.append(share(logp[:, 1], names == cue.toward))
    losses["whose"] = torch.stack(whose).mean()
    if toward:
        losses["toward"] = torch.stack(toward).mean()
    return losses


def moment_losses(heads: Heads, h: Tensor, document: Document) -> dict[str, Tensor]:
    """A passage in which feelings are marked, and nobody: its tags, and what each cue says."""
    h = heads.drop(h)
    losses = tag_losses(heads, h, document)
    if document.cues:
        vectors = heads.cues(h, *_bounds(document.cues))
        wanted = torch.tensor([c.labels[0] for c in document.cues])
        losses["emotion"] = F.cross_entropy(heads.named(vectors, "emotion"), wanted)
        losses |= _finer(heads, vectors, document.cues)
    return losses


def _finer(heads: Heads, vectors: Tensor, cues: list[Cue]) -> dict[str, Tensor]:
    """How well the family of each feeling, and its mode, are told."""
    families = torch.tensor(FAMILY)
    alike = families[[c.labels[0] for c in cues]][:, None] == families
    told = heads.named(vectors, "emotion").log_softmax(-1).masked_fill(~alike, -torch.inf)
    modes = torch.tensor([c.mode for c in cues])
    return {
        "family": -told.logsumexp(-1).mean(),
        "mode": F.cross_entropy(heads.named(vectors, "mode"), modes),
    }


def share(logp: Tensor, right: Tensor) -> Tensor:
    """Minus the log-probability of all right candidates together,
    or of none where there are none."""
    full = torch.cat([~right.any(0, keepdim=True), right])
    return -logp.masked_fill(~full, -torch.inf).logsumexp(0)


def _bounds(cues: list[Cue]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c.start for c in cues]), np.array([c.end for c in cues])
