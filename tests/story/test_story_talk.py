"""Conversations decided as a whole: what one turn says of who speaks another."""

from __future__ import annotations

from math import log

import pytest

import fabula
from fabula.pipeline import reading_for
from fabula.source import from_text
from fabula.story import STEPS
from fabula.story.candidates import Candidates
from fabula.story.company import AWAY, Company
from fabula.story.draft import Draft
from fabula.story.story import Story
from fabula.story.talk import best_path, weights
from fabula.story.turns import Turn
from fabula.text import annotate


def who(story: Story) -> list[str | None]:
    """The speaker's name of each quotation in order."""
    people = [story.characters.by_id(q.speaker) for q in story.quotes]
    return [None if c is None else c.name for c in people]


def so_far(string: str) -> Draft:
    """The draft of a text in which the rules have found who is meant."""
    source = from_text(string, "text.txt")
    text = annotate(source)
    draft = Draft(text, reading_for(text, model="rules"), source)
    for step in STEPS:
        if step.name == "speakers":
            break
        draft = step(draft)
    return draft


def name_of(draft: Draft, name: str) -> int:
    assert draft.beings is not None
    return next(b.id for b in draft.beings if name in b.names)


def test_who_answers_is_not_who_spoke() -> None:
    story = fabula.read_text(
        "Marrow sat on the quay with his pipe. Someone sat down beside him.\n\n"
        "“Fine evening,” said Marrow.\n\n“It was finer yesterday,” said the sailor.\n\n"
        "“You were here yesterday?” said Marrow.\n\n“I am always here,” said the sailor.\n\n"
        "“Then you saw the boat,” said Marrow.\n\n“I saw her go down,” said the sailor."
    )
    names = who(story)
    assert names[::2] == ["Marrow"] * 3
    assert "Marrow" not in names[1::2] and len(set(names[1::2])) == 1


def test_whoever_is_called_is_not_who_calls() -> None:
    story = fabula.read_text(
        "Delia and Maud had the window seat.\n\n“Maud, you’re shivering,” she said.\n\n"
        "“I like it,” said Maud."
    )
    assert who(story) == ["Delia", "Maud"]


def test_the_gender_of_a_tag_leaves_one() -> None:
    story = fabula.read_text(
        "Viktor found Agnes in the greenhouse.\n\n“You came,” she said.\n\n"
        "“You wrote,” he said.\n\n"
        "“I wrote in March,” she said."
    )
    assert who(story) == ["Agnes", "Viktor", "Agnes"]


def test_sir_is_answered_by_a_man() -> None:
    story = fabula.read_text(
        "Harriet and Mr. Pole stood at the counter. The clerk looked up.\n\n"
        "“Your ticket, sir?” said the clerk.\n\n“I gave it to you.”",
        model="rules",  # the network is surer of Harriet than the weights are of a man
    )
    assert who(story)[1] == "Mr. Pole"


def test_a_long_exchange_without_tags_keeps_its_turns() -> None:
    story = fabula.read_text(
        "“Is it far?” asked Ida.\n\n“Not very,” said Otto.\n\n“How far?”\n\n“A mile.”\n\n"
        "She shifted the bag to her other arm.\n\n“You said that an hour ago.”\n\n"
        "“It was true then.”\n\n“And now?”\n\n“Now it is half a mile,” said Otto."
    )
    assert who(story) == ["Ida", "Otto"] * 4


def test_what_several_do_beside_the_words_shows_none_of_them() -> None:
    story = fabula.read_text(
        "“Are we late?” asked Ida.\n\n“A little,” said Otto. He held the door for her.\n\n"
        "They got into the car. “You might have called.”\n\n“I might,” said Ida."
    )
    assert story.quotes[2].cue is None
    assert story.quotes[2].speaker in (story.quotes[0].speaker, story.quotes[1].speaker)


def test_those_who_speak_and_were_told_of_last_keep_company() -> None:
    text = "Ida rang. “Otto?” said Ida. “Yes,” said Otto.\n\n“No,” said Ida.\n\nA dog barked."
    draft = so_far(text)
    company = Company(draft)
    ida, otto = (name_of(draft, name) for name in ("Ida", "Otto"))
    company.count([ida, ida, otto])
    assert company.speaks(ida) == 0.0 > company.speaks(otto)
    late = Turn([0], 2, 2, len(text), len(text))
    assert company.since(ida, late) == log(2) < company.since(otto, late) == log(3)
    early = Turn([0], 0, 0, 0, 3)
    assert company.since(otto, early) == log(1 + AWAY)


@pytest.mark.parametrize("column", [(True, False), (False, False), (True, True)])
def test_nothing_told_between_two_turns_makes_them_two_peoples(column: tuple[bool, bool]) -> None:
    table = weights(*column)
    turns = [Turn([n], n, n, 10 * n, 10 * n + 9, alone=True) for n in range(3)]
    found = [Candidates({1: {}, 2: {}}) for _ in turns]
    found[0] = Candidates({1: {}}, decided=True)
    assert [who for who, _ in best_path(turns, found, table)] == [1, 2, 1]


def test_a_turn_that_nobody_may_speak_is_nobodys() -> None:
    turns = [Turn([0], 0, 0, 0, 9), Turn([1], 1, 1, 10, 19)]
    found = [Candidates(), Candidates({3: {}}, decided=True)]
    assert best_path(turns, found, weights(True)) == [(None, 0.0), (3, 1.0)]
