"""Chat and script, where each line names its speaker."""

import pytest

from fabula.source.source import Source
from fabula.text import annotate


def lines(text: str) -> list[tuple[str, str, str]]:
    done = annotate(Source("story.txt", "txt", "", text))
    return [
        (text[q.label[0] : q.label[1]], text[q.start : q.end], q.medium)
        for q in done.quotations
        if q.label
    ]


def test_a_chat_names_its_speakers() -> None:
    text = "Ada: are you coming\n\nBo: in a sec\n\nAda: ok"
    assert lines(text) == [
        ("Ada", "are you coming", "message"),
        ("Bo", "in a sec", "message"),
        ("Ada", "ok", "message"),
    ]


def test_the_time_of_day_makes_a_chat_of_two_lines() -> None:
    assert lines("[14:02] ada: hi\n[14:03] bo: hello") == [
        ("ada", "hi", "message"),
        ("bo", "hello", "message"),
    ]


def test_angle_brackets_hold_a_label() -> None:
    assert [who for who, _, _ in lines("<ada> hi\n<bo> yo\n<ada> so")] == ["ada", "bo", "ada"]


def test_a_script_leaves_its_directions_out() -> None:
    text = "ADA. (laughing) No.\n\nBO. Yes.\n\nADA. Never in my life."
    assert lines(text) == [
        ("ADA", "No.", "speech"),
        ("BO", "Yes.", "speech"),
        ("ADA", "Never in my life.", "speech"),
    ]


def test_a_label_that_a_run_has_proved_is_known_alone() -> None:
    text = "Ada: hi\n\nBo: yo\n\nAda: ok\n\nShe put the phone down.\n\nIt rained.\n\nBo: still here"
    assert lines(text)[-1] == ("Bo", "still here", "message")


@pytest.mark.parametrize(
    "text",
    [
        "Rule one: do not run.\n\nRule two: do not talk.\n\nRule three: do not stop.",
        "Then she saw it: the gate was open.",
        "Note: bring tea.\n\nNote: bring milk.\n\nNote: bring sugar.",
        "Name: Ada\n\nAge: nine\n\nHome: none",
        "It was late. He went home. It was dark.",
    ],
)
def test_lists_and_sentences_with_a_colon_are_no_chat(text: str) -> None:
    assert lines(text) == []
