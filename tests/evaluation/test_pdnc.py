"""From a novel's file to the name of each quotation's speaker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.given import with_links
from evaluation.pdnc_data import load
from fabula.reading.reading import Choice, MentionSpan, Reading

NOVEL = """THE WELL

CHAPTER I

Hester Plum looked down the well. Mr. Rook stood
behind her.

"It is dry," said Hester, "and it
smells."

"I told you so," said Mr. Rook.

"You tell me everything," she said.

"Not everything."
"""
QUOTATIONS = [
    (["It is dry,", "and it\nsmells."], "Hester Plum", "['Mr. Rook']", "Explicit"),
    (["I told you so,"], "Rook", "['Hester Plum']", "Explicit"),
    (["You tell me everything,"], "Hester Plum", "['Mr. Rook']", "Anaphoric"),
    (["Not everything."], "Mr. Rook", "['Hester Plum', '_group']", "Implicit"),
]


@pytest.fixture
def pdnc(tmp_path: Path) -> Path:
    """A corpus of one novel written for this test."""
    here = tmp_path / "TheWell"
    here.mkdir()
    (here / "novel_text.txt").write_text(NOVEL, encoding="utf-8")
    (here / "character_info.csv").write_text(
        "Character ID,Main Name,Aliases,Gender,Category\n"
        "0,Hester Plum,\"{'Hester', 'Hester Plum'}\",F,major\n"
        "1,Mr. Rook ,\"{'Mr. Rook', 'Rook'}\",M,major\n"
        "2,_group,['_group'],X,minor\n"
    )
    rows = [
        "quoteID,quoteText,subQuotationList,quoteByteSpans,speaker,addressees,quoteType,"
        "referringExpression,mentionTextsList,mentionSpansList,mentionEntitiesList"
    ]
    for i, (pieces, speaker, to, kind) in enumerate(QUOTATIONS):
        spans = [[NOVEL.index(p), NOVEL.index(p) + len(p)] for p in pieces]
        mentions: list[list[list[int]]] = [[] for _ in pieces]
        people: list[list[list[str]]] = [[] for _ in pieces]
        if "me" in pieces[0].split():
            at = NOVEL.index("tell me") + 5
            mentions[0].append([at, at + 2])
            people[0].append(["Hester Plum"])
        cells = [
            f"Q{i}",
            " ".join(pieces),
            pieces,
            spans,
            speaker,
            to,
            kind,
            "",
            [],
            mentions,
            people,
        ]
        rows.append(",".join('"' + str(c).replace('"', '""') + '"' for c in cells))
    (here / "quotation_info.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_a_novel_is_read(pdnc: Path) -> None:
    novel = load(pdnc, "TheWell")
    assert [novel.text[a:b] for a, b in novel.quotations[0].spans] == QUOTATIONS[0][0]
    assert [q.speaker for q in novel.quotations] == [0, 1, 0, 1]  # "Rook" by his alias
    assert novel.quotations[3].addressees == {0}  # nobody is "_group"
    assert [q.kind for q in novel.quotations] == ["explicit", "explicit", "anaphoric", "implicit"]
    assert novel.quotations[2].mentions[0].characters == (0,)


def test_speakers_from_the_file_to_the_name(pdnc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pdnc", str(pdnc), "--json", "--model", "rules"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["quotations"] == 4
    assert figures["quotation_recall"] == 1
    assert figures["speaker_accuracy_explicit"] == 1
    assert figures["speaker_accuracy_given_explicit"] == 1
    assert figures["speaker_accuracy_shared"] is None
    assert set(figures["by_novel"]) == {"TheWell"}


def test_quotations_alone(pdnc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quotes", str(pdnc), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["pieces"] == 5
    assert figures["recall_exact"] == 1
    assert figures["inside"] == 1


def test_a_broken_table_is_one_line_and_code_2(
    pdnc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pdnc / "TheWell" / "character_info.csv").write_text(
        "Character ID,Main Name,Aliases\n0,A,{'A'\n"
    )
    assert main(["pdnc", str(pdnc)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_given_characters_are_certain_links_and_the_others_stay() -> None:
    spans = [MentionSpan(a, a + 3, "PER", "name", i, 0.9) for i, a in enumerate((0, 5, 10, 15))]
    own = tuple((Choice(None, 0.7),) for _ in spans)
    known = {(0, 3): "Ann", (10, 13): "Ann", (15, 18): "Bea"}
    linked = with_links(Reading(tuple(spans), own), known).antecedents
    assert linked == (
        (Choice(None, 1.0),),
        (Choice(None, 0.7),),
        (Choice(0, 1.0),),
        (Choice(None, 1.0),),
    )
