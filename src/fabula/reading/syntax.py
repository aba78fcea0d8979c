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

CANDIDATES = 4
"""Lemma scripts tried in turn until one makes a word that is known."""
MARGIN = 2.0
"""In nats: a script so much less likely than the best is not tried."""
_INFLECTED = frozenset({"VERB", "AUX", "NOUN", "ADJ", "ADV"})
LABELLED_WORDS = 512
"""Words whose relations are scored at once."""


@dataclass(frozen=True, slots=True)
class Parse:
    """A block's syntax as columns.

    Attributes:
        upos, relation: ``[words]`` indices into the model's labels.
        scripts: ``[words, CANDIDATES]`` lemma scripts, the likeliest first.
        head: ``[words]`` word indices in the text, -1 for a root.
    """

    upos: Ints
    scripts: Ints
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
        scripts=_best(h @ heads["lemma_w"] + heads["lemma_b"], CANDIDATES),
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
    known: dict[tuple[str, tuple[int, ...]], str] = {}
    found: list[Syntax] = []
    place = iter(words)
    for part in parses:
        columns = (part.upos, part.scripts, part.head, part.relation)
        # The columns bound the zip: it must not take a word that belongs to the next block.
        for upos, tried, head, relation, word in zip(
            *(column.tolist() for column in columns), place, strict=False
        ):
            key = word, tuple(tried if tags[upos] in _INFLECTED else tried[:1])
            lemma = known.get(key)
            if lemma is None:
                made = [apply_script(word, scripts[script]) for script in key[1]]
                real = (m for m in made if m in model.wordpieces)
                whole = made[0] == word.lower()  # left as it was: a rare word, not a bad cut
                lemma = known[key] = made[0] if whole else next(real, made[0])
            found.append(Syntax(tags[upos], lemma, head, names[relation]))
    return tuple(found)


def _best(scores: Floats, count: int) -> Ints:
    """The columns of the ``count`` greatest values of each row, the greatest first; it again in
    place of those that fall short of it by more than ``MARGIN``."""
    some = np.argpartition(scores, -count, axis=1)[:, -count:]
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(some, order, axis=1)
    value = np.take_along_axis(scores, best, axis=1)
    return np.where(value >= value[:, :1] - MARGIN, best, best[:, :1])


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
