"""``python -m evaluation NAME DATA [options]``: how good fabula is, and by which protocol.

The protocols are in ``evaluation/README.md``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.report import Options, Report
from fabula.errors import FabulaError

EVALUATIONS: dict[str, str] = {
    "litbank": "mentions, coreference, events, quotations and speakers on LitBank's gold tokens",
    "pdnc": "speakers and addressees in whole novels, from the file to the name",
    "gold": "the gold stories, by their own scorer",
    "who": "who is who in marked stories: which kinds of mentions go wrong, and what each costs",
    "ewt": "parts of speech, lemmas and dependencies on a UD treebank's gold tokens",
    "quotes": "the finder of quotations alone, on LitBank, PDNC or marked stories",
    "speed": "time and memory of `fabula read FILE --to json`",
}
"""What can be measured: each name is a module of this folder with ``run(options) -> Report``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one evaluation; gives the exit code (2 for data or a call that cannot be used)."""
    parser = _parser()
    given = parser.parse_args(arguments)
    options = Options(
        data=given.data,
        split=getattr(given, "split", None),
        dump=getattr(given, "dump", None),
        model=given.model,
        jobs=getattr(given, "jobs", 1),
        threads=given.threads,
        scorer=getattr(given, "scorer", None),
        sizes=getattr(given, "sizes", ()),
        line=getattr(given, "line", 0),
        books=getattr(given, "books", None),
        more=tuple(getattr(given, "more", ())),
    )
    try:
        if not options.data.exists():
            raise EvaluationError(f"{options.data}: there is no such file or folder")
        report: Report = importlib.import_module(f"evaluation.{given.evaluation}").run(options)
    except (EvaluationError, FabulaError, OSError) as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        print(report.to_text())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    names = parser.add_subparsers(dest="evaluation", required=True, metavar="NAME")
    for name, what in EVALUATIONS.items():
        one = names.add_parser(name, help=what, description=what)
        one.add_argument("data", type=Path, metavar="DATA", help="where the data lie")
        one.add_argument("--json", action="store_true", help="print one object of figures")
        one.add_argument("--model", help="which reading to use (the default is fabula's own)")
        one.add_argument("--threads", type=_positive, help="processor threads for the model")
        if name == "speed":
            one.add_argument("more", type=Path, nargs="*", metavar="FILE", help="further stories")
            one.add_argument(
                "--sizes",
                type=_sizes,
                default=(),
                metavar="N,N",
                help="also time texts of so many words, made by joining the files",
            )
            one.add_argument(
                "--line",
                type=_positive,
                default=0,
                metavar="MB",
                help="also time a text of so many megabytes on one line, made by joining the files",
            )
            continue
        one.add_argument("--split", help="only the texts that split.json in the data names so")
        one.add_argument("--dump", type=Path, metavar="DIR", help="write gold and predicted there")
        one.add_argument("--jobs", type=_positive, default=1, help="texts read at once")
        if name == "litbank":
            one.add_argument(
                "--books",
                type=Path,
                metavar="DIR",
                help="the whole books, NAME.txt: paragraphs are those of the book, not guessed",
            )
        if name == "gold":
            one.add_argument("--scorer", type=Path, help="the scorer, score_gold.py")
    return parser


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _sizes(written: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in written.split(","))


if __name__ == "__main__":
    raise SystemExit(main())
