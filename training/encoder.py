"""The encoder: a BERT of 6 layers x 384 with two more input features, casing and quotation."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

LAYERS, WIDTH, HEADS, INNER, POSITIONS, VOCABULARY = 6, 384, 12, 1536, 512, 30522


class Layer(nn.Module):
    """One transformer layer, normalised after each half (Devlin et al. 2019), of any size."""

    def __init__(
        self,
        dropout: float,
        width: int = WIDTH,
        heads: int = HEADS,
        inner: int = INNER,
        eps: float = 1e-12,
    ) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, width = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        mixed = mixed.transpose(1, 2).reshape(b, n, width)
        x = self.norm1(x + self.drop(self.out(mixed)))
        out: Tensor = self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return out


class Encoder(nn.Module):
    """Pieces in, vectors out. Inputs int64 ``[B, L]``, ``L <= 512``; output ``[B, L, 384]``."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.cases = nn.Embedding(6, WIDTH)
        self.quotes = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = nn.Dropout(dropout)
        self.words.weight.requires_grad_(False)  # 11.7M values that 100 texts cannot improve
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
        """The same from vectors ``[B, L, 384]`` of the pieces themselves."""
        x: Tensor = words + self.positions(torch.arange(words.shape[1]))
        x = self.drop(self.norm(x + self.cases(case_ids) + self.quotes(quote_ids)))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def from_minilm(cls, weights: Path, dropout: float = 0.1) -> Encoder:
        """The encoder with the weights of a 6-layer MiniLM (``model.safetensors``)."""
        source = load_file(str(weights))
        encoder = cls(dropout)
        emb = "embeddings."
        state = {
            "words.weight": source[emb + "word_embeddings.weight"],
            "positions.weight": source[emb + "position_embeddings.weight"]
            + source[emb + "token_type_embeddings.weight"][0],
            "norm.weight": source[emb + "LayerNorm.weight"],
            "norm.bias": source[emb + "LayerNorm.bias"],
            "cases.weight": encoder.cases.weight.data,
            "quotes.weight": encoder.quotes.weight.data,
        }
        pairs = (
            ("out", "attention.output.dense"),
            ("norm1", "attention.output.LayerNorm"),
            ("up", "intermediate.dense"),
            ("down", "output.dense"),
            ("norm2", "output.LayerNorm"),
        )
        for i in range(LAYERS):
            base = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                parts = [
                    source[f"{base}attention.self.{x}.{kind}"] for x in ("query", "key", "value")
                ]
                state[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
                for ours, theirs in pairs:
                    state[f"layers.{i}.{ours}.{kind}"] = source[f"{base}{theirs}.{kind}"]
        encoder.load_state_dict(state)
        return encoder
