"""Rich Text Format: a tokenizer for what prose needs of it (RTF 1.9.1), in linear time.

Groups nest on an explicit stack; destinations other than the body are skipped. Bytes written as
``\\'xx`` are gathered and decoded together, so that double-byte code pages come out right.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from fabula.source.block import Block, Draft, Fields, put
from fabula.source.plain import short_lines

_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|'([0-9A-Fa-f]{2})|([^A-Za-z]))|([{}])|[\r\n\x00]+"
    rb"|([^\\{}\r\n\x00]+)|\\"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet listtable listoverridetable rsidtbl themedata colorschememapping"
    b" latentstyles datastore generator pict object fldinst header headerl headerr headerf footer"
    b" footerl footerr footerf ftnsep ftnsepc ftncn aftnsep xmlnstbl mmathpr filetbl revtbl"
    b" bkmkstart bkmkend nonshppict shppict shpinst pntext listtext annotation atnid atnauthor"
    b" operator company manager category doccomm hlinkbase comment template userprops".split()
)
_INFO = {b"title": "title", b"author": "author", b"keywords": "keywords"}
_CHARACTERS = {
    b"tab": " ",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}
_CODE_PAGES = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5"}
_CODE_PAGES |= {161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256"}
_CODE_PAGES |= {186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}


@dataclass(slots=True)
class _State:
    """What a group inherits and may change."""

    to: str = "body"  # body, skip, font table, footnote, or the header field that it fills
    unicode_skip: int = 1
    hidden: bool = False
    page: str = ""  # code page of the current font


@dataclass(slots=True)
class _Reader:
    blocks: list[Block] = field(default_factory=list)
    fields: Fields = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    page: str = "cp1252"
    level: int = 0
    gap: int = 0
    skip: int = 0
    notes: list[str] = field(default_factory=list)


def read_rtf(data: bytes) -> Draft:
    """A Rich Text document as blocks; whatever is damaged in it is passed over."""
    reader = _Reader()
    state = _State()
    stack: list[_State] = []
    fresh = starred = False  # right after "{", and after "{\\*"
    for token in _TOKEN.finditer(data):
        word, number, code, symbol, brace, plain = token.groups()
        if brace == b"{":
            _settle(reader, state)
            stack.append(state)
            state = replace(state)
            fresh, starred = True, False
            continue
        if brace == b"}":
            _settle(reader, state)
            outer = stack.pop() if stack else state
            _leave(reader, state, outer)
            state, fresh = outer, False
            continue
        if word:
            _word(reader, state, word.lower(), int(number) if number else None, fresh, starred)
        elif code:
            if reader.skip:
                reader.skip -= 1
            else:
                reader.raw.append(int(code, 16))
        elif symbol == b"*":
            starred = fresh
            continue
        elif symbol:
            _settle(reader, state)
            if symbol in b"\r\n":
                _paragraph(reader, state)
            else:
                _say(
                    reader,
                    state,
                    {b"~": " ", b"_": "\u2011", b"-": ""}.get(symbol, symbol.decode("latin-1")),
                )
        elif plain:
            if reader.skip:
                plain, reader.skip = plain[reader.skip :], max(0, reader.skip - len(plain))
            reader.raw += plain.replace(b"\t", b" ")
        fresh = False
    _settle(reader, state)
    _paragraph(reader, _State())
    put(reader.fields, "footnotes", reader.notes)
    return Draft("rtf", reader.blocks, reader.fields)


def _word(
    reader: _Reader, state: _State, word: bytes, number: int | None, fresh: bool, starred: bool
) -> None:
    if word == b"u" and number is not None:
        _settle(reader, state)
        _say(reader, state, chr(number % 65536))
        reader.skip = state.unicode_skip
        return
    _settle(reader, state)
    reader.skip = 0
    if word in _CHARACTERS:
        _say(reader, state, _CHARACTERS[word])
    elif word in (b"par", b"sect", b"page", b"row"):
        _paragraph(reader, state)
        reader.gap += word == b"page"
    elif word == b"pard":
        reader.level = 0
    elif word == b"cell":
        _say(reader, state, "\t")
    elif word == b"outlinelevel" and number is not None and state.to == "body":
        reader.level = number + 1 if 0 <= number < 6 else 0
    elif word == b"uc" and number is not None:
        state.unicode_skip = max(0, min(number, 8))
    elif word in (b"v", b"deleted"):
        state.hidden = number != 0
    elif word == b"plain":
        state.hidden = False
    elif word == b"ansicpg" and number:
        reader.page = _code_page(f"cp{number}", reader.page)
    elif word == b"mac":
        reader.page = "mac_roman"
    elif word == b"f" and number is not None:
        if state.to == "fonts":
            reader.font = number
        else:
            state.page = reader.fonts.get(number, "")
    elif word == b"fcharset" and number is not None and state.to == "fonts":
        if number in _CODE_PAGES and number != 0:
            reader.fonts[reader.font] = _CODE_PAGES[number]
    elif fresh or starred:
        _destination(state, word, starred)


def _destination(state: _State, word: bytes, starred: bool) -> None:
    if word == b"fonttbl":
        state.to = "fonts"
    elif word == b"info":
        state.to = "info"
    elif word == b"footnote" and state.to == "body":
        state.to = "footnote"
    elif state.to == "info":
        state.to = _INFO.get(word, "skip")
    elif word in _SKIPPED or (starred and word != b"shptxt"):
        state.to = "skip"


def _code_page(name: str, otherwise: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return otherwise


def _settle(reader: _Reader, state: _State) -> None:
    """Decode the bytes gathered so far."""
    if reader.raw:
        text = bytes(reader.raw).decode(state.page or reader.page, "replace")
        reader.raw.clear()
        _say(reader, state, text)


def _say(reader: _Reader, state: _State, text: str) -> None:
    if state.hidden:
        return
    if state.to == "body":
        reader.text.append(text)
    elif state.to not in ("skip", "fonts", "info"):
        reader.aside.append(text)


def _leave(reader: _Reader, state: _State, outer: _State) -> None:
    """At the end of a footnote or of a field of the document's information, keep what it said."""
    if state.to != outer.to and reader.aside:
        said = " ".join(_joined(reader.aside).split())
        reader.aside.clear()
        if state.to == "footnote":
            reader.notes.append(said)
        else:
            put(reader.fields, state.to, [said])


def _joined(parts: list[str]) -> str:
    """The text of the parts; two halves of a character beyond 16 bits become one."""
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraph(reader: _Reader, state: _State) -> None:
    if state.to != "body":
        reader.aside.append(" ")
        return
    text = _joined(reader.text)
    reader.text.clear()
    lines = [kept for line in text.split("\n") if (kept := line.strip())]
    if not lines:
        reader.gap += 1
        return
    if reader.level:
        reader.blocks.append(Block("heading", tuple(lines), reader.level, reader.gap, sure=True))
    else:
        reader.blocks.extend(short_lines(lines, reader.gap))
    reader.gap = 0
