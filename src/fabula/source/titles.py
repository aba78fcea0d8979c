"""Title, author, translator and year where they stand first, without labels."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.source.block import Block, Fields, put
from fabula.source.headings import is_break, is_numeral, is_title, mark_of, named
from fabula.source.labels import byline, labelled, title_and_author, translator

_DATE = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july"
    r"|august"
    r"|september|october|november|december)\b|\d|dear(?:est)?\b|act\b|scene\b|once\b",
    re.I,
)
_YEAR = re.compile(r"[(\[]?((?:1[5-9]|20)\d\d)[)\]]?")
_TRIM = " \t*_~=#-–—.<>()[]|•·!…"


def lift_title(blocks: list[Block], fields: Fields) -> list[Block]:
    """Title, author and the like where they stand first, without labels."""
    at = 0
    while at < len(blocks) and blocks[at].kind == "break" and at < 3:
        at += 1
    if at == len(blocks):
        return blocks
    block = blocks[at]
    lines = block.lines
    if (
        mark_of(lines[0]) is not None
        or labelled(lines[0]) is not None
        or named(lines[0]) is not None
    ):
        return blocks
    if is_numeral(block):
        return blocks
    known = fields.get("title", ("",))[0]
    both = title_and_author(lines[0]) if len(lines) <= 2 or labelled(lines[1]) else None
    if both is not None and is_title(both[0]):
        put(fields, "title", [both[0]])
        put(fields, "author", [both[1]])
        return _cut(blocks, at, 1)
    alike = bool(known) and _letters(lines[0]) in (
        _letters(known),
        _letters(known).partition(" by")[0],
    )
    credits = _credits(blocks, at, fields, dry=True)
    titled = len(lines) <= 3 and (
        alike
        or (not known and len(lines[0]) <= 100 and credits > 0 and _short(block))
        or (not known and _is_lone_title(blocks, at))
        or (block.kind == "heading" and alike)
    )
    named_below = next((n for n, line in enumerate(lines[:4]) if n and byline(line)), 0)
    if not known and named_below and all(len(line) <= 80 for line in lines[:named_below]):
        titled = titled or labelled(lines[-1]) is not None or len(lines) <= 4
    if not titled:
        if byline(lines[0]) and known and len(lines) == 1:
            put(fields, "author", [byline(lines[0]) or ""])
            return _cut(blocks, at, 1)
        return blocks
    title = [lines[0].strip(_TRIM) or lines[0]]
    used = 1
    for line in lines[1:]:
        name = byline(line)
        if name:
            put(fields, "author", [name])
        elif used < named_below or (
            is_title(line) and mark_of(line) is None and labelled(line) is None and not named(line)
        ):
            title.append(line.strip(_TRIM))
        else:
            break
        used += 1
    put(fields, "title", [": ".join(title)])
    if used < len(lines):
        return _cut(blocks, at, used)
    return blocks[:at] + blocks[at + 1 + _credits(blocks, at, fields, dry=False) :]


def _letters(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.lower()))


def _short(block: Block) -> bool:
    return not re.search(r"[.!?,;:]$", block.text) or block.text.isupper()


def _is_lone_title(blocks: list[Block], at: int) -> bool:
    block = blocks[at]
    if len(block.lines) > 2 or not all(map(is_title, block.lines)):
        return False
    if at + 1 >= len(blocks) or is_break(block.lines[0]):
        return False
    if block.lines[-1][-1] in ".,;:":
        return False
    following = blocks[at + 1]
    if mark_of(following.lines[0]) is not None:
        return True
    if _DATE.match(block.lines[0]):  # "Monday Morning" opens a story as often as it names one
        return False
    if block.kind == "heading":  # a page's own heading: the title if no prose stands under it
        return following.kind == "heading" or labelled(following.lines[0]) is not None
    return following.gap > 0 or following.kind in ("heading", "break")


def _credits(blocks: list[Block], at: int, fields: Fields, *, dry: bool) -> int:
    """How many blocks after the title name its makers and its year."""
    number = at + 1
    found: Fields = {}
    while number < len(blocks) and number < at + 6:
        block = blocks[number]
        text = " ".join(block.lines)
        if len(text) > 120:
            break
        name = byline(text)
        if name:
            put(found, "author", [name])
        elif text.strip(_TRIM).lower() == "by" and number + 1 < len(blocks):
            name = " ".join(blocks[number + 1].lines)
            if len(name) > 60:
                break
            put(found, "author", [name.strip(_TRIM)])
            number += 1
        elif translator(text):
            put(found, "translator", [translator(text) or ""])
        elif (year := _YEAR.fullmatch(text)) and found:
            put(found, "published", [year[1]])
        else:
            break
        number += 1
    if not dry:
        for name, values in found.items():
            put(fields, name, values)
    return number - at - 1


def _cut(blocks: list[Block], at: int, lines: int) -> list[Block]:
    """The blocks without the first lines of one of them."""
    block = blocks[at]
    rest = block.lines[lines:]
    kept = [reshaped(block, rest)] if rest else []
    return blocks[:at] + kept + blocks[at + 1 :]


def reshaped(block: Block, lines: tuple[str, ...]) -> Block:
    """What is left of a block; long lines that header lines had made look like verse are prose."""
    kind = block.kind
    if kind == "verse" and (len(lines) == 1 or max(map(len, lines)) > 75):
        kind = "paragraph"
    return replace(block, lines=lines, kind=kind)
