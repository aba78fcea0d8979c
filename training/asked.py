"""What the commands that fit weights are asked on the command line."""

from __future__ import annotations

from argparse import ArgumentParser


def add_read(parser: ArgumentParser) -> None:
    """``--read MODEL STORY ...``, as often as there are models: ``options.read`` is a list of such
    lists."""
    parser.add_argument(
        "--read", nargs="+", action="append", required=True, metavar=("MODEL", "STORY"),
        help="a model, and patterns of the stories that it reads and was not trained on; may be "
        "given again",
    )  # fmt: skip


__all__ = ["add_read"]
