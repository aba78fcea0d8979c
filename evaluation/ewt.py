"""Parts of speech, lemmas and dependencies against a Universal Dependencies treebank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.report import Figure, Options, Report
from fabula.pipeline import reading_for
from fabula.text import from_sentences


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word: ``head`` is the index of its head in the sentence, -1 for the root;
    ``relation`` without its subtype."""

    form: str
    lemma: str
    upos: str
    head: int
    relation: str


def run(options: Options) -> Report:
    """Score a CoNLL-U file, or in a folder the one whose name ends in ``-SPLIT.conllu`` (test
    without a split). Every sentence is a paragraph of its own; the words given are the syntactic
    words."""
    path = _file(options)
    sentences = list(read_conllu(path))
    if not sentences:
        raise EvaluationError(f"{path} holds no sentences")
    text = from_sentences(
        [[w.form for w in s] for s in sentences], range(len(sentences)), quotations=()
    )
    reading = reading_for(text, model=options.model, threads=options.threads)
    words = [w for s in sentences for w in s]
    right = {"upos": 0, "lemma": 0, "uas": 0, "las": 0}
    if reading.syntax:
        first = 0
        for sentence in sentences:
            for i, gold in enumerate(sentence, first):
                found = reading.syntax[i]
                head = -1 if gold.head < 0 else first + gold.head
                attached = found.head == head
                right["upos"] += found.upos == gold.upos
                right["lemma"] += found.lemma == gold.lemma
                right["uas"] += attached
                right["las"] += attached and found.relation.split(":")[0] == gold.relation
            first += len(sentence)

    def share(name: str) -> float | None:
        return right[name] / len(words) if reading.syntax else None

    return Report(
        f"Universal Dependencies: {path.name}, gold sentences and words",
        (
            Figure("sentences", len(sentences), "sentences"),
            Figure("words", len(words), "syntactic words"),
            Figure("upos", share("upos"), "words with the right universal part of speech"),
            Figure("lemma", share("lemma"), "words with the right lemma, letter case included"),
            Figure("uas", share("uas"), "words with the right head, punctuation included"),
            Figure("las", share("las"), "words with the right head and relation, subtypes aside"),
        ),
    )


def read_conllu(path: Path) -> Iterator[tuple[Word, ...]]:
    """The sentences of a CoNLL-U file; ranges (``3-4``) and empty words (``3.1``) are left out,
    white space inside a word is a no-break character."""
    sentence: list[Word] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise EvaluationError(f"{path}: {error.strerror}") from error
    for line in [*lines, ""]:
        if not line.strip():
            if sentence:
                yield tuple(sentence)
            sentence = []
        elif not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != 10:
                raise EvaluationError(f"{path}: a line has {len(columns)} columns, not 10")
            if columns[0].isdigit():
                sentence.append(_word(columns))


def _word(columns: Sequence[str]) -> Word:
    form = "\u2423".join(columns[1].split())  # a word of fabula's has no white space
    return Word(form, columns[2], columns[3], int(columns[6]) - 1, columns[7].split(":")[0])


def _file(options: Options) -> Path:
    if options.data.is_file():
        return options.data
    split = options.split or "test"
    found = sorted(options.data.glob(f"*-{split}.conllu"))
    if len(found) != 1:
        raise EvaluationError(f"{options.data} holds {len(found)} files *-{split}.conllu, not one")
    return found[0]
