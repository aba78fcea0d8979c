"""Word documents."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import pytest
from books import PROSE, docx, paragraph

from fabula.errors import BrokenSource, ProtectedSource, UnsupportedFormat
from fabula.source import from_bytes

TWO = "“Go to bed,” said Tam from the stairs."
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
)


def test_paragraphs_and_core_properties() -> None:
    source = from_bytes(docx(paragraph(PROSE) + paragraph(TWO)), "lamp.docx")
    assert source.media == "docx"
    assert source.text == f"{PROSE}\n\n{TWO}"
    assert source.header == {"title": "The Lamp", "author": "Ann Quill"}


def test_headings_by_style_are_chapters_and_the_title_is_the_header() -> None:
    body = (
        paragraph("The Lamp", "T")
        + paragraph("Frost", "H1")
        + paragraph(PROSE)
        + paragraph("Prints", "H1")
        + paragraph(TWO)
    )
    source = from_bytes(docx(body, styles=STYLES), "lamp.docx")
    assert [s.title for s in source.sections] == ["Frost", "Prints"]
    assert source.text == f"{PROSE}\n\n{TWO}"


def test_the_title_as_printed_is_believed_before_the_file_s_properties() -> None:
    body = paragraph("Night Ferry", "T") + paragraph("by Jo Weir") + paragraph("Frost", "H1")
    source = from_bytes(docx(body + paragraph(PROSE), styles=STYLES), "lamp.docx")
    assert source.header == {
        "title": "Night Ferry",
        "author": "Jo Weir",
    }  # not: The Lamp, Ann Quill
    assert (source.text, [s.title for s in source.sections]) == (PROSE, ["Frost"])


def test_hidden_text_is_left_out() -> None:
    run = "<w:r><w:rPr>{}</w:rPr><w:t xml:space='preserve'>{}</w:t></w:r>"
    marks = (
        ("<w:vanish/>", "secret "),
        ('<w:vanish w:val="0"/>', "The lamp "),
        ("<w:b/>", "was out."),
    )
    hidden = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"  # the paragraph's mark alone
    body = hidden + "".join(run.format(*mark) for mark in marks) + "</w:p>"
    assert from_bytes(docx(body), "lamp.docx").text == "The lamp was out."


def test_levels_that_are_no_numbers_are_no_headings() -> None:
    odd = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Heading{n}"/><w:outlineLvl w:val="{n}"/></w:pPr>'
        f"<w:r><w:t>{PROSE}</w:t></w:r></w:p>"
        for n in ("¹", "9" * 5000)
    )
    styles = '<w:style w:styleId="S"><w:name w:val="heading ¹"/><w:outlineLvl w:val="²"/></w:style>'
    source = from_bytes(docx(odd, styles=styles), "lamp.docx")
    assert PROSE in source.text


def test_runs_breaks_and_tabs() -> None:
    body = "<w:p><w:r><w:t>The la</w:t></w:r><w:r><w:t xml:space='preserve'>mp </w:t><w:tab/><w:t>was out.</w:t></w:r></w:p>"
    verse = "<w:p><w:r><w:t>O lamp of brass</w:t><w:br/><w:t>that I have trimmed</w:t></w:r></w:p>"
    source = from_bytes(docx(body + verse), "lamp.docx")
    assert source.text == "The lamp was out.\n\nO lamp of brass\nthat I have trimmed"


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    body = (
        "<w:p><w:r><w:t>The lamp was </w:t></w:r><w:del><w:r><w:delText>lit</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>out.</w:t></w:r></w:ins></w:p>"
    )
    assert (
        from_bytes(docx(body.replace("was ", "was&#32;")), "lamp.docx").text == "The lamp was out."
    )


def test_footnotes_are_set_apart() -> None:
    source = from_bytes(docx(paragraph(PROSE), footnotes=paragraph("A brass one.")), "lamp.docx")
    assert source.text == PROSE
    assert source.header["footnotes"] == "A brass one."


def test_a_lone_mark_is_a_scene_break() -> None:
    source = from_bytes(docx(paragraph(PROSE) + paragraph("* * *") + paragraph(TWO)), "lamp.docx")
    assert source.breaks == (len(PROSE) + 2,)


def test_a_typed_header() -> None:
    source = from_bytes(
        docx(paragraph("Rating: PG") + paragraph("Fandom: Lanterns") + paragraph(PROSE)),
        "lamp.docx",
    )
    assert (source.header["rating"], source.header["fandom"]) == ("PG", "Lanterns")
    assert source.text == PROSE


def test_entity_bombs_passwords_and_old_word_files() -> None:
    body = docx(paragraph(PROSE), styles="<!DOCTYPE x [<!ENTITY a 'b'>]>")
    with pytest.raises(BrokenSource, match="entities"):
        from_bytes(body, "lamp.docx")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(ProtectedSource, match="password"):
        from_bytes(ole + "EncryptedPackage".encode("utf-16-le"), "lamp.docx")
    with pytest.raises(UnsupportedFormat, match="docx"):
        from_bytes(ole, "lamp.doc")
