"""What holds for every string: spans in order, in bounds, one within the other, nothing lost."""

import re
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.source.source import Section, Source
from fabula.text import Text, annotate, from_sentences
from fabula.text.marks import find_marks
from fabula.text.pairing import WINDOW, pair_marks

MARKS = list("\"“”„‘’'`«»‹›—–-.,!?…:;()[]<>_*\n\t ")
WORDS = ["he said", "said Ann", "Mr.", "J.", "I", "don't", "’tis", "boys'", "Ann", "Dee: ", "DEE. "]
ODD = ["[14:02] ", "é", "e\u0301", "👍🏽", "\ud800", "\0", "\u200b", "\u202e", "日本", "1,000"]
PIECES = st.sampled_from([*MARKS, *WORDS, *ODD, "--", "``", "''", "\n\n", "...", ". . ."])
STORIES = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES).map(" ".join)
)


def annotated(text: str, sections: tuple[Section, ...] = ()) -> Text:
    return annotate(Source("story.txt", "txt", "", text, sections))


def ordered(spans: list[tuple[int, int]]) -> bool:
    return all(a < b for a, b in spans) and all(p[1] <= q[0] for p, q in pairwise(spans))


def within(inner: list[tuple[int, int]], outer: list[tuple[int, int]]) -> bool:
    return all(any(a <= x and y <= b for a, b in outer) for x, y in inner)


def check(text: Text) -> None:
    string = text.string
    paragraphs, sentences, tokens = map(list, (text.paragraphs, text.sentences, text.tokens))
    assert ordered(paragraphs) and ordered(sentences) and ordered(tokens)
    assert all(a >= 0 and b <= len(string) for a, b in paragraphs)
    assert within(sentences, paragraphs)
    assert within(tokens, sentences)
    assert [string[a:b] for a, b in tokens] == list(text.words)
    # Nothing but white space lies outside tokens.
    outside = [(0, 0), *tokens, (len(string), len(string))]
    assert all(not string[p[1] : q[0]].strip() for p, q in pairwise(outside))

    quotations = text.quotations
    assert all(0 <= q.start < q.end <= len(string) for q in quotations)
    assert within([(q.start, q.end) for q in quotations], paragraphs)
    assert [q.start for q in quotations] == sorted(q.start for q in quotations)
    stack: list[tuple[int, int]] = []
    for q in quotations:
        while stack and stack[-1][0] <= q.start:
            stack.pop()
        # An inner quotation lies inside its outer one, one level deeper: never across its edge.
        assert not stack or q.end <= stack[-1][0]
        assert q.depth == len(stack)
        stack.append((q.end, q.depth))
    firsts = list(dict.fromkeys(q.turn for q in quotations))
    assert firsts == list(range(len(firsts)))
    assert ordered(list(text.asides)) and within(list(text.asides), paragraphs)
    for q in quotations:
        if q.label:
            assert q.label[0] < q.label[1] <= q.start


@given(STORIES)
def test_spans_nest_and_nothing_is_lost(story: str) -> None:
    text = annotated(story)
    assert text.string == story
    check(text)


@given(STORIES, st.integers(0, 40), st.integers(0, 40))
def test_no_speech_in_notes(story: str, start: int, length: int) -> None:
    note = Section("note", None, start, start + length)
    text = annotated(story, (note,))
    firsts = [a for a, _ in text.paragraphs if note.start <= a < note.end]
    for q in text.quotations:
        assert max((a for a, _ in text.paragraphs if a <= q.start)) not in firsts


@given(STORIES, STORIES)
def test_a_paragraph_is_read_the_same_before_any_other(story: str, later: str) -> None:
    """What follows a closed paragraph of narration never changes its sentences and tokens."""
    first = "It rained. Nobody spoke.\n\n"
    alone, more = annotated(first + story), annotated(first + story + "\n\n" + later)
    same = [t for t in more.tokens if t[1] <= len(first)]
    assert same == [t for t in alone.tokens if t[1] <= len(first)]


@given(st.lists(st.lists(st.text(min_size=1, max_size=6), max_size=8), max_size=8))
def test_ready_made_words_come_back(sentences: list[list[str]]) -> None:
    rows = [[w for w in s if not re.search(r"\s", w) and w.strip()] for s in sentences]
    text = from_sentences(rows)
    assert list(text.words) == [w for row in rows for w in row]
    assert len(text.sentences) == sum(1 for row in rows if row)
    check(text)


@given(STORIES)
def test_tokens_of_a_text_make_that_text_again(story: str) -> None:
    """Cutting, and setting with the white space that was there, gives the same words."""
    text = annotated(story)
    rows = [[text.words[i] for i in text.tokens_in(a, b)] for a, b in text.sentences]
    assert from_sentences(rows).words == text.words


@pytest.mark.parametrize("unit", ['"', "'", "“a ‘b ", '"a" ', "“‘’”", "«", "a' 'b "])
def test_marks_pair_in_windows_of_bounded_size(unit: str) -> None:
    """A paragraph with any number of marks is read window by window, so that time is linear."""
    story = unit * (2 * WINDOW // len(unit.strip()) + 7)
    marks = find_marks(story, 0, len(story))
    pairs = pair_marks(marks, 0, len(story), "DG")
    assert all(0 <= p.start < p.end <= len(story) for p in pairs)
    assert all(p.depth < 3 for p in pairs)
    assert len(pairs) <= len(marks)


@pytest.mark.parametrize(
    "story",
    [
        '"' * 100_000,
        "'" * 100_000,
        "a' 'b " * 20_000,
        "“‘" * 20_000 + "’”" * 20_000,
        "—" * 100_000,
        "- " * 100_000,
        "— a\n\n" * 20_000,
        "— " + "said he, I said. " * 10_000 + "\n\n— b\n\n— c",
        "a: b\n" * 20_000,
        "[" * 100_000,
        "1:" * 100_000,
        ". " * 100_000,
        "A. " * 50_000,
        "``a'' " * 20_000,
        "''" * 50_000,
        "\n \t" * 100_000,
        "a'" * 100_000,
        "n't" * 50_000,
        "a" + "\u0301" * 100_000,
        '"Hello there\n\n' * 10_000,
        '"' + "a, " * 50_000,
        'a" ' * 20_000,
        "word " * 200_000,
        "a" * 20_000_000,
    ],
    ids=lambda story: repr(story[:8]),
)
def test_hostile_texts_are_read_to_the_end(story: str) -> None:
    text = annotated(story)
    assert sum(len(w) for w in text.words) == len(re.sub(r"\s", "", story))
    assert ordered(list(text.tokens)) and ordered(list(text.sentences))


@pytest.mark.parametrize(
    "unit",
    [
        "“It is late,” said Ann. The girls' coats were wet.\n\n",
        '"I\'d go," he said, "but" -- and left. ',
        "— No, said Tom. Never.\n\n",
        "Dee: are you coming\n\n",
        '"Never\n\n',
        "'' ",
    ],
)
def test_work_grows_as_the_text_does(unit: str) -> None:
    """Counted in calls of Python functions, not in seconds: eight times the text, at most some
    eight times the calls (with room for the sorted look-ups)."""

    def calls(times: int) -> int:
        count = 0

        def tick(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(tick)
        try:
            annotated(unit * times)
        finally:
            sys.setprofile(None)
        return count

    small, large = calls(100), calls(800)
    assert large < 10 * small


@given(STORIES, st.integers(-80, 700), st.integers(-80, 700))
def test_the_token_at_an_offset_is_the_last_to_begin_there(story: str, a: int, b: int) -> None:
    text = annotated(story * 4)
    begun = [i for i, (start, _) in enumerate(text.tokens) if start <= a]
    assert text.token_at(a) == (begun[-1] if begun else 0)
    inside = [i for i, (start, _) in enumerate(text.tokens) if a <= start < b]
    assert list(text.tokens_in(a, b)) == inside


@given(STORIES, st.integers(0), st.integers(0, 3), st.integers(0, 3))
def test_a_mention_has_the_tokens_around_its_head(
    story: str, head: int, before: int, after: int
) -> None:
    text = annotated(story)
    if text.tokens:
        head %= len(text.tokens)
        first, last = max(0, head - before), min(len(text.tokens) - 1, head + after)
        start, end = text.tokens[first][0], text.tokens[last][1]
        assert text.tokens_around(head, start, end) == (first, last)
