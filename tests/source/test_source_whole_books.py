"""Whole books, where there are any: every character of the prose is there, in order.

Set ``FABULA_BOOKS`` to a folder of plain text novels to run it.
"""

import os
from pathlib import Path

import pytest

from fabula.source import open_source

FOLDER = os.environ.get("FABULA_BOOKS", "")
BOOKS = sorted(Path(FOLDER).rglob("*.txt")) if FOLDER else []


@pytest.mark.skipif(not BOOKS, reason="FABULA_BOOKS names no folder of novels")
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_prose_is_lost(path: Path) -> None:
    """What the text lacks is headings, marks and furniture: short pieces, and few."""
    raw = "".join(path.read_text("utf-8").split())
    at = lost = 0
    for paragraph in open_source(path).text.split("\n\n"):
        said = "".join(paragraph.split())
        found = raw.find(said, at)
        if found < 0:  # a mark in brackets was taken out of it
            head = raw.find(said[:40], at)
            assert head >= 0, paragraph[:80]
            found, said = head, said[: len(said) // 2]
        if "Transcriber" not in raw[at:found]:
            assert found - at < 1500, raw[at : at + 200]
            lost += found - at
        at = found + len(said)
    assert lost < max(200, len(raw) // 50)
