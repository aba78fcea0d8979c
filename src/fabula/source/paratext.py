"""What the author says of the story above, in and below it becomes header fields.

A labelled line counts only where it is plausible: at the top, in the company of others. A story
may open with ``Note: I was dead.`` or ``Dee: are you coming`` and loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fabula.source.block import Block, Fields, put
from fabula.source.headings import is_break, mark_of, named
from fabula.source.labels import (
    LONG,
    Labelled,
    byline,
    is_about_the_story,
    is_disclaimer,
    is_setting,
    labelled,
)
from fabula.source.notes import lift_notes
from fabula.source.titles import lift_title, reshaped

_REGION = 60  # blocks at most
_STRAY = 3  # unlabelled blocks between two labelled ones
_TRIM = " \t*_~=#-–—.<>()[]|•·!…"


def lift_paratext(blocks: list[Block], fields: Fields) -> list[Block]:
    """The blocks without header lines, notes and end marks; what they say goes into ``fields``."""
    blocks = lift_title(blocks, fields)
    blocks = lift_header(blocks, fields)
    return lift_notes(blocks, fields)


@dataclass(slots=True)
class _Header:
    """The fields of a header as they are gathered, line by line."""

    gathered: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""

    def begin(self, found: Labelled) -> None:
        self.last = found.field
        values = self.gathered.setdefault(found.field, [])
        values.append(found.value)

    def go_on(self, line: str, joint: str) -> None:
        values = self.gathered[self.last]
        values[-1] = f"{values[-1]}{joint}{line}" if values[-1] else line

    def add(self, name: str, value: str) -> None:
        self.gathered.setdefault(name, []).append(value)


def lift_header(blocks: list[Block], fields: Fields) -> list[Block]:
    """Labelled lines at the top, and what stands between them."""
    hits = _hits(blocks)
    if not hits:
        return blocks
    last_at, last_line = hits[-1]
    header = _Header()
    for at in range(last_at + 1):
        block = blocks[at]
        end = last_line + 1 if at == last_at else len(block.lines)
        for number in range(end):
            _take(header, block, number, fields)
    block = blocks[last_at]
    rest = list(block.lines[last_line + 1 :])
    full = max(map(len, block.lines))
    above = block.lines[last_line]
    while rest:
        if _is_aside(rest[0]):
            header.add(
                "spoilers" if "poil" in rest[0][:8] else "setting", rest.pop(0).strip("()[] ")
            )
        elif _goes_on(header, above, rest, full, verse=block.kind == "verse"):
            above = rest.pop(0)
            header.go_on(above, " ")
        else:
            break
    kept = [reshaped(block, tuple(rest))] if rest else []
    following = last_at + 1
    if not kept:
        following = _after(blocks, following, header)
    for name, values in header.gathered.items():
        put(fields, name, values, more=name == "notes")
    return kept + blocks[following:]


def _hits(blocks: list[Block]) -> list[tuple[int, int]]:
    """Places of the labelled lines that make up a header; empty if they are none."""
    hits: list[tuple[int, int]] = []
    found: list[Labelled] = []
    between: list[Block] = []  # unlabelled blocks since the last labelled one
    for at, block in enumerate(blocks[:_REGION]):
        if block.kind == "break":
            continue
        first = block.lines[0]
        if mark_of(first) is not None or (named(first) and not _label_next(blocks, at)):
            break
        labels = [
            (number, label) for number, line in enumerate(block.lines) if (label := labelled(line))
        ]
        # In the midst of a wrapped paragraph "Note: ..." is no label.
        labels = [
            (number, label)
            for number, label in labels
            if not number
            or block.kind == "verse"
            or labels[0][0] == 0
            or len(block.lines[number - 1]) < 60
        ]
        if not labels:
            between.append(block)
            if not _may_stand_between(between, found):
                break
            continue
        if between and found and labels[0][1].field == "notes":
            prose = sum(len(inner.text) for inner in between)
            if prose > 100:
                break  # a note in the midst of the story
        hits += [(at, number) for number, _ in labels]
        found += [label for _, label in labels]
        between = []
    strong = [label.field for label in found if label.strong]
    weak = {label.field for label in found if not label.strong}
    if not strong and len(weak) < 2:
        return []
    most = max(sum(other.field == label.field for other in found) for label in found)
    return [] if most > 3 and most * 2 > len(found) else hits


def _may_stand_between(between: list[Block], found: list[Labelled]) -> bool:
    """Whether these unlabelled blocks may belong to a header, above or between its labels.

    Above the first label only a title and the like; below one, short lines, or what goes on with
    a summary or a note. Speech is always story.
    """
    block = between[-1]
    if len(between) > _STRAY or block.lines[0][0] in "\"“‘'":
        return False
    if len(block.text) <= 100:
        return True
    return (
        bool(found) and len(block.text) <= 600 and (found[-1].field in LONG or not found[-1].value)
    )


def _label_next(blocks: list[Block], at: int) -> bool:
    return at + 1 < len(blocks) and labelled(blocks[at + 1].lines[0]) is not None


def _take(header: _Header, block: Block, number: int, fields: Fields) -> None:
    line = block.lines[number]
    label = labelled(line)
    if label is not None:
        header.begin(label)
        return
    if block.kind == "break" or is_break(line):
        return
    open_ended = header.last in LONG or (header.last and not header.gathered[header.last][-1])
    if header.last and number and block.kind != "heading" and (open_ended or len(line) > 60):
        header.go_on(line, " ")
        return
    name = byline(line)
    if name and "author" not in header.gathered:
        header.add("author", name)
    elif is_setting(line):
        header.add("spoilers" if line.lower().startswith("spoil") else "setting", line)
    elif is_disclaimer(line):
        header.add("disclaimer", line)
    elif (
        not header.last
        and "title" not in fields
        and "title" not in header.gathered
        and len(line) <= 100
    ):
        header.add("title", line.strip(_TRIM) or line)
    elif open_ended:
        header.go_on(line, "\n" if header.gathered[header.last][-1] else "")
    else:
        header.add("notes", line)


def _is_aside(text: str) -> bool:
    """Whether an unlabelled line right under a header is one of it: ``(Spoilers for "Frost")``."""
    bracketed = text[:1] in "([" and text[-1:] in ")]"
    return is_setting(text) and len(text) < 80 and (bracketed or text[-1] not in '.!?"”')


def _goes_on(header: _Header, above: str, rest: list[str], full: int, *, verse: bool) -> bool:
    """Whether the next line of a wrapped block still belongs to the last label's value."""
    if not header.gathered[header.last][-1]:
        return True
    if verse:
        open_ended = header.last in LONG and above[-1] not in '.!?"”'
        return open_ended and rest[0][0].islower()
    room = len(above) + 1 + len(rest[0].split(None, 1)[0])
    return room > full - 3 or (header.last in LONG and not re.search(r"[.!?)\]*\"”]$", above))


def _after(blocks: list[Block], at: int, header: _Header) -> int:
    """Past what still belongs to the header right after its last label."""
    value = header.gathered[header.last][-1]
    if not value and at < len(blocks) and blocks[at].kind == "paragraph" and len(blocks) > at + 1:
        header.go_on(blocks[at].text, "")
        at += 1
    end = _note_goes_on(blocks, at) if header.last in ("notes", "thanks", "feedback") else at
    while at < end:
        header.go_on(blocks[at].text, "\n")
        at += 1
    while at < len(blocks):
        block = blocks[at]
        text = block.text
        value = header.gathered[header.last][-1]
        if (
            header.last in LONG
            and not block.gap
            and text[0].islower()
            and value[-1:] not in '.!?"”'
        ):
            header.go_on(text, " ")
        elif is_disclaimer(text) and "disclaimer" not in header.gathered and len(text) < 300:
            header.add("disclaimer", text)
        elif _is_aside(text):
            header.add("spoilers" if "poil" in text[:8] else "setting", text.strip("()[] "))
        elif block.kind == "break" or (len(block.lines) == 1 and is_break(text)):
            pass
        else:
            break
        at += 1
    return at


def _note_goes_on(blocks: list[Block], at: int) -> int:
    """Past the paragraphs by which a note goes on, if a break soon ends them.

    Only if each speaks of the story as authors do and nobody speaks in it: a first scene may be
    just as short.
    """
    for end in range(at, min(at + 5, len(blocks))):
        block = blocks[end]
        if block.kind == "break" or (len(block.lines) == 1 and is_break(block.text)):
            return end
        if not is_about_the_story(block.text):
            return at
    return at
