"""From markup to pieces: what a page shows, block by block, each with the region it stands in.

One pass over the tokens with an explicit stack; depth costs nothing. Which pieces are the story
is decided later (`html` for pages, `epub` for books).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from fabula.errors import TooLarge
from fabula.source.block import words
from fabula.source.markup import Characters, End, Tag, is_xml, tokens

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    words(
        "address article aside blockquote body caption center dd details div dl dt fieldset figure"
        " figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main nav ol p pre"
        " section summary table tbody td tfoot th thead tr ul"
    )
)
_VOID = frozenset(
    words("area base basefont br col embed frame hr img input link meta param source track wbr")
)
_UNSEEN = frozenset(
    words(
        "applet audio button canvas datalist figcaption figure footer frame frameset head iframe"
        " map"
        " math nav noembed noscript object option rp rt script select style svg template textarea"
        " title video xmp"
    )
)
_CLOSED_BY_ITSELF = frozenset(words("li option tr td th dt dd"))
# Classes and ids, word for word, of what stands around a story.
_AROUND = frozenset(
    words(
        "ad ads advert advertisement breadcrumb breadcrumbs comment comments comment-respond cookie"
        " cookies disqus_thread endnotes-link footer hidden kudos landmark linknav login menu"
        " modal nav"
        " navbar navigation newsletter noprint pagenum pageno pagenumber page-number pagination"
        " pager"
        " popup related respond screenreader search share sharedaddy sidebar side-bar site-footer"
        " site-nav skip-link social sr-only toc visually-hidden navtoc fnanchor noteref"
        " footnote-ref"
        " footnote-backlink"
    )
)
_STORY = frozenset(
    words(
        "article-body articlebody chapter-content chapter-inner chapters entry-content fanfiction"
        " post-body post-content post-entry story storycontent story-content storytext story-text"
        " storytextp userstuff workskin"
    )
)
_VERSE = frozenset(words("poem poetry stanza verse lg linegroup line-group"))
_FOOTNOTE = frozenset(words("footnote footnotes rearnote rearnotes"))
_BOILERPLATE = frozenset(words("pg-boilerplate pgheader pg-header pg-footer pgfooter pg-start"))
_MOST_TAGS = 2_000_000  # ten times what the longest of works needs
_NOTE_MARK = re.compile(r"[\[({]?\s?(?:\d{1,4}|[*†‡§]{1,3}|[a-z])\s?[\])}]?")
_SPACE = re.compile(r"[\s\u00a0]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as a page shows it.

    Attributes:
        tag: ``p``, ``h1``..``h6``, ``li``, ``dt``, ``dd``, ``tr``, ``pre`` or ``hr``.
        lines: its lines, parted where the page breaks them.
        zone: the region: ``""``, ``story`` (marked as the story itself), ``tags``, ``meta`` and
            ``chapter-meta`` (what an archive says about work and chapter), ``end`` (its notes at
            the end), ``byline``,
            ``profile``, ``boilerplate``, ``footnote``.
        quoted: inside a block quotation.
        links, hrefs: what its links say and where they go.
        gap: empty blocks before it.
        verse: number of the stanza element around it, 0 outside verse.
        types: what the e-book says the region is (``epub:type``).
        anchors: ids of elements that begin in or just before it.
    """

    tag: str
    lines: tuple[str, ...]
    zone: str = ""
    quoted: bool = False
    links: tuple[str, ...] = ()
    hrefs: tuple[str, ...] = ()
    gap: int = 0
    verse: int = 0
    types: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(slots=True)
class _Open:
    """An element on the stack and what holds inside it."""

    name: str
    zone: str = ""
    tag: str = "p"
    unseen: bool = False
    quoted: bool = False
    verse: int = 0
    pre: bool = False
    types: tuple[str, ...] = ()
    mark: tuple[int, str] | None = None  # where a link began in the line, and its href
    since: int = 0  # how many pieces there were when it began


@dataclass(slots=True)
class _Page:
    """The pieces so far and the one being filled."""

    around: bool
    pieces: list[Piece] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open("")])
    counts: Counter[str] = field(default_factory=Counter)
    parts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    gap: int = 0
    breaks: int = 0
    blank: bool = False
    stanzas: int = 0
    title: str = ""


def pieces_of(
    source: str, *, xml: bool | None = None, around: bool = False
) -> tuple[list[Piece], str]:
    """The pieces of a page in order, and its ``<title>``.

    ``around`` also gives what stands around a story (menus, comments, hidden parts), for pages
    that call everything by such names. Raises TooLarge beyond two million tags.
    """
    page = _Page(around)
    xml = is_xml(source) if xml is None else xml
    tags = 0
    for token in tokens(source, xml=xml):
        if isinstance(token, Characters):
            _characters(page, token.text)
        elif isinstance(token, Tag):
            tags += 1
            if tags > _MOST_TAGS:
                raise TooLarge(f"the page has more than {_MOST_TAGS:,} tags")
            _start(page, token)
        else:
            _end(page, token)
    _flush(page)
    return page.pieces, _SPACE.sub(" ", page.title).strip()


def _characters(page: _Page, text: str) -> None:
    top = page.stack[-1]
    if top.unseen:
        if top.name == "title":
            page.title += text
        return
    if page.breaks and not text.isspace():
        page.breaks = 0
    page.parts.append(text)


def _start(page: _Page, tag: Tag) -> None:
    name = tag.name.rpartition(":")[2]
    top = page.stack[-1]
    if name in _VOID:
        if not top.unseen:
            _void(page, name, tag)
        return
    if name == "body" and page.counts["head"]:
        _close(page, "head")
    if name in _BLOCKS:
        if page.counts["p"] and name not in ("html", "body"):
            _close(page, "p")
        if name in _CLOSED_BY_ITSELF and page.stack[-1].name == name:
            _close(page, name)
        if not page.stack[-1].unseen:
            if name in ("td", "th"):
                page.parts.append("\t")
            else:
                _flush(page)
        top = page.stack[-1]
    attributes = tag.attributes
    if not attributes and name not in _BLOCKS and name not in _UNSEEN:
        if not tag.closed:
            _push(page, _inside(top, name))
        return
    opened = _inside(top, name)
    _describe(page, opened, top, tag)
    if "id" in attributes and not opened.unseen:
        page.anchors.append(attributes["id"])
    if not tag.closed:
        _push(page, opened)


def _inside(top: _Open, name: str) -> _Open:
    return _Open(name, top.zone, top.tag, top.unseen, top.quoted, top.verse, top.pre, top.types)


def _push(page: _Page, opened: _Open) -> None:
    opened.since = len(page.pieces)
    page.stack.append(opened)
    page.counts[opened.name] += 1


def _describe(page: _Page, opened: _Open, top: _Open, tag: Tag) -> None:
    """What the element's name, classes and roles say of everything inside it."""
    name, attributes = opened.name, tag.attributes
    if name in _HEADINGS or name in ("li", "dt", "dd", "tr", "pre"):
        opened.tag = name
    elif name in ("p", "div", "blockquote") and top.tag in ("li", "dd", "tr", "pre"):
        opened.tag = top.tag
    elif name == "p":
        opened.tag = "p"
    opened.pre = opened.pre or name == "pre"
    opened.quoted = opened.quoted or name == "blockquote"
    opened.unseen = opened.unseen or name in _UNSEEN
    if name == "a":
        opened.mark = (len(page.parts), attributes.get("href", ""))
    elif name == "sup":
        opened.mark = (len(page.parts), "sup")
    if name in ("main", "article") and not opened.zone:
        opened.zone = "story"
    if not attributes:
        return
    names = set(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split())
    types = attributes.get("epub:type", "") + " " + attributes.get("role", "").replace("doc-", "")
    kinds = tuple(types.split())
    if kinds:
        opened.types = (opened.types + kinds)[-8:]
    if name not in ("html", "body", "main", "article") and not page.around:
        style = attributes.get("style", "").replace(" ", "").lower()
        if (
            names & _AROUND
            or "hidden" in attributes
            or "display:none" in style
            or {"pagebreak", "noteref", "navigation", "banner", "search", "backlink"} & set(kinds)
        ):
            opened.unseen = True
    if names & _VERSE:
        page.stanzas += 1
        opened.verse = page.stanzas
    opened.zone = _zone(name, names, kinds, opened.zone)


def _zone(name: str, names: set[str], kinds: tuple[str, ...], zone: str) -> str:
    if names & _BOILERPLATE:
        return "boilerplate"
    if names & _FOOTNOTE or {"footnote", "footnotes", "rearnote", "rearnotes"} & set(kinds):
        return "footnote"
    if names & {"work_endnotes", "afterword", "endnotes"} or {"end", "notes", "module"} <= names:
        return "end"
    if zone in ("", "story") and "preface" in names and (name == "div" or "group" in names):
        return "chapter-meta" if "chapter" in names else "meta"
    if zone == "story" and {"meta", "group"} <= names:
        return "chapter-meta"
    if name == "dl" and names & {"tags", "meta"}:
        return "tags"
    if zone in ("meta", "chapter-meta", "end"):
        if "byline" in names:
            return "byline"
        if name != "blockquote" and "userstuff" in names:
            return "story"
        return zone
    if "profile_top" in names:
        return "profile"
    if names & _STORY:
        return "story"
    return zone


def _void(page: _Page, name: str, tag: Tag) -> None:
    if name == "br":
        _line(page)
        page.breaks += 1
        if page.breaks == 2 and not page.stack[-1].pre:
            _flush(page, soft=True)
        elif page.breaks > 2:
            page.gap += 1
    elif name == "hr":
        _flush(page)
        top = page.stack[-1]
        page.pieces.append(Piece("hr", (), top.zone, types=top.types))
        page.gap = 0
    elif name == "img":
        letter = tag.attributes.get("alt", "").strip()
        if len(letter) == 1 and letter.isalpha():  # a drawn initial
            page.parts.append(letter)
    if "id" in tag.attributes:
        page.anchors.append(tag.attributes["id"])


def _end(page: _Page, end: End) -> None:
    name = end.name.rpartition(":")[2]
    if name == "p" and not page.counts["p"]:
        _flush(page)
        return
    if page.counts[name]:
        _close(page, name)


def _close(page: _Page, name: str) -> None:
    """Close the innermost element of that name and all that was left open in it."""
    while len(page.stack) > 1:
        opened = page.stack[-1]
        if opened.name in _BLOCKS and not opened.unseen and opened.name not in ("td", "th"):
            if not _flush(page) and opened.since == len(page.pieces):
                # An element made to be empty (<p>&nbsp;</p>, <div><br></div>) is blank space.
                page.gap += opened.name == "p" or page.blank
            page.blank = False
        if opened.mark is not None and not opened.unseen:
            _close_link(page, *opened.mark)
        page.stack.pop()
        page.counts[opened.name] -= 1
        if opened.name == name:
            return


def _close_link(page: _Page, at: int, href: str) -> None:
    if len(page.parts) - at > 50:  # no link holds that much; links left open would add up
        return
    said = _SPACE.sub(" ", "".join(page.parts[at:])).strip()
    if ("#" in href or href == "sup") and _NOTE_MARK.fullmatch(said) and at > 0:
        if href != "sup" or said.strip("[]() ").isdigit() or not said.isalnum():
            del page.parts[at:]
    elif said and href and href != "sup":
        page.links.append(said)
        page.hrefs.append(href)


def _line(page: _Page) -> None:
    if page.stack[-1].pre:
        page.parts.append("\n")
        return
    line = _joined(page.parts)
    page.parts.clear()
    if line:
        page.lines.append(line)


def _joined(parts: list[str]) -> str:
    text = "".join(parts)
    if "\t" in text and "\t" in parts:  # cells of a table row
        cells = (_SPACE.sub(" ", cell).strip() for cell in "".join(parts).split("\t"))
        return "\t".join(cell for cell in cells if cell)
    return _SPACE.sub(" ", text).strip()


def _flush(page: _Page, *, soft: bool = False) -> bool:
    """End the piece that is being filled; False if there was nothing in it."""
    top = page.stack[-1]
    if top.pre:
        lines = tuple("".join(page.parts).split("\n"))
        page.parts.clear()
        if not any(line.strip() for line in lines):
            return False
    else:
        if not page.parts and not page.lines:
            page.blank = page.breaks == 1
            page.breaks = page.breaks if soft else 0
            return False
        page.blank = page.breaks == 1 or any("\u00a0" in part for part in page.parts[:3])
        _line(page)
        lines = tuple(page.lines)
        page.lines.clear()
        if not soft:
            page.breaks = 0
        if not lines:
            return False
    page.pieces.append(
        Piece(
            top.tag,
            lines,
            top.zone,
            top.quoted,
            tuple(page.links),
            tuple(page.hrefs),
            page.gap,
            top.verse,
            top.types,
            tuple(page.anchors),
        )
    )
    page.gap = 0
    page.links.clear()
    page.hrefs.clear()
    page.anchors.clear()
    return True
