"""What the author says of the story above, in and below it becomes header fields.

A labelled line counts only where it is plausible: at the top, in the company of others. A story
may open with ``Note: I was dead.`` or ``Dee: are you coming`` and loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fabula.source.block import Block, Fields, put
from fabula.source.headings import is_break, is_numeral, is_title, mark_of, named
from fabula.source.labels import (
    LONG,
    Labelled,
    byline,
    inline_notes,
    is_disclaimer,
    is_setting,
    labelled,
    note_alone,
    note_opens,
    title_and_author,
    translator,
)

_REGION = 60  # blocks at most
_STRAY = 3  # unlabelled blocks between two labelled ones
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
_DATE = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july"
    r"|august"
    r"|september|october|november|december)\b|\d|dear(?:est)?\b|act\b|scene\b|once\b",
    re.I,
)
_YEAR = re.compile(r"[(\[]?((?:1[5-9]|20)\d\d)[)\]]?")
_TRIM = " \t*_~=#-–—.<>()[]|•·!…"


def lift_paratext(blocks: list[Block], fields: Fields) -> list[Block]:
    """The blocks without header lines, notes and end marks; what they say goes into ``fields``."""
    blocks = _title(blocks, fields)
    blocks = _region(blocks, fields)
    blocks = _notes(blocks, fields)
    return _ends(blocks)


# --- title and author -------------------------------------------------------------------------


def _title(blocks: list[Block], fields: Fields) -> list[Block]:
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
    both = title_and_author(lines[0]) if len(lines) <= 2 else None
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
        elif (
            is_title(line)
            and mark_of(line) is None
            and labelled(line) is None
            and named(line) is None
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
    if len(block.lines) > 2 or not all(map(is_title, block.lines)) or _DATE.match(block.lines[0]):
        return False
    if at + 1 >= len(blocks) or is_break(block.lines[0]):
        return False
    if block.lines[-1][-1] in ".,;:":
        return False
    following = blocks[at + 1]
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
    kept = [_reshaped(block, rest)] if rest else []
    return blocks[:at] + kept + blocks[at + 1 :]


def _reshaped(block: Block, lines: tuple[str, ...]) -> Block:
    """What is left of a block; long lines that header lines had made look like verse are prose."""
    kind = block.kind
    if kind == "verse" and (len(lines) == 1 or max(map(len, lines)) > 75):
        kind = "paragraph"
    return replace(block, lines=lines, kind=kind)


# --- labelled lines at the top ----------------------------------------------------------------


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


def _region(blocks: list[Block], fields: Fields) -> list[Block]:
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
    while rest and block.kind == "paragraph" and _goes_on(header, above, rest, full):
        above = rest.pop(0)
        header.go_on(above, " ")
    kept = [_reshaped(block, tuple(rest))] if rest else []
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


def _goes_on(header: _Header, above: str, rest: list[str], full: int) -> bool:
    """Whether the next line of a wrapped block still belongs to the last label's value."""
    if not header.gathered[header.last][-1]:
        return True
    room = len(above) + 1 + len(rest[0].split(None, 1)[0])
    return room > full - 3 or (header.last in LONG and not re.search(r"[.!?)\]*\"”]$", above))


def _after(blocks: list[Block], at: int, header: _Header) -> int:
    """Past what still belongs to the header right after its last label."""
    value = header.gathered[header.last][-1]
    if not value and at < len(blocks) and blocks[at].kind == "paragraph" and len(blocks) > at + 1:
        header.go_on(blocks[at].text, "")
        at += 1
    while at < len(blocks):
        block = blocks[at]
        text = block.text
        if is_disclaimer(text) and "disclaimer" not in header.gathered and len(text) < 300:
            header.add("disclaimer", text)
        elif is_setting(text) and len(text) < 80 and not re.search(r"[.!?\"”]$", text):
            header.add("setting", text)
        elif block.kind == "break" or (len(block.lines) == 1 and is_break(text)):
            pass
        else:
            break
        at += 1
    return at


# --- notes and end marks ----------------------------------------------------------------------


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
