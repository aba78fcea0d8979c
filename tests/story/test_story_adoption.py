"""One without a name turns out to be one of the named, where enough speaks for it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from fabula.pipeline import reading_for
from fabula.reading.reading import Choice, Form, MentionSpan, Reading
from fabula.source import open_source
from fabula.source.source import Source
from fabula.story import STEPS, deduce
from fabula.story.draft import Draft
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


def _named_once(times: int) -> Story:
    """A youth who is spoken of so many times, and to whom a name that stands once is linked."""
    string = "The youth ran. " * times + "He thought of Napoleon."
    at = [k * len("The youth ran. ") for k in range(times)]
    he, name = string.rindex("He"), string.rindex("Napoleon")
    words: Words = [("The youth", k, "nominal") for k in at]
    words += [("He", he, "pronoun"), ("Napoleon", name, "name")]
    links = {k: (Choice(k - 1, 0.95), Choice(None, 0.05)) for k in range(1, times + 1)}
    return _story(string, words, links | {times + 1: (Choice(times - 1, 0.9), Choice(None, 0.1))})


def test_a_name_that_stands_once_is_not_of_whom_a_whole_novel_calls_the_youth() -> None:
    assert _who(_named_once(8), 0) == "Napoleon"
    assert _who(_named_once(150), 0) != "Napoleon"


def test_nameless_kin_mirror_each_other() -> None:
    # "Her granddaughter" is said of Loveday's, "her gran" of Tess's: each is the other's.
    string = (
        "Loveday waited for her granddaughter. She had baked.\n\n"
        "Tess was late. Tess thought of her gran."
    )
    tess, again = string.index("Tess"), string.rindex("Tess")
    story = _story(
        string,
        [
            ("Loveday", 0, "name"),
            ("her granddaughter", 0, "nominal"),
            ("her", 0, "pronoun"),
            ("She", 0, "pronoun"),
            ("Tess", tess, "name"),
            ("Tess", again, "name"),
            ("her gran", again, "nominal"),
            ("her", again, "pronoun"),
        ],
        {
            2: (Choice(0, 0.95), Choice(None, 0.05)),
            3: (Choice(0, 0.95), Choice(None, 0.05)),
            5: (Choice(4, 1.0),),
            7: (Choice(5, 0.95), Choice(None, 0.05)),
        },
    )
    assert (_who(story, 1), _who(story, 6)) == ("Tess", "Loveday")


def test_no_mention_may_mean_one_who_turned_out_to_be_another() -> None:
    source = open_source(Path(__file__).parents[2] / "examples" / "the_understudy.txt")
    text = annotate(source)
    draft = Draft(text, reading_for(text), source)
    adopted = 0
    for one in STEPS[: [step.name for step in STEPS].index("dialogue")]:
        draft = one(draft)
        if one.name == "coreference":
            assert draft.likely is not None and draft.referents is not None
            meant = {b for who in draft.referents for b in who}
            assert {b for likely in draft.likely for b, _ in likely} <= meant
            adopted += len(draft.beings or ()) - len(meant)
    assert adopted  # or nothing was put to the test
