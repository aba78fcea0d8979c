"""Plain prose as words with paragraphs and sentences, cut as the runtime cuts them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.source.source import Source
from fabula.text.annotate import annotate


@dataclass(frozen=True, slots=True)
class Plain:
    """Words with their offsets, and the number of each word's sentence and paragraph."""

    tokens: Sequence[tuple[int, int]]
    words: list[str]
    sentence: np.ndarray
    paragraph: np.ndarray


def cut(text: str) -> Plain:
    """The words of a text whose paragraphs are parted by blank lines."""
    found = annotate(Source("training.txt", "txt", "", text))
    starts = [a for a, _ in found.tokens]

    def number(parts: Sequence[int]) -> np.ndarray:
        return np.array([max(0, bisect_right(parts, a) - 1) for a in starts], np.int64)

    return Plain(
        found.tokens,
        list(found.words),
        number(found.sentence_starts),
        number(found.paragraph_starts),
    )
