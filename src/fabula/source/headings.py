"""Which blocks are headings and scene breaks, where the format itself does not say so.

A heading that was taken for prose costs little; prose that was taken for a heading is lost. So a
line counts as a heading only if it names itself one ("CHAPTER IV", "Epilogue"), or is a numeral
that counts on from the one before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from fabula.source.block import Block, Role, words

_ONES = words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: n for n, word in enumerate(_ONES, 1)}
_WORDS |= {word: n for n, word in enumerate(_ORDINALS, 1)}
_WORDS |= {word: n * 10 for n, word in enumerate(_TENS, 2)}
_WORDS |= {word[:-1] + "ieth": n * 10 for n, word in enumerate(_TENS, 2)}
_WORDS |= {
    f"{ten}{dash}{one}": n * 10 + m
    for n, ten in enumerate(_TENS, 2)
    for names in (_ONES[:9], _ORDINALS[:9])
    for m, one in enumerate(names, 1)
    for dash in "- "
}
_WORDS["last"] = 0

_NUMERAL = r"\d{1,4}|[ivxlcdm]{1,9}|(?:the[ ])?(?:" + "|".join(sorted(_WORDS, key=len)[::-1]) + ")"
_KEYS = words(
    "chapter chap book part volume vol letter act scene canto stave episode section phase"
)
_MARK = re.compile(
    rf"[\W_]{{0,12}}(?P<key>{'|'.join(_KEYS)})\.?[ \t]{{1,5}}(?P<number>{_NUMERAL})"
    r"(?P<rest>(?:[\W_].*)?)",
    re.I,
)
_ROMAN = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})")
_BARE = re.compile(
    r"[\W_]{0,6}(?P<number>\d{1,3}|[IVXLC]{1,8}|[ivxl]{1,7}"
    r"|[A-Z][A-Za-z]{2,9}(?:[- ][A-Za-z]{3,5})?)"
    r"(?P<rest>[.:)\]]?[ \t]{0,3}[-–—:.]{0,2}[ \t].*|[\W_]{0,6})"
)
_NAMED: dict[str, Role] = {
    "prologue": "body",
    "epilogue": "body",
    "interlude": "body",
    "intermission": "body",
    "finale": "body",
    "conclusion": "body",
    "prelude": "body",
    "coda": "body",
    "dedication": "front",
    "epigraph": "front",
    "foreword": "front",
    "preface": "front",
    "the preface": "front",
    "author's preface": "front",
    "introduction": "front",
    "introductory": "body",
    "to the reader": "front",
    "note to the reader": "front",
    "afterword": "back",
    "postscript": "back",
    "acknowledgments": "back",
    "acknowledgements": "back",
    "about the author": "back",
    "appendix": "back",
    "footnotes": "back",
    "endnotes": "back",
    "glossary": "back",
    "bibliography": "back",
}
_SEPARATED = re.compile(r"[\s*_~]*[.:;)\]–—-]")
_TRIM = " \t*_~=-–—.:;#|<>()[]{}•·"
_SMALL = frozenset(
    words(
        "a an and as at by for from in into is it of off on or the to up upon with his her its"
        " their"
        " my de la le du von der"
    )
)
_BREAK = re.compile(r"[\s*·•~#=+\-–—_.<>/\\|^°:;%@†‡§❦❧☙⁂♦◆◇♥★☆◊✦✧∞○●□■▪❖⸻―&]+")
_LETTER_BREAK = re.compile(
    r"[-~*.=_+ ]*(?:[oO0](?:[-~*.=_+ ]*[xX*oO0]){2,}|[xX](?:[-~*.=_+ ]*[oO0xX])+|-[xX]-)[-~*.=_+ ]*"
)
_NAMED_BREAK = re.compile(
    r"[\W_]*(?:scene|line|page|section|pov|time)[ -]?(?:break|change|skip)[\W_]*", re.I
)
_FINAL = re.compile(r"[.!?…][\"'”’»)\]*_]{0,3}$")
LONGEST = 100


class Mark(NamedTuple):
    """What a heading says of itself: its kind of part, its number (0 if none), its own title."""

    key: str
    number: int
    title: str


def mark_of(line: str) -> Mark | None:
    """The mark in a line like ``CHAPTER IV. The Storm``, ``-- Part Two --``, ``Book the Last``.

    None for prose that begins alike (``Part of me``, ``Book two lay on the table``).
    """
    if len(line) > LONGEST:
        return None
    found = _MARK.fullmatch(line)
    if found is None:
        return None
    number = value_of(found["number"].lower().removeprefix("the "))
    if number is None:
        return None
    rest = found["rest"]
    title = rest.strip(_TRIM)
    key = found["key"].lower()
    if not title:
        if rest.strip() in (",", ";") or (found["key"][0].islower() and found["number"][0] in "iI"):
            return None
    elif _SEPARATED.match(rest):
        if rest.lstrip()[:1] == ";" or (title[0].islower() and key != "chapter"):
            return None
    elif rest.lstrip()[:1] in "[(" and rest.rstrip()[-1] in "])":
        pass  # "LETTER III [Written some months after]"
    elif not (rest[0].isspace() and is_title(title)) or rest.rstrip()[-1:] in ",;":
        return None
    return Mark({"chap": "chapter", "vol": "volume"}.get(key, key), number, title)


def named(line: str) -> Role | None:
    """The role of a part that is named, not numbered: ``PROLOGUE`` (body), ``Preface`` (front)."""
    if len(line) > 60:
        return None
    said = line.strip(_TRIM).replace("’", "'")
    if not said[:1].isupper():
        return None
    name, parted, rest = _cut(said)
    role = _NAMED.get(name.lower())
    if role is None or (parted and rest and not rest[0].isupper() and not rest[0].isdigit()):
        return None
    return role


def _cut(said: str) -> tuple[str, bool, str]:
    found = re.search(r"\s?[.:–—]\s?|\s-\s", said)
    if found is None:
        return said, False, ""
    return said[: found.start()], True, said[found.end() :]


def value_of(numeral: str) -> int | None:
    """The value of a number in digits, Roman numerals or words; None if it is none of them."""
    if numeral.isdecimal() and len(numeral) < 10:  # not "¹", nor a line of a thousand digits
        return int(numeral)
    word = _WORDS.get(numeral.lower())
    if word is not None:
        return word
    roman = numeral.upper()
    if not _ROMAN.fullmatch(roman):
        return None
    values = ["IVXLCDM".index(c) for c in roman]
    worth = (1, 5, 10, 50, 100, 500, 1000)
    total = 0
    for at, v in enumerate(values):
        less = at + 1 < len(values) and v < values[at + 1]
        total += -worth[v] if less else worth[v]
    return total


def is_title(line: str) -> bool:
    """Whether a line is set as titles are: in capitals, or with its long words capitalized."""
    line = line.strip(" \t*_~-–—=")
    if not line or len(line) > 80 or (line[0] in "\"“‘'" and line[-1] not in "\"”’'"):
        return False
    letters = [c for c in line if c.isalpha()]
    if not letters:
        return False
    if all(c.isupper() for c in letters):
        return True
    if _FINAL.search(line) or line[-1] in ",;:-–—":
        return False
    said: list[str] = re.findall(r"[^\W\d_][\w'’]*", line)
    first = said[0][0]
    high = sum(word[0].isupper() for word in said)
    low = sum(word[0].islower() and word.lower() not in _SMALL for word in said)
    return first.isupper() and high > 0 and low == 0


def is_break(text: str) -> bool:
    """Whether a line marks a scene break: ``* * *``, ``---``, ``#``, ``oOo``, ``[scene break]``."""
    if not text or len(text) > 120:
        return False
    if _BREAK.fullmatch(text):
        marks = set(text) - {" ", "\t"}
        return not (marks <= {".", ":", ";"} and text.count(".") <= 3)  # "..." is a silence
    if _LETTER_BREAK.fullmatch(text):
        return not (2 <= len(text) <= 3 and set(text) == {"X"})  # twenty and thirty
    return _NAMED_BREAK.fullmatch(text) is not None


def mark_headings(blocks: list[Block]) -> list[Block]:
    """The blocks, with those that are headings and scene breaks marked as such.

    A block that begins with a heading line and goes on in prose is cut in two. Blocks that the
    format itself marked stay what they are, except that a mark such as ``* * *`` is a break even
    where it was set as a heading.
    """
    blocks = [_joined_mark(block) for block in blocks]
    numerals = _counting(blocks)
    if not numerals and not any(mark_of(b.lines[0]) or b.kind == "heading" for b in blocks):
        numerals = _capitals(blocks)
    marked: list[Block] = []
    for at, block in enumerate(blocks):
        first = block.lines[0]
        if block.kind == "break":
            marked.append(block)
        elif len(block.lines) == 1 and is_break(first) and at not in numerals:
            marked.append(replace(block, kind="break", level=0))
        elif block.kind == "heading":
            marked.append(replace(block, role=_role(block)))
        elif at in numerals:
            marked.append(replace(block, kind="heading"))
        elif mark_of(first) is not None:
            marked.extend(_split(block))
        elif len(block.lines) == 1 and _stands_alone(blocks, at) and named(first) is not None:
            marked.append(replace(block, kind="heading", role=named(first) or "body"))
        else:
            marked.append(block)
    return _subtitles(marked)


def _joined_mark(block: Block) -> Block:
    """``CHAPTER`` over its number in the next line becomes one line."""
    if len(block.lines) < 2 or block.lines[0].strip(_TRIM).lower() not in _KEYS:
        return block
    line = f"{block.lines[0]} {block.lines[1]}"
    return replace(block, lines=(line, *block.lines[2:])) if mark_of(line) else block


def _role(block: Block) -> Role:
    return block.role if block.role != "body" else named(block.text) or "body"


def _stands_alone(blocks: list[Block], at: int) -> bool:
    """Whether blank space (or the edge of the text) parts a block from its neighbours."""
    block = blocks[at]
    return (at == 0 or block.gap > 0 or block.sure or blocks[at - 1].kind != "paragraph") and (
        at + 1 == len(blocks) or blocks[at + 1].gap > 0 or len(blocks[at + 1].text) > 80
    )


def _split(block: Block) -> list[Block]:
    """A block whose first line is a chapter mark: the heading, and the prose under it if any."""
    rest = block.lines[1:]
    if not rest or _is_subtitle(rest):
        return [replace(block, kind="heading", role="body")]
    return [
        replace(block, kind="heading", lines=block.lines[:1], role="body"),
        replace(block, lines=rest, gap=0),
    ]


def _is_subtitle(lines: tuple[str, ...]) -> bool:
    joined = " ".join(lines)
    if joined.isupper():
        return len(joined) <= 400
    if len(lines) > 3 or any(len(line) > 80 for line in lines) or joined[0] in "\"“‘'-–—":
        return False
    return is_title(joined) or (len(joined) <= 60 and not _FINAL.search(joined))


def _subtitles(blocks: list[Block]) -> list[Block]:
    """Chapter titles that stand under their number, after a blank line, join the heading."""
    marks = [
        at
        for at, block in enumerate(blocks[:-1])
        if block.kind == "heading" and not block.sure and len(block.lines) == 1 and _untitled(block)
    ]
    loose = [at for at in marks if _may_title(blocks, at + 1, strict=False)]
    # A title in sentence case looks like prose; where most chapters have one, it is none.
    often = len(loose) * 10 >= len(marks) * 6 and len(marks) >= 3
    chosen = {
        at + 1 for at in (loose if often else marks) if _may_title(blocks, at + 1, strict=not often)
    }
    return [
        replace(block, kind="heading", role="body") if at in chosen else block
        for at, block in enumerate(blocks)
    ]


def _untitled(block: Block) -> bool:
    mark = mark_of(block.lines[0])
    if mark is not None:
        return not mark.title
    bare = _BARE.fullmatch(block.lines[0])
    return bare is not None and not bare["rest"].strip(_TRIM)


def _may_title(blocks: list[Block], at: int, *, strict: bool) -> bool:
    block = blocks[at]
    if block.kind not in ("paragraph", "verse") or len(block.lines) > 2 or block.gap < 1:
        return False
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if following is None or following.kind == "break" or following.gap < 1:
        return False
    text = block.text
    if strict or is_title(text):
        return is_title(text)
    if len(text) > 80 or text[0] in "\"“‘'" or not (text[0].isupper() or text[0].isdigit()):
        return False
    return not (_FINAL.search(text) or text[-1] in ",;:-–—")


def _counting(blocks: list[Block]) -> set[int]:
    """Numerals that stand alone (``I``, ``III. The Return``) and count on, with prose between."""
    chains: dict[str, list[list[tuple[int, int]]]] = {}
    for at, block in enumerate(blocks):
        if block.kind not in ("paragraph", "verse") or len(block.lines) > 2:
            continue
        found = _bare(block)
        if found is None or not _stands_alone(blocks, at):
            continue
        style, number = found
        runs = chains.setdefault(style, [])
        if runs and runs[-1][-1][1] < number <= runs[-1][-1][1] + 2:
            runs[-1].append((at, number))
        elif number == 1:
            runs.append([(at, number)])
    sizes = [len(block.text) for block in blocks]
    counted: set[int] = set()
    for run in (run for runs in chains.values() for run in runs):
        places = [at for at, _ in run]
        if len(run) == 1:
            at = places[0]
            before = blocks[at - 1] if at else None
            if before is None or before.kind == "heading" or mark_of(before.lines[0]):
                counted.add(at)
            continue
        between = sum(sizes[places[0] + 1 : places[-1]])
        if between >= (len(run) - 1) * 400:
            counted.update(places)
    return counted


def _capitals(blocks: list[Block]) -> set[int]:
    """Lines in capitals after wide blank space, as the stories of a collection are headed.

    Only asked of a work without numbered parts, and only believed of two or more such lines that
    stand far apart: a sign or a telegram in the midst of a story is none.
    """
    places = [
        at
        for at, block in enumerate(blocks)
        if len(block.lines) == 1
        and block.kind == "paragraph"
        and (block.gap > 2 or at == 0)
        and 3 < len(block.lines[0]) <= 60
        and block.lines[0].isupper()
        and block.lines[0][-1] not in ',;:"”!?'
        and at + 1 < len(blocks)
        and blocks[at + 1].gap > 0
    ]
    size = sum(len(block.text) for block in blocks)
    return set(places) if len(places) > 1 and size > 3000 * len(places) else set()


def is_numeral(block: Block) -> bool:
    """Whether a block may be a numbered heading: ``I``, ``III. The Return``; not ``I Am``."""
    line = block.lines[0]
    return _bare(block) is not None and not re.match(r"[A-Z][A-Za-z]*[ ][A-Z]", line)


def _bare(block: Block) -> tuple[str, int] | None:
    line = block.lines[0]
    if len(line) > 80:
        return None
    found = _BARE.fullmatch(line)
    if found is None:
        return None
    numeral = found["number"]
    value = value_of(numeral)
    rest = found["rest"]
    title = rest.strip(_TRIM)
    if value is None or value == 0 or (numeral.isalpha() and len(numeral) > 8 and not title):
        return None
    if title and (
        not is_title(title)
        or len(block.lines) > 1
        or (numeral.isalpha() and not _is_roman(numeral))
    ):
        return None
    if len(block.lines) > 1 and not is_title(block.lines[1]):
        return None
    if numeral.isdigit():
        return "digits", value
    if _is_roman(numeral):
        return ("roman" if numeral.isupper() else "small"), value
    return "words", value


def _is_roman(numeral: str) -> bool:
    return _ROMAN.fullmatch(numeral.upper()) is not None
