"""Headings, scene breaks and furniture: recognized where they are, never where prose is."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import pytest
from books import PROSE

from fabula.source import from_text
from fabula.source.headings import is_break, is_title, mark_of, named, value_of

LONG = "\n\n".join([PROSE] * 4)


def titles(text: str) -> list[str | None]:
    return [s.title for s in from_text(text).sections if s.kind != "scene"]


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER I",
        "Chapter 12",
        "chapter 3",
        "CHAPTER IV.",
        "Chapter Twenty-One",
        "Chapter the Last",
        "-- Chapter 1 --",
        "~*~ Chapter 1: Frost ~*~",
        "CHAPTER I. Mrs. Marrow is Surprised",
        "Chapter I The Lamp",
        "BOOK ONE",
        "Part Two: The Lane",
        "LETTER IV",
        "Volume I",
        "Act 2",
        "Book the Third",
        "PART ONE--The Old Lamp",
    ],
)
def test_lines_that_name_a_part(line: str) -> None:
    assert mark_of(line) is not None
    assert titles(f"{line}\n\n{LONG}\n") == [line.strip("-~* ")]


@pytest.mark.parametrize(
    "line",
    [
        "Part of me wanted to run.",
        "Book two lay on the table.",
        "Part I played badly.",
        "Chapter and verse, she had it all.",
        "Act one way and speak another.",
        "Letter one had come on a Monday, letter two on the Tuesday.",
        "Section eight, they called it.",
        "Part two, the easy part, was over.",
    ],
)
def test_prose_that_begins_alike_is_prose(line: str) -> None:
    assert mark_of(line) is None
    assert from_text(f"{line}\n\n{PROSE}\n").text == f"{line}\n\n{PROSE}"


def test_the_value_of_numbers() -> None:
    assert [value_of(n) for n in ("4", "IX", "xl", "twenty-one", "third", "MCMXC")] == [
        4,
        9,
        40,
        21,
        3,
        1990,
    ]
    assert [value_of(n) for n in ("IIX", "lamp", "", "¹", "1" * 9000)] == [None] * 5


def test_a_title_under_the_number_belongs_to_the_heading() -> None:
    assert titles(
        f"CHAPTER I\n\nTHE LAMP\n\n\n{LONG}\n\n\nCHAPTER II\n\nThe Other Lamp\n\n{LONG}\n"
    ) == [
        "CHAPTER I: THE LAMP",
        "CHAPTER II: The Other Lamp",
    ]
    assert titles(f"CHAPTER I.\nDown the Lane\n\n\n{LONG}\n") == ["CHAPTER I. Down the Lane"]


def test_the_first_line_of_speech_is_no_title() -> None:
    source = from_text(f'CHAPTER I\n\n"Wren!"\n\n{LONG}\n\nCHAPTER II\n\nShe ran.\n\n{LONG}\n')
    assert '"Wren!"\n\n' in source.text
    assert "She ran.\n\n" in source.text


def test_prose_right_under_the_chapter_line_is_kept() -> None:
    source = from_text(f"Chapter 1\n{PROSE}\n\nChapter 2\n{PROSE}\n")
    assert source.text == f"{PROSE}\n\n{PROSE}"


def test_numerals_that_count_on_are_chapters() -> None:
    assert titles(f"I\n\n{LONG}\n\nII\n\n{LONG}\n\nIII\n\n{LONG}\n") == ["I", "II", "III"]
    assert titles(f"1.\n\n{LONG}\n\n2.\n\n{LONG}\n") == ["1.", "2."]
    assert titles(f"One\n\n{LONG}\n\nTwo\n\n{LONG}\n") == ["One", "Two"]
    assert titles(f"I. THE LAMP\n\n{LONG}\n\nII. THE LANE\n\n{LONG}\n") == [
        "I. THE LAMP",
        "II. THE LANE",
    ]


def test_a_lone_numeral_and_a_numbered_list_are_prose() -> None:
    assert "\n\nVII\n\n" in from_text(f"{LONG}\n\nVII\n\n{LONG}\n").text
    assert "1. Milk" in from_text(f"{LONG}\n\n1. Milk\n\n2. Oil\n\n3. Wick\n\n{LONG}\n").text


def test_books_over_chapters() -> None:
    text = f"BOOK ONE\n\nTHE LAMP\n\n\nCHAPTER ONE\n\nFROST\n\n\n{LONG}\n\n\nCHAPTER TWO\n\nPRINTS\n\n\n{LONG}\n"
    assert titles(text) == ["BOOK ONE: THE LAMP / CHAPTER ONE: FROST", "CHAPTER TWO: PRINTS"]


def test_named_parts_have_their_kinds() -> None:
    text = f"PREFACE\n\n{PROSE}\n\nPROLOGUE\n\n{LONG}\n\nChapter 1\n\n{LONG}\n\nEpilogue\n\n{PROSE}\n\nAFTERWORD\n\n{PROSE}\n"
    assert [(s.kind, s.title) for s in from_text(text).sections] == [
        ("front", "PREFACE"),
        ("chapter", "PROLOGUE"),
        ("chapter", "Chapter 1"),
        ("chapter", "Epilogue"),
        ("back", "AFTERWORD"),
    ]
    assert named("Introduction to the matter was made by Tam.") is None
    assert named("Conclusion was the last thing on her mind") is None


def test_a_motto_before_the_first_chapter_is_front_matter() -> None:
    source = from_text(f"To everybody who waits up\n\n\nCHAPTER I\n\n{LONG}\n")
    assert [s.kind for s in source.sections] == ["front", "chapter"]


@pytest.mark.parametrize(
    "mark",
    [
        "* * *",
        "***",
        "---",
        "- - -",
        "#",
        "# # #",
        "~",
        "~*~*~",
        "oOo",
        "xXx",
        "o0o0o",
        "-x-",
        "⁂",
        "❦",
        "_____",
        "=====",
        "• • •",
        "[scene break]",
        "~ Line Break ~",
        "x x x x",
    ],
)
def test_scene_break_marks(mark: str) -> None:
    assert is_break(mark)
    source = from_text(f"{PROSE}\n\n{mark}\n\n{PROSE}\n")
    assert source.text == f"{PROSE}\n\n{PROSE}"
    assert source.breaks == (len(PROSE) + 2,)


@pytest.mark.parametrize(
    "line", ["...", "…", ". . .", "“…”", '"--"', "?", "!", "Ox", "“O—O—O!”", "Xo, Tam"]
)
def test_silence_and_cries_are_no_breaks(line: str) -> None:
    assert not is_break(line)
    assert f"\n\n{line}\n\n" in from_text(f"{PROSE}\n\n{line}\n\n{PROSE}\n").text


def test_wide_blank_space_is_a_break_where_it_is_rare() -> None:
    body = "\n\n".join([PROSE] * 9)
    source = from_text(f"{body}\n\n\n\n\n{PROSE} And so.\n")
    assert source.breaks == (len(body) + 2,)
    assert from_text("\n\n\n\n\n".join([PROSE] * 5)).breaks == ()


def test_titles_and_sentences() -> None:
    assert is_title("The Lamp in the Lane") and is_title("WHAT! NO LAMP?")
    assert (
        not is_title("The lamp went out.")
        and not is_title("She ran")
        and not is_title("Dearest Meg,")
    )


def test_a_library_licence_goes_and_its_fields_stay() -> None:
    source = from_text(
        "The Project Gutenberg EBook of The Lamp, by Ann Quill\n\nThis eBook is for the use of anyone.\n\n"
        "Title: The Lamp\n\nAuthor: Ann Quill\n\nRelease Date: May 1, 2005 [EBook #1]\n\nLanguage: English\n\n"
        "*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n\n\nProduced by A. Reader\n\n\nTHE LAMP\n\nBy Ann Quill\n\n\n"
        f"CHAPTER I\n\n{LONG}\n\n\nTHE END\n\n*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n\nMore licence.\n"
    )
    assert source.text == LONG
    assert source.header["title"] == "The Lamp"
    assert source.header["author"] == "Ann Quill"
    assert source.header["language"] == "English"


def test_a_table_of_contents_goes() -> None:
    toc = "CONTENTS\n\nCHAPTER I. Frost\nCHAPTER II. Prints\nCHAPTER III. Thaw\n\n\n"
    chapters = "".join(
        f"CHAPTER {n}. {t}\n\n{LONG}\n\n\n"
        for n, t in (("I", "Frost"), ("II", "Prints"), ("III", "Thaw"))
    )
    source = from_text(toc + chapters)
    assert [s.title for s in source.sections] == [
        "CHAPTER I. Frost",
        "CHAPTER II. Prints",
        "CHAPTER III. Thaw",
    ]
    assert source.text == "\n\n".join([LONG] * 3)
    spaced = toc.replace("\nCHAPTER", "\n\nCHAPTER")
    assert from_text(spaced + chapters).text == source.text


def test_page_numbers_go_and_the_sentence_they_cut_is_whole_again() -> None:
    pages = [f"{PROSE} And then the lamp\n\n{n}\n\nwent out again. {PROSE}" for n in range(41, 46)]
    source = from_text("\n\n".join(pages))
    assert source.text.count("And then the lamp went out again.") == 5
    assert "43" not in source.text


def test_marks_in_brackets_go() -> None:
    source = from_text(
        f"The lane was [Pg 12]white. {PROSE}\n\n[Illustration: The lamp,\nlit]\n\n[Transcriber's Note: Spelling kept.]\n\n{PROSE}\n"
    )
    assert source.text == f"The lane was white. {PROSE}\n\n{PROSE}"
