"""A conditional random field over chains of talk: its likelihood, and the weights that raise it.

Second order: what passes between a turn and the two before it depends on who equals whom. Turns
without a mark are summed over (Lafferty et al. 2001; Quattoni et al. 2007).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NEVER = -1e4
FIXED = "sampled"
"""A feature whose weight stays 1: the log of how many candidates one stands for."""


@dataclass
class Chain:
    """A stretch of talk: for each turn its candidates with their features, the features of what
    passes (same as the turn before, same as the one before that), and who may be right."""

    candidates: list[list[int]]
    features: list[list[dict[str, float]]]
    steps: list[tuple[str | None, str | None]]
    right: list[frozenset[int]]


class Arrays:
    """A chain as arrays: the features of turn t as ``(feature, value, candidate)``."""

    def __init__(self, chain: Chain, ids: dict[str, int], rename: Callable[[str], str]) -> None:
        self.rows: list[tuple[NDArray[np.intp], Floats, NDArray[np.intp], int]] = []
        self.own: list[NDArray[np.bool_]] = []
        who = [np.array(listed) for listed in chain.candidates]
        for listed, features, right in zip(
            chain.candidates, chain.features, chain.right, strict=True
        ):
            flat = [
                (ids.setdefault(rename(name), len(ids)), value, m)
                for m, row in enumerate(features)
                for name, value in row.items()
            ]
            columns = list(zip(*flat, strict=True)) or [(), (), ()]
            self.rows.append(
                (
                    np.array(columns[0], np.intp),
                    np.array(columns[1], np.float64),
                    np.array(columns[2], np.intp),
                    len(listed),
                )
            )
            self.own.append(np.array([not right or b in right for b in listed]))
        self.steps = [
            tuple(-1 if name is None else ids.setdefault(rename(name), len(ids)) for name in step)
            for step in chain.steps
        ]
        self.same = [None, *(_equal(a, b) for a, b in itertools.pairwise(who))]
        self.back = [None, None, *(_equal(a, b) for a, b in zip(who, who[2:], strict=False))]

    def expected(self, w: Floats, marked: bool) -> tuple[float, Floats]:
        """The log of the sum over all paths (``marked``: over the right ones), and how much of
        each feature they have on average."""
        own = []
        for (feature, value, m, k), right in zip(self.rows, self.own, strict=True):
            score = np.bincount(m, weights=value * w[feature], minlength=k)
            own.append(np.where(right, score, _NEVER) if marked else score)
        forward = [own[0][None, :]]
        passing: list[Floats] = [np.zeros((1, 1, 1))]
        for t in range(1, len(own)):
            passing.append(self._passing(t, w, forward[-1].shape[0]))
            total = forward[-1][:, :, None] + passing[t] + own[t]
            forward.append(_log_sum(total, 0))
        z = float(_log_sum(np.asarray(forward[-1], dtype=float).ravel(), 0))
        found = np.zeros_like(w)
        behind = np.zeros_like(forward[-1])
        for t in range(len(own) - 1, -1, -1):
            share = np.exp(forward[t] + behind - z)
            feature, value, m, _ = self.rows[t]
            np.add.at(found, feature, value * share.sum(0)[m])
            if not t:
                break
            again, returns = self.steps[t]
            same = self.same[t]
            assert same is not None
            if again >= 0:
                found[again] += share[same].sum()
            ahead = passing[t] + (own[t] + behind)[None, :, :]
            back = self.back[t]
            if returns >= 0 and back is not None:
                both = np.exp(forward[t - 1][:, :, None] + ahead - z)
                found[returns] += both[back[:, None, :] & ~same[None, :, :]].sum()
            behind = _log_sum(ahead, 2)
        return z, found

    def _passing(self, t: int, w: Floats, before: int) -> Floats:
        """The score of each (before, last, now) for what passes."""
        again, returns = self.steps[t]
        same, back = self.same[t], self.back[t]
        assert same is not None
        score = np.zeros((before, *same.shape))
        if again >= 0:
            score += w[again] * same
        if returns >= 0 and back is not None:
            score += w[returns] * (back[:, None, :] & ~same[None, :, :])
        return score


def fit(
    chains: Sequence[tuple[Chain, Callable[[str], str]]],
    begin: Callable[[str], float],
    hold: Callable[[str], float],
    epochs: int = 10,
    rate: float = 0.15,
    seed: int = 1,
) -> Mapping[str, float]:
    """The weights that make the marked speakers likeliest (AdaGrad, the last epochs' mean).

    ``begin`` gives what each feature weighs at first, and ``hold`` how much it is held to that (the
    inverse variance of a Gaussian prior). With each chain goes what renames its features.
    """
    ids = {FIXED: 0}
    arrays = [Arrays(chain, ids, rename) for chain, rename in chains]
    first = np.array([1.0 if name == FIXED else begin(name) for name in ids])
    prior = np.array([hold(name) for name in ids]) / max(1, len(arrays))
    w, seen, mean = first.copy(), np.full_like(first, 1e-2), np.zeros_like(first)
    chance, kept = np.random.default_rng(seed), 0
    for epoch in range(epochs):
        for i in chance.permutation(len(arrays)):
            slope = arrays[i].expected(w, False)[1] - arrays[i].expected(w, True)[1]
            slope += (w - first) * prior
            slope[0] = 0.0
            seen += slope**2
            w -= rate * slope / np.sqrt(seen)
            if epoch >= epochs - 3:
                mean, kept = mean + w, kept + 1
    mean /= max(1, kept)
    return {name: float(mean[i]) for name, i in ids.items()}


def _equal(a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray((a[:, None] == b[None, :]) & (b[None, :] >= 0))


def _log_sum(a: Floats, axis: int) -> Floats:
    most = a.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(most, axis) + np.log(np.exp(a - most).sum(axis=axis)))
