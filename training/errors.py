"""What holds each figure back: ``python -m training.errors RUN --shared ../shared``.

Counts errors on LitBank's held-out texts by kind and prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import torch

from training import decode, evaluate, litbank
from training.base import minilm
from training.documents import FORMS, Document, Mention, Wordpieces
from training.heads import Heads
from training.network import restore

Counts = dict[str, Counter[str]]


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("run", type=Path)
    parse.add_argument("--shared", type=Path, required=True)
    options = parse.parse_args()
    network, _ = restore(options.run / "last.pt")
    network.eval()
    cut = Wordpieces(minilm() / "vocab.txt")
    texts = [cut.fill(d) for d in litbank.load(options.shared / "data", "dev")]
    limits = evaluate.thresholds(network.heads, network.vectors, texts)
    counts: Counts = {k: Counter() for k in ("mentions", "links", "speakers")}
    for text in texts:
        h = torch.from_numpy(network.vectors(text))
        with torch.no_grad():
            _mentions(counts["mentions"], network.heads, h, text, limits["mention"])
            _links(counts["links"], network.heads, h, text)
            _speakers(counts["speakers"], network.heads, h, text)
    print(json.dumps({k: dict(sorted(v.items())) for k, v in counts.items()}, indent=1))


def _width(m: Mention) -> str:
    return "over five words" if m.last - m.first >= 5 else "up to five words"


def _mentions(n: Counter[str], heads: Heads, h: torch.Tensor, text: Document, limit: float) -> None:
    """Found and missed by form, width and company; spurious ones by shared boundary."""
    gold = {(m.first, m.last): m for m in text.mentions or ()}
    found = set(decode.without_crossing(decode.span_scores(heads, h, text, limit), limit))
    size = Counter(m.entity for m in gold.values())
    for span, m in gold.items():
        verdict = "found" if span in found else "missed"
        alone = "alone of its entity" if size[m.entity] == 1 else "of a larger entity"
        for kind in (FORMS[m.form], _width(m), alone):
            n[f"{kind}: {verdict}"] += 1
    missed = gold.keys() - found
    firsts, lasts = {a for a, _ in missed}, {b for _, b in missed}
    for a, b in found - gold.keys():
        shared = a in firsts or b in lasts
        n[f"spurious: {'shares a boundary with a missed one' if shared else 'stands alone'}"] += 1


def _links(n: Counter[str], heads: Heads, h: torch.Tensor, text: Document) -> None:
    """With the marked mentions: is the first choice of each right, by form and place?"""
    mentions = text.mentions or []
    m, _ = decode.described(heads, h, [(x.first, x.last) for x in mentions])
    table = decode.with_entities(text, mentions, [x.entity for x in mentions])
    chosen, logp = heads.links(m, table, 300, 50)
    seen: set[int] = set()
    for i, x in enumerate(mentions):
        k = int(logp[i].argmax())
        place = "in speech" if table.turn[i] >= 0 else "in narration"
        if x.entity not in seen:
            verdict = "right" if k == 0 else "linked to another"
            n[f"first of its entity, {FORMS[x.form]}: {verdict}"] += 1
        elif k == 0:
            n[f"anaphor, {FORMS[x.form]} {place}: taken for a new entity"] += 1
        else:
            right = mentions[int(chosen[i, k - 1])].entity == x.entity
            n[f"anaphor, {FORMS[x.form]} {place}: {'right' if right else 'wrong entity'}"] += 1
        seen.add(x.entity)


def _speakers(n: Counter[str], heads: Heads, h: torch.Tensor, text: Document) -> None:
    """With marked quotations and mentions, by whether the speaker is named beside it."""
    mentions = text.mentions or []
    m, _ = decode.described(heads, h, [(x.first, x.last) for x in mentions])
    table = decode.with_entities(text, mentions, [x.entity for x in mentions])
    inside = text.in_quote() >= 0
    for quote, share in zip(
        text.quotes, decode.speaker_shares(heads, h, m, table, text, 0), strict=True
    ):
        named = {k: v for k, v in share.items() if k >= 0}
        right = bool(named) and max(named, key=lambda k: named[k]) == quote.speaker
        paragraph = text.paragraph[quote.start]
        beside = any(
            x.entity == quote.speaker
            and text.paragraph[x.first] == paragraph
            and not inside[x.first]
            for x in mentions
        )
        kind = "speaker in the same paragraph" if beside else "speaker elsewhere"
        n[f"{kind}: {'right' if right else 'wrong'}"] += 1


if __name__ == "__main__":
    main()
