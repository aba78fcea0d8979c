"""The weights by which masks are decided: one logistic regression, fitted to marked stories.

    python -m training.mask --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/mask.tsv``. As for ``training.feeling``, whose table is made
first, the stories are such as the reading model was not trained on. Before it writes, it tells what
five fits, each on four fifths of the stories, make of the last fifth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from unittest.mock import patch

import numpy as np

from evaluation import marked_data
from evaluation.align import align
from fabula.story import STEPS, wording
from fabula.story.draft import Draft
from fabula.story.emotions import FAMILIES
from fabula.story.masks import TABLE, masks, pairs
from fabula.story.weighing import Evidence, Question
from training.feeling import (
    FOLDS,
    STORIES,
    TO,
    asked_for,
    fit_question,
    learned_without,
    names_of,
    write,
)

HELD = 3.0
LIMITS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
HEAD = """\
# What the evidence for a mask weighs, in nats (fabula.story.masks says what each is). Made by
# ``python -m training.mask``: fitted to marked stories that the reading model was not trained on.
"""


@dataclass(frozen=True)
class Found:
    """A person and a family of emotions, with the evidence for a mask over it, and whether the
    story is marked so."""

    who: int
    family: str
    evidence: Evidence
    right: bool


JOY = "joy"
"""Of this family a fit would believe masks more readily (0.90) than most: in stories told plainly
many hide a joy, and elsewhere fewer do. So it speaks neither way."""


def main() -> None:
    fit_to(asked_for(__doc__))


def fit_to(drafts: Mapping[str, Draft]) -> None:
    """Fit to stories that are read, tell how it goes, and write the table."""
    learned = learned_without(sorted(drafts))
    data = {}
    for name, draft in drafts.items():
        # feelings are to be as sure as they are in a story that nobody has marked
        with patch.object(wording, "weights", partial(learned.__getitem__, name)):
            data[name] = gather(name, draft)
    scores: dict[float, list[float]] = {limit: [] for limit in LIMITS}
    order = sorted(data)
    for fold in range(FOLDS):
        inside = [x for i, name in enumerate(order) if i % FOLDS != fold for x in data[name][0]]
        ask = Question(fit(inside))
        for name in order[fold::FOLDS]:
            rows, wanted = data[name]
            for limit in LIMITS:
                kept = [x for x in rows if ask.likelihood(x.evidence) >= limit]
                found = {(x.who, x.family): x.right for x in kept}
                total = len(found) + wanted
                scores[limit].append(2 * sum(found.values()) / total if total else 1.0)
    for limit, figures in scores.items():
        print(f"kept at {limit}: {np.mean(figures):.3f}")
    weights = fit([x for rows, _ in data.values() for x in rows])
    weights[f"family {JOY}"]["yes"] = 0.0
    write({"mask": weights}, TO.with_name(TABLE), HEAD)


def gather(name: str, draft: Draft) -> tuple[list[Found], int]:
    """What may be masks in a story, and how many are marked."""
    string, marks = marked_data.load(STORIES, name)
    for step in STEPS[: STEPS.index(masks)]:
        draft = step(draft)
    names = names_of(draft, align(string, draft.text.string), marks)
    told = json.loads((STORIES / f"{name}.json").read_text("utf-8")).get("masks", [])
    marked = {(m["who"], FAMILIES[m["felt"]]) for m in told}
    rows = [
        Found(who, p.family, p.evidence, (names.get(who), p.family) in marked)
        for who, p in pairs(draft)
    ]
    return rows, len(told)


def fit(rows: Sequence[Found]) -> dict[str, dict[str, float]]:
    evidence, right = [x.evidence for x in rows], [int(x.right) for x in rows]
    return fit_question(evidence, right, ("no", "yes"), HELD, binary=True)


if __name__ == "__main__":
    main()
