"""The heads: small matrices over word vectors, named and shaped as they are shipped.

Every array is stored ``[in, out]`` and applied as ``x @ W + b``, so that the runtime can evaluate
the same names with numpy. Methods: mentions and dependencies by biaffine scores (Dozat and Manning
2017; Yu et al. 2020), coreference by ranking antecedents coarse to fine (Lee et al. 2018).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from evaluation.reman_data import EMOTION_NAMES
from fabula.story.emotions import MODES
from training.comments import LABELS
from training.documents import ATTITUDES, EMOTIONS, LAYERS
from training.features import BUCKETS, Candidates, MentionTable, link_features

D, S, A, R, H, P = 384, 192, 192, 96, 256, 128
TAGS = 3 * len(LAYERS)  # outside, begins, goes on


def shapes(upos: int, relations: int) -> dict[str, tuple[int, ...]]:
    """Every array of heads.npz. Ends tell their start: _b zero, _g one, tables near zero."""
    return {
        # mentions
        "span_start_w": (D, S), "span_start_b": (S,), "span_end_w": (D, S), "span_end_b": (S,),
        "span_u": (S + 1, S + 1), "span_width": (len(BUCKETS["width"]) + 1,),
        "pool_w": (D,), "mention_first_w": (D, D), "mention_last_w": (D, D),
        "mention_pool_w": (D, D), "mention_b": (D,), "mention_g": (D,), "mention_lb": (D,),
        "type_w": (D, 6), "type_b": (6,), "form_w": (D, 3), "form_b": (3,),
        # coreference
        "coarse_q": (D, H), "coarse_k": (D, H), "link_a": (D, H), "link_b": (D, H),
        "link_p": (D, P), "link_c": (P, H), "link_bias": (H,),
        "link_distance": (len(BUCKETS["mentions"]) + 1, H),
        "link_sentence": (len(BUCKETS["sentences"]) + 1, H),
        "link_forms": (54, H), "link_match": (4, H), "link_nested": (2, H), "link_out": (H,),
        "new_w": (D, P), "new_b": (P,), "new_out": (P,), "new_bias": (1,),
        # events
        "event_w": (D, P), "event_b": (P,), "event_out": (P,), "event_bias": (1,),
        # speakers and addressees
        "quote_first_w": (D, D), "quote_last_w": (D, D), "quote_before_w": (D, D),
        "quote_after_w": (D, D), "quote_mean_w": (D, D), "quote_b": (D,), "quote_g": (D,),
        "quote_lb": (D,), "speak_q": (D, H), "speak_m": (D, H), "speak_qp": (D, P),
        "speak_mp": (D, P), "speak_c": (P, H), "speak_bias": (H,),
        "speak_distance": (25, H), "speak_paragraph": (10, H), "speak_form": (9, H),
        "speak_between": (12, H), "speak_sentence": (2, H), "speak_out": (H, 2),
        "speak_none": (D, 2), "speak_none_b": (2,),
        # feelings and beliefs
        "cue_w": (D, H), "cue_b": (H,), "cue_tag_w": (H, TAGS), "cue_tag_b": (TAGS,),
        "cue_first_w": (D, D), "cue_last_w": (D, D), "cue_mean_w": (D, D),
        "cue_span_b": (D,), "cue_g": (D,), "cue_lb": (D,),
        "emotion_w": (D, len(EMOTIONS)), "emotion_b": (len(EMOTIONS),),
        "mode_w": (D, len(MODES)), "mode_b": (len(MODES),),
        "attitude_w": (D, len(ATTITUDES)), "attitude_b": (len(ATTITUDES),),
        "reman_w": (D, len(EMOTION_NAMES)), "reman_b": (len(EMOTION_NAMES),),
        "hold_q": (D, H), "hold_m": (D, H), "hold_qp": (D, P), "hold_mp": (D, P),
        "hold_c": (P, H), "hold_bias": (H,),
        "hold_distance": (25, H), "hold_paragraph": (10, H), "hold_form": (18, H),
        "hold_sentence": (2, H), "hold_belief": (2, H), "hold_out": (H, 2),
        "hold_none": (D, 2), "hold_none_b": (2,),
        "comment_pool": (D,), "comment_w": (D, LABELS), "comment_b": (LABELS,),
        # syntax
        "upos_w": (D, upos), "upos_b": (upos,),
        "arc_dep_w": (D, A), "arc_dep_b": (A,), "arc_head_w": (D, A), "arc_head_b": (A,),
        "arc_root": (A,), "arc_u": (A + 1, A),
        "rel_dep_w": (D, R), "rel_dep_b": (R,), "rel_head_w": (D, R), "rel_head_b": (R,),
        "rel_root": (R,), "rel_u": (relations, R + 1, R + 1),
    }  # fmt: skip


_TABLES = ("link_distance", "link_sentence", "link_forms", "link_match", "link_nested")
_SPEAK = ("speak_distance", "speak_paragraph", "speak_form", "speak_between", "speak_sentence")
_HOLD = ("hold_distance", "hold_paragraph", "hold_form", "hold_sentence", "hold_belief")


def _start(name: str, shape: tuple[int, ...]) -> Tensor:
    if name in (*_TABLES, *_SPEAK, *_HOLD):
        return torch.randn(shape) * 0.02
    if name in ("span_u", "arc_u", "rel_u"):
        return torch.randn(shape) * 0.005
    if len(shape) == 1 and name.endswith(("_out", "_root")):
        return torch.randn(shape) / math.sqrt(shape[0])
    if len(shape) == 1:
        start = {"span_width": -4.0, "event_bias": -3.0}  # most spans are no mentions
        return torch.full(shape, 1.0 if name.endswith("_g") else start.get(name, 0.0))
    return torch.randn(shape) / math.sqrt(shape[0])


def with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


class Heads(nn.Module):
    """All heads. ``h`` is always ``[words, 384]`` of one document, float32."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Tensor: ...  # every array of ``shapes``

    def __init__(self, upos: int, relations: int, dropout: float = 0.2) -> None:
        super().__init__()
        for name, shape in shapes(upos, relations).items():
            self.register_parameter(name, nn.Parameter(_start(name, shape)))
        self.dropout = dropout

    def drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)

    # -- mentions

    def spans(self, h: Tensor) -> Tensor:
        """``[..., n, 384]`` of sentences -> logits ``[..., n, n]`` of spans first..last."""
        start = self.drop(F.relu(h @ self.span_start_w + self.span_start_b))
        end = self.drop(F.relu(h @ self.span_end_w + self.span_end_b))
        score = with_one(start) @ self.span_u @ with_one(end).transpose(-1, -2)
        n = h.shape[-2]
        width = np.arange(n)[None, :] - np.arange(n)[:, None]
        rows = np.searchsorted(BUCKETS["width"], np.maximum(width, 0), side="right")
        return score + self.span_width[torch.from_numpy(rows)]

    def mentions(self, h: Tensor, first: np.ndarray, last: np.ndarray) -> Tensor:
        """Vectors ``[mentions, 384]`` of spans first..last (inclusive)."""
        a, b = torch.from_numpy(first), torch.from_numpy(last)
        place = torch.arange(len(h))
        outside = (place[None] < a[:, None]) | (place[None] > b[:, None])
        weight = (h @ self.pool_w)[None].masked_fill(outside, -torch.inf).softmax(-1)
        joined = (
            h[a] @ self.mention_first_w
            + h[b] @ self.mention_last_w
            + (weight @ h) @ self.mention_pool_w
            + self.mention_b
        )
        return F.layer_norm(F.relu(joined), (D,), self.mention_g, self.mention_lb)

    def types(self, m: Tensor) -> Tensor:
        return self.drop(m) @ self.type_w + self.type_b

    def forms(self, m: Tensor) -> Tensor:
        return self.drop(m) @ self.form_w + self.form_b

    # -- coreference

    def links(self, m: Tensor, t: MentionTable, coarse: int, fine: int) -> tuple[Tensor, Tensor]:
        """For each mention the numbers of its ``fine`` best antecedents (-1: none there) and the
        log-probabilities ``[mentions, 1 + fine]`` of "new entity" and of each of them."""
        n = len(m)
        m = self.drop(m)
        first = (m @ self.coarse_q) @ (m @ self.coarse_k).T / math.sqrt(H)
        gap = torch.arange(n)[:, None] - torch.arange(n)[None]
        first = first.masked_fill((gap < 1) | (gap > coarse), -torch.inf)
        kept, chosen = first.topk(min(fine, n), -1)
        void = torch.isinf(kept)
        j = chosen.masked_fill(void, 0)
        rows = np.arange(n)[:, None].repeat(j.shape[1], 1)
        p = m @ self.link_p
        other = (m @ self.link_b).index_select(0, j.flatten()).view(*j.shape, H)
        product = p[:, None] * p.index_select(0, j.flatten()).view(*j.shape, P)
        hidden = torch.addmm(
            self._tables(link_features(t, rows, j.numpy())), product.flatten(0, 1), self.link_c
        ).view_as(other)
        hidden = hidden + other + (m @ self.link_a + self.link_bias)[:, None]
        score = F.relu(hidden) @ self.link_out + kept.masked_fill(void, 0)
        score = score.masked_fill(void, -torch.inf)
        new = self.drop(F.relu(m @ self.new_w + self.new_b)) @ self.new_out + self.new_bias
        logits = torch.cat([new[:, None], score], -1)
        return chosen.masked_fill(void, -1), logits.log_softmax(-1)

    def _tables(self, features: dict[str, np.ndarray]) -> Tensor:
        """The sum of the features' table rows, ``[pairs, 256]``, as one product."""
        blocks = [
            F.one_hot(torch.from_numpy(values).flatten(), len(getattr(self, name)))
            for name, values in features.items()
        ]
        return torch.cat(blocks, -1).float() @ torch.cat([getattr(self, n) for n in features])

    # -- events

    def events(self, h: Tensor) -> Tensor:
        """Logits ``[words]``."""
        hidden = self.drop(F.relu(h @ self.event_w + self.event_b))
        return hidden @ self.event_out + self.event_bias

    # -- speakers

    def quotations(self, h: Tensor, a: np.ndarray, b: np.ndarray) -> Tensor:
        """Vectors ``[quotations, 384]`` of the words ``[a, b)``."""
        edge = torch.zeros(1, D)
        around = torch.cat([edge, h, edge])  # word i is row i + 1
        first, end = torch.from_numpy(a), torch.from_numpy(b)
        place = torch.arange(len(h))
        inside = (place[None] >= first[:, None]) & (place[None] < end[:, None])
        mean = inside.to(h.dtype) @ h / (end - first)[:, None]
        joined = (
            around[first + 1] @ self.quote_first_w
            + around[end] @ self.quote_last_w
            + around[first] @ self.quote_before_w
            + around[end + 1] @ self.quote_after_w
            + mean @ self.quote_mean_w
            + self.quote_b
        )
        return F.layer_norm(F.relu(joined), (D,), self.quote_g, self.quote_lb)

    def speakers(self, q: Tensor, m: Tensor, who: Candidates) -> Tensor:
        """Log-probabilities ``[1 + candidates, 2]`` of none and each, as speaker and addressee."""
        chosen = m[torch.from_numpy(who.mentions)]
        hidden = q @ self.speak_q + self.speak_bias + chosen @ self.speak_m
        hidden = hidden + ((q @ self.speak_qp) * (chosen @ self.speak_mp)) @ self.speak_c
        hidden = hidden + self._tables(who.features)
        logits = self.drop(F.relu(hidden)) @ self.speak_out
        barred = torch.zeros_like(logits, dtype=torch.bool)
        barred[:, 0] = torch.from_numpy(~who.may_speak)
        logits = logits.masked_fill(barred, -torch.inf)
        none = q @ self.speak_none + self.speak_none_b
        return torch.cat([none[None], logits]).log_softmax(0)

    # -- feelings and beliefs

    def cue_tags(self, h: Tensor) -> Tensor:
        """Logits ``[words, layers, 3]``: outside, begins, goes on, for each of ``LAYERS``."""
        hidden = self.drop(F.relu(h @ self.cue_w + self.cue_b))
        return (hidden @ self.cue_tag_w + self.cue_tag_b).view(-1, len(LAYERS), 3)

    def cues(self, h: Tensor, a: np.ndarray, b: np.ndarray) -> Tensor:
        """Vectors ``[cues, 384]`` of the words ``[a, b)``."""
        first, end = torch.from_numpy(a), torch.from_numpy(b)
        place = torch.arange(len(h))
        inside = (place[None] >= first[:, None]) & (place[None] < end[:, None])
        mean = inside.to(h.dtype) @ h / (end - first)[:, None]
        joined = (
            h[first] @ self.cue_first_w
            + h[end - 1] @ self.cue_last_w
            + mean @ self.cue_mean_w
            + self.cue_span_b
        )
        return F.layer_norm(F.relu(joined), (D,), self.cue_g, self.cue_lb)

    def named(self, c: Tensor, what: str) -> Tensor:
        """Logits of the cues' ``emotion``, ``mode``, ``attitude`` or ``reman`` classes."""
        scores: Tensor = self.drop(c) @ getattr(self, f"{what}_w") + getattr(self, f"{what}_b")
        return scores

    def holders(self, c: Tensor, m: Tensor, who: Candidates) -> Tensor:
        """Log-probabilities ``[1 + candidates, 2]`` of none and each: who feels or thinks it, and
        toward whom."""
        chosen = m[torch.from_numpy(who.mentions)]
        hidden = c @ self.hold_q + self.hold_bias + chosen @ self.hold_m
        hidden = hidden + ((c @ self.hold_qp) * (chosen @ self.hold_mp)) @ self.hold_c
        hidden = hidden + self._tables(who.features)
        logits = self.drop(F.relu(hidden)) @ self.hold_out
        none = c @ self.hold_none + self.hold_none_b
        return torch.cat([none[None], logits]).log_softmax(0)

    def comments(self, h: Tensor, spans: list[tuple[int, int]]) -> Tensor:
        """Logits ``[texts, 28]`` of GoEmotions' labels, each text some rows of ``h``."""
        weight = h @ self.comment_pool
        pooled = torch.stack([weight[a:b].softmax(0) @ h[a:b] for a, b in spans])
        return self.drop(pooled) @ self.comment_w + self.comment_b

    # -- syntax

    def tags(self, h: Tensor) -> Tensor:
        """Logits of parts of speech."""
        return self.drop(h) @ self.upos_w + self.upos_b

    def arcs(self, h: Tensor) -> Tensor:
        """``[..., n, 384]`` of sentences -> logits ``[..., n, 1 + n]`` of heads, root first."""
        dep = self.drop(F.relu(h @ self.arc_dep_w + self.arc_dep_b))
        head = self.drop(F.relu(h @ self.arc_head_w + self.arc_head_b))
        root = self.arc_root.expand(*head.shape[:-2], 1, A)
        return with_one(dep) @ self.arc_u @ torch.cat([root, head], -2).transpose(-1, -2)

    def relations(self, h: Tensor, head: Tensor) -> Tensor:
        """Logits ``[words, relations]`` given each word's head (document index, -1 root)."""
        dep = self.drop(F.relu(h @ self.rel_dep_w + self.rel_dep_b))
        heads = self.drop(F.relu(h @ self.rel_head_w + self.rel_head_b))
        chosen = torch.where((head < 0)[:, None], self.rel_root[None], heads[head.clamp(min=0)])
        mixed = torch.einsum("ni,rij->nrj", with_one(dep), self.rel_u)
        return torch.einsum("nrj,nj->nr", mixed, with_one(chosen))
