"""Quotation marks and apostrophes, and what their surroundings say of each.

No mark is read by its shape alone: ``’`` closes, stands for cut letters or is a typing slip, ``"``
opens or closes, ``“`` opens in English and closes in German. Every mark gets a cost for each thing
that it may be; ``pairing`` then takes the cheapest reading of a whole paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.text.tokens import is_clipped
from fabula.text.words import ELIDED

# Families: double, single, and angle marks. A family never stands directly inside itself.
FAMILY = (
    dict.fromkeys(['"', "“", "”", "„", "‟", "``", "''", "＂", "″"], "D")
    | dict.fromkeys(["'", "‘", "’", "‚", "‛", "`", "‹", "›", "´"], "S")
    | dict.fromkeys(["«", "»"], "G")
)
_OPENING = frozenset(["“", "„", "‟", "``", "‘", "‚", "‛", "`", "«", "‹"])
_CLOSING = frozenset(["”", "''", "’", "»", "›", "´"])
_MARK = re.compile("``|''|[\"“”„‟＂″'‘’‚‛`´«»‹›]")
_SKIPPED = frozenset('_*"“”„‟＂″‘‚«»‹›`')  # looked past for the character that counts
_DASHES = frozenset("-—–―‒")
_BRACKETS = frozenset("([{/|~")
_PUNCTUATION = frozenset(".,;:!?)]}…")
_WORD_BEFORE = re.compile(r"[^\W_]+")
_WORD_AFTER = re.compile(r"[^\W_]+")
_MAX_WORD = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, and what it would cost to read it as opening, closing, or no quotation mark."""

    start: int
    end: int
    family: str
    opens: float
    closes: float
    neither: float


def find_marks(text: str, start: int, end: int, low_opens: bool = False) -> list[Mark]:
    """The marks of ``text[start:end]``, without apostrophes inside words.

    Args:
        low_opens: the text opens with low marks, so that ``“`` and ``‘`` close (German, Czech).
    """
    marks = []
    tex = text.find("``", start, end) >= 0  # else two single marks, or apostrophes, in a row
    for match in _MARK.finditer(text, start, end):
        a, b = match.span()
        mark = match[0]
        family = FAMILY[mark]
        if mark == "''" and not tex:
            marks += [_weigh(text, a, a + 1, "'", "S", start, end, low_opens)]
            marks += [_weigh(text, a + 1, b, "'", "S", start, end, low_opens)]
            continue
        if (
            family == "S"
            and start < a
            and b < end
            and text[a - 1].isalnum()
            and text[b].isalnum()
            and mark not in "‹›"
        ):
            continue
        marks.append(_weigh(text, a, b, mark, family, start, end, low_opens))
    return marks


def _look(text: str, at: int, step: int, low: int, high: int) -> str:
    """The first character from ``at`` on that is no mark or emphasis; a space at either end."""
    for _ in range(4):
        if not low <= at < high:
            return " "
        if text[at] not in _SKIPPED:
            return text[at]
        at += step
    return text[at] if low <= at < high else " "


def _weigh(
    text: str, a: int, b: int, mark: str, family: str, start: int, end: int, low_opens: bool
) -> Mark:
    before = _look(text, a - 1, -1, start, end)
    after = _look(text, b, 1, start, end)
    if before == "'" and a - 1 > start:
        before = _look(text, a - 2, -1, start, end) if family == "D" else before
    if after == "'" and family == "D":
        after = _look(text, b + 1, 1, start, end)
    opens, closes = _by_space(before, after)
    if before.isspace() and after.isspace() and mark in "\"'":
        opens, closes = _by_sentence(text, a, b, start, end)
    if mark in _OPENING:
        if low_opens and mark in "“‘":
            opens += 1.2
        else:
            closes += 1.2
    elif mark in _CLOSING:
        opens += 1.2
    if family == "S":
        opens, neither = _by_word(text, a, b, mark, opens, after, start, end)
        if before.isalnum() and a > start and text[a - 1].isalnum():
            closes += 0.6  # speech seldom ends without a stop
    else:
        neither = 3.0
        if mark in '"″' and before.isdigit() and not after.isalnum():
            neither = 1.0  # inches
    return Mark(a, b, family, opens, closes, neither)


def _by_space(before: str, after: str) -> tuple[float, float]:
    """Costs of opening and of closing between these two characters."""
    spaced_before = before.isspace()
    spaced_after = after.isspace()
    if spaced_before and spaced_after:
        return 0.8, 0.8
    if spaced_before:
        if after in _PUNCTUATION and after not in ".…":
            return 1.5, 0.4
        return 0.0, 2.5
    if spaced_after:
        if before in _BRACKETS:
            return 1.0, 1.5
        return 2.5, 0.0
    if before in _BRACKETS:
        return 0.0, 2.5
    if before in _DASHES:
        return (1.5, 0.3) if after in _PUNCTUATION or after in _DASHES else (0.2, 0.8)
    if after in _DASHES:
        return 1.5, 0.1
    if after in _PUNCTUATION:
        return 2.5, 0.0
    if before in _PUNCTUATION:
        return 0.8, 0.3
    return 1.0, 1.0


def _by_sentence(text: str, a: int, b: int, start: int, end: int) -> tuple[float, float]:
    """Costs for a straight mark with space on both sides: it says least, and is often a stray."""
    left = text[max(start, a - 3) : a].rstrip()[-1:]
    right = text[b : min(end, b + 3)].lstrip()[:1]
    if not left or (left in ".!?:,;—-" and (right.isupper() or right in ".—-")):
        return 0.8, 2.2
    if not right or left in ".!?,—-":
        return 2.2, 0.8
    return 2.2, 1.4


def _by_word(
    text: str,
    a: int,
    b: int,
    mark: str,
    opens: float,
    after: str,
    start: int,
    end: int,
) -> tuple[float, float]:
    """Costs of a single mark as opening, and as an apostrophe, by the words that it touches."""
    left = a > start and text[a - 1].isalnum()
    right = b < end and text[b].isalnum()
    if right and not left:
        match = _WORD_AFTER.match(text, b, min(end, b + _MAX_WORD))
        word = match[0] if match else ""
        elided = word.lower() in ELIDED or (word[:2].isdigit() and len(word) <= 3)
        if elided:
            harder = 0.0 if mark in "‘`" else 1.5 if len(word) < 3 and word.islower() else 0.8
            return opens + harder, 0.6 if mark in "‘`" else 0.2
        return opens, 0.5 if mark == "’" else 2.2
    if left and not right:
        low = max(start, a - _MAX_WORD)
        pieces = _WORD_BEFORE.findall(text[low:a])
        word = pieces[-1] if pieces else ""
        if mark in "‘`‹›":
            return opens, 2.5
        if is_clipped(word) or word[-1:].isdigit():
            return opens + 2.0, 0.3
        if word[-1:] in "sSzx" and after.isspace():
            return opens + 2.0, 0.5  # the boys' coats
        return opens + 2.0, 1.6
    return opens, 2.5
