"""The chain of steps, and readings that know more than the rules do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.errors import UsageError
from fabula.reading.reading import Choice, MentionSpan, Reading
from fabula.reading.rules import read
from fabula.source import Source
from fabula.story import STEPS, check, deduce
from fabula.text import annotate


def seen(string: str) -> tuple[Source, Reading]:
    source = Source("test.txt", "txt", "", string)
    return source, read(annotate(source))


def test_the_steps_fit_together() -> None:
    check(STEPS)
    assert STEPS[0].needs == frozenset()
    assert "characters" in set().union(*(step.gives for step in STEPS))


def test_a_step_without_what_it_needs_is_refused_before_any_work() -> None:
    with pytest.raises(UsageError, match=r"speakers.*needs"):
        check([step for step in STEPS if step.name != "coreference"])


def test_links_decide_over_salience() -> None:
    string = "Ann waved at Eve. Then she left."
    source, reading = seen(string)
    at = {string[m.start : m.end]: i for i, m in enumerate(reading.mentions)}
    for name in ("Ann", "Eve"):
        links: list[tuple[Choice, ...]] = [(Choice(None, 0.9),) for _ in reading.mentions]
        links[at["she"]] = (Choice(at[name], 0.8), Choice(None, 0.1))
        story = deduce(annotate(source), replace(reading, antecedents=tuple(links)), source)
        assert story.mentions[at["she"]].entities == story.mentions[at[name]].entities


def test_one_bad_link_does_not_join_two_names() -> None:
    string = "Ann waved at Eve. Eve waved back. Ann left."
    source, reading = seen(string)
    links = tuple(
        (Choice(i - 1, 0.95),) if i else (Choice(None, 1.0),) for i in range(len(reading.mentions))
    )
    story = deduce(annotate(source), replace(reading, antecedents=links), source)
    assert {c.name for c in story.characters} == {"Ann", "Eve"}


def test_a_nameless_one_becomes_the_named_one_by_links() -> None:
    string = "An old man sat by the road. Santos was tired."
    source, reading = seen(string)
    at = {string[m.start : m.end]: i for i, m in enumerate(reading.mentions)}
    links: list[tuple[Choice, ...]] = [(Choice(None, 0.9),) for _ in reading.mentions]
    links[at["Santos"]] = (Choice(at["An old man"], 0.8),)
    story = deduce(annotate(source), replace(reading, antecedents=tuple(links)), source)
    assert [c.name for c in story.characters] == ["Santos"]


def test_heard_speakers_decide_where_nothing_is_beside_the_words() -> None:
    string = "Ann and Eve sat down.\n\n“It is late.”\n\nThe clock struck."
    source, reading = seen(string)
    at = {string[m.start : m.end]: i for i, m in enumerate(reading.mentions)}
    for name in ("Ann", "Eve"):
        heard = ((Choice(at[name], 0.9),),)
        story = deduce(annotate(source), replace(reading, speakers=heard), source)
        speaker = story.characters.by_id(story.quotes[0].speaker)
        assert speaker is not None and speaker.name == name


def test_places_become_entities() -> None:
    string = "She went home to Oakham."
    source, reading = seen(string)
    at = string.index("Oakham")
    text = annotate(source)
    place = MentionSpan(at, at + 6, "GPE", "name", text.token_at(at), 0.9)
    people = [m for m in reading.mentions if m.start != at]
    mentions = tuple(sorted([*people, place], key=lambda m: (m.start, -m.end)))
    story = deduce(text, Reading(mentions), source)
    assert [(e.name, e.type) for e in story.entities] == [("Oakham", "GPE")]
