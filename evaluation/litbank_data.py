"""LitBank as it lies on disk (Bamman et al. 2019, 2020; Sims et al. 2019; Sims & Bamman 2020).

Four layers over the same 2,000-word tokens and sentences::

    coref/conll/NAME_brat.conll     tokens, sentences, coreference clusters (the official ones)
    coref/brat/NAME_brat.ann,.txt   the same mentions with type and form (PROP_PER), and names of
    clusters entities/tsv/NAME_brat.tsv      nested entities, BIO in columns; no pronouns
    events/tsv/NAME_brat.tsv        realis event triggers
    quotations/tsv/NAME_brat.ann    quotations and the cluster name of each one's speaker

All spans here are half-open token ranges of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError

TokenSpan = tuple[int, int]

_FORMS = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
_SUFFIX = "_brat"
_DASHES = frozenset({"--", "—", "–", "-"})


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention of the coreference layer: its type (``PER`` ...), form and cluster."""

    span: TokenSpan
    type: str
    form: str
    cluster: str


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quotation, marks included, and the coreference cluster of its speaker (None where no
    mention of the speaker is in a cluster)."""

    span: TokenSpan
    speaker: str | None


@dataclass(frozen=True, slots=True)
class LitBankText:
    """One text with every layer. ``entities`` are of the entity layer: span and type; ``words`` are
    the tokens of all sentences."""

    name: str
    sentences: tuple[tuple[str, ...], ...]
    mentions: tuple[GoldMention, ...]
    entities: frozenset[tuple[TokenSpan, str]]
    events: frozenset[int]
    quotations: tuple[GoldQuotation, ...]

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]

    @property
    def clusters(self) -> list[list[TokenSpan]]:
        """The coreference clusters, singletons among them."""
        made: dict[str, list[TokenSpan]] = {}
        for mention in self.mentions:
            made.setdefault(mention.cluster, []).append(mention.span)
        return list(made.values())


def names(folder: Path) -> list[str]:
    """The texts of a LitBank folder. Raises ``EvaluationError`` where it is not one."""
    found = sorted(p.stem.removesuffix(_SUFFIX) for p in (folder / "coref/conll").glob("*.conll"))
    if not found:
        raise EvaluationError(f"{folder} holds no LitBank texts (coref/conll/*.conll)")
    return found


def load(folder: Path, name: str) -> LitBankText:
    """Read every layer of one text. Raises ``EvaluationError`` where the layers disagree."""
    stem = name + _SUFFIX
    sentences, clusters = _coreference(folder / f"coref/conll/{stem}.conll")
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    kinds, labels = _brat(folder / f"coref/brat/{stem}.ann", folder / f"coref/brat/{stem}.txt")
    mentions = []
    for span, cluster in sorted(clusters.items(), key=lambda item: (item[0][0], -item[0][1])):
        if span not in kinds:
            raise EvaluationError(f"{name}: tokens {span} have a cluster and no type")
        form, _, type_ = kinds[span].partition("_")
        mentions.append(GoldMention(span, type_, _FORMS[form], cluster))
    # A cluster's name in the quotation layer is the label of its mentions in the brat files.
    named = {label: clusters[span] for span, label in labels.items() if span in clusters}
    quotations = tuple(_quotations(folder / f"quotations/tsv/{stem}.ann", starts, named))
    return LitBankText(
        name,
        tuple(map(tuple, sentences)),
        tuple(mentions),
        frozenset(_entities(folder / f"entities/tsv/{stem}.tsv")),
        frozenset(_events(folder / f"events/tsv/{stem}.tsv")),
        quotations,
    )


def without_dash(span: TokenSpan, words: Sequence[str]) -> TokenSpan:
    """A quotation's tokens without the dash that introduces it: LitBank takes that in, fabula does
    not (it is no part of what is said)."""
    start, end = span
    return (start + (end - start > 1 and words[start] in _DASHES), end)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise EvaluationError(f"{path}: {error.strerror}") from error


def _coreference(path: Path) -> tuple[list[list[str]], dict[TokenSpan, str]]:
    """Sentences and clusters of a CoNLL-2012 file: token in column 4, coreference in the last."""
    sentences: list[list[str]] = []
    clusters: dict[TokenSpan, str] = {}
    open_at: dict[str, list[int]] = {}
    token = 0
    fresh = True
    for line in _lines(path):
        if line.startswith("#"):
            continue
        if not line.strip():
            fresh = True
            continue
        columns = line.split("\t")
        if fresh:
            sentences.append([])
            fresh = False
        sentences[-1].append(columns[3])
        for opened, cluster, closed in re.findall(r"(\(?)(\d+)(\)?)", columns[-1]):
            if opened:
                open_at.setdefault(cluster, []).append(token)
            if closed:
                clusters[open_at[cluster].pop(), token + 1] = cluster
        token += 1
    return sentences, clusters


def _brat(ann: Path, txt: Path) -> tuple[dict[TokenSpan, str], dict[TokenSpan, str]]:
    """For each span its type with form (``PROP_PER``), and its cluster's name where it has one."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for i, word in enumerate(re.finditer(r"\S+", "\n".join(_lines(txt)))):
        starts[word.start()] = i
        ends[word.end()] = i + 1
    kinds: dict[TokenSpan, str] = {}
    labels: dict[TokenSpan, str] = {}
    for line in _lines(ann):
        if not line.startswith("T"):
            continue
        label, start, end = line.split("\t")[1].rsplit(" ", 2)
        span = (starts[int(start)], ends[int(end)])
        known = re.fullmatch(r"(PROP|NOM|PRON)_(PER|LOC|FAC|GPE|ORG|VEH)", label)
        (kinds if known else labels)[span] = label
    return kinds, labels


def _entities(path: Path) -> Iterator[tuple[TokenSpan, str]]:
    """Nested entities: each further column holds one level of nesting in BIO."""
    open_in: dict[int, tuple[int, str]] = {}
    token = 0
    for line in [*_lines(path), ""]:
        columns = line.split("\t")[1:] if line.strip() else []
        for level in sorted({*open_in, *range(len(columns))}):
            tag = columns[level] if level < len(columns) else ""
            going = open_in.get(level)
            if going is not None and tag != f"I-{going[1]}":
                yield (going[0], token), going[1]
                del open_in[level]
            if tag.startswith("B-"):
                open_in[level] = (token, tag[2:])
        token += bool(line.strip())


def _events(path: Path) -> Iterator[int]:
    tagged = (line for line in _lines(path) if line.strip())
    return (i for i, line in enumerate(tagged) if line.split("\t")[1] == "EVENT")


def _quotations(path: Path, starts: list[int], named: dict[str, str]) -> Iterator[GoldQuotation]:
    """Quotations by position: ``QUOTE id sentence token sentence token text`` with inclusive ends,
    and ``ATTRIB id cluster-name``."""
    rows = [line.split("\t") for line in _lines(path)]
    speakers = {row[1]: row[2] for row in rows if row[0] == "ATTRIB"}
    found = []
    for row in rows:
        if row[0] == "QUOTE":
            first, start, last, end = map(int, row[2:6])
            span = (starts[first] + start, starts[last] + end + 1)
            found.append(GoldQuotation(span, named.get(speakers.get(row[1], ""))))
    return iter(sorted(found, key=lambda quotation: quotation.span))
