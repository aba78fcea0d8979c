"""A column of spans reads as the tuple of pairs that it stands for."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from fabula.source.source import Source
from fabula.text import annotate
from fabula.text.spans import Spans

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8).map(tuple)


@given(PAIRS, PAIRS, st.slices(8))
def test_spans_do_all_that_a_tuple_of_them_does(
    pairs: tuple[tuple[int, int], ...], others: tuple[tuple[int, int], ...], part: slice
) -> None:
    spans = Spans.of(pairs)
    assert tuple(spans) == pairs
    assert len(spans) == len(pairs)
    assert spans[part] == pairs[part]
    assert [spans[i] for i in range(-len(pairs), len(pairs))] == [*pairs, *pairs]
    assert (spans == others) == (others == spans) == (pairs == others)
    assert (spans == Spans.of(others)) == (pairs == others)
    assert hash(spans) == hash(pairs)
    assert pickle.loads(pickle.dumps(spans)) == pairs
    assert Spans.of(spans) is spans


def test_a_word_that_comes_again_is_the_same_string_again() -> None:
    text = annotate(Source("a.txt", "txt", "", "The owl saw. “The owl,” she said, saw the owl."))
    owls = [word for word in text.words if word == "owl"]
    assert len(owls) == 3 and all(owl is owls[0] for owl in owls)
    assert text.lower[0] is text.lower[5] == "the"


def test_what_stands_beyond_white_space_still_tells_initials_and_numbers() -> None:
    text = annotate(Source("a.txt", "txt", "", "J. Orr said no. J. is here. No. 5 it was. No. No."))
    assert [word for word in text.words if word[0] in "JN"] == ["J.", "J", "No.", "No", "No"]
