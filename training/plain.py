"""Plain prose as words with paragraphs and sentences, for training texts that are only strings."""

from __future__ import annotations

import re

import numpy as np

# Words as Universal Dependencies cuts them: clitics, marks and dashes apart, titles whole.
_WORD = re.compile(
    r"(?:Mrs?|Ms|Dr|St|Prof|Capt|Col|Gen|Lt|Sgt|Jr|Sr)\.(?=\s)"
    r"|\w+?(?=n[\u2019']t\b)|n[\u2019']t\b"
    r"|[\u2019'](?:s|ll|re|ve|d|m)\b"
    r"|[^\W_]+(?:[-\u2010][^\W_]+)*"
    r"|\.{2,}|--+|\u2026|[^\w\s]|_",
    re.IGNORECASE,
)
_STOP = {".", "!", "?", "\u2026"}
_CLOSING = {"\u201d", "\u2019", '"', "'", ")"}


def cut(text: str) -> list[tuple[int, int]]:
    """Offsets of the words and marks of ``text``."""
    return [(m.start(), m.end()) for m in _WORD.finditer(text)]


def layout(
    text: str, tokens: list[tuple[int, int]], words: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Paragraph and sentence numbers of the words."""
    paragraph: list[int] = []
    sentence: list[int] = []
    p = s = 0
    ended = False
    for i, (a, _) in enumerate(tokens):
        if i:
            gap = text[tokens[i - 1][1] : a]
            if gap.count("\n") >= 2:
                p, s, ended = p + 1, s + 1, False
            elif (
                ended
                and gap
                and words[i] not in _CLOSING - {'"', "'"}
                and not words[i][0].islower()
            ):
                s, ended = s + 1, False
            elif words[i] not in _CLOSING and words[i] not in _STOP:
                ended = False
        if words[i] in _STOP or (words[i].startswith("..") and len(words[i]) > 1):
            ended = True
        paragraph.append(p)
        sentence.append(s)
    return np.array(paragraph), np.array(sentence)
