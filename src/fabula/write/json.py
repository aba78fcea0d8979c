"""story.json: everything fabula knows of a story, in one UTF-8 JSON object, and back again.

The fields are those of :class:`fabula.story.story.Story` and its parts, and what is worked out
from them (``arcs`` and ``slips``, which are not read back); offsets are half-open
``[start, end)`` in Unicode code points of ``text``. Scores are rounded to four digits. The same
story gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

import fabula
from fabula.arcs import courses
from fabula.story.story import Story
from fabula.story.viewpoint import slips
from fabula.text.text import Span
from fabula.write.files import Output

FORMAT = 1
RENAMED = {"hidden_from": "from"}  # a Python keyword; the file has the plain name
SPAN_LISTS = ("sentences", "paragraphs", "tokens")
RECORD_LISTS = (
    "characters", "entities", "mentions", "quotes", "thoughts", "events", "feelings", "beliefs",
    "relations", "masks", "scenes",
)  # fmt: skip
_BATCH = 10_000
_SLICE = 1_000_000
_EQUAL = frozenset((bool, int, float))  # 1 == 1.0 == True, but they are not written alike

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.json``."""
    yield f"{stem}.json", _pieces(story)


def _pieces(story: Story) -> Iterator[str]:
    about = {"version": fabula.__version__, "model": story.model, "format": FORMAT}
    source = {
        "name": story.name, "sha256": story.sha256, "media": story.media, "words": story.words,
    }  # fmt: skip
    yield f'{{"fabula":{_encode(about)},\n"source":{_encode(source)},\n'
    yield f'"header":{_encode(dict(story.header))},\n"text":"'
    for i in range(0, len(story.text), _SLICE):  # never the whole text once more
        yield _encode(story.text[i : i + _SLICE])[1:-1]
    yield '",\n"sections":'
    yield from _list(story.sections, numbered=True)
    yield f',\n"breaks":{_encode(story.breaks)}'
    for name in SPAN_LISTS:
        yield f',\n"{name}":'
        yield from _spans(getattr(story, name))
    for name in RECORD_LISTS:
        yield f',\n"{name}":'
        yield from _list(tuple(getattr(story, name)))
    yield ',\n"arcs":'
    yield from _objects(_arcs(story))
    yield ',\n"slips":'
    yield from _objects(_slips(story))
    yield "}\n"


def _arcs(story: Story) -> Iterator[dict[str, object]]:
    """Each character's course and each pair's, the parts in which anything is told."""
    for who, toward, points in courses(story):
        told = [
            {"part": i, "start": p.start, "end": p.end, "value": p.value, "leading": p.leading,
             "feelings": p.rows}
            for i, p in enumerate(points, 1)
            if p.rows
        ]  # fmt: skip
        yield {"who": who, "toward": toward, "parts": len(points), "points": told}


def _slips(story: Story) -> Iterator[dict[str, object]]:
    for i, slip in enumerate(slips(story)):
        start, end = slip.span
        yield {
            "id": i, "scene": slip.scene, "start": start, "end": end, "who": slip.who,
            "viewpoint": slip.viewpoint,
        }  # fmt: skip


def _objects(records: Iterable[dict[str, object]]) -> Iterator[str]:
    """A JSON list of objects, one a line."""
    between = "[\n"
    for record in records:
        yield between + _encode(record)
        between = ",\n"
    yield "[]" if between == "[\n" else "]"


def _spans(spans: Sequence[Span]) -> Iterator[str]:
    """A JSON list in pieces."""
    left, between = iter(spans), "[["
    while piece := "],[".join(map("%d,%d".__mod__, islice(left, _BATCH))):
        yield between + piece
        between = "],["
    yield "]]" if spans else "[]"


def _list(records: Sequence[Any], *, numbered: bool = False) -> Iterator[str]:
    """A JSON list of dataclasses, all of one kind, in pieces: one a line, so that a change can be
    seen in a diff. With ``numbered`` each gets its index as ``id``."""
    between = "[\n"
    for i in range(0, len(records), _BATCH):
        batch = records[i : i + _BATCH]
        ids = range(i, i + len(batch)) if numbered else None
        yield between + ",\n".join(_lines(batch, ids))
        between = ",\n"
    yield "]" if records else "[]"


class _Encoded(dict[object, str]):
    """Values as JSON, each encoded when it is first asked for."""

    def __missing__(self, value: object) -> str:
        self[value] = encoded = _encode(value)
        return encoded


def _lines(records: Sequence[Any], ids: Iterable[int] | None) -> Iterator[str]:
    """Records as JSON objects; a score is rounded.

    Made column by column: most columns hold few values, and each of them is encoded once.
    """
    names = [field.name for field in dataclasses.fields(records[0])]
    columns: list[Iterable[object]] = []
    for name in names:
        values = list(map(attrgetter(name), records))
        if name == "score":
            values = [round(value, 4) for value in values]
        types = set(map(type, values))
        if types == {int}:
            columns.append(values)
        elif len(types & _EQUAL) > 1:
            columns.append(map(_encode, values))
        else:
            columns.append(map(_Encoded().__getitem__, values))
    if ids is not None:
        names, columns = ["id", *names], [ids, *columns]
    fields = ",".join(f'"{RENAMED.get(name, name)}":%s' for name in names)
    return map(f"{{{fields}}}".__mod__, zip(*columns, strict=True))
