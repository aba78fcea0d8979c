"""story.json: everything fabula knows of a story, in one UTF-8 JSON object, and back again.

The fields are those of :class:`fabula.story.story.Story` and its parts; offsets are half-open
``[start, end)`` in Unicode code points of ``text``. Scores are rounded to four digits. The same
story gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

import fabula
from fabula.story.story import Story
from fabula.write.files import Output

FORMAT = 1
RENAMED = {"hidden_from": "from"}  # a Python keyword; the file has the plain name
SPAN_LISTS = ("sentences", "paragraphs", "tokens")
RECORD_LISTS = (
    "characters", "entities", "mentions", "quotes", "thoughts", "events", "feelings", "beliefs",
    "relations", "masks", "scenes",
)  # fmt: skip
_BATCH = 10_000

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.json``."""
    yield f"{stem}.json", _pieces(story)


def _pieces(story: Story) -> Iterator[str]:
    about = {"version": fabula.__version__, "model": story.model, "format": FORMAT}
    source = {
        "name": story.name, "sha256": story.sha256, "media": story.media, "words": story.words,
    }  # fmt: skip
    sections = [{"id": i} | section for i, section in enumerate(_records(story.sections))]
    yield f'{{"fabula":{_encode(about)},\n"source":{_encode(source)},\n'
    yield f'"header":{_encode(dict(story.header))},\n"text":{_encode(story.text)},\n'
    yield '"sections":'
    yield from _list(sections, ",\n")
    yield f',\n"breaks":{_encode(story.breaks)}'
    for name in SPAN_LISTS:
        yield f',\n"{name}":'
        yield from _list(getattr(story, name), ",")
    for name in RECORD_LISTS:
        yield f',\n"{name}":'
        yield from _list(_records(tuple(getattr(story, name))), ",\n")
    yield "}\n"


def _list(items: Sequence[object], between: str) -> Iterator[str]:
    """A JSON list in pieces: records one a line, so that a change can be seen in a diff."""
    if not items:
        yield "[]"
        return
    if between == ",":  # spans: the encoder's own speed on many at once
        for i in range(0, len(items), _BATCH):
            yield ("[" if i == 0 else ",") + _encode(items[i : i + _BATCH])[1:-1]
        yield "]"
        return
    yield "[\n"
    for i, item in enumerate(items):
        yield (between if i else "") + _encode(item)
    yield "]"


def _records(items: Sequence[Any]) -> list[dict[str, Any]]:
    """Dataclasses, all of one kind, as objects; a score is rounded."""
    if not items:
        return []
    names = [field.name for field in dataclasses.fields(items[0])]
    keys = [RENAMED.get(name, name) for name in names]
    rows = (dict(zip(keys, map(item.__getattribute__, names), strict=True)) for item in items)
    return [row | {"score": round(row["score"], 4)} if "score" in row else row for row in rows]
