"""What fan writers type around a story becomes named fields; the story loses nothing."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import pytest

from fabula.source import from_bytes, from_text

STORY = (
    "Wren set the lamp on the sill and waited. Nobody came up the lane that night, and nobody had"
    " come the night before."
)
MORE = '"Go to bed," said Tam from the stairs. "He knows the way."'


def test_a_setting_line_without_label_and_prose_right_under_the_header() -> None:
    source = from_text(
        f'Season 3, after "Lanterns"\nRating: PG\nDisclaimer: They belong to the lamp company.\n{STORY}\n\n{MORE}\n'
    )
    assert source.header == {
        "setting": 'Season 3, after "Lanterns"',
        "rating": "PG",
        "disclaimer": "They belong to the lamp company.",
    }
    assert source.text == f"{STORY}\n\n{MORE}"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Title: The Lamp", "title", "The Lamp"),
        ("Author: Ann Quill", "author", "Ann Quill"),
        ("AUTHOR: Ann Quill", "author", "Ann Quill"),
        ("Fandom: Lanterns", "fandom", "Lanterns"),
        ("Rating: PG-13", "rating", "PG-13"),
        ("Rated: M", "rating", "M"),
        ("Rated M", "rating", "M"),
        ("**Rating:** R", "rating", "R"),
        ("Pairing: Wren/Tam", "pairing", "Wren/Tam"),
        ("Pairing(s): Wren/Tam", "pairing", "Wren/Tam"),
        ("Pairings - Wren/Tam", "pairing", "Wren/Tam"),
        ("Characters: Wren, Tam", "characters", "Wren, Tam"),
        ("Genre: Angst", "genre", "Angst"),
        ("Summary: Wren waits.", "summary", "Wren waits."),
        ("Warnings: none", "warnings", "none"),
        ("Spoilers: up to season three", "spoilers", "up to season three"),
        ("Disclaimer: not mine", "disclaimer", "not mine"),
        ("A/N: For my sister.", "notes", "For my sister."),
        ("AN: For my sister.", "notes", "For my sister."),
        ("Author's Note: For my sister.", "notes", "For my sister."),
        ("Author’s Notes: For my sister.", "notes", "For my sister."),
        ("Archive: Ask first.", "archive", "Ask first."),
        ("Feedback: yes please", "feedback", "yes please"),
        ("Beta: Moth", "beta", "Moth"),
        ("Word Count: 1,204", "words", "1,204"),
        ("Classification: V, A", "keywords", "V, A"),
    ],
)
def test_one_labelled_line_above_a_story_is_a_header(line: str, field: str, value: str) -> None:
    source = from_text(f"{line}\n\n{STORY}\n\n{MORE}\n")
    assert source.header == {field: value}
    assert source.text == f"{STORY}\n\n{MORE}"


@pytest.mark.parametrize(
    "opening",
    [
        "Note: I was dead.",
        "Dee: are you coming",
        "Date: the fourth. Weather: foul.",
        "Warning: the ice is thin, said the board.",
        "Sal: An hour, she said.",
        "I don't own a coat.",
        "A note lay on the table.",
        "Author's notes lay on the desk in heaps.",
        "By the river nobody spoke.",
        "Summary justice was done.",
        "Part of me wanted to run.",
        "Monday Morning",
        "Rated by nobody, loved by none, he went.",
        "An: that was her name.",
    ],
)
def test_a_story_that_opens_like_a_header_loses_no_prose(opening: str) -> None:
    source = from_text(f"{opening}\n\n{STORY}\n\n{MORE}\n")
    assert source.text == f"{opening}\n\n{STORY}\n\n{MORE}"
    assert source.header == {}


def test_a_chat_is_no_header() -> None:
    chat = "Dee: are you coming\nSal: in an hour\nDee: bring the rope\nSal: and the lamp?"
    source = from_text(f"{chat}\n\n{STORY}\n")
    assert source.header == {}
    assert "Sal: and the lamp?" in source.text


def test_a_summary_wrapped_over_several_lines() -> None:
    source = from_text(
        "Title: The Lamp\nRating: PG\nSummary: Wren waits for somebody who knows the way by heart and\n"
        "has never once been late until tonight, when\nhe is.\n\n"
        "Wren set the lamp on the sill and waited. Nobody came up the lane\nthat night, and nobody had"
        " come the night before, so that she\nwondered whether the lane was still there at all.\n\n"
        "It was. She went to look.\n"
    )
    assert source.header["summary"] == (
        "Wren waits for somebody who knows the way by heart and has never once been late until"
        " tonight, when he is."
    )
    assert source.text.startswith(
        "Wren set the lamp on the sill and waited. Nobody came up the lane that"
    )


def test_a_summary_under_its_label() -> None:
    source = from_text(f"Title: The Lamp\n\nSummary:\n\nWren waits.\n\nRating: K\n\n{STORY}\n")
    assert source.header == {"title": "The Lamp", "summary": "Wren waits.", "rating": "K"}


@pytest.mark.parametrize(
    ("top", "title", "author"),
    [
        ("The Long Lamp\n\nby Ann Quill", "The Long Lamp", "Ann Quill"),
        ("THE LONG LAMP\nBy Ann Quill", "THE LONG LAMP", "Ann Quill"),
        ("The Long Lamp by Ann Quill", "The Long Lamp", "Ann Quill"),
        ("a lamp for the lane\n\nby moth_9", "a lamp for the lane", "moth_9"),
        ("The Long Lamp\n\nby\n\nAnn Quill", "The Long Lamp", "Ann Quill"),
        ("The Long Lamp\nA Story by A. B. Quill", "The Long Lamp", "A. B. Quill"),
        ("The Long Lamp\nby Ann Quill\nRating: PG", "The Long Lamp", "Ann Quill"),
    ],
)
def test_title_and_byline_above_a_story(top: str, title: str, author: str) -> None:
    source = from_text(f"{top}\n\n{STORY}\n\n{MORE}\n")
    assert (source.header["title"], source.header["author"]) == (title, author)
    assert source.text == f"{STORY}\n\n{MORE}"


def test_an_unlabelled_disclaimer_among_labels() -> None:
    source = from_text(f"Rating: PG\n\nI don't own any of these characters.\n\n{STORY}\n")
    assert source.header["disclaimer"] == "I don't own any of these characters."
    assert source.text == STORY


def test_notes_in_brackets_in_the_midst_of_the_story() -> None:
    source = from_text(f"{STORY}\n\n(A/N: I know, I know!)\n\n{MORE}\n")
    assert source.header == {"notes": "I know, I know!"}
    assert source.text == f"{STORY}\n\n{MORE}"


def test_a_note_inside_a_paragraph() -> None:
    source = from_text(f"Wren lit the lamp (A/N: a brass one!) and sat down.\n\n{MORE}\n")
    assert source.text == f"Wren lit the lamp and sat down.\n\n{MORE}"
    assert source.header == {"notes": "A/N: a brass one!"} or source.header == {
        "notes": "a brass one!"
    }


@pytest.mark.parametrize(
    "end", ["The End", "THE END.", "Fin", "~ fin ~", "TBC", "To be continued...", "**END**"]
)
def test_end_marks_are_not_prose(end: str) -> None:
    source = from_text(f"{STORY}\n\n{MORE}\n\n{end}\n")
    assert source.text == f"{STORY}\n\n{MORE}"


def test_notes_after_the_end() -> None:
    source = from_text(
        f"{STORY}\n\n{MORE}\n\nThe End\n\nA/N: Thank you for reading.\n\nReviews are love.\n"
    )
    assert source.text == f"{STORY}\n\n{MORE}"
    assert source.header == {"end_notes": "Thank you for reading.\nReviews are love."}


def test_somebody_called_fin_speaks_on() -> None:
    tail = "\n\n".join([STORY] * 14)
    source = from_text(f"{MORE}\n\nFin\n\n{tail}\n")
    assert "\n\nFin\n\n" in source.text


def test_a_header_in_markdown_with_bold_labels() -> None:
    text = f"# The Lamp\n\n**Author:** Ann Quill\n**Rating:** T\n\n---\n\n{STORY}\n\n*{MORE}*\n"
    source = from_bytes(text.encode(), "lamp.md")
    assert source.header == {"title": "The Lamp", "author": "Ann Quill", "rating": "T"}
    assert source.text == f"{STORY}\n\n{MORE}"
    assert source.breaks == ()


def test_a_separator_after_the_header_is_no_scene_break() -> None:
    source = from_text(f"Title: The Lamp\nRating: PG\n\n* * *\n\n{STORY}\n\n* * *\n\n{MORE}\n")
    assert source.text == f"{STORY}\n\n{MORE}"
    assert source.breaks == (len(STORY) + 2,)


def test_notes_at_the_head_of_each_chapter() -> None:
    source = from_text(
        f"Title: The Lamp\n\nChapter 1\n\nA/N: First try.\n\n{STORY}\n\nChapter 2\n\nA/N: Thanks, all!\n\n{MORE}\n"
    )
    assert source.header == {"title": "The Lamp", "notes": ("First try.", "Thanks, all!")}
    assert [(s.title, source.text[s.start : s.end]) for s in source.sections] == [
        ("Chapter 1", STORY),
        ("Chapter 2", MORE),
    ]


@pytest.mark.parametrize(
    ("top", "header"),
    [
        (
            'Lanterns by Moth\nRated PG\n(Spoilers for "Frost")\n\nI don\'t own them, wish I did.\n\n***',
            {
                "title": "Lanterns",
                "author": "Moth",
                "rating": "PG",
                "spoilers": 'Spoilers for "Frost"',
                "disclaimer": "I don't own them, wish I did.",
            },
        ),
        (
            "Title: The Lamp\nAuthor's Notes: This came from a dream.\n\nThanks to Bo for the beta.\n\n~~~~~~",
            {"title": "The Lamp", "notes": "This came from a dream.\nThanks to Bo for the beta."},
        ),
        (
            "Disclaimer:\nThey belong to the lamp company.\n\nSummary:\nWren waits.\n\nRating:\nPG",
            {
                "disclaimer": "They belong to the lamp company.",
                "summary": "Wren waits.",
                "rating": "PG",
            },
        ),
        (
            "Lamp\nA Lanterns fanfic\nby Moth",
            {"title": "Lamp: A Lanterns fanfic", "author": "Moth"},
        ),
        ("[Title: Lamp]\n[Rating: PG]", {"title": "Lamp", "rating": "PG"}),
        (
            "Rating: T\nSummary: Wren waits,\nand waits.",
            {"rating": "T", "summary": "Wren waits, and waits."},
        ),
        ("Characters: Wren, Tam\nWarnings: none", {"characters": "Wren, Tam", "warnings": "none"}),
    ],
)
def test_whole_headers(top: str, header: dict[str, str]) -> None:
    source = from_text(f"{top}\n\n{STORY}\n\n{MORE}\n")
    assert source.header == header
    assert source.text == f"{STORY}\n\n{MORE}"


def test_what_an_author_adds_after_the_end() -> None:
    source = from_text(f"{STORY}\n\n{MORE}\n\nFin.\n\nFeedback is love: moth@example.org\n")
    assert source.header == {"end_notes": "Feedback is love: moth@example.org"}
    assert source.text == f"{STORY}\n\n{MORE}"


def test_a_first_scene_as_short_as_a_note_stays() -> None:
    source = from_text(f"A/N: First try.\n\nThe lane was white.\n\n* * *\n\n{STORY}\n")
    assert source.text == f"The lane was white.\n\n{STORY}"
