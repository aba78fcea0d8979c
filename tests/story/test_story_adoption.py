"""One without a name turns out to be one of the named, where enough speaks for it."""

from __future__ import annotations

from itertools import pairwise

from fabula.reading.reading import Choice, Form, MentionSpan, Reading
from fabula.source.source import Source
from fabula.story import deduce
from fabula.story.story import Story
from fabula.text import annotate

Words = list[tuple[str, int, Form]]


def _story(string: str, words: Words, links: dict[int, tuple[Choice, ...]]) -> Story:
    """A story whose mentions are these words, each from an offset on; the unlinked are new."""
    text = annotate(Source("a.txt", "txt", "", string))
    spans = []
    for word, after, form in words:
        start = string.index(word, after)
        end = start + len(word)
        spans.append(MentionSpan(start, end, "PER", form, text.token_at(end - 1), 0.9))
    order = sorted(range(len(spans)), key=lambda i: (spans[i].start, -spans[i].end))
    assert order == list(range(len(spans)))
    antecedents = tuple(links.get(i, (Choice(None, 1.0),)) for i in range(len(spans)))
    source = Source("a.txt", "txt", "", string)
    return deduce(text, Reading(tuple(spans), antecedents), source)


def _who(story: Story, mention: int) -> str:
    (id,) = story.mentions[mention].entities
    return next(c.name for c in story.characters if c.id == id)


def test_her_brother_is_whom_the_story_has_told_to_be_her_brother() -> None:
    string = (
        "Lena wrote to her brother, Tom. Piet brought the milk.\n\n"
        "It rained for a week. Piet came again.\n\nLena heard her brother on the stairs."
    )
    later = string.rindex("Lena")
    story = _story(
        string,
        [
            ("Lena", 0, "name"),
            ("her brother", 0, "nominal"),
            ("her", 0, "pronoun"),
            ("Tom", 0, "name"),
            ("Piet", 0, "name"),
            ("Piet", string.rindex("Piet"), "name"),
            ("Lena", later, "name"),
            ("her brother", later, "nominal"),
            ("her", later, "pronoun"),
        ],
        {
            2: (Choice(0, 0.9), Choice(None, 0.1)),
            7: (Choice(5, 0.3), Choice(None, 0.7)),
            8: (Choice(6, 0.9), Choice(None, 0.1)),
        },
    )
    assert _who(story, 7) == "Tom"


def test_his_wife_is_not_himself_whatever_the_links_say() -> None:
    string = "Hale sat down. His wife sang."
    story = _story(
        string,
        [("Hale", 0, "name"), ("His wife", 0, "nominal"), ("His", 0, "pronoun")],
        {1: (Choice(0, 0.8), Choice(None, 0.2)), 2: (Choice(0, 0.9), Choice(None, 0.1))},
    )
    assert _who(story, 1) != "Hale"


def test_two_who_answer_each_other_by_their_tags_are_two() -> None:
    string = "\n\n".join(
        f"“{said},” said {who}."
        for said, who in (
            ("Fine evening", "Marrow"),
            ("It was finer yesterday", "the sailor"),
            ("You were here", "Marrow"),
            ("I am always here", "the sailor"),
        )
    )
    at = [string.index("Marrow"), string.index("the sailor")]
    at += [string.rindex("Marrow"), string.rindex("the sailor")]
    story = _story(
        string,
        [
            ("Marrow", at[0], "name"),
            ("the sailor", at[1], "nominal"),
            ("Marrow", at[2], "name"),
            ("the sailor", at[3], "nominal"),
        ],
        {
            1: (Choice(0, 0.6), Choice(None, 0.4)),
            2: (Choice(1, 0.9), Choice(None, 0.1)),
            3: (Choice(1, 0.5), Choice(2, 0.4), Choice(None, 0.1)),
        },
    )
    speakers = [q.speaker for q in story.quotes]
    assert all(a != b for a, b in pairwise(speakers))
