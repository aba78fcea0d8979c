"""story.json: everything fabula knows of a story, in one UTF-8 JSON object, and back again.

The fields are those of :class:`fabula.story.story.Story` and its parts; offsets are half-open
``[start, end)`` in Unicode code points of ``text``. Scores are rounded to four digits. The same
story gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import fabula
from fabula.story.story import Story
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

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.json``."""
    yield f"{stem}.json", _pieces(story)


def _pieces(story: Story) -> Iterator[str]:
    about = {"version": fabula.__version__, "model": story.model, "format": FORMAT}
    source = {
        "name": story.name, "sha256": story.sha256, "media": story.media, "words": story.words,
    }  # fmt: skip
    sections = ({"id": i} | section for i, section in enumerate(_records(story.sections)))
    yield f'{{"fabula":{_encode(about)},\n"source":{_encode(source)},\n'
    yield f'"header":{_encode(dict(story.header))},\n"text":"'
    for i in range(0, len(story.text), _SLICE):  # never the whole text once more
        yield _encode(story.text[i : i + _SLICE])[1:-1]
    yield '",\n"sections":'
    yield from _list(sections)
    yield f',\n"breaks":{_encode(story.breaks)}'
    for name in SPAN_LISTS:
        yield f',\n"{name}":'
        yield from _spans(getattr(story, name))
    for name in RECORD_LISTS:
        yield f',\n"{name}":'
        yield from _list(_records(tuple(getattr(story, name))))
    yield "}\n"


def _spans(spans: Sequence[Span]) -> Iterator[str]:
    """A JSON list in pieces, with the encoder's own speed on many spans at once."""
    for i in range(0, len(spans), _BATCH):
        yield ("[" if i == 0 else ",") + _encode(spans[i : i + _BATCH])[1:-1]
    yield "]" if spans else "[]"


def _list(items: Iterable[object]) -> Iterator[str]:
    """A JSON list in pieces: records one a line, so that a change can be seen in a diff."""
    between = "[\n"
    for item in items:
        yield between + _encode(item)
        between = ",\n"
    yield "[]" if between == "[\n" else "]"


def _records(items: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Dataclasses, all of one kind, as objects one by one; a score is rounded."""
    if not items:
        return
    names = [field.name for field in dataclasses.fields(items[0])]
    keys = [RENAMED.get(name, name) for name in names]
    scored = "score" in keys
    for item in items:
        row = dict(zip(keys, map(item.__getattribute__, names), strict=True))
        if scored:
            row["score"] = round(row["score"], 4)
        yield row
