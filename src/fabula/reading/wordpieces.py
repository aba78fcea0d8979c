"""Words to the pieces that the encoder knows: BERT's uncased wordpieces (Devlin et al. 2019).

The text layer has already said what a word is, so a word is cut on its own, never with its
neighbours. Typographic marks become plain ones first; then the rules are those of BERT's own
tokenizer: control characters go, case and accents go, ideographs and punctuation stand alone, and
what is left is cut greedily into the longest known pieces. ``playing`` gives ``play ##ing``;
``naïveté`` gives what ``naivete`` gives.

A novel has some ten thousand distinct words, so each is cut once and looked up ever after.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.errors import ModelError

UNKNOWN = "[UNK]"
LONGEST_WORD = 100
"""Characters beyond which BERT's tokenizer takes a word for unknown."""
CACHED_WORDS = 200_000
"""Distinct words kept; then the memory starts anew, so that hostile text cannot fill it."""
READ_CHARACTERS = 6_400
"""Characters of one word that are looked at: a page of ideographs without a space is one word to
the text layer, and only its first pieces are kept anyway."""

_SPACES = frozenset("\t\n\r ")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a run of words.

    Attributes:
        ids: ``[pieces]`` int64, indices into the vocabulary.
        starts: ``[words + 1]`` int64; word ``i`` has the pieces ``starts[i]:starts[i + 1]``,
            always at least one.
        cases: ``[words]`` int64, how each word is written (see :func:`case_of`).
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    cases: NDArray[np.int64]


class Wordpieces:
    """A vocabulary that cuts words.

    Args:
        vocabulary: the pieces; a piece's id is its index.
        marks: whole words that stand for another (``“`` for ``"``).
        apostrophes: characters that become ``'`` within a word.
        most_pieces: pieces of one word beyond which the rest is left unread.

    >>> Wordpieces(["[UNK]", "play", "##ing"]).cut("Playing")
    (1, 2)
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        *,
        marks: Mapping[str, str] | None = None,
        apostrophes: str = "",
        most_pieces: int = 16,
    ) -> None:
        self._index = {piece: i for i, piece in enumerate(vocabulary)}
        if UNKNOWN not in self._index:
            raise ModelError("the reading model's vocabulary has no [UNK]: it is damaged")
        self._unknown = self._index[UNKNOWN]
        self._longest = max(map(len, vocabulary))
        self._marks = dict(marks or {})
        self._apostrophes = str.maketrans(dict.fromkeys(apostrophes, "'"))
        self._most_pieces = most_pieces
        self._cache: dict[str, tuple[tuple[int, ...], int]] = {}

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        marks: Mapping[str, str] | None = None,
        apostrophes: str = "",
        most_pieces: int = 16,
    ) -> Wordpieces:
        """From a file of one piece a line. Raises ``ModelError`` if it cannot be read."""
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"the reading model's vocabulary cannot be read: {error}") from error
        if lines[-1] == "":
            lines.pop()
        return cls(lines, marks=marks, apostrophes=apostrophes, most_pieces=most_pieces)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, word: str) -> bool:
        """Whether a lower-case word is a piece by itself, as every common word is."""
        return word in self._index

    def plain(self, word: str) -> str:
        """The word with plain quotation marks, dashes and apostrophes."""
        return self._marks.get(word) or word.translate(self._apostrophes)

    def cut(self, word: str) -> tuple[int, ...]:
        """The indices of a word's pieces; that of ``[UNK]`` if nothing of it is left to read."""
        return self._known(word)[0]

    def encode(self, words: Sequence[str]) -> Pieces:
        """The pieces of many words."""
        known = [self._known(word) for word in words]
        lengths = np.fromiter((len(cut) for cut, _ in known), dtype=np.int64, count=len(known))
        starts = np.zeros(len(known) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        flat = (piece for cut, _ in known for piece in cut)
        return Pieces(
            ids=np.fromiter(flat, dtype=np.int64, count=int(starts[-1])),
            starts=starts,
            cases=np.fromiter((case for _, case in known), dtype=np.int64, count=len(known)),
        )

    def _known(self, word: str) -> tuple[tuple[int, ...], int]:
        found = self._cache.get(word)
        if found is None:
            cut = tuple(self._cut(self.plain(word)[:READ_CHARACTERS]))[: self._most_pieces]
            found = (cut or (self._unknown,), case_of(word))
            if len(self._cache) >= CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        pieces: list[int] = []
        for part in _parts(word):
            pieces.extend(self._greedy(part))
            if len(pieces) >= self._most_pieces:
                break
        return pieces

    def _greedy(self, part: str) -> list[int]:
        """Longest known piece first, from the left; ``[UNK]`` for a part with any gap."""
        if len(part) > LONGEST_WORD:
            return [self._unknown]
        pieces: list[int] = []
        start = 0
        while start < len(part):
            mark = "##" if start else ""
            for end in range(min(len(part), start + self._longest), start, -1):
                index = self._index.get(mark + part[start:end])
                if index is not None:
                    pieces.append(index)
                    start = end
                    break
            else:
                return [self._unknown]
        return pieces


def case_of(word: str) -> int:
    """How a word is written, which an uncased vocabulary does not see.

    0 without letters, 1 lower case, 2 capitalized (single capitals too), 3 capitals throughout,
    4 anything else.

    >>> [case_of(word) for word in ("?", "garden", "Mary", "I", "MARY", "McCoy")]
    [0, 1, 2, 2, 3, 4]
    """
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return 0
    capitals = sum(char.isupper() for char in letters)
    if capitals == 0:
        return 1
    if capitals == 1 and letters[0].isupper():
        return 2
    return 3 if capitals == len(letters) else 4


def _parts(word: str) -> list[str]:
    """A word without case, accents and control characters, split at ideographs and marks.

    >>> _parts("Naïve-té")
    ['naive', '-', 'te']
    """
    if word.isascii() and word.isalnum():
        return [word.lower()]
    kept: list[str] = []
    for char in word:
        if char in _SPACES or unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif _is_control(char):
            continue
        elif _is_ideograph(char):
            kept.append(f" {char} ")
        else:
            kept.append(char)
    bare = unicodedata.normalize("NFD", "".join(kept))
    bare = "".join(c for c in bare if unicodedata.category(c) != "Mn").lower()
    parted = "".join(f" {c} " if _is_mark(c) else c for c in bare)
    return parted.split()


def _is_control(char: str) -> bool:
    if char in "\x00\ufffd":
        return True
    # Unassigned code points (Cn) stay: BERT's reference implementation reads them as letters.
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")


def _is_mark(char: str) -> bool:
    if char < "\x80":
        return not char.isalnum() and "!" <= char <= "~"
    return unicodedata.category(char).startswith("P")


def _is_ideograph(char: str) -> bool:
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2A6DF
        or 0x2A700 <= code <= 0x2B73F
        or 0x2B740 <= code <= 0x2B81F
        or 0x2B920 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )
