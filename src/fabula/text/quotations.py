"""Direct speech, by offsets: every kind of mark, dash, chat line and script line.

Each paragraph is read by itself (``pairing``), under the custom of its section: whether speech
stands in double or in single marks there. What a paragraph hands to the next is only whether its
last quotation was left open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from fabula.source.source import Section
from fabula.text.dashes import dash_pieces, dialogue_dashes
from fabula.text.labels import LabelledLine
from fabula.text.marks import find_marks
from fabula.text.pairing import Pair, pair_marks
from fabula.text.speech import (
    Around,
    is_speech,
    look_around,
    medium_of,
    tag_after,
    words_after,
)
from fabula.text.text import Medium, Quotation, Span

_SINGLE_CLOSES = re.compile(r"[,.!?…—-]['’](?=[\s—-]|\Z)")
_DOUBLE_CLOSES = re.compile(r"[,.!?…—-](?:[\"”»“]|'')(?=[\s—-]|\Z)")
_FAR = 1000  # characters of narration after which a paragraph's speech is a new turn
_FAR_INSIDE = 80  # the same inside a quotation, where a whole dialogue may be told
_FEW = 8  # closing marks below which a section follows the custom of the whole
_FIRST = {'"': "D", "“": "D", "„": "D", "«": "G", "»": "G", "‘": "S", "'": "S", "”": "D", "`": "S"}


def find_quotations(
    text: str,
    paragraphs: Sequence[Span],
    sections: Sequence[Section] = (),
    labelled: Sequence[LabelledLine] = (),
) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    """Direct speech in ``text``, and the quoted words that nobody says.

    Args:
        paragraphs: their spans, ascending; nothing outside them is read.
        sections: front matter, back matter and notes among them are not story and hold no speech.
        labelled: lines of chat and script, which name their speakers.

    Returns:
        quotations by ``start``, outer before inner; asides by ``start``.
    """
    story = _story_paragraphs(paragraphs, sections)
    custom = _Customs(text, sections)
    dashed: dict[int, int] = {}
    for group in custom.groups(story):
        dashed |= dialogue_dashes(text, group)
    labels = {line.start: line for line in labelled}
    label_starts = sorted(labels)
    finder = _Finder(text, "„" in text)
    for i, (start, end) in enumerate(story):
        first = bisect_left(label_starts, start)
        if first < len(label_starts) and label_starts[first] <= end:
            last = bisect_right(label_starts, end)
            finder.labelled([labels[k] for k in label_starts[first:last]])
            continue
        if start in dashed:
            finder.dashed(dashed[start], end)
            continue
        following = story[i + 1][0] if i + 1 < len(story) else len(text)
        goes_on = _FIRST.get(text[following : following + 1], "")
        finder.marked(start, end, custom.at(start), goes_on)
    return finder.result()


def _story_paragraphs(paragraphs: Sequence[Span], sections: Sequence[Section]) -> list[Span]:
    """The paragraphs outside front matter, back matter and notes."""
    story: list[Span] = []
    outside = sorted((s.start, s.end) for s in sections if s.kind in {"front", "back", "note"})
    at = reach = 0
    for start, end in paragraphs:
        while at < len(outside) and outside[at][0] <= start:
            reach = max(reach, outside[at][1])
            at += 1
        if start >= reach:
            story.append((start, end))
    return story


class _Customs:
    """Which marks speech stands in, chapter by chapter."""

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        self._starts = [0]
        ends = sorted({s.start for s in sections if s.kind == "chapter" and s.start > 0})
        self._starts += ends
        single = [bisect_right(self._starts, m.start()) for m in _SINGLE_CLOSES.finditer(text)]
        double = [bisect_right(self._starts, m.start()) for m in _DOUBLE_CLOSES.finditer(text)]
        whole = self._judge(len(single), len(double), "DGS")
        counts = [[0, 0] for _ in self._starts]
        for k in single:
            counts[k - 1][0] += 1
        for k in double:
            counts[k - 1][1] += 1
        self._primary = [self._judge(s, d, whole) if s + d >= _FEW else whole for s, d in counts]

    @staticmethod
    def _judge(single: int, double: int, otherwise: str) -> str:
        if single + double == 0:
            return otherwise
        return "S" if single > double else "DG"

    def at(self, offset: int) -> str:
        """The families of marks that speech stands in around ``offset``."""
        return self._primary[bisect_right(self._starts, offset) - 1]

    def groups(self, paragraphs: Sequence[Span]) -> list[Sequence[Span]]:
        """``paragraphs``, chapter by chapter."""
        starts = [a for a, _ in paragraphs]
        cuts = [bisect_left(starts, s) for s in self._starts[1:]]
        edges = [0, *cuts, len(paragraphs)]
        return [paragraphs[a:b] for a, b in pairwise(edges) if a < b]


class _Finder:
    """Collects quotations paragraph by paragraph, and counts turns."""

    def __init__(self, text: str, low_opens: bool) -> None:
        self._text = text
        self._low_opens = low_opens
        self._turn = -1
        self._open = ""  # family of the quotation that the last paragraph left open
        self._quotations: list[Quotation] = []
        self._asides: list[Span] = []

    def result(self) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
        return tuple(self._quotations), tuple(self._asides)

    def _add(
        self,
        span: Span,
        medium: Medium,
        label: Span | None = None,
        depth: int = 0,
        same: int | None = None,
    ) -> int:
        if same is None:
            self._turn += 1
            same = self._turn
        self._quotations.append(Quotation(span[0], span[1], same, medium, label, depth))
        return same

    def labelled(self, lines: Sequence[LabelledLine]) -> None:
        self._open = ""
        for line in lines:
            self._add((line.start, line.end), line.medium, line.label)

    def dashed(self, start: int, end: int) -> None:
        self._open = ""
        turn: int | None = None
        for span in dash_pieces(self._text, start, end):
            turn = self._add(span, "speech", same=turn)

    def marked(self, start: int, end: int, primary: str, goes_on: str) -> None:
        """The quotations of one paragraph that stand in marks."""
        text = self._text
        was_open, self._open = self._open, ""
        marks = find_marks(text, start, end, self._low_opens)
        if not marks:
            return
        pairs = pair_marks(marks, start, end, primary, goes_on)
        outer: list[tuple[int, int, Span]] = []  # (end, turn, inner) of the speech that encloses
        # (end, turn, whether words before it tag it) of the last piece, by depth
        turns: list[tuple[int, int, bool] | None] = [None] * 8
        aside_end = start
        for k, pair in enumerate(pairs):
            unbounded = not pair.closed and pair.end == end
            open_end = unbounded and pair.depth == 0 and goes_on == pair.family
            span = self._extent(pair, start, end, open_end)
            if span[0] >= span[1]:
                continue
            while outer and outer[-1][0] <= span[0]:
                outer.pop()
            depth = len(outer)
            usual = pair.family in primary if depth == 0 else depth == 1 or pair.family in "DG"
            continued = (
                was_open == pair.family and k == 0 and not text[start : pair.start].strip("_*( ")
            )
            low, high = (start, end) if depth == 0 else outer[-1][2]
            span = (span[0], min(span[1], high))
            inner = (max(span[0], pair.inner[0]), min(span[1], pair.inner[1]))
            around = look_around(text, span, low, high)
            resumes = turns[depth] is not None
            if not (continued or open_end or is_speech(text, inner, around, usual, resumes)):
                if span[0] >= aside_end:
                    self._asides.append(span)
                    aside_end = span[1]
                continue
            medium = medium_of(around)
            same: int | None = None
            before = turns[depth]
            if continued and self._quotations:
                same = self._last_turn()
            elif before is not None and self._same_turn(before, span[0], depth, around):
                same = before[1]
            turn = self._add(span, medium, None, depth, same)
            turns[depth] = (span[1], turn, around.told is not None)
            for d in range(depth + 1, 8):
                turns[d] = None
            outer.append((span[1], turn, inner))
            if open_end:
                self._open = pair.family

    def _last_turn(self) -> int:
        for quotation in reversed(self._quotations):
            if quotation.depth == 0:
                return quotation.turn
        return self._turn

    def _same_turn(
        self, piece: tuple[int, int, bool], start: int, depth: int, around: Around
    ) -> bool:
        """Whether a piece of speech goes on, in the same paragraph, at ``start``.

        It does, unless the two touch (somebody else answers), lie far apart, or each has a tag of
        its own (``"Come," said Ann; and Bob answered, "I am coming."``).
        """
        text = self._text
        end, _, tagged = piece
        if start - end > (_FAR_INSIDE if depth else _FAR):
            return False
        between = text[end:start]
        if not between.strip(" \n,;—–-"):
            return "-" in between or "—" in between or "–" in between
        if around.told is None or around.last not in ",:" or not _JOINS.search(between):
            return True
        return not tagged and tag_after(words_after(text, end, start)) is None

    def _extent(self, pair: Pair, start: int, end: int, open_end: bool) -> Span:
        """The span of a pair, with a sensible bound where a mark is missing."""
        text = self._text
        a, b = pair.start, pair.end
        if not pair.opened:
            a = _sentence_start(text, a, pair.inner[1])
        elif not pair.closed and not open_end:
            b = _missing_close(text, pair.inner[0], b, b < end)
        while b > a and text[b - 1].isspace():
            b -= 1
        while a < b and text[a].isspace():
            a += 1
        return a, b


_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]?\s+")
_JOINS = re.compile(r"[;.!?]|\band\b|\bbut\b|\bthen\b")
_CLAUSE_END = re.compile(r"[,.!?…—-]\s+")


def _sentence_start(text: str, low: int, high: int) -> int:
    """Start of the last sentence that begins in ``[low, high)``; ``low`` if none does."""
    at = low
    for match in _SENTENCE_END.finditer(text, max(low, high - 400), high):
        if match.end() < high:
            at = match.end()
    return at


def _missing_close(text: str, low: int, high: int, followed: bool) -> int:
    """Where a quotation that was never closed ends: before its tag, else at its bound."""
    for match in _CLAUSE_END.finditer(text, low, min(high, low + 2000)):
        words = words_after(text, match.end(), high)
        if len(words) <= 4 and tag_after(words) and (words[0][0].islower() or len(words) > 1):
            return match.start() + 1
    if followed:
        last = low
        for match in _CLAUSE_END.finditer(text, max(low, high - 400), high):
            last = match.start() + 1
        return last if last > low else high
    return high
