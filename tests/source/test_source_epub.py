"""E-books: spine order, contents as titles, notes and front matter set apart; no trust."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import zipfile
from io import BytesIO

import pytest
from books import CONTAINER, PROSE, epub, xhtml, zipped

from fabula.errors import BrokenSource, FabulaError, ProtectedSource, TooLarge
from fabula.source import from_bytes

ONE = PROSE
TWO = (
    "“Go to bed,” said Tam from the stairs. “He knows the way, and he has the other lamp with him.”"
)
NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'


def test_the_spine_gives_the_order() -> None:
    book = epub(
        {"a.xhtml": xhtml(f"<p>{ONE}</p>"), "b.xhtml": xhtml(f"<p>{TWO}</p>")},
        spine='<itemref idref="d1"/><itemref idref="d0"/>',
    )
    source = from_bytes(book, "lamp.epub")
    assert source.media == "epub"
    assert source.text == f"{TWO}\n\n{ONE}"


def test_metadata_becomes_the_header() -> None:
    metadata = (
        '<dc:title id="t">The Lamp</dc:title><dc:creator>Ann Quill</dc:creator><dc:creator>Bo Reed</dc:creator>'
        "<dc:language>en</dc:language><dc:publisher>Lane Press</dc:publisher><dc:date>2020-01-02</dc:date>"
        "<dc:subject>Lamps</dc:subject><dc:subject>Frost</dc:subject><dc:identifier>urn:isbn:1</dc:identifier>"
    )
    header = from_bytes(
        epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")}, metadata=metadata), "x.epub"
    ).header
    assert header == {
        "title": "The Lamp",
        "author": ("Ann Quill", "Bo Reed"),
        "language": "en",
        "publisher": "Lane Press",
        "published": "2020-01-02",
        "subjects": ("Lamps", "Frost"),
        "identifier": "urn:isbn:1",
    }


def test_the_nav_names_chapters_that_have_no_heading() -> None:
    nav = xhtml(
        '<nav epub:type="toc"><ol><li><a href="a.xhtml">Frost</a></li><li><a href="b.xhtml">Prints</a></li></ol></nav>'
    )
    book = epub(
        {"a.xhtml": xhtml(f"<p>{ONE}</p>"), "b.xhtml": xhtml(f"<h2>Prints</h2><p>{TWO}</p>")},
        items=NAV_ITEM,
        extra={"OEBPS/nav.xhtml": nav},
    )
    source = from_bytes(book, "x.epub")
    assert [s.title for s in source.sections] == ["Frost", "Prints"]
    assert source.text == f"{ONE}\n\n{TWO}"


def test_the_ncx_of_version_two_names_parts_of_one_document() -> None:
    ncx = (
        '<?xml version="1.0"?><ncx><navMap>'
        '<navPoint><navLabel><text>Frost</text></navLabel><content src="a.xhtml#one"/></navPoint>'
        '<navPoint><navLabel><text>Prints</text></navLabel><content src="a.xhtml#two"/></navPoint></navMap></ncx>'
    )
    book = epub(
        {"a.xhtml": xhtml(f'<div id="one"><p>{ONE}</p></div><div id="two"><p>{TWO}</p></div>')},
        items='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        toc=' toc="ncx"',
        extra={"OEBPS/toc.ncx": ncx},
    )
    assert [s.title for s in from_bytes(book, "x.epub").sections] == ["Frost", "Prints"]


def test_documents_outside_the_line_of_reading_are_left_out() -> None:
    book = epub(
        {"a.xhtml": xhtml(f"<p>{ONE}</p>"), "b.xhtml": xhtml(f"<p>{TWO}</p>")},
        spine='<itemref idref="d0"/><itemref idref="d1" linear="no"/>',
    )
    assert from_bytes(book, "x.epub").text == ONE


def test_cover_title_page_copyright_and_contents_are_no_prose() -> None:
    book = epub(
        {
            "cover.xhtml": xhtml('<p><img src="c.jpg" alt="Cover"/>Lane Press</p>'),
            "t.xhtml": xhtml(
                '<section epub:type="titlepage"><h1>The Lamp</h1><p>Ann Quill</p></section>'
            ),
            "c.xhtml": xhtml("<p>Copyright © 2020 Ann Quill. All rights reserved. ISBN 1</p>"),
            "toc.xhtml": xhtml('<p><a href="a.xhtml">Frost</a></p>'),
            "a.xhtml": xhtml(f"<h2>Frost</h2><p>{ONE}</p>"),
        }
    )
    source = from_bytes(book, "x.epub")
    assert source.text == ONE
    assert [s.title for s in source.sections] == ["Frost"]


def test_the_dedication_is_kept_as_front_matter() -> None:
    book = epub(
        {
            "d.xhtml": xhtml(
                '<section epub:type="dedication"><p>For everybody who waits up.</p></section>'
            ),
            "a.xhtml": xhtml(f'<section epub:type="chapter"><h2>Frost</h2><p>{ONE}</p></section>'),
            "z.xhtml": xhtml("<h2>Acknowledgments</h2><p>Thanks to the lamp.</p>"),
        }
    )
    source = from_bytes(book, "x.epub")
    assert [(s.kind, source.text[s.start : s.end]) for s in source.sections] == [
        ("front", "For everybody who waits up."),
        ("chapter", ONE),
        ("back", "Thanks to the lamp."),
    ]


def test_footnotes_and_their_marks_are_set_apart() -> None:
    body = (
        f'<p>{ONE}<a epub:type="noteref" href="#n1">1</a></p><p>The lamp<sup><a href="#n1">2</a></sup> was out.</p>'
        '<aside epub:type="footnote" id="n1"><p>A brass one.</p></aside>'
    )
    source = from_bytes(epub({"a.xhtml": xhtml(body)}), "x.epub")
    assert source.text == f"{ONE}\n\nThe lamp was out."
    assert source.header["footnotes"] == "A brass one."


def test_page_break_marks_leave_no_trace() -> None:
    body = f'<p>The lane was <span epub:type="pagebreak" id="p12">12</span>white. {ONE}</p>'
    assert from_bytes(epub({"a.xhtml": xhtml(body)}), "x.epub").text == f"The lane was white. {ONE}"


def test_an_archive_e_book() -> None:
    preface = (
        '<div id="preface"><p class="message"><b>The Lamp</b><br/>Posted originally on the <a'
        ' href="http://archiveofourown.org/">Archive of Our Own</a> at <a'
        ' href="http://archiveofourown.org/works/9">http://archiveofourown.org/works/9</a>.</p><div class="meta">'
        '<dl class="tags"><dt>Rating:</dt><dd><a href="x">Mature</a></dd></dl><h1>The Lamp</h1>'
        '<div class="byline">by <a rel="author" href="u">moth_9</a></div><p>Summary</p>'
        '<blockquote class="userstuff"><p>Somebody waits.</p></blockquote></div></div>'
    )
    chapter = (
        '<div id="chapters" class="userstuff"><div class="meta group"><h2 class="heading">Frost</h2></div>'
        f'<div class="userstuff2"><p>{ONE}</p></div></div>'
    )
    book = epub(
        {"p.xhtml": xhtml(preface), "c.xhtml": xhtml(chapter)},
        metadata="<dc:publisher>Archive</dc:publisher>",
    )
    source = from_bytes(book, "x.epub")
    assert source.text == ONE
    assert source.header["author"] == "moth_9"
    assert source.header["rating"] == "Mature"
    assert source.header["summary"] == "Somebody waits."
    assert [s.title for s in source.sections] == ["Frost"]


def test_an_e_book_without_suffix_or_named_txt_is_read_as_one() -> None:
    book = epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")})
    assert from_bytes(book, "lamp").media == "epub"
    assert from_bytes(book, "lamp.txt").text == ONE


@pytest.mark.parametrize("member", ["META-INF/rights.xml", "META-INF/license.lcpl"])
def test_a_book_with_a_licence_to_read_is_protected(member: str) -> None:
    with pytest.raises(ProtectedSource, match="DRM"):
        from_bytes(epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")}, extra={member: "<x/>"}), "x.epub")


def encryption(algorithm: str) -> str:
    return (
        '<encryption xmlns:enc="e"><enc:EncryptedData><enc:EncryptionMethod Algorithm="'
        + algorithm
        + '"/>'
        '<enc:CipherData><enc:CipherReference URI="OEBPS/a.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>'
    )


def test_encrypted_text_is_protected_but_obfuscated_fonts_are_not() -> None:
    documents = {"a.xhtml": xhtml(f"<p>{ONE}</p>")}
    aes = {"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    with pytest.raises(ProtectedSource):
        from_bytes(epub(documents, extra=aes), "x.epub")
    font = {"META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    assert from_bytes(epub(documents, extra=font), "x.epub").text == ONE


def test_a_book_without_a_spine_is_broken() -> None:
    with pytest.raises(BrokenSource, match="spine"):
        from_bytes(epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")}, spine=""), "x.epub")


@pytest.mark.parametrize(
    "href",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "..%2f..%2f..%2fetc/passwd",
        "gone.xhtml",
    ],
)
def test_a_spine_that_points_outside_is_never_followed(href: str) -> None:
    package = (
        '<package><metadata/><manifest><item id="x" href="'
        + href
        + '" media-type="application/xhtml+xml"/>'
        "{more}</manifest><spine><itemref idref='x'/>{ref}</spine></package>"
    )
    with pytest.raises(BrokenSource):
        from_bytes(epub({}, opf=package.format(more="", ref="")), "x.epub")
    more = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    book = epub(
        {"a.xhtml": xhtml(f"<p>{ONE}</p>")},
        opf=package.format(more=more, ref="<itemref idref='a'/>"),
    )
    assert from_bytes(book, "x.epub").text == ONE


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(TooLarge):
        from_bytes(epub({"a.xhtml": xhtml("<p>" + "A" * 40_000_000 + "</p>")}), "x.epub")
    with pytest.raises(TooLarge):
        from_bytes(epub({"a.xhtml": xhtml("<p>" + "A" * 9_000_000 + "</p>")}), "x.epub")


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    book = epub({"a.xhtml": xhtml(f"<p>{ONE}</p>" + "<p>A lamp.</p>" * 10_000)})
    with zipfile.ZipFile(BytesIO(book)) as archive:
        size = archive.getinfo("OEBPS/a.xhtml").file_size
    lying = book.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != book
    with pytest.raises(FabulaError):
        from_bytes(lying, "x.epub")


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n + 1} "{"&lol;" if n == 0 else f"&lol{n};" * 10}">' for n in range(9))
    + "]>"
)


def test_entity_bombs_never_go_off() -> None:
    good = {"a.xhtml": xhtml(f"<p>{ONE}</p>")}
    with pytest.raises(BrokenSource, match="entities"):
        from_bytes(epub(good, container=BOMB + CONTAINER + "&lol9;"), "x.epub")
    with pytest.raises(BrokenSource, match="entities"):
        from_bytes(
            epub(good, metadata="<dc:title>&lol9;</dc:title>", opf=BOMB + "<package/>"), "x.epub"
        )
    inside = epub({"a.xhtml": xhtml(f"<p>{ONE}</p><p>&lol9;</p>", head=BOMB)})
    assert from_bytes(inside, "x.epub").text == f"{ONE}\n\n&lol9;"


def test_archives_that_are_no_books() -> None:
    with pytest.raises(FabulaError, match="zip"):
        from_bytes(zipped({"a.txt": "hello"}), "x.epub")
    with pytest.raises(BrokenSource):
        from_bytes(b"PK\x03\x04 and then nothing", "x.epub")
    with pytest.raises(BrokenSource):
        from_bytes(epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")})[:400], "x.epub")


def test_an_archive_of_a_hundred_thousand_members_is_refused() -> None:
    many = epub({"a.xhtml": xhtml(f"<p>{ONE}</p>")}) + b"PK\x01\x02" * 100_000
    with pytest.raises(TooLarge, match="members"):
        from_bytes(many, "x.epub")
