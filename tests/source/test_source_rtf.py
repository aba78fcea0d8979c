"""Rich Text files."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

from fabula.source import from_bytes

TOP = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Helvetica;}{\f1\fcharset204 Arial;}}{\colortbl;\red0\green0\blue0;}"


def text(body: bytes) -> str:
    return from_bytes(TOP + body + b"}", "lamp.rtf").text


def test_paragraphs_quotes_and_dashes() -> None:
    body = rb"\pard\plain \ldblquote Go to bed,\rdblquote  said Tam\emdash quietly.\par He didn\rquote t.\par"
    assert text(body) == "“Go to bed,” said Tam—quietly.\n\nHe didn’t."


def test_line_ends_in_the_file_mean_nothing() -> None:
    assert text(b"The lamp \r\nwas out\n.\\par\nSo.") == "The lamp was out.\n\nSo."


def test_bytes_in_hex_and_unicode_with_its_substitutes() -> None:
    assert (
        text(rb"caf\'e9, na\u239\'efve, \u8220?hm\u8221? \uc0\u8212 yes")
        == "café, naïve, “hm” —yes"
    )


def test_a_font_with_another_code_page() -> None:
    assert text(rb"{\f1 \'cb\'e0\'ec\'ef\'e0} stood.") == "Лампа stood."


def test_a_character_beyond_sixteen_bits() -> None:
    assert text(rb"A lamp \u-10179?\u-8832? here.") == "A lamp \U0001f580 here."


def test_fonts_pictures_and_field_codes_are_not_prose() -> None:
    body = rb"{\*\generator Word;}{\pict\wmetafile8 0102ff}The {\field{\*\fldinst HYPERLINK x}{\fldrslt lamp}} was out.\par"
    assert text(body) == "The lamp was out."


def test_title_and_author_and_footnotes() -> None:
    body = rb"{\info{\title The Lamp}{\author Ann Quill}}It was out.{\footnote A brass one.} So she slept.\par"
    source = from_bytes(TOP + body + b"}", "lamp.rtf")
    assert source.media == "rtf"
    assert source.text == "It was out. So she slept."
    assert source.header == {
        "title": "The Lamp",
        "author": "Ann Quill",
        "footnotes": "A brass one.",
    }


def test_outline_levels_are_headings() -> None:
    body = rb"{\outlinelevel0 Frost\par}\pard It was cold.\par{\outlinelevel0 Prints\par}\pard It was morning.\par"
    assert [s.title for s in from_bytes(TOP + body + b"}", "lamp.rtf").sections] == [
        "Frost",
        "Prints",
    ]


def test_braces_that_do_not_match() -> None:
    assert text(rb"}}}} It was out. {{{{ So.\par").endswith("So.")
    assert text(b"{" * 200_000 + b"It was out.") == "It was out."
