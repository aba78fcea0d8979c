"""What an evaluation hands back, how it is run over many texts, and how it is printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from evaluation.errors import EvaluationError

Value = float | int | str | None
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of an evaluation; see ``python -m evaluation --help``."""

    data: Path
    split: str | None = None
    dump: Path | None = None
    model: str | None = None
    jobs: int = 1
    threads: int | None = None
    scorer: Path | None = None
    sizes: tuple[int, ...] = ()
    line: int = 0
    books: Path | None = None
    more: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name in ``--json``, its value (None: nothing predicts it yet), and in words
    what is counted."""

    name: str
    value: Value
    counted: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures, one a text or a size; the first column is the row's label."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one evaluation, over what, and its tables."""

    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One object: every figure by its name, and each table as an object of rows."""
        made: dict[str, Any] = {f.name: _rounded(f.value) for f in self.figures}
        for table in self.tables:
            made[table.name] = {
                str(row[0]): dict(zip(table.columns[1:], map(_rounded, row[1:]), strict=True))
                for row in table.rows
            }
        return made

    def to_text(self) -> str:
        """The figures for people, with what each counts."""
        width = max((len(f.name) for f in self.figures), default=0)
        lines = [self.title, ""]
        lines += [f"{f.name:<{width}}  {_shown(f.value):>9}  {f.counted}" for f in self.figures]
        for table in self.tables:
            cells = [table.columns, *(tuple(map(_shown, row)) for row in table.rows)]
            widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
            lines += ["", f"{table.name}:"]
            lines += [
                "  ".join(
                    cell.ljust(w) if i == 0 else cell.rjust(w)
                    for i, (cell, w) in enumerate(zip(row, widths, strict=True))
                ).rstrip()
                for row in cells
            ]
        return "\n".join(lines)


def split_names(options: Options, known: Sequence[str]) -> list[str]:
    """The texts of the split asked for: those that ``split.json`` names and the data has.

    Without a split all of them. Raises ``EvaluationError`` where there is no such split.
    """
    if options.split is None:
        return list(known)
    path = options.data / "split.json"
    try:
        splits: Mapping[str, Sequence[str]] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"{path}: {error.strerror}; --split needs it") from error
    except ValueError as error:
        raise EvaluationError(f"{path}: not JSON") from error
    if options.split not in splits:
        raise EvaluationError(f"{path} has no split {options.split!r}; it has {', '.join(splits)}")
    wanted = set(splits[options.split])
    chosen = [name for name in known if name in wanted]
    if not chosen:
        raise EvaluationError(f"none of the texts of split {options.split!r} are in {options.data}")
    return chosen


def each(
    task: Callable[[Item], Result], items: Sequence[Item], jobs: int
) -> Iterator[tuple[Item, Result]]:
    """Run a task over items, in order, by several processes if asked; tells progress on stderr."""

    def told(results: Iterator[Result]) -> Iterator[tuple[Item, Result]]:
        for i, (item, result) in enumerate(zip(items, results, strict=True), 1):
            print(f"{i} of {len(items)}: {item}", file=sys.stderr, flush=True)
            yield item, result

    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            yield from told(pool.map(task, items))
    else:
        yield from told(map(task, items))


def dump(directory: Path | None, name: str, content: Mapping[str, Any]) -> None:
    """Write what was predicted and what is gold for one text, as ``DIRECTORY/NAME.json``."""
    if directory is None:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (directory / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{directory}: {error.strerror}") from error


def _rounded(value: Value) -> Value:
    return round(value, 6) if isinstance(value, float) else value


def _shown(value: Value) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
