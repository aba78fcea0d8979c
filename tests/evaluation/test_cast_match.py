"""Found characters are matched to a list of characters by name alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

import fabula
from evaluation.cast_match import bare, match, normal
from evaluation.pdnc_data import GoldCharacter
from fabula.story.story import Cast, Character, Mention, Story

TEXT = (
    "Mrs. Orla Quint came in. Orla sat down. The ferryman looked up. Mr. Quint said nothing. "
    "Captain Brand slept."
)


def story(clusters: dict[str, list[str]], narrator: str | None = None) -> Story:
    """A story over TEXT with a character for each name, and a mention for each of its wordings."""
    forms = {True: "nominal", False: "name"}
    mentions: list[Mention] = []
    characters = []
    for id, (name, wordings) in enumerate(clusters.items()):
        characters.append(
            Character(
                id, name, (), None, name == narrator, bool(wordings), True, len(wordings), 0, 0, 0
            )
        )
        for words in wordings:
            start = TEXT.index(words)
            mentions.append(
                Mention(
                    len(mentions),
                    start,
                    start + len(words),
                    (id,),
                    forms[words[:4] == "The "],
                    "PER",
                    1.0,
                )
            )
    return replace(fabula.read_text(TEXT), characters=Cast(characters), mentions=tuple(mentions))


def gold(*aliases: set[str], narrator: int | None = None) -> list[GoldCharacter]:
    return [
        GoldCharacter(i, min(names), frozenset(names), i == narrator)
        for i, names in enumerate(aliases)
    ]


@pytest.mark.parametrize(
    ("name", "as_compared"),
    [
        ("Mr. Weston’s", "mr weston"),
        ("MISTER WESTON", "mr weston"),
        ("The Invisible Man", "invisible man"),
        ("Curaçao", "curacao"),
        ("O'Neil", "oneil"),
        ("The", "the"),
    ],
)
def test_names_are_compared_without_case_accents_and_spelling_of_titles(
    name: str, as_compared: str
) -> None:
    assert normal(name) == as_compared


def test_a_title_alone_is_no_bare_name() -> None:
    assert bare("Captain Brand") == "brand"
    assert bare("the Captain") == ""


def test_a_character_is_whom_most_of_its_words_name() -> None:
    found = story({"Orla": ["Mrs. Orla Quint", "Orla", "Mr. Quint"]})
    many, _ = match(found, gold({"Orla", "Mrs. Orla Quint"}, {"Mr. Quint"}))
    assert many == {0: 0}


def test_descriptions_name_a_character_where_they_are_aliases() -> None:
    found = story({"the ferryman": ["The ferryman"]})
    many, _ = match(found, gold({"Orla"}, {"The Ferryman", "Old Pike"}))
    assert many == {0: 1}


def test_a_bare_name_serves_only_where_one_character_has_it() -> None:
    found = story({"Captain Brand": ["Captain Brand"]})
    assert match(found, gold({"Major Brand"}, {"Orla"}))[0] == {0: 0}
    assert match(found, gold({"Major Brand"}, {"Mrs. Brand"}))[0] == {}


def test_two_found_characters_may_be_one_but_not_one_to_one() -> None:
    found = story({"Mrs. Orla Quint": ["Mrs. Orla Quint"], "Orla": ["Orla"]})
    many, one = match(found, gold({"Orla", "Mrs. Orla Quint"}))
    assert many == {0: 0, 1: 0}
    assert one == {0: 0}


def test_the_narrator_without_a_name_is_the_one_marked_so() -> None:
    found = story({"the narrator": []}, narrator="the narrator")
    assert match(found, gold({"Orla"}, {"Jun"}, narrator=1))[0] == {0: 1}
    assert match(found, gold({"Orla"}, {"Jun"}))[0] == {}


def test_a_narrator_is_not_whom_a_chance_description_names() -> None:
    found = story({"the narrator": ["The ferryman"]}, narrator="the narrator")
    assert match(found, gold({"The Ferryman"}, {"Jun"}, narrator=1))[0] == {0: 1}
    assert match(found, gold({"The Ferryman"}, {"Jun"}))[0] == {0: 0}


def test_names_speak_before_descriptions() -> None:
    found = story({"Orla": ["Orla", "The ferryman"]})
    assert match(found, gold({"The Ferryman"}, {"Orla"}))[0] == {0: 1}
