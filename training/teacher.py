"""A larger encoder to learn from: MPNet of 12 layers x 768 (Song et al. 2020), its vectors brought
to the small encoder's width, so that every head of the small network can begin where it stands.

It reads the small encoder's pieces: both vocabularies are BERT's, numbered differently.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load
from torch import Tensor, nn

from training import encoder as small
from training.base import mpnet

LAYERS, WIDTH, HEADS, INNER, POSITIONS, BUCKETS, FAR = 12, 768, 12, 3072, 512, 32, 128
_SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}


class Teacher(nn.Module):
    """Pieces in, vectors out, as ``training.encoder.Encoder``: int64 ``[B, L]``, ``L <= 512``, to
    ``[B, L, 384]``. ``layers`` of the twelve are kept, evenly."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(small.VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.cases = nn.Embedding(6, WIDTH)
        self.quotes = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.near = nn.Embedding(BUCKETS, HEADS)
        self.layers = nn.ModuleList(
            small.Layer(dropout, WIDTH, HEADS, INNER, eps=1e-5) for _ in range(layers)
        )
        self.narrow = nn.Linear(WIDTH, small.WIDTH)
        self.drop = nn.Dropout(dropout)
        self.words.weight.requires_grad_(False)  # as the small encoder's
        nn.init.normal_(self.cases.weight, std=0.01)
        nn.init.normal_(self.quotes.weight, std=0.01)

    def forward(
        self, input_ids: Tensor, case_ids: Tensor, quote_ids: Tensor, attention_mask: Tensor
    ) -> Tensor:
        words = self.words(input_ids)
        return self.contextual(words, case_ids, quote_ids, attention_mask)

    def contextual(
        self, words: Tensor, case_ids: Tensor, quote_ids: Tensor, attention_mask: Tensor
    ) -> Tensor:
        """The same from vectors ``[B, L, 768]`` of the pieces themselves."""
        narrow: Tensor = self.narrow(self.wide(words, case_ids, quote_ids, attention_mask))
        return narrow

    def wide(
        self, words: Tensor, case_ids: Tensor, quote_ids: Tensor, attention_mask: Tensor
    ) -> Tensor:
        """The last layer's own vectors, ``[B, L, 768]``."""
        n = words.shape[1]
        x: Tensor = words + self.positions(torch.arange(n))
        x = self.drop(self.norm(x + self.cases(case_ids) + self.quotes(quote_ids)))
        mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10000.0
        bias = mask + self.near(buckets(n)).permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def from_mpnet(cls, vocabulary: Path, layers: int = LAYERS, dropout: float = 0.1) -> Teacher:
        """With all-mpnet-base-v2's weights, its words in the order of ``vocabulary`` (BERT's)."""
        weights, theirs = mpnet()
        source = load(weights)
        number = {word: i for i, word in enumerate(theirs)}
        rows = [
            number[_SPECIAL.get(word, word)] for word in vocabulary.read_text("utf-8").splitlines()
        ]
        teacher = cls(layers, dropout)
        emb = "embeddings."
        state = {
            "words.weight": source[emb + "word_embeddings.weight"][rows],
            # the first two places are never used there
            "positions.weight": source[emb + "position_embeddings.weight"][2 : 2 + POSITIONS],
            "norm.weight": source[emb + "LayerNorm.weight"],
            "norm.bias": source[emb + "LayerNorm.bias"],
            "near.weight": source["encoder.relative_attention_bias.weight"],
        }
        pairs = (
            ("out", "attention.attn.o"),
            ("norm1", "attention.LayerNorm"),
            ("up", "intermediate.dense"),
            ("down", "output.dense"),
            ("norm2", "output.LayerNorm"),
        )
        for i in range(layers):
            base = f"encoder.layer.{(i + 1) * LAYERS // layers - 1}."
            for kind in ("weight", "bias"):
                parts = [source[f"{base}attention.attn.{x}.{kind}"] for x in "qkv"]
                state[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
                for ours, name in pairs:
                    state[f"layers.{i}.{ours}.{kind}"] = source[f"{base}{name}.{kind}"]
        teacher.load_state_dict(teacher.state_dict() | state)
        return teacher


def buckets(n: int) -> Tensor:
    """``[n, n]`` numbers of how far the second place is from the first, by T5's buckets: each
    distance below 8 one, then wider ones up to 128; what stands behind has a half of its own."""
    back = torch.arange(n)[:, None] - torch.arange(n)[None]
    half = BUCKETS // 2
    near = half // 2
    far = back.abs().clamp(min=1)
    log = near + ((far / near).log() / math.log(FAR / near) * (half - near)).long()
    row = torch.where(back.abs() < near, back.abs(), log.clamp(max=half - 1))
    return row + half * (back < 0)
