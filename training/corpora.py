"""Every corpus that the model is trained or chosen on, read from the shared folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training import comments, ewt, litbank, reman, selfmade, tales
from training.comments import Comment
from training.documents import Document, Wordpieces
from training.selfmade import Passage

# Marked stories kept from training, so that modern prose and addressees can be measured.
DEV_STORIES = (
    "t2_parlour", "t3_choir", "t4_lids", "t8_moor", "t8_office", "t8_pilot", "t9_c5", "t9_e10",
    "t9_f7", "t9_g15", "t9_h9",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpora:
    """``books``: LitBank, with its paragraphs and with guessed ones, and stories; ``trees``: EWT in
    parts; ``passages``: self-made dialogue; ``triples``: REMAN; ``comments``: GoEmotions; the rest
    is for choosing."""

    books: list[Document]
    trees: list[Document]
    passages: list[Passage]
    triples: list[Document]
    comments: list[Comment]
    dev_books: list[Document]
    dev_stories: list[Document]
    dev_trees: list[Document]
    test_trees: list[Document]
    dev_triples: list[Document]
    dev_comments: list[Comment]
    test_comments: list[Comment]


def load(shared: Path, wordpieces: Wordpieces) -> Corpora:
    """``shared`` holds data/litbank, data/novels, data/pdnc (titles only), data/ewt,
    data/reman and data/goemotions."""
    data = shared / "data"
    marked = tales.load(Path(__file__).parent / "stories")
    corpora = Corpora(
        books=litbank.load(data, "train")
        + litbank.load(data, "train", guessed=True)
        + [d for d in marked if d.name not in DEV_STORIES],
        trees=ewt.pieces(ewt.load(data, "train")),
        passages=selfmade.load(data),
        triples=reman.load(data, "train"),
        comments=comments.load(data, "train"),
        dev_books=litbank.load(data, "dev"),
        dev_stories=[d for d in marked if d.name in DEV_STORIES],
        dev_trees=ewt.load(data, "dev"),
        test_trees=ewt.load(data, "test"),
        dev_triples=reman.load(data, "dev"),
        dev_comments=comments.load(data, "dev"),
        test_comments=comments.load(data, "test"),
    )
    for part in (corpora.books, corpora.trees, corpora.dev_books, corpora.dev_stories):
        for document in part:
            wordpieces.fill(document)
    for document in (
        *corpora.dev_trees,
        *corpora.test_trees,
        *corpora.triples,
        *corpora.dev_triples,
    ):
        wordpieces.fill(document)
    return corpora
