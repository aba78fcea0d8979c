"""The value that every data loader gives: a document's words, their wordpieces and what is marked.

Words become pieces exactly as the runtime does it: quotation marks and dashes are made alike,
each word is cut by BERT's uncased wordpieces, and every paragraph begins with a break piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import BertWordPieceTokenizer

TYPES = ("PER", "LOC", "FAC", "GPE", "ORG", "VEH")
FORMS = ("name", "nominal", "pronoun")

EMOTIONS_TEXT = (
    "joy love trust hope pride relief gratitude amusement surprise sadness grief fear anxiety "
    "anger annoyance disgust shame guilt regret jealousy loneliness longing disappointment "
    "confusion calm"
)
EMOTIONS = tuple(EMOTIONS_TEXT.split())
ATTITUDES_TEXT = (
    "knows not-knows believes doubts realizes wonders hopes fears wants remembers decides"
)
ATTITUDES = tuple(ATTITUDES_TEXT.split())
# What runs of words are tagged as: the stories' feelings and beliefs, REMAN's emotions and roles.
LAYERS = ("feeling", "belief", "emotion", "experiencer", "target", "cause")

BREAK_ID, CLS_ID, SEP_ID, PAD_ID, UNK_ID = 1, 101, 102, 0, 100
BREAK_CASE = 5
MAX_PIECES = 16
MAX_SENTENCE = 256
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4`"
MARKS = (
    dict.fromkeys(["\u201c", "\u201d", "\u201e", "\u201f", "\u00ab", "\u00bb", "``", "''"], '"')
    | dict.fromkeys(["--", "---", "----", "\u2012", "\u2013", "\u2015", "\u2014\u2014"], "\u2014")
    | {"...": "\u2026", ". . .": "\u2026", "....": "\u2026"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``first..last`` (inclusive) of entity ``entity``; type and form are indices."""

    first: int
    last: int
    type: int
    form: int
    entity: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words ``[start, end)`` of direct speech. ``None`` for what the data do not mark."""

    start: int
    end: int
    turn: int
    speaker: int | None
    addressees: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words ``[start, end)`` of one of ``LAYERS``, and what is marked of them.

    ``labels``: indices into ``EMOTIONS``, ``ATTITUDES`` or REMAN's emotions, as the layer has it.
    ``who`` and ``toward`` are entities; ``toward`` is -1 for nobody. None: not marked.
    """

    layer: int
    start: int
    end: int
    labels: tuple[int, ...] = ()
    mode: int | None = None
    who: int | None = None
    toward: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """Syntax of all words: tag and relation names, heads (document index, -1 root)."""

    upos: list[str]
    head: list[int]
    relation: list[str]


@dataclass(slots=True)
class Document:
    """A text with what is marked in it; None for what its corpus does not mark.

    ``typed`` says that all six entity types are marked, else only PER is; ``layers`` which of
    ``LAYERS`` the ``cues`` are whole for. ``unknown`` marks words of which nobody has said whether
    they belong to a mention: a span that holds one and is not marked is neither right nor wrong.
    """

    name: str
    words: list[str]
    sentence: np.ndarray
    paragraph: np.ndarray
    quotes: list[Quote] = field(default_factory=list)
    mentions: list[Mention] | None = None
    typed: bool = True
    unknown: np.ndarray | None = None
    events: np.ndarray | None = None
    tree: Tree | None = None
    attributed: bool = False
    cues: list[Cue] = field(default_factory=list)
    layers: tuple[int, ...] = ()
    names: list[str] = field(default_factory=list)  # of self-made data: who the speakers are
    pieces: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    cases: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    quoted: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    first_piece: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    def in_quote(self) -> np.ndarray:
        """For each word the index of the quotation that holds it, -1 in narration."""
        holder = np.full(len(self.words), -1)
        for index, quote in enumerate(self.quotes):
            holder[quote.start : quote.end] = index
        return holder

    def sentence_runs(self) -> list[tuple[int, int]]:
        """Half-open word ranges of sentences, none over ``MAX_SENTENCE`` words."""
        edges = np.flatnonzero(np.diff(self.sentence)) + 1
        runs = []
        for a, b in zip([0, *edges], [*edges, len(self.words)], strict=True):
            runs += [(i, min(i + MAX_SENTENCE, b)) for i in range(a, b, MAX_SENTENCE)]
        return runs


def normalized(word: str) -> str:
    """The word with marks made alike, as both the wordpieces and the match feature see it."""
    if word in MARKS:
        return MARKS[word]
    for mark in APOSTROPHES:
        word = word.replace(mark, "'")
    return word


def case_id(word: str) -> int:
    """0 no letters, 1 lower, 2 capitalized, 3 all upper (two or more), 4 mixed."""
    letters = [c for c in word if c.isalpha()]
    upper = [c.isupper() for c in letters]
    if not letters:
        return 0
    if not any(upper):
        return 1
    if len(letters) > 1 and all(upper):
        return 3
    return 2 if upper[0] and not any(upper[1:]) else 4


class Wordpieces:
    """BERT's uncased wordpieces of single words, remembered."""

    def __init__(self, vocabulary: Path) -> None:
        self._cut = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._known: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        if word not in self._known:
            ids = self._cut.encode(normalized(word), add_special_tokens=False).ids
            self._known[word] = ids[:MAX_PIECES] or [UNK_ID]
        return self._known[word]

    def fill(self, document: Document) -> Document:
        """Set the document's piece arrays from its words, paragraphs and quotations."""
        pieces: list[int] = []
        cases: list[int] = []
        quoted: list[int] = []
        first: list[int] = []
        inside = document.in_quote() >= 0
        before = -1
        for i, word in enumerate(document.words):
            if document.paragraph[i] != before:
                before = document.paragraph[i]
                pieces.append(BREAK_ID)
                cases.append(BREAK_CASE)
                quoted.append(0)
            ids = self(word)
            first.append(len(pieces))
            pieces += ids
            cases += [case_id(word)] * len(ids)
            quoted += [int(inside[i])] * len(ids)
        document.pieces = np.array(pieces, np.int64)
        document.cases = np.array(cases, np.int64)
        document.quoted = np.array(quoted, np.int64)
        document.first_piece = np.array(first, np.int64)
        return document


def turns(starts: Sequence[tuple[int, int]], paragraph: np.ndarray, words: list[str]) -> list[int]:
    """Turn numbers of quotations ``[(start, end)...]``: pieces of one paragraph share a turn, and
    a quotation that does not close goes on in the next paragraph."""
    numbers: list[int] = []
    for i, (start, _) in enumerate(starts):
        if i == 0:
            numbers.append(0)
            continue
        last_end = starts[i - 1][1]
        same = paragraph[start] == paragraph[last_end - 1]
        runs_on = (
            words[last_end - 1] not in {'"', "\u201d", "''", "'", "\u2019"} and start == last_end
        )
        numbers.append(numbers[-1] + (0 if same or runs_on else 1))
    return numbers
