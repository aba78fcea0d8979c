"""The command ``fabula``: parse, call the library, print. Nothing is decided here."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import fabula
from fabula.errors import FabulaError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from fabula.story.story import Story

FAILED, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
DEFAULT_FORMAT = "json"
_PATIENCE = 2.0  # seconds before a progress bar appears


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code: 0, 2 for anything that went wrong (one line on
    stderr says what), 130 when interrupted, 141 when the reader of the output has gone."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?"
    try:
        arguments = parser().parse_args(argv)
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except FabulaError as error:
        return _fail(error)
    except OSError as error:  # every file is the library's; what is left is the output
        _drop_output()
        return _fail(f"cannot write the output: {error.strerror or error}")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="fabula", description="Reads a work of fiction and gives back its people."
    )
    top.add_argument("--version", action="version", version=f"fabula {fabula.__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    read = commands.add_parser(
        "read",
        help="read stories and show or write their people",
        description=(
            "Reads stories (txt, md, html, epub, docx, rtf). Without --to and -o it prints a "
            "portrait of each: the cast, what there is to say of main characters, each with its "
            "line, who talks how much and to whom, the header, the chapters."
        ),
    )
    read.add_argument("stories", metavar="STORY", nargs="+", type=Path, help="a file to read")
    read.add_argument(
        "--to",
        metavar="FORMAT[,FORMAT...]",
        help=(
            "what to write: json, html, csv, booknlp, voices; several parted by commas "
            f"(with -o alone: {DEFAULT_FORMAT})"
        ),
    )
    read.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        type=Path,
        help="folder to write into, made where it is missing (with --to alone: the current one)",
    )
    read.add_argument(
        "--open",
        action="store_true",
        help="write the page (html) and open it in the browser",
    )
    read.add_argument(
        "--model",
        metavar="NAME",
        help=(
            "small, large (from the package fabula-large: better, several times slower), rules, or "
            "the folder of an exported network (default: small; rules for a text of more than two "
            "million words)"
        ),
    )
    read.add_argument(
        "--threads",
        metavar="N",
        type=_positive,
        help="processor threads of the reading model (default and most: one a core)",
    )
    read.add_argument(
        "--fixes",
        metavar="FILE",
        type=Path,
        help="corrections to apply (default: STEM.fixes.toml beside the story, where there is one)",
    )
    read.add_argument("--no-fixes", action="store_true", help="leave corrections out")
    read.add_argument(
        "--quiet", action="store_true", help="print neither progress nor the paths written"
    )
    read.set_defaults(run=_read)
    return top


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number


def _read(arguments: argparse.Namespace) -> int:
    from fabula.write import format_names

    writes = arguments.to is not None or arguments.output is not None or arguments.open
    default = "html" if arguments.open else DEFAULT_FORMAT
    formats = format_names(default if arguments.to is None else arguments.to)
    if arguments.open and "html" not in formats:
        formats.append("html")
    if writes:
        _check_places(arguments.stories, arguments.output or Path(), formats)
    code = 0
    for i, path in enumerate(arguments.stories):
        try:
            with _without_collector():
                _read_one(path, arguments, formats if writes else (), first=i == 0)
        except FabulaError as error:  # one that fails does not keep the others from being read
            code = _fail(error)
    return code


def _read_one(
    path: Path, arguments: argparse.Namespace, formats: Sequence[str], *, first: bool
) -> None:
    """Read a story, and write it in some formats or, where there are none, show it."""
    from fabula.pipeline import read

    with _Progress(path.name, shown=not arguments.quiet) as progress:
        story = read(
            path,
            model=arguments.model,
            threads=arguments.threads,
            progress=progress.update,
            fixes=not arguments.no_fixes and (arguments.fixes or True),
        )
    if arguments.model is None and story.model == "rules" and not arguments.quiet:
        sys.stderr.write(f"{path}: very long, so read by rules; --model small reads it\n")
    if story.corrections is not None:
        sys.stderr.writelines(
            f"{path}: {_plain_line(line)}\n" for line in story.corrections.unmatched
        )
    if not formats:
        _show(story, first=first)
        return
    written = story.write(arguments.output or Path(), formats)
    if not arguments.quiet:
        sys.stdout.writelines(f"{path}\n" for path in written)
        sys.stdout.flush()
    if arguments.open:
        _open(next(path for path in written if path.suffix == ".html"))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of cycles from looking through a story's millions of values again and
    again while they are made: none of them refers back to itself."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _open(page: Path) -> None:
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        sys.stderr.write(f"fabula: there is no browser to open; the page is {page}\n")


def _check_places(stories: Sequence[Path], directory: Path, formats: Sequence[str]) -> None:
    """Before any work: no output may fall on another story's output or on a source."""
    from fabula.write import output_name

    sources = {path.resolve(): path for path in stories}
    taken: dict[str, Path] = {}
    for path in stories:
        for format in formats:
            name = output_name(path.stem, format)
            other = taken.setdefault(name.casefold(), path)
            if other is not path:
                raise UsageError(
                    f"{other} and {path} would both be written to {directory / name}; "
                    "read them into different folders"
                )
            if (source := sources.get((directory / name).resolve())) is not None:
                raise UsageError(
                    f"{directory / name} would be written over {source}; "
                    "choose another folder with -o"
                )


def _show(story: Story, *, first: bool) -> None:
    from rich.console import Console

    from fabula.portrait import Portrait

    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as capture:  # rich would leave by itself when the reader has gone
        if not first:
            console.print()
        console.print(Portrait(story))
    sys.stdout.write(capture.get())
    sys.stdout.flush()


class _Progress:
    """A bar on stderr, for what takes longer than one likes to wait without a word."""

    def __init__(self, name: str, *, shown: bool) -> None:
        self._name = name
        self._shown = shown and sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def update(self, stage: str, done: float) -> None:
        """``done`` is the fraction of the whole that is done."""
        if not self._shown or time.monotonic() - self._start < _PATIENCE:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True, markup=False), transient=True)
            self._bar = bar, bar.add_task("", total=1.0)
            bar.start()
        bar, task = self._bar
        bar.update(task, completed=done, description=_plain(f"{self._name}: {stage}"))


def _plain(text: str) -> str:
    from fabula.portrait import plain

    return plain(text).replace("[", "(").replace("]", ")")  # rich would take [x] as markup


def _fail(error: object) -> int:
    sys.stderr.write(f"fabula: {_plain_line(error)}\n")
    return FAILED


def _plain_line(message: object) -> str:
    line = " ".join(str(message).split())
    return "".join(c if c.isprintable() else "\ufffd" for c in line)


def _drop_output() -> None:
    """Keep the interpreter from trying the broken output once more at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file: a test's or a notebook's
        pass
    finally:
        os.close(null)
