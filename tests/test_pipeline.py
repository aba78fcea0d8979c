"""The whole way, on the stories that ship with fabula: what `fabula.read` promises a reader."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fabula
from fabula.cli import main
from fabula.story.story import Story

EXAMPLES = Path(__file__).parent.parent / "examples"
HARBOUR = EXAMPLES / "what_the_harbour_keeps.txt"
UNDERSTUDY = EXAMPLES / "the_understudy.txt"
ROOM = EXAMPLES / "room_six.txt"


def rules(path: Path) -> Story:
    return fabula.read(path, model="rules")


@pytest.mark.parametrize("model", ["rules", "small"])
def test_a_story_with_all_its_paratext(model: str) -> None:
    story = fabula.read(HARBOUR, model=model)
    assert story.header["rating"] == "PG-13"
    assert story.header["title"] == "What the Harbour Keeps"
    assert "Greywater Pictures" in story.header["disclaimer"]
    assert "Reviews are love!" in story.header["end_notes"]
    assert story.text.startswith("Tobias found her") and story.text.endswith("in the world.")
    nell = story.characters["Nellie"]
    assert nell is story.characters["nell arkwright"]
    assert nell.pronouns == "she" and nell.on_stage
    assert story.characters["Marguerite"].quotes == 0
    said = {story.text[q.start : q.end]: q for q in story.quotes}
    assert said['"Only half?"'].speaker == nell.id
    assert said['"Not a word to Ilse,"'].speaker == nell.id


@pytest.mark.parametrize("model", ["rules", "small"])
def test_the_one_who_tells_it_is_in_the_story(model: str) -> None:
    story = fabula.read(ROOM, model=model)
    (teller,) = (c for c in story.characters if c.narrator)
    assert teller is story.characters["Frances"]
    assert all(scene.person == "first" for scene in story.scenes)


def test_unknown_names_and_models_are_said_in_one_line() -> None:
    story = rules(UNDERSTUDY)
    with pytest.raises(fabula.UsageError, match="nobody in the story is called 'Hamlet'"):
        story.characters["Hamlet"]
    assert story.characters.get("Hamlet") is None
    with pytest.raises(fabula.UsageError, match="known: small, large, rules, a folder"):
        fabula.read(UNDERSTUDY, model="huge")


def test_a_position_is_an_offset_a_fraction_or_a_chapter() -> None:
    story = rules(UNDERSTUDY)
    first, second, _ = (s for s in story.sections if s.kind == "chapter")
    assert story.position("Chapter 1") == story.position("1") == first.end
    assert story.position(second.title or "") == second.end
    assert story.position(1.0) == len(story.text)
    for wrong in (-1, len(story.text) + 1, 1.5, "Chapter 9", "9" * 5000, True):
        with pytest.raises(fabula.UsageError):
            story.position(wrong)


def test_a_reader_of_the_first_chapter_has_not_met_miss_lamb() -> None:
    story = rules(UNDERSTUDY)
    assert story.characters.get("Miss Lamb") is not None
    known = story.upto("Chapter 1")
    assert known.characters.get("Miss Lamb") is None
    assert known.characters.get("Lionel Strake") is None
    assert known.characters.get("Priya Raman") is not None
    assert [s.title for s in known.sections if s.kind == "chapter"] == [
        s.title for s in story.sections if s.kind == "chapter"
    ][:1]


def test_a_reader_at_the_beginning_knows_nobody_and_at_the_end_everything() -> None:
    story = rules(HARBOUR)
    nothing = story.upto(0)
    assert len(nothing.characters) == 0 and nothing.text == ""
    assert "end_notes" not in nothing.header and "end_notes" in story.header
    assert story.upto(1.0) == story


@settings(max_examples=15, deadline=None)
@given(at=st.floats(0.0, 1.0), later=st.text(alphabet="abc .\"'\nJZ", max_size=300))
def test_nothing_later_leaks_into_what_is_known(at: float, later: str) -> None:
    """Whatever the rest of the story were, a reader at this place knows the same."""
    text = rules(ROOM).text
    cut = round(at * len(text))
    while cut and (cut == len(text) or not text[cut].isspace()):
        cut -= 1  # between words: a word's end is told by what follows
    one = fabula.read_text(text, model="rules").upto(cut)
    other = fabula.read_text(text[:cut] + later + " The end came.", model="rules")
    if other.text[:cut] == text[:cut]:
        other = other.upto(cut)
        same = {"name", "sha256", "header", "sections", "breaks"}
        for field in dataclasses.fields(Story):
            if field.compare and field.name not in same:
                assert getattr(one, field.name) == getattr(other, field.name), field.name


def test_a_second_story_loads_nothing_again() -> None:
    fabula.read(ROOM)
    from fabula.reading import session

    loaded = session.load("small")
    fabula.read(HARBOUR)
    assert session.load("small") is loaded


def test_a_text_beyond_any_novel_is_read_by_rules_unless_a_model_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fabula.pipeline.LONGEST", 100)
    assert fabula.read(ROOM).model == "rules"
    assert fabula.read(ROOM, model="small").model != "rules"
    assert main(["read", str(ROOM)]) == 0
    assert "very long, so read by rules" in capsys.readouterr().err


def test_progress_only_goes_forward() -> None:
    told: list[float] = []
    fabula.read(ROOM, progress=lambda _, done: told.append(done))
    assert told == sorted(told) and told[0] == 0.0 and told[-1] == 1.0


def test_a_story_is_written_in_every_format_asked_for(tmp_path: Path) -> None:
    story = rules(HARBOUR)
    story.write(tmp_path, "json,html,csv,booknlp,voices")
    made = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    stem = "what_the_harbour_keeps"
    assert {f"{stem}.json", f"{stem}.html", f"{stem}.csv/quotes.csv"} <= made
    assert {f"{stem}.booknlp/{stem}.{e}" for e in ("tokens", "entities", "quotes", "book")} <= made
    again = tmp_path / "again"
    fabula.load(tmp_path / f"{stem}.json").write(again, "json")
    assert (again / f"{stem}.json").read_bytes() == (tmp_path / f"{stem}.json").read_bytes()
