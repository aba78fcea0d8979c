"""Where a reading links mentions its scores decide who is meant, with what else is known."""

from __future__ import annotations

import re

import fabula
from fabula.reading.reading import Choice, Form, MentionSpan, Reading
from fabula.source.source import Source
from fabula.story import deduce
from fabula.story.draft import Draft
from fabula.story.linking import Linker
from fabula.story.names import names
from fabula.story.narrator import narrator
from fabula.story.story import Story
from fabula.text import annotate

Links = dict[int, tuple[Choice, ...]]


def _story(string: str, words: list[tuple[str, Form]], links: Links) -> Story:
    """A story whose mentions are these words in turn, linked thus; the others are new."""
    draft = _reading(string, words, links)
    return deduce(draft.text, draft.reading, draft.source)


def _reading(string: str, words: list[tuple[str, Form]], links: Links) -> Draft:
    source = Source("a.txt", "txt", "", string)
    text = annotate(source)
    spans: list[MentionSpan] = []
    at = 0
    for word, form in words:
        found = re.compile(rf"\b{word}\b").search(string, at)
        assert found is not None
        at = found.end()
        head = text.token_at(found.end() - 1)
        spans.append(MentionSpan(found.start(), found.end(), "PER", form, head, 0.9))
    new = (Choice(None, 1.0),)
    antecedents = tuple(links.get(i, new) for i in range(len(spans)))
    return Draft(text, Reading(tuple(spans), antecedents), source)


def _who(story: Story, mention: int) -> str:
    (id,) = story.mentions[mention].entities
    return next(c.name for c in story.characters if c.id == id)


def test_many_weak_links_to_one_outweigh_a_stronger_one_to_another() -> None:
    story = _story(
        "Lena met Ruth. Lena smiled. Lena waved. Then she ran.",
        [
            ("Lena", "name"),
            ("Ruth", "name"),
            ("Lena", "name"),
            ("Lena", "name"),
            ("she", "pronoun"),
        ],
        {4: (Choice(1, 0.4), Choice(0, 0.2), Choice(2, 0.2), Choice(3, 0.2))},
    )
    assert _who(story, 4) == "Lena"


def test_two_names_never_become_one_by_a_link() -> None:
    story = _story(
        "Lena met Ruth.",
        [("Lena", "name"), ("Ruth", "name")],
        {1: (Choice(0, 0.99), Choice(None, 0.01))},
    )
    assert _who(story, 0) != _who(story, 1)


def test_she_is_not_the_one_who_is_called_mister() -> None:
    story = _story(
        "Mr. Hale saw Lena. Then she ran.",
        [("Mr. Hale", "name"), ("Lena", "name"), ("she", "pronoun")],
        {2: (Choice(0, 0.6), Choice(1, 0.3), Choice(None, 0.1))},
    )
    assert _who(story, 2) == "Lena"


def test_somebody_nameless_takes_the_name_that_a_sure_link_gives() -> None:
    story = _story(
        "The stranger sat down. It was Ruth.",
        [("The stranger", "nominal"), ("Ruth", "name")],
        {1: (Choice(0, 0.9), Choice(None, 0.1))},
    )
    assert _who(story, 0) == "Ruth"


def test_i_in_speech_is_the_one_who_says_it() -> None:
    story = _story(
        "Ruth watched the door.\n\n“I am late,” said Lena.",
        [("Ruth", "name"), ("I", "pronoun"), ("Lena", "name")],
        {1: (Choice(0, 0.9), Choice(None, 0.1))},
    )
    assert _who(story, 1) == "Lena"


def test_one_often_called_the_stranger_gets_no_name_by_one_link() -> None:
    visits = 16
    words: list[tuple[str, Form]] = [("The stranger", "nominal")] * visits
    links: Links = {i: (Choice(i - 1, 1.0),) for i in range(1, visits)}
    links[visits] = (Choice(visits - 1, 0.6), Choice(None, 0.4))
    story = _story(
        "The stranger came in. " * visits + "Ruth laughed.", [*words, ("Ruth", "name")], links
    )
    assert _who(story, 0) == "the stranger"
    assert len({_who(story, i) for i in range(visits)}) == 1


def test_the_invisible_man_in_small_letters_is_the_one_of_that_name() -> None:
    story = _story(
        "Dr. Orme met the Hooded Man. Then the hooded man was gone.",
        [("Dr. Orme", "name"), ("the Hooded Man", "name"), ("the hooded man", "nominal")],
        {2: (Choice(0, 0.9), Choice(None, 0.1))},
    )
    assert _who(story, 2) == "the Hooded Man"


def test_the_last_subject_is_meant_where_the_links_hardly_decide() -> None:
    story = fabula.read_text(
        "Lewis laughed. Lewis told jokes to the girl behind the urn, and she laughed with Lewis. "
        "Ivo could not see it, and he was ashamed."
    )
    assert _who(story, len(story.mentions) - 1) == "Ivo"


def test_what_a_pronoun_may_mean_is_passed_on_to_the_next() -> None:
    links = {2: (Choice(0, 0.5), Choice(1, 0.5)), 3: (Choice(2, 1.0),)}
    words: list[tuple[str, Form]] = [
        ("Bram", "name"), ("Edwin", "name"), ("he", "pronoun"), ("he", "pronoun"),
    ]  # fmt: skip
    reading = _reading("Bram met Edwin, and he swore, and he ran.", words, links)
    draft = Linker(narrator(names(reading))).run()
    assert draft.likely is not None and draft.beings is not None
    likely = {draft.beings[b].names[0]: share for b, share in draft.likely[3]}
    assert min(likely["Bram"], likely["Edwin"]) > 0.1


def test_her_head_is_hers_who_shakes_it() -> None:
    text = "Petra had lost the key. Ruth looked for Petra, then she smiled and shook her head."
    story = fabula.read_text(text, model="small")
    assert _who(story, len(story.mentions) - 1) == "Ruth"


def test_nobody_is_met_where_nobody_in_particular_is_meant() -> None:
    string = "Ruth knocked. Everyone slept, neither of them heard, and no son of hers would."
    story = _story(
        string,
        [("Ruth", "name"), ("Everyone", "pronoun"), ("neither of them", "nominal"),
         ("no son", "nominal")],
        {3: (Choice(0, 0.9),)},
    )  # fmt: skip
    assert [c.name for c in story.characters] == ["Ruth"]
    assert [m.entities for m in story.mentions[1:]] == [(), (), ()]


def test_an_oath_is_nobody() -> None:
    story = _story(
        "“Good Lord,” whispered Bram. The Lord Lorne bowed.",
        [("Good Lord", "name"), ("Bram", "name"), ("Lord Lorne", "name")],
        {},
    )
    assert {c.name for c in story.characters} == {"Bram", "Lord Lorne"}


def test_no_mention_reaches_out_of_what_is_said() -> None:
    story = _story(
        "“I saw Bram,” Petra said. Petra left.",
        [("Bram,” Petra", "name"), ("Petra", "name")],
        {},
    )
    assert [c.name for c in story.characters] == ["Petra"]


def test_a_call_sign_is_written_without_its_marks() -> None:
    story = _story("Captain Rosa “Matins” landed.", [("Captain Rosa “Matins", "name")], {})
    assert story.characters[0].name == "Captain Rosa Matins"


def test_a_certain_link_leaves_no_choice() -> None:
    words: list[tuple[str, Form]] = [("Petra", "name"), ("Ruth", "name"), ("she", "pronoun")]
    string = "Petra was out. Ruth laughed. Ruth sat down and she sang."
    assert _who(_story(string, words, {2: (Choice(0, 1.0),)}), 2) == "Petra"
