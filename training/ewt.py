"""Universal Dependencies' English Web Treebank as documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.documents import Document, Tree


def load(data: Path, part: str) -> list[Document]:
    """The documents of ``part`` ("train", "dev" or "test") of the folder ``data / "ewt"``."""
    text = (data / f"ewt/en_ewt-ud-{part}.conllu").read_text()
    documents: list[Document] = []
    block: list[str] = []
    for sentence in text.strip().split("\n\n"):
        if sentence.startswith("# newdoc") and block:
            documents.append(_document(f"ewt-{part}-{len(documents)}", block))
            block = []
        block.append(sentence)
    return [*documents, _document(f"ewt-{part}-{len(documents)}", block)]


def _rows(sentence: str) -> Iterator[list[str]]:
    for line in sentence.split("\n"):
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():  # not "3-4" (surface) nor "8.1" (empty)
            yield cells


def _document(name: str, sentences: list[str]) -> Document:
    words: list[str] = []
    numbers: list[int] = []
    paragraphs: list[int] = []
    tree = Tree([], [], [])
    paragraph = -1
    for number, sentence in enumerate(sentences):
        paragraph += int("# newpar" in sentence or number == 0)
        base = len(words)
        for cells in _rows(sentence):
            words.append(cells[1])
            numbers.append(number)
            paragraphs.append(paragraph)
            tree.upos.append(cells[3])
            tree.head.append(base + int(cells[6]) - 1 if cells[6] != "0" else -1)
            tree.relation.append(cells[7])
    return Document(name, words, np.array(numbers), np.array(paragraphs), tree=tree)


def pieces(documents: list[Document], words: int = 200) -> list[Document]:
    """The documents cut between sentences into parts of about ``words`` words, for training."""
    out = []
    for document in documents:
        start = 0
        for a, b in document.sentence_runs():
            if b - start > words and a > start:
                out.append(_part(document, start, a))
                start = a
        out.append(_part(document, start, len(document.words)))
    return out


def _part(document: Document, a: int, b: int) -> Document:
    tree = document.tree
    assert tree is not None
    head = [x - a if x >= 0 else -1 for x in tree.head[a:b]]
    part = Tree(tree.upos[a:b], head, tree.relation[a:b])
    words, sentence = document.words[a:b], document.sentence[a:b]
    return Document(document.name, words, sentence, document.paragraph[a:b], tree=part)
