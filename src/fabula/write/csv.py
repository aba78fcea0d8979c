"""csv: one file a table, for spreadsheets and data frames.

RFC 4180 (commas, ``\\r\\n``, quotes doubled), UTF-8, a header line. Beside each pair of offsets
stand the words, beside each id the name. Several ids in one cell are parted by a space, several
names by ``"; "``, several spans are written ``12:20 41:55`` and their words parted by ``" | "``.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, and a book may
hold one. Such a cell gets one apostrophe in front, and so does a cell in which only apostrophes
stand before such a sign. To have the book's own characters back, take one apostrophe from every
cell that matches ``^'+[=+\\-@\\t\\r＝＋－＠]`` (:func:`unguard`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from fabula.arcs import courses
from fabula.story.story import Story
from fabula.story.viewpoint import slips
from fabula.text.text import Span
from fabula.write.files import Output

Row = Sequence[object]
Table = tuple[tuple[str, ...], Iterable[Row]]

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_BATCH = 2_000


def guard(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula.

    >>> guard("=1+1"), guard("'tis")
    ("'=1+1", "'tis")
    """
    return "'" + cell if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The characters that :func:`guard` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.csv/TABLE.csv`` for each of ``TABLES``."""
    for name in TABLES:
        columns, rows = table(story, name)
        yield f"{stem}.csv/{name}.csv", lines(columns, rows)


def table(story: Story, name: str) -> Table:
    """The columns and rows of one of ``TABLES``, with values as they are."""
    return TABLES[name](story, _Cells(story))


def lines(columns: Row, rows: Iterable[Row]) -> Iterator[str]:
    """A table as the pieces of a file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for i, row in enumerate(rows, 1):
        writer.writerow([_cell(value) for value in row])
        if i % _BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return round(value, 4)
    return guard(value) if isinstance(value, str) else value


class _Cells:
    """Names for ids, words for spans."""

    def __init__(self, story: Story) -> None:
        self._text = story.text
        self._mentions = story.mentions_by_id
        self._names = {e.id: e.name for e in story.entities}
        self._names |= {c.id: c.name for c in story.characters}

    def name(self, id: int | None) -> str | None:
        return None if id is None else self._names.get(id, "")

    def names(self, ids: Iterable[int]) -> str:
        return "; ".join(self._names.get(id, "") for id in ids)

    def cue(self, id: int | None) -> str | None:
        mention = None if id is None else self._mentions.get(id)
        return self.words((mention.start, mention.end)) if mention else None

    def words(self, span: Span | None) -> str | None:
        return None if span is None else self._text[span[0] : span[1]]


def _ids(ids: Iterable[int]) -> str:
    return " ".join(map(str, ids))


def _header(story: Story, cells: _Cells) -> Table:
    rows = (
        (field, value)
        for field, values in story.header.items()
        for value in ([values] if isinstance(values, str) else values)
    )
    return ("field", "value"), rows


def _sections(story: Story, cells: _Cells) -> Table:
    rows = ((i, s.kind, s.title, s.start, s.end) for i, s in enumerate(story.sections))
    return ("id", "kind", "title", "start", "end"), rows


def _characters(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "name", "aliases", "pronouns", "narrator", "named", "on_stage", "mentions", "quotes",
        "words_spoken", "first",
    )  # fmt: skip
    rows = (
        (
            c.id, c.name, "; ".join(c.aliases), c.pronouns, c.narrator, c.named, c.on_stage,
            c.mentions, c.quotes, c.words_spoken, c.first,
        )
        for c in story.characters
    )  # fmt: skip
    return columns, rows


def _entities(story: Story, cells: _Cells) -> Table:
    rows = ((e.id, e.type, e.name, e.mentions) for e in story.entities)
    return ("id", "type", "name", "mentions"), rows


def _mentions(story: Story, cells: _Cells) -> Table:
    columns = ("id", "start", "end", "words", "entities", "names", "form", "type", "score")
    rows = (
        (
            m.id, m.start, m.end, cells.words((m.start, m.end)), _ids(m.entities),
            cells.names(m.entities), m.form, m.type, m.score,
        )
        for m in story.mentions
    )  # fmt: skip
    return columns, rows


def _quotes(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "start", "end", "words", "speaker", "speaker_name", "addressees", "addressee_names",
        "cue", "cue_words", "manner", "medium", "turn", "score",
    )  # fmt: skip
    rows = (
        (
            q.id, q.start, q.end, cells.words((q.start, q.end)), q.speaker, cells.name(q.speaker),
            _ids(q.addressees), cells.names(q.addressees), q.cue,
            cells.cue(q.cue),
            q.manner, q.medium, q.turn, q.score,
        )
        for q in story.quotes
    )  # fmt: skip
    return columns, rows


def _thoughts(story: Story, cells: _Cells) -> Table:
    columns = ("id", "start", "end", "words", "thinker", "thinker_name", "score")
    rows = (
        (
            t.id, t.start, t.end, cells.words((t.start, t.end)), t.thinker, cells.name(t.thinker),
            t.score,
        )
        for t in story.thoughts
    )  # fmt: skip
    return columns, rows


def _events(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "start", "end", "words", "lemma", "agent", "agent_name", "patient", "patient_name",
        "score",
    )  # fmt: skip
    rows = (
        (
            e.id, e.start, e.end, cells.words((e.start, e.end)), e.lemma, e.agent,
            cells.name(e.agent), e.patient, cells.name(e.patient), e.score,
        )
        for e in story.events
    )  # fmt: skip
    return columns, rows


def _feelings(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "start", "end", "words", "who", "who_name", "emotion", "mode", "toward",
        "toward_name", "cause_start", "cause_end", "cause_words", "score",
    )  # fmt: skip
    rows = (
        (
            f.id, f.start, f.end, cells.words((f.start, f.end)), f.who, cells.name(f.who),
            f.emotion, f.mode, f.toward, cells.name(f.toward), *(f.cause or (None, None)),
            cells.words(f.cause), f.score,
        )
        for f in story.feelings
    )  # fmt: skip
    return columns, rows


def _beliefs(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "start", "end", "words", "who", "who_name", "attitude", "content_start",
        "content_end", "content_words", "about", "about_names", "score",
    )  # fmt: skip
    rows = (
        (
            b.id, b.start, b.end, cells.words((b.start, b.end)), b.who, cells.name(b.who),
            b.attitude, *b.content, cells.words(b.content), _ids(b.about), cells.names(b.about),
            b.score,
        )
        for b in story.beliefs
    )  # fmt: skip
    return columns, rows


def _relations(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "a", "a_name", "b", "b_name", "label", "evidence", "evidence_words", "since_start",
        "since_end", "since_words", "until_start", "until_end", "until_words", "score",
    )  # fmt: skip
    rows = (
        (
            r.id, r.a, cells.name(r.a), r.b, cells.name(r.b), r.label,
            " ".join(f"{start}:{end}" for start, end in r.evidence),
            " | ".join(cells.words(span) or "" for span in r.evidence),
            *(r.since or (None, None)), cells.words(r.since),
            *(r.until or (None, None)), cells.words(r.until), r.score,
        )
        for r in story.relations
    )  # fmt: skip
    return columns, rows


def _masks(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "who", "who_name", "felt", "shown", "from", "from_names", "seen_through_by",
        "seen_through_by_names", "evidence", "score",
    )  # fmt: skip
    rows = (
        (
            m.id, m.who, cells.name(m.who), m.felt, m.shown, _ids(m.hidden_from),
            cells.names(m.hidden_from), _ids(m.seen_through_by), cells.names(m.seen_through_by),
            _ids(m.evidence), m.score,
        )
        for m in story.masks
    )  # fmt: skip
    return columns, rows


def _scenes(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "start", "end", "place", "time", "present", "present_names", "viewpoint",
        "viewpoint_name", "person", "tense",
    )  # fmt: skip
    rows = (
        (
            s.id, s.start, s.end, s.place, s.time, _ids(s.present), cells.names(s.present),
            s.viewpoint, cells.name(s.viewpoint), s.person, s.tense,
        )
        for s in story.scenes
    )  # fmt: skip
    return columns, rows


def _arcs(story: Story, cells: _Cells) -> Table:
    columns = (
        "who", "who_name", "part", "parts", "start", "end", "valence", "leading", "feelings",
    )  # fmt: skip
    rows = (
        (
            who, cells.name(who), i, len(points), p.start, p.end, p.value, p.leading,
            _ids(p.rows),
        )
        for who, toward, points in courses(story)
        for i, p in enumerate(points, 1)
        if toward is None and p.rows
    )  # fmt: skip
    return columns, rows


def _warmth(story: Story, cells: _Cells) -> Table:
    columns = (
        "who", "who_name", "toward", "toward_name", "part", "parts", "start", "end", "warmth",
        "leading", "feelings",
    )  # fmt: skip
    rows = (
        (
            who, cells.name(who), toward, cells.name(toward), i, len(points), p.start, p.end,
            p.value, p.leading, _ids(p.rows),
        )
        for who, toward, points in courses(story)
        for i, p in enumerate(points, 1)
        if toward is not None and p.rows
    )  # fmt: skip
    return columns, rows


def _slips(story: Story, cells: _Cells) -> Table:
    columns = (
        "id", "scene", "start", "end", "words", "who", "who_name", "viewpoint", "viewpoint_name",
    )  # fmt: skip
    rows = (
        (
            i, s.scene, *s.span, cells.words(s.span), s.who, cells.name(s.who), s.viewpoint,
            cells.name(s.viewpoint),
        )
        for i, s in enumerate(slips(story))
    )  # fmt: skip
    return columns, rows


TABLES: dict[str, Callable[[Story, _Cells], Table]] = {
    "header": _header,
    "sections": _sections,
    "characters": _characters,
    "entities": _entities,
    "mentions": _mentions,
    "quotes": _quotes,
    "thoughts": _thoughts,
    "events": _events,
    "feelings": _feelings,
    "beliefs": _beliefs,
    "relations": _relations,
    "masks": _masks,
    "scenes": _scenes,
    "arcs": _arcs,
    "warmth": _warmth,
    "slips": _slips,
}
