"""What printers, scanners and libraries put around a story: licences, page numbers, contents."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from fabula.source.block import Block, Fields, put
from fabula.source.headings import is_break, mark_of, value_of

_START = re.compile(
    r"\*{2,3} ?START OF (?:THE |THIS )?PROJECT GUTENBERG|\*END ?\*? ?THE SMALL PRINT", re.I
)
_END = re.compile(
    r"\*{2,3} ?END OF (?:THE |THIS )?PROJECT GUTENBERG|^End of (?:the |this )?Project Gutenberg",
    re.I,
)
_FIELD = re.compile(
    r"(Title|Author|Translator|Editor|Illustrator|Language|Release Date): +(\S.*)", re.I
)
_CREDIT = re.compile(
    r"(?:Produced|Prepared|Transcribed|Scanned|Proofread|Digitized|E-?text prepared|This e-?text"
    r"|This (?:file|book) was produced|HTML version|Credits:|Updated editions)\b",
    re.I,
)
_PAGE = re.compile(
    r"[\[{](?: {0,2}(?:pg|page|p)\.? {0,2}[\divxlc]{1,6} {0,2}[\]}]|(?<=\{)(?<!\w\{)\d{1,4}\})",
    re.I,
)
_PICTURE = re.compile(
    r"\[ {0,2}(?:Illustration|Frontispiece|Ornament|Decoration)\b[^\[\]]{0,800}\]", re.I
)
_FOOTNOTE = re.compile(r"\[ {0,2}Footnote\b ?[\w*]{0,5}:? ?([^\]]{0,20000})\]", re.I)
_NOTE_REF = re.compile(r"\[(?:\d{1,3}|[A-Z])\]")
_TRANSCRIBER = re.compile(r"[\[*_({]{0,3} {0,2}Transcriber['’]?s?['’]? ?s? note", re.I)
_LONE_NUMBER = re.compile(r"[-–—~ ]{0,4}(?:page |p\. ?)?(\d{1,4})[-–—~ ]{0,4}", re.I)
_LONGEST_HEADING = 200  # characters
_CONTENTS = frozenset(
    ("contents", "table of contents", "list of illustrations", "illustrations", "chapters")
)
_STOPS = re.compile(r"[.!?…:;,—–-][\"'”’»)\]*_]{0,3}$")
_LEADER = re.compile(r"(?:\.{3,}|(?:\s\.){2,}|\s{2,}|\t)\s{0,20}(?:\d{1,4}|[ivxlc]{1,6})$")


def remove_furniture(blocks: list[Block], fields: Fields) -> list[Block]:
    """The blocks without licences, credits, page numbers, pictures' captions and footnotes.

    Title, author and language from a library's header and the texts of footnotes go into
    ``fields``.
    """
    blocks = _licence(blocks, fields)
    blocks = _transcriber(blocks)
    blocks = _inline(blocks, fields)
    return _page_numbers(blocks)


def _licence(blocks: list[Block], fields: Fields) -> list[Block]:
    """Project Gutenberg's own words before ``*** START OF`` and after ``*** END OF``."""
    start, end = 0, len(blocks)
    for at, block in enumerate(blocks):
        if (
            "utenberg" not in (text := block.text)
            and "GUTENBERG" not in text
            and "SMALL PRINT" not in text
        ):
            continue
        if _START.search(text) and at < len(blocks) // 2:
            start = at + 1
        elif _END.search(text) and at >= start:
            end = at
            break
    if not start and end == len(blocks):
        return blocks
    for block in blocks[:start]:
        for line in block.lines:
            found = _FIELD.match(line)
            if found:
                name = found[1].lower()
                if name == "release date":
                    put(fields, "published", [found[2].partition("[")[0]])
                else:
                    put(fields, name, [found[2]])
    kept = blocks[start:end]
    for at, block in enumerate(kept[:6]):
        if _CREDIT.match(block.text) and len(block.text) < 600:
            return kept[:at] + kept[at + 1 :]
    return kept


def _transcriber(blocks: list[Block]) -> list[Block]:
    """Notes of the transcriber: a bracketed block, or a part with that heading at either end."""
    kept: list[Block] = []
    inside = 0
    for at, block in enumerate(blocks):
        first = block.lines[0]
        if inside:
            inside -= 1
            if "]" in block.text:
                inside = 0
            continue
        if "ranscriber" in first or "RANSCRIBER" in first:
            if first.lstrip("*_ ").startswith("[") and _TRANSCRIBER.match(first):
                inside = 0 if "]" in block.text or not _closes(blocks, at) else 40
                continue
            if _TRANSCRIBER.match(first):
                near_end = at > len(blocks) - 60 and at * 10 > len(blocks) * 9
                if near_end:
                    return kept
                if len(block.text) < 1500 and at < 40:
                    continue
        kept.append(block)
    return kept


def _closes(blocks: list[Block], at: int) -> bool:
    return any("]" in block.text for block in blocks[at : at + 40])


def _inline(blocks: list[Block], fields: Fields) -> list[Block]:
    """Page marks, pictures and footnotes in square or curly brackets, inside of paragraphs too."""
    kept: list[Block] = []
    notes: list[str] = []
    bracketed = [("[" in line or "{" in line) for block in blocks for line in block.lines]
    if not any(bracketed):
        return blocks
    numbered = any(block.lines[0].startswith("[Footnote") for block in blocks)
    open_note: list[str] = []
    for block in blocks:
        text = "\n".join(block.lines)
        if open_note:  # a footnote of several paragraphs
            open_note.append(text)
            if "]" in text or len(open_note) > 20:
                notes.append(" ".join(open_note).removeprefix("[").rstrip("] "))
                open_note = []
            continue
        if "[" not in text and "{" not in text and "(" not in text:
            kept.append(block)
            continue
        if numbered and text.startswith("[Footnote") and "]" not in text:
            open_note.append(text)
            continue
        bare = _PAGE.sub("", text)
        bare = _PICTURE.sub("", bare)
        if numbered:
            notes += [found[1].replace("\n", " ") for found in _FOOTNOTE.finditer(bare)]
            bare = _NOTE_REF.sub("", _FOOTNOTE.sub("", bare))
        if bare == text:
            kept.append(block)
            continue
        lines = tuple(stripped for line in bare.split("\n") if (stripped := line.strip()))
        if lines:
            kept.append(replace(block, lines=lines))
    for text in open_note:
        notes.append(text)
    put(fields, "footnotes", notes, more=True)
    return kept


def _page_numbers(blocks: list[Block]) -> list[Block]:
    """Lone page numbers go; a paragraph that one of them cut in two is joined again.

    They are told from chapter numbers by this: many of them stand where no sentence has ended.
    """
    places = []
    for at, block in enumerate(blocks):
        if len(block.lines) == 1 and len(block.lines[0]) < 16 and block.kind == "paragraph":
            found = _LONE_NUMBER.fullmatch(block.lines[0])
            if found:
                places.append((at, int(found[1])))
    if len(places) < 3:
        return blocks
    rising = sum(a < b for (_, a), (_, b) in itertools.pairwise(places))
    cut = sum(at > 0 and not _STOPS.search(blocks[at - 1].text) for at, _ in places)
    if rising * 10 < (len(places) - 1) * 8 or cut * 10 < len(places) * 3:
        return blocks
    pages = {at for at, _ in places}
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        if at in pages:
            continue
        if (
            at - 1 in pages
            and kept
            and kept[-1].kind == block.kind == "paragraph"
            and block.lines[0][0].islower()
            and not _STOPS.search(kept[-1].text)
        ):
            kept[-1] = replace(kept[-1], lines=kept[-1].lines + block.lines)
        else:
            kept.append(block)
    return kept


def remove_contents(blocks: list[Block]) -> list[Block]:
    """The blocks without tables of contents, with or without that heading over them."""
    kept: list[Block] = []
    at = tables = 0
    while at < len(blocks):
        block = blocks[at]
        lines = block.lines
        named = (
            tables < 5
            and len(lines[0]) < _LONGEST_HEADING
            and lines[0].strip(" .:*_#").lower() in _CONTENTS
        )
        if named and at <= max(12, len(blocks) // 4):
            at = _after_contents(blocks, at)
            tables += 1
            continue
        if len(lines) >= 3 and sum(mark_of(line) is not None for line in lines) * 2 > len(lines):
            at += 1  # a list of chapters without a heading
            continue
        kept.append(block)
        at += 1
    return kept


def _after_contents(blocks: list[Block], at: int) -> int:
    """Where the story begins again after a table of contents.

    Its entries are short lines without an end of sentence. The first heading of the story looks
    like one of them, so it is where the first entry comes a second time.
    """
    if len(blocks[at].lines) > 1:
        return at + 1
    end = at + 1
    while end < len(blocks) and _is_entry(blocks[end]):
        end += 1
    entries = blocks[at + 1 : end]
    if not entries:
        return at + 1
    first = _key(entries[0].lines[0])
    for number, block in enumerate(entries[1:], 1):
        if _key(block.lines[0]) == first:
            return at + 1 + number
    many = [number for number, block in enumerate(entries) if len(block.lines) > 2]
    if many and many[-1] + 1 < len(entries):  # the whole table was one block
        return at + 2 + many[-1]
    if end == len(blocks):
        return at + 1 if len(entries) == 1 else end
    last = entries[-1]
    if (
        len(entries) > 1
        and len(last.lines) == 1
        and (mark_of(last.lines[0]) or last.gap > entries[-2].gap)
    ):
        return end - 1
    return end if many else end - 1


def _is_entry(block: Block) -> bool:
    if block.kind == "break" or is_break(block.lines[0]):
        return False
    for line in block.lines:
        if len(line) > 110:
            return False
        if (
            len(line) > 60
            and line[-1] in '.!?"”’'
            and mark_of(line) is None
            and not _LEADER.search(line)
        ):
            return False
    return len(block.lines) > 2 or len(block.text) < 200


def _key(line: str) -> str:
    line = _LEADER.sub("", line)
    mark = mark_of(line)
    if mark is not None:
        return f"{mark.key} {mark.number}"
    head = re.match(r"[\W_]*(\d{1,3}|[IVXLC]{1,8})\b", line)
    if head and value_of(head[1]) is not None:
        return f"{value_of(head[1])}"
    return re.sub(r"[\W\d_]+", "", line).lower()
