"""The turns of a conversation decided together: the best path under what talk is like.

A path's score is the sum of the weighed features of whoever is taken to speak each turn
(``story.candidates``) and of what passes between one turn and those before: speakers alternate,
and one paragraph's speech after another's with nothing told between is somebody else's. Exact
search (Viterbi over pairs of turns), linear in the number of turns. The weights are those of a
conditional random field (Lafferty et al. 2001); ``lexicon/talk.tsv`` says where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp

from fabula.story.candidates import Candidates, Features
from fabula.story.tables import rows
from fabula.story.turns import Turn

LIKELIEST = 7  # candidates of a turn that are tried
HOPELESS = 10.0  # how far behind the best a candidate is let go
NOBODY = -1

Options = list[tuple[int, float]]
Weights = Mapping[str, float]
_Path = dict[tuple[int, int], float]


@cache
def weights(heard: bool, unparted: bool = False) -> Weights:
    """What each feature weighs, in nats, for readings that score speakers and those that do not,
    and where the text's paragraphs are lost."""
    column = 2 if not heard else 3 if unparted else 1
    return {row[0]: float(row[column]) for row in rows("talk.tsv")}


def weigh(features: Features, weights: Weights) -> float:
    """The weighed sum of a candidate's features."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def options(own: Candidates, weights: Weights) -> Options:
    """The likeliest few who may speak the turn, with their own scores; ``NOBODY`` where none."""
    scored = [(b, weigh(f, weights)) for b, f in own.features.items()]
    scored.sort(key=lambda s: (-s[1], s[0]))
    kept = [s for s in scored[:LIKELIEST] if s[1] > scored[0][1] - HOPELESS]
    return kept or [(NOBODY, 0.0)]


def between(
    turns: Sequence[Turn], found: Sequence[Candidates], t: int
) -> tuple[str | None, str | None]:
    """The features of a turn said by who spoke the turn before, and by who spoke before that."""
    turn, previous, own = turns[t], turns[t - 1], found[t]
    kind = "" if own.kind == "bare" else " " + own.kind
    gap = turn.paragraph - previous.last_paragraph
    if gap == 0:
        again = "again here" + kind
    elif gap == 1:
        again = ("again next" if turn.alone else "again told") + kind
        if previous.asks and own.kind == "bare":
            again = "again asked"
    else:
        again = "again later" + kind
    returns = None
    if t > 1 and gap <= 2 and previous.paragraph - turns[t - 2].last_paragraph <= 2:
        returns = "returns" + kind + (" crowd" if len(own.present) > 2 else "")
    return again, returns


def best_path(
    turns: Sequence[Turn], found: Sequence[Candidates], weights: Weights
) -> list[tuple[int | None, float]]:
    """Who speaks each turn of one conversation, with the chance that it is so.

    The chance weighs the best path through the one chosen against the best through anyone else.
    """
    rows = [options(own, weights) for own in found]
    steps: list[tuple[float, float]] = [(0.0, 0.0)]
    for t in range(1, len(turns)):
        again, returns = between(turns, found, t)
        steps.append((weights.get(again or "", 0.0), weights.get(returns or "", 0.0)))
    forward: list[_Path] = [{(-2, b): score for b, score in rows[0]}]
    for t in range(1, len(turns)):
        states: _Path = {}
        for (before, last), score in forward[-1].items():
            for b, own in rows[t]:
                total = score + own + _passing(before, last, b, steps[t])
                if total > states.get((last, b), -1e30):
                    states[last, b] = total
        forward.append(states)
    backward: list[_Path] = [dict.fromkeys(forward[-1], 0.0)]
    for t in range(len(turns) - 1, 0, -1):
        after = backward[-1]
        states = {}
        for before, last in forward[t - 1]:
            states[before, last] = max(
                own + after[last, b] + _passing(before, last, b, steps[t]) for b, own in rows[t]
            )
        backward.append(states)
    backward.reverse()
    chosen: list[tuple[int | None, float]] = []
    for ahead, behind in zip(forward, backward, strict=True):
        best: dict[int, float] = {}
        for state, score in ahead.items():
            total = score + behind[state]
            if total > best.get(state[1], -1e30):
                best[state[1]] = total
        who = max(best, key=lambda b: (best[b], -b))
        chance = 1.0 / sum(exp(max(-50.0, score - best[who])) for score in best.values())
        chosen.append((None, 0.0) if who == NOBODY else (who, chance))
    return chosen


def _passing(before: int, last: int, now: int, step: tuple[float, float]) -> float:
    if now == NOBODY:
        return 0.0
    return step[0] if now == last else step[1] if now == before else 0.0


__all__ = ["NOBODY", "Options", "Weights", "best_path", "between", "options", "weigh", "weights"]
