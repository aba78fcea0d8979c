"""Files that are whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import codecs
import errno
import os
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from fabula.errors import WriteError

Output = tuple[str, Iterable[str]]
"""One file of a format: its path under the output folder (with ``/``) and its text in pieces."""

_STEM_BYTES = 180  # leaves room for a suffix and the temporary name below the usual 255
_RESERVED = {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10)}


def safe_stem(stem: str) -> str:
    """A stem that is a plain file name everywhere, and itself where it already was one.

    >>> safe_stem("A Winter's Tale"), safe_stem("../etc/passwd")
    ("A Winter's Tale", '_etc_passwd')
    """
    plain = "".join(
        "_" if c in "/\\" or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c
        for c in stem
    )
    plain = plain.strip(" ").lstrip(".").rstrip(". ")
    plain = plain.encode("utf-8")[:_STEM_BYTES].decode("utf-8", "ignore")
    if plain.split(".")[0].upper() in _RESERVED:
        plain = f"_{plain}"
    return plain or "story"


def write_files(directory: Path, outputs: Iterable[Output]) -> list[Path]:
    """Write all the files or none: first each under a temporary name in its own folder, then,
    when every one is complete, all are renamed. Gives the paths, in order.

    Raises ``WriteError`` (full disk, no permission, a file where a folder should be ...); what was
    there before is then untouched and no temporary file or new folder is left. (Where the system
    refuses a renaming, which comes last, the files renamed before it are in place.)
    """
    if "\0" in str(directory):
        raise WriteError(f"cannot write {str(directory)!r}: no folder is called so")
    pending: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    path = directory
    try:
        for relative, chunks in outputs:
            path = directory / relative
            _make_folder(path.parent, folders)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            temporary = path.with_name(f".fabula-{token_hex(8)}.tmp")
            pending.append((temporary, path))
            with temporary.open("x", encoding="utf-8", errors=_REPLACE, newline="") as file:
                file.writelines(chunks)
        for temporary, path in pending:
            temporary.replace(path)
    except OSError as error:
        _undo(pending, folders)
        raise WriteError(f"cannot write {path}: {error.strerror or error}") from error
    except BaseException:  # an interrupt too must leave nothing half-written
        _undo(pending, folders)
        raise
    return [path for _, path in pending]


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        made.append(each)


def _undo(pending: list[tuple[Path, Path]], folders: list[Path]) -> None:
    for temporary, _ in pending:
        with suppress(OSError):
            temporary.unlink()
    for folder in reversed(folders):
        with suppress(OSError):  # a folder that somebody else has put something in stays
            folder.rmdir()


def _replacement(error: UnicodeError) -> tuple[bytes, int]:
    # One for one, so that offsets into the text stay true.
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "\ufffd".encode() * (error.end - error.start), error.end


_REPLACE = "fabula.replacement_character"
codecs.register_error(_REPLACE, _replacement)
