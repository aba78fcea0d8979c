"""Decisions by weighed evidence: log-linear models with weights fitted to marked stories.

A question has answers, and each piece of evidence a weight for each of them; an answer's share is
the exponential of its sum, normalized (Berger et al. 1996). The weights are the rows of a table in
``lexicon/``: the question, the evidence, then ``answer=weight`` for each answer that it speaks for
or against. A question with the one answer ``yes`` is a matter of yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp, log
from typing import TypeVar

from fabula.story.tables import rows

Evidence = Mapping[str, float]
Who = TypeVar("Who")
_YES = "yes"
_SHORT, _NOVEL = 2_500, 25_000
"""Words of a text: up to the one weights fitted to short stories hold, from the other on those of a
novel."""


class Question:
    """One question with the weights of its evidence."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self._weights = weights
        answers = {a for row in weights.values() for a in row}
        self.answers: tuple[str, ...] = tuple(sorted(answers))

    def shares(self, evidence: Evidence) -> dict[str, float]:
        """The share of each answer; they sum to 1."""
        sums = self.sums(evidence)
        top = max(sums.values(), default=0.0)
        parts = {answer: exp(total - top) for answer, total in sums.items()}
        whole = sum(parts.values())
        return {answer: part / whole for answer, part in parts.items()}

    def choose(self, candidates: Mapping[Who, Evidence]) -> dict[Who, float]:
        """The share of each of some candidates, by the evidence for each being the one."""
        sums = {one: self._yes(evidence) for one, evidence in candidates.items()}
        top = max(sums.values(), default=0.0)
        parts = {one: exp(total - top) for one, total in sums.items()}
        whole = sum(parts.values())
        return {one: part / whole for one, part in parts.items()}

    def likelihood(self, evidence: Evidence) -> float:
        """How likely the answer is yes, 0..1."""
        total = self._yes(evidence)
        return 1.0 / (1.0 + exp(-total)) if total > -700.0 else 0.0

    def moved(self, other: Question, share: float) -> Question:
        """The question with ``share`` of another's weights added to its own."""
        weights = {name: dict(row) for name, row in self._weights.items()}
        for name, row in other._weights.items():
            own = weights.setdefault(name, {})
            for answer, weight in row.items():
                own[answer] = own.get(answer, 0.0) + share * weight
        return Question(weights)

    def sums(self, evidence: Evidence) -> dict[str, float]:
        """What the evidence adds up to for each answer, in nats."""
        sums = dict.fromkeys(self.answers, 0.0)
        for name, value in evidence.items():
            for answer, weight in self._weights.get(name, {}).items():
                sums[answer] += weight * value
        return sums

    def _yes(self, evidence: Evidence) -> float:
        return sum(self._weights.get(x, {}).get(_YES, 0.0) * v for x, v in evidence.items())


def read(lines: Iterable[list[str]]) -> dict[str, Question]:
    """The questions of a table by their names. Raises ``ValueError`` for a row that is none."""
    weights: dict[str, dict[str, dict[str, float]]] = {}
    for question, evidence, *answers in lines:
        row = weights.setdefault(question, {}).setdefault(evidence, {})
        for part in answers:
            answer, _, weight = part.rpartition("=")
            row[answer] = float(weight)
    return {question: Question(table) for question, table in weights.items()}


def shifted(
    asked: Mapping[str, Question], by: Mapping[str, Question], share: float
) -> dict[str, Question]:
    """The questions of ``asked``, their weights moved by ``share`` of those that ``by`` has."""
    return {name: q.moved(by[name], share) if name in by else q for name, q in asked.items()}


@cache
def questions(table: str) -> dict[str, Question]:
    """The questions of the file ``table`` in ``lexicon/``, read once."""
    return read(rows(table))


def as_a_novel(words: int) -> float:
    """How far a text of so many words is weighed as a novel is: from 0, as a short story, to 1."""
    share = (log(max(words, 1)) - log(_SHORT)) / (log(_NOVEL) - log(_SHORT))
    return min(1.0, max(0.0, share))


__all__ = ["Evidence", "Question", "as_a_novel", "questions", "read", "shifted"]
