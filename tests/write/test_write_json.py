"""story.json holds what FORMAT says, and becomes the same story again."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stories import FERRY, bare, ferry, find

from fabula import load
from fabula.errors import BrokenSource, SourceError, UsageError
from fabula.story.story import Cast, Character, Feeling, Mention, Scene, Story


def written(story: Story, folder: Path) -> Path:
    [path] = story.write(folder, "json")
    return path


def as_data(story: Story, folder: Path) -> dict[str, Any]:
    data = json.loads(written(story, folder).read_text("utf-8"))
    assert isinstance(data, dict)
    return data


def test_a_story_comes_back_as_it_was(tmp_path: Path) -> None:
    path = written(ferry(), tmp_path)
    again = load(path)
    assert again == ferry()
    assert again.characters["nelly"].name == "Nell Ardagh"
    assert written(again, tmp_path / "again").read_bytes() == path.read_bytes()


def test_the_fields_are_those_of_the_format(tmp_path: Path) -> None:
    data = as_data(ferry(), tmp_path)
    assert list(data) == [
        "fabula", "source", "header", "text", "sections", "breaks", "sentences", "paragraphs",
        "tokens", "characters", "entities", "mentions", "quotes", "thoughts", "events", "feelings",
        "beliefs", "relations", "masks", "scenes", "arcs", "slips",
    ]  # fmt: skip
    assert data["fabula"]["format"] == 1
    assert data["source"]["words"] == len(FERRY.split())
    assert data["text"] == FERRY
    assert data["header"]["warnings"] == ["mud", "=cold"]
    assert list(data["masks"][0]) == [
        "id", "who", "felt", "shown", "from", "seen_through_by", "evidence", "score",
    ]  # fmt: skip
    assert data["masks"][0]["from"] == [1]
    assert data["relations"][0]["evidence"] == [list(find(FERRY, "My brother"))]
    assert data["quotes"][0]["speaker"] == 1 and data["quotes"][0]["addressees"] == [0]
    assert data["sections"][1] == {
        "id": 1, "kind": "chapter", "title": None,
        "start": FERRY.index("Tom Weir’s"), "end": len(FERRY),
    }  # fmt: skip


def test_scores_are_rounded_and_letters_are_not_escaped(tmp_path: Path) -> None:
    story = bare("“É…”", mentions=(Mention(0, 0, 1, (), "name", "PER", 0.123456789),))
    raw = written(story, tmp_path).read_text("utf-8")
    assert '"score":0.1235' in raw
    assert "“É…”" in raw


def test_records_stand_one_a_line(tmp_path: Path) -> None:
    lines = written(ferry(), tmp_path).read_text("utf-8").splitlines()
    assert sum(line.startswith('{"id":') and '"manner"' in line for line in lines) == 11


def test_a_loaded_story_cannot_be_read_again(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no source"):
        load(written(ferry(), tmp_path)).upto(0.5)


def test_a_list_that_is_left_out_is_empty(tmp_path: Path) -> None:
    data = as_data(ferry(), tmp_path)
    for name in ("tokens", "scenes", "masks", "breaks"):
        del data[name]
    path = tmp_path / "less.json"
    path.write_text(json.dumps(data), "utf-8")
    assert load(path) == replace(ferry(), tokens=(), scenes=(), masks=(), breaks=())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.clear(), "it has no 'fabula'"),
        (lambda d: d["fabula"].update(format=2), "its format is 2"),
        (lambda d: d.update(text=7), "'text' cannot be 7"),
        (lambda d: d.pop("text"), "it has no 'text'"),
        (lambda d: d["source"].update(media="vhs"), "'media' cannot be 'vhs'"),
        (lambda d: d["quotes"][0].update(start=-1), "'quotes' has a span -1"),
        (lambda d: d["quotes"][0].update(end=10**9), "outside the text"),
        (lambda d: d["feelings"][1].update(cause=[0, 10**9]), "'feelings' has a span 0..1000"),
        (lambda d: d["beliefs"][0].update(content=[-1, 2]), "'beliefs' has a span -1..2 outside"),
        (lambda d: d["relations"][0].update(evidence=[[0, 1], [3, 2]]), "has a span 3..2 outside"),
        (lambda d: d["characters"][0].update(first=10**9), "'characters' has an offset 1000000000"),
        (lambda d: d.update(breaks=[-5]), "'breaks' has an offset -5 outside"),
        (lambda d: d["quotes"][0].update(score=1.5), "'quotes' has a score 1.5 outside 0..1"),
        (lambda d: d["quotes"][0].update(speaker="Nell"), "'quotes.speaker' cannot be 'Nell'"),
        (lambda d: d["quotes"][0].update(score=True), "'quotes.score' cannot be True"),
        (lambda d: d["quotes"][0].pop("turn"), "'quotes.turn' is missing"),
        (lambda d: d["masks"][0].update({"from": 3}), "'masks.from' cannot be 3"),
        (lambda d: d.update(mentions={}), "'mentions' is not a list"),
        (lambda d: d.update(mentions=["x"]), "not an object"),
        (lambda d: d.update(tokens=[[0, 1, 2]]), "'tokens' is not a list of"),
        (lambda d: d.update(tokens=[[0, "1"]]), "'tokens' has a span"),
        (lambda d: d["quotes"].append(d["quotes"][0]), "'quotes' has an id twice"),
        (lambda d: d["header"].update(title={"a": 1}), "'header' cannot be"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(change: Any, message: str, tmp_path: Path) -> None:
    data = as_data(ferry(), tmp_path)
    change(data)
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(BrokenSource) as caught:
        load(path)
    assert message in str(caught.value)
    assert "bad.json" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b"[]", b"null", b"1" * 10_000],
    ids=["empty", "cut", "bytes", "deep", "nan", "list", "null", "long number"],
)
def test_what_is_no_json_is_said_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(BrokenSource) as caught:
        load(path)
    assert "\n" not in str(caught.value)


def test_a_score_beyond_all_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.json"
    data = as_data(ferry(), tmp_path)
    data["quotes"][0]["score"] = 0.123321
    path.write_text(json.dumps(data).replace("0.123321", "1e999"), "utf-8")
    with pytest.raises(BrokenSource, match=r"score inf outside 0\.\.1"):
        load(path)  # what cannot be written again is not taken in


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        load(tmp_path / "none.json")


def test_a_long_novel_is_written_in_seconds(tmp_path: Path) -> None:
    n = 200_000
    story = bare("word " * n, mentions=tuple(
        Mention(i, i * 25, i * 25 + 4, (), "name", "PER", 0.5) for i in range(n // 10)
    ))  # fmt: skip
    begin = time.process_time()
    written(story, tmp_path)
    assert time.process_time() - begin < 4  # some 0.3 s where this was written


def test_arcs_and_slips_are_told_and_not_read_back(tmp_path: Path) -> None:
    text = "Ann was glad. Ann thought that it was late. Tom was sad."
    people = tuple(
        Character(i, name, (), pronouns, False, True, True, 1, 0, 0, 0)
        for i, (name, pronouns) in enumerate((("Ann", "she"), ("Tom", "he")))
    )
    felt = tuple(
        Feeling(i, *find(text, words), who, emotion, "felt", 1 - who, None, 0.5)
        for i, (words, who, emotion) in enumerate((("was glad", 0, "joy"), ("was sad", 1, "grief")))
    )  # type: ignore[arg-type]
    scene = Scene(0, 0, len(text), None, None, (0, 1), 0, "third", "past")
    sentences = tuple(find(text, x) for x in ("Ann was glad.", "Ann thought that it was late.",
                                              "Tom was sad."))  # fmt: skip
    story = bare(text, characters=Cast(people), feelings=felt, scenes=(scene,), sentences=sentences)
    path = written(story, tmp_path)
    data = json.loads(path.read_text("utf-8"))
    start, end = find(text, "was sad")
    assert data["slips"] == [
        {"id": 0, "scene": 0, "start": start, "end": end, "who": 1, "viewpoint": 0}
    ]
    assert [(a["who"], a["toward"], [p["value"] for p in a["points"]]) for a in data["arcs"]] == [
        (0, None, [1.0]), (1, None, [-1.0]),
    ]  # fmt: skip
    (point,) = data["arcs"][1]["points"]
    assert (point["leading"], point["feelings"], data["arcs"][1]["parts"]) == ("grief", [1], 20)
    assert point["start"] <= start < point["end"]
    assert load(path) == story
