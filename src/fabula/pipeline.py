"""From a file to a story: the whole of fabula read aloud.

::

    file -> open_source -> annotate -> reading_for -> deduce -> fixes -> Story
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path

from fabula.errors import UsageError
from fabula.fixes import apply as apply_fixes
from fabula.fixes import beside as fixes_beside
from fabula.fixes import load as load_fixes
from fabula.reading.reading import Reading
from fabula.source import from_text, open_source
from fabula.source.source import Section, Source
from fabula.story import LONGEST, deduce
from fabula.story.story import Story
from fabula.text import annotate
from fabula.text.text import Text

Progress = Callable[[str, float], None]
"""Called with the name of the step at work and the fraction of the whole that is done."""

MODELS: tuple[str, ...] = ("small", "large", "rules")
"""The network that comes with fabula, a larger one from a package of its own, and the reader by
rule."""
DEFAULT_MODEL = "small"


def read(
    path: str | PathLike[str],
    *,
    model: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    fixes: str | PathLike[str] | bool = True,
) -> Story:
    """Read a story from a file.

    Args:
        path: a txt, md, html, epub, docx or rtf file.
        model: which reading to use, one of ``MODELS`` or the folder of an exported network; None
            for the default.
        threads: how many processor threads the reading model may use; None for all cores.
        progress: called as the work goes on.
        fixes: a file of corrections (see :mod:`fabula.fixes`); True for ``STEM.fixes.toml`` beside
            the story where there is one, False for none. ``story.corrections`` tells of them.

    Raises:
        SourceError: the file cannot be read as a story.
        UsageError: there is no such model, its package is not installed, or the corrections
            cannot be read.
        ModelError: the model is damaged, or made for another version.

    >>> story = read("examples/the_understudy.txt")     # doctest: +SKIP
    >>> story.characters[0].name                        # doctest: +SKIP
    """
    _tell(progress, "opening", 0.0)
    corrections = _fixes_for(Path(path), fixes)
    source = open_source(Path(path))
    story = read_source(source, model=model, threads=threads, progress=progress)
    return apply_fixes(story, corrections) if corrections else story


def _fixes_for(path: Path, fixes: str | PathLike[str] | bool) -> tuple[Mapping[str, object], ...]:
    if fixes is False:
        return ()
    if fixes is not True:
        return load_fixes(Path(fixes))
    if not path.name:  # "." or "/": beside it is nothing, and the source will say what it is
        return ()
    kept = fixes_beside(path)
    return load_fixes(kept) if kept.is_file() else ()


def read_text(
    text: str,
    *,
    name: str = "text.txt",
    model: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Story:
    """Read a story from a string, as :func:`read` reads a plain text file of that name."""
    return read_source(from_text(text, name), model=model, threads=threads, progress=progress)


def read_source(
    source: Source,
    *,
    model: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Story:
    """Read a story whose source is at hand (see :func:`read`)."""
    _tell(progress, "finding sentences and quotations", 0.02)
    text = annotate(source)
    _tell(progress, "reading", 0.1)
    reading = reading_for(text, model=model, threads=threads, progress=progress)
    _tell(progress, "putting the story together", 0.9)
    story = deduce(text, reading, source)
    _tell(progress, "done", 1.0)
    again = partial(_reread, source, model=model, threads=threads)
    return replace(story, reread=again)


def reading_for(
    text: Text,
    *,
    model: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reading:
    """One pass over a text by a model.

    Args:
        model: one of ``MODELS``, or the folder of an exported network; None for the default,
            which is the rules for a text longer than ``LONGEST``: no novel is so long, and a
            network would take many minutes over it.

    Raises:
        UsageError: there is no such model.
        ModelError: it is damaged, or made for another version.
    """
    usual = DEFAULT_MODEL if len(text.words) <= LONGEST else "rules"
    name = usual if model is None else model
    folder = Path(name)
    if name not in MODELS and not (folder / "model.json").is_file():
        raise UsageError(f"there is no model {name!r}; known: {', '.join(MODELS)}, a folder")
    # Imported only when they are used: each brings much with it.
    if name == "rules":
        from fabula.reading import rules

        return rules.read(text)
    from fabula.reading import network

    return network.read(
        text,
        model=name if name in MODELS else folder,
        threads=threads,
        progress=lambda done: _tell(progress, "reading", 0.1 + 0.8 * done),
    )


def upto(source: Source, position: int) -> Source:
    """The source as a reader has it who has read as far as an offset, and knows nothing later."""
    text = source.text[:position].rstrip()
    end = len(text)
    sections = tuple(
        Section(s.kind, s.title, s.start, min(s.end, end)) for s in source.sections if s.start < end
    )
    # Notes after the story, and footnotes, are not yet read.
    header = {k: v for k, v in source.header.items() if k not in ("end_notes", "footnotes")}
    return replace(
        source,
        text=text,
        sections=sections,
        breaks=tuple(b for b in source.breaks if b < end),
        header=header if end < len(source.text) else source.header,
    )


def _reread(source: Source, position: int, *, model: str | None, threads: int | None) -> Story:
    return read_source(upto(source, position), model=model, threads=threads)


def _tell(progress: Progress | None, step: str, done: float) -> None:
    if progress is not None:
        progress(step, done)
