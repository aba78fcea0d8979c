"""Words, numbers and marks, in the manner of the Penn Treebank.

Contractions and possessives come apart (``do n't``, ``Clark 's``, ``can not``), hyphenated words
stay whole, dashes, ellipses and quotation marks stand alone, abbreviations and initials keep their
stop. The characters of the tokens and the white space between them are the text, exactly.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence, Sized
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from fabula.text.spans import Span, Spans
from fabula.text.words import ABBREVIATIONS, CLIPPED, ELIDED, TITLES, word_set

# What a word is made of: everything but white space, ASCII and general punctuation, and symbols.
# A negated class rather than \w, so that combining accents stay with their letter.
_LETTER = (
    r"[^\s\x00-/:-@\[-`{-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u2000-\u2070"
    r"\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\uff00-\uff0f\ud800-\udfff\ufe00-\ufe0f"
    r"\U0001f000-\U0001faff]"
)
_APOSTROPHE = "['’ʼ]"
_TOKEN = re.compile(
    rf"""
    (?: https?:// | www\. ) [^\s<>"“”]+            # an address
  | \d+ (?: [.,:/]\d+ )* (?: {_LETTER}+ (?: -{_LETTER}+ )* | (?:-{_LETTER}+)+ )?   # 1,000  3rd
  | ( (?: {_LETTER}\. ){{2,}} )                    # 1: U.S.  p.m.
  | {_LETTER}+ (?: [-‐‑] {_LETTER}+ )*
      (?: ( (?: {_APOSTROPHE} {_LETTER}+ (?: [-‐‑]{_LETTER}+ )* )+ )   # 2: don't  O'Hara
        | ( \.(?!\.) ) )?                          # 3: Mr.  or the end of a sentence
  | ( {_APOSTROPHE} {_LETTER}+ (?: -{_LETTER}+)*   # 4: 'tis  'em  or an opening mark
      (?: {_APOSTROPHE} {_LETTER}+ )* )
  | (?<!\S) [:;]['’]?-?[()DPpO](?!\w)                # :-)
  | (?<!\S) [@#]\w+                                # a handle or a tag of the web
  | \.{{2,}} | [*=_~#]{{2,}} | …+ | [!?]{{2,}} | -{{2,}} | [—–―]+ | `` | ''
  | [\U0001f000-\U0001faff\u2600-\u27bf][\u200d\ufe0f\U0001f000-\U0001faff\u2600-\u27bf]*
  | \S
    """,
    re.VERBOSE,
)
_SUFFIX = re.compile(rf"(?:n{_APOSTROPHE}t|{_APOSTROPHE}(?:s|m|d|ll|re|ve))$", re.IGNORECASE)
_FUSED = {
    "cannot": 3,
    "gonna": 3,
    "gotta": 3,
    "wanna": 3,
    "lemme": 3,
    "gimme": 3,
}
_ELIDED_IT = word_set("tis twas twere twill twould")  # 'tis -> 't is
_ELIDED_IT_NOT = frozenset(it + "n" for it in _ELIDED_IT) | {"tain", "twon"}


_WHITE = re.compile(r"\s")
_OTHER_WHITE = [c for c in map(chr, range(0x3001)) if c.isspace() and c != " "]
_REMEMBERED = 24  # characters: a longer chunk seldom comes again
_KINDS = 150_000  # chunks remembered; the rest of a text that has more is cut one by one
_STRETCH = 1 << 18  # characters gone through at a time, so that few chunks are held at once
_UNKNOWN: tuple[str, ...] = ("\0",)


def tokenize(text: str) -> tuple[Spans, tuple[str, ...]]:
    """Half-open spans of the tokens of ``text``, ascending, without white space; and their words.

    No token reaches over white space, so what stands between is cut once for each kind of it, and
    a word that comes again is the same string again.

    >>> tokenize("Don't, Mr. Clark's--")[1]
    ('Do', "n't", ',', 'Mr.', 'Clark', "'s", '--')
    """
    starts, ends, words = array("i"), array("i"), list[str]()
    cut: dict[str, tuple[str, ...]] = {"": ()}
    known: dict[str, str] = {}
    low = 0
    while low < len(text):
        space = _WHITE.search(text, low + _STRETCH)
        high = space.start() if space else len(text)
        # Each chunk begins one character after the end of the chunk before it, which may be empty.
        chunks = _spaced(text[low:high]).split(" ")
        begins = np.arange(low, low + len(chunks))
        begins[1:] += np.cumsum(_lengths(chunks[:-1]))
        rows = list(map(cut.get, chunks, repeat(_UNKNOWN)))
        for i in [i for i, row in enumerate(rows) if row is _UNKNOWN]:
            chunk, begin = chunks[i], int(begins[i])
            row = cut.get(chunk, _UNKNOWN)  # it may have come earlier in this stretch
            if row is _UNKNOWN:
                spans, alone = _cut(text, begin, begin + len(chunk))
                row = tuple([_same(known, text[a:b]) for a, b in spans])
                if alone and len(chunk) <= _REMEMBERED and len(cut) <= _KINDS:
                    cut[chunk] = row
            rows[i] = row
        found = list(chain.from_iterable(rows))
        # The tokens of a chunk are all of it, so that only white space parts a token from the next.
        white = np.repeat(np.arange(low, low + len(rows)), _lengths(rows))
        lengths = _lengths(found)
        stops = np.cumsum(lengths) + white
        starts.frombytes((stops - lengths).astype(np.intc).tobytes())
        ends.frombytes(stops.astype(np.intc).tobytes())
        words += found
        low = high + 1
    return Spans(starts, ends), tuple(words)


def _spaced(text: str) -> str:
    """``text`` with a plain space for each other one; most texts have few of their kinds."""
    for white in _OTHER_WHITE:
        text = text.replace(white, " ")
    return text


def _lengths(values: Sequence[Sized]) -> NDArray[np.int64]:
    return np.fromiter(map(len, values), np.int64, len(values))


def _same(known: dict[str, str], word: str) -> str:
    """The one string that stands for all that are equal to it."""
    return known.setdefault(word, word) if len(known) < _KINDS else known.get(word, word)


def _cut(text: str, low: int, high: int) -> tuple[list[Span], bool]:
    """The tokens of ``text[low:high]``, which white space bounds; and whether they would be the
    same wherever it stood."""
    spans: list[Span] = []
    add = spans.append
    alone = True
    for match in _TOKEN.finditer(text, low, high):
        kind = match.lastindex
        start, end = match.span()
        if kind is None:
            if end - start < 7 and text[start:end].lower() in _FUSED:
                middle = start + _FUSED[text[start:end].lower()]
                add((start, middle))
                add((middle, end))
            else:
                add((start, end))
        elif kind == 3:
            # A number after "No." and a name after an initial are looked for beyond the chunk.
            alone = alone and end - start > 2 and text[start:end] != "No."
            if _keeps_stop(text, start, end):
                add((start, end))
            else:
                if end - start < 8 and text[start : end - 1].lower() in _FUSED:
                    middle = start + _FUSED[text[start : end - 1].lower()]
                    add((start, middle))
                    start = middle
                add((start, end - 1))
                add((end - 1, end))
        elif kind == 2:
            _split_suffixes(text, start, end, spans)
        elif kind == 4:
            _split_elision(text, start, end, spans)
        else:
            add((start, end))
    return spans, alone


_CAPITALS = frozenset({"Mr", "Mrs", "Ms", "Dr", "St", "Rev", "Prof", "Capt", "Messrs"})


def _keeps_stop(text: str, start: int, end: int) -> bool:
    """Whether the stop at ``end - 1`` belongs to the word before it."""
    word = text[start : end - 1]
    if word in TITLES or (len(word) > 1 and word.isupper() and word.capitalize() in _CAPITALS):
        return word != "No" or text[end : end + 2].strip().isdigit()
    if word in ABBREVIATIONS:
        return True
    if len(word) != 1 or not word.isupper():
        return False
    # A single capital is an initial where a name goes on after it; "So did I." is none.
    follows = text[end : end + 2].strip()[:1]
    if word == "I":
        before = text[max(0, start - 40) : start].split()
        return bool(before) and before[-1][:1].isupper() and follows.isupper()
    return follows.isupper() or follows == ","


def _split_suffixes(text: str, start: int, end: int, spans: list[Span]) -> None:
    """``wouldn't've`` -> ``would n't 've``; ``O'Hara`` and ``o'clock`` stay whole."""
    cuts: list[int] = []
    stop = end
    # A word has at most a few suffixes; the bound keeps hostile chains linear.
    for _ in range(3):
        match = _SUFFIX.search(text, max(start + 1, stop - 3), stop)
        if match is None or match.start() <= start:
            break
        stop = match.start()
        cuts.append(stop)
    left = start
    for cut in reversed(cuts):
        spans.append((left, cut))
        left = cut
    spans.append((left, end))


def _split_elision(text: str, start: int, end: int, spans: list[Span]) -> None:
    """``'em`` is one token, ``'twas`` two, and the mark of ``'Hello`` stands alone."""
    word = text[start + 1 : end].lower()
    cut = next((i for i, c in enumerate(word) if c in "'’ʼ"), len(word))
    if word[:cut] in _ELIDED_IT or word[:cut] in _ELIDED_IT_NOT:
        spans.append((start, start + 2))
        _split_suffixes(text, start + 2, end, spans)
    elif (word in ELIDED and word not in _WORDS_TOO) or word[:1].isdigit():
        spans.append((start, end))
    else:
        spans.append((start, start + 1))
        middle = _FUSED.get(word)
        if middle:
            spans.append((start + 1, start + 1 + middle))
            start += middle
        _split_suffixes(text, start + 1, end, spans)


# Elided forms that are common words as well: at the start of a quotation the mark is more likely.
_WORDS_TOO = word_set(
    "as is round till less most low long way stand and course cross ad ere lo member"
)


def is_clipped(word: str) -> bool:
    """Whether ``word`` is commonly written with a mark after it for letters cut away."""
    low = word.lower()
    return low in CLIPPED or (low.endswith("in") and len(low) > 3)
