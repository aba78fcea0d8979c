"""Corrections and a text that goes on changing: whatever is corrected and whatever is edited,
a correction is made where it was meant, or it is listed and harms nothing."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import fabula
from fabula import fixes
from fabula.fixes.places import around, occurrence, plain
from fabula.story.story import Quote, Story

EXAMPLES = Path(__file__).parents[2] / "examples"
STORY = "what_the_harbour_keeps.txt"
SENTENCES = (
    "It had rained since noon, and the gulls had gone in.",
    "“No,” she said.",
    "“Is that what you came for?” said Tobias. “Say so, then.”",
    "“Captain Voss,” said Captain Voss, “is not at home.”",
    "She went out.",
)
WORDS = ("herring", "Edmund", "she", "“no”", "Ottilie", "")


@cache
def read(text: str) -> Story:
    return fabula.read_text(text, model="rules")


@cache
def harbour() -> Story:
    return read(fabula.read(EXAMPLES / STORY, model="rules").text)


def place(story: Story, quote: Quote) -> dict[str, Any]:
    """A quotation as the page writes it down."""
    before, after = around(story.text, quote.start, quote.end)
    return {
        "words": story.text[quote.start : quote.end], "before": before, "after": after,
        "nth": occurrence(story.quotes, story.text, quote),
    }  # fmt: skip


@st.composite
def corrections(draw: Any) -> list[dict[str, Any]]:
    story = harbour()
    known = [n for c in story.characters[:9] for n in (c.name, *c.aliases)]
    names = st.sampled_from([*known, "Amos Pike", "the new one"])
    several = st.lists(names, min_size=1, max_size=3)
    places = st.sampled_from(story.quotes).map(lambda q: place(story, q))
    kinds = (
        st.fixed_dictionaries({"do": st.just("rename"), "who": names, "to": names}),
        st.fixed_dictionaries({"do": st.just("add"), "who": names}),
        st.fixed_dictionaries({"do": st.just("merge"), "who": several}),
        st.fixed_dictionaries({"do": st.just("split"), "who": names, "names": several}),
        st.builds(lambda at, to: {"do": "speaker", "to": to} | at, places, names),
        st.builds(lambda at: {"do": "speaker"} | at, places),
        st.builds(lambda at, to: {"do": "addressees", "to": to} | at, places, several),
        st.builds(lambda at: {"do": "dismiss"} | at, places),
    )
    return draw(st.lists(st.one_of(*kinds), min_size=1, max_size=9))  # type: ignore[no-any-return]


@st.composite
def edits(draw: Any) -> str:
    """The story's text as somebody may leave it who goes on writing."""
    paragraphs = harbour().text.split("\n\n")
    numbers = st.integers(0, 999)
    kinds = st.sampled_from(("delete", "insert", "copy", "swap", "word", "cut"))
    for kind, a, b in draw(st.lists(st.tuples(kinds, numbers, numbers), min_size=1, max_size=6)):
        i, j = a % len(paragraphs), b % len(paragraphs)
        if kind == "delete" and len(paragraphs) > 2:
            del paragraphs[i]
        elif kind == "insert":
            paragraphs.insert(i, SENTENCES[b % len(SENTENCES)])
        elif kind == "copy":
            paragraphs.insert(i, paragraphs[j])
        elif kind == "swap":
            paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i]
        elif kind == "word":
            words = paragraphs[i].split(" ")
            words[b % len(words)] = WORDS[(a + b) % len(WORDS)]
            paragraphs[i] = " ".join(words)
        elif kind == "cut":
            paragraphs[i] = paragraphs[i][b % len(paragraphs[i]) :] or "So."
    return "\n\n".join(paragraphs)


def lost(story: Story) -> dict[int, str]:
    """Which of the corrections are listed as not matching (from 0), and why."""
    assert story.corrections is not None
    found = [re.match(r"fix (\d+) \(.*?\): (.*)", line) for line in story.corrections.unmatched]
    assert all(found)
    return {int(m[1]) - 1: m[2] for m in found if m}


NO_PLACE = ("no quotation has", "these words stand elsewhere", "quotations have these words")


@settings(deadline=None, max_examples=40)
@given(tables=corrections())
def test_the_same_file_gives_the_same_story_however_often_it_is_applied(
    tables: list[dict[str, Any]], tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("fixes") / "harbour.fixes.toml"
    path.write_text(fixes.dumps(tables), "utf-8")
    once = fixes.apply(harbour(), fixes.load(path))
    assert fixes.apply(once, fixes.load(path)) == once
    assert fixes.apply(fixes.apply(fixes.apply(once, []), tables[:1]), fixes.load(path)) == once
    assert once.corrections is not None
    path.write_text(fixes.dumps(once.corrections.fixes), "utf-8")
    assert fixes.apply(harbour(), fixes.load(path)) == once, "what was applied, written again"


@settings(deadline=None, max_examples=25)
@given(tables=corrections(), text=edits())
def test_after_any_edits_only_what_no_longer_matches_is_lost_and_it_is_listed(
    tables: list[dict[str, Any]], text: str
) -> None:
    again = read(text)
    out = fixes.apply(again, tables)
    missing = lost(out)
    assert fixes.apply(out, tables) == out

    # What is listed did nothing at all; everything else is made.
    kept = [table for i, table in enumerate(tables) if i not in missing]
    without = fixes.apply(again, kept)
    assert without == out and (not kept or lost(without) == {})


@settings(deadline=None, max_examples=25)
@given(text=edits())
def test_after_any_edits_each_line_is_found_where_it_stood_or_said_to_be_gone(text: str) -> None:
    again = read(text)
    heard = {plain(again.text[q.start : q.end]) for q in again.quotes}
    stand: dict[tuple[str, str, str], list[int]] = {}
    for q in again.quotes:
        at = place(again, q)
        stand.setdefault((at["words"], at["before"], at["after"]), []).append(q.id)
    for quote in harbour().quotes:
        at = place(harbour(), quote)
        out = fixes.apply(again, [{"do": "dismiss"} | at])
        reason = lost(out).get(0)
        dismissed = {q.id for q in again.quotes} - {q.id for q in out.quotes}
        assert len(dismissed) == (reason is None)
        same = stand.get((at["words"], at["before"], at["after"]), [])
        if plain(at["words"]) not in heard:
            assert reason == "no quotation has these words"
        elif len(same) == 1:
            assert dismissed == set(same), "it stands once as it stood: there and nowhere else"
