"""What the words around a mention say of its place in the sentence, found once for every round."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from fabula.reading.lexicon import BETWEEN, VERBS
from fabula.reading.reading import MentionSpan
from fabula.story.salience import NAMED, OTHER, OWNER, SUBJECT, UNDER
from fabula.text.text import Text
from fabula.text.words import word_set

_SUBORDINATE = word_set(
    "that like because if when how whether what where while as than though although since until"
)
_SUBJECTS = ("he", "she", "they", "i", "we")
_POSSESSIVES = ("his", "her", "their", "my")


class MentionPlaces:
    """For each mention of a text:

    Attributes:
        first, last: its first and last token.
        subject: 1 where it is the subject of a clause, by the word after it.
        weight: how much it brings its being to mind.
        order: the mentions by their heads, so that possessors come before what they own.
        phrases: words of nominals without determiners, kept by who asks for them.
    """

    __slots__ = ("first", "last", "order", "phrases", "subject", "weight")

    def __init__(self, text: Text, spans: Sequence[MentionSpan]) -> None:
        starts = np.array([s.start for s in spans], np.intp)
        ends = np.array([s.end for s in spans], np.intp)
        heads = np.array([s.head for s in spans], np.intp)
        self.first = array("i", text.tokens_at(starts).tolist())
        self.last = array("i", text.tokens_at(np.maximum(starts, ends - 1)).tolist())
        self.order = array("i", np.lexsort((starts, heads)).tolist())
        self.phrases: dict[int, str] = {}
        self.subject = bytearray(len(spans))
        self.weight = array("d", bytes(8 * len(spans)))
        lower, count = text.lower, len(text.words)
        verbs = {
            word
            for word in map(str.lower, text.counts)
            if word in VERBS or (word.endswith("ed") and word.isalpha())
        }
        for i, (span, first, last) in enumerate(zip(spans, self.first, self.last, strict=True)):
            head = lower[span.head]
            after = lower[last + 1] if last + 1 < count else "."
            subject = (
                head in _SUBJECTS
                or after in verbs
                or (after in BETWEEN and last + 2 < count and _verbal(lower[last + 2]))
            )
            if subject:
                self.subject[i] = 1
                under = first > 0 and lower[first - 1] in _SUBORDINATE
                weight = SUBJECT * (UNDER if under else 1.0)
            else:
                weight = OWNER if head in _POSSESSIVES else OTHER
            if span.form == "name":
                weight += NAMED if subject else 0.1
            self.weight[i] = weight


def _verbal(word: str) -> bool:
    return word in VERBS or word.endswith("ed")


__all__ = ["MentionPlaces"]
