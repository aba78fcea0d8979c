"""Where a sentence ends, and where it only looks so."""

import pytest

from fabula.source.source import Source
from fabula.text import annotate


def sentences(text: str) -> list[str]:
    done = annotate(Source("story.txt", "txt", "", text))
    return [done.string[a:b] for a, b in done.sentences]


@pytest.mark.parametrize(
    "text",
    [
        '"Stop!" he cried.',
        '"Are you sure?" Ines asked.',
        '"Never!" I shouted.',
        '"Is it late?" the old porter wondered.',
        '"Well," she said, "if you must."',
        "“Who’s there?” whispered Tam.",
        "Mr. Ode met Mrs. Lim and Dr. Voss on St. Anne's Street.",
        "It was J. R. Hartley at 5 p.m. precisely.",
        "He waited ... and waited.",
        "She bought pears, plums, etc. and went home.",
        '"I... I thought so."',
        "(He never did.)",
    ],
)
def test_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["He ran.", "She stayed."],
        ['"Stop!"', "He ran."],
        ['"Stop."', '"Why?"'],
        ['"Stop!" he cried.', '"You will fall."'],
        ["“It is late,” said Ann.", "“Come in.”"],
        ["It was five p.m.", "The bell rang."],
        ["So did I.", "Then it rained."],
        ["(He never did.)", "She knew."],
        ["He waited…", "Nobody came."],
        ["'Go,' she said.", "'Now.'"],
        ["What?!", "No."],
    ],
)
def test_two_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_paragraph_ends_a_sentence_with_or_without_a_stop() -> None:
    assert sentences("No stop here\n\nand none here") == ["No stop here", "and none here"]


def test_a_dash_after_a_stop_begins_the_next_sentence() -> None:
    assert sentences("She was gone.--The house was cold.") == [
        "She was gone.",
        "--The house was cold.",
    ]


def test_each_chat_line_begins_a_sentence() -> None:
    assert sentences("<ada> you up\n<bo> no\n<ada> liar") == [
        "<ada> you up",
        "<bo> no",
        "<ada> liar",
    ]
