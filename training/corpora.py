"""Every corpus that the model is trained or chosen on, read from the shared folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from training import comments, ewt, litbank, moments, reman, selfmade, tales
from training.comments import Comment
from training.documents import Document, Wordpieces
from training.selfmade import Passage

# Marked stories kept from training, so that modern prose and addressees can be measured: eleven of
# the first ones, and every sixth of the last 257 (eleven alone could not tell two models apart).
DEV_STORIES = (
    "t2_parlour", "t3_choir", "t4_lids", "t8_moor", "t8_office", "t8_pilot", "t9_c5",
    "t9_e10", "t9_f7", "t9_g15", "t9_h9", "t9_j12", "t9_j18", "t9_j23", "t9_j29", "t9_j34",
    "t9_j4", "t9_k1", "t9_k15", "t9_k20", "t9_k26", "t9_k31", "t9_k4", "t9_l1", "t9_l15",
    "t9_l20", "t9_l26", "t9_l31", "t9_l37", "t9_l7", "t9_m12", "t9_m18", "t9_m23", "t9_m29",
    "t9_m34", "t9_m4", "t9_m9", "t9_n14", "t9_n2", "t9_n25", "t9_n30", "t9_n4", "t9_o1",
    "t9_o15", "t9_o20", "t9_o26", "t9_o31", "t9_o8", "t9_p13", "t9_p19", "t9_p24",
    "t10_a1", "t10_b1", "t10_c1", "t10_d1", "t10_e1", "t10_f1", "t10_g1", "t10_h1",
    "t11_a1", "t11_a6", "t11_a11", "t11_b1", "t11_b6", "t11_b11", "t11_c1", "t11_c6", "t11_c11",
    "t11_d1", "t11_d6", "t11_d11", "t11_e1", "t11_e6", "t11_e11", "t11_f1", "t11_f6", "t11_f11",
    "t11_g1", "t11_g6", "t11_g11", "t11_h1", "t11_h6", "t11_h11",
    "t12_a1", "t12_b1", "t12_c1", "t12_d1", "t12_e1", "t12_f1", "t12_g1",
)  # fmt: skip


# Stories told between the lines: a second reader shares four in ten of the feelings marked in
# them, of others' seven (BENCHMARKS.md). They teach who is meant and who speaks, no feelings.
LOOSE = "t9_"


@dataclass(frozen=True, slots=True)
class Corpora:
    """``books``: LitBank, with its paragraphs and with guessed ones, and stories; ``trees``: EWT in
    parts; ``passages``: self-made dialogue; ``triples``: REMAN; ``comments``: GoEmotions;
    ``moments``: passages with feelings marked; the rest is for choosing."""

    books: list[Document]
    trees: list[Document]
    passages: list[Passage]
    triples: list[Document]
    comments: list[Comment]
    moments: list[Document]
    dev_books: list[Document]
    dev_stories: list[Document]
    dev_trees: list[Document]
    test_trees: list[Document]
    dev_triples: list[Document]
    dev_comments: list[Comment]
    dev_moments: list[Document]
    test_comments: list[Comment]


def load(shared: Path, wordpieces: Wordpieces) -> Corpora:
    """``shared`` holds data/litbank, data/novels, data/pdnc (titles only), data/ewt,
    data/reman and data/goemotions."""
    data = shared / "data"
    here = Path(__file__).parent
    marked = [_shared(d) for d in tales.load(here / "stories")]
    corpora = Corpora(
        books=litbank.load(data, "train")
        + litbank.load(data, "train", guessed=True)
        + [d for d in marked if d.name not in DEV_STORIES],
        trees=ewt.pieces(ewt.load(data, "train")),
        passages=selfmade.load(data),
        triples=reman.load(data, "train"),
        comments=comments.load(data, "train"),
        moments=moments.load(here / "moments", dev=False),
        dev_books=litbank.load(data, "dev"),
        dev_stories=[d for d in marked if d.name in DEV_STORIES],
        dev_trees=ewt.load(data, "dev"),
        test_trees=ewt.load(data, "test"),
        dev_triples=reman.load(data, "dev"),
        dev_comments=comments.load(data, "dev"),
        dev_moments=moments.load(here / "moments", dev=True),
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
        *corpora.moments,
        *corpora.dev_moments,
    ):
        wordpieces.fill(document)
    return corpora


def _shared(story: Document) -> Document:
    """The story with what readers share of its marks."""
    if story.name.startswith(LOOSE) and story.name not in DEV_STORIES:
        return replace(story, layers=())
    return story
