"""The lists that the shipped model names its classes by."""

from __future__ import annotations

from dataclasses import dataclass

from training.documents import Document
from training.ewt import lemma_script


@dataclass(frozen=True, slots=True)
class Labels:
    """Parts of speech, lemma scripts and dependency relations, each by its index."""

    upos: list[str]
    lemma_scripts: list[str]
    relations: list[str]

    @classmethod
    def of(cls, documents: list[Document]) -> Labels:
        """Labels of treebank documents: scripts seen twice or more, the rest in full."""
        trees = [d.tree for d in documents if d.tree]
        counts: dict[str, int] = {}
        for document in documents:
            if document.tree:
                for word, lemma in zip(document.words, document.tree.lemma, strict=True):
                    script = lemma_script(word, lemma)
                    counts[script] = counts.get(script, 0) + 1
        return cls(
            sorted({x for t in trees for x in t.upos}),
            sorted(s for s, n in counts.items() if n >= 2),
            sorted({x for t in trees for x in t.relation}),
        )
