"""A few words grow to the phrase or clause that they belong to."""

import pytest
from test_story_inner_grammar import clauses

from fabula.story.phrases import whole


def grown(string: str, words: str) -> str:
    c = clauses(string)
    start = string.index(words)
    first, last = c.text.token_at(start), c.text.token_at(start + len(words) - 1) + 1
    a, b = c.span(*whole(c, first, last))
    return string[a:b]


@pytest.mark.parametrize(
    ("string", "words", "phrase"),
    [
        ("Maud ran to the window, and waited.", "Maud", "Maud ran to the window"),
        ("It broke, and Ada wept into his coat.", "wept into", "Ada wept into his coat"),
        ("“Oh.” She sat down.", "Oh", "Oh"),
        ("She drew a long breath and, at last, spoke.", "a long breath and", "a long breath"),
        ("He waited until Ada had gone by.", "until", "He waited until Ada had gone by"),
    ],
)
def test_a_fragment_grows_to_what_can_be_read(string: str, words: str, phrase: str) -> None:
    assert grown(string, words) == phrase


def test_a_phrase_that_is_whole_stays_as_it_is() -> None:
    words = "her hands shook so badly"
    assert grown(f"Maud saw that {words} that the cup fell.", words) == words


def test_nothing_is_taken_from_another_voice_or_sentence() -> None:
    assert grown("“Go now,” said Maud. Ada wept.", "now") == "Go now"


def test_a_clause_without_end_is_cut() -> None:
    assert len(grown("Maud " + "very " * 500 + "sadly wept.", "sadly").split()) < 20
