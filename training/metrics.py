"""The field's measures: F1, MUC, B3, CEAFe and their mean (CoNLL)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]


def f1(right: float, predicted: float, gold: float) -> float:
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


class Coreference:
    """Sums over documents of the counts that MUC, B3 and CEAFe need; singletons count."""

    def __init__(self) -> None:
        self.sums: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(4))

    def add(self, gold: Mapping[Hashable, int], found: Mapping[Hashable, int]) -> None:
        """Both map a span to its cluster number."""
        keys, answers = _groups(gold), _groups(found)
        for name, measure in (("muc", _muc), ("b3", _b3)):
            self.sums[name] += [*measure(keys, found), *measure(answers, gold)]
        table = np.array(
            [[2 * len(k & a) / (len(k) + len(a)) for a in answers] for k in keys]
        ).reshape(len(keys), len(answers))
        rows, columns = linear_sum_assignment(-table)
        same = table[rows, columns].sum()
        self.sums["ceafe"] += [same, len(keys), same, len(answers)]

    def figures(self) -> dict[str, float]:
        out = {}
        for name, (a, b, c, d) in self.sums.items():
            recall, precision = a / b if b else 0.0, c / d if d else 0.0
            total = recall + precision
            out[name] = 2 * recall * precision / total if total else 0.0
        return out | {"conll": sum(out.values()) / 3 if out else 0.0}


def _groups(clusters: Mapping[Hashable, int]) -> list[set[Hashable]]:
    groups: dict[int, set[Hashable]] = defaultdict(set)
    for span, number in clusters.items():
        groups[number].add(span)
    return list(groups.values())


def _muc(groups: list[set[Hashable]], other: Mapping[Hashable, int]) -> tuple[float, float]:
    right = total = 0
    for group in groups:
        parts = Counter(other.get(span, ("alone", span)) for span in group)
        right += len(group) - len(parts)
        total += len(group) - 1
    return right, total


def _b3(groups: list[set[Hashable]], other: Mapping[Hashable, int]) -> tuple[float, float]:
    right, total = 0.0, 0
    for group in groups:
        parts = Counter(other[span] for span in group if span in other)
        right += sum(n * n for n in parts.values()) / len(group)
        total += len(group)
    return right, total
