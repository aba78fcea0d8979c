"""Fixes as a file: read with the standard library's ``tomllib``, written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from fabula.errors import UsageError

SUFFIX = ".fixes.toml"
Table = Mapping[str, object]
"""One ``[[fix]]`` as it stands in the file."""

_HEAD = "# Corrections to a reading by fabula. Kept beside the story, they are applied at every\n"
_HEAD += "# reading; see docs/fixes.md. Lines may be added, changed and taken out by hand.\n"
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def beside(path: Path) -> Path:
    """Where the fixes of a story are kept.

    >>> beside(Path("books/ferry.epub")).as_posix()
    'books/ferry.fixes.toml'
    """
    stem, dot, _ = path.name.rpartition(".")
    return path.with_name((stem if dot and stem else path.name) + SUFFIX)


def load(path: Path) -> tuple[Table, ...]:
    """The fixes in a file. Raises ``UsageError`` where it cannot be read or is not TOML with
    ``[[fix]]`` tables; what a fix says is judged when it is applied."""
    try:
        # No fix holds a fraction, and the page could not: JSON has no nan.
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path} is not TOML: {reason}") from error
    other = next((key for key in data if key != "fix"), None)
    if other is not None:
        raise UsageError(f"{path} has {other!r}, which fabula does not know; a fix begins [[fix]]")
    tables = data.get("fix", [])
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise UsageError(f"{path} has no [[fix]] tables, but a 'fix' of another kind")
    return tuple(tables)


def dumps(fixes: Iterable[Table]) -> str:
    """Fixes as the text of a file; :func:`load` gives the same again. Values are strings, whole
    numbers and lists of strings; anything else is left out."""
    parts = [_HEAD]
    for fix in fixes:
        parts.append("\n[[fix]]\n")
        for key, value in fix.items():
            written = _value(value)
            if written is not None:
                parts.append(f"{_key(key)} = {written}\n")
    return "".join(parts)


def _key(key: str) -> str:
    plain = key.replace("_", "").replace("-", "")
    return key if plain.isascii() and plain.isalnum() else _string(key)


def _value(value: object) -> str | None:
    if isinstance(value, str):
        return _string(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_string(v) for v in value if isinstance(v, str)) + "]"
    return None


def _string(value: str) -> str:
    """A basic string of TOML 1.0: quotes, backslashes and control characters are escaped."""
    return '"' + "".join(_character(c) for c in value) + '"'


def _character(c: str) -> str:
    if c in _ESCAPED:
        return _ESCAPED[c]
    if c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029":
        return f"\\u{ord(c):04x}"
    return "\ufffd" if "\ud800" <= c <= "\udfff" else c
