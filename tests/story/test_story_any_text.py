"""Any text gives a story whose ids and spans hold together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.rules import read
from fabula.source import Source
from fabula.story import deduce
from fabula.story.story import Story
from fabula.text import annotate

_PIECES = st.sampled_from(
    [
        "“No,” said Jo. ", "“Jo,” he said, “come.” ", "Mr. ", "Mrs. Pell ", "She ", "they ", "his ",
        "the old man ", "'s ", "I ", "you ", "Jo: hi\n\n", "\n\n", "“", "”", "‘", "’", ". ", "? ",
        "and ", "said ", "was a ", "a friend, ", "Dr. J. R. ", "of the ", "Will ", "May ", "\x00",
        "xe xem xyr ", "von ", "Jr. ", "MOTHER ", "—", "...", "O’", "her mother ", "* * *\n\n",
    ]
)  # fmt: skip


def hold_together(story: Story) -> None:
    size = len(story.text)
    people = {c.id for c in story.characters}
    things = {e.id for e in story.entities}
    assert not people & things
    assert len(people) == len(story.characters)
    for mention in story.mentions:
        assert 0 <= mention.start < mention.end <= size
        assert set(mention.entities) <= people | things
        assert 0.0 <= mention.score <= 1.0
    ids = {m.id for m in story.mentions}
    for quote in story.quotes:
        assert 0 <= quote.start < quote.end <= size
        assert quote.speaker is None or quote.speaker in people
        assert set(quote.addressees) <= people
        assert quote.speaker not in quote.addressees
        assert quote.cue is None or quote.cue in ids
        assert 0.0 <= quote.score <= 1.0
    for character in story.characters:
        assert character.name
        assert 0 <= character.first < max(1, size)
        assert character.mentions == sum(character.id in m.entities for m in story.mentions)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_scraps_of_stories(string: str) -> None:
    source = Source("any.txt", "txt", "", string)
    text = annotate(source)
    hold_together(deduce(text, read(text), source))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_characters(string: str) -> None:
    source = Source("any.txt", "txt", "", string)
    text = annotate(source)
    hold_together(deduce(text, read(text), source))


def test_a_long_run_of_one_thing_takes_no_long_time() -> None:
    for piece in ("Mr. ", "the old ", "“", "Jo ", "his mother ", "said ", "Jo and ", "“Jo.” "):
        source = Source("any.txt", "txt", "", piece * 4000)
        text = annotate(source)
        hold_together(deduce(text, read(text), source))
