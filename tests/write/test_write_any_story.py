"""Whatever a story holds, its files are well formed and say the same."""

import csv
import io
import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from stories import spans
from test_write_html import HOSTILE, Page, check_harmless

from fabula.source.source import Section
from fabula.story.story import (
    Belief,
    Cast,
    Character,
    Entity,
    Event,
    Feeling,
    Mask,
    Mention,
    Quote,
    Relation,
    Scene,
    Story,
    Thought,
)
from fabula.write import WRITERS
from fabula.write.csv import unguard
from fabula.write.escape import CONTROL
from fabula.write.load import story_from

words = st.one_of(
    st.sampled_from((*HOSTILE, "“Yes,” said Ann.", "=1+1", "'tis", "a\nb", "\u2028", "")),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=25),
)
score = st.floats(0, 1).map(lambda x: round(x, 4))
id_ = st.integers(0, 6)


@st.composite
def stories(draw: Any) -> Story:
    text = "\n\n".join(draw(st.lists(words, max_size=6)))
    n = len(text)
    span = st.tuples(st.integers(0, n), st.integers(0, n)).map(lambda s: (min(s), max(s)))
    ids = st.lists(id_, max_size=3).map(tuple)
    maybe = st.none() | id_

    def several(make: Any, *parts: Any) -> tuple[Any, ...]:
        rows = draw(st.lists(st.tuples(*parts), max_size=4))
        return tuple(make(i, *row) for i, row in enumerate(rows))

    def spanned(kind: Any) -> Any:
        return lambda i, at, *rest: kind(i, *at, *rest)

    flag = st.booleans()
    count = st.integers(0, 9)
    people = several(
        Character, words, st.lists(words, max_size=2).map(tuple), st.none() | words, flag, flag,
        flag, count, count, count, st.integers(0, n),
    )  # fmt: skip
    emotions = st.sampled_from(("joy", "fear"))
    media = st.sampled_from(("speech", "writing", "message"))
    manner = st.sampled_from(("explicit", "anaphoric", "implicit"))
    kinds = st.sampled_from(("front", "chapter", "scene", "note", "back"))
    paragraphs, sentences, tokens = spans(text)
    if draw(flag):
        paragraphs = tuple(draw(st.lists(span, max_size=3)))
    sections = tuple(
        Section(kind, title, *at)
        for kind, title, at in draw(
            st.lists(st.tuples(kinds, st.none() | words, span), max_size=3)
        )
    )  # fmt: skip
    return Story(
        name=draw(words) + ".txt", media="txt", sha256="", model=draw(words),
        header=draw(st.dictionaries(words, words | st.lists(words, max_size=2).map(tuple))),
        text=text, sections=sections,
        breaks=tuple(sorted(draw(st.lists(st.integers(0, n), max_size=3)))),
        sentences=sentences, paragraphs=paragraphs, tokens=tokens, characters=Cast(people),
        entities=tuple(Entity(9 + i, "LOC", name, 1) for i, name in enumerate(draw(
            st.lists(words, max_size=2)
        ))),
        mentions=several(
            spanned(Mention), span, ids, st.sampled_from(("name", "nominal", "pronoun")),
            st.sampled_from(("PER", "LOC")), score,
        ),
        quotes=several(spanned(Quote), span, maybe, ids, maybe, manner, media, count, score),
        thoughts=several(spanned(Thought), span, maybe, score),
        events=several(spanned(Event), span, words, maybe, maybe, score),
        feelings=several(
            spanned(Feeling), span, maybe, emotions, st.just("felt"), maybe, st.none() | span,
            score,
        ),
        beliefs=several(spanned(Belief), span, id_, st.just("knows"), span, ids, score),
        relations=several(
            Relation, id_, id_, words, st.lists(span, max_size=2).map(tuple), score
        ),
        masks=several(Mask, id_, emotions, emotions, ids, ids, ids, score),
        scenes=several(
            spanned(Scene), span, st.none() | words, st.none() | words, ids, maybe,
            st.just("third"), st.just("past"),
        ),
    )  # fmt: skip


def outputs(story: Story, format: str) -> dict[str, str]:
    return {path: "".join(chunks) for path, chunks in WRITERS[format](story, "tale")}


NUMBER = re.compile(r"-[01]\.[0-9]{1,3}")


@given(stories())
@settings(max_examples=150, deadline=None)
def test_json_becomes_the_same_story(story: Story) -> None:
    assert story_from(json.loads(outputs(story, "json")["tale.json"])) == story


@given(stories())
@settings(max_examples=150, deadline=None)
def test_the_page_holds_the_text_in_order_and_no_markup_of_the_books(story: Story) -> None:
    page = Page(outputs(story, "html")["tale.html"])
    check_harmless(page)
    shown = "".join("".join(page.paragraphs).split())
    assert shown == "".join(story.text.translate(CONTROL).split())
    known = {c.id for c in story.characters}
    assert {int(kind.split()[0][1:]) for kind, _ in page.quotes if kind} <= known


@given(stories())
@settings(max_examples=150, deadline=None)
def test_tables_read_back(story: Story) -> None:
    for path, content in outputs(story, "csv").items():
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}, path
        for row in rows[1:]:
            for cell in row:  # a number below 0 is no formula, and no cell of words is one
                number = path.endswith(("/arcs.csv", "/warmth.csv")) and NUMBER.fullmatch(cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        if path.endswith("/characters.csv"):
            assert [unguard(row[1]) for row in rows[1:]] == [c.name for c in story.characters]
        if path.endswith("/quotes.csv"):
            assert [unguard(row[3]) for row in rows[1:]] == [
                story.text[q.start : q.end] for q in story.quotes
            ]


@given(stories())
@settings(max_examples=150, deadline=None)
def test_booknlp_files_have_their_columns_and_point_at_tokens(story: Story) -> None:
    written = outputs(story, "booknlp")
    tokens = written["tale.booknlp/tale.tokens"].split("\n")
    assert len(tokens) == len(story.tokens) + 2
    for kind, columns, first in (("tokens", 13, 3), ("entities", 6, 1), ("quotes", 7, 0)):
        lines = written[f"tale.booknlp/tale.{kind}"].split("\n")
        for line in lines[1:-1]:
            cells = line.split("\t")
            assert len(cells) == columns
            assert 0 <= int(cells[first]) < len(story.tokens)
            if kind != "tokens":
                assert int(cells[first]) <= int(cells[first + 1]) < len(story.tokens)
    people = json.loads(written["tale.booknlp/tale.book"])["characters"]
    assert sorted(p["id"] for p in people) == sorted(c.id for c in story.characters)
