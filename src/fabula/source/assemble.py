"""From blocks to a Source: the steps, top to bottom, and the string with its exact offsets."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fabula.errors import EmptySource
from fabula.source.block import Block, Draft, Fields, Role
from fabula.source.decode import clean
from fabula.source.furniture import remove_contents, remove_furniture
from fabula.source.headings import Mark, mark_headings, mark_of
from fabula.source.paratext import lift_paratext
from fabula.source.source import Section, SectionKind, Source

_KINDS: dict[Role, SectionKind] = {"body": "chapter", "front": "front", "back": "back"}


def assemble(draft: Draft, name: str, data: bytes) -> Source:
    """The Source of a draft. Raises EmptySource if nothing in it reads as prose."""
    fields: Fields = {}
    for key, values in draft.fields.items():
        cleaned = tuple(kept for value in values if (kept := clean(value).strip()))
        if cleaned:
            fields[key] = cleaned
    blocks = _usable(draft.blocks)
    blocks = remove_furniture(blocks, fields)
    blocks = remove_contents(blocks)
    blocks = lift_paratext(blocks, fields)
    blocks = mark_headings(blocks)
    blocks = _wide_gaps(blocks, draft.usual_gap)
    text, sections, breaks = _lay_out(blocks)
    if not any(c.isalnum() for c in text):
        raise EmptySource("nothing in it reads as prose")
    fields.pop("page_title", None)
    header = {key: v[0] if len(v) == 1 else v for key, v in fields.items() if v}
    digest = hashlib.sha256(data).hexdigest()
    return Source(name, draft.media, digest, text, tuple(sections), tuple(breaks), header)


def _usable(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with clean, non-empty lines; a block without any adds to the gap of the next."""
    usable: list[Block] = []
    gap = 0
    for block in blocks:
        text = "\n".join(block.lines)
        cleaned = clean(text)
        lines = block.lines
        if cleaned != text or "" in lines:
            lines = tuple(kept for line in cleaned.split("\n") if (kept := line.strip()))
        if not lines:
            gap += 1
            continue
        if gap or lines is not block.lines:
            block = replace(block, lines=lines, gap=block.gap + gap)
        gap = 0
        usable.append(block)
    return usable


def _wide_gaps(blocks: list[Block], usual: int) -> list[Block]:
    """The blocks with a break wherever far more blank space stands than usual, and seldom does."""
    gaps = Counter(
        block.gap
        for before, block in itertools.pairwise(blocks)
        if before.kind == block.kind == "paragraph"
    )
    paragraphs = sum(gaps.values())
    if not paragraphs:
        return blocks
    usual = max(usual, max(gaps, key=lambda gap: (gaps[gap], -gap)))
    wide = usual + 2 if usual else 1
    if sum(count for gap, count in gaps.items() if gap >= wide) * 8 > paragraphs:
        return blocks
    opened: list[Block] = []
    for block in blocks:
        if (
            opened
            and block.gap >= wide
            and block.kind == "paragraph"
            and opened[-1].kind not in ("heading", "break")
        ):
            opened.append(Block("break", ("",), gap=block.gap))
        opened.append(block)
    return opened


@dataclass(slots=True)
class _Layout:
    """The text so far."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    parts_of: list[tuple[SectionKind, str | None, int]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    pending: list[tuple[Mark | None, str]] = field(default_factory=list)
    role: Role = "body"
    broken: bool = False


def _lay_out(blocks: list[Block]) -> tuple[str, list[Section], list[int]]:
    layout = _Layout()
    for block in blocks:
        if block.kind == "heading":
            _heading(layout, block)
        elif block.kind == "break":
            layout.broken = True
        else:
            _prose(layout, block)
    text = "".join(layout.parts)
    return text, _sections(layout, len(text)), layout.breaks


def _heading(layout: _Layout, block: Block) -> None:
    mark = mark_of(block.lines[0])
    if mark is not None:
        for number, (other, _) in enumerate(layout.pending):
            # The same kind of part again, with no prose between: those were a table of contents.
            if other is not None and other.key == mark.key and other.number != mark.number:
                del layout.pending[number:]
                break
    del layout.pending[:-4]  # headings without prose between are a list, not a title
    if not layout.pending:
        layout.role = block.role
    elif block.role == "body" and mark is not None:
        layout.role = "body"
    layout.pending.append((mark, " ".join(block.lines)))
    layout.broken = False


def _prose(layout: _Layout, block: Block) -> None:
    if layout.parts:
        layout.parts.append("\n\n")
        layout.at += 2
    if layout.pending or not layout.parts_of or (block.role != "body" and _new_role(layout, block)):
        kind = _KINDS[block.role if block.role != "body" else layout.role]
        layout.parts_of.append((kind, _title(layout.pending), layout.at))
        layout.pending.clear()
        layout.role = "body"
    elif layout.broken:
        layout.breaks.append(layout.at)
    layout.broken = False
    layout.parts.append(block.text)
    layout.at += len(layout.parts[-1])


def _new_role(layout: _Layout, block: Block) -> bool:
    return layout.parts_of[-1][0] != _KINDS[block.role]


def _title(pending: list[tuple[Mark | None, str]]) -> str | None:
    """Headings in a row as one title: ``BOOK ONE: THE COMING / CHAPTER I: THE EVE``."""
    title = ""
    for mark, said in pending:
        said = said.strip(" \t*_~=|#") if mark is not None else said.strip(" \t*_|")
        said = said.strip("-–— ") or said
        if not title:
            title = said
        elif mark is not None:
            title += " / " + said
        else:
            title += (" " if title[-1] in ".:!?—–-" else ": ") + said
    return title or None


def _sections(layout: _Layout, size: int) -> list[Section]:
    """Chapters with the scenes in them, by start, longest first."""
    sections: list[Section] = []
    starts = layout.parts_of
    titled = any(title is not None for _, title, _ in starts)
    breaks = layout.breaks
    done = 0
    for number, (kind, title, start) in enumerate(starts):
        following = starts[number + 1][2] if number + 1 < len(starts) else size + 2
        end = min(following - 2, size)
        if (
            number == 0
            and title is None
            and kind == "chapter"
            and titled
            and _is_front(starts, end - start)
        ):
            kind = "front"
        sections.append(Section(kind, title, start, end))
        inner = []
        while done < len(breaks) and breaks[done] < following:
            inner.append(breaks[done])
            done += 1
        if inner:
            edges = [start, *inner, end + 2]
            sections += [Section("scene", None, a, b - 2) for a, b in itertools.pairwise(edges)]
    return sections


def _is_front(starts: list[tuple[SectionKind, str | None, int]], size: int) -> bool:
    """Whether what stands before the first heading is a motto or the like, not a chapter."""
    mark = mark_of((starts[1][1] or "").partition(" / ")[0])
    return size < 6000 and (mark is None or mark.number <= 1)
