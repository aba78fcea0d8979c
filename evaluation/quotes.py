"""The finder of quotations against annotated ones, by rule alone: no people, no model.

LitBank: exact token spans on gold tokens. PDNC: recall of annotated pieces in whole novels read
from their files. Marked stories: exact and near spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evaluation import litbank_data, marked_data, pdnc_data
from evaluation.align import Span, align, overlap
from evaluation.errors import EvaluationError
from evaluation.report import Figure, Options, Report, Table, dump, each, split_names
from evaluation.scores import Counts, Share, total
from fabula.source import open_source
from fabula.text import Text, annotate, from_sentences

NEAR = 0.8
"""Two spans are near where what they share is at least this much of what either has."""


def run(options: Options) -> Report:
    """Score the finder on whichever corpus ``options.data`` holds."""
    if (options.data / "coref/conll").is_dir():
        return _litbank(options)
    if any(options.data.glob("*/quotation_info.csv")):
        return _pdnc(options)
    if marked_data.names(options.data):
        return _marked(options)
    raise EvaluationError(f"{options.data} holds neither LitBank nor PDNC nor marked stories")


def token_spans(text: Text) -> list[tuple[int, int]]:
    """The outermost quotations of a text as half-open token ranges."""
    spans = []
    for quotation in text.quotations:
        if quotation.depth == 0:
            tokens = text.tokens_in(quotation.start, quotation.end)
            if tokens:
                spans.append((tokens[0], tokens[-1] + 1))
    return spans


# LitBank


@dataclass(frozen=True)
class _LitBankResult:
    strict: Counts
    exact: Counts
    content: Counts
    dumped: dict[str, Any]


def _litbank(options: Options) -> Report:
    chosen = split_names(options, litbank_data.names(options.data))
    results = []
    for name, result in each(partial(_litbank_text, options.data), chosen, options.jobs):
        dump(options.dump, name, result.dumped)
        results.append((name, result))
    strict = total(r.strict for _, r in results)
    exact = total(r.exact for _, r in results)
    content = total(r.content for _, r in results)
    return Report(
        f"Quotations found in {len(chosen)} LitBank texts, on gold tokens",
        (
            Figure("texts", len(chosen), "texts"),
            Figure("gold", exact.gold, "annotated quotations"),
            Figure("predicted", exact.predicted, "outermost quotations found"),
            Figure(
                "precision",
                exact.precision,
                (
                    "found ones whose first and last token, marks included but for a "
                    "dialogue dash, are an annotated quotation's"
                ),
            ),
            Figure("recall", exact.recall, "annotated ones found with exactly these tokens"),
            Figure("f1", exact.f1, "of the two"),
            Figure(
                "f1_strict",
                strict.f1,
                (
                    "the same where the dash that introduces speech must be taken in, as "
                    "LitBank has it"
                ),
            ),
            Figure(
                "f1_words", content.f1, "the same with marks, dashes and stops at the ends left out"
            ),
        ),
        (
            Table(
                "by_text",
                ("text", "gold", "predicted", "precision", "recall", "f1"),
                tuple(
                    (
                        name,
                        r.exact.gold,
                        r.exact.predicted,
                        r.exact.precision,
                        r.exact.recall,
                        r.exact.f1,
                    )
                    for name, r in results
                ),
            ),
        ),
    )


def _litbank_text(folder: Path, name: str) -> _LitBankResult:
    gold = litbank_data.load(folder, name)
    text = from_sentences(gold.sentences)
    predicted = token_spans(text)
    wanted = [q.span for q in gold.quotations]
    return _LitBankResult(
        Counts.of(predicted, wanted),
        Counts.of(
            [litbank_data.without_dash(span, text.words) for span in predicted],
            [litbank_data.without_dash(span, text.words) for span in wanted],
        ),
        Counts.of(_trimmed(predicted, text.words), _trimmed(wanted, text.words)),
        {"name": name, "unit": "token", "gold": wanted, "predicted": predicted},
    )


def _trimmed(spans: Sequence[Span], words: Sequence[str]) -> list[Span]:
    """Token ranges without tokens at their ends that have neither letter nor digit."""
    trimmed = []
    for start, end in spans:
        while start < end and not any(map(str.isalnum, words[start])):
            start += 1
        while start < end and not any(map(str.isalnum, words[end - 1])):
            end -= 1
        if start < end:
            trimmed.append((start, end))
    return trimmed


# PDNC


@dataclass(frozen=True)
class _PdncResult:
    covered: Share
    near: Share
    exact: Share
    whole: Share
    inside: Share
    kept: float
    dumped: dict[str, Any]

    def __add__(self, other: _PdncResult) -> _PdncResult:
        return _PdncResult(
            self.covered + other.covered,
            self.near + other.near,
            self.exact + other.exact,
            self.whole + other.whole,
            self.inside + other.inside,
            min(self.kept, other.kept),
            {},
        )


def _pdnc(options: Options) -> Report:
    chosen = split_names(options, pdnc_data.names(options.data))
    results = []
    for name, result in each(partial(_pdnc_novel, options.data), chosen, options.jobs):
        dump(options.dump, name, result.dumped)
        results.append((name, result))
    whole = results[0][1]
    for _, result in results[1:]:
        whole += result
    return Report(
        f"Quotations found in {len(chosen)} PDNC novels, read from their files",
        (
            Figure("novels", len(chosen), "novels"),
            Figure("pieces", whole.near.of, "annotated pieces of quotations"),
            Figure(
                "recall",
                whole.near.value,
                (
                    f"pieces that share {NEAR:.0%} of all characters with what was found "
                    "there, so that neither much narration was taken in nor much speech left "
                    "out"
                ),
            ),
            Figure(
                "recall_exact",
                whole.exact.value,
                "pieces found to the character (marks and white space aside)",
            ),
            Figure(
                "recall_covered",
                whole.covered.value,
                "pieces at least half of which lies in something found",
            ),
            Figure(
                "recall_quotations",
                whole.whole.value,
                "quotations all of whose pieces are found as in `recall`",
            ),
            Figure(
                "inside",
                whole.inside.value,
                (
                    "found quotations that overlap an annotated one; the rest are mistakes, "
                    "or speech that PDNC does not annotate"
                ),
            ),
            Figure(
                "kept",
                whole.kept,
                (
                    "share of the file's characters that the text keeps, in the novel where "
                    "that is least"
                ),
            ),
        ),
        (
            Table(
                "by_novel",
                ("novel", "pieces", "recall", "recall_exact", "recall_covered", "inside", "kept"),
                tuple(
                    (
                        name,
                        r.near.of,
                        r.near.value,
                        r.exact.value,
                        r.covered.value,
                        r.inside.value,
                        r.kept,
                    )
                    for name, r in results
                ),
            ),
        ),
    )


def _pdnc_novel(folder: Path, name: str) -> _PdncResult:
    novel = pdnc_data.load(folder, name)
    source = open_source(novel.path)
    text = annotate(source)
    aligned = align(novel.text, source.text)
    found = [aligned.of_text(q.start, q.end) for q in text.quotations if q.depth == 0]
    found = [span for span in found if span[0] < span[1]]
    covered = near = exact = pieces = whole = 0
    used: set[int] = set()
    missed = []
    for quotation in novel.quotations:
        good = 0
        for span in quotation.spans:
            dense = aligned.of_raw(*span)
            if dense[0] == dense[1]:
                good += 1
                continue
            pieces += 1
            there = list(_overlapping(found, dense))
            used.update(there)
            shared = sum(overlap(found[i], dense) for i in there)
            union = sum(found[i][1] - found[i][0] for i in there) + dense[1] - dense[0] - shared
            covered += shared * 2 >= dense[1] - dense[0]
            exact += shared == union
            if shared >= NEAR * union:
                near += 1
                good += 1
            else:
                missed.append((quotation.id, span))
        whole += good == len(quotation.spans)
    return _PdncResult(
        Share(covered, pieces),
        Share(near, pieces),
        Share(exact, pieces),
        Share(whole, len(novel.quotations)),
        Share(len(used), len(found)),
        aligned.kept,
        {
            "name": name,
            "unit": "code point of novel_text.txt",
            "gold": [q.spans for q in novel.quotations],
            "predicted": [(aligned.raw_at[a], aligned.raw_at[b - 1] + 1) for a, b in found],
            "missed": missed,
        },
    )


def _overlapping(found: Sequence[Span], span: Span) -> range:
    """Indices of the ranges, ascending and apart, that overlap a range."""
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if found[middle][1] <= span[0]:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(found) and found[last][0] < span[1]:
        last += 1
    return range(low, last)


# Marked stories


def _marked(options: Options) -> Report:
    chosen = split_names(options, marked_data.names(options.data))
    results = []
    for name, (exact, near, dumped) in each(
        partial(_marked_story, options.data), chosen, options.jobs
    ):
        dump(options.dump, name, dumped)
        results.append((name, exact, near))
    exact = total(r[1] for r in results)
    near = total(r[2] for r in results)
    return Report(
        f"Quotations found in {len(chosen)} marked stories",
        (
            Figure("stories", len(chosen), "stories"),
            Figure("gold", exact.gold, "marked pieces of speech"),
            Figure("predicted", exact.predicted, "outermost quotations found"),
            Figure(
                "precision",
                exact.precision,
                "found ones that are marked, to the character, marks included",
            ),
            Figure("recall", exact.recall, "marked ones found to the character"),
            Figure("f1", exact.f1, "of the two"),
            Figure(
                "f1_near", near.f1, f"the same for spans that share {NEAR:.0%} of the longer one"
            ),
        ),
        (
            Table(
                "by_story",
                ("story", "gold", "predicted", "precision", "recall", "f1", "f1_near"),
                tuple(
                    (name, e.gold, e.predicted, e.precision, e.recall, e.f1, n.f1)
                    for name, e, n in results
                ),
            ),
        ),
    )


def _marked_story(folder: Path, name: str) -> tuple[Counts, Counts, dict[str, Any]]:
    from fabula.source import from_text

    string, marks = marked_data.load(folder, name)
    source = from_text(string, f"{name}.txt")
    text = annotate(source)
    aligned = align(string, source.text)
    wanted = [aligned.of_raw(m.start, m.end) for m in marks if m.tag == "q"]
    found = [aligned.of_text(q.start, q.end) for q in text.quotations if q.depth == 0]
    left = list(wanted)
    near = 0
    for span in found:
        for other in left:
            longer = max(span[1] - span[0], other[1] - other[0])
            if longer and overlap(span, other) >= NEAR * longer:
                left.remove(other)
                near += 1
                break
    return (
        Counts.of(found, wanted),
        Counts(near, len(found), len(wanted)),
        {
            "name": name,
            "unit": "code point of the story's plain text",
            "gold": [(m.start, m.end) for m in marks if m.tag == "q"],
            "predicted": [
                (aligned.raw_at[a], aligned.raw_at[b - 1] + 1) for a, b in found if a < b
            ],
        },
    )
