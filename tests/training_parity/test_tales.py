"""What a marked story says of its words, and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("tokenizers", reason="needs training/requirements.txt")

from training import tales

STORY = """<story>The Ferry to Bea
by Noor Vale

<scene pov="bea" place="" present="bea"><p c="bea">Bea</p> had been in Lisbon, and <p c="man">the
thin man from the Hotel Aurora</p> knew. Lisbon was warm. Rain fell.

<q s="bea" to="man" kind="implicit">"Nobody asked, and <p c="bea">I</p> know Porto."</q>

"Maybe," <p c="bea">Bea</p> thought, in August.</scene></story>"""


def test_a_word_with_a_capital_that_names_no_one_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "ferry.xml").write_text(STORY)
    (ferry,) = tales.load(tmp_path)
    assert ferry.unknown is not None
    left = [w for w, u in zip(ferry.words, ferry.unknown, strict=True) if u]
    header, body = left[:7], left[7:]
    assert header == ["The", "Ferry", "to", "Bea", "by", "Noor", "Vale"]
    # Rain, Nobody and Maybe stand where any word has a capital; I is somebody
    assert body == ["Lisbon", "Hotel", "Aurora", "Lisbon", "Porto", "August"]
