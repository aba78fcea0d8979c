"""Authors' notes before, in the midst of and after the text, and the marks of its end."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.source.block import Block, Fields, put
from fabula.source.headings import is_break, mark_of, named
from fabula.source.labels import (
    inline_notes,
    is_about_the_story,
    labelled,
    note_alone,
    note_opens,
)

_COMMA = ", "
_ENDS = frozenset(
    "the end, end, fin, finis, ende, el fin, tbc, to be continued, the end for now, end part,"
    " the end?, fini, owari, -30-, end of story, end of file, end chapter".split(_COMMA)
)
_END_OF = re.compile(
    r"end (?:of )?(?:the )?(?:chapter|part|book|volume|vol|story|first|second|third|fourth"
    r"|prologue)\b.{0,40}",
    re.I,
)
_TRIM = " \t*_~=#-–—.<>()[]|•·!…"


def lift_notes(blocks: list[Block], fields: Fields) -> list[Block]:
    """The blocks without notes and end marks; the notes go into ``fields``."""
    blocks = _afterword(_notes(blocks, fields), fields)
    return _ends(blocks)


def _afterword(blocks: list[Block], fields: Fields) -> list[Block]:
    """The blocks without what an author adds after ``The End`` without calling it a note."""
    for at in range(max(0, len(blocks) - 8), len(blocks) - 1):
        rest = [block for block in blocks[at + 1 :] if block.kind != "break"]
        if not _is_end(blocks, at) or not rest or any(block.kind == "heading" for block in rest):
            continue
        if all(is_about_the_story(block.text) or labelled(block.lines[0]) for block in rest):
            put(fields, "end_notes", ["\n".join(block.text for block in rest)], more=True)
            return blocks[: at + 1]
    return blocks


def _ends(blocks: list[Block]) -> list[Block]:
    """The blocks without ``The End``, ``TBC``, ``End of Chapter 3`` where a part ends."""
    return [block for at, block in enumerate(blocks) if not _is_end(blocks, at)]


def _is_end(blocks: list[Block], at: int) -> bool:
    block = blocks[at]
    if len(block.lines) > 1 or len(block.lines[0]) > 60:
        return False
    said = block.lines[0].strip(_TRIM).lower()
    if said not in _ENDS and not (
        _END_OF.fullmatch(said) and block.lines[0].strip(_TRIM)[0].isupper()
    ):
        return False
    if at + 12 >= len(blocks):
        return True
    following = next((b for b in blocks[at + 1 : at + 4] if b.kind != "break"), None)
    if following is None or following.kind == "heading":
        return True
    first = following.lines[0]
    return bool(mark_of(first) or named(first) or note_opens(first) or following.gap > 2)


def _notes(blocks: list[Block], fields: Fields) -> list[Block]:
    """Authors' notes before, in the midst of and after the text."""
    kept: list[Block] = []
    before: list[str] = []
    since: list[str] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if block.kind != "break" and note_opens(block.lines[0]):
            end = _note_end(blocks, at)
            text = "\n".join(inner.text for inner in blocks[at:end] if inner.kind != "break")
            since.append(_unlabelled(text))
            at = end
            if (
                kept
                and kept[-1].kind == "break"
                and at < len(blocks)
                and blocks[at].kind == "break"
            ):
                at += 1
            continue
        if block.kind not in ("break", "heading"):
            joined = "\n".join(block.lines)
            text, notes = inline_notes(joined)
            if notes:
                since += map(_unlabelled, notes)
                lines = tuple(stripped for line in text.split("\n") if (stripped := line.strip()))
                if not lines:
                    at += 1
                    continue
                block = replace(block, lines=lines)
            before += since
            since = []
        kept.append(block)
        at += 1
    put(fields, "notes", before, more=True)
    if kept and any(block.kind in ("paragraph", "verse") for block in kept):
        put(fields, "end_notes", since, more=True)
    else:
        put(fields, "notes", since, more=True)
    return kept


def _unlabelled(note: str) -> str:
    label = labelled(note.partition("\n")[0])
    if label is not None and label.field == "notes":
        rest = note.partition("\n")[2]
        note = f"{label.value}\n{rest}" if rest else label.value
    else:
        note = re.sub(r"^[\W_]*(?:A/N|a/n|AN|Author['’]?s?['’]? [Nn]otes?)\b[\W_]*", "", note)
    return (
        note.strip(" *_[]()\n-=~")
        if note.count("(") < note.count(")")
        else note.strip(" *_[]\n-=~")
    )


def _note_end(blocks: list[Block], at: int) -> int:
    """Index past the last block of the note that begins at ``at``.

    A note in brackets ends where they close. One under a label of its own takes the next block.
    After the story's end mark it takes the rest; after its last break too, unless anybody speaks
    in it.
    """
    block = blocks[at]
    opening = block.lines[0].lstrip(" *_")[:1]
    if opening in ("(", "["):
        closing = ")" if opening == "(" else "]"
        for end in range(at, min(at + 8, len(blocks))):
            if blocks[end].text.rstrip(" *_").endswith(closing):
                return end + 1
        return at + 1
    rest = blocks[at + 1 : at + 16]
    if at + 1 + len(rest) == len(blocks) and not any(
        inner.kind == "heading" or mark_of(inner.lines[0]) for inner in rest
    ):
        before = next(
            (n for n in range(at - 1, max(-1, at - 3), -1) if blocks[n].kind != "break"), -1
        )
        if before >= 0 and _is_end(blocks, before):
            return len(blocks)
        said = "".join(inner.text for inner in rest)
        parted = at > 0 and (blocks[at - 1].kind == "break" or is_break(blocks[at - 1].text))
        if parted and len(said) < 1000 and not any(mark in said for mark in '"“‘'):
            return len(blocks)
    if note_alone(block.text) and at + 1 < len(blocks) and blocks[at + 1].kind != "heading":
        return at + 2
    return at + 1
