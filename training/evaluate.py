"""Every task's figures on held-out documents, given word vectors from any encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import torch

from training import decode
from training.documents import Document
from training.heads import Heads
from training.labels import Labels
from training.metrics import Coreference, f1

Vectors = Callable[[Document], np.ndarray]
Figures = dict[str, float]


def remembered(vectors: Vectors) -> Vectors:
    """The same vectors, each document read but once: measuring asks for them many times."""
    known: dict[int, np.ndarray] = {}

    def look(document: Document) -> np.ndarray:
        if id(document) not in known:
            known[id(document)] = vectors(document)
        return known[id(document)]

    return look


@torch.no_grad()
def thresholds(heads: Heads, vectors: Vectors, documents: list[Document]) -> dict[str, float]:
    """The probabilities over which mention and event F1, and the share over which coreference
    (CoNLL, own mentions), are best on the documents."""
    spans: list[tuple[float, bool]] = []
    triggers: list[tuple[float, bool]] = []
    gold_spans = gold_events = 0
    for document in documents:
        h = torch.from_numpy(vectors(document))
        gold = {(m.first, m.last) for m in document.mentions or ()}
        spans += [(p, (a, b) in gold) for p, a, b in decode.span_scores(heads, h, document, 0.1)]
        gold_spans += len(gold)
        if document.events is not None:
            p = heads.events(h).sigmoid().tolist()
            triggers += list(zip(p, document.events.tolist(), strict=True))
            gold_events += int(document.events.sum())
    limits = {"mention": _best(spans, gold_spans), "event": _best(triggers, gold_events)}
    figures = {}
    for limit in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75):
        linked = Coreference()
        for document in documents:
            h = torch.from_numpy(vectors(document))
            found = decode.span_scores(heads, h, document, limits["mention"])
            spans_kept = decode.without_crossing(found, limits["mention"])
            m, mentions = decode.described(heads, h, spans_kept)
            blank = decode.with_entities(document, mentions, [-1] * len(mentions))
            numbers = decode.clusters(heads, m, blank, limit)
            linked.add(
                {(x.first, x.last): x.entity for x in document.mentions or ()},
                dict(zip(spans_kept, numbers, strict=True)),
            )
        figures[limit] = linked.figures()["conll"]
    return limits | {"link": max(figures, key=lambda k: figures[k])}


def _best(scored: list[tuple[float, bool]], gold: int) -> float:
    grid = np.arange(0.2, 0.71, 0.05)
    values = []
    for limit in grid:
        kept = [right for p, right in scored if p >= limit]
        values.append(f1(sum(kept), len(kept), gold))
    return round(float(grid[int(np.argmax(values))]), 2)


@torch.no_grad()
def books(
    heads: Heads, vectors: Vectors, documents: list[Document], limits: dict[str, float]
) -> Figures:
    """Mentions, coreference, events, speakers and addressees; see the keys."""
    n: Counter[str] = Counter()
    linked, given = Coreference(), Coreference()
    for document in documents:
        h = torch.from_numpy(vectors(document))
        gold = {(m.first, m.last): m for m in document.mentions or ()}
        spans = decode.without_crossing(
            decode.span_scores(heads, h, document, limits["mention"]), limits["mention"]
        )
        m, mentions = decode.described(heads, h, spans)
        if not document.typed:  # only people are marked
            keep = [i for i, x in enumerate(mentions) if x.type == 0]
            m, mentions = m[keep], [mentions[i] for i in keep]
        right = [(x, gold[x.first, x.last]) for x in mentions if (x.first, x.last) in gold]
        n["span right"] += len(right)
        n["typed right"] += sum(x.type == y.type for x, y in right)
        n["form right"] += sum(x.form == y.form for x, y in right)
        n["span found"] += len(mentions)
        n["span gold"] += len(gold)
        blank = decode.with_entities(document, mentions, [-1] * len(mentions))
        numbers = decode.clusters(heads, m, blank, limits["link"])
        linked.add(
            {s: x.entity for s, x in gold.items()},
            {(x.first, x.last): k for x, k in zip(mentions, numbers, strict=True)},
        )
        gold_m, _ = decode.described(heads, h, list(gold))
        marked = decode.with_entities(
            document, list(gold.values()), [x.entity for x in gold.values()]
        )
        gold_numbers = decode.clusters(heads, gold_m, marked, limits["link"])
        given.add(
            {s: x.entity for s, x in gold.items()}, dict(zip(gold, gold_numbers, strict=True))
        )
        if document.events is not None:
            events = (heads.events(h).sigmoid() >= limits["event"]).numpy()
            n["event right"] += int((events & document.events).sum())
            n["event both"] += int(events.sum() + document.events.sum())
        if not document.attributed or not document.quotes:
            continue
        shares = decode.speaker_shares(heads, h, gold_m, marked, document, 0)
        own = decode.with_entities(document, mentions, numbers)
        name_of = _names(mentions, numbers, {s: x.entity for s, x in gold.items()})
        ours = decode.speaker_shares(heads, h, m, own, document, 0)
        for quote, share, our in zip(document.quotes, shares, ours, strict=True):
            n["quotes"] += 1
            n["speaker right"] += _top(share) == quote.speaker
            n["speaker alone right"] += name_of.get(_top(our)) == quote.speaker
        if any(quote.addressees is not None for quote in document.quotes):
            shares = decode.speaker_shares(heads, h, gold_m, marked, document, 1)
            for quote, share in zip(document.quotes, shares, strict=True):
                if quote.addressees:
                    n["addressed"] += 1
                    n["addressee right"] += _top(share) in quote.addressees
    out = {
        "span_f1": f1(n["span right"], n["span found"], n["span gold"]),
        "typed_f1": f1(n["typed right"], n["span found"], n["span gold"]),
        "form_accuracy": n["form right"] / max(1, n["span right"]),
    }
    out |= {f"coref_{k}": v for k, v in linked.figures().items()}
    out["coref_gold_mentions_conll"] = given.figures()["conll"]
    if n["event both"]:
        out["event_f1"] = 2 * n["event right"] / n["event both"]
    if n["quotes"]:
        out["speaker_gold_mentions"] = n["speaker right"] / n["quotes"]
        out["speaker_own_mentions"] = n["speaker alone right"] / n["quotes"]
    if n["addressed"]:
        out["addressee_gold_mentions"] = n["addressee right"] / n["addressed"]
    return {k: round(float(v), 4) for k, v in out.items()}


def _top(share: dict[int, float]) -> int:
    named = {k: v for k, v in share.items() if k >= 0}
    return max(named, key=lambda k: named[k]) if named else -1


def _names(mentions: list, numbers: list[int], gold: dict[tuple[int, int], int]) -> dict[int, int]:  # type: ignore[type-arg]
    """For each found cluster the gold entity that most of its mentions have."""
    votes: dict[int, Counter[int]] = {}
    for x, number in zip(mentions, numbers, strict=True):
        if (x.first, x.last) in gold:
            votes.setdefault(number, Counter())[gold[x.first, x.last]] += 1
    return {number: count.most_common(1)[0][0] for number, count in votes.items()}


@torch.no_grad()
def treebank(heads: Heads, vectors: Vectors, documents: list[Document], labels: Labels) -> Figures:
    """UPOS, UAS and LAS (whole relation names, punctuation counted), gold words."""
    n: Counter[str] = Counter()
    for document in documents:
        tree = document.tree
        assert tree is not None
        h = torch.from_numpy(vectors(document))
        upos, head, relation = decode.syntax(heads, h, document, labels)
        n["words"] += len(head)
        n["upos"] += sum(a == b for a, b in zip(upos, tree.upos, strict=True))
        attached = [a == b for a, b in zip(head, tree.head, strict=True)]
        n["uas"] += sum(attached)
        n["las"] += sum(
            x and a == b for x, a, b in zip(attached, relation, tree.relation, strict=True)
        )
    return {k: round(n[k] / n["words"], 4) for k in ("upos", "uas", "las")}
