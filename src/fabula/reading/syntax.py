"""Syntax: part of speech, lemma and dependency of each word, in Universal Dependencies.

The part of speech is a choice for each word, and the lemma follows from it (``lemmas.py``).
Every word scores every other as its head by a biaffine product (Dozat and Manning 2017);
the best tree over a sentence is the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.heads import layer, with_one
from fabula.reading.layout import Ints
from fabula.reading.lemmas import lemma, possible
from fabula.reading.reading import Syntax
from fabula.reading.session import Floats, Model
from fabula.reading.tree import best_tree
from fabula.reading.windows import Block

LABELLED_WORDS = 512
"""Words whose relations are scored at once."""


@dataclass(frozen=True, slots=True)
class Parse:
    """A block's syntax as columns.

    Attributes:
        upos, relation: ``[words]`` indices into the model's labels.
        head: ``[words]`` word indices in the text, -1 for a root.
    """

    upos: Ints
    head: Ints
    relation: Ints


def parse(block: Block, runs: Ints, model: Model) -> Parse:
    """The syntax of a block; ``runs`` are the word bounds of its runs."""
    heads, h = model.heads, block.vectors
    dependent = with_one(layer(h, heads, "arc_dep")) @ heads["arc_u"]
    governor = layer(h, heads, "arc_head")
    root = heads["arc_root"].reshape(1, -1)
    head = np.empty(len(h), dtype=np.int64)
    for a, b in zip(runs[:-1].tolist(), runs[1:].tolist(), strict=True):
        part = slice(a - block.start, b - block.start)
        scores = dependent[part] @ np.concatenate([root, governor[part]]).T
        tree = best_tree(scores)
        head[part] = np.where(tree == 0, -1, tree + (a - 1))
    return Parse(
        upos=np.argmax(h @ heads["upos_w"] + heads["upos_b"], axis=1),
        head=head,
        relation=_relations(block, head, model),
    )


def _relations(block: Block, head: Ints, model: Model) -> Ints:
    heads, h = model.heads, block.vectors
    dependent = with_one(layer(h, heads, "rel_dep"))
    governor = np.concatenate([layer(h, heads, "rel_head"), heads["rel_root"].reshape(1, -1)])
    # The root's vector stands last, where the index -1 finds it.
    governor = with_one(governor)
    own = np.where(head < 0, -1, head - block.start)
    biaffine = heads["rel_u"]
    relations, width, _ = biaffine.shape
    flat = biaffine.transpose(1, 0, 2).reshape(width, -1)
    chosen = np.empty(len(h), dtype=np.int64)
    for low in range(0, len(h), LABELLED_WORDS):
        part = slice(low, low + LABELLED_WORDS)
        half = (dependent[part] @ flat).reshape(-1, relations, width)
        scores: Floats = np.matmul(half, governor[own[part]][:, :, None])[:, :, 0]
        chosen[part] = np.argmax(scores, axis=1)
    return chosen


def spell_out(words: Sequence[str], parses: Sequence[Parse], model: Model) -> tuple[Syntax, ...]:
    """The syntax of each word of a text, in words. ``parses`` are its blocks in order."""
    tags: list[str] = list(model.settings["upos"])
    names: list[str] = list(model.settings["relations"])
    known: dict[tuple[str, str, bool], tuple[str, str]] = {}
    found: list[Syntax] = []
    place = iter(words)
    for part in parses:
        columns = (part.upos, part.head, part.relation)
        # The columns bound the zip: it must not take a word that belongs to the next block.
        for tag, head, name, word in zip(
            *(column.tolist() for column in columns), place, strict=False
        ):
            relation = names[name]
            key = word, tags[tag], relation == "nmod:poss"
            if key not in known:
                upos = possible(word, tags[tag])
                # "her" is she, but in "her hat" it is itself, as "my" and "his" are
                kind = "DET" if key[2] and upos == "PRON" else upos
                known[key] = upos, lemma(word, kind, model.wordpieces.__contains__)
            found.append(Syntax(*known[key], head, relation))
    return tuple(found)
