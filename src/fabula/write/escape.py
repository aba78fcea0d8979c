"""Text of a stranger's book, made harmless for a page."""

from __future__ import annotations

CONTROL = {c: 0x2400 + c for c in range(0x20) if c not in (0x09, 0x0A)}  # their visible pictures
CONTROL |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
CONTROL |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
CONTROL |= dict.fromkeys((c for c in CONTROL if chr(c).isspace()), 0x20)
_TEXT = CONTROL | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_ATTRIBUTE = _TEXT | {
    ord('"'): "&quot;", ord("'"): "&#39;", ord("`"): "&#96;", 0x09: "&#9;", 0x0A: "&#10;",
}  # fmt: skip
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def text(string: str) -> str:
    """For between tags: markup becomes characters, control characters (``CONTROL``) their pictures
    or a space; every other character stays. One for one, once a browser has read it."""
    return string.translate(_TEXT)


def attribute(string: str) -> str:
    """For between double quotes in a tag."""
    return string.translate(_ATTRIBUTE)


def one_line(string: str) -> str:
    """Without line breaks, and without the marks that turn the direction of what comes after:
    for names and titles that stand inside fabula's own words."""
    return " ".join(string.translate(_BIDI).split())
