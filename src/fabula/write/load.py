"""story.json back into a :class:`Story`, with every field checked."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from fabula.errors import BrokenSource, SourceError
from fabula.source.source import Media, Section
from fabula.story.story import (
    Belief,
    Cast,
    Character,
    Entity,
    Event,
    Feeling,
    Mask,
    Mention,
    Quote,
    Relation,
    Scene,
    Story,
    Thought,
)  # fmt: skip
from fabula.text.text import Span
from fabula.write.json import FORMAT, RECORD_LISTS, RENAMED, SPAN_LISTS

_RECORDS: dict[str, type] = dict(
    zip(
        RECORD_LISTS,
        (Character, Entity, Mention, Quote, Thought, Event, Feeling, Belief, Relation, Mask, Scene),
        strict=True,
    )
)


def load(path: str | PathLike[str]) -> Story:
    """A story from the story.json that ``Story.write`` made.

    A list that is missing is empty; ``upto`` needs the source and so does not work on the result.
    Raises ``SourceError`` where the file cannot be opened, and ``BrokenSource`` where it is not a
    story.json of this format or holds a field of the wrong kind, an id twice, an offset outside
    the text or a score outside 0..1.
    """
    path = Path(path)
    try:
        data = json.loads(path.read_bytes().decode("utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BrokenSource(f"{path} is not JSON: {_line(error)}") from error
    try:
        return story_from(data)
    except Misshapen as error:
        raise BrokenSource(f"{path} is not a story.json: {error}") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


class Misshapen(Exception):
    """What is wrong with the data, in words. :func:`load` adds the file's name."""


_Check = Callable[[Any], Any]


def story_from(data: Any) -> Story:
    """A story from the object that story.json holds; see :func:`load`. Raises ``Misshapen``."""
    if not isinstance(data, dict):
        raise Misshapen("it holds no object")
    about = _get(data, "fabula", dict[str, Any])
    if about.get("format") != FORMAT:
        raise Misshapen(f"its format is {about.get('format')!r}, and this version reads {FORMAT}")
    source = _get(data, "source", dict[str, Any])
    text = _get(data, "text", str)
    header = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in _get(data, "header", dict[str, str | list[str]]).items()
    }
    records: dict[str, Any] = {
        name: _items(data, name, _RECORDS[name], len(text)) for name in RECORD_LISTS
    }
    _check_ids(records)
    spans: dict[str, Any] = {
        name: _spans(data.get(name, []), name, len(text)) for name in SPAN_LISTS
    }
    return Story(
        name=_get(source, "name", str),
        media=_get(source, "media", Media),
        sha256=_get(source, "sha256", str),
        model=_get(about, "model", str),
        header=header,
        text=text,
        sections=_items(data, "sections", Section, len(text)),
        breaks=_breaks(data.get("breaks", []), len(text)),
        characters=Cast(records.pop("characters")),
        **spans,
        **records,
    )


def _get(data: dict[str, Any], name: str, kind: Any) -> Any:
    if name not in data:
        raise Misshapen(f"it has no {name!r}")
    return _convert(kind, name)(data[name])


def _items(data: dict[str, Any], name: str, kind: type, length: int) -> tuple[Any, ...]:
    hints = typing.get_type_hints(kind)
    checks = {
        field.name: _convert(hints[field.name], f"{name}.{RENAMED.get(field.name, field.name)}")
        for field in dataclasses.fields(kind)
    }
    empty = {field: _absent(hints[field]) for field in checks}
    spans = [field for field in checks if _holds_spans(hints[field])]
    has_span, has_first = "start" in checks, "first" in checks
    scored = "score" in checks
    made = []
    values = data.get(name, [])
    if not isinstance(values, list):
        raise Misshapen(f"{name!r} is not a list")
    for value in values:
        if not isinstance(value, dict):
            raise Misshapen(f"{name!r} holds something that is not an object")
        item = kind(
            **{
                field: check(value.get(RENAMED.get(field, field), empty[field]))
                for field, check in checks.items()
            }
        )
        if has_span and not 0 <= item.start <= item.end <= length:
            raise Misshapen(f"{name!r} has a span {item.start}..{item.end} outside the text")
        for start, end in (span for field in spans for span in _in(getattr(item, field))):
            if not 0 <= start <= end <= length:
                raise Misshapen(f"{name!r} has a span {start}..{end} outside the text")
        if has_first and not 0 <= item.first <= length:
            raise Misshapen(f"{name!r} has an offset {item.first} outside the text")
        if scored and not 0 <= item.score <= 1:
            raise Misshapen(f"{name!r} has a score {item.score} outside 0..1")
        made.append(item)
    return tuple(made)


def _holds_spans(kind: Any) -> bool:
    return kind == Span or any(map(_holds_spans, get_args(kind)))


def _in(value: Any) -> tuple[Span, ...]:
    """The spans in a field that is one, several or none."""
    if not value:
        return ()
    return value if isinstance(value[0], tuple) else (value,)


def _check_ids(records: dict[str, tuple[Any, ...]]) -> None:
    for name, items in records.items():
        if len({item.id for item in items}) != len(items):
            raise Misshapen(f"{name!r} has an id twice")


def _spans(value: Any, name: str, length: int) -> tuple[Span, ...]:
    # By hand: a novel has a hundred thousand of them.
    try:
        spans = [(start, end) for start, end in value]
    except (TypeError, ValueError):
        raise Misshapen(f"{name!r} is not a list of [start, end]") from None
    for start, end in spans:
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
            raise Misshapen(f"{name!r} has a span {start!r}..{end!r} outside the text")
    return tuple(spans)


def _breaks(value: Any, length: int) -> tuple[int, ...]:
    breaks = tuple(_convert(list[int], "breaks")(value))
    for at in breaks:
        if not 0 <= at <= length:
            raise Misshapen(f"'breaks' has an offset {at} outside the text")
    return breaks


_MISSING = object()


def _absent(kind: Any) -> Any:
    """What a field is when the file leaves it out."""
    if get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind):
        return None
    return [] if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis else _MISSING


def _convert(kind: Any, where: str) -> _Check:
    """A function that checks a JSON value against a type and gives it as that type."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: value
    if origin in (Union, UnionType):
        return _convert_union(parts, where)
    if origin is Literal:
        allowed = frozenset(parts)

        def choice(value: Any) -> Any:
            if not isinstance(value, str) or value not in allowed:
                raise _wrong(where, value)
            return value

        return choice
    if origin in (tuple, list):
        return _convert_list(origin, parts, where)
    if origin is dict:
        inner = _convert(parts[1], where)

        def mapping(value: Any) -> Any:
            if not isinstance(value, dict):
                raise _wrong(where, value)
            return {key: inner(item) for key, item in value.items()}

        return mapping

    def plain(value: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise _wrong(where, value)

    return plain


def _convert_union(parts: tuple[Any, ...], where: str) -> _Check:
    checks = [_convert(part, where) for part in parts if part is not NoneType]
    optional = NoneType in parts

    def union(value: Any) -> Any:
        if value is None and optional:
            return None
        for check in checks[:-1]:
            try:
                return check(value)
            except Misshapen:
                continue
        return checks[-1](value)

    return union


def _convert_list(origin: type, parts: tuple[Any, ...], where: str) -> _Check:
    inner = _convert(parts[0], where)
    size = len(parts) if origin is tuple and parts[-1] is not Ellipsis else None

    def sequence(value: Any) -> Any:
        if not isinstance(value, list) or size not in (None, len(value)):
            raise _wrong(where, value)
        return origin(inner(item) for item in value)

    return sequence


def _wrong(where: str, value: Any) -> Misshapen:
    if value is _MISSING:
        return Misshapen(f"{where!r} is missing")
    shown = repr(value)
    return Misshapen(f"{where!r} cannot be {shown if len(shown) <= 60 else shown[:57] + '...'}")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
