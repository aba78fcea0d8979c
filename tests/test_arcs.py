"""How a small story goes for its people."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "story"))

from marked import tell

from fabula.arcs import arc, pairs, rows, warmth
from fabula.errors import UsageError

STORY = tell(
    "[Maud] was happy. [Maud] loved [Edwin]. The boat went out with the tide and the rain came on. "
    "The lamp was lit at six. [Maud] was miserable. [Maud] was furious with [Edwin]."
)


def test_valence_falls_where_the_story_turns() -> None:
    first, second = arc(STORY, "Maud", 2)
    assert first.value is not None and second.value is not None
    assert first.value > 0 > second.value
    assert first.end == second.start


def test_each_point_names_the_leading_emotion_and_its_rows() -> None:
    first, second = arc(STORY, "Maud", 2)
    assert first.leading in ("joy", "love")
    assert second.leading in ("sadness", "anger")
    assert {*first.rows, *second.rows} == {f.id for f in STORY.feelings}


def test_a_part_without_feelings_has_no_value() -> None:
    assert any(p.value is None and p.leading is None for p in arc(STORY, "Maud", 8))


def test_how_warm_one_is_to_another_changes() -> None:
    first, second = warmth(STORY, "Maud", "Edwin", 2)
    assert first.value == 1.0
    assert second.value is not None and second.value < 0
    assert all(p.value is None for p in warmth(STORY, "Edwin", "Maud", 2))


def test_pairs_are_those_of_whom_enough_is_told() -> None:
    maud, edwin = STORY.characters["Maud"].id, STORY.characters["Edwin"].id
    assert [(a, b) for a, b, _ in pairs(STORY, least=2)] == [(maud, edwin)]
    assert pairs(STORY, least=3) == ()


def test_what_is_imagined_is_no_part_of_a_course() -> None:
    story = tell("[Maud] would be sad. [Edwin] sat down.")
    assert all(p.value is None for p in arc(story, "Maud", 3))


def test_a_course_of_nobody_or_of_no_parts_is_refused() -> None:
    with pytest.raises(UsageError):
        arc(STORY, "Casimir")
    with pytest.raises(UsageError):
        arc(STORY, "Maud", 0)


def test_rows_hold_every_arc_and_pair_and_can_be_written_as_json() -> None:
    again = tell(
        "[Maud] loved [Edwin]. [Maud] loved [Edwin]. [Maud] adored [Edwin]. [Maud] was miserable."
    )
    found = json.loads(json.dumps(rows(again, 2)))
    arcs = [(r["name"], r["part"], r["value"]) for r in found if r["toward"] is None]
    assert arcs == [("Maud", i, p.value) for i, p in enumerate(arc(again, "Maud", 2), 1)]
    (pair,) = pairs(again)
    warm = [r["value"] for r in found if r["toward"] == pair[1]]
    assert warm == [p.value for p in warmth(again, "Maud", "Edwin", 2)]
    assert {r["toward_name"] for r in found} == {None, "Edwin"}
