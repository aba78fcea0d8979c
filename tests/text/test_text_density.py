"""A very long text that is nothing but people and speech ends in one line, any other is read."""

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
DENSE = {
    "name or pronoun": "Alice looked at Bob. ",
    "piece of speech": "“Yes,” and a nod. “No,” and a shrug. ",
}


@pytest.mark.parametrize("what", DENSE)
def test_what_is_too_dense_is_refused_only_where_it_is_long(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(density, "LARGE", 1000)
    line = DENSE[what]
    annotate(Source("short.txt", "txt", "", line * 50))
    with pytest.raises(TooLarge, match=rf"long\.txt: [\d,]+ words and marks with a {what} for"):
        annotate(Source("long.txt", "txt", "", line * 300))


def test_prose_is_read_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(density, "LARGE", 1000)
    assert len(annotate(Source("long.txt", "txt", "", PROSE * 100)).quotations) == 100


def test_the_message_is_one_line_and_says_how_dense() -> None:
    words = ["She", "wept", "."] * 700_000
    with pytest.raises(TooLarge) as caught:
        check_density("a.txt", words)
    assert str(caught.value) == (
        "a.txt: 2,100,000 words and marks with a name or pronoun for every 3.0, where the densest "
        "novels have one for 5; if it is a story, read it in parts"
    )
