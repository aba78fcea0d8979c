"""The lists that the shipped model names its classes by."""

from __future__ import annotations

from dataclasses import dataclass

from training.documents import Document


@dataclass(frozen=True, slots=True)
class Labels:
    """Parts of speech and dependency relations, each by its index."""

    upos: list[str]
    relations: list[str]

    @classmethod
    def of(cls, documents: list[Document]) -> Labels:
        """All that occur in treebank documents."""
        trees = [d.tree for d in documents if d.tree]
        return cls(
            sorted({x for t in trees for x in t.upos}),
            sorted({x for t in trees for x in t.relation}),
        )
