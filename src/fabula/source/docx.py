"""Word documents (docx): paragraphs, headings by style, breaks, footnotes, core properties.

After ECMA-376, WordprocessingML. Deleted text of tracked changes is left out, inserted text kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.errors import BrokenSource
from fabula.source.archive import Archive
from fabula.source.block import Block, Draft, Fields, put
from fabula.source.decode import decode
from fabula.source.labels import byline
from fabula.source.markup import Characters, Tag, declares_entities, tokens
from fabula.source.plain import short_lines

_OUTLINE = ("0", "1", "2", "3", "4", "5")  # levels of headings, the highest first
_TITLE = -1
_CORE = {
    "dc:title": "title",
    "dc:creator": "author",
    "dc:subject": "subjects",
    "dc:description": "description",
    "dc:language": "language",
    "cp:keywords": "keywords",
    "dcterms:created": "date",
}
_UNSEEN = frozenset(
    ("w:del", "w:movefrom", "w:instrtext", "w:pict", "w:object", "w:deltext", "mc:fallback")
)


def read_docx(data: bytes) -> Draft:
    """A Word document as blocks.

    Raises BrokenSource if the archive is damaged or declares XML entities, ProtectedSource if it
    needs a password, TooLarge if it inflates beyond the bound.
    """
    archive = Archive(data)
    body = _xml(archive, "word/document.xml")
    levels = _levels(_xml(archive, "word/styles.xml")) if "word/styles.xml" in archive else {}
    fields: Fields = {}
    blocks = _blocks(body, levels, fields)
    if "title" in fields and len(blocks) > 1 and (author := byline(blocks[1].text)):
        put(fields, "author", [author])
    if "docProps/core.xml" in archive:  # what is printed comes first: these are often a template's
        _core(_xml(archive, "docProps/core.xml"), fields)
    if "word/footnotes.xml" in archive:
        notes = _blocks(_xml(archive, "word/footnotes.xml"), {}, {})
        put(fields, "footnotes", [block.text for block in notes])
    return Draft("docx", blocks, fields)


def _xml(archive: Archive, name: str) -> str:
    source = decode(archive.read(name))
    if declares_entities(source):
        raise BrokenSource(f"{name} declares XML entities, which no Word document does")
    return source


def _levels(source: str) -> dict[str, int]:
    """Heading level by style id, from the styles' outline levels and names; ``_TITLE`` of the
    title's style."""
    levels: dict[str, int] = {}
    style = ""
    for token in tokens(source, xml=True):
        if not isinstance(token, Tag):
            continue
        value = token.attributes.get("w:val", "")
        if token.name == "w:style":
            style = token.attributes.get("w:styleid", "")
        elif token.name == "w:name" and style:
            name = value.lower()
            if name.startswith("heading ") and name[8:].isdecimal():
                levels[style] = min(6, max(1, int(name[8:9])))
            elif name == "title":
                levels[style] = _TITLE
        elif token.name == "w:outlinelvl" and style and value in _OUTLINE:
            levels.setdefault(style, _OUTLINE.index(value) + 1)
    return levels


def _core(source: str, fields: Fields) -> None:
    name = ""
    for token in tokens(source, xml=True):
        if isinstance(token, Tag):
            name = _CORE.get(token.name, "")
        elif isinstance(token, Characters):
            if name and token.text.strip():
                put(fields, name, [token.text[:10] if name == "date" else token.text])
        else:
            name = ""


@dataclass(slots=True)
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    level: int = 0
    page: bool = False
    hidden: bool = False  # the run at work is hidden text


def _blocks(source: str, levels: dict[str, int], fields: Fields) -> list[Block]:
    """The document's paragraphs; a first one in the title's style goes into ``fields`` too."""
    blocks: list[Block] = []
    paragraph = _Paragraph()
    unseen = gap = cells = 0
    row: list[str] = []
    inside = ""
    for token in tokens(source, xml=True):
        if isinstance(token, Characters):
            if inside == "w:t" and not unseen and not paragraph.hidden:
                paragraph.parts.append(token.text.replace("\n", " "))
            continue
        name = token.name
        if isinstance(token, Tag):
            if name in _UNSEEN:
                unseen += not token.closed
            elif name == "w:p" and not token.closed:
                paragraph = _Paragraph()
            elif name == "w:p":
                gap += 1
            elif name == "w:t" and not token.closed:
                inside = name
            elif unseen:
                continue
            elif name == "w:r":
                paragraph.hidden = False
            elif name == "w:vanish":
                paragraph.hidden = token.attributes.get("w:val", "") not in ("0", "false", "off")
            elif name in ("w:br", "w:cr"):
                kind = token.attributes.get("w:type", "")
                paragraph.page = paragraph.page or kind == "page"
                if kind not in ("page", "column"):
                    paragraph.parts.append("\n")
            elif name in ("w:tab", "w:ptab"):
                paragraph.parts.append(" ")
            elif name in ("w:nobreakhyphen",):
                paragraph.parts.append("\u2011")
            elif name == "w:pstyle":
                style = token.attributes.get("w:val", "")
                paragraph.level = levels.get(style, _by_id(style))
            elif name == "w:outlinelvl":
                value = token.attributes.get("w:val", "")
                if value in _OUTLINE:
                    paragraph.level = paragraph.level or _OUTLINE.index(value) + 1
            elif name == "w:tr":
                cells += 1
                row = []
            continue
        if name in _UNSEEN:
            unseen = max(0, unseen - 1)
        elif name == "w:t":
            inside = ""
        elif name == "w:tr" and cells:
            cells -= 1
            if row:
                blocks.append(Block("paragraph", ("\t".join(row),), gap=gap))
                gap, row = 0, []
        elif name == "w:p":
            text = "".join(paragraph.parts)
            lines = [kept for line in text.split("\n") if (kept := " ".join(line.split()))]
            if cells:
                row += lines
            elif not lines:
                gap += 1 + paragraph.page
            elif paragraph.level:
                if paragraph.level == _TITLE and not blocks:
                    put(fields, "title", [" ".join(lines)])
                blocks.append(Block("heading", tuple(lines), abs(paragraph.level), gap, sure=True))
                gap = 0
            else:
                blocks.extend(short_lines(lines, gap))
                gap = 0
            paragraph = _Paragraph()
    return blocks


def _by_id(style: str) -> int:
    """The level of Word's own heading styles in a document without a list of styles."""
    name = style.lower()
    if name.startswith("heading") and name[7:].isdecimal():
        return min(6, max(1, int(name[7:8])))
    return _TITLE if name == "title" else 0
