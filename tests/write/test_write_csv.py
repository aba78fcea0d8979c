"""The tables read back, run no formula, and say who and what beside each number."""

import csv
from pathlib import Path

import pytest
from stories import FERRY, bare, ferry

from fabula.source.source import Section
from fabula.story.story import Cast, Character, Feeling, Scene, Story
from fabula.write.csv import TABLES, guard, unguard

Rows = list[dict[str, str]]


def tables(story: Story, folder: Path) -> dict[str, Rows]:
    out = {}
    for path in story.write(folder, "csv"):
        with path.open(encoding="utf-8", newline="") as file:
            out[path.stem] = list(csv.DictReader(file, strict=True))
    return out


def test_there_is_one_file_a_table(tmp_path: Path) -> None:
    read = tables(ferry(), tmp_path)
    assert list(read) == list(TABLES)
    made = {"header", "arcs", "warmth", "slips"}
    assert {name: len(rows) for name, rows in read.items() if name not in made} == {
        name: len(getattr(ferry(), name)) for name in TABLES if name not in made
    }
    assert len(read["header"]) == 5  # two warnings


def test_words_stand_beside_offsets_and_names_beside_ids(tmp_path: Path) -> None:
    read = tables(ferry(), tmp_path)
    quote = read["quotes"][3]
    assert quote["words"] == "“There’s Tom Weir has a boat,”"
    assert (quote["speaker"], quote["speaker_name"]) == ("1", "the old man on the bollard")
    assert (quote["addressees"], quote["addressee_names"]) == ("0", "Nell Ardagh")
    assert quote["cue_words"] == "he"
    assert FERRY[int(quote["start"]) : int(quote["end"])] == quote["words"]
    belief = read["beliefs"][0]
    assert (belief["who_name"], belief["content_words"], belief["about_names"]) == (
        "Tom Weir", "Davy was ill", "Davy",
    )  # fmt: skip
    relation = read["relations"][0]
    assert (relation["a_name"], relation["label"], relation["b_name"]) == (
        "Davy", "brother", "Nell Ardagh",
    )  # fmt: skip
    assert relation["evidence_words"] == "My brother"
    assert (relation["since_words"], relation["until_words"]) == ("at four", "Get in")
    assert FERRY[int(relation["until_start"]) : int(relation["until_end"])] == "Get in"
    assert read["masks"][0]["from_names"] == "the old man on the bollard"
    assert read["scenes"][0]["present_names"] == "Nell Ardagh; the old man on the bollard"
    assert read["feelings"][0]["cause_start"] == "" and read["feelings"][1]["cause_start"] == "0"


def test_a_missing_judgement_is_an_empty_cell(tmp_path: Path) -> None:
    read = tables(ferry(), tmp_path)
    assert read["quotes"][5]["cue"] == "" and read["quotes"][5]["cue_words"] == ""
    assert read["events"][0]["patient_name"] == ""
    assert read["characters"][3]["on_stage"] == "false"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44", "-- so", "@home", "\t=1", "\r=1", "＝1", "'=1", "''-", "=", "-"]
)
def test_no_cell_is_a_formula_and_every_cell_is_recoverable(cell: str) -> None:
    assert guard(cell) == "'" + cell
    assert unguard(guard(cell)) == cell


@pytest.mark.parametrize("cell", ["", "'tis", "''", "“=1”", "a=b", " =1", "1-2"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guard(cell) == cell
    assert unguard(cell) == cell


def test_a_hostile_name_stays_one_cell_and_text(tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x","a,b")\r\n"'
    person = Character(0, name, (), None, False, True, True, 1, 0, 0, 0)
    story = bare("x\n\ny", characters=Cast((person,)), sections=(Section("note", "-1", 0, 1),))
    read = tables(story, tmp_path)
    assert [unguard(row["name"]) for row in read["characters"]] == [name]
    assert read["characters"][0]["name"].startswith("'=")
    assert read["sections"][0]["title"] == "'-1"


def test_verse_keeps_its_line_breaks(tmp_path: Path) -> None:
    text = "“Roses are red,\nviolets are blue,”"
    from fabula.story.story import Quote

    quote = Quote(0, 0, len(text), None, (), None, "implicit", "speech", 0, 1.0)
    read = tables(bare(text, quotes=(quote,)), tmp_path)
    assert read["quotes"][0]["words"] == text


def test_arcs_warmth_and_slips_say_who_and_rest_on_feelings(tmp_path: Path) -> None:
    text = "Ann was glad of it. " + "=Tom was sad. " * 3
    people = tuple(
        Character(i, name, (), pronouns, False, True, True, 1, 0, 0, 0)
        for i, (name, pronouns) in enumerate((("Ann", "she"), ("=Tom", "he")))
    )
    starts = [i for i in range(len(text)) if text.startswith("was ", i)]
    rows = [(starts[0], 8, 0, "joy", None), *((a, 7, 1, "anger", 0) for a in starts[1:])]
    felt = tuple(
        Feeling(i, a, a + n, who, emotion, "felt", toward, None, 1.0)  # type: ignore[arg-type]
        for i, (a, n, who, emotion, toward) in enumerate(rows)
    )
    scene = Scene(0, 0, len(text), None, None, (0, 1), 0, "third", "past")
    story = bare(text, characters=Cast(people), feelings=felt, scenes=(scene,))
    read = tables(story, tmp_path)
    assert {(r["who_name"], float(r["valence"]) > 0) for r in read["arcs"]} == {
        ("Ann", True), ("'=Tom", False),
    }  # fmt: skip
    assert " ".join(r["feelings"] for r in read["warmth"]) == "1 2 3"
    assert {(r["toward_name"], r["leading"], r["parts"]) for r in read["warmth"]} == {
        ("Ann", "anger", "20")
    }
    assert [(r["words"], r["who_name"], r["viewpoint_name"]) for r in read["slips"]] == [
        ("was sad", "'=Tom", "Ann")
    ] * 3
