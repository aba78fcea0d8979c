"""Rows drawn for judging by hand."""

from evaluation.sample import draw
from fabula import read_text

TALE = (
    "Maud knew that the boat was late. Edwin hoped that it would come. Maud's brother Edwin "
    "wondered whether the tide had turned. Maud believed that he was wrong."
)


def test_the_same_seed_draws_the_same_rows_with_their_lines() -> None:
    story = read_text(TALE, model="rules")
    first, again = (draw([story], "beliefs", 2, seed=3) for _ in range(2))
    assert first == again and len(first) == 2
    for one in first:
        begin, rest = one.line.split("[[")
        assert rest.split("]]")[0] in TALE and begin in TALE


def test_no_more_are_drawn_than_there_are() -> None:
    story = read_text(TALE, model="rules")
    assert len(draw([story], "beliefs", 100, seed=1)) == len(story.beliefs) > 1
    assert all("is" in one.row for one in draw([story], "relations", 5, seed=1))
