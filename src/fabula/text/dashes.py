"""Dialogue set with dashes: ``— Hello, said Tom. Are you well?``

The dash says where speech begins and nothing says where it ends, so that tags are cut out where a
verb of saying with its subject shows them, and the rest of the paragraph is taken for speech until
a sentence of plain narration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fabula.text.text import Span
from fabula.text.words import PERSONAL, PRONOUNS, SAYING, WEAK, word_set

_LEAD = re.compile(r"(?:[—–―]|--+|-(?=\s))\s*(?=[^\s—–―-])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SUBJECT = re.compile(
    r"(?:(?:the|my|his|her|a|an|our|their)\s+)?(?:[^\W\d_][\w'’-]*\.?\s+){0,3}$", re.IGNORECASE
)
_NARRATES = re.compile(
    r"(?:He|She|They|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s+(?:[a-z]+ly\s+)?"
    r"(?:[a-z]+ed|was|were|had|stood|went|came|took|made|saw|looked|shook|sat|ran|left|put|got|"
    r"gave|held|rose|fell|turned|began|kept|knew|felt|thought|drew|threw|spoke|told|said)\b"
)
_ENDS = re.compile(r"[.!?…]['’\")]?\s+")
_INLINE = re.compile(r"(?::\s*(?:[—–―]|--)\s*|[.!?…]\s[—―])(?=[^\W\d_a-z])")
_COMMA = re.compile(r"[.!?:;,]")
_STAYS = word_set(
    "with and as his her its my their in at to a the still who but while without of on by "
    "from then for when not like into half"
)
_ARTICLES = word_set("the his her my a an our their")
_SPEAKING = PRONOUNS - {"you", "we", "it", "one", "who"}
_HEADS = _SPEAKING | _ARTICLES
# Past or third person: "they say" is part of what is said, "he says" is not.
_TAGGING = {w for w in SAYING - WEAK if w.endswith(("ed", "s"))} | word_set(
    "said quoth began swore spat thought besought bade added"
)
_LEAST = 3  # paragraphs that make the custom


def dialogue_dashes(text: str, paragraphs: Sequence[Span]) -> dict[int, int]:
    """Paragraphs (by start) with speech after a dash, and where its words begin.

    That is at the paragraph's start, or, beside such paragraphs, after a colon or stop in it
    (``He said: —Come in.``). Empty unless the custom shows: more paragraphs open with a dash than
    with a quotation mark, or, where both customs live in one text, several do in a row.
    """
    leads: dict[int, int] = {}  # index of a paragraph -> where its words begin
    marked = 0
    for i, (start, end) in enumerate(paragraphs):
        head = text[start : start + 1]
        if head in '"“«„' or (head in "'‘" and text[start + 1 : start + 2].isupper()):
            marked += 1
        elif head in "—–―-":
            match = _LEAD.match(text, start, end)
            if match and match.end() < end:
                leads[i] = match.end()
    if len(leads) > marked:
        beside = set(range(len(paragraphs)))
    else:
        beside = {k for i in leads for k in (i - 1, i + 1) if 0 <= k < len(paragraphs)}
    inline: dict[int, int] = {}
    for i in beside - leads.keys():
        start, end = paragraphs[i]
        match = _INLINE.search(text, start, min(end, start + 2000))
        if match and match.end() < end:
            inline[i] = match.end()
    if len(leads) + len(inline) < _LEAST:
        return {}
    if len(leads) + len(inline) <= marked:
        runs = _in_runs(leads)
        leads = {i: leads[i] for i in runs}
        inline = {i: at for i, at in inline.items() if runs & {i - 1, i + 1}}
    return {paragraphs[i][0]: at for i, at in (leads | inline).items()}


def _in_runs(leads: Iterable[int]) -> set[int]:
    """The paragraphs among ``leads`` that follow one another, with one between them at the most."""
    kept: set[int] = set()
    run: list[int] = []
    for i in sorted(leads):
        if run and i - run[-1] > 2:
            run = []
        run.append(i)
        if len(run) >= _LEAST:
            kept.update(run[-_LEAST:])
    return kept


def dash_pieces(text: str, start: int, end: int) -> list[Span]:
    """The spoken pieces of ``text[start:end]``, a paragraph after its dash, without their tags."""
    pieces: list[Span] = []
    at = start
    while at < end:
        tag = _next_tag(text, at, end)
        stop = _next_narration(text, at, tag[0] if tag else end) if pieces else None
        if stop is not None:
            pieces.append((at, stop))
            break
        if tag is None:
            pieces.append((at, end))
            break
        pieces.append((at, tag[0]))
        at = tag[1]
    return [(a, b) for a, b in (_trim(text, p) for p in pieces) if a < b]


def _trim(text: str, span: Span) -> Span:
    a, b = span
    while a < b and text[a] in " \t\n-—–―":
        a += 1
    while a < b and text[b - 1].isspace():
        b -= 1
    return a, b


def _next_narration(text: str, start: int, end: int) -> int | None:
    """Where, in a piece that goes on after a tag, a sentence of narration begins."""
    if _NARRATES.match(text, start, end):
        return start
    for match in _ENDS.finditer(text, start, end):
        if _NARRATES.match(text, match.end(), end):
            return match.end()
    return None


def _next_tag(text: str, start: int, end: int) -> Span | None:
    """The next tag after a stop or comma: from its first word to where speech may go on."""
    for match in _WORD.finditer(text, start, end):
        if match[0] not in _TAGGING:
            continue
        begin = _tag_start(text, start, match.start())
        if begin is None:
            after = _WORD.match(text, min(end, match.end() + 1), end)
            inverted = after and (after[0].lower() in _HEADS or after[0][0].isupper())
            if not inverted or not _stopped(text, start, match.start()):
                continue
            begin = match.start()
        return begin, _tag_end(text, match.end(), end)
    return None


def _stopped(text: str, start: int, at: int) -> bool:
    """Whether what stands before ``at`` ends in a stop, a comma or a dash."""
    before = text[max(start, at - 4) : at].rstrip()
    return bool(before) and before[-1] in ",.!?…—–-" and at > start


def _tag_start(text: str, start: int, verb: int) -> int | None:
    """Where the subject before the verb begins, if it directly follows a stop or comma."""
    low = max(start, verb - 40)
    window = text[low:verb]
    cut = max(window.rfind(c) for c in ",.!?…—")
    if cut < 0:
        return None
    begin = low + cut + 1
    subject = text[begin:verb]
    words = _WORD.findall(subject)
    if not words or len(words) > 4 or not _SUBJECT.fullmatch(subject.lstrip()):
        return None
    first = words[0]
    rest = [w for w in words[1:] if not w.endswith("ly")]
    if first.lower() in _SPEAKING:
        return begin if not rest and (first[0].islower() or first == "I") else None
    if first in _ARTICLES:
        return begin
    return begin if first[0].isupper() and all(w[0].isupper() for w in rest) else None


def _tag_end(text: str, at: int, end: int) -> int:
    """Where speech may go on after a tag: behind its stop, or a comma (``he said, you fool!``)."""
    for k, comma in enumerate(_COMMA.finditer(text, at, min(end, at + 200))):
        if comma[0] != ",":
            break
        word = _WORD.search(text, comma.end(), end)
        if word is None:
            break
        plain = word[0] not in _STAYS and not word[0].endswith(("ing", "ed", "ly"))
        if word[0].lower() in PERSONAL or (k == 0 and plain and word[0][0].islower()):
            return word.start()
    match = _ENDS.search(text, at, end)
    colon = text.find(": ", at, match.start() if match else end)
    if colon >= 0:
        return colon + 2
    return match.end() if match else end
