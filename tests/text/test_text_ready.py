"""Words that were cut before are set as print would set them, and read like any text."""

import pytest

from fabula.errors import UsageError
from fabula.text import Quotation, Text, from_sentences


def rows(*sentences: str) -> list[list[str]]:
    return [s.split() for s in sentences]


def speech(text: Text) -> list[str]:
    return [text.string[q.start : q.end] for q in text.quotations]


def test_words_are_set_as_in_print_and_stay_as_they_came() -> None:
    row = "\" I do n't , \" said Ann 's son -- ( gently ) ."
    text = from_sentences(rows(row))
    assert text.string == "\"I don't,\" said Ann's son -- (gently)."
    assert " ".join(text.words) == row
    assert [text.string[a:b] for a, b in text.tokens] == list(text.words)


def test_sentences_keep_their_words() -> None:
    text = from_sentences(rows("He ran .", "She stayed ."))
    assert [text.string[a:b] for a, b in text.sentences] == ["He ran.", "She stayed."]


@pytest.mark.parametrize("marks", [('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("``", "''")])
def test_speech_is_found_in_ready_made_words(marks: tuple[str, str]) -> None:
    left, right = marks
    text = from_sentences(
        rows(
            f"{left} Come in , {right} said Ann , {left} it is late . {right}",
            f"{left} Why ? {right}",
            "Nobody spoke .",
            f"{left} Why ? {right}",
        )
    )
    assert speech(text) == [
        f"{left}Come in,{right}",
        f"{left}it is late.{right}",
        f"{left}Why?{right}",
        f"{left}Why?{right}",
    ]


def test_paragraphs_are_guessed_where_another_speaks_and_not_where_one_goes_on() -> None:
    text = from_sentences(
        rows(
            "“ Where is the boat ? ” asked Tom .",
            "“ Gone , ” said Ann .",
            "“ It went at noon . ”",
            "“ Gone where ? ”",
            "“ Out . ”",
        )
    )
    assert [text.string[a:b] for a, b in text.paragraphs] == [
        "“Where is the boat?” asked Tom.",
        "“Gone,” said Ann. “It went at noon.”",
        "“Gone where?”",
        "“Out.”",
    ]


def test_given_paragraphs_are_kept() -> None:
    text = from_sentences(rows("A .", "B .", "C ."), [0, 0, 4])
    assert text.string == "A. B.\n\nC."
    assert [text.string[a:b] for a, b in text.paragraphs] == ["A. B.", "C."]


def test_given_spaces_are_kept() -> None:
    text = from_sentences(rows("a - b , c"), spaces=[[False, False, True, True, False]])
    assert text.string == "a-b , c"


def test_given_quotations_are_not_looked_for() -> None:
    given = (Quotation(0, 3, 0),)
    assert from_sentences(rows("Yes , he said ."), quotations=given).quotations == given


def test_dialogue_dashes_begin_paragraphs() -> None:
    text = from_sentences(
        rows("— Hello , said Tom .", "He waited .", *["— Yes .", "— No ."] * 3, "He waited .")
    )
    assert speech(text) == ["Hello,", *["Yes.", "No."] * 3]


def test_nothing_is_an_empty_text() -> None:
    assert from_sentences([]).string == ""
    assert from_sentences([[], ["Yes", "."], []]).sentences == ((0, 4),)


@pytest.mark.parametrize(
    "call",
    [
        lambda: from_sentences([["a b"]]),
        lambda: from_sentences([[""]]),
        lambda: from_sentences([["a"]], [0, 1]),
        lambda: from_sentences([["a"], ["b"]], [1, 0]),
        lambda: from_sentences([["a"]], spaces=[[True, True]]),
    ],
)
def test_words_that_do_not_fit_are_refused(call: object) -> None:
    with pytest.raises(UsageError):
        call()  # type: ignore[operator]
