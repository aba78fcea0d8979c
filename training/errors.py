"""What holds each figure back: ``python -m training.errors RUN --shared ../shared [--examples 3]``.

Counts errors by kind on LitBank's held-out texts, and on the treebank's, and prints one JSON
object: for each task its kinds with their counts, and of each kind of error some places, drawn at
random (the seed is fixed), as "words before [the words meant] words after: what was read".
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch

from training import decode, evaluate, ewt, litbank
from training.base import minilm
from training.documents import FORMS, TYPES, Document, Mention, Wordpieces
from training.heads import Heads
from training.labels import Labels
from training.network import restore

AROUND = 6  # words shown on each side


class Tally:
    """How often each kind of outcome was met, and where."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: defaultdict[str, list[str]] = defaultdict(list)

    def right(self, kind: str) -> None:
        self.counts[f"{kind}: right"] += 1

    def wrong(self, kind: str, text: Document, first: int, last: int, read: str) -> None:
        """``read`` was made of the words first..last."""
        self.counts[kind] += 1
        before = " ".join(text.words[max(0, first - AROUND) : first])
        meant = " ".join(text.words[first : last + 1])
        after = " ".join(text.words[last + 1 : last + 1 + AROUND])
        self.places[kind].append(f"{before} [{meant}] {after}: {read}")

    def told(self, examples: int, chance: random.Random) -> dict[str, object]:
        drawn = {
            kind: chance.sample(places, min(examples, len(places)))
            for kind, places in sorted(self.places.items())
        }
        return {"counts": dict(sorted(self.counts.items())), "examples": drawn}


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("run", type=Path)
    parse.add_argument("--shared", type=Path, required=True)
    parse.add_argument("--examples", type=int, default=3, help="places shown of each kind of error")
    options = parse.parse_args()
    network, _ = restore(options.run / "last.pt")
    heads = network.heads.eval()
    cut = Wordpieces(minilm() / "vocab.txt")
    texts = [cut.fill(d) for d in litbank.load(options.shared / "data", "dev")]
    trees = [cut.fill(d) for d in ewt.load(options.shared / "data", "dev")]
    limits = evaluate.thresholds(heads, network.vectors, texts)
    tallies = {k: Tally() for k in ("mentions", "links", "events", "speakers", "syntax")}
    with torch.no_grad():
        for text in texts:
            h = torch.from_numpy(network.vectors(text))
            _mentions(tallies["mentions"], heads, h, text, limits["mention"])
            _links(tallies["links"], heads, h, text)
            _events(tallies["events"], heads, h, text, limits["event"])
            _speakers(tallies["speakers"], heads, h, text)
        for tree in trees:
            h = torch.from_numpy(network.vectors(tree))
            _syntax(tallies["syntax"], heads, h, tree, network.labels)
    chance = random.Random(7)
    told = {task: tally.told(options.examples, chance) for task, tally in tallies.items()}
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _width(m: Mention) -> str:
    return "over five words" if m.last - m.first >= 5 else "up to five words"


def _mentions(n: Tally, heads: Heads, h: torch.Tensor, text: Document, limit: float) -> None:
    """Found and missed by form, width and company; spurious ones by shared boundary; types."""
    gold = {(m.first, m.last): m for m in text.mentions or ()}
    spans = decode.without_crossing(decode.span_scores(heads, h, text, limit), limit)
    _, described = decode.described(heads, h, spans)
    found = {(m.first, m.last): m for m in described}
    size = Counter(m.entity for m in gold.values())
    for span, m in gold.items():
        alone = "alone of its entity" if size[m.entity] == 1 else "of a larger entity"
        for kind in (FORMS[m.form], _width(m), alone):
            if span in found:
                n.right(kind)
            else:
                n.wrong(f"{kind}: missed", text, *span, TYPES[m.type])
        if span in found and found[span].type != m.type:
            n.wrong("wrong type", text, *span, f"{TYPES[found[span].type]} for {TYPES[m.type]}")
    missed = gold.keys() - found.keys()
    firsts, lasts = {a for a, _ in missed}, {b for _, b in missed}
    for a, b in sorted(found.keys() - gold.keys()):
        shared = a in firsts or b in lasts
        kind = "shares a boundary with a missed one" if shared else "stands alone"
        n.wrong(f"spurious: {kind}", text, a, b, TYPES[found[a, b].type])


def _links(n: Tally, heads: Heads, h: torch.Tensor, text: Document) -> None:
    """With the marked mentions: is the first choice of each right, by form and place?"""
    mentions = text.mentions or []
    m, _ = decode.described(heads, h, [(x.first, x.last) for x in mentions])
    table = decode.with_entities(text, mentions, [x.entity for x in mentions])
    chosen, logp = heads.links(m, table, 300, 50)
    seen: dict[int, Mention] = {}
    for i, x in enumerate(mentions):
        k = int(logp[i].argmax())
        place = "in speech" if table.turn[i] >= 0 else "in narration"
        taken = mentions[int(chosen[i, k - 1])] if k else None
        as_ = f"linked to “{_words(text, taken)}”" if taken else "taken for a new entity"
        before = seen.get(x.entity)
        kind = f"{'anaphor' if before else 'first of its entity'}, {FORMS[x.form]} {place}"
        if (before is None) == (taken is None) and (not taken or taken.entity == x.entity):
            n.right(kind)
        else:
            meant = f", is “{_words(text, before)}”" if before else ""
            verdict = "linked" if taken else "started anew"
            n.wrong(f"{kind}: {verdict}", text, x.first, x.last, as_ + meant)
        seen[x.entity] = x


def _words(text: Document, m: Mention) -> str:
    return " ".join(text.words[m.first : m.last + 1])


def _events(n: Tally, heads: Heads, h: torch.Tensor, text: Document, limit: float) -> None:
    """Realis events: words that happened in the story, against all others."""
    if text.events is None:
        return
    found = (heads.events(h).sigmoid() >= limit).numpy()
    for i in np.flatnonzero(found | text.events):
        if found[i] and text.events[i]:
            n.right("event")
        elif found[i]:
            n.wrong("spurious", text, i, i, "an event")
        else:
            n.wrong("missed", text, i, i, "no event")


def _speakers(n: Tally, heads: Heads, h: torch.Tensor, text: Document) -> None:
    """With marked quotations and mentions, by whether the speaker is named beside it."""
    mentions = text.mentions or []
    m, _ = decode.described(heads, h, [(x.first, x.last) for x in mentions])
    table = decode.with_entities(text, mentions, [x.entity for x in mentions])
    inside = text.in_quote() >= 0
    shares = decode.speaker_shares(heads, h, m, table, text, 0)
    of = {x.entity: x for x in reversed(mentions)}  # the first of each
    for quote, share in zip(text.quotes, shares, strict=True):
        named = {k: v for k, v in share.items() if k >= 0}
        top = max(named, key=lambda k: named[k]) if named else -1
        paragraph = text.paragraph[quote.start]
        beside = any(
            x.entity == quote.speaker
            and text.paragraph[x.first] == paragraph
            and not inside[x.first]
            for x in mentions
        )
        kind = "speaker in the same paragraph" if beside else "speaker elsewhere"
        if top == quote.speaker:
            n.right(kind)
            continue
        read, meant = (
            f"“{_words(text, of[k])}”" if k in of else "nobody" for k in (top, quote.speaker)
        )
        n.wrong(f"{kind}: wrong", text, quote.start, quote.end - 1, f"given to {read}, is {meant}")


def _syntax(n: Tally, heads: Heads, h: torch.Tensor, text: Document, labels: Labels) -> None:
    """Tags by the marked tag, heads and relations by the marked relation."""
    tree = text.tree
    assert tree is not None
    upos, head, relation = decode.syntax(heads, h, text, labels)
    for i, (tag, to, name) in enumerate(zip(tree.upos, tree.head, tree.relation, strict=True)):
        if upos[i] == tag:
            n.right("tag")
        else:
            n.wrong(f"{tag} tagged {upos[i]}", text, i, i, upos[i])
        if head[i] != to:
            other = f"under “{text.words[head[i]]}”" if head[i] >= 0 else "the root"
            n.wrong(f"head of {name}", text, i, i, other)
        elif relation[i] == name:
            n.right("head and relation")
        else:
            n.wrong(f"{name} named {relation[i]}", text, i, i, relation[i])


if __name__ == "__main__":
    main()
