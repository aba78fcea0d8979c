"""A story as files. One module a format; ``WRITERS`` names them.

A writer takes a story and a file stem and gives its files as ``(path, pieces of text)``; it
decides nothing about the story and knows nothing of the disk. ``write_story`` puts the files in
place so that each is whole or not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fabula.errors import UsageError
from fabula.story.story import Story
from fabula.write import booknlp, csv, html, json, voices
from fabula.write.files import Output, safe_stem, write_files

Writer = Callable[[Story, str], Iterator[Output]]

WRITERS: dict[str, Writer] = {
    "json": json.write,
    "html": html.write,
    "csv": csv.write,
    "booknlp": booknlp.write,
    "voices": voices.write,
}

__all__ = ["WRITERS", "Writer", "format_names", "output_name", "write_story"]


def write_story(story: Story, directory: Path, formats: Sequence[str] | str) -> list[Path]:
    """Write a story into ``directory`` (made where it is missing) in some formats.

    ``formats`` holds names in ``WRITERS``, as a sequence or parted by commas. Gives the paths
    written: ``STEM.json``, ``STEM.html``, ``STEM.csv/TABLE.csv``, ``STEM.booknlp/STEM.tokens`` and
    so on, where STEM is ``story.stem`` (with what no file name may hold replaced).

    Raises ``UsageError`` for an unknown format, and ``WriteError`` where a file cannot be written;
    then none is, and what was there before is untouched.
    """
    names = format_names(formats)
    stem = safe_stem(story.stem)

    def outputs() -> Iterator[Output]:
        for name in names:
            yield from WRITERS[name](story, stem)

    return write_files(Path(directory), outputs())


def format_names(formats: Sequence[str] | str) -> list[str]:
    """The formats asked for, each once. Raises ``UsageError`` for one that does not exist.

    >>> format_names("json, csv,json")
    ['json', 'csv']
    """
    parts = formats.split(",") if isinstance(formats, str) else list(formats)
    names = list(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))
    known = ", ".join(WRITERS)
    if not names:
        raise UsageError(f"no format was named; there are: {known}")
    for name in names:
        if name not in WRITERS:
            raise UsageError(f"there is no format {name!r}; there are: {known}")
    return names


def output_name(stem: str, format: str) -> str:
    """The file or folder that a format writes for a story of this stem."""
    return f"{safe_stem(stem)}.{format}"
