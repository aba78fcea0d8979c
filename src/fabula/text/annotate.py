"""The whole layer: a ``Source``, or words that came ready made, to a ``Text``."""

from __future__ import annotations

import re

from fabula.source.source import Source
from fabula.text.density import check_density
from fabula.text.labels import find_labelled_lines
from fabula.text.quotations import find_quotations
from fabula.text.sentences import split_sentences
from fabula.text.text import Span, Spans, Text
from fabula.text.tokens import tokenize

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def annotate(source: Source) -> Text:
    """Paragraphs, sentences, tokens and quotations of a story, by rules alone.

    The string is ``source.text`` itself and every span indexes into it. Time and memory grow
    linearly with its length, whatever it holds.

    Raises:
        TooLarge: more people are named in it, and more is said, than is read at once.

    >>> text = annotate(Source("a.txt", "txt", "", '"Stop!" he cried. She ran.'))
    >>> [text.string[a:b] for a, b in text.sentences]
    ['"Stop!" he cried.', 'She ran.']
    """
    string = source.text
    paragraphs = split_paragraphs(string)
    tokens, words = tokenize(string)
    check_density(source.name, words)
    labelled = find_labelled_lines(string, paragraphs)
    sentences = split_sentences(
        string, tokens, words, paragraphs, [line.begin for line in labelled]
    )
    quotations, asides = find_quotations(string, paragraphs, source.sections, labelled)
    return Text(
        string,
        Spans.of(paragraphs),
        Spans.of(sentences),
        tokens,
        words,
        quotations,
        asides,
        source.sections,
        source.breaks,
    )


def split_paragraphs(text: str) -> list[Span]:
    """Spans of the stretches between blank lines, without white space at their ends."""
    spans: list[Span] = []
    at = 0
    for match in _BLANK.finditer(text):
        _add_trimmed(text, at, match.start(), spans)
        at = match.end()
    _add_trimmed(text, at, len(text), spans)
    return spans


def _add_trimmed(text: str, start: int, end: int, spans: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
