"""A file and the text read from it are laid side by side, whatever was left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evaluation.align import align, overlap

RAW = (
    "THE KETTLE\n\nCHAPTER I\n\nMara put the\nkettle on. _Nobody_ spoke.\n\n"
    'CHAPTER II\n\n"It boils," she said at\nlast, and took it off.\n'
)
TEXT = "Mara put the kettle on. Nobody spoke.\n\n“It boils,” she said at last, and took it off."


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_words_are_found_again_past_headings_wraps_and_marks() -> None:
    aligned = align(RAW, TEXT)
    for raw, read in (
        ("Mara put the\nkettle", "Mara put the kettle"),
        ("_Nobody_ spoke", "Nobody spoke"),
        ("It boils,", "It boils,"),
        ("said at\nlast", "said at last"),
    ):
        found = aligned.into_text(*span(RAW, raw))
        assert found is not None
        assert TEXT[slice(*found)] == read
        assert aligned.of_text(*span(TEXT, read)) == aligned.of_raw(*span(RAW, raw))


def test_what_was_left_out_is_nowhere() -> None:
    aligned = align(RAW, TEXT)
    assert aligned.into_text(*span(RAW, "CHAPTER II")) is None
    assert 0.5 < aligned.kept < 1


def test_a_changed_letter_does_not_lose_the_thread() -> None:
    raw = "The caf? was shut. " + "Nobody minded that at all, least of all the cat. " * 3
    text = raw.replace("caf?", "café")
    aligned = align(raw, text)
    where = aligned.into_text(*span(raw, "least of all the cat"))
    assert where is not None and text[slice(*where)] == "least of all the cat"


@given(st.lists(st.text("abcdefgh .", min_size=30, max_size=80), min_size=1, max_size=8), st.data())
def test_dropping_whole_paragraphs_keeps_the_rest_in_order(parts: list[str], data) -> None:  # type: ignore[no-untyped-def]
    numbered = [f"{i}x{i}y{i}z {part} {i}p{i}q" * 2 for i, part in enumerate(parts)]
    kept = [p for p in numbered if data.draw(st.booleans())]
    raw, text = "\n\n".join(numbered), "\n\n".join(kept)
    aligned = align(raw, text)
    assert len(aligned.raw_of) == len(aligned.text_at)
    assert aligned.raw_of == sorted(aligned.raw_of)
    for part in kept:
        where = aligned.into_text(*span(raw, part.strip()))
        assert where is not None
        assert text[slice(*where)] == part.strip()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_laid_side_by_side(raw: str, text: str) -> None:
    aligned = align(raw, text)
    assert len(aligned.raw_of) == len(aligned.text_at)
    assert all(0 <= i <= max(0, len(aligned.raw_at) - 1) for i in aligned.raw_of)


def test_overlap_of_ranges() -> None:
    assert overlap((0, 5), (3, 9)) == 2
    assert overlap((0, 5), (5, 9)) == 0
