"""The weights by which lost paragraphs are guessed (``fabula.text.paragraphs``).

    python -m training.paragraphs --shared SHARED

Writes ``src/fabula/text/paragraphs.tsv``: a logistic regression fitted by Newton's method to the
sentences of LitBank's train split, whose paragraphs are found again in the whole books
(``evaluation.paragraphs``). Texts of which nearly none is found are left out. Prints how good it is
on fifths of the texts that it was not fitted to.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evaluation import litbank_data
from evaluation.paragraphs import paragraphs_of
from fabula.text.paragraphs import Features, seams

LEAST = 8
"""Paragraphs of a text below which its book was not found."""
FIFTHS = 5
HELD = 1.0
"""How much the weights are held to nought (the inverse variance of the prior)."""

Seams = Sequence[tuple[Features, bool]]


def texts(data: Path) -> list[Seams]:
    """Of each text the features of its seams, and whether a paragraph begins there."""
    found = []
    for name in sorted(json.loads((data / "litbank/split.json").read_text())["train"]):
        book = data / f"novels/{name}.txt"
        if not book.exists():
            continue
        sentences = litbank_data.load(data / "litbank", name).sentences
        numbers = paragraphs_of(sentences, book.read_text(encoding="utf-8"))
        if numbers[-1] + 1 >= LEAST:
            begins = [a != b for a, b in zip(numbers[1:], numbers, strict=False)]
            found.append(list(zip(list(seams(sentences))[1:], begins, strict=True)))
    return found


def fit(rows: Seams) -> Mapping[str, float]:
    """The weights that make where paragraphs begin likeliest."""
    ids: dict[str, int] = {}
    for features, _ in rows:
        for name in features:
            ids.setdefault(name, len(ids))
    x = np.zeros((len(rows), len(ids)))
    for row, (features, _) in zip(x, rows, strict=True):
        for name, value in features.items():
            row[ids[name]] = value
    y = np.array([begins for _, begins in rows], dtype=float)
    w = np.zeros(len(ids))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (p - y) + HELD * w
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + HELD * np.eye(len(w)), slope)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return {name: float(w[i]) for name, i in sorted(ids.items())}


def right(rows: Seams, weights: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """Of the seams before speech, and before anything, how many are told right."""
    counts = {"before speech": (0, 0), "all": (0, 0)}
    for features, begins in rows:
        told = sum(weights.get(name, 0.0) * value for name, value in features.items()) > 0
        for kind in counts:
            if kind == "all" or any(name.endswith("| opens") for name in features):
                a, b = counts[kind]
                counts[kind] = a + (told == begins), b + 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    found = texts(parser.parse_args().shared / "data")
    for fifth in range(FIFTHS):
        others = [row for i, text in enumerate(found) if i % FIFTHS != fifth for row in text]
        held = [row for i, text in enumerate(found) if i % FIFTHS == fifth for row in text]
        print(fifth, {k: round(a / b, 3) for k, (a, b) in right(held, fit(others)).items()})
    weights = fit([row for text in found for row in text])
    lines = [
        "# What speaks for a paragraph's beginning between two sentences: the sentence before |",
        "# this one. Made by ``python -m training.paragraphs``: fitted to LitBank's train split.",
        *(f"{name}\t{weight:.2f}" for name, weight in weights.items()),
    ]
    target = Path(__file__).parent.parent / "src/fabula/text/paragraphs.tsv"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
