"""Plain text to blocks: which line ends are the author's and which the typist's.

Four layouts occur. *Wrapped*: lines are cut at some width and blank lines part paragraphs.
*Indented*: lines are cut, and a paragraph begins with an indented line. *Open*: a line is a
paragraph, with or without blank lines between. *Verse* stands in any of them: its lines end
before the width would have ended them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.source.block import Block, Draft
from fabula.source.decode import decode

_LONGEST = 110  # no typist wraps beyond
_FINAL = tuple(".!?…:;\"'”’»)]*_-—–")
_STOP = re.compile(r"[.!?…][\"'”’»)\]*_]{0,3}$")
_CHAT = re.compile(r"[^\s:][^:\n]{0,30}: ?\S")


@dataclass(frozen=True, slots=True)
class _Layout:
    width: int  # where lines are cut; 0 if a line is a paragraph
    indented: bool  # paragraphs begin with an indented line
    spaced: bool  # blank lines part paragraphs


def read_plain(data: bytes) -> Draft:
    """A plain text file as blocks. Raises BrokenSource if the bytes are no text."""
    return Draft("txt", plain_blocks(decode(data)), usual_gap=1)


def plain_blocks(text: str) -> list[Block]:
    """Paragraphs and verse of a plain text whose line ends are ``"\\n"``."""
    lines = [line.rstrip() for line in text.split("\n")]
    layout = _layout(lines)
    blocks: list[Block] = []
    group: list[str] = []
    gap = waiting = 0
    for line in lines:
        if line:
            if not group:
                gap, waiting = waiting, 0
            group.append(line)
            continue
        if group:
            blocks.extend(_group(group, gap, layout))
            group = []
        waiting += 1
    if group:
        blocks.extend(_group(group, gap, layout))
    return blocks


def short_lines(lines: Sequence[str], gap: int) -> list[Block]:
    """Lines that the author ended: verse if they are short and run on, else a paragraph each."""
    if len(lines) > 1 and all(len(line) <= 75 for line in lines):
        stops = sum(_STOP.search(line) is not None for line in lines)
        if stops * 10 < len(lines) * 7 and not is_chat(lines):
            return [Block("verse", tuple(line.strip() for line in lines), gap=gap)]
    return [
        Block("paragraph", (line.strip(),), gap=0 if number else gap)
        for number, line in enumerate(lines)
    ]


def is_chat(lines: Sequence[str]) -> bool:
    """Whether most lines begin with a name and a colon: messages, a script, or a header."""
    return (
        len(lines) > 1
        and sum(_CHAT.match(line) is not None for line in lines) * 10 >= len(lines) * 7
    )


def _layout(lines: list[str]) -> _Layout:
    filled = [line for line in lines if line]
    followed = [line for line, after in itertools.pairwise(lines) if line and after]
    spaced = len(lines) - len(filled) > len(filled) // 50
    if not followed or sum(len(line) > _LONGEST for line in filled) * 50 > len(filled):
        return _Layout(0, False, spaced)
    lengths = sorted(map(len, followed))
    width = lengths[len(lengths) * 9 // 10]
    near = sum(length * 4 >= width * 3 for length in lengths)
    stops = sum(line.endswith(_FINAL) and _STOP.search(line) is not None for line in followed)
    if near * 2 < len(lengths) or stops * 10 > len(lengths) * 4 or width < 30:
        return _Layout(0, False, spaced)
    begins = sum(
        after[0].isspace() and not line[0].isspace() and line.endswith(_FINAL)
        for line, after in itertools.pairwise(lines)
        if line and after
    )
    return _Layout(width, begins * 25 > len(filled), spaced)


def _group(lines: list[str], gap: int, layout: _Layout) -> list[Block]:
    """The blocks of a run of lines without a blank one."""
    if not layout.width:
        if len(lines) == 1:
            return [Block("paragraph", (lines[0].strip(),), gap=gap)]
        return short_lines(lines, gap) if layout.spaced else _each(lines, gap)
    if len(lines) == 1:
        return [Block("paragraph", (lines[0].strip(),), gap=gap)]
    blocks: list[Block] = []
    for part in _parted(lines, layout):
        kept = tuple(line.strip() for line in part)
        verse = len(part) > 1 and _is_verse(kept, layout.width)
        blocks.append(Block("verse" if verse else "paragraph", kept, gap=0 if blocks else gap))
    return blocks


def _each(lines: list[str], gap: int) -> list[Block]:
    return [
        Block("paragraph", (line.strip(),), gap=0 if number else gap)
        for number, line in enumerate(lines)
    ]


def _parted(lines: list[str], layout: _Layout) -> list[list[str]]:
    """Paragraphs that no blank line parts: by indentation, or by a short last line."""
    if not layout.indented and layout.spaced:
        return [lines]
    parts = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if layout.indented:
            new = line[0].isspace() and not (before[0].isspace() and not before.endswith(_FINAL))
        else:
            new = len(before) * 4 < layout.width * 3 and _STOP.search(before) is not None
        if new:
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _is_verse(lines: tuple[str, ...], width: int) -> bool:
    """Whether most lines end where the next word would still have found room.

    The room is measured by the file's width and, because a quoted letter may be set narrower
    than the rest, by the group's own longest line; lines that all begin with a capital letter
    need only the first.
    """
    own = max(map(len, lines))
    early = ragged = capitals = 0
    for line, after in itertools.pairwise(lines):
        needed = len(line) + 1 + len(after.split(None, 1)[0])
        early += needed <= width - 3
        ragged += needed < own - 2
        capitals += _begins_high(after)
    breaks = len(lines) - 1
    if early * 10 < breaks * 6:
        return False
    if capitals * 10 >= breaks * 8:
        return True
    return ragged * 10 >= breaks * 4 and own * 10 < width * 9


def _begins_high(line: str) -> bool:
    for char in line:
        if char.isalpha():
            return char.isupper()
        if char.isdigit():
            return True
    return True
