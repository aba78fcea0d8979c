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
from math import exp, inf

from fabula.story.candidates import Candidates, Features
from fabula.story.tables import rows
from fabula.story.turns import Turn

LIKELIEST = 7  # candidates of a turn that are tried
HOPELESS = 10.0  # how far behind the best a candidate is let go
NOBODY = -1

Options = list[tuple[int, float]]
Weights = Mapping[str, float]
# Of the states of one turn - who speaks it, who spoke the one before - the best path's score.
_Path = dict[int, dict[int, float]]


@cache
def weights(heard: bool, guessed: bool = False) -> Weights:
    """What each feature weighs, in nats, for readings that score speakers and those that do not;
    where the text's paragraphs are its own, and where they are only guessed."""
    column = 1 + (not heard) + 2 * guessed
    return {row[0]: float(row[column]) for row in rows("talk.tsv")}


def weigh(features: Features, weights: Weights) -> float:
    """The weighed sum of a candidate's features."""
    total = 0.0
    for name, value in features.items():
        total += value * weights.get(name, 0.0)
    return total


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
    forward: list[_Path] = [{b: {-2: score} for b, score in rows[0]}]
    for t in range(1, len(turns)):
        forward.append(_ahead(forward[-1], rows[t], steps[t]))
    behind: _Path = {last: dict.fromkeys(states, 0.0) for last, states in forward[-1].items()}
    chosen = [_chosen(forward[-1], behind)]
    for t in range(len(turns) - 1, 0, -1):
        behind = _back(forward[t - 1], rows[t], steps[t], behind)
        chosen.append(_chosen(forward[t - 1], behind))
    chosen.reverse()
    return chosen


def _ahead(states: _Path, row: Options, step: tuple[float, float]) -> _Path:
    """The best scores of the paths that end one turn later.

    Who spoke the turn before last makes no difference but to himself: of all the others only the
    best path matters, or the next best where the best is his.
    """
    again, returns = step
    after: _Path = {b: {} for b, _ in row}
    for last, scores in states.items():
        best, second = _top_two(scores)
        for b, own in row:
            if b == NOBODY:
                after[b][last] = best + own
            elif b == last:
                after[b][last] = best + own + again
            elif b in scores:
                score = scores[b]
                others = second if score == best else best
                after[b][last] = max(others + own, score + own + returns)
            else:
                after[b][last] = best + own
    return after


def _back(states: _Path, row: Options, step: tuple[float, float], behind: _Path) -> _Path:
    """The best that can follow each state of a turn, from what can follow the states of the next;
    ``row`` and ``step`` are the next turn's."""
    again, returns = step
    before: _Path = {}
    for last, scores in states.items():
        to = {b: own + behind[b][last] for b, own in row}
        if last != NOBODY and last in to:
            to[last] += again
        best, second = _top_two(to)
        before[last] = found = dict.fromkeys(scores, best)
        for b, score in to.items():
            if b in scores and b != last and b != NOBODY:
                found[b] = max(second if score == best else best, score + returns)
    return before


def _top_two(scores: dict[int, float]) -> tuple[float, float]:
    if len(scores) == 1:
        return next(iter(scores.values())), -inf
    ranked = sorted(scores.values())
    return ranked[-1], ranked[-2]


def _chosen(ahead: _Path, behind: _Path) -> tuple[int | None, float]:
    """Who speaks a turn by the best path through it, with its chance."""
    best: dict[int, float] = {}
    for last, scores in ahead.items():
        after = behind[last]
        best[last] = max([score + after[before] for before, score in scores.items()])
    who = max(best, key=lambda b: (best[b], -b))
    top = best[who]
    chance = 1.0 / sum([exp(max(-50.0, score - top)) for score in best.values()])
    return (None, 0.0) if who == NOBODY else (who, chance)


__all__ = ["NOBODY", "Options", "Weights", "best_path", "between", "options", "weigh", "weights"]
