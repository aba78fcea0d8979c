"""Where the characters of a file went in the text that fabula read from it.

Reading a file leaves things out (headings, furniture) and flows lines anew; the characters that
stay are the file's own, in order. So the two are laid side by side with white space and quotation
marks left out (annotators differ in whether a quotation's marks belong to it), and every span is
compared as a range of those *dense* characters of the file.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

Span = tuple[int, int]

MARKS = frozenset("\"'“”‘’„‚«»‹›`´_")
"""Left out beside white space: quotation marks, apostrophes, and the underscores of italics."""
_ANCHOR = 24
_NEAR = 60
_CHUNK = 1 << 12


@dataclass(frozen=True)
class Alignment:
    """Two texts side by side.

    Attributes:
        raw_at, text_at: for each dense character of the file and of the text, its offset.
        raw_of: for each dense character of the text the index of the same character in the file;
            ascending. A character that the file does not have borrows its neighbour's.
    """

    raw_at: list[int]
    text_at: list[int]
    raw_of: list[int]

    def of_raw(self, start: int, end: int) -> Span:
        """The dense range of a span of the file."""
        return bisect_left(self.raw_at, start), bisect_left(self.raw_at, end)

    def of_text(self, start: int, end: int) -> Span:
        """The dense range, in the file, of a span of the text."""
        first, last = bisect_left(self.text_at, start), bisect_left(self.text_at, end)
        if first == last:
            here = self.raw_of[first] if first < len(self.raw_of) else len(self.raw_at)
            return here, here
        return self.raw_of[first], self.raw_of[last - 1] + 1

    def into_text(self, start: int, end: int) -> Span | None:
        """The span of the text that a span of the file became, None where it was left out.
        Marks at the ends are not in it."""
        low, high = self.of_raw(start, end)
        first, last = bisect_left(self.raw_of, low), bisect_left(self.raw_of, high)
        if first == last:
            return None
        return self.text_at[first], self.text_at[last - 1] + 1

    @property
    def kept(self) -> float:
        """The share of the file's dense characters that the text has."""
        return len(set(self.raw_of)) / len(self.raw_at) if self.raw_at else 1.0


def align(raw: str, text: str) -> Alignment:
    """Lay a file and the text read from it side by side, in time linear in their length.

    >>> a = align("CHAPTER I\\n\\nIt was\\nlate.", "It was late.")
    >>> a.into_text(11, 17)
    (0, 6)
    """
    raw_at, text_at = _dense(raw), _dense(text)
    raw_dense = "".join([raw[i] for i in raw_at])
    text_dense = "".join([text[i] for i in text_at])
    raw_of: list[int] = []
    i = j = 0
    while j < len(text_dense):
        same = _common(raw_dense, i, text_dense, j)
        raw_of += range(i, i + same)
        i += same
        j += same
        if j == len(text_dense):
            break
        skipped, changed = _next_common(raw_dense, i, text_dense, j)
        raw_of += [max(0, min(i, len(raw_dense) - 1))] * changed
        i += skipped
        j += changed
    return Alignment(raw_at, text_at, raw_of)


def overlap(a: Span, b: Span) -> int:
    """How many characters two ranges share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _dense(text: str) -> list[int]:
    return [i for i, c in enumerate(text) if not c.isspace() and c not in MARKS]


def _common(a: str, i: int, b: str, j: int) -> int:
    """Length of the run that is the same from ``a[i]`` and ``b[j]`` on."""
    start = i
    while a[i : i + _CHUNK] == b[j : j + _CHUNK]:
        step = min(_CHUNK, len(a) - i)
        if step <= 0:
            return i - start
        i += step
        j += step
    while i < len(a) and j < len(b) and a[i] == b[j]:
        i += 1
        j += 1
    return i - start


def _next_common(raw: str, i: int, text: str, j: int) -> tuple[int, int]:
    """How many characters to leave behind in the file and in the text to go on alike."""
    for changed in range(_NEAR):
        anchor = text[j + changed : j + changed + _ANCHOR]
        if not anchor:
            break
        # A little changed in place: look near by. Something left out: look on.
        found = raw.find(anchor, i, i + _NEAR + _ANCHOR)
        if found < 0 and changed % 8 == 0:
            found = raw.find(anchor, i)
        if found >= 0:
            return found - i, changed
    return 0, min(_NEAR, len(text) - j)
