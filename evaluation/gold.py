"""The gold stories: fabula reads each from a plain text file and writes story.json; the scorer that
comes with the stories, which is no part of this repository, scores it."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import fabula
from evaluation.errors import EvaluationError
from evaluation.marked_data import home, load, names
from evaluation.report import Figure, Options, Report, Table, dump, each, split_names
from evaluation.scores import mean

Scorer = Callable[[Path, Path, Mapping[str, Any]], dict[str, float]]

COUNTED = {
    "mention": "mentions of people, exact spans, F1",
    "coref_b3": "B3 F1 over exact spans, with predicted mentions",
    "cast": "characters with three mentions or more, one to one, F1",
    "quote": "pieces of speech whose spans share 80% of the longer one, F1",
    "speaker": "pieces of speech found and given to the right character, of all marked",
    "addressee": "addressees of the pieces found, F1",
    "thought": "thoughts that overlap and have the right thinker, F1",
    "feeling": "feelings that overlap, of the right person and family of emotions, F1",
    "feel_mode": "feelings that overlap, of the right person and mode, F1",
    "belief": "beliefs that overlap, of the right person and attitude, F1",
    "relation": "relations between the right two with a word of the label in common, F1",
    "mask": "masks of the right person over the right family of emotions, F1",
    "viewpoint": "share of the text whose scene has the right viewpoint",
    "present": "who is present in each scene, F1",
}

FROM = {
    "thought": "thoughts",
    "feeling": "feelings",
    "feel_mode": "feelings",
    "belief": "beliefs",
    "relation": "relations",
    "mask": "masks",
    "viewpoint": "scenes",
    "present": "scenes",
}
"""The list of story.json that a figure is made from; where no story has any row there, nothing
predicts it yet."""


def run(options: Options) -> Report:
    """Score the marked stories of a folder. The scorer is ``options.scorer``, or ``score_gold.py``
    beside the folder or one above it."""
    scorer = options.scorer or _find_scorer(options.data)
    known = names(options.data)
    if not known:
        raise EvaluationError(f"{options.data} holds no marked stories (stories/*.xml and *.json)")
    chosen = split_names(options, known)
    task = partial(_score_story, options.data, scorer, options.model, options.threads)
    rows: dict[str, dict[str, float]] = {}
    predicted: set[str] = set()
    for name, (figures, written) in each(task, chosen, options.jobs):
        rows[name] = figures
        predicted |= {key for key, rows_of in written.items() if rows_of}
        dump(options.dump, name, written)
    keys = list(next(iter(rows.values())))
    return Report(
        f"Marked stories: mean of {len(rows)}",
        (
            Figure("stories", len(rows), "stories"),
            *(
                Figure(
                    key,
                    mean(row[key] for row in rows.values())
                    if FROM.get(key, "quotes") in predicted
                    else None,
                    COUNTED.get(key, ""),
                )
                for key in keys
            ),
        ),
        (
            Table(
                "by_story",
                ("story", *keys),
                tuple((name, *(row[key] for key in keys)) for name, row in rows.items()),
            ),
        ),
    )


def _score_story(
    folder: Path, scorer: Path, model: str | None, threads: int | None, name: str
) -> tuple[dict[str, float], dict[str, Any]]:
    text, _ = load(folder, name)
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        fabula.read(path, model=model, threads=threads).write(made, ["json"])
        written: dict[str, Any] = json.loads((Path(made) / f"{name}.json").read_text("utf-8"))
    here = home(folder)
    try:
        return _load(scorer)(here / f"{name}.xml", here / f"{name}.json", written), written
    except SystemExit as error:  # how the scorer says that it cannot score
        raise EvaluationError(str(error)) from error


def _find_scorer(folder: Path) -> Path:
    above = folder.resolve()
    for _ in range(4):
        if (above / "score_gold.py").is_file():
            return above / "score_gold.py"
        above = above.parent
    raise EvaluationError(f"score_gold.py is not beside {folder}; give --scorer PATH")


def _load(path: Path) -> Scorer:
    """The function ``score(xml, json, story)`` of the scorer's file."""
    spec = importlib.util.spec_from_file_location("fabula_gold_scorer", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise EvaluationError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "score"):
        raise EvaluationError(f"{path} has no function score")
    scorer: Scorer = module.score
    return scorer
