"""From a file to a `Source`: clean prose, its parts, and the header that stood around it.

Each format module turns bytes into a `Draft` of blocks; `assemble` does the rest once for all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import PurePath

from fabula.errors import BrokenSource, SourceError
from fabula.source.assemble import assemble
from fabula.source.block import Draft
from fabula.source.decode import clean
from fabula.source.docx import read_docx
from fabula.source.epub import read_epub
from fabula.source.files import ARCHIVE_BOUND, TEXT_BOUND, printable, read_bytes, too_large
from fabula.source.html import read_html
from fabula.source.markdown import markdown_draft, read_markdown
from fabula.source.plain import plain_blocks, read_plain
from fabula.source.rtf import read_rtf
from fabula.source.sniff import kind_of, refuse_other
from fabula.source.source import Section, Source

__all__ = ["READERS", "Section", "Source", "from_bytes", "from_text", "open_source"]

READERS: dict[str, Callable[[bytes], Draft]] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".epub": read_epub,
    ".docx": read_docx,
    ".rtf": read_rtf,
}


def open_source(path: str | os.PathLike[str]) -> Source:
    """Read a story from a file.

    The content decides what it is where it can (an e-book named ``story.txt`` is read as one),
    else the suffix; a file with neither is read as plain text.

    Raises:
        SourceError: there is no such file, or it may not be read, or it is no regular file.
        TooLarge: over 32 MB of text, or 256 MB of e-book.
        UnsupportedFormat, BrokenSource, ProtectedSource, EmptySource: as their names say.

    Example:
        >>> open_source("story.txt").header["rating"]  # doctest: +SKIP
        'PG'
    """
    data, name = read_bytes(path)
    return _from_bytes(data, name, printable(os.fspath(path)))


def from_bytes(data: bytes, name: str) -> Source:
    """Read a story from the bytes of a file called ``name``. Raises as `open_source` does."""
    name = printable(name)
    bound = ARCHIVE_BOUND if data.startswith(b"PK") else TEXT_BOUND
    if len(data) > bound:
        raise too_large(name, len(data), bound)
    return _from_bytes(data, name, name)


def _from_bytes(data: bytes, name: str, told: str) -> Source:
    """``told`` is what messages call the file: of several of one name it says which."""
    suffix = PurePath(name).suffix.lower()
    try:
        kind = kind_of(data, suffix)
        if kind is None:
            refuse_other(suffix)
            kind = suffix if suffix in READERS else ".txt"
        return assemble(READERS[kind](data), name, data)
    except SourceError as error:
        raise type(error)(f"{told}: {error}") from None
    except (RecursionError, MemoryError):
        raise BrokenSource(f"{told}: damaged beyond what can be read") from None


def from_text(text: str, name: str = "text.txt") -> Source:
    """Read a story from a string, as if it were the content of a plain text file called ``name``.

    Lone surrogates, which no file can hold, become U+FFFD. Raises EmptySource and TooLarge.
    """
    data = text.encode("utf-8", "surrogatepass")
    name = printable(name)
    if len(data) > TEXT_BOUND:
        raise too_large(name, len(data), TEXT_BOUND)
    suffix = PurePath(name).suffix.lower()
    try:
        if suffix in (".md", ".markdown"):
            return assemble(markdown_draft(clean(text)), name, data)
        return assemble(Draft("txt", plain_blocks(clean(text)), usual_gap=1), name, data)
    except SourceError as error:
        raise type(error)(f"{name}: {error}") from None
