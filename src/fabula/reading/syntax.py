"""Syntax: part of speech, lemma and dependency of each word, in Universal Dependencies.

Part of speech and lemma are one choice a word (the lemma as a script that edits the word; Chrupala
2006). Every word scores every other as its head by a biaffine product (Dozat and Manning 2017);
the best tree over a sentence is the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.heads import layer, with_one
from fabula.reading.layout import Ints
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
        upos, script, relation: ``[words]`` indices into the model's labels.
        head: ``[words]`` word indices in the text, -1 for a root.
    """

    upos: Ints
    script: Ints
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
        script=np.argmax(h @ heads["lemma_w"] + heads["lemma_b"], axis=1),
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
    scripts = [edit_script(script) for script in model.settings["lemma_scripts"]]
    known: dict[tuple[str, int], str] = {}
    found: list[Syntax] = []
    place = iter(words)
    for part in parses:
        columns = (part.upos, part.script, part.head, part.relation)
        # The columns bound the zip: it must not take a word that belongs to the next block.
        for upos, script, head, relation, word in zip(
            *(column.tolist() for column in columns), place, strict=False
        ):
            lemma = known.get((word, script))
            if lemma is None:
                lemma = known[word, script] = apply_script(word, scripts[script])
            found.append(Syntax(tags[upos], lemma, head, names[relation]))
    return tuple(found)


def edit_script(script: str) -> tuple[bool, int, str]:
    """A script ``"c|k|suffix"`` read: lower the case? cut how many characters, append what?"""
    case, cut, suffix = script.split("|", 2)
    return case == "l", int(cut), suffix


def apply_script(word: str, script: tuple[bool, int, str]) -> str:
    """The lemma that a script makes of a word; the word itself rather than nothing.

    >>> apply_script("Walked", (True, 2, ""))
    'walk'
    """
    lower, cut, suffix = script
    stem = word.lower() if lower else word
    return (stem[: max(0, len(stem) - cut)] + suffix) or stem
