"""Who speaks each quotation and to whom: which mentions near it name them.

A quotation is one vector, made of its first and last word, the words around it and the mean of
what is said. Against it stand the mentions of people before, after and inside it; the network
shares the answer out among those that name the same person, or gives it to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from fabula.reading.heads import norm, relu, softmax
from fabula.reading.layout import Ints, Layout, bucket
from fabula.reading.mentions import Mentions
from fabula.reading.reading import Choice
from fabula.reading.session import Floats, Model
from fabula.reading.windows import Block

QUOTATIONS = 64
"""Quotations attributed at once."""
KEPT = 12
LEAST = 0.005
"""Of a quotation's candidates only the best are told, and none below this share."""

BEFORE, AFTER, INSIDE = 0, 1, 2
_PIECES = ("first", "last", "before", "after")


class Quotations:
    """The quotations' vectors, gathered while the blocks of a text pass by."""

    def __init__(self, layout: Layout, model: Model) -> None:
        self._heads, self._layout = model.heads, layout
        first, last = layout.first, layout.last
        said = np.flatnonzero(last > first)
        self._sums = np.zeros((len(first), len(model.heads["quote_b"])), dtype=np.float32)
        # Each word that some quotation waits for, in the order in which blocks bring them.
        self._waiting: dict[str, tuple[Ints, Ints]] = {}
        wanted = (first[said], last[said] - 1, first[said] - 1, last[said])
        for name, words in zip(_PIECES, wanted, strict=True):
            order = np.argsort(words, kind="stable")
            self._waiting[name] = words[order], said[order]
        order = np.argsort(first[said], kind="stable")
        self._opening = first[said][order], said[order]
        self._open = np.zeros(0, dtype=np.int64)

    def add(self, block: Block) -> None:
        """Take what a block holds of any quotation. Blocks come in order, each once."""
        h, low, high = block.vectors, block.start, block.start + len(block.vectors)
        for name in _PIECES:
            words, owners = self._waiting[name]
            a, b = np.searchsorted(words, (low, high))
            if b > a:
                np.add.at(
                    self._sums, owners[a:b], h[words[a:b] - low] @ self._heads[f"quote_{name}_w"]
                )
        begins, owners = self._opening
        a, b = np.searchsorted(begins, (low, high))
        here = np.concatenate([self._open, owners[a:b]])
        if len(here):
            first, last = self._layout.first[here], self._layout.last[here]
            total = _range_sums(h, np.maximum(first, low) - low, np.minimum(last, high) - low)
            mean = total / (last - first)[:, None].astype(np.float32)
            self._sums[here] += mean @ self._heads["quote_mean_w"]
            self._open = here[last > high]

    def vectors(self, some: Ints) -> Floats:
        """The vectors ``[some, size]`` once every block has passed."""
        heads = self._heads
        return norm(relu(self._sums[some] + heads["quote_b"]), heads["quote_g"], heads["quote_lb"])


def _range_sums(h: Floats, first: Ints, last: Ints) -> Floats:
    """The sums of the rows ``first:last``, none of which is empty."""
    padded = np.concatenate([h, np.zeros((1, h.shape[1]), dtype=h.dtype)])
    bounds = np.stack([first, last], axis=1).reshape(-1)
    sums: Floats = np.add.reduceat(padded, bounds, axis=0)[::2]
    return sums


@dataclass(frozen=True)
class Pairs:
    """Word ranges with their candidates: ``[pairs]`` columns, by range."""

    owner: Ints  # index among the ranges at hand
    mention: Ints
    place: Ints  # BEFORE, AFTER or INSIDE

    def near(self, mentions: Mentions) -> tuple[Floats, Ints]:
        """The vectors of the mentions from the first in any pair to the last, and where among them
        each pair's own is."""
        if not len(self.mention):
            return mentions.at(0, 0), self.mention
        low, high = int(self.mention.min()), int(self.mention.max()) + 1
        return mentions.at(low, high), self.mention - low


def attribute(
    quotations: Quotations,
    mentions: Mentions,
    turn: Ints,
    layout: Layout,
    model: Model,
) -> tuple[tuple[tuple[Choice, ...], ...], tuple[tuple[Choice, ...], ...]]:
    """The likely speakers and the likely addressees of each quotation, best first.

    Args:
        turn: ``[mentions]``, the turn of the outermost quotation that a mention begins in, or -1.

    Returns:
        Two tuples, one entry a quotation; None among the choices stands for nobody who is named.
    """
    speakers: list[tuple[Choice, ...]] = [()] * len(layout.first)
    addressees = list(speakers)
    said = np.flatnonzero(layout.last > layout.first)
    people = _candidates(mentions, turn, model)
    scorer = _Scorer(mentions, turn, layout, model)
    for low in range(0, len(said), QUOTATIONS):
        some = said[low : low + QUOTATIONS]
        pairs = pair(
            layout.first[some], layout.last[some], mentions, people, model.settings["speaker"]
        )
        answers = scorer.answers(some, quotations.vectors(some), pairs)
        for quotation, (speaker, addressee) in zip(some.tolist(), answers, strict=True):
            speakers[quotation], addressees[quotation] = speaker, addressee
    return tuple(speakers), tuple(addressees)


def _candidates(mentions: Mentions, turn: Ints, model: Model) -> Ints:
    """Mentions of people; but "I" and "you" in speech cannot say who somebody is."""
    person = model.settings["types"].index("PER")
    pronoun = model.settings["forms"].index("pronoun")
    return np.flatnonzero(
        (mentions.type == person) & ~((mentions.form == pronoun) & (turn >= 0))
    ).astype(np.int64)


def pair(
    starts: Ints, stops: Ints, mentions: Mentions, people: Ints, limits: Mapping[str, int]
) -> Pairs:
    """Word ranges ``starts:stops`` with the ``people`` (indices of mentions) near each.

    Args:
        limits: how many words to look ``before_words`` and ``after_words``, and how many mentions
            to keep ``before``, ``inside`` and ``after``. One that reaches over an edge is left out.
    """
    # Of the people only those about these ranges, so that a book's length makes no difference.
    reach = int(starts.min()) - limits["before_words"], int(stops.max()) + limits["after_words"]
    around = np.searchsorted(people, np.searchsorted(mentions.first, reach))
    people = people[slice(*around)]
    first, end = mentions.first[people], mentions.end[people]
    owners, chosen, places = [], [], []
    for owner, (a, b) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        marks = np.searchsorted(
            first, (a - limits["before_words"], a, b, b + limits["after_words"])
        )
        early, begin, close, late = marks.tolist()
        before = people[early:begin][end[early:begin] <= a][-limits["before"] :]
        after = people[close:late][: limits["after"]]
        inside = people[begin:close][end[begin:close] <= b][: limits["inside"]]
        for place, found in ((BEFORE, before), (AFTER, after), (INSIDE, inside)):
            owners.append(np.full(len(found), owner))
            chosen.append(found)
            places.append(np.full(len(found), place))
    return Pairs(np.concatenate(owners), np.concatenate(chosen), np.concatenate(places))


class _Scorer:
    def __init__(self, mentions: Mentions, turn: Ints, layout: Layout, model: Model) -> None:
        self.mentions, self.turn, self.layout, self.model = mentions, turn, layout, model
        self.by_words = model.bounds("words")

    def answers(
        self, some: Ints, vectors: Floats, pairs: Pairs
    ) -> Iterator[tuple[tuple[Choice, ...], tuple[Choice, ...]]]:
        """The speakers and addressees of each of some quotations."""
        heads = self.model.heads
        (near, j), owner = pairs.near(self.mentions), pairs.owner
        product = (vectors @ heads["speak_qp"])[owner] * (near @ heads["speak_mp"])[j]
        hidden = product @ heads["speak_c"]
        hidden += (vectors @ heads["speak_q"])[owner]
        hidden += (near @ heads["speak_m"])[j]
        for name, rows in self._features(some, pairs).items():
            hidden += heads[f"speak_{name}"][rows]
        hidden += heads["speak_bias"]
        scores = relu(hidden) @ heads["speak_out"]
        same_turn = self.turn[pairs.mention] == self.layout.turn[some][owner]
        scores[same_turn, 0] = -np.inf
        nobody = vectors @ heads["speak_none"] + heads["speak_none_b"]
        bounds = np.searchsorted(owner, np.arange(len(some) + 1))
        for k in range(len(some)):
            part = slice(int(bounds[k]), int(bounds[k + 1]))
            shares = softmax(np.concatenate([nobody[k : k + 1], scores[part]]).T)
            names = pairs.mention[part]
            yield choices(shares[0], names), choices(shares[1], names)

    def _features(self, some: Ints, pairs: Pairs) -> dict[str, Ints]:
        at, m = self.layout, self.mentions
        a, b = at.first[some][pairs.owner], at.last[some][pairs.owner]
        first, end, place = m.first[pairs.mention], m.end[pairs.mention], pairs.place
        before, after = place == BEFORE, place == AFTER
        rows = len(self.by_words) + 1
        gap = np.where(before, a - end, first - b)
        distance = bucket(np.maximum(gap, 0), self.by_words) + np.where(after, rows, 0)
        distance[place == INSIDE] = 2 * rows
        spoken = at.spoken_before(first)
        between = np.zeros(len(a), dtype=np.int64)
        between[before] = np.clip(at.spoken_before(a) - spoken, 0, 5)[before]
        between[after] = 6 + np.clip(spoken - at.spoken_before(b), 0, 5)[after]
        turn = self.turn[pairs.mention]
        same = turn == at.turn[some][pairs.owner]
        voice = np.where(turn < 0, 0, np.where(same, 2, 1))
        sentence = at.sentence[first]
        return {
            "distance": distance,
            "paragraph": np.clip(at.paragraph[first] - at.paragraph[a], -6, 3) + 6,
            "form": m.form[pairs.mention] * 3 + voice,
            "between": between,
            "sentence": ((sentence == at.sentence[a]) | (sentence == at.sentence[b - 1])).astype(
                np.int64
            ),
        }


def choices(shares: Floats, mentions: Ints) -> tuple[Choice, ...]:
    """The best of ``[nobody, mentions...]``."""
    order = np.argsort(-shares, kind="stable")[:KEPT].tolist()
    return tuple(
        Choice(None if k == 0 else int(mentions[k - 1]), float(shares[k]))
        for k in order
        if shares[k] >= LEAST
    )
