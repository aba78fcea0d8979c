"""The portrait: a story's people at a glance, on any terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from write.stories import bare, ferry

from fabula.portrait import Portrait, plain
from fabula.source.source import Section
from fabula.story.story import Cast, Character, Quote, Story


def portrait(story: Story, width: int = 80, colour: bool = False, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    console = Console(
        file=file, width=width, force_terminal=colour, highlight=False, markup=False, emoji=False
    )
    console.print(Portrait(story))
    file.flush()
    return file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined, no-any-return]


def test_it_says_who_how_much_and_to_whom() -> None:
    lines = portrait(ferry()).splitlines()
    assert "The Ferry at Low Water" in lines[0]
    assert lines[1].strip() == "by A. Writer"
    assert "175 words, 11 quotations, third person, mostly as Nell Ardagh sees it" in lines[2]
    people = {line.split("  ")[0].strip(): line for line in lines}
    assert people["Nell Ardagh (Nell, Nelly)"].split()[-3:-2] == ["4"]
    assert "39%" in people["Nell Ardagh (Nell, Nelly)"]
    assert "53%" in people["the old man on the bollard"]
    assert "Davy, only talked of" in people
    assert people["the old man on the bollard → Nell Ardagh"].split()[-1] == "5"
    assert people["One: The Slip"].split()[-1] == "90"


def test_bars_are_as_long_as_the_share_of_talk() -> None:
    bars = [line.count("█") for line in portrait(ferry()).splitlines() if "%" in line]
    assert bars[1] == max(bars) > bars[0] > bars[2] > 0  # 53, 39 and 8 in a hundred


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, portrait(ferry(), width).splitlines())) <= width


def test_a_terminal_without_the_letters_gets_plain_ones() -> None:
    shown = portrait(ferry(), encoding="ascii")
    assert "#" in shown and "->" in shown and "---" in shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Nell\x1b[31m", "Nell\ufffd[31m"),
        ("a\nb\tc", "a b c"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("\x9b31m", "\ufffd31m"),
        ("\ud800", "\ufffd"),
        ("Zoë [bold]", "Zoë [bold]"),
    ],
)
def test_a_book_cannot_steer_the_terminal(words: str, shown: str) -> None:
    assert plain(words) == shown


def test_hostile_words_are_only_words_wherever_they_stand() -> None:
    evil = "\x1b]0;owned\x07[red]x[/red] :smile:"
    person = Character(0, evil, (evil,), evil, True, True, True, 1, 1, 1, 0)
    story = bare(
        "“x”\n\n“y”",
        name=evil,
        header={"title": evil, "author": (evil, evil), "rating": evil},
        characters=Cast((person, replace(person, id=1))),
        quotes=(Quote(0, 0, 3, 0, (1,), None, "explicit", "speech", 0, 1.0),),
        sections=(Section("chapter", evil, 0, 3), Section("chapter", evil, 5, 8)),
    )
    shown = portrait(story, width=300)
    assert "\x1b" not in shown and "\x07" not in shown
    assert shown.count("[red]x[/red] :smile:") >= 8


def test_a_story_of_nobody_says_so() -> None:
    assert "No people found." in portrait(bare("It rained."))


def test_a_large_cast_is_counted_not_listed() -> None:
    many = tuple(
        Character(i, f"Person {i}", (), None, False, True, True, 2, 0, 0, 0) for i in range(300)
    )
    shown = portrait(bare("x", characters=Cast(many)))
    assert "and 280 more" in shown and len(shown.splitlines()) < 40


def test_somebody_nameless_and_passing_is_counted_not_listed() -> None:
    boy = Character(0, "a boy", (), None, False, False, True, 1, 0, 0, 0)
    ann = Character(1, "Ann", (), "she", False, True, True, 1, 0, 0, 0)
    shown = portrait(bare("x", characters=Cast((ann, boy))))
    assert "Ann" in shown and "a boy" not in shown and "and 1 more" in shown
