"""The coreference scores agree with the published worked examples.

``TC-*`` are the test cases of the CoNLL reference scorer (Pradhan et al. 2014) and of LEA's authors
(Moosavi & Strube 2016), each mention written as one letter; the expected values are theirs.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.coref_scores import (
    METRICS,
    Tally,
    b_cubed,
    best_pairing,
    ceaf_e,
    conll,
    disjoint,
    lea,
    muc,
    score,
)

# name: key, response, {metric: (recall, precision)}
CASES: dict[str, tuple[str, str, dict[str, tuple[float, float]]]] = {
    "TC-A-1": (
        "a bc def",
        "a bc def",
        {"muc": (1, 1), "b3": (1, 1), "ceafe": (1, 1), "lea": (1, 1)},
    ),
    "TC-A-2": (
        "a bc def",
        "a de",
        {
            "muc": (1 / 3, 1),
            "b3": (7 / 18, 1),
            "ceafe": (0.6, 0.9),
            "lea": (2 / 6, 1),
        },
    ),
    "TC-A-3": (
        "a bc def",
        "a bcx defy z",
        {
            "muc": (1, 3 / 5),
            "b3": (1, 55 / 108),
            "ceafe": (0.88571, 0.66429),
            "lea": (1, 4 / 9),
        },
    ),
    "TC-A-4": (
        "a bc def",
        "a bcx dy z",
        {
            "muc": (1 / 3, 1 / 3),
            "b3": (5 / 9, 17 / 42),
            "ceafe": (0.73333, 0.55),
            "lea": (3 / 6, 2 / 7),
        },
    ),
    "TC-A-5": (
        "a bc def",
        "a bcxB dy z",
        {
            "muc": (1 / 3, 1 / 4),
            "b3": (5 / 9, 5 / 16),
            "ceafe": (0.68889, 0.51667),
            "lea": (3 / 6, 5 / 24),
        },
    ),
    "TC-A-6": (
        "a bc def",
        "a bcx dy Bz",
        {
            "muc": (1 / 3, 1 / 4),
            "b3": (5 / 9, 17 / 48),
            "ceafe": (0.73333, 0.55),
            "lea": (3 / 6, 2 / 8),
        },
    ),
    "TC-A-8": (  # b again in another cluster: dropped there
        "a bc def",
        "a bcx dy bz",
        {
            "muc": (1 / 3, 1 / 3),
            "b3": (5 / 9, 17 / 42),
            "ceafe": (0.73333, 0.55),
            "lea": (3 / 6, 2 / 7),
        },
    ),
    "TC-A-10": (
        "a bc def",
        "a b c d e f",
        {"muc": (0, 0), "b3": (3 / 6, 1), "lea": (1 / 6, 1 / 6)},
    ),
    "TC-A-11": (
        "a bc def",
        "abcdef",
        {"muc": (1, 3 / 5), "b3": (1, 7 / 18), "lea": (5 / 6, 4 / 15)},
    ),
    "TC-A-12": (
        "a bc def",
        "a x y c d e z",
        {"muc": (0, 0), "b3": (13 / 36, 4 / 7), "lea": (1 / 6, 1 / 7)},
    ),
    "TC-A-13": (
        "a bc def",
        "axycdez",
        {"muc": (1 / 3, 1 / 6), "b3": (17 / 36, 6 / 49), "lea": (1 / 6, 1 / 21)},
    ),
    "TC-B-1": ("ab cde", "bcx de", {"lea": (1 / 5, 2 / 5)}),
    "TC-C-1": ("ab cde fg", "bcx de fg", {"lea": (3 / 7, 4 / 7)}),
    "TC-D-1": (
        "12345 67 89ABC",
        "12345 6789ABC",
        {"muc": (1, 9 / 10), "b3": (1, 16 / 21), "lea": (1, (5 + 7 * 11 / 21) / 12)},
    ),
    "TC-E-1": (
        "12345 67 89ABC",
        "1234589ABC 67",
        {"muc": (1, 9 / 10), "b3": (1, 7 / 12), "lea": (1, (10 * 20 / 45 + 2) / 12)},
    ),
    "TC-F-1": ("ABCD", "AB CD", {"muc": (2 / 3, 1), "lea": (2 / 6, 1)}),
    "TC-G-1": ("AB CD", "ABCD", {"muc": (1, 2 / 3), "lea": (1, 2 / 6)}),
    "TC-J-1": ("ABC", "AC", {"muc": (1 / 2, 1), "lea": (1 / 3, 1)}),
    "TC-K-1": ("BCDEGHJ", "ABC DEF GHI", {"muc": (3 / 6, 3 / 6), "lea": (3 / 21, 3 / 9)}),
    "TC-L-1": (
        "ABC DEFG",
        "AB CD FGH",
        {"muc": (2 / 5, 2 / 4), "lea": ((1 + 4 / 6) / 7, 3 / 7)},
    ),
    "TC-M-2": ("abcdef", "a b c d e f", {"muc": (0, 0), "lea": (0, 0)}),
    "TC-M-3": ("abcdef", "ab cde f", {"lea": (4 / 15, 5 / 6)}),
    "TC-M-4": ("abcdef", "abcxyz", {"lea": (3 / 15, 3 / 15)}),
    "TC-M-6": ("abcdef", "ab cxy z", {"lea": (1 / 15, 2 / 6)}),
    "TC-N-1": (
        "a b c d e f",
        "a b c d e f",
        {"muc": (0, 0), "b3": (1, 1), "ceafe": (1, 1), "lea": (1, 1)},
    ),
    "TC-N-2": ("a b c d e f", "abcdef", {"muc": (0, 0), "lea": (0, 0)}),
    "TC-N-3": ("a b c d e f", "ab cde f", {"lea": (1 / 6, 1 / 6)}),
    "TC-N-4": ("a b c d e f", "a b c x y z", {"muc": (0, 0), "lea": (3 / 6, 3 / 6)}),
    # The example that Pradhan et al. (2014, section 4) and Moosavi & Strube (2016) work out.
    "2014": (
        "abc defg",
        "ab cd fghi",
        {
            "muc": (2 / 5, 2 / 5),
            "b3": (35 / 84, 4 / 8),
            "ceafe": (1.3 / 2, 1.3 / 3),
            "lea": ((1 + 4 / 6) / 7, (2 + 4 / 6) / 8),
        },
    ),
}


def clusters(written: str) -> list[list[str]]:
    return [list(cluster) for cluster in written.split()]


@pytest.mark.parametrize("name", CASES)
def test_published_worked_examples(name: str) -> None:
    key, response, expected = CASES[name]
    for metric, (recall, precision) in expected.items():
        tally = METRICS[metric](clusters(key), clusters(response))
        assert tally.recall == pytest.approx(recall, abs=5e-6), metric
        assert tally.precision == pytest.approx(precision, abs=5e-6), metric
        both = recall + precision
        assert tally.f1 == pytest.approx(2 * recall * precision / both if both else 0, abs=5e-6)


def test_the_conll_figure_is_the_mean_of_three() -> None:
    totals = score([(clusters("abc defg"), clusters("ab cd fghi"))])
    b3 = 2 * (35 / 84) * 0.5 / (35 / 84 + 0.5)
    assert conll(totals) == pytest.approx((0.4 + b3 + 0.52) / 3)


def test_documents_add_up_before_dividing() -> None:
    one = (clusters("abc"), clusters("ab c"))
    two = (clusters("pq"), clusters("pq"))
    # MUC: 1 of 2 links found in the one, 1 of 1 in the other
    assert score([one, two])["muc"].recall == pytest.approx(2 / 3)
    assert score([one, two])["muc"].precision == 1


def test_nothing_against_nothing_is_no_score() -> None:
    assert all(metric([], []) == Tally() for metric in METRICS.values())
    assert all(metric(clusters("ab c"), []).f1 == 0 for metric in METRICS.values())


def test_a_mention_given_twice_stays_where_it_came_first() -> None:
    assert disjoint([["a", "b"], ["b", "c"], ["a"]]) == [frozenset("ab"), frozenset("c")]


def partitions(letters: str = "abcdefgh") -> st.SearchStrategy[list[list[str]]]:
    def build(homes: list[int]) -> list[list[str]]:
        made: dict[int, list[str]] = {}
        for letter, home in zip(letters, homes, strict=True):
            if home:  # 0: this side has no such mention
                made.setdefault(home, []).append(letter)
        return list(made.values())

    return st.lists(st.integers(0, 5), min_size=len(letters), max_size=len(letters)).map(build)


@given(partitions())
def test_a_partition_agrees_with_itself(key: list[list[str]]) -> None:
    for metric in (b_cubed, ceaf_e, lea):
        assert metric(key, key).f1 == pytest.approx(1 if key else 0)
    linked = any(len(cluster) > 1 for cluster in key)
    assert muc(key, key).f1 == pytest.approx(1 if linked else 0)


@given(partitions(), partitions())
def test_sides_changed_over_change_recall_and_precision_over(
    key: list[list[str]], response: list[list[str]]
) -> None:
    for metric in METRICS.values():
        there, back = metric(key, response), metric(response, key)
        assert there.recall == pytest.approx(back.precision)
        assert there.precision == pytest.approx(back.recall)
        assert -1e-9 <= there.f1 <= 1 + 1e-9


@given(partitions(), partitions(), st.randoms())
def test_order_does_not_matter(key: list[list[str]], response: list[list[str]], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [random.sample(c, len(c)) for c in random.sample(response, len(response))]
    for metric in METRICS.values():
        assert metric(key, shuffled).f1 == pytest.approx(metric(key, response).f1)


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_best_pairing_is_the_best(rows: int, columns: int, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(0, 6, (rows, columns)).astype(float)
    pairs = best_pairing(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == min(rows, columns)
    small = weights if rows <= columns else weights.T
    best = max(
        sum(small[i, j] for i, j in enumerate(chosen))
        for chosen in permutations(range(small.shape[1]), small.shape[0])
    )
    assert sum(weights[i, j] for i, j in pairs) == pytest.approx(best)
