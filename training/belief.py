"""The weights by which beliefs are decided: log-linear models fitted to marked stories.

    python -m training.belief --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/belief.tsv``. MODEL is the folder of a reading model, and the
stories (names in ``training/stories``, ``t8_*`` for several) are such as it was *not* trained on.
The questions are those of ``fabula.story.believing``, fitted one after another, as the last is
asked with what the others answered. Before it writes, it tells what five fits, each on four fifths
of the stories, make of the last fifth: right and wrong beliefs a story, at some limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation import marked_data
from evaluation.align import align
from fabula.reading.reading import CueSpan
from fabula.story import STEPS
from fabula.story.attitudes import held
from fabula.story.beliefs import beliefs
from fabula.story.believing import (
    ATTITUDES,
    TABLE,
    People,
    attitude_evidence,
    people_of,
    so_evidence,
    unsaid,
)
from fabula.story.clauses import Clauses
from fabula.story.draft import Draft
from fabula.story.evidence import Surroundings
from fabula.story.weighing import Evidence, Question
from training.feeling import (
    FOLDS,
    STORIES,
    TO,
    asked_for,
    fit_choice,
    fit_question,
    hits,
    likeliest,
    names_of,
    write,
)

HELD = {"whose": 1.0, "attitude": 3.0, "so": 10.0}
"""As in ``training.feeling``."""
LIMITS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
HEAD = """\
# What the evidence for a belief weighs, in nats (fabula.story.believing says what each is): whose
# it is, which attitude, and whether a reader would say so. Made by ``python -m training.belief``:
# fitted to marked stories that the reading model was not trained on.
"""


@dataclass(frozen=True)
class Marked:
    """A belief that is marked: its span of the text, whose it is, and the attitude."""

    span: tuple[int, int]
    who: str
    attitude: str


@dataclass(frozen=True)
class Found:
    """What the network saw, with the evidence, and the marked beliefs that it overlaps, most
    overlap first."""

    seen: CueSpan
    clauses: Clauses
    people: People
    names: Mapping[int, str]
    marked: tuple[Marked, ...]

    def right(self, who: tuple[int, ...]) -> bool:
        return any(self.names.get(one) == m.who for one in who for m in self.marked)


@dataclass(frozen=True)
class Judged:
    """What the network saw with what was answered of it."""

    found: Found
    who: tuple[int, ...]
    attitude: str
    so: Evidence

    def matches(self, m: Marked) -> bool:
        own = any(self.found.names.get(one) == m.who for one in self.who)
        return own and self.attitude == m.attitude


def main() -> None:
    drafts = asked_for(__doc__)
    data = {name: gather(name, draft) for name, draft in drafts.items()}
    report(data)
    write(fit([f for rows, _ in data.values() for f in rows]), TO.with_name(TABLE), HEAD)


def gather(name: str, draft: Draft) -> tuple[list[Found], list[Marked]]:
    """What only the network saw in a story, with the evidence, and the marked beliefs of which the
    tables tell nothing."""
    string, marks = marked_data.load(STORIES, name)
    aligned = align(string, draft.text.string)
    for step in STEPS[: STEPS.index(beliefs)]:
        draft = step(draft)
    c = draft.clauses
    assert c is not None
    names = names_of(draft, aligned, marks)
    wanted = []
    for mark in marks:
        span = aligned.into_text(mark.start, mark.end) if mark.tag == "b" else None
        if span is not None:
            wanted.append(Marked(span, mark.attributes["who"], mark.attributes["att"]))
    told = held(c)
    spans = [c.span(x.first, x.last) for x in told]
    left = [m for m in wanted if not any(m.span[0] < b and a < m.span[1] for a, b in spans)]
    around = Surroundings(c, ())
    rows = []
    for seen in unsaid(c, told):
        a, b = c.span(seen.first, seen.last)
        over = [m for m in wanted if m.span[0] < b and m.span[1] > a]
        over.sort(key=lambda m: max(m.span[0], a) - min(m.span[1], b))
        people = people_of(around, seen)
        if people:
            rows.append(Found(seen, c, people, names, tuple(over)))
    return rows, left


def fit(rows: Sequence[Found]) -> dict[str, dict[str, dict[str, float]]]:
    """The weights of all questions: by question, evidence and answer."""
    marked = [f for f in rows if f.marked]
    weights = {"whose": fit_choice(marked, HELD["whose"])}
    ask = Question(weights["whose"])
    meant = []  # where the person is right, of several marked beliefs theirs is meant
    for f in marked:
        who, _ = likeliest(ask, f.people)
        own = [m for m in f.marked if any(f.names.get(one) == m.who for one in who)]
        meant.append((f, (own or list(f.marked))[0]))
    weights["attitude"] = fit_question(
        [attitude_evidence(f.clauses, f.seen) for f, _ in meant],
        [ATTITUDES.index(m.attitude) for _, m in meant],  # type: ignore[arg-type]
        ATTITUDES, HELD["attitude"],
    )  # fmt: skip
    judged = judge({k: Question(v) for k, v in weights.items()}, rows)
    right = [int(any(x.matches(m) for m in x.found.marked)) for x in judged]
    weights["so"] = fit_question(
        [x.so for x in judged], right, ("no", "yes"), HELD["so"], binary=True
    )
    return weights


def judge(ask: Mapping[str, Question], rows: Sequence[Found]) -> list[Judged]:
    """What is answered of each."""
    out = []
    for f in rows:
        who, share = likeliest(ask["whose"], f.people)
        attitudes = ask["attitude"].shares(attitude_evidence(f.clauses, f.seen))
        attitude = max(attitudes, key=lambda k: attitudes[k])
        so = so_evidence(f.clauses, f.seen, who, share, attitudes)
        out.append(Judged(f, who, attitude, so))
    return out


def report(data: Mapping[str, tuple[list[Found], list[Marked]]]) -> None:
    """How many right and wrong beliefs fits on other stories bring to each, at some limits."""
    order = sorted(data)
    sums = {limit: np.zeros(2) for limit in LIMITS}
    for fold in range(FOLDS):
        inside = [f for i, n in enumerate(order) if i % FOLDS != fold for f in data[n][0]]
        ask = {k: Question(v) for k, v in fit(inside).items()}
        for name in order[fold::FOLDS]:
            rows, wanted = data[name]
            judged = judge(ask, rows)
            for limit in LIMITS:
                kept = [x for x in judged if ask["so"].likelihood(x.so) >= limit]
                right = hits(((x.found.marked, x.matches) for x in kept), wanted)
                sums[limit] += (right, len(kept) - right)
    for limit, (right, wrong) in sums.items():
        print(f"kept at {limit}: {right / len(order):.2f} right, {wrong / len(order):.2f} wrong")


if __name__ == "__main__":
    main()
