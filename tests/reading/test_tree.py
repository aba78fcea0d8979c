"""The parser's tree is the best one there is, and it is a tree."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.reading.tree import best_tree, maximum_arborescence


def _hangs_together(above: list[int], root: int) -> bool:
    for node in range(len(above)):
        steps = 0
        while node != root:
            node, steps = above[node], steps + 1
            if steps > len(above):
                return False
    return True


def _best_by_trying_all(scores: np.ndarray, root: int) -> float:  # type: ignore[type-arg]
    n = len(scores)
    best = -np.inf
    for above in itertools.product(range(n), repeat=n):
        if _hangs_together(list(above), root):
            best = max(best, sum(scores[i, j] for i, j in enumerate(above) if i != root))
    return float(best)


@given(st.integers(2, 5), st.integers(0, 10_000))
def test_no_other_tree_scores_higher(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.standard_normal((n, n))
    root = int(draw.integers(n))
    above = maximum_arborescence(scores, root).tolist()
    assert above[root] == -1
    assert _hangs_together(above, root)
    reached = sum(scores[i, j] for i, j in enumerate(above) if i != root)
    assert reached == pytest.approx(_best_by_trying_all(scores, root))


@given(st.integers(1, 40), st.integers(0, 10_000))
def test_every_sentence_gets_one_root_and_no_circle(n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).standard_normal((n, n + 1)).astype(np.float32)
    head = best_tree(scores).tolist()
    assert head.count(0) == 1
    assert _hangs_together([h - 1 for h in head], head.index(0))


def test_two_words_that_want_each_other_are_parted() -> None:
    # Each of "she laughed" scores best below the other; the root must take the likelier one.
    scores = np.array([[1.0, 0.0, 5.0], [3.0, 5.0, 0.0]], dtype=np.float32)
    assert best_tree(scores).tolist() == [2, 0]
