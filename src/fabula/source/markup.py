"""A tokenizer for html, xhtml and XML: a flat stream of tags and characters, in linear time.

Why not a parser from elsewhere: the standard library's ``html.parser`` takes quadratic time on
unclosed comments and tags in many of the Python releases that fabula supports, tree builders
limit the depth or need memory for a hundred thousand nested elements, and XML parsers stop at the
first slip that real e-books are full of. A stream of tokens is all that reading needs. Entities
that a document declares for itself are never expanded, so no document can grow by them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# Possessive (`*+`): a tag that does not match is given up at once, without trying again shorter.
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>"']|"[^"]*+"|'[^']*+')*+)>""")
_LOOSE_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(
    r"""([^\s"'=<>/][^\s"'=<>/]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?"""
)
_RAW = ("script", "style", "textarea", "title", "xmp", "noscript", "iframe", "noembed")
_NO_ATTRIBUTES: Mapping[str, str] = {}


class Tag(NamedTuple):
    """A start tag. ``closed`` for ``<br/>``: no end tag follows. Names are lower case."""

    name: str
    attributes: Mapping[str, str]
    closed: bool


class End(NamedTuple):
    """An end tag."""

    name: str


class Characters(NamedTuple):
    """Characters between tags, entities replaced."""

    text: str


Token = Tag | End | Characters


def tokens(source: str, *, xml: bool = False) -> Iterator[Token]:
    """Tags and characters of a document in order.

    With ``xml`` an element may close itself (``<title/>``) and none has raw content; without it,
    the insides of scripts, styles and the like are characters.
    """
    at, size = 0, len(source)
    # The last place where each closing mark stands: past it, looking for one again at every
    # opening mark would take quadratic time.
    ends = {mark: source.rfind(mark) for mark in (">", "-->", "]]>")}
    strict = True
    unclosed: set[str] = set()
    while at < size:
        start = source.find("<", at)
        if start < 0 or start > ends[">"]:
            yield Characters(unescape(source[at:]))
            return
        if start > at:
            yield Characters(unescape(source[at:start]))
        mark = source[start + 1 : start + 2]
        if mark in ("!", "?"):
            at, raw = _declaration(source, start, ends)
            if raw:
                yield Characters(raw)
            continue
        found = _TAG.match(source, start) if strict else None
        if found is None and (mark.isalpha() or mark == "/"):
            found = _LOOSE_TAG.match(source, start)
            # An unclosed quotation mark is looked for once, not again at every tag.
            strict = strict and found is None
        if found is None:
            if mark == "/":  # "</>" and the like
                at = source.find(">", start) + 1
            else:
                yield Characters("<")
                at = start + 1
            continue
        at = found.end()
        name = found[2].lower()
        if found[1]:
            yield End(name)
            continue
        yield Tag(name, _attributes(found[3]), xml and found[3].endswith("/"))
        if name in _RAW and not xml and name not in unclosed:
            end = re.compile(f"</{name}(?![a-z0-9])", re.I).search(source, at)
            if end is None:
                unclosed.add(name)
                continue
            if end.start() > at:
                yield Characters(unescape(source[at : end.start()]))
            at = end.start()


def is_xml(source: str) -> bool:
    """Whether an html document is written as XML (xhtml), so that elements may close themselves."""
    head = source[:2000]
    return head.lstrip().startswith("<?xml") or "http://www.w3.org/1999/xhtml" in head


def declares_entities(source: str) -> bool:
    """Whether a document defines entities of its own, as entity bombs do."""
    return "<!ENTITY" in source


def _attributes(text: str) -> Mapping[str, str]:
    if not text or text.isspace() or text == "/":
        return _NO_ATTRIBUTES
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name = match[1].lower()
        if name not in found:
            found[name] = unescape(match[2] or match[3] or match[4] or "")
    return found


def unescape(text: str) -> str:
    """Character references replaced by their characters; absurdly long numbers stay as they are."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number with thousands of digits
        return text


def _declaration(source: str, start: int, ends: Mapping[str, int]) -> tuple[int, str]:
    """End of a comment, CDATA section, doctype or instruction, and the characters it holds."""
    if source.startswith("<!--", start):
        if start + 2 > ends["-->"]:
            # Browsers take an unclosed comment to the end; a story must not vanish for one slip.
            return start + 4, ""
        return source.find("-->", start + 2) + 3, ""
    if source.startswith("<![CDATA[", start):
        if start > ends["]]>"]:
            return start + 9, ""
        end = source.find("]]>", start)
        return end + 3, source[start + 9 : end]
    end = source.find(">", start)
    if start < 10_000 and source.startswith(("<!DOCTYPE", "<!doctype"), start):
        subset = source.find("[", start, end)
        close = re.compile(r"\]\s{0,99}>").search(source, end - 1, end + 100_000)
        if subset >= 0 and close:
            end = close.end() - 1
    return end + 1, ""
