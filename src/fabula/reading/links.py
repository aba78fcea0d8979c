"""Antecedents: for each mention, which earlier one speaks of the same.

Coarse to fine (Lee et al. 2018): a cheap product picks the best of the last few hundred mentions,
and a small network weighs those with how far apart they stand, how they are worded and who is
speaking. The cost grows linearly with the text; whoever comes back after a long absence is known
again by name, which is the business of ``story.coreference``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.heads import layer, relu, softmax
from fabula.reading.layout import Ints, Layout, bucket
from fabula.reading.mentions import Mentions
from fabula.reading.reading import Choice
from fabula.reading.session import Floats, Model

ANAPHORS = 256
"""Mentions whose antecedents are sought at once."""
WEIGHED = 32
"""Mentions whose best candidates are weighed at once; few, to stay in the processor's cache."""
TYPED = 8192
"""Mentions whose types are weighed at once."""
KEPT = 8
LEAST = 0.005
"""Of a mention's candidates only the best are told, and none below this share."""


@dataclass(frozen=True)
class Wording:
    """How mentions are worded, as numbers to compare.

    Attributes:
        whole: ``[mentions]``, equal where all words are.
        content: ``[mentions]``, equal where all content words are; -1 where there are none.
        offsets: ``[mentions + 1]`` into ``words``.
        words: the content words of each mention.
        keys: ascending ``mention * vocabulary + word``, to look up whether a mention has a word.
        vocabulary: number of distinct content words.
    """

    whole: Ints
    content: Ints
    offsets: Ints
    words: Ints
    keys: Ints
    vocabulary: int


@dataclass(frozen=True)
class Spots:
    """Where mentions stand: ``[mentions]`` arrays; ``quotation`` is -1 in narration."""

    sentence: Ints
    quotation: Ints
    turn: Ints


def wordings(mentions: Mentions, words: Sequence[str], model: Model) -> Wording:
    """The wording of each mention of a text of these words."""
    stopwords = frozenset(model.settings["stopwords"])
    plain: dict[str, tuple[str, bool]] = {}
    lists: dict[tuple[str, ...], int] = {}
    sets: dict[frozenset[str], int] = {}
    index: dict[str, int] = {}
    whole: list[int] = []
    content: list[int] = []
    flat: list[int] = []
    lengths: list[int] = []
    for first, end in zip(mentions.first.tolist(), mentions.end.tolist(), strict=True):
        spelled = []
        for word in words[first:end]:
            known = plain.get(word)
            if known is None:
                low = model.wordpieces.plain(word).lower()
                known = low, low not in stopwords and any(map(str.isalpha, low))
                plain[word] = known
            spelled.append(known)
        telling = frozenset(low for low, tells in spelled if tells)
        whole.append(lists.setdefault(tuple(low for low, _ in spelled), len(lists)))
        content.append(sets.setdefault(telling, len(sets)) if telling else -1)
        flat.extend(index.setdefault(low, len(index)) for low in telling)
        lengths.append(len(telling))
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(np.array(lengths, dtype=np.int64), out=offsets[1:])
    ids = np.array(flat, dtype=np.int64)
    owner = np.repeat(np.arange(len(lengths)), np.diff(offsets))
    return Wording(
        whole=np.array(whole, dtype=np.int64),
        content=np.array(content, dtype=np.int64),
        offsets=offsets,
        words=ids,
        keys=np.sort(owner * max(1, len(index)) + ids),
        vocabulary=max(1, len(index)),
    )


def spots(mentions: Mentions, layout: Layout) -> Spots:
    """Where each mention's first word stands."""
    quotation = layout.outer[mentions.first]
    turn = np.full(len(mentions), -1, dtype=np.int64)
    spoken = quotation >= 0
    turn[spoken] = layout.turn[quotation[spoken]]
    return Spots(layout.sentence[mentions.first], quotation, turn)


def link(
    mentions: Mentions,
    wording: Wording,
    where: Spots,
    model: Model,
    tell: Callable[[float], None] | None = None,
) -> tuple[tuple[Choice, ...], ...]:
    """The likely antecedents of each mention, best first; None stands for a new entity."""
    reach, fine = int(model.settings["coarse"]), int(model.settings["fine"])
    weigher = _Weigher(mentions, wording, where, model)
    found: list[tuple[Choice, ...]] = []
    for low in range(0, len(mentions), ANAPHORS):
        high = min(low + ANAPHORS, len(mentions))
        origin = max(0, low - reach)
        weigher.look(origin, low, high)
        candidates, coarse = weigher.candidates(reach, fine)
        for start in range(0, high - low, WEIGHED):
            part = slice(start, start + WEIGHED)
            shares = weigher.weigh(low + start, candidates[part], coarse[part])
            found.extend(_choices(shares, candidates[part]))
        if tell is not None:
            tell(high / len(mentions))
    return tuple(found)


def agreed_types(mentions: Mentions, antecedents: Sequence[Sequence[Choice]], model: Model) -> Ints:
    """The types ``[mentions]``, the same for all that the links say are one.

    A pronoun alone often does not tell a country from a person; whatever it goes back to does. Each
    mention joins the earlier ones with the greatest sum of shares, if that outweighs "new entity"
    as the model was measured to want it, and the logarithms of all their types' shares are added.
    """
    limit = float(model.settings["thresholds"]["link"])
    number: list[int] = []
    for i, choices in enumerate(antecedents):
        sums: dict[int, float] = {}
        new = 0.0
        for choice in choices:
            if choice.mention is None:
                new = choice.score
            else:
                of = number[choice.mention]
                sums[of] = sums.get(of, 0.0) + choice.score
        best = max(sums, key=sums.__getitem__) if sums else i
        number.append(best if sums and sums[best] >= limit * (sums[best] + new) else i)
    if not number:
        return mentions.type
    heads = model.heads
    total = np.zeros((len(number), len(model.settings["types"])))
    for low in range(0, len(number), TYPED):
        high = min(low + TYPED, len(number))
        share = softmax(mentions.at(low, high) @ heads["type_w"] + heads["type_b"])
        np.add.at(total, number[low:high], np.log(share + 1e-9))
    types: Ints = total.argmax(axis=1)[number]
    return types


class _Weigher:
    """Scores pairs of mentions, with what can be computed once a mention held for a stretch."""

    def __init__(self, mentions: Mentions, wording: Wording, where: Spots, model: Model) -> None:
        self.mentions, self.wording, self.where, self.model = mentions, wording, where, model
        heads = model.heads
        self.by_mentions = model.bounds("mentions")
        self.by_sentences = model.bounds("sentences")
        # Tables whose rows are added to every pair, multiplied out so that two look-ups do.
        distance, sentence = heads["link_distance"], heads["link_sentence"]
        forms, match, nested = heads["link_forms"], heads["link_match"], heads["link_nested"]
        self.far = _sums(distance, sentence) + heads["link_bias"]
        self.like = _sums(_sums(forms, match), nested)
        self.sentences, self.matches = len(sentence), len(match)
        self.origin = self.low = self.high = 0
        self.key: Floats = np.zeros((0, heads["coarse_k"].shape[1]), dtype=np.float32)
        self.candidate: Floats = np.zeros((0, heads["link_b"].shape[1]), dtype=np.float32)
        self.product: Floats = np.zeros((0, heads["link_p"].shape[1]), dtype=np.float32)

    def look(self, origin: int, low: int, high: int) -> None:
        """Turn to the anaphors ``low:high`` and their candidates from ``origin`` on."""
        heads = self.model.heads
        own = self.mentions.at(low, high)
        self.query: Floats = own @ heads["coarse_q"]
        self.anaphor: Floats = own @ heads["link_a"]
        # What earlier mentions are as candidates was computed when they were looked at.
        kept = origin - self.origin
        fresh = own @ heads["coarse_k"], own @ heads["link_b"], own @ heads["link_p"]
        self.key = np.concatenate([self.key[kept:], fresh[0]])
        self.candidate = np.concatenate([self.candidate[kept:], fresh[1]])
        self.product = np.concatenate([self.product[kept:], fresh[2]])
        self.origin, self.low, self.high = origin, low, high
        hidden = layer(own, heads, "new")
        self.fresh = hidden @ heads["new_out"].reshape(-1) + heads["new_bias"]

    def candidates(self, reach: int, fine: int) -> tuple[Ints, Floats]:
        """``[anaphors, fine]`` mentions and their coarse scores, ``-inf`` where there is none."""
        coarse: Floats = self.query @ self.key.T
        coarse /= np.sqrt(self.key.shape[1])
        anaphor = np.arange(self.low, self.high)[:, None]
        other = np.arange(self.origin, self.high)[None, :]
        coarse[(other >= anaphor) | (other < anaphor - reach)] = -np.inf
        fine = min(fine, coarse.shape[1])
        best = np.argpartition(coarse, coarse.shape[1] - fine, axis=1)[:, -fine:]
        return best + self.origin, np.take_along_axis(coarse, best, axis=1)

    def weigh(self, low: int, candidates: Ints, coarse: Floats) -> Floats:
        """The shares ``[anaphors, 1 + fine]`` of a new entity and of each candidate."""
        count, fine = candidates.shape
        own = slice(low - self.low, low - self.low + count)
        j = candidates.reshape(-1) - self.origin
        mine = self.product[low - self.origin : low - self.origin + count]
        product: Floats = self.product[j].reshape(count, fine, -1)
        product *= mine[:, None, :]
        hidden = product.reshape(count * fine, -1) @ self.model.heads["link_c"]
        hidden += self.candidate[j]
        far, like = self._features(low, candidates)
        hidden += self.far[far.reshape(-1)]
        hidden += self.like[like.reshape(-1)]
        stacked = hidden.reshape(count, fine, -1)
        stacked += self.anaphor[own][:, None, :]
        scores = (relu(hidden) @ self.model.heads["link_out"].reshape(-1)).reshape(count, fine)
        # No candidate: -inf + anything is -inf, so it gets no share.
        return softmax(np.concatenate([self.fresh[own][:, None], scores + coarse], axis=1))

    def _features(self, low: int, j: Ints) -> tuple[Ints, Ints]:
        i = np.arange(low, low + len(j))[:, None]
        m, at = self.mentions, self.where
        distance = bucket(np.maximum(i - j, 0), self.by_mentions)
        apart = bucket(np.maximum(at.sentence[i] - at.sentence[j], 0), self.by_sentences)
        spoken_i, spoken_j = at.quotation[i] >= 0, at.quotation[j] >= 0
        turns = np.abs(at.turn[i] - at.turn[j])
        both = np.where(turns == 0, 3, np.where(turns == 1, 4, 5))
        speech = np.where(spoken_i & spoken_j, both, spoken_i + 2 * spoken_j)
        forms = (m.form[i] * 3 + m.form[j]) * 6 + speech
        inside = (m.first[i] >= m.first[j]) & (m.end[i] <= m.end[j])
        around = (m.first[j] >= m.first[i]) & (m.end[j] <= m.end[i])
        like = (forms * self.matches + self._match(low, j)) * 2 + (inside | around)
        return distance * self.sentences + apart, like

    def _match(self, low: int, j: Ints) -> Ints:
        """3 where all words are the same, 2 all content words, 1 some content word, else 0."""
        w = self.wording
        count, fine = j.shape
        i = np.arange(low, low + count)
        begin, lengths = w.offsets[i], w.offsets[i + 1] - w.offsets[i]
        each = np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
        own = w.words[each + np.arange(len(each))]
        owner = np.repeat(np.arange(count), lengths)
        shared = np.zeros((count, fine), dtype=bool)
        if len(own):
            wanted = j[owner] * w.vocabulary + own[:, None]
            at = np.minimum(np.searchsorted(w.keys, wanted), len(w.keys) - 1)
            np.logical_or.at(shared, owner, w.keys[at] == wanted)
        match = shared.astype(np.int64)
        match[(w.content[j] == w.content[i][:, None]) & (w.content[i][:, None] >= 0)] = 2
        match[w.whole[j] == w.whole[i][:, None]] = 3
        return match


def _sums(a: Floats, b: Floats) -> Floats:
    """The table of every row of one plus every row of the other."""
    return (a[:, None, :] + b[None, :, :]).reshape(-1, a.shape[1])


def _choices(shares: Floats, candidates: Ints) -> list[tuple[Choice, ...]]:
    """The best of each row of ``[new entity, candidates...]``."""
    order = np.argsort(-shares, axis=1, kind="stable")[:, :KEPT]
    ranked = np.take_along_axis(shares, order, axis=1)
    named = np.concatenate([np.full((len(shares), 1), -1), candidates], axis=1)
    mention = np.take_along_axis(named, order, axis=1)
    return [
        tuple(Choice(None if j < 0 else j, p) for j, p in zip(row, ps, strict=True) if p >= LEAST)
        for row, ps in zip(mention.tolist(), ranked.tolist(), strict=True)
    ]
