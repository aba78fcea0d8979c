"""The paragraphs of an excerpt, found again in the whole book.

Annotations of a few thousand words (LitBank's) keep words and sentences and lose where a paragraph
begins, which tells a reader of dialogue who speaks. The words of the excerpt are aligned with those
of the book; a blank line of the book between two words of it begins a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"\n[ \t\r]*\n")
_OPENS = frozenset(("\u201c", "\u2018", "_", "(", "[", "--", "-", '"'))
_FAR = 400_000  # characters of the book that are looked through


def paragraphs_of(sentences: Sequence[Sequence[str]], book: str) -> list[int]:
    """For each sentence of an excerpt from ``book`` the number of its paragraph, ascending. A
    paragraph that begins within a sentence is not told apart.

    >>> paragraphs_of([["Ann", "ran", "."], ["So", "did", "I", "."]], "Ann ran.\\n\\nSo did I.")
    [0, 1]
    """
    starts = [0, *accumulate(map(len, sentences))]
    begin = paragraph_starts([w for s in sentences for w in s], starts, book)
    numbers, number = [], 0
    for i, start in enumerate(starts[:-1]):
        number += i > 0 and start in begin
        numbers.append(number)
    return numbers


def paragraph_starts(words: Sequence[str], sentences: Sequence[int], book: str) -> set[int]:
    """Indices of the words that begin a paragraph of the book (0 always), given those of the words
    that begin a sentence."""
    begins = set(sentences)
    ours = [(m, i) for i, w in enumerate(words) for m in _WORD.findall(w)]
    found = [(m.group(), m.start()) for m in _WORD.finditer(book[:_FAR])]
    theirs = [w for w, _ in found]
    key = [w for w, _ in ours[40:46]]
    at = next((i for i in range(len(theirs)) if theirs[i : i + 6] == key), 120)
    begin = max(0, at - 120)
    window = theirs[begin : begin + int(len(ours) * 1.15) + 200]
    match = SequenceMatcher(None, [w for w, _ in ours], window, autojunk=False)
    offset: dict[int, int] = {}  # word index -> offset in the book of its first part
    for block in match.get_matching_blocks():
        for k in range(block.size):
            offset.setdefault(ours[block.a + k][1], found[begin + block.b + k][1])
    starts = {0}
    for before, after in pairwise(sorted(offset)):
        if _BLANK.search(book[offset[before] : offset[after]]):
            starts.add(_opening(words, begins, before, after))
    return starts


def _opening(words: Sequence[str], sentences: set[int], before: int, after: int) -> int:
    """Where in ``(before, after]`` the new paragraph begins: with its sentence, or else with its
    opening marks (of straight marks nothing but the sentence tells which opens)."""
    start = next((i for i in range(before + 1, after + 1) if i in sentences), None)
    if start is not None:
        return start
    start = after
    while start - 1 > before and words[start - 1] in _OPENS:
        start -= 1
    return start
