"""Web pages: Archive of Our Own (downloads and site), fanfiction.net, Project Gutenberg, others.

The pieces of a page are sorted into the story and what is said about it. A page that names its
regions is believed; on any other, the prose is what is not menus, links and other surroundings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fabula.source.block import Block, Draft, Fields, put
from fabula.source.decode import decode
from fabula.source.page import Piece, pieces_of
from fabula.source.plain import plain_blocks, short_lines

_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{2,40})""")
_META = {
    "author": "author",
    "dc.creator": "author",
    "dcterms.creator": "author",
    "dc.title": "title",
    "dcterms.title": "title",
    "og:title": "title",
}
_LABELS = {
    "summary": "summary",
    "notes": "notes",
    "chapter summary": "chapter_summary",
    "chapter notes": "notes",
    "end notes": "end_notes",
    "chapter end notes": "end_notes",
    "series this work belongs to": "series",
}
_TAGS = {
    "rating": "rating",
    "archive warning": "warnings",
    "archive warnings": "warnings",
    "category": "category",
    "categories": "category",
    "fandom": "fandom",
    "fandoms": "fandom",
    "relationship": "pairing",
    "relationships": "pairing",
    "character": "characters",
    "characters": "characters",
    "additional tags": "tags",
    "additional tag": "tags",
    "language": "language",
    "series": "series",
    "collections": "collections",
    "collection": "collections",
    "published": "published",
    "completed": "completed",
    "updated": "updated",
    "words": "words",
    "chapters": "chapters",
    "stats": "stats",
}
_STAT = re.compile(r"(Published|Completed|Updated|Words|Chapters): {0,3}(\S{1,40})")
_WORK = re.compile(r"https?://(?:www\.)?(?:archiveofourown|ao3)\.org/works/\d+")
_ARCHIVE_ZONES = frozenset(("tags", "meta", "chapter-meta", "end", "byline"))


def read_html(data: bytes) -> Draft:
    """An html page as blocks. Raises BrokenSource if the bytes are no text."""
    named = _CHARSET.search(data[:4096])
    source = decode(data, named[1].decode("ascii") if named else None)
    pieces, title = pieces_of(source)
    if not any(piece.lines for piece in pieces):
        pieces, title = pieces_of(source, around=True)
    fields: Fields = {}
    for name, content in _meta_tags(source[:20_000]):
        put(fields, name, [content])
    if is_archive(pieces):
        return Draft("html", archive_blocks(pieces, fields), fields)
    profile = [piece for piece in pieces if piece.zone == "profile"]
    if profile:
        fields.clear()
        _profile(profile, fields)
    boilerplate = [piece for piece in pieces if piece.zone == "boilerplate"]
    _boilerplate(boilerplate, fields)
    pieces = [piece for piece in pieces if piece.zone not in ("profile", "boilerplate")]
    footnotes = [piece.text for piece in pieces if piece.zone == "footnote"]
    put(fields, "footnotes", footnotes)
    blocks = blocks_of(_main(pieces))
    if title and "title" not in fields:
        put(fields, "page_title", [title])
    return Draft("html", blocks, fields)


def is_archive(pieces: Iterable[Piece]) -> bool:
    """Whether the pieces have the regions of an Archive of Our Own work."""
    return any(piece.zone in _ARCHIVE_ZONES for piece in pieces)


def archive_blocks(pieces: Sequence[Piece], fields: Fields) -> list[Block]:
    """The prose of an Archive of Our Own work; what is said of it goes into ``fields``."""
    story: list[Piece] = []
    label = ""
    gathered: list[str] = []

    def close() -> None:
        if label and gathered:
            put(fields, label, ["\n".join(gathered)], more=label not in ("summary",))
        gathered.clear()

    tag = ""
    for piece in pieces:
        if piece.zone == "tags":
            if piece.tag == "dt":
                tag = _TAGS.get(piece.text.rstrip(": ").lower(), "")
            elif tag:
                _tag_values(fields, tag, piece)
            continue
        if piece.zone == "story":
            close()
            label = ""
            story.append(piece)
            continue
        if piece.zone not in _ARCHIVE_ZONES:
            continue
        said = piece.text.rstrip(": ")
        named = _LABELS.get(said.lower())
        if named is not None:
            close()
            label = named
            if piece.zone == "chapter-meta" and label == "summary":
                label = "chapter_summary"
            elif piece.zone == "end" and label == "notes":
                label = "end_notes"
        elif piece.zone == "byline":
            put(fields, "author", piece.links or [re.sub(r"(?i)^by ", "", piece.text)])
        elif piece.quoted and label:
            gathered.append("\n".join(piece.lines))
        elif piece.tag in ("h1", "h2", "h3") and piece.zone == "chapter-meta":
            close()
            label = ""
            story.append(piece)
        elif piece.tag in ("h1", "h2"):
            put(fields, "title", [piece.text])
        elif label == "series" and piece.tag in ("li", "p"):
            gathered.append(piece.text)
        for href in piece.hrefs:
            work = _WORK.match(href)
            if work and "url" not in fields:
                put(fields, "url", [work[0]])
                if "Archive of Our Own" in piece.text and len(piece.lines) > 1:
                    put(fields, "title", [piece.lines[0]])
    close()
    return blocks_of(story)


def _tag_values(fields: Fields, tag: str, piece: Piece) -> None:
    if tag == "stats":
        for name, value in _STAT.findall(piece.text):
            put(fields, name.lower(), [value])
    elif tag in ("series", "language", "published", "completed", "updated", "words", "chapters"):
        put(fields, tag, [piece.text])
    elif piece.links:
        put(fields, tag, piece.links, more=True)
    else:
        put(fields, tag, piece.text.split(", "), more=True)


def blocks_of(pieces: Iterable[Piece]) -> list[Block]:
    """Blocks of pieces that are all part of the story."""
    blocks: list[Block] = []
    stanza = 0
    for piece in pieces:
        if piece.tag == "hr":
            blocks.append(Block("break", ("---",), gap=piece.gap, sure=True))
        elif piece.tag[0] == "h":
            lines = (" ".join(piece.lines),) if piece.tag > "h3" else piece.lines
            level = int(piece.tag[1])
            blocks.append(Block("heading", lines, level, gap=piece.gap, sure=True))
        elif piece.tag == "pre":
            blocks.extend(plain_blocks("\n".join(piece.lines)))
        elif piece.verse and piece.verse == stanza and not piece.gap and blocks:
            blocks[-1] = Block("verse", blocks[-1].lines + piece.lines, gap=blocks[-1].gap)
        elif piece.verse:
            blocks.append(Block("verse", piece.lines, gap=piece.gap))
        elif len(piece.lines) > 1:
            blocks.extend(short_lines(piece.lines, piece.gap))
        else:
            blocks.append(Block("paragraph", piece.lines, gap=piece.gap))
        stanza = piece.verse
    return blocks


def _main(pieces: list[Piece]) -> list[Piece]:
    """The pieces that are the story: the region so marked if it holds most, less link lists."""
    pieces = [piece for piece in pieces if piece.zone != "footnote"]
    marked = [piece for piece in pieces if piece.zone == "story"]
    if sum(map(_prose, marked)) * 2 > sum(map(_prose, pieces)):
        pieces = marked
    return [piece for piece in pieces if not _is_links(piece)]


def _prose(piece: Piece) -> int:
    size = sum(map(len, piece.lines))
    return size if size > 40 and not _is_links(piece) else 0


def _is_links(piece: Piece) -> bool:
    linked = sum(map(len, piece.links))
    return linked > 0 and linked * 2 > sum(map(len, piece.lines)) and piece.tag[0] != "h"


def _profile(pieces: list[Piece], fields: Fields) -> None:
    """The box above a story on fanfiction.net: title, author, summary, and a line of figures."""
    for piece in pieces:
        text = piece.text
        named = re.match(r"(?:Follow/Fav)?\s?(.{1,300}?)\s+By:\s*(\S.{0,100})", text)
        if named and "title" not in fields:
            put(fields, "title", [named[1]])
            put(fields, "author", [piece.links[0] if piece.links else named[2]])
        elif text.startswith("Rated:"):
            parts = text.split(" - ")
            put(fields, "rating", [parts[0].removeprefix("Rated:").replace("Fiction", "").strip()])
            if len(parts) > 2:
                put(fields, "language", [parts[1]])
            for part in parts[2:]:
                name, colon, value = part.partition(": ")
                if colon and (name.lower() in _TAGS or name == "Status"):
                    put(fields, name.lower(), [value])
                elif not colon and "genre" not in fields and part is parts[2]:
                    put(fields, "genre", part.split("/"))
                elif not colon:
                    put(fields, "characters", re.sub(r"[\[\]]", "", part).split(", "))
        elif "title" in fields and len(text) > 20:
            put(fields, "summary", [text])


def _boilerplate(pieces: list[Piece], fields: Fields) -> None:
    """Title, author and language from the header that Project Gutenberg puts before a book."""
    for piece in pieces:
        name, colon, value = piece.text.partition(": ")
        if colon and name in ("Title", "Author", "Translator", "Editor", "Language"):
            fields[name.lower()] = (value.strip(),)
        elif colon and name == "Release date":
            fields["published"] = (value.partition("[")[0].strip(),)


def _meta_tags(head: str) -> Iterable[tuple[str, str]]:
    from fabula.source.markup import Tag, tokens

    for token in tokens(head):
        if isinstance(token, Tag) and token.name == "meta":
            name = token.attributes.get("name") or token.attributes.get("property") or ""
            content = token.attributes.get("content", "")
            if name.lower() in _META and content:
                yield _META[name.lower()], content
