"""Bytes to characters: which encoding, what is broken, which control characters go.

A file keeps its own characters. Only three things are mended: bytes that were encoded twice
(mojibake, by ftfy and only in the lines that show it), stray single bytes in a UTF-8 file, and
characters that no text can use (NULs and other controls, lone surrogates, byte order marks, soft
hyphens and zero-width spaces, which would cut words in two unseen).
"""

from __future__ import annotations

import codecs
import re

from fabula.errors import BrokenSource

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_PIECE, _MOST = 10_000, 1_000_000  # characters given to ftfy at a time, and in all

# Line ends of every kind become "\n": CRLF, CR, NEL, vertical tab, form feed, Unicode's own.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]|\u2029")
_UNUSABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u2060\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)  # any of them all
_RUBBISH = bytes(b for b in range(1, 32) if b not in b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e")
# What UTF-8 read as cp1252 or Latin-1 looks like; ftfy then judges whether it really is that.
_MOJIBAKE = re.compile("[\u00c2\u00c3\u00e2\u00c5\u00c4\u00f0][^\x00-\x7f]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Characters of a text file, its line ends made ``"\\n"``.

    ``declared`` is the encoding that the file itself names (an html ``<meta>``); it is believed
    where the bytes agree. Raises BrokenSource if the bytes do not read as text in any encoding.
    """
    return clean(_mend(_characters(data, declared)))


def clean(text: str) -> str:
    """``text`` with ``"\\n"`` line ends and without characters that no text can use."""
    if not _UNCLEAN.search(text):
        return text
    text = _LINE_END.sub("\n", text)
    text = _UNUSABLE.sub("", text)
    return _SURROGATE.sub("\ufffd", text)


def _characters(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    wide = _without_mark(data)
    if wide is not None:
        return data.decode(wide, "replace")
    _refuse_rubbish(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    named = _known(declared)
    if named is not None:
        try:
            return data.decode(named)
        except (UnicodeDecodeError, UnicodeError):
            pass
    return _single_byte(data)


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        if not codecs.lookup(name)._is_text_encoding:  # "hex", "zip" and the like
            return None
    except (LookupError, ValueError, UnicodeError):
        return None
    if name.startswith(("utf", "idna", "punycode", "unicode", "raw", "undefined", "mbcs", "oem")):
        return None  # a wide encoding would have been seen in the bytes
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _without_mark(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: ASCII letters leave a pattern of zero bytes."""
    sample = data[: _SAMPLE // 4 * 4]
    if len(sample) < 8 or sample.count(0) < len(sample) // 4:
        return None
    zero = [sample[i::4].count(0) * 4 / len(sample) for i in range(4)]
    full = [share < 0.2 for share in zero]
    void = [share > 0.7 for share in zero]
    if full[0] and void[1] and void[2] and void[3]:
        return "utf-32-le"
    if full[3] and void[0] and void[1] and void[2]:
        return "utf-32-be"
    if full[0] and full[2] and void[1] and void[3]:
        return "utf-16-le"
    if full[1] and full[3] and void[0] and void[2]:
        return "utf-16-be"
    return None


def _refuse_rubbish(data: bytes) -> None:
    """Random bytes hold a control character in every ten; text holds hardly any."""
    found = len(data) - len(data.translate(None, _RUBBISH))
    if found > 4 and found * 50 > len(data) - data.count(0):
        raise BrokenSource("not text: the file is binary data")


def _single_byte(data: bytes) -> str:
    """The best reading of bytes that are not UTF-8 throughout."""
    lenient = data.decode("utf-8", "fabula-stray")
    strays = data.decode("utf-8", "replace").count("\ufffd")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if strays * 10 < high:  # UTF-8 with a few foreign bytes in it
        return lenient
    best, plausibility = "", -1.0
    for encoding in ("cp1252", "mac_roman"):
        text = data.decode(encoding, "fabula-stray")
        share = _plausible(text)
        if share > plausibility + 0.02:
            best, plausibility = text, share
    # No Western text is mostly accents; Cyrillic, Greek or Chinese read as one is.
    if plausibility >= 0.8 and high * 4 < len(data):
        return best
    from charset_normalizer import from_bytes

    sample = _dense_sample(data)
    match = from_bytes(sample, steps=5, chunk_size=512, threshold=0.3).best()
    if match is not None:
        try:
            return data.decode(match.encoding)
        except (UnicodeDecodeError, LookupError):
            return data.decode(match.encoding, "replace")
    return best


def _dense_sample(data: bytes) -> bytes:
    """The lines around the first bytes over 127: they alone tell encodings apart."""
    found = re.search(rb"[\x80-\xff]", data)
    start = found.start() if found else 0
    start = data.rfind(b"\n", max(0, start - 2000), start) + 1 or max(0, start - 200)
    return data[start : start + _SAMPLE]


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that a codec cannot as Windows reads them (cp1252), else as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_WINDOWS[b] for b in bad), error.end


def _windows() -> list[str]:
    table = []
    for byte in range(256):
        try:
            table.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            table.append(chr(byte))
    return table


_WINDOWS = _windows()
codecs.register_error("fabula-stray", _stray)

_MARKS = frozenset("‘’‚“”„–—…•«»‹›\u00a0£§©®™°½¼¾·´¿¡¢€†‡¶×")


def _plausible(text: str) -> float:
    """Share of the characters over ASCII that stand where an English book would have them.

    Typographic marks count as they are; letters where their case fits their neighbours: "Õ" in
    "donÕt" does not, which tells Mac OS Roman (there it is an apostrophe) from Windows.
    """
    good = total = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at = found.start()
        char = text[at]
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        total += 1
        opens = char in "‘“«" and after.isalnum() and not before.isalnum()
        if opens or char in "’”»…–—":
            good += 1
        elif char in _MARKS:
            good += not (before.isalpha() and after.isalpha())
        elif char.isalpha():
            if char.islower():
                good += (before.isalpha() or after.isalpha()) and not (
                    before.isupper() and before.isascii() and after.isupper()
                )
            else:
                good += not before.islower()
        if total >= 5000:
            break
    return good / total if total else 1.0


def _mend(text: str) -> str:
    """Mojibake repaired: throughout if the whole file was encoded twice, else line by line."""
    if not _MOJIBAKE.search(text):
        return text
    from ftfy import TextFixerConfig, fix_encoding
    from ftfy.badness import is_bad

    lines = text.split("\n")
    bad = [n for n, line in enumerate(lines) if _MOJIBAKE.search(line) and is_bad(line[:_PIECE])]
    if not bad:
        return text
    try:
        return _mend(text.encode("sloppy-windows-1252").decode("utf-8"))
    except UnicodeError:
        pass
    config = TextFixerConfig(restore_byte_a0=True, replace_lossy_sequences=True)
    left = _MOST
    for number in bad:
        line = lines[number]
        left -= len(line)
        if left < 0:  # ftfy takes its time; nobody wrote so much of it by accident
            break
        pieces = (line[i : i + _PIECE] for i in range(0, len(line), _PIECE))
        lines[number] = "".join(fix_encoding(piece, config) for piece in pieces)
    return "\n".join(lines)
