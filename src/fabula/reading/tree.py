"""The best dependency tree over a sentence (Chu and Liu 1965; Edmonds 1967), with one root."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.reading.layout import Ints
from fabula.reading.session import Floats


def best_tree(scores: Floats) -> Ints:
    """Each word's head in the best tree with exactly one root.

    Nearly always every word's best head makes a tree already; the algorithm proper runs only where
    those heads run in a circle.

    Args:
        scores: ``[n, n + 1]``; ``scores[i, j]`` for word ``i`` with head ``j``, heads counted from
            1 and 0 for the root.

    Returns:
        ``[n]`` heads, 0 for the root.
    """
    n = len(scores)
    weight = scores.astype(np.float64)
    words = np.arange(n)
    weight[words, words + 1] = -np.inf
    head: Ints = weight.argmax(axis=1)
    roots = np.flatnonzero(head == 0)
    if len(roots) != 1:
        if n == 1:
            return np.zeros(1, dtype=np.int64)
        gain = weight[:, 0] - weight[:, 1:].max(axis=1)
        root = int(gain.argmax())
        head = weight[:, 1:].argmax(axis=1) + 1
        head[root] = 0
    else:
        root = int(roots[0])
    if not _circle(head - 1, list(range(n))):
        return head
    tree: Ints = maximum_arborescence(weight[:, 1:], root)
    return np.where(tree < 0, 0, tree + 1)


def maximum_arborescence(scores: NDArray[np.float64], root: int) -> Ints:
    """The spanning tree of the greatest score that hangs from ``root``.

    Circles of best heads are drawn together into one node each until none is left, then opened
    again in reverse. Without recursion: fewer than ``n`` rounds of ``n * n`` steps.

    Args:
        scores: ``[n, n]``; ``scores[i, j]`` for node ``i`` below node ``j``. The diagonal and the
            root's row are not looked at.

    Returns:
        ``[n]``, the node above each; -1 for the root.
    """
    n = len(scores)
    weight = np.full((2 * n, 2 * n), -np.inf)
    weight[:n, :n] = scores
    np.fill_diagonal(weight, -np.inf)
    # The words at the two ends of the best edge between two nodes.
    lower = np.repeat(np.arange(2 * n)[:, None], 2 * n, axis=1)
    upper = lower.T.copy()
    holds: list[frozenset[int]] = [frozenset((i,)) for i in range(n)]
    alive = list(range(n))
    folds: list[tuple[list[int], dict[int, tuple[int, int]]]] = []
    above = np.full(2 * n, -1, dtype=np.int64)
    while True:
        nodes = np.array(alive)
        below = nodes[nodes != root]
        above[:] = -1
        above[below] = nodes[weight[np.ix_(below, nodes)].argmax(axis=1)]
        edges = {i: (int(lower[i, above[i]]), int(upper[i, above[i]])) for i in below.tolist()}
        circle = _circle(above, alive)
        if not circle:
            break
        fresh, ring = len(holds), np.array(circle)
        holds.append(frozenset().union(*(holds[i] for i in circle)))
        alive = [i for i in alive if i not in circle]
        rest = np.array(alive)
        # Into the ring: what an edge gains over the ring's own edge that it would break.
        gain = weight[np.ix_(ring, rest)] - weight[ring, above[ring]][:, None]
        entry = ring[gain.argmax(axis=0)]
        weight[fresh, rest] = gain.max(axis=0)
        lower[fresh, rest], upper[fresh, rest] = lower[entry, rest], upper[entry, rest]
        # Out of the ring: the best edge from any node in it.
        out = weight[np.ix_(rest, ring)]
        source = ring[out.argmax(axis=1)]
        weight[rest, fresh] = out.max(axis=1)
        lower[rest, fresh], upper[rest, fresh] = lower[rest, source], upper[rest, source]
        alive.append(fresh)
        folds.append((circle, {i: edges[i] for i in circle}))
    for k, (circle, own) in reversed(list(enumerate(folds))):
        entering = edges.pop(n + k)
        edges.update(own)
        broken = next(i for i in circle if entering[0] in holds[i])
        edges[broken] = entering
    tree = np.full(n, -1, dtype=np.int64)
    for i, j in edges.values():
        tree[i] = j
    return tree


def _circle(above: Ints, nodes: list[int]) -> list[int]:
    """One circle that following ``above`` from some node runs into, or nothing."""
    upward = above.tolist()
    seen: dict[int, int] = {}
    for start in nodes:
        node = start
        while node >= 0 and node not in seen:
            seen[node] = start
            node = upward[node]
        if node >= 0 and seen[node] == start:
            circle = [node]
            while upward[circle[-1]] != node:
                circle.append(upward[circle[-1]])
            return circle
    return []
