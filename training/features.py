"""What the pair scorers are told besides vectors: distances, speech, matching words.

The runtime computes the same; names of buckets and their bounds go into model.json.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.documents import LAYERS, Cue, Document, Mention, normalized

BUCKETS: dict[str, list[int]] = {
    "width": [1, 2, 3, 4, 5, 7, 9, 13, 21],
    "mentions": [2, 3, 4, 5, 8, 16, 32, 64, 128],
    "sentences": [1, 2, 3, 5, 9, 17, 33],
    "words": [1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200],
}
_STOPWORDS_TEXT = (
    "a an the this that these those my your his her its our their some any no every each all "
    "both other another one two three of in at on to for from with by and or but as not n't "
    "'s ' s i me mine myself you yours yourself he him himself she hers herself it itself we "
    "us ours ourselves they them theirs themselves who whom whose which what there here mr "
    "mr. mrs mrs. miss ms ms. dr dr. sir lady lord madam ma'am st st. old young little poor "
    "dear own very such same first last"
)
STOPWORDS = frozenset(_STOPWORDS_TEXT.split())
COARSE, FINE = 300, 50
SPEAKER = {"before_words": 400, "after_words": 150, "before": 48, "after": 24, "inside": 16}
HOLDER = {"before_words": 150, "after_words": 40, "before": 24, "after": 10, "inside": 10}
CUE_WORDS = 0.4  # words at least so probable, side by side, are one cue
INNER_WORDS = 0.1  # of feelings and beliefs, whose cues are told by what else is known of them
INSIDE = 24  # the distance row of a candidate inside the quotation


def bucket(values: np.ndarray, name: str) -> np.ndarray:
    return np.searchsorted(BUCKETS[name], values, side="right")


@dataclass(frozen=True, slots=True)
class MentionTable:
    """Mentions as arrays, in order of ``(first, -last)``; ``turn`` is -1 in narration."""

    first: np.ndarray
    last: np.ndarray
    type: np.ndarray
    form: np.ndarray
    entity: np.ndarray
    sentence: np.ndarray
    paragraph: np.ndarray
    turn: np.ndarray
    texts: list[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.texts)


def table(document: Document, mentions: Sequence[Mention]) -> MentionTable:
    first = np.array([m.first for m in mentions], np.int64)
    last = np.array([m.last for m in mentions], np.int64)
    turn_of_quote = np.array([q.turn for q in document.quotes] + [-1])
    holder = document.in_quote()
    lower = [normalized(w).lower() for w in document.words]
    return MentionTable(
        first,
        last,
        np.array([m.type for m in mentions], np.int64),
        np.array([m.form for m in mentions], np.int64),
        np.array([m.entity for m in mentions], np.int64),
        document.sentence[first] if len(first) else first,
        document.paragraph[first] if len(first) else first,
        turn_of_quote[holder[first]] if len(first) else first,
        [tuple(lower[m.first : m.last + 1]) for m in mentions],
    )


def link_features(t: MentionTable, i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
    """Rows of the coreference scorer's tables for anaphors ``i`` and antecedents ``j``."""
    turn_i, turn_j = t.turn[i], t.turn[j]
    both = (turn_i >= 0) & (turn_j >= 0)
    speech = np.select(
        [
            both & (turn_i == turn_j),
            both & (abs(turn_i - turn_j) == 1),
            both,
            turn_i >= 0,
            turn_j >= 0,
        ],
        [3, 4, 5, 1, 2],
        0,
    )
    nested = ((t.first[i] >= t.first[j]) & (t.last[i] <= t.last[j])) | (
        (t.first[j] >= t.first[i]) & (t.last[j] <= t.last[i])
    )
    return {
        "link_distance": bucket(i - j, "mentions"),
        "link_sentence": bucket(t.sentence[i] - t.sentence[j], "sentences"),
        "link_forms": (t.form[i] * 3 + t.form[j]) * 6 + speech,
        "link_match": _matches(t.texts)[i, j],
        "link_nested": nested.astype(np.int64),
    }


def _matches(texts: list[tuple[str, ...]]) -> np.ndarray:
    """For all pairs: 3 equal, 2 equal content words, 1 some shared, 0 none."""
    number: dict[tuple[str, ...], int] = {}
    ids = np.array([number.setdefault(x, len(number)) for x in texts], np.int64)
    contents = [
        {w for w in x if w not in STOPWORDS and any(c.isalpha() for c in w)} for x in number
    ]
    grid = np.zeros((len(number), len(number)), np.int64)
    for a, left in enumerate(contents):
        if left:
            for b in range(a):
                if not left.isdisjoint(contents[b]):
                    grid[a, b] = grid[b, a] = 2 if left == contents[b] else 1
        grid[a, a] = 3
    return grid[np.ix_(ids, ids)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may speak one quotation: mention numbers, feature rows, and who may be speaker."""

    mentions: np.ndarray
    features: dict[str, np.ndarray]
    may_speak: np.ndarray

    def only(self, keep: np.ndarray) -> Candidates:
        """Those where ``keep`` is true."""
        features = {k: v[keep] for k, v in self.features.items()}
        return Candidates(self.mentions[keep], features, self.may_speak[keep])


def _around(
    t: MentionTable, usable: np.ndarray, a: int, b: int, limits: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The usable mentions near words ``[a, b)``, and whether each is before (0), inside or after
    (2). One that reaches over an edge is not among them."""
    before = np.flatnonzero(usable & (t.last < a) & (t.first >= a - limits["before_words"]))
    inside = np.flatnonzero(usable & (t.first >= a) & (t.last < b))[: limits["inside"]]
    after = np.flatnonzero(usable & (t.first >= b) & (t.first < b + limits["after_words"]))
    parts = before[-limits["before"] :], inside, after[: limits["after"]]
    return np.concatenate(parts), np.repeat([0, 1, 2], [len(x) for x in parts])


def _distance(first: np.ndarray, last: np.ndarray, place: np.ndarray, a: int, b: int) -> np.ndarray:
    gap = np.where(place == 0, bucket(a - last - 1, "words"), 12 + bucket(first - b, "words"))
    return np.where(place == 1, INSIDE, gap)


def holders(document: Document, t: MentionTable, holder: np.ndarray, cue: Cue) -> Candidates:
    """The candidate mentions of who feels or thinks what a cue shows. ``holder`` is
    ``document.in_quote()``."""
    a, b = cue.start, cue.end
    chosen, place = _around(t, t.type == 0, a, b, HOLDER)
    first, last = t.first[chosen], t.last[chosen]
    quote = int(holder[a])
    turn = document.quotes[quote].turn if quote >= 0 else -1
    voice = np.where(t.turn[chosen] < 0, 0, np.where(t.turn[chosen] == turn, 2, 1))
    belief = int(cue.layer == LAYERS.index("belief"))
    return Candidates(
        chosen,
        {
            "hold_distance": _distance(first, last, place, a, b),
            "hold_paragraph": np.clip(t.paragraph[chosen] - document.paragraph[a], -6, 3) + 6,
            "hold_form": (t.form[chosen] * 3 + voice) * 2 + int(quote >= 0),
            "hold_sentence": (t.sentence[chosen] == document.sentence[a]).astype(np.int64),
            "hold_belief": np.full(len(chosen), belief),
        },
        np.ones(len(chosen), bool),
    )


def candidates(document: Document, t: MentionTable, number: int) -> Candidates:
    """The candidate mentions of quotation ``number`` with the rows of the scorer's tables."""
    quote = document.quotes[number]
    a, b = quote.start, quote.end
    usable = (t.type == 0) & ~((t.form == 2) & (t.turn >= 0))
    chosen, place = _around(t, usable, a, b, SPEAKER)
    first, last = t.first[chosen], t.last[chosen]
    starts = np.array([q.start for q in document.quotes])

    def opened(x: np.ndarray | int) -> np.ndarray:
        return np.searchsorted(starts, x, side="left")

    between = np.where(
        place == 0,
        np.minimum(5, opened(a) - opened(first)),
        6 + np.minimum(5, opened(first) - opened(b)),
    )
    own = t.turn[chosen] == quote.turn
    speech = np.where(t.turn[chosen] < 0, 0, np.where(own, 2, 1))
    sentences = document.sentence[[a, b - 1]]
    return Candidates(
        chosen,
        {
            "speak_distance": _distance(first, last, place, a, b),
            "speak_paragraph": np.clip(t.paragraph[chosen] - document.paragraph[a], -6, 3) + 6,
            "speak_form": t.form[chosen] * 3 + speech,
            "speak_between": np.where(place == 1, 0, between),
            "speak_sentence": np.isin(t.sentence[chosen], sentences).astype(np.int64),
        },
        ~own,
    )
