"""The story's text as HTML paragraphs, each speaker's words in a ``<q>``.

Every character of the text that is not white space between paragraphs is written once and in
order, whatever the spans of the story are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.source.source import Section
from fabula.story.story import Quote, Story
from fabula.text.text import Span
from fabula.write import escape

BLOCK = 2_000  # characters that a browser lays out together; page.css guesses heights from it
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or what stands before the first: its number, its section and its paragraphs."""

    number: int
    section: Section | None
    paragraphs: Sequence[Span]


def parts(story: Story) -> list[Part]:
    """The text cut at its chapters, front and back matter."""
    top = [s for s in story.sections if s.kind in ("chapter", "front", "back")]
    top.sort(key=lambda s: s.start)
    paragraphs = _all_paragraphs(story)
    starts = [start for start, _ in paragraphs]
    cuts = [bisect_left(starts, s.start) for s in top] + [len(paragraphs)]
    out = []
    if cuts[0] > 0:
        out.append(Part(0, None, paragraphs[: cuts[0]]))
    for number, (section, a, b) in enumerate(zip(top, cuts, cuts[1:], strict=False), 1):
        out.append(Part(number, section, paragraphs[a:b]))
    return out


def _all_paragraphs(story: Story) -> list[Span]:
    """The paragraphs in order, and any words that stand between them."""
    out: list[Span] = []
    at = 0
    for start, end in [*sorted(story.paragraphs), (len(story.text), len(story.text))]:
        start, end = max(at, start), max(at, min(end, len(story.text)))
        if start > at and story.text[at:start].strip():
            out.append((at, start))
        if end > start:
            out.append((start, end))
        at = max(at, end)
    return out


class Paragraphs:
    """Writes paragraphs: ``classes`` gives each speaker's CSS class, ``names`` each one's name."""

    def __init__(self, story: Story, classes: Mapping[int, str], names: Mapping[int, str]) -> None:
        self._text = story.text
        self._classes = classes
        self._names = names
        self._quotes = sorted(story.quotes, key=lambda q: (q.start, -q.end, q.id))
        # The page's script knows quotations by their number in this order (``tables``).
        self._number = {q.id: n for n, q in enumerate(self._quotes)}
        self._next = 0
        self._open: list[Quote] = []  # quotations that go on into the next paragraph
        self._breaks = sorted(story.breaks)
        self._notes = sorted((s.start, s.end) for s in story.sections if s.kind == "note")
        self._note_starts = [start for start, _ in self._notes]
        self._count = 0
        self._last: int | None = None

    def html(self, paragraphs: Sequence[Span]) -> Iterator[str]:
        """The paragraphs, in blocks that a browser need not lay out before they are in sight."""
        size = 0
        for n, (start, end) in enumerate(paragraphs):
            if n == 0 or size >= BLOCK:
                yield "</div>\n<div class=b>\n" if n else "<div class=b>\n"
                size = 0
            size += end - start + 40
            if n and self._broken(start, paragraphs[n - 1][0]):
                yield "<hr>\n"
            yield self._paragraph(start, end)
        if paragraphs:
            yield "</div>\n"

    def _broken(self, start: int, before: int) -> bool:
        i = bisect_right(self._breaks, start) - 1
        return i >= 0 and self._breaks[i] > before

    def _paragraph(self, start: int, end: int) -> str:
        quotes = self._quotes_in(start, end)
        pieces = list(self._pieces(start, end, quotes))
        speaker = next((q.speaker for q in quotes if q.speaker in self._classes), None)
        label = ""
        # As in a play: a change of speaker is named in the margin, also after plain narration.
        if speaker is not None and speaker != self._last:
            name = escape.attribute(escape.one_line(self._names[speaker]))
            label = f' class={self._classes[speaker]} data-s="{name}"'
        self._last = speaker
        if not label and self._is_note(start):
            label = " class=note"
        self._count += 1
        return f"<p id=p{self._count}{label}>{''.join(pieces)}</p>\n"

    def _is_note(self, start: int) -> bool:
        i = bisect_right(self._note_starts, start) - 1
        return i >= 0 and start < self._notes[i][1]

    def _quotes_in(self, start: int, end: int) -> list[Quote]:
        quotes = [q for q in self._open if q.end > start]
        while self._next < len(self._quotes) and self._quotes[self._next].start < end:
            quote = self._quotes[self._next]
            self._next += 1
            if quote.end > start and quote.end > quote.start:
                quotes.append(quote)
        self._open = [q for q in quotes if q.end > end]
        return quotes

    def _pieces(self, start: int, end: int, quotes: list[Quote]) -> Iterator[str]:
        """One paragraph's text and tags. Quotations nest; one that crosses another ends with it."""
        at = start
        ends: list[int] = []

        def close(upto: int) -> Iterator[str]:
            nonlocal at
            while ends and ends[-1] <= upto:
                yield escape.text(self._text[at : ends[-1]]) + "</q>"
                at = ends.pop()

        for quote in quotes:
            first = max(quote.start, start)
            yield from close(first)
            yield escape.text(self._text[at:first]) + self._tag(quote)
            at = first
            ends.append(min(quote.end, end, ends[-1] if ends else end))
        yield from close(end)
        yield escape.text(self._text[at:end])

    def _tag(self, quote: Quote) -> str:
        if quote.speaker is None or quote.speaker not in self._classes:
            return f"<q data-q={self._number[quote.id]}>"
        kind = self._classes[quote.speaker]
        doubt = quote.score < DOUBTFUL
        classes = f'"{kind} u"' if doubt else kind
        return f"<q class={classes} data-q={self._number[quote.id]}>"
