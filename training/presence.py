"""The weights by which it is decided who is there in a scene, fitted to marked stories.

    python -m training.presence --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/presence.tsv``: logistic regression over the characters of the
scene that fabula finds at the middle of each marked one, with the evidence of
``fabula.story.presence``; right are those marked as present. MODEL is one that was not trained on
the stories. Before it writes, it tells what five fits, each on four fifths of the stories, make of
the last fifth.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation import marked_data
from evaluation.align import align
from fabula.story import STEPS
from fabula.story.draft import Draft
from fabula.story.presence import TABLE, by_scene, evidence, traces
from fabula.story.scenes import scenes
from fabula.story.weighing import Evidence, Question
from training.feeling import FOLDS, STORIES, TO, asked_for, fit_question, names_of, write

HELD = 30.0
LIMITS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
HEAD = """\
# What somebody's traces in a scene say of their being there, in nats (fabula.story.presence says
# what each is). Made by ``python -m training.presence``: fitted to marked stories that the reading
# model was not trained on.
"""
Row = tuple[Evidence, bool]


def main() -> None:
    data = {name: gather(name, draft) for name, draft in asked_for(__doc__).items()}
    report(data)
    write(
        {"present": fit([r for rows, _ in data.values() for r in rows])}, TO.with_name(TABLE), HEAD
    )


def gather(name: str, draft: Draft) -> tuple[list[Row], int]:
    """For each marked scene the characters of the one that is found there, with their evidence and
    whether they are present; and how many are marked as present in all."""
    string, marks = marked_data.load(STORIES, name)
    aligned = align(string, draft.text.string)
    for step in STEPS[: STEPS.index(scenes) + 1]:
        draft = step(draft)
    c = draft.clauses
    assert c is not None and draft.characters is not None and draft.scenes is not None
    names = names_of(draft, aligned, marks)
    people = {x.id: x for x in draft.characters}
    marked = []
    for mark in marks:
        span = aligned.into_text(mark.start, mark.end) if mark.tag == "scene" else None
        if span is not None:
            marked.append((*span, set(mark.attributes["present"].split())))
    left = traces(c, people)
    rows: list[Row] = []
    for a, b, there in marked:
        middle = (a + b) // 2
        scene = next((x for x in draft.scenes if x.start <= middle < x.end), None)
        if scene is None:
            continue
        here = by_scene(left, scene.start, scene.end)
        most = max((sum(found.values()) for found in here.values()), default=1)
        for one, found in here.items():
            said = evidence(found, most, people[one], scene.viewpoint)
            rows.append((said, names.get(one, "") in there))
    return rows, sum(len(who) for _, _, who in marked)


def fit(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """The weights of the evidence."""
    return fit_question(
        [x for x, _ in rows], [int(so) for _, so in rows], ("no", "yes"), HELD, binary=True
    )


def report(data: dict[str, tuple[list[Row], int]]) -> None:
    """The precision, recall and F1 that fits on other stories have, at some limits."""
    order = sorted(data)
    told: dict[float, list[int]] = {limit: [0, 0] for limit in LIMITS}
    for fold in range(FOLDS):
        inside = [r for i, n in enumerate(order) if i % FOLDS != fold for r in data[n][0]]
        ask = Question(fit(inside))
        for name in order[fold::FOLDS]:
            for said, so in data[name][0]:
                for limit in LIMITS:
                    if ask.likelihood(said) >= limit:
                        told[limit][so] += 1
    of = sum(number for _, number in data.values())
    for limit, (wrong, right) in told.items():
        print(
            f"kept at {limit}: precision {right / (right + wrong):.3f}, recall {right / of:.3f}, "
            f"F1 {2 * right / (right + wrong + of):.3f}"
        )


if __name__ == "__main__":
    main()
