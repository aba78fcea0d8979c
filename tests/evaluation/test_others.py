"""Marked stories, treebanks and the stopwatch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.errors import EvaluationError
from evaluation.ewt import read_conllu
from evaluation.marked_data import load
from evaluation.report import Figure, Report, Table
from evaluation.scores import Counts, Share, mean, total
from evaluation.speed import _one_line

STORY = """<story>
<scene pov="ana" place="" present="ana bo"><p c="ana">Ana</p> &amp; <p c="bo">Bo</p> sat.

<q s="ana" to="bo" kind="explicit">"Well?"</q> said <p c="ana">Ana</p>.</scene>
</story>
"""


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories/sat.xml").write_text(STORY)
    (tmp_path / "stories/sat.json").write_text("{}")
    return tmp_path


def test_a_marked_story_without_its_marks_is_the_story(marked: Path) -> None:
    text, marks = load(marked, "sat")
    assert text == 'Ana & Bo sat.\n\n"Well?" said Ana.\n'
    assert [(m.tag, text[m.start : m.end]) for m in marks if m.tag != "scene"] == [
        ("p", "Ana"),
        ("p", "Bo"),
        ("q", '"Well?"'),
        ("p", "Ana"),
    ]
    assert marks[0].attributes["pov"] == "ana"


def test_quotations_of_a_marked_story(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quotes", str(marked), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["f1"] == 1


def test_the_scorer_of_the_gold_stories_is_called_by_its_path(
    marked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (marked / "score_gold.py").write_text(
        "def score(xml, meta, got):\n"
        "    return {'mention': len(got['mentions']) / 10, 'feeling': 0.5, 'quote': 1.0}\n"
    )
    assert main(["gold", str(marked), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["mention"] > 0
    assert figures["quote"] == 1
    empty = marked / "empty.py"
    empty.write_text("")
    assert main(["gold", str(marked), "--scorer", str(empty)]) == 2
    assert capsys.readouterr().err == f"evaluation: {empty} has no function score\n"


def test_a_treebank_is_read_by_its_syntactic_words(tmp_path: Path) -> None:
    path = tmp_path / "x-test.conllu"
    path.write_text(
        "# text = Don't.\n1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "1\tDo\tdo\tAUX\t_\t_\t0\troot\t_\t_\n2\tn't\tnot\tPART\t_\t_\t1\tadvmod:neg\t_\t_\n"
        "2.1\tx\tx\tX\t_\t_\t_\t_\t_\t_\n3\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n"
    )
    (sentence,) = read_conllu(path)
    assert [w.form for w in sentence] == ["Do", "n't", "."]
    assert [w.head for w in sentence] == [-1, 0, 0]
    assert sentence[1].relation == "advmod"


def test_a_treebank_without_a_model_has_no_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x-test.conllu").write_text("1\tGo\tgo\tVERB\t_\t_\t0\troot\t_\t_\n\n")
    assert main(["ewt", str(tmp_path), "--json", "--model", "rules"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["words"] == 1
    assert figures["las"] is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the kernel's count")
def test_the_stopwatch_times_a_whole_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "a.txt"
    story.write_text('"Go," said Ana.\n\nBo went.\n' * 10)
    assert main(["speed", str(story), "--json", "--sizes", "300", "--threads", "1"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["files"]["a.txt"]["words"] == 50
    assert figures["sizes"]["300 words"]["peak_mb"] > 5
    assert main(["speed", str(tmp_path / "missing.txt")]) == 2


def test_a_text_of_one_line_is_made_of_whole_letters(tmp_path: Path) -> None:
    story, made = tmp_path / "a.txt", tmp_path / "line.txt"
    story.write_text("Zoë ran.\r\nIt rained.\n", encoding="utf-8")
    assert _one_line([story], 50, made) == len(made.read_text(encoding="utf-8").split())
    assert made.read_text(encoding="utf-8").startswith("Zoë ran. It rained.  Zoë ran.")
    assert _one_line([story], 3, made) == 1
    assert made.read_bytes() == b"Zo"
    story.write_bytes(b"\n")
    with pytest.raises(EvaluationError):
        _one_line([story], 50, made)


def test_counts_add_up() -> None:
    counts = total([Counts.of({1, 2}, {2, 3, 4}), Counts.of([], {5})])
    assert (counts.right, counts.predicted, counts.gold) == (1, 2, 4)
    assert counts.precision == 0.5
    assert counts.recall == 0.25
    assert counts.f1 == pytest.approx(1 / 3)
    assert Counts().f1 == 0
    assert Share().value is None
    assert mean([1.0, None, 0.0]) == 0.5


def test_a_report_reads_and_parses() -> None:
    report = Report(
        "Title",
        (Figure("f1", 1 / 3, "of something"), Figure("later", None, "of nothing yet")),
        (Table("rows", ("text", "f1"), (("a", 0.5),)),),
    )
    assert report.to_json() == {"f1": 0.333333, "later": None, "rows": {"a": {"f1": 0.5}}}
    text = report.to_text()
    assert "0.3333  of something" in text
    assert "-  of nothing yet" in text
