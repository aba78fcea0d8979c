"""Markdown."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

from books import PROSE

from fabula.source import from_bytes


def read(text: str):  # type: ignore[no-untyped-def]
    return from_bytes(text.encode(), "lamp.md")


def test_headings_breaks_and_emphasis() -> None:
    source = read(
        f"# The Lamp\n\n## Frost\n\nIt was *very* cold, __so__ cold.\n\n* * *\n\n{PROSE}\n\n## Prints\n\nThe ***end*** of it.\n"
    )
    assert source.media == "md"
    assert source.header == {"title": "The Lamp"}
    assert [s.title for s in source.sections if s.kind == "chapter"] == ["Frost", "Prints"]
    assert source.text == f"It was very cold, so cold.\n\n{PROSE}\n\nThe end of it."
    assert len(source.breaks) == 1


def test_marks_without_a_partner_are_the_authors_own() -> None:
    assert read("Two * three is six, and snake_case_names stay, and 5*4 too.").text == (
        "Two * three is six, and snake_case_names stay, and 5*4 too."
    )
    assert read(r"A \*star\* and an \_underline\_.").text == "A *star* and an _underline_."


def test_lines_of_a_paragraph_are_joined_and_hard_ends_kept() -> None:
    assert read(
        "The lamp\nwas out.\n\nO lamp of brass  \nthat I have trimmed\\\nburn on\n"
    ).text == ("The lamp was out.\n\nO lamp of brass\nthat I have trimmed\nburn on")


def test_underlined_headings_quotes_lists_links_and_comments() -> None:
    source = read(
        f"Frost\n=====\n\n> It was [cold](http://x.y), she said.\n\n- one lamp\n- two lamps\n\n<!-- no -->\n\n{PROSE}\n\nPrints\n------\n\n{PROSE}\n"
    )
    assert source.text == f"It was cold, she said.\n\none lamp\n\ntwo lamps\n\n{PROSE}\n\n{PROSE}"
    assert [s.title for s in source.sections] == ["Frost", "Prints"]


def test_front_matter_is_the_header() -> None:
    source = read(
        f'---\ntitle: "The Lamp"\nauthor: Ann Quill\ntags: [frost, lamps]\n---\n\n{PROSE}\n'
    )
    assert source.header == {"title": "The Lamp", "author": "Ann Quill", "tags": ("frost", "lamps")}
    assert source.text == PROSE


def test_front_matter_may_quote_fold_and_list() -> None:
    source = read(
        "---\ntitle: My \"Tale\"\nauthor: 'Ann Quill'\nsummary: >\n  Nell waits:\n  - for Tom.\n\n"
        'notes: |-\n  One.\n  Two.\ntags: [frost, "slow, burn"]\nwarnings:\n  - "none"\n---\n\n'
        f"{PROSE}\n"
    )
    assert source.header == {
        "title": 'My "Tale"',
        "author": "Ann Quill",
        "summary": "Nell waits: - for Tom.",
        "notes": "One.\nTwo.",
        "tags": ("frost", "slow, burn"),
        "warnings": "none",
    }
    assert source.text == PROSE


def test_a_million_asterisks_take_no_time() -> None:
    assert read("**a " * 300_000 + PROSE).text.endswith(PROSE)
    assert read("[" * 300_000 + PROSE).text.endswith(PROSE)
