"""Chat and script: lines that name their speaker (``Dee: are you coming``, ``DEE. (laughs) No.``).

One such line proves nothing (``Rule one: do not run``); a run of them in which a label comes again
does. Labels that a run has proved are then known wherever they stand alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.text.text import Medium, Span
from fabula.text.words import word_set

_CLOCK = r"(?P<clock>[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\ ?[aApP]\.?[mM]\.?)?[\])]?\s*[-–—]?\s*)?"
_NAME = r"[^\W\d_][\w'’.&@-]{0,24}(?:\ [\w'’&@(][\w'’.&@)-]{0,20}){0,3}?"
_LINE = re.compile(
    rf"""\s*{_CLOCK}
    (?: <(?P<angle>[^<>\n]{{1,30}})>:?
      | [*_]{{0,2}}(?P<name>{_NAME})[*_]{{0,2}}\s?(?:\([^()\n]{{1,60}}\))?
        (?P<sign>[:.])[*_]{{0,2}}
    )
    \s+(?:[\[(][^()\[\]\n]{{1,80}}[\])]\s*)?(?=\S)""",
    re.VERBOSE,
)
_NEVER = word_set(
    "note notes title rating summary disclaimer warning warnings author chapter ps p.s "
    "pairing spoilers http https example nb n.b answer question"
)
_RUN = 3  # lines that make a run; two with the time of day do


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of chat or script: where it begins, its label, the words after it (from ``start`` to
    ``end``), and how they came."""

    begin: int
    label: Span
    start: int
    end: int
    medium: Medium


def find_labelled_lines(text: str, paragraphs: Sequence[Span]) -> list[LabelledLine]:
    """The lines of chat and script among ``paragraphs``, by offset."""
    found: list[tuple[int, re.Match[str], int, str]] = []
    number = 0
    for start, end in paragraphs:
        at = start
        while at < end:
            stop = text.find("\n", at, end)
            stop = end if stop < 0 else stop
            match = _LINE.match(text, at, min(stop, at + 200))
            if match and (label := _label(match)):
                found.append((number, match, stop, label))
            number += 1
            at = stop + 1
    runs: list[list[tuple[int, re.Match[str], int, str]]] = []
    for item in found:
        # One line of narration may stand between two of a run.
        if runs and item[0] - runs[-1][-1][0] <= 2:
            runs[-1].append(item)
        else:
            runs.append([item])
    proved: set[str] = set()
    for run in runs:
        counts = Counter(item[3] for item in run)
        timed = sum(1 for item in run if item[1]["clock"] or item[1]["angle"])
        if (len(run) >= _RUN and max(counts.values()) > 1) or timed >= 2:
            proved.update(counts)
    lines = [item for item in found if item[3] in proved]
    medium = _medium(text, lines)
    spans = []
    for _, match, stop, _ in lines:
        end = stop
        while end > match.end() and text[end - 1].isspace():
            end -= 1
        begin = match.start()
        while text[begin].isspace():
            begin += 1
        name = "angle" if match["angle"] else "name"
        spans.append(LabelledLine(begin, match.span(name), match.end(), end, medium))
    return spans


def _label(match: re.Match[str]) -> str:
    """The label in a form that compares, or nothing where the line cannot be one."""
    name = str(match["angle"] or match["name"]).strip()
    if match["sign"] == "." and not match["clock"]:
        letters = [c for c in name if c.isalpha()]
        if len(letters) < 2 or not all(c.isupper() for c in letters):
            return ""
    low = name.lower()
    if low.split()[0] in _NEVER:
        return ""
    if match["clock"] or match["angle"] or match["sign"] == ".":
        return low
    words = name.split()
    # "Then she saw it:" is a sentence, "Aunt Dee:" a label.
    if len(words) > 1 and sum(w[0].islower() for w in words) > len(words) // 2:
        return ""
    return low


def _medium(text: str, lines: Sequence[tuple[int, re.Match[str], int, str]]) -> Medium:
    """Chat is careless of stops and capitals and gives the time; a script is set with care."""
    if any(match["clock"] or match["angle"] for _, match, _, _ in lines):
        return "message"
    if any(match["sign"] == "." for _, match, _, _ in lines):
        return "speech"
    careless = 0
    for _, match, stop, _ in lines:
        line = text[match.end() : stop].rstrip()
        careless += line[:1].islower() or line[-1:].isalnum()
    return "message" if careless * 3 >= len(lines) and lines else "speech"
