"""From the heads' scores to mentions, clusters, speakers and trees, as the runtime does it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from training.documents import Cue, Document, Mention
from training.features import (
    COARSE,
    CUE_WORDS,
    FINE,
    INNER_WORDS,
    MentionTable,
    candidates,
    holders,
    table,
)
from training.heads import Heads
from training.labels import Labels


def span_scores(
    heads: Heads, h: Tensor, document: Document, floor: float
) -> list[tuple[float, int, int]]:
    """All spans with probability ``floor`` or more, as ``(probability, first, last)``."""
    found = []
    for a, b in document.sentence_runs():
        p = heads.spans(h[a:b]).sigmoid().triu()
        rows = (p >= floor).nonzero().tolist()
        found += [(float(p[i, j]), a + i, a + j) for i, j in rows]
    return found


def without_crossing(
    spans: list[tuple[float, int, int]], threshold: float
) -> list[tuple[int, int]]:
    """The spans over the threshold, the less probable of two that cross dropped."""
    kept: list[tuple[int, int]] = []
    at: dict[int, list[tuple[int, int]]] = {}
    for p, first, last in sorted(spans, reverse=True):
        if p < threshold:
            break
        near = {span for word in range(first, last + 1) for span in at.get(word, ())}
        if any(x < first <= y < last or first < x <= last < y for x, y in near):
            continue
        kept.append((first, last))
        for word in range(first, last + 1):
            at.setdefault(word, []).append((first, last))
    return sorted(kept, key=lambda s: (s[0], -s[1]))


def described(
    heads: Heads, h: Tensor, spans: list[tuple[int, int]]
) -> tuple[Tensor, list[Mention]]:
    """Vectors and typed mentions of the spans; their entity is left at -1."""
    if not spans:
        return torch.zeros(0, h.shape[1]), []
    first, last = (np.array(x) for x in zip(*spans, strict=True))
    m = heads.mentions(h, first, last)
    kinds, forms = heads.types(m).argmax(-1).tolist(), heads.forms(m).argmax(-1).tolist()
    return m, [Mention(a, b, k, f, -1) for (a, b), k, f in zip(spans, kinds, forms, strict=True)]


def clusters(heads: Heads, m: Tensor, t: MentionTable, limit: float = 0.5) -> list[int]:
    """A cluster number for each mention, in order.

    A mention joins the cluster whose mentions have the greatest sum of shares, if that is
    ``limit`` or more of it and the share of "new entity" together. (The best single antecedent
    would do an entity of many mentions wrong: training only asks that they have enough together.)
    """
    if not len(t):
        return []
    chosen, logp = heads.links(m, t, COARSE, FINE)
    shares = logp.exp().tolist()
    number: list[int] = []
    for i, antecedents in enumerate(chosen.tolist()):
        sums: dict[int, float] = {}
        for j, share in zip(antecedents, shares[i][1:], strict=True):
            if j >= 0:
                sums[number[j]] = sums.get(number[j], 0.0) + share
        best = max(sums, key=lambda k: sums[k]) if sums else i
        joins = bool(sums) and sums[best] >= limit * (sums[best] + shares[i][0])
        number.append(best if joins else i)
    return number


def speaker_shares(
    heads: Heads, h: Tensor, m: Tensor, t: MentionTable, document: Document, column: int
) -> list[dict[int, float]]:
    """For each quotation the probability of every entity (by ``t.entity``); -1 is none."""
    if not document.quotes:
        return []
    q = heads.quotations(
        h, np.array([x.start for x in document.quotes]), np.array([x.end for x in document.quotes])
    )
    out = []
    for number in range(len(document.quotes)):
        who = candidates(document, t, number)
        share = heads.speakers(q[number], m, who)[:, column].exp().tolist()
        sums = {-1: share[0]}
        for entity, p in zip(t.entity[who.mentions].tolist(), share[1:], strict=True):
            sums[entity] = sums.get(entity, 0.0) + p
        out.append(sums)
    return out


def cues(
    heads: Heads, h: Tensor, document: Document, layer: int, limit: float
) -> list[tuple[float, int, int]]:
    """Runs of words of one layer, as ``(mean probability, start, end)``: words over ``CUE_WORDS``
    that stand together in a sentence, parted where one begins a new run; those whose mean is
    ``limit`` or more."""
    p = heads.cue_tags(h)[:, layer].softmax(-1).numpy()
    inside = 1.0 - p[:, 0]
    within = inside >= CUE_WORDS
    begins = p[:, 1] > p[:, 2]
    out = []
    for a, b in document.sentence_runs():
        start = -1
        for i in range(a, b + 1):
            goes_on = i < b and within[i]
            if start >= 0 and (not goes_on or begins[i]):
                mean = float(inside[start:i].mean())
                if mean >= limit:
                    out.append((mean, start, i))
                start = -1
            if goes_on and start < 0:
                start = i
    return out


def inner(
    heads: Heads, h: Tensor, document: Document, layer: int, limit: float
) -> list[tuple[float, int, int]]:
    """Runs of words of feeling or belief as the runtime finds them, as ``(score, start, end)``:
    words over ``INNER_WORDS`` that stand together in a sentence and a voice. The score is the mean
    of their mean probability and the greatest."""
    inside = 1.0 - heads.cue_tags(h)[:, layer].softmax(-1).numpy()[:, 0]
    outer = np.full(len(document.words), -1)
    for index, quote in enumerate(document.quotes):
        own = outer[quote.start : quote.end]
        own[own < 0] = index
    out = []
    for a, b in document.sentence_runs():
        start = a
        for i in range(a, b + 1):
            ends = i == b or inside[i] < INNER_WORDS
            if ends or outer[i] != outer[start]:
                if i > start:
                    score = float(0.5 * (inside[start:i].mean() + inside[start:i].max()))
                    if score >= limit:
                        out.append((score, start, i))
                start = i + 1 if ends else i
    return out


def holder_shares(
    heads: Heads, vectors: Tensor, m: Tensor, t: MentionTable, document: Document, found: list[Cue]
) -> list[tuple[dict[int, float], dict[int, float]]]:
    """For each cue the probability of every entity as who feels it, and as toward whom."""
    inside = document.in_quote()
    out = []
    for vector, cue in zip(vectors, found, strict=True):
        who = holders(document, t, inside, cue)
        shares = heads.holders(vector, m, who).exp().tolist()
        sums: tuple[dict[int, float], dict[int, float]] = ({-1: shares[0][0]}, {-1: shares[0][1]})
        for entity, row in zip(t.entity[who.mentions].tolist(), shares[1:], strict=True):
            for column in (0, 1):
                sums[column][entity] = sums[column].get(entity, 0.0) + row[column]
        out.append(sums)
    return out


def with_entities(document: Document, mentions: list[Mention], numbers: list[int]) -> MentionTable:
    """The table of the mentions with the given entity numbers."""
    numbered = [
        Mention(x.first, x.last, x.type, x.form, n) for x, n in zip(mentions, numbers, strict=True)
    ]
    return table(document, numbered)


def syntax(
    heads: Heads, h: Tensor, document: Document, labels: Labels
) -> tuple[list[str], list[int], list[str]]:
    """Tags, heads (document index, -1 root) and relations of all words."""
    tags = [labels.upos[i] for i in heads.tags(h).argmax(-1).tolist()]
    head = np.full(len(document.words), -1)
    for a, b in document.sentence_runs():
        found = tree(heads.arcs(h[a:b]).numpy())
        head[a:b] = np.where(found == 0, -1, found - 1 + a)
    names = heads.relations(h, torch.from_numpy(head)).argmax(-1).tolist()
    return tags, head.tolist(), [labels.relations[i] for i in names]


def tree(scores: np.ndarray) -> np.ndarray:
    """Heads ``[n]`` (0 the root, else word + 1) of the best tree with one root.

    ``scores[i, j]`` is that of word i hanging from j. Chu and Liu 1965; Edmonds 1967.
    """
    n = len(scores)
    full = np.full((n + 1, n + 1), -np.inf)
    full[1:] = scores
    full[np.arange(n + 1), np.arange(n + 1)] = -np.inf
    lead = full[1:, 0] - full[1:, 1:].max(-1, initial=-1e9)
    root = int(lead.argmax()) + 1
    full[1:, 0] = -np.inf
    full[root] = -np.inf
    full[root, 0] = 0.0
    found: np.ndarray = _best(full)[1:]
    return found


def _best(full: np.ndarray) -> np.ndarray:
    """Maximum spanning arborescence from node 0; ``full[i, j]``: i hangs from j."""
    head: np.ndarray = full.argmax(-1)
    head[0] = 0
    cycle = _cycle(head)
    if cycle is None:
        return head
    inside = np.zeros(len(full), bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    own = full[cycle, head[cycle]]
    entering = full[np.ix_(cycle, outside)] - own[:, None]
    leaving = full[np.ix_(outside, cycle)]
    k = len(outside)
    small = np.full((k + 1, k + 1), -np.inf)
    small[:k, :k] = full[np.ix_(outside, outside)]
    small[k, :k] = entering.max(0)
    small[:k, k] = leaving.max(1)
    small[0] = -np.inf
    found = _best(small)
    out = head.copy()
    for i, node in enumerate(outside):
        if node == 0:
            continue
        out[node] = outside[found[i]] if found[i] < k else cycle[int(leaving[i].argmax())]
    opened = int(entering[:, found[k]].argmax())
    out[cycle[opened]] = outside[found[k]]
    out[0] = 0
    return out


def _cycle(head: np.ndarray) -> np.ndarray | None:
    state = np.zeros(len(head), int)
    state[0] = 2
    for start in range(1, len(head)):
        path = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(head[node])
        if state[node] == 1:
            return np.array(path[path.index(node) :])
        state[path] = 2
    return None
