"""Coreference scores: MUC, B3, CEAFe, their mean (CoNLL), and LEA.

A document's coreference is a partition of its mentions into clusters; a mention is any hashable
value (here a token span) and counts as found only where key and response have the very same one.
Singletons are clusters like any other: they count in B3, CEAFe and LEA, and MUC, which counts
links, cannot see them. Several documents are scored together by adding up numerators and
denominators, as the CoNLL reference scorer does (Pradhan et al. 2014).

>>> key = [{"a"}, {"b", "c"}, {"d", "e", "f"}]
>>> response = [{"a"}, {"d", "e"}]
>>> round(ceaf_e(key, response).f1, 2)
0.72
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Cluster = frozenset[Hashable]
Clusters = Sequence[Collection[Hashable]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was right, out of how many: recall over the key, precision over the response."""

    recall_hits: float = 0.0
    recall_of: float = 0.0
    precision_hits: float = 0.0
    precision_of: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.recall_hits + other.recall_hits,
            self.recall_of + other.recall_of,
            self.precision_hits + other.precision_hits,
            self.precision_of + other.precision_of,
        )

    @property
    def recall(self) -> float:
        return self.recall_hits / self.recall_of if self.recall_of else 0.0

    @property
    def precision(self) -> float:
        return self.precision_hits / self.precision_of if self.precision_of else 0.0

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def disjoint(clusters: Iterable[Iterable[Hashable]]) -> list[Cluster]:
    """Clusters as a partition: a mention given twice stays where it came first, and what is then
    empty goes (the reference scorer's repair of such a response)."""
    seen: set[Hashable] = set()
    kept = []
    for cluster in clusters:
        fresh = frozenset(cluster) - seen
        seen |= fresh
        if fresh:
            kept.append(fresh)
    return kept


def muc(key: Clusters, response: Clusters) -> Tally:
    """Links kept of those needed to hold each cluster together (Vilain et al. 1995)."""
    return _both_ways(_muc_recall, key, response)


def b_cubed(key: Clusters, response: Clusters) -> Tally:
    """For each mention, how much of its cluster is shared (Bagga & Baldwin 1998); a mention that
    the other side lacks shares nothing (Pradhan et al. 2014)."""
    return _both_ways(_b_cubed_recall, key, response)


def lea(key: Clusters, response: Clusters) -> Tally:
    """For each cluster, its size times the share of its links that were found; a singleton's one
    link is to itself, found where the other side has that singleton (Moosavi & Strube 2016)."""
    return _both_ways(_lea_recall, key, response)


def ceaf_e(key: Clusters, response: Clusters) -> Tally:
    """Likeness of clusters under the best one-to-one pairing, each cluster weighing one (Luo 2005,
    phi 4: twice the shared mentions over the sum of the sizes)."""
    keys, responses = disjoint(key), disjoint(response)
    likeness = np.zeros((len(keys), len(responses)))
    home = _homes(responses)
    for i, cluster in enumerate(keys):
        for mention in cluster:
            j = home.get(mention)
            if j is not None:
                likeness[i, j] += 2 / (len(cluster) + len(responses[j]))
    best = sum(float(likeness[i, j]) for i, j in best_pairing(likeness))
    return Tally(best, len(keys), best, len(responses))


METRICS: dict[str, Callable[[Clusters, Clusters], Tally]] = {
    "muc": muc,
    "b3": b_cubed,
    "ceafe": ceaf_e,
    "lea": lea,
}


def score(documents: Iterable[tuple[Clusters, Clusters]]) -> dict[str, Tally]:
    """Every metric over documents given as (key, response)."""
    totals = dict.fromkeys(METRICS, Tally())
    for key, response in documents:
        for name, metric in METRICS.items():
            totals[name] += metric(key, response)
    return totals


def conll(totals: dict[str, Tally]) -> float:
    """The CoNLL figure: the mean of the F1 of MUC, B3 and CEAFe."""
    return (totals["muc"].f1 + totals["b3"].f1 + totals["ceafe"].f1) / 3


def best_pairing(weights: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """The one-to-one pairing of rows and columns with the greatest sum of weights.

    The Hungarian method with potentials (Jonker & Volgenant's shortest augmenting paths), one row
    at a time; O(n^2 m) for n rows <= m columns. Every row of the smaller side is paired.
    """
    if weights.shape[0] > weights.shape[1]:
        return [(i, j) for j, i in best_pairing(weights.T)]
    rows, columns = weights.shape
    cost = -weights
    row_potential = np.zeros(rows + 1)
    column_potential = np.zeros(columns + 1)
    paired = np.zeros(columns + 1, dtype=np.int64)  # row (from 1) of each column (from 1), 0: free
    for row in range(1, rows + 1):
        paired[0] = row
        column = 0
        slack = np.full(columns + 1, np.inf)
        came_from = np.zeros(columns + 1, dtype=np.int64)
        used = np.zeros(columns + 1, dtype=bool)
        while paired[column]:
            used[column] = True
            at = int(paired[column])
            reduced = cost[at - 1] - row_potential[at] - column_potential[1:]
            better = ~used[1:] & (reduced < slack[1:])
            slack[1:][better] = reduced[better]
            came_from[1:][better] = column
            free = np.where(used, np.inf, slack)
            free[0] = np.inf
            column = int(np.argmin(free))
            step = slack[column]
            row_potential[paired[used]] += step
            column_potential[used] -= step
            slack[~used] -= step
        while column:
            before = int(came_from[column])
            paired[column] = paired[before]
            column = before
    return [(int(paired[j]) - 1, j - 1) for j in range(1, columns + 1) if paired[j]]


def _both_ways(
    recall: Callable[[list[Cluster], list[Cluster]], tuple[float, float]],
    key: Clusters,
    response: Clusters,
) -> Tally:
    """Each of these metrics' precision is its recall with the two sides changed over."""
    keys, responses = disjoint(key), disjoint(response)
    return Tally(*recall(keys, responses), *recall(responses, keys))


def _homes(clusters: list[Cluster]) -> dict[Hashable, int]:
    return {mention: i for i, cluster in enumerate(clusters) for mention in cluster}


def _shares(cluster: Cluster, home: dict[Hashable, int]) -> dict[int, int]:
    """How many of a cluster's mentions lie in each cluster of the other side."""
    shares: dict[int, int] = {}
    for mention in cluster:
        i = home.get(mention)
        if i is not None:
            shares[i] = shares.get(i, 0) + 1
    return shares


def _muc_recall(key: list[Cluster], response: list[Cluster]) -> tuple[float, float]:
    home = _homes(response)
    hits = links = 0
    for cluster in key:
        shares = _shares(cluster, home)
        parts = len(shares) + len(cluster) - sum(shares.values())  # a mention not found: own part
        hits += len(cluster) - parts
        links += len(cluster) - 1
    return hits, links


def _b_cubed_recall(key: list[Cluster], response: list[Cluster]) -> tuple[float, float]:
    home = _homes(response)
    hits = 0.0
    for cluster in key:
        hits += sum(n * n for n in _shares(cluster, home).values()) / len(cluster)
    return hits, sum(map(len, key))


def _lea_recall(key: list[Cluster], response: list[Cluster]) -> tuple[float, float]:
    home = _homes(response)
    hits = 0.0
    for cluster in key:
        shares = _shares(cluster, home)
        if len(cluster) == 1:
            hits += any(len(response[i]) == 1 for i in shares)
        else:
            links = len(cluster) * (len(cluster) - 1) / 2
            hits += len(cluster) * sum(n * (n - 1) / 2 for n in shares.values()) / links
    return hits, sum(map(len, key))
