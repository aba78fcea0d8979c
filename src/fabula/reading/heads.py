"""The arithmetic that the heads share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fabula.reading.session import Floats


def relu(x: Floats) -> Floats:
    """In place: the array given is the array returned."""
    return np.maximum(x, 0, out=x)


def norm(x: Floats, gain: Floats, bias: Floats) -> Floats:
    """Layer normalization over the last axis (Ba et al. 2016)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-5)
    normed: Floats = centred / spread * gain + bias
    return normed


def sigmoid(x: Floats) -> Floats:
    """Without overflow at either end."""
    scores: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return scores


def softmax(x: Floats) -> Floats:
    """Over the last axis; ``-inf`` gets no share."""
    shares: Floats = np.exp(x - x.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def layer(x: Floats, heads: Mapping[str, Floats], name: str) -> Floats:
    """``relu(x @ w + b)`` with the arrays ``NAME_w`` and ``NAME_b``."""
    return relu(x @ heads[f"{name}_w"] + heads[f"{name}_b"])


def with_one(x: Floats) -> Floats:
    """``[n, d]`` to ``[n, d + 1]``: a last column of ones, for the bias of a biaffine product."""
    return np.concatenate([x, np.ones((len(x), 1), dtype=x.dtype)], axis=1)
