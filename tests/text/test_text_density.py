"""A text with too many people and too much speech ends in one line, any other is read."""

import pytest

from fabula.errors import TooLarge
from fabula.source.source import Source
from fabula.text import annotate, density
from fabula.text.density import check_density

PROSE = (
    "The road went down to the river between two rows of old trees, and there was nobody on it. "
    "Anna stopped at the bridge and looked into the brown water, which had risen in the night. "
    '"Come away from there," said her brother, who was afraid of the loose stones. '
)


@pytest.mark.parametrize("line", ["Alice looked at Bob. ", "“Yes,” and a nod. “No,” and a shrug. "])
def test_what_is_too_dense_is_refused_only_where_it_is_long(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(density, "MOST", 400)
    annotate(Source("short.txt", "txt", "", line * 30))
    with pytest.raises(TooLarge, match=r"long\.txt: [\d,]+ names and pronouns and \d+ pieces of"):
        annotate(Source("long.txt", "txt", "", line * 300))


def test_prose_of_the_same_length_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(density, "MOST", 400)
    assert len(annotate(Source("long.txt", "txt", "", PROSE * 30)).quotations) == 30


def test_the_message_is_one_line_and_says_what_there_is_too_much_of() -> None:
    words = ["She", "wept", '"', "."] * 700_000
    with pytest.raises(TooLarge) as caught:
        check_density("a.txt", words)
    assert str(caught.value) == (
        "a.txt: 700,000 names and pronouns and 350,000 pieces of speech in 2,800,000 words and "
        "marks are more than is read at once; if it is a story, split it and read the parts one "
        "by one"
    )
