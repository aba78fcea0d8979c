"""Sentences: where a stop ends one, and where it does not.

A sentence that goes on around a quotation stays whole (``"Stop!" he cried.``), abbreviations and
initials end none, closing marks after a stop belong to the sentence before them, and the end of a
paragraph always ends a sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from fabula.text.spans import Span, Spans
from fabula.text.words import ABBREVIATIONS, PRONOUNS, SAYING, STARTERS, TITLES

_STOPS = frozenset({".", "!", "?", "…", "‽", "。", "！", "？"})
_CLOSERS = frozenset("\"”’»›'“‘)]}*_") | {"''", "’’"}
_OPENERS = frozenset("\"“‘«‹'„‚([{*_`") | {"``", "‘‘"}
_SIDELESS = frozenset("\"'*_“‘»›")  # marks that close or open, by where the space is
_ABBREVIATED = frozenset(a + "." for a in ABBREVIATIONS | TITLES)


def split_sentences(
    text: str,
    tokens: Sequence[Span],
    words: Sequence[str],
    paragraphs: Sequence[Span],
    forced: Collection[int] = (),
) -> list[Span]:
    """Spans of the sentences of ``text``, each within one paragraph, none empty.

    Args:
        tokens: spans of the tokens, ``words`` their strings.
        paragraphs: spans of the paragraphs.
        forced: offsets at which a sentence begins whatever stands before (labelled lines).
    """
    tokens = Spans.of(tokens)
    starts = tokens.starts
    at_forced = sorted(bisect_left(starts, offset) for offset in forced)
    stopping = {word for word in set(words) if word[-1] in _STOPS}
    stops = [i for i, word in enumerate(words) if word in stopping]
    sentences: list[Span] = []
    seen = low = 0  # indices into ``stops`` and ``at_forced``
    for start, end in paragraphs:
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        if first == last:
            continue
        cuts: set[int] = set()
        while seen < len(stops) and stops[seen] < last:
            cut = _cut_after(text, tokens, words, stops[seen], last)
            if cut:
                cuts.add(cut)
            seen += 1
        high = bisect_right(at_forced, last - 1, low)
        cuts.update(i for i in at_forced[low:high] if first < i)
        low = high
        begin = first
        for cut in sorted(cuts):
            sentences.append((tokens[begin][0], tokens[cut - 1][1]))
            begin = cut
        sentences.append((tokens[begin][0], tokens[last - 1][1]))
    return sentences


def _cut_after(
    text: str, tokens: Sequence[Span], words: Sequence[str], stop: int, last: int
) -> int | None:
    """Index of the token that begins the next sentence after ``words[stop]``, if one does."""
    word = words[stop]
    quoted = False
    after = stop + 1
    while after < last and tokens[after][0] == tokens[after - 1][1] and words[after] in _CLOSERS:
        mark = words[after]
        end = tokens[after][1]
        if mark in _SIDELESS and end < len(text) and text[end].isalnum():
            break
        quoted = quoted or mark not in ")]}*_"
        after += 1
    if after >= last:
        return None
    if tokens[after][0] == tokens[after - 1][1]:
        # A dash set close: "She was gone.--The house was empty."
        close = words[after][0] in "-—–―" and after + 1 < last and word in _STOPS and not quoted
        begins = close and words[after + 1][0].isupper() and words[after + 1] != "I"
        return after if begins else None
    if words[after][-1] in _STOPS and not words[after][0].isalnum():
        return None  # the next stop decides: ``? . .``
    head = after
    while head < last - 1 and words[head] in _OPENERS:
        head += 1
    follows = words[head]
    opened = head > after
    if follows[0].islower() or follows in {",", ";", ":", ")", "]", "&"}:
        return None
    if follows[0] in "-—–―" and not opened:
        return None
    if len(word) > 1 and word[-1] == "." and word[0] != ".":
        return after if _ends_anyway(word, follows, opened or quoted) else None
    if quoted and not opened and word != "." and _is_tag(words, head, last):
        return None
    # "I ... I do not know": a faltering speaker, not a new sentence.
    if word[0] in ".…" and len(word) + (word == "…") > 1 and not quoted and not opened:
        return None if follows in {"I", "I'm", "I’m"} and words[stop - 1] == "I" else after
    return after


def _ends_anyway(word: str, follows: str, marked: bool) -> bool:
    """Whether an abbreviation ends the sentence before the word ``follows``."""
    if word[:-1] in TITLES:
        return False
    starter = (follows.lower() in STARTERS and follows != "I") or marked
    if word in _ABBREVIATED or "." in word[:-1]:
        return starter
    return False


def _is_tag(words: Sequence[str], at: int, last: int) -> bool:
    """Whether a verb of saying with its subject stands at ``at``: ``Tom said``, ``I cried``."""
    if words[at].lower() in PRONOUNS:
        return at + 1 < last and words[at + 1].lower() in SAYING
    for k in range(at, min(at + 4, last)):
        word = words[k]
        if k > at and word.lower() in SAYING:
            return True
        if not (word[0].isupper() or word.endswith(".")) or word.lower() in STARTERS - {"the"}:
            if k > at and words[at].lower() in {"the", "my", "his", "her"}:
                continue
            return False
    return False
