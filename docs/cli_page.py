"""Writes docs/cli.md from the command line's own parser: ``python docs/cli_page.py``."""

import argparse
from pathlib import Path

from fabula.cli import parser

PAGE = Path(__file__).with_name("cli.md")
HEAD = """# The command line

<!-- Made from the parser by `python docs/cli_page.py`; a test holds it to that. -->

`python -m fabula` is the same as `fabula`. Exit codes: 0 all went well; 2 something did not, and
one line on stderr says what (of several files the others are still read); 130 interrupted; 141 the
reader of the output (`| head`) has gone.
"""


def page() -> str:
    top = parser()
    return HEAD + _section(top, 2) + "".join(_section(p, 2) for p in _commands(top).values())


def _commands(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(dict(a.choices or {}) for a in top._actions if isinstance(a.choices, dict))


def _section(command: argparse.ArgumentParser, level: int) -> str:
    rows = [_row(action) for action in command._actions if not isinstance(action.choices, dict)]
    return (
        f"\n{'#' * level} `{command.prog}`\n\n{command.description}\n\n"
        "| argument | what it does |\n|---|---|\n" + "".join(rows)
    )


def _row(action: argparse.Action) -> str:
    if action.option_strings:
        value = f" {action.metavar}" if action.metavar else ""
        names = ", ".join(f"`{option}{value}`" for option in action.option_strings)
    else:
        names = f"`{action.metavar}`" + (" (one or more)" if action.nargs == "+" else "")
    return f"| {names.replace('|', chr(92) + '|')} | {action.help} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
