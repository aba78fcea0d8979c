"""From a path to bytes, within bounds: nothing is read before its kind and size are known."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fabula.errors import SourceError, TooLarge

MIB = 1 << 20
TEXT_BOUND = 32 * MIB  # some five million words; keeps the whole reading under 1 GB
ARCHIVE_BOUND = 256 * MIB  # an e-book with its pictures; what is inflated has TEXT_BOUND


def read_bytes(path: str | os.PathLike[str]) -> tuple[bytes, str]:
    """The bytes of a file and its name; messages have its path.

    Raises SourceError if there is no such file, it may not be read, or it is no regular file (a
    directory, a pipe, a device), and TooLarge if it is beyond the bounds. A sparse file of a
    gigabyte is refused by its size; a pipe is never waited for.
    """
    path = Path(path)
    name = printable(str(path))
    try:
        # Not blocking: to open a pipe that nobody writes to would wait for ever.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise SourceError(f"{name}: there is no such file") from None
    except PermissionError:
        raise SourceError(f"{name}: {_what(path)} may not be read (no permission)") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise SourceError(f"{name}: cannot be opened ({reason})") from None
    try:
        state = os.fstat(handle)
        if stat.S_ISDIR(state.st_mode):
            raise SourceError(f"{name}: is a directory, not a story; name the files in it")
        if not stat.S_ISREG(state.st_mode):
            raise SourceError(f"{name}: is a pipe or a device; save it as a file and read that")
        with os.fdopen(handle, "rb", closefd=False) as file:
            head = file.read(4)
            bound = ARCHIVE_BOUND if head.startswith(b"PK") else TEXT_BOUND
            if state.st_size > bound:
                raise too_large(name, state.st_size, bound)
            data = head + file.read(bound + 1 - len(head))
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror})") from None
    finally:
        os.close(handle)
    if len(data) > bound:  # it grew while it was read
        raise too_large(name, len(data), bound)
    return data, printable(path.name)


def too_large(name: str, size: int, bound: int) -> TooLarge:
    return TooLarge(
        f"{name}: {size / MIB:,.0f} MB is more than the {bound // MIB} MB that are read at most"
    )


def printable(name: str) -> str:
    """A file name that fits in one line of valid text: no controls, no lone surrogates."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _what(path: Path) -> str:
    return "the directory" if path.is_dir() else "the file"
