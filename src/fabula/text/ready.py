"""A ``Text`` from words that were cut before: treebanks and other tokenized corpora.

The words are set as print would set them (``do n't`` joined, marks beside their words), because the
finder of quotations reads white space. Every word stays exactly as it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fabula.errors import UsageError
from fabula.text.labels import find_labelled_lines
from fabula.text.paragraphs import begins_paragraph
from fabula.text.quotations import find_quotations
from fabula.text.text import Quotation, Span, Text
from fabula.text.tokens import is_clipped
from fabula.text.words import ELIDED, PRONOUNS, SAYING

_ATTACH_LEFT = frozenset(",.;:!?)]}%”»…") | {"...", "''", "’’", "?!", "!!", "!?", "!!!", "??"}
_ATTACH_RIGHT = frozenset("([{$£#“„‘‚«`") | {"``", "‘‘", "“‘", "‘“"}
_CLITICS = frozenset(
    c.replace("'", m)
    for m in "'’"
    for c in (
        "'s",
        "n't",
        "'m",
        "'d",
        "'ll",
        "'re",
        "'ve",
        "'S",
        "N'T",
        "'M",
        "'D",
        "'LL",
        "'RE",
        "'VE",
    )
)
_DASHES = frozenset({"--", "—", "–", "―", "----", "---"})
_AFTER_WHICH_OPENS = frozenset(",:;.!?([“") | _DASHES
_STOPS = frozenset(",.!?…;") | _DASHES | {"...", "....", "?!"}


def from_sentences(
    sentences: Sequence[Sequence[str]],
    paragraphs: Sequence[int] | None = None,
    *,
    spaces: Sequence[Sequence[bool]] | None = None,
    quotations: Sequence[Quotation] | None = None,
) -> Text:
    """A ``Text`` over ready-made words.

    Args:
        sentences: the words of each sentence. Empty words and words with white space are refused.
        paragraphs: for each sentence the number of its paragraph, ascending. Without it a
            paragraph is guessed to begin where print would mostly begin one: before most of the
            sentences that open a quotation, before each dialogue dash, and before some others.
        spaces: for each word whether white space follows it (``SpaceAfter`` in CoNLL-U). Without
            it words are set by the rules of English print.
        quotations: with offsets into the resulting string, where they are known already (that
            string depends on nothing else); without them they are found as in any text.

    Returns:
        a ``Text`` whose ``words`` are the words given, in order; ``sentences`` the spans of the
        sentences that have any.

    Raises:
        UsageError: lengths that do not agree, descending paragraphs, a word that is none.

    >>> from_sentences([['"', "Do", "n't", ",", '"', "said", "Ann", "."]]).string
    '"Don\\'t," said Ann.'
    """
    _check(sentences, paragraphs, spaces)
    sides = _Sides()
    joined: list[list[bool]] = []  # for each word, whether it touches the word before it
    begins: list[bool] = []  # for each sentence, whether a paragraph begins there
    dashes = paragraphs is None and _speaks_in_dashes(sentences)
    guessed = begins_paragraph(sentences) if paragraphs is None and not dashes else ()
    for i, sentence in enumerate(sentences):
        if dashes:
            begin = i == 0 or sides.opens_paragraph(sentence)
        else:
            begin = not i or (
                guessed[i] if paragraphs is None else paragraphs[i] != paragraphs[i - 1]
            )
            if begin:
                sides.reset()
        begins.append(begin)
        joined.append(sides.join(sentence))
    if spaces is not None:
        joined = [[False, *(not s for s in row[:-1])] if row else [] for row in spaces]

    parts: list[str] = []
    tokens: list[Span] = []
    sentence_spans: list[Span] = []
    starts: list[int] = []
    at = 0
    for sentence, row, begin in zip(sentences, joined, begins, strict=True):
        if not sentence:
            if begin:
                starts.append(at)
            continue
        for k, (word, touches) in enumerate(zip(sentence, row, strict=True)):
            gap = ""
            if k == 0 and at:
                gap = "\n\n" if begin or (starts and starts[-1] == at) else " "
            elif k and not touches:
                gap = " "
            at += len(gap)
            if k == 0 and (begin or not starts):
                starts.append(at)
            parts += (gap, word)
            tokens.append((at, at + len(word)))
            at += len(word)
        sentence_spans.append((tokens[-len(sentence)][0], at))
    string = "".join(parts)
    paragraph_spans = _paragraph_spans(starts, tokens)
    words = tuple(word for sentence in sentences for word in sentence)
    asides: tuple[Span, ...] = ()
    if quotations is None:
        labelled = find_labelled_lines(string, paragraph_spans)
        quotations, asides = find_quotations(string, paragraph_spans, (), labelled)
    return Text(
        string,
        tuple(paragraph_spans),
        tuple(sentence_spans),
        tuple(tokens),
        words,
        tuple(quotations),
        asides,
        guessed=paragraphs is None,
    )


def _check(
    sentences: Sequence[Sequence[str]],
    paragraphs: Sequence[int] | None,
    spaces: Sequence[Sequence[bool]] | None,
) -> None:
    if paragraphs is not None:
        if len(paragraphs) != len(sentences):
            raise UsageError(f"{len(paragraphs)} paragraph numbers for {len(sentences)} sentences")
        if any(a > b for a, b in pairwise(paragraphs)):
            raise UsageError("paragraph numbers must not descend")
    if spaces is not None and [len(s) for s in spaces] != [len(s) for s in sentences]:
        raise UsageError("spaces must have one value for each word")
    for sentence in sentences:
        for word in sentence:
            if not word or any(c.isspace() for c in word):
                raise UsageError(f"not a word: {word!r}")


def _paragraph_spans(starts: Sequence[int], tokens: Sequence[Span]) -> list[Span]:
    """Paragraphs from their first offsets: each ends where its last word does."""
    spans: list[Span] = []
    index = 0
    firsts = sorted(set(starts))
    for k, start in enumerate(firsts):
        bound = firsts[k + 1] if k + 1 < len(firsts) else None
        end = start
        while index < len(tokens) and (bound is None or tokens[index][0] < bound):
            end = tokens[index][1]
            index += 1
        if end > start:
            spans.append((start, end))
    return spans


def _speaks_in_dashes(sentences: Sequence[Sequence[str]]) -> bool:
    """Whether dialogue is set with dashes: they open more sentences than quotation marks do."""
    dashes = marks = 0
    for sentence in sentences:
        for i, word in enumerate(sentence):
            dashes += word in _DASHES and (i == 0 or sentence[i - 1] == ":")
            marks += word in {'"', "“", "‘", "``", "«"}
    return dashes >= 5 and dashes > marks


def _narrates(sentence: Sequence[str]) -> bool:
    """Whether a sentence begins as narration does: ``He peered``, ``Stephen suddenly said``."""
    if sentence[0] not in {"He", "She", "They"} and (
        not sentence[0].istitle() or sentence[0].lower() in PRONOUNS
    ):
        return False
    return any(w.endswith("ed") or w in {"said", "was", "went", "told"} for w in sentence[1:5])


class _Sides:
    """Which side of a straight mark its quotation is on, from what stands open."""

    def __init__(self) -> None:
        self._open = {'"': False, "'": False}
        self._curly = False  # a curly double mark stands open

    def reset(self) -> None:
        """A paragraph begins: nothing is open."""
        self._open = {'"': False, "'": False}

    def opens_paragraph(self, sentence: Sequence[str]) -> bool:
        """Whether a paragraph is likely to begin with ``sentence``, of a text that sets speech
        with dashes."""
        if not sentence:
            return False
        first = sentence[0]
        if first in _DASHES or _narrates(sentence):
            return True
        second = sentence[1] if len(sentence) > 1 else ""
        if first in {'"', "'"}:
            # A mark that was cut from the end of the sentence before closes that one.
            if self._open[first] and (not second[:1].isupper() or len(sentence) == 1):
                return False
            if first == "'" and (self._open['"'] or not second[:1].isalnum()):
                return False
            self.reset()
            return True
        return first[0] in "“«„`" or (first[0] == "‘" and not self._curly)

    def join(self, sentence: Sequence[str]) -> list[bool]:
        """For each word of ``sentence`` whether it touches the word before it."""
        touches: list[bool] = []
        glue = False  # the word before pulls this one to it
        for i, word in enumerate(sentence):
            left = glue
            glue = False
            if word in self._open:
                if self._opens(sentence, i):
                    self._open[word] = True
                    glue = True
                else:
                    left = True
                    if word == '"' or self._closes_single(sentence, i):
                        self._open[word] = False
            elif word in _ATTACH_RIGHT:
                glue = True
            elif word in _ATTACH_LEFT or word in _CLITICS or word[0] in "’”":
                # "'em" and "'tis" begin words; "'s" and a closing mark end them.
                left = left or word[1:].lower() not in ELIDED or word in _CLITICS
            if word[0] in "“”":
                self._curly = word[0] == "“"
            touches.append(left and i > 0)
        return touches

    def _opens(self, sentence: Sequence[str], i: int) -> bool:
        mark = sentence[i]
        before = sentence[i - 1] if i else ""
        after = sentence[i + 1] if i + 1 < len(sentence) else ""
        if not after:
            return False
        if not before or (before in self._open and i == 1 and before != mark):
            return not self._open[mark] or after[0].isupper()
        if self._open[mark]:
            # Open already: open again only where a closing mark cannot stand.
            return (
                before in {",", ":"}
                and after[0].isupper()
                and i + 2 < len(sentence)
                and (sentence[i - 2].lower() in SAYING if i > 1 else False)
            )
        if mark == '"':
            return True
        if before in _AFTER_WHICH_OPENS or before.lower() in SAYING or before in self._open:
            return after[0].isalnum() or after in _DASHES
        # A plain word before it: an apostrophe, unless another mark follows to close.
        return before[-1] not in "sSzn" and mark in sentence[i + 1 : i + 12]

    def _closes_single(self, sentence: Sequence[str], i: int) -> bool:
        before = sentence[i - 1] if i else ""
        return not before or before in _STOPS or not (before[-1] in "sSz" or is_clipped(before))
