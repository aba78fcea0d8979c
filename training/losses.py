"""One document's loss for every task that its corpus marks."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training import decode
from training.documents import Document, Mention
from training.features import COARSE, FINE, MentionTable, candidates, table
from training.heads import Heads
from training.inner import share, story_losses
from training.labels import Labels
from training.selfmade import meant

WEIGHTS = {
    "span": 1.0, "type": 0.3, "form": 0.2, "link": 1.0, "event": 6.0,
    "speaker": 0.7, "addressee": 0.3, "selfmade": 0.5,
    "cue": 1.5, "emotion": 0.3, "family": 0.5, "mode": 0.4, "attitude": 0.3, "whose": 0.6,
    "toward": 0.2,
    "reman": 0.7, "reman_name": 0.5, "comment": 0.4,
    "upos": 0.5, "arc": 1.0, "relation": 0.5,
    "states": 2.0,
}  # fmt: skip
UNSURE = 0.25  # a predicted span at least so probable joins the gold ones in training
ALL_PEOPLE = 0.1  # what the types of a book that marks people only count
PLACE = 0.03  # a span of a book that marks people only, so probable and of another type, is let be


def _padded(h: Tensor, runs: list[tuple[int, int]]) -> Tensor:
    width = max(b - a for a, b in runs)
    rows = [F.pad(h[a:b], (0, 0, 0, width - (b - a))) for a, b in runs]
    return torch.stack(rows)


def groups(runs: list[tuple[int, int]], cells: int = 60_000) -> list[list[tuple[int, int]]]:
    """Sentences by length, in groups whose padded squares hold about ``cells`` cells."""
    out: list[list[tuple[int, int]]] = []
    for run in sorted(runs, key=lambda r: r[1] - r[0]):
        n = run[1] - run[0]
        if not out or (len(out[-1]) + 1) * n * n > cells:
            out.append([])
        out[-1].append(run)
    return out


def book_losses(
    heads: Heads, h: Tensor, document: Document, chance: random.Random
) -> dict[str, Tensor]:
    """Losses of mentions, coreference, events and speakers. ``h`` is ``[words, 384]``."""
    assert document.mentions is not None
    losses: dict[str, Tensor] = {}
    h = heads.drop(h)
    gold = {(m.first, m.last): m for m in document.mentions}
    span_losses: list[Tensor] = []
    extra: list[tuple[int, int]] = []
    for group in groups(document.sentence_runs()):
        logits = heads.spans(_padded(h, group))
        target = torch.zeros_like(logits)
        weight = torch.zeros_like(logits)
        for r, (a, b) in enumerate(group):
            weight[r, : b - a, : b - a] = 1.0
        weight = weight.triu()
        row_of = {a: r for r, (a, _) in enumerate(group)}
        for a, b in group:
            for first, last in gold:
                if a <= first and last < b:
                    target[row_of[a], first - a, last - a] = 1.0
        if document.unknown is not None:
            for r, (a, b) in enumerate(group):
                total = np.concatenate([[0], np.cumsum(document.unknown[a:b])])
                holds = torch.from_numpy(total[None, 1:] > total[:-1, None])
                weight[r, : b - a, : b - a].masked_fill_(holds, 0.0)
            weight[target > 0] = 1.0
        scores = torch.where((weight > 0) & (target == 0), logits.detach(), -torch.inf)
        if not document.typed:
            # places and things are unmarked: what looks like one is neither right nor wrong
            weight[_unlike_people(heads, h, group, scores)] = 0.0
            scores = scores.masked_fill(weight == 0, -torch.inf)
        extra += [
            (group[r][0] + i, group[r][0] + j)
            for r, i, j in (scores > _logit(UNSURE)).nonzero().tolist()
        ]
        span_losses.append(
            (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).sum()
        )
    losses["span"] = torch.stack(span_losses).sum() / max(20, len(gold))
    if document.events is not None:
        target = torch.from_numpy(document.events).float()
        losses["event"] = F.binary_cross_entropy_with_logits(heads.events(h), target)
    extra = sorted(extra)
    if len(extra) > len(gold) // 3:
        extra = chance.sample(extra, len(gold) // 3)
    everyone = list(gold.values()) + [Mention(a, b, 0, 0, -1) for a, b in extra]
    everyone.sort(key=lambda m: (m.first, -m.last))
    firsts, lasts = np.array([m.first for m in everyone]), np.array([m.last for m in everyone])
    m = heads.mentions(h, firsts, lasts)
    type_logits, form_logits = heads.types(m), heads.forms(m)
    known = torch.tensor([x.entity >= 0 for x in everyone])
    losses["type"] = F.cross_entropy(
        type_logits[known], torch.tensor([x.type for x in everyone])[known]
    )
    if not document.typed:  # where all are people it is learned that everything is
        losses["type"] = losses["type"] * ALL_PEOPLE
    losses["form"] = F.cross_entropy(
        form_logits[known], torch.tensor([x.form for x in everyone])[known]
    )
    # unmarked spans look as the model itself sees them
    kinds, forms = type_logits.argmax(-1).tolist(), form_logits.argmax(-1).tolist()
    everyone = [
        x if x.entity >= 0 else replace(x, type=k, form=f)
        for x, k, f in zip(everyone, kinds, forms, strict=True)
    ]
    t = table(document, everyone)
    losses |= _people_losses(heads, h, m, t, document)
    if document.layers:
        losses |= story_losses(heads, h, m, t, document)
    return losses


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


@torch.no_grad()
def _unlike_people(
    heads: Heads, h: Tensor, group: list[tuple[int, int]], scores: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Rows, first and last words of the spans that look at least a little like mentions, and of no
    person."""
    found = (scores > _logit(PLACE)).nonzero()
    base = torch.tensor([a for a, _ in group])[found[:, 0]]
    vectors = heads.mentions(h, (base + found[:, 1]).numpy(), (base + found[:, 2]).numpy())
    kept = found[heads.types(vectors).argmax(-1) != 0] if len(found) else found
    return kept[:, 0], kept[:, 1], kept[:, 2]


def _people_losses(
    heads: Heads, h: Tensor, m: Tensor, t: MentionTable, document: Document
) -> dict[str, Tensor]:
    losses = {}
    chosen, logp = heads.links(m, t, COARSE, FINE)
    entity = torch.from_numpy(t.entity)
    right = (
        (entity[chosen.clamp(min=0)] == entity[:, None]) & (chosen >= 0) & (entity >= 0)[:, None]
    )
    right = torch.cat([~right.any(-1, keepdim=True), right], -1)
    losses["link"] = -logp.masked_fill(~right, -torch.inf).logsumexp(-1).mean()
    if document.quotes:
        q = heads.drop(
            heads.quotations(
                h,
                np.array([x.start for x in document.quotes]),
                np.array([x.end for x in document.quotes]),
            )
        )
        speaker, addressee = [], []
        for number, quote in enumerate(document.quotes):
            who = candidates(document, t, number)
            logp = heads.speakers(q[number], heads.drop(m), who)
            names = torch.from_numpy(t.entity[who.mentions])
            may = torch.from_numpy(who.may_speak)
            if quote.speaker is not None:
                speaker.append(share(logp[:, 0], (names == quote.speaker) & may))
            if quote.addressees is not None:
                right = torch.zeros_like(may)
                for x in quote.addressees:
                    right |= names == x
                addressee.append(share(logp[:, 1], right))
        if speaker:
            losses["speaker"] = torch.stack(speaker).mean()
        if addressee:
            losses["addressee"] = torch.stack(addressee).mean()
    return losses


def selfmade_losses(heads: Heads, h: Tensor, document: Document) -> dict[str, Tensor]:
    """The speaker loss of self-made data, over the names that the model itself finds."""
    with torch.no_grad():
        found = decode.span_scores(heads, h, document, 0.5)
        spans = decode.without_crossing(found, 0.5)
        _, mentions = decode.described(heads, h, spans)
    named = [x for x in mentions if x.type == 0 and x.form == 0]
    if not named:
        return {}
    t = table(document, named)
    which = [[meant(name, text) for text in t.texts] for name in document.names]
    h = heads.drop(h)
    m = heads.drop(heads.mentions(h, t.first, t.last))
    told = [i for i, x in enumerate(document.quotes) if x.speaker is not None]
    spans_of = [document.quotes[i] for i in told]
    q = heads.quotations(
        h, np.array([x.start for x in spans_of]), np.array([x.end for x in spans_of])
    )
    losses = []
    for vector, number in zip(heads.drop(q), told, strict=True):
        speaker = document.quotes[number].speaker
        assert speaker is not None
        who = candidates(document, t, number)
        sure = np.array([which[speaker][j] is not None for j in who.mentions], bool)
        who = who.only(sure)
        right = np.array([which[speaker][j] is True for j in who.mentions], bool) & who.may_speak
        if right.any():
            logp = heads.speakers(vector, m, who)[:, 0]
            losses.append(share(logp, torch.from_numpy(right)))
    return {"selfmade": torch.stack(losses).mean()} if losses else {}


def tree_losses(heads: Heads, h: Tensor, document: Document, labels: Labels) -> dict[str, Tensor]:
    """Losses of parts of speech and dependencies."""
    tree = document.tree
    assert tree is not None
    h = heads.drop(h)
    upos = heads.tags(h)
    head = torch.tensor(tree.head)
    arc, count = [], 0
    for group in groups(document.sentence_runs()):
        logits = heads.arcs(_padded(h, group))
        n = logits.shape[1]
        blank = torch.zeros_like(logits, dtype=torch.bool)
        target = torch.full(logits.shape[:2], -100)
        for r, (a, b) in enumerate(group):
            blank[r, :, b - a + 1 :] = True
            target[r, : b - a] = torch.where(head[a:b] < 0, 0, head[a:b] - a + 1)
        blank[:, torch.arange(n), torch.arange(n) + 1] = True
        logits = logits.masked_fill(blank, -1e4)
        arc.append(
            F.cross_entropy(
                logits.flatten(0, 1), target.flatten(), ignore_index=-100, reduction="sum"
            )
        )
        count += sum(b - a for a, b in group)
    return {
        "upos": F.cross_entropy(upos, torch.tensor([labels.upos.index(x) for x in tree.upos])),
        "arc": torch.stack(arc).sum() / count,
        "relation": F.cross_entropy(
            heads.relations(h, head),
            torch.tensor([labels.relations.index(x) for x in tree.relation]),
        ),
    }
