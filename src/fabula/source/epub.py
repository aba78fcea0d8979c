"""E-books: EPUB 2.0.1 and 3.3. Container to package to spine; contents as titles; notes apart.

Whatever the package names is looked up in the archive and nowhere else. A spine with holes is
read around them; a book without a readable spine is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fabula.errors import BrokenSource, ProtectedSource
from fabula.source.archive import Archive, resolve
from fabula.source.block import Block, Draft, Fields, Role, put, words
from fabula.source.decode import decode
from fabula.source.headings import is_break, mark_of
from fabula.source.html import archive_blocks, blocks_of, is_archive
from fabula.source.markup import Characters, Tag, declares_entities, tokens
from fabula.source.page import Piece, pieces_of

_CONTAINER = "META-INF/container.xml"
_FONT_OBFUSCATION = (
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
)
_META = {
    "dc:title": "title",
    "dc:creator": "author",
    "dc:language": "language",
    "dc:publisher": "publisher",
    "dc:date": "published",
    "dc:subject": "subjects",
    "dc:identifier": "identifier",
    "dc:description": "description",
    "dc:rights": "rights",
    "dc:source": "source",
}
# Documents that are no part of the story, by epub:type, guide type or file name.
_OUTSIDE = frozenset(
    words(
        "cover coverpage cover-page titlepage title-page title halftitle halftitlepage"
        " half-title-page"
        " copyright copyright-page copyrightpage imprint toc contents tableofcontents nav loi"
        " lot list-of-illustrations"
        " landmarks page-list index colophon bibliography other-credits seriespage ad-card"
        " newsletter"
        " also-by alsoby praise backlink"
    )
)
_ROLES: dict[str, Role] = {
    "dedication": "front",
    "epigraph": "front",
    "foreword": "front",
    "preface": "front",
    "introduction": "front",
    "frontmatter": "front",
    "afterword": "back",
    "acknowledgments": "back",
    "acknowledgements": "back",
    "appendix": "back",
    "backmatter": "back",
    "about-the-author": "back",
    "abouttheauthor": "back",
}
_CHAPTERS = frozenset(
    ("bodymatter", "chapter", "part", "text", "start", "prologue", "epilogue", "volume")
)
_FILE = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(slots=True)
class _Package:
    """What the package document says."""

    fields: Fields = field(default_factory=dict)
    items: dict[str, tuple[str, str, str]] = field(
        default_factory=dict
    )  # id: href, type, properties
    spine: list[str] = field(default_factory=list)
    toc: str = ""
    guide: dict[str, str] = field(default_factory=dict)  # member: type


def read_epub(data: bytes) -> Draft:
    """An e-book as blocks.

    Raises ProtectedSource if its text is encrypted (DRM or a password), BrokenSource if there is
    no package or no spine to read or a part declares XML entities, TooLarge if it inflates beyond
    the bounds.
    """
    archive = Archive(data)
    _refuse_protected(archive)
    opf = _package_path(archive)
    package = _package(_xml(archive, opf), opf)
    titles = _titles(archive, package)
    blocks: list[Block] = []
    footnotes: list[str] = []
    readable = 0
    seen: set[str] = set()
    for member in package.spine:
        if member in seen or member not in archive:
            continue
        seen.add(member)
        readable += 1
        blocks.extend(_document(archive, member, package, titles, footnotes))
    if not readable:
        raise BrokenSource("damaged: the e-book's spine names no document that is in it")
    put(package.fields, "footnotes", footnotes)
    return Draft("epub", blocks, package.fields)


def _xml(archive: Archive, name: str) -> str:
    source = decode(archive.read(name))
    if declares_entities(source):
        raise BrokenSource(f"damaged: {name[:80]} declares XML entities, which no e-book needs")
    return source


def _refuse_protected(archive: Archive) -> None:
    if "META-INF/license.lcpl" in archive or "META-INF/rights.xml" in archive:
        raise ProtectedSource(
            "the e-book is protected (DRM); only its vendor's own programs can read it"
        )
    if "META-INF/encryption.xml" not in archive:
        return
    method = ""
    for token in tokens(_xml(archive, "META-INF/encryption.xml"), xml=True):
        if not isinstance(token, Tag):
            continue
        name = token.name.rpartition(":")[2]
        if name == "encryptionmethod":
            method = token.attributes.get("algorithm", "")
        elif name == "cipherreference" and method not in _FONT_OBFUSCATION:
            raise ProtectedSource(
                "the e-book is protected (DRM); only its vendor's own programs can read it"
            )


def _package_path(archive: Archive) -> str:
    if _CONTAINER in archive:
        for token in tokens(_xml(archive, _CONTAINER), xml=True):
            if isinstance(token, Tag) and token.name.rpartition(":")[2] == "rootfile":
                path = resolve("", token.attributes.get("full-path", ""))
                if path in archive:
                    return path
    for name in archive.names:
        if name.endswith(".opf"):
            return name
    raise BrokenSource("damaged: the e-book names no package document")


def _package(source: str, opf: str) -> _Package:
    package = _Package()
    refs: list[str] = []
    name = ""
    said: list[str] = []
    in_metadata = False
    for token in tokens(source, xml=True):
        if isinstance(token, Characters):
            if name:
                said.append(token.text)
            continue
        local = token.name.rpartition(":")[2]
        if not isinstance(token, Tag):
            if name and token.name == name:
                put(
                    package.fields,
                    _META[name],
                    [" ".join("".join(said).split())],
                    more=name != "dc:title",
                )
                name = ""
            elif local == "metadata":
                in_metadata = False
            continue
        attributes = token.attributes
        if local == "metadata":
            in_metadata = True
        elif token.name in _META and in_metadata and not token.closed:
            name, said = token.name, []
        elif local == "meta" and attributes.get("name", "").lower() == "calibre:series":
            put(package.fields, "series", [attributes.get("content", "")])
        elif local == "item" and "href" in attributes:
            package.items[attributes.get("id", "")] = (
                resolve(opf, attributes["href"]),
                attributes.get("media-type", "").lower(),
                attributes.get("properties", ""),
            )
        elif local == "spine":
            package.toc = attributes.get("toc", "")
        elif local == "itemref" and attributes.get("linear", "yes").lower() != "no":
            refs.append(attributes.get("idref", ""))
        elif local == "reference" and "href" in attributes:
            member = resolve(opf, attributes["href"])
            package.guide.setdefault(member, attributes.get("type", "").lower())
    for ref in refs:
        href, media, properties = package.items.get(ref, ("", "", ""))
        if (
            href
            and "nav" not in properties.split()
            and not media.startswith(("image/", "text/css"))
        ):
            package.spine.append(href)
    return package


def _titles(archive: Archive, package: _Package) -> dict[str, list[tuple[str, str]]]:
    """What the table of contents calls each document: (anchor, title) in order, by member."""
    titles: dict[str, list[tuple[str, str]]] = {}
    for href, media, properties in package.items.values():
        if href not in archive:
            continue
        if "nav" in properties.split():
            titles = _nav(_xml(archive, href), href, package)
            break
        if media == "application/x-dtbncx+xml":
            titles = _ncx(_xml(archive, href), href)
    return titles


def _nav(source: str, base: str, package: _Package) -> dict[str, list[tuple[str, str]]]:
    titles: dict[str, list[tuple[str, str]]] = {}
    kind = href = landmark = ""
    said: list[str] = []
    for token in tokens(source, xml=True):
        if isinstance(token, Characters):
            said.append(token.text)
        elif isinstance(token, Tag):
            if token.name == "nav":
                kind = token.attributes.get("epub:type", "") or token.attributes.get("role", "")
            elif token.name == "a":
                href = token.attributes.get("href", "")
                landmark = token.attributes.get("epub:type", "")
                said = []
        elif token.name == "a" and href:
            member, anchor = resolve(base, href), href.partition("#")[2]
            if "toc" in kind:
                titles.setdefault(member, []).append((anchor, " ".join("".join(said).split())))
            elif "landmarks" in kind and landmark:
                package.guide.setdefault(member, landmark.split()[0].lower())
            href = ""
        elif token.name == "nav":
            kind = ""
    return titles


def _ncx(source: str, base: str) -> dict[str, list[tuple[str, str]]]:
    titles: dict[str, list[tuple[str, str]]] = {}
    inside = False
    label = ""
    said: list[str] = []
    for token in tokens(source, xml=True):
        if isinstance(token, Characters):
            if inside:
                said.append(token.text)
            continue
        local = token.name.rpartition(":")[2]
        if isinstance(token, Tag):
            if local == "navlabel":
                inside, said = True, []
            elif local == "content" and label:
                src = token.attributes.get("src", "")
                titles.setdefault(resolve(base, src), []).append((src.partition("#")[2], label))
                label = ""
            elif local in ("pagelist", "navlist"):
                break
        elif local == "navlabel":
            inside, label = False, " ".join("".join(said).split())
    return titles


def _document(
    archive: Archive,
    member: str,
    package: _Package,
    titles: Mapping[str, list[tuple[str, str]]],
    footnotes: list[str],
) -> list[Block]:
    """The blocks of one document of the spine."""
    pieces, _ = pieces_of(decode(archive.read(member)), xml=True)
    if is_archive(pieces):
        return archive_blocks(pieces, package.fields)
    footnotes += [piece.text for piece in pieces if piece.zone == "footnote"]
    pieces = [piece for piece in pieces if piece.zone not in ("footnote", "boilerplate")]
    role = _role(member, package, pieces)
    if role is None or not pieces or _is_list_of_links(pieces):
        return []
    pieces = _entitled(pieces, titles.get(member, []))
    blocks = blocks_of(pieces)
    if role != "body":
        blocks = [replace(block, role=role) for block in blocks]
    return blocks


def _role(member: str, package: _Package, pieces: list[Piece]) -> Role | None:
    """Front matter, story or back matter; None for a document that is outside of the story."""
    kinds = [*(pieces[0].types if pieces else ()), package.guide.get(member, "")]
    for kind in kinds:
        if kind in _ROLES and kind not in ("frontmatter", "backmatter"):
            return _ROLES[kind]
        if kind in _CHAPTERS:
            return "body"
        if kind in _OUTSIDE:
            return None
    size = sum(len(line) for piece in pieces for line in piece.lines)
    found = _FILE.search(member.rpartition("/")[2].lower())
    name = found[0] if found else ""
    if name in _OUTSIDE and size < 6000:
        return None
    if name in _ROLES:
        return _ROLES[name]
    for kind in kinds:
        if kind in _ROLES:
            return _ROLES[kind]
    if size < 4000 and _is_copyright(pieces):
        return None
    return "body"


def _is_copyright(pieces: list[Piece]) -> bool:
    said = " ".join(piece.text for piece in pieces)[:4000]
    signs = ("©", "All rights reserved", "ISBN", "Copyright")
    return sum(sign in said for sign in signs) >= 2


def _is_list_of_links(pieces: list[Piece]) -> bool:
    linked = sum(len(link) for piece in pieces for link in piece.links)
    size = sum(len(line) for piece in pieces for line in piece.lines)
    return len(pieces) > 2 and linked * 10 > size * 7


def _entitled(pieces: list[Piece], titles: list[tuple[str, str]]) -> list[Piece]:
    """The pieces with the titles of the table of contents as headings, where they have none."""
    if not titles:
        return pieces
    by_anchor = {anchor: title for anchor, title in titles if anchor}
    opening = next((title for anchor, title in titles if not anchor), "")
    entitled: list[Piece] = []
    for number, piece in enumerate(pieces):
        title = opening if number == 0 else ""
        for anchor in piece.anchors:
            title = by_anchor.get(anchor, title)
        if number == 0 and not title and len(titles) == 1:
            title = titles[0][1]
        near = pieces[number : number + 3]
        if title and not any(inner.tag[0] == "h" and inner.tag != "hr" for inner in near):
            same = next((at for at, inner in enumerate(near) if _alike(inner.text, title)), None)
            if same == 0:
                piece = replace(piece, tag="h2")
            elif same is None and not is_break(title):
                entitled.append(Piece("h2", (title,)))
        entitled.append(piece)
    return entitled


def _alike(said: str, title: str) -> bool:
    if len(said) > len(title) + 40:
        return False
    a, b = (re.sub(r"[\W_]+", "", text.lower()) for text in (said, title))
    if a == b:
        return True
    mark, other = mark_of(said), mark_of(title)
    return mark is not None and other is not None and mark[:2] == other[:2]
