"""Markdown: headings, breaks, hard line ends, and the marks of emphasis taken off (CommonMark).

Only what a story uses of it. Emphasis is paired as CommonMark pairs it in spirit (a mark opens
before a word and closes after one), in one pass, so a line of a million asterisks costs no more
than any other line; marks without a partner are the author's own characters and stay.
"""

from __future__ import annotations

import re

from fabula.source.block import Block, Draft, Fields, put
from fabula.source.decode import decode
from fabula.source.markup import unescape
from fabula.source.plain import is_chat, short_lines

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,3}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r" {0,3}(?:> ?){1,9}")
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+-->")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,1000})\]\([^()\s]{0,1000}(?:\s\"[^\"]{0,300}\")?\)")
_LISTED = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[^,]+)")
_BLOCK_VALUE = re.compile(r"[|>][+-]?")
_EMPHASIS = re.compile(r"\\([!-/:-@\[-`{-~])|(\*+|_+|~~)")


def read_markdown(data: bytes) -> Draft:
    """A Markdown file as blocks. Raises BrokenSource if the bytes are no text."""
    return markdown_draft(decode(data))


def markdown_draft(text: str) -> Draft:
    """Markdown text, with ``"\\n"`` line ends, as blocks."""
    fields: Fields = {}
    text = _front_matter(text, fields)
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    blocks: list[Block] = []
    group: list[str] = []
    gap = 0
    fence = ""
    for line in text.split("\n"):
        fenced = _FENCE.match(line)
        if fence:
            if fenced and fenced[1].startswith(fence):
                fence = ""
                _verbatim(blocks, group, gap)
                gap = 0
            elif line.strip():
                group.append(line)
            continue
        underline = _UNDERLINE.fullmatch(line) if group else None
        quote = _QUOTE.match(line)
        if quote:
            line = line[quote.end() :]
        heading = _HEADING.fullmatch(line)
        if underline and len(group) == 1:
            blocks.append(_heading(group[0], 1 if underline[1][0] == "=" else 2, gap))
            group, gap = [], 0
            continue
        if heading or fenced or _RULE.fullmatch(line) or not line.strip():
            gap = _paragraph(blocks, group, gap)
            group = []
            if fenced:
                fence = fenced[1]
            elif heading:
                title = (heading[2] or "").rstrip("# \t")
                if title:
                    blocks.append(_heading(title, len(heading[1]), gap))
                gap = 0
            elif line.strip():
                blocks.append(Block("break", (line.strip(),), gap=gap, sure=True))
                gap = 0
            else:
                gap += 1
            continue
        if _ITEM.match(line) and not _RULE.fullmatch(line):
            gap = _paragraph(blocks, group, gap)
            group = [_ITEM.sub("", line, count=1)] if line.lstrip()[0] in "-+*" else [line]
            continue
        group.append(line)
    if fence:
        _verbatim(blocks, group, gap)
    else:
        _paragraph(blocks, group, gap)
    return Draft("md", blocks, fields, usual_gap=1)


def _front_matter(text: str, fields: Fields) -> str:
    """Text without the ``key: value`` lines between two ``---`` at its very top."""
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---\n", 3, 20_000)
    if end < 0:
        return text
    name = ""
    block: list[str] = []  # the lines of a value that stands below its key, indented
    joint = ""  # what joins them: "|" keeps lines, ">" folds them; "" where there is no such value
    for line in text[4:end].split("\n"):
        key, colon, value = line.partition(":")
        item = line.strip()
        if joint and (not item or line[0] in " \t"):
            block.append(item)
            continue
        put(fields, name, [joint.join(block)])
        block, joint = [], ""
        if item.startswith("- ") and name:
            put(fields, name, [_unquoted(item[2:])], more=True)
        elif colon and re.fullmatch(r"[\w -]{1,40}", key):
            name = key.strip().lower()
            values = value.strip()
            several = values[:1] == "[" and values[-1:] == "]"
            listed = _LISTED.findall(values[1:-1]) if several else [values]
            if _BLOCK_VALUE.fullmatch(values):
                joint = "\n" if values[0] == "|" else " "
            else:
                put(fields, name, map(_unquoted, listed))
        elif not item or line[0] not in " \t":
            return text if item else text[end + 5 :]
    put(fields, name, [joint.join(block)])
    return text[end + 5 :]


def _unquoted(value: str) -> str:
    """A value without the quotation marks around it; one that it merely ends in is its own."""
    value = value.strip()
    paired = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if paired else value


def _heading(line: str, level: int, gap: int) -> Block:
    return Block("heading", (_plain(line.strip()),), level, gap, sure=True)


def _verbatim(blocks: list[Block], group: list[str], gap: int) -> None:
    if group:
        blocks.append(Block("verse", tuple(line.strip() for line in group), gap=gap))
        group.clear()


def _paragraph(blocks: list[Block], group: list[str], gap: int) -> int:
    """Add the paragraph of these lines, if any; the gap that is left over."""
    if not group:
        return gap
    hard = [line.endswith(("  ", "\\")) for line in group]
    lines = [""]
    for line, ends in zip(group, hard, strict=True):
        text = line.strip().removesuffix("\\") if ends else line.strip()
        lines[-1] = f"{lines[-1]} {text}" if lines[-1] else text
        if ends:
            lines.append("")
    if any(hard) or is_chat(group):
        if not any(hard):
            lines = group
        plain = [_plain(line) for line in lines if line]
        blocks.extend(short_lines(plain, gap))
    else:
        # Kept apart, so that header lines typed one under another are still seen as such.
        plain = [
            kept
            for line in _plain("\n".join(map(str.strip, group))).split("\n")
            if (kept := line.strip())
        ]
        if plain:
            blocks.append(Block("paragraph", tuple(plain), gap=gap))
    return 0


def _plain(text: str) -> str:
    """The text without marks of emphasis, links' targets, tags and escapes."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "*" in text or "_" in text or "~~" in text or "\\" in text:
        text = _unmarked(text)
    return unescape(text)


def _unmarked(text: str) -> str:
    """Pair the marks of emphasis and take the pairs off."""
    left: list[int] = []  # marks of each run that found no partner
    opened: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    pieces: list[str] = []
    places: list[int] = []  # index in pieces of each run
    at = 0
    for found in _EMPHASIS.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        if found[1]:
            pieces.append(found[1])
            continue
        mark, size = found[2][0], len(found[2])
        before = text[found.start() - 1 : found.start()] or " "
        after = text[at : at + 1] or " "
        inner = mark == "_" and before.isalnum() and after.isalnum()
        number = len(left)
        left.append(size)
        places.append(len(pieces))
        pieces.append(found[2])
        if inner:
            continue
        if not before.isspace():
            while left[number] and opened[mark]:
                other = opened[mark][-1]
                taken = min(left[number], left[other])
                left[number] -= taken
                left[other] -= taken
                if not left[other]:
                    opened[mark].pop()
        if left[number] and not after.isspace():
            opened[mark].append(number)
    pieces.append(text[at:])
    for count, place in zip(left, places, strict=True):
        pieces[place] = pieces[place][:count]
    return "".join(pieces)
