"""GoEmotions (Demszky et al. 2020): short comments, each with some of 28 emotions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from fabula.reading.windows import LEAD
from training import plain
from training.documents import Document, Wordpieces

LABELS = 28
_LONGEST = 120  # words; a handful of comments are longer


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and the numbers of its emotions."""

    text: str
    labels: tuple[int, ...]


def load(data: Path, part: Literal["train", "dev", "test"]) -> list[Comment]:
    """The comments of ``data``/goemotions."""
    lines = (data / f"goemotions/{part}.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line]
    return [Comment(row[0], tuple(int(x) for x in row[1].split(","))) for row in rows]


def document(comment: Comment, wordpieces: Wordpieces, led: bool = False) -> Document:
    """The comment as one sentence of words, ready for the encoder; ``led`` puts the paragraph
    before it that the runtime reads every text behind (``LEAD``)."""
    words = plain.cut(comment.text).words[:_LONGEST] or ["."]
    lead = [*LEAD] if led else []
    number = np.repeat([0, 1], [len(lead), len(words)]).astype(np.int64)
    return wordpieces.fill(Document("comment", lead + words, number, number))
