"""Mentions, coreference, events, quotations and speakers on LitBank's gold tokens and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, get_args

from evaluation.coref_scores import Clusters, Tally, conll, score
from evaluation.errors import EvaluationError
from evaluation.given import head_token, reading_of_mentions, with_quotations
from evaluation.litbank_data import LitBankText, TokenSpan, load, names, without_dash
from evaluation.paragraphs import paragraphs_of
from evaluation.report import Figure, Options, Report, Table, dump, each, split_names
from evaluation.scores import Counts, Share, total
from fabula.pipeline import reading_for
from fabula.reading.reading import EntityType, Form, MentionSpan
from fabula.source.source import Source
from fabula.story import deduce
from fabula.story.story import Quote, Story
from fabula.text import Text, from_sentences

TYPES: tuple[EntityType, ...] = get_args(EntityType)


@dataclass(frozen=True)
class TextResult:
    """The counts of one text; None where nothing predicts it. ``dumped`` is for ``--dump``."""

    mention: Counts
    typed: Counts
    entity: Counts
    by_type: dict[str, Counts]
    event: Counts | None
    quotation: Counts
    clusters: tuple[Clusters, Clusters]
    clusters_given: tuple[Clusters, Clusters]
    speaker_end_to_end: Share
    speaker_gold_quotations: Share
    speaker_gold_mentions: Share
    speaker_gold_clusters: Share
    dumped: dict[str, Any] = field(repr=False)


def run(options: Options) -> Report:
    """Score the texts of a LitBank folder."""
    chosen = split_names(options, names(options.data))
    task = partial(_score_text, options.data, options.books, options.model, options.threads)
    results = {}
    for name, result in each(task, chosen, options.jobs):
        results[name] = result
        dump(options.dump, name, result.dumped)
        _dump_conll(options.dump, name, result)
    return _report(results, options)


def _score_text(
    folder: Path, books: Path | None, model: str | None, threads: int | None, name: str
) -> TextResult:
    gold = load(folder, name)
    text = from_sentences(gold.sentences, _paragraphs(gold, books))
    reading = reading_for(text, model=model, threads=threads)
    source = Source(f"{name}.txt", "txt", "", text.string)
    story = deduce(text, reading, source)
    own = _Predicted(text, story)

    # Gold quotations: the reader and deduction start again from them.
    spans = [_characters(text, q.span) for q in gold.quotations]
    quoted = with_quotations(text, spans)
    quoted_reading = reading_for(quoted, model=model, threads=threads)
    quoted_own = _Predicted(quoted, deduce(quoted, quoted_reading, source))

    # Gold mentions too, without and with their links.
    mentions = [_mention(quoted, m.span, m.type, m.form) for m in gold.mentions]
    clusters = [m.cluster for m in gold.mentions]
    given, linked = (
        _Predicted(
            quoted,
            deduce(
                quoted,
                reading_of_mentions(quoted, quoted_reading, mentions, entities, model, threads),
                source,
            ),
        )
        for entities in (None, clusters)
    )

    spans_of = {m.span: m for m in gold.mentions}
    typed = {(m.span, m.type) for m in gold.mentions}
    said = own.typed
    nouns = {(span, type_) for span, type_, form in own.mentions if form != "pronoun"}
    return TextResult(
        mention=Counts.of({s for s, _ in said}, set(spans_of)),
        typed=Counts.of(said, typed),
        entity=Counts.of(nouns, gold.entities),
        by_type={
            kind: Counts.of({m for m in said if m[1] == kind}, {m for m in typed if m[1] == kind})
            for kind in TYPES
        },
        event=Counts.of({e.token for e in reading.events}, gold.events) if reading.events else None,
        quotation=Counts.of(
            set(own.quotes), {without_dash(q.span, text.words) for q in gold.quotations}
        ),
        clusters=(gold.clusters, own.clusters),
        clusters_given=(gold.clusters, given.clusters),
        speaker_end_to_end=_speakers(gold, own),
        speaker_gold_quotations=_speakers(gold, quoted_own),
        speaker_gold_mentions=_speakers(gold, given),
        speaker_gold_clusters=_speakers(gold, linked),
        dumped=_dumped(gold, own, quoted_own, sorted(e.token for e in reading.events)),
    )


def _paragraphs(gold: LitBankText, books: Path | None) -> list[int] | None:
    """The paragraphs that the text has in its book, None where no books are given."""
    if books is None:
        return None
    try:
        book = (books / f"{gold.name}.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{books / gold.name}.txt: {error.strerror}") from error
    return paragraphs_of(gold.sentences, book)


class _Predicted:
    """A story's judgements in token ranges of the text it was deduced from."""

    def __init__(self, text: Text, story: Story) -> None:
        self.mentions: list[tuple[TokenSpan, str, str]] = []
        self.entities: dict[TokenSpan, tuple[int, ...]] = {}
        for mention in story.mentions:
            span = _tokens(text, mention.start, mention.end)
            if span is not None and span not in self.entities:
                self.mentions.append((span, mention.type, mention.form))
                self.entities[span] = mention.entities
        self.quotes: dict[TokenSpan, Quote] = {}
        for quote in story.quotes:
            span = _tokens(text, quote.start, quote.end)
            if span is not None:
                self.quotes[without_dash(span, text.words)] = quote

    @property
    def typed(self) -> set[tuple[TokenSpan, str]]:
        return {(span, type_) for span, type_, _ in self.mentions}

    @property
    def clusters(self) -> list[list[TokenSpan]]:
        """Mentions by what they mean: a mention of several is in the cluster of just those several;
        one whose meaning is unknown is a singleton."""
        made: dict[Hashable, list[TokenSpan]] = {}
        for span, entities in self.entities.items():
            made.setdefault(tuple(sorted(entities)) or span, []).append(span)
        return list(made.values())

    def gold_of(self, gold: LitBankText) -> Callable[[int | None], str | None]:
        """From an entity to the gold cluster that most of its mentions are in.

        Mentions are matched by exact span; a plural mention speaks for none of its members. Of
        equals the cluster that is larger in gold wins. None where no mention matches.
        """
        clusters = {m.span: m.cluster for m in gold.mentions}
        size = Counter(clusters.values())
        votes: dict[int, Counter[str]] = {}
        for span, entities in self.entities.items():
            if len(entities) == 1 and span in clusters:
                votes.setdefault(entities[0], Counter())[clusters[span]] += 1
        best = {
            entity: max(count, key=lambda cluster: (count[cluster], size[cluster], cluster))
            for entity, count in votes.items()
        }
        return lambda entity: None if entity is None else best.get(entity)


def _speakers(gold: LitBankText, predicted: _Predicted) -> Share:
    """Gold quotations whose exact span was predicted with a speaker that maps to the gold
    speaker."""
    gold_of = predicted.gold_of(gold)
    words = gold.words
    right = 0
    for quotation in gold.quotations:
        quote = predicted.quotes.get(without_dash(quotation.span, words))
        right += (
            quote is not None
            and quotation.speaker is not None
            and gold_of(quote.speaker) == quotation.speaker
        )
    return Share(right, len(gold.quotations))


def _tokens(text: Text, start: int, end: int) -> TokenSpan | None:
    tokens = text.tokens_in(start, end)
    return (tokens[0], tokens[-1] + 1) if tokens else None


def _characters(text: Text, span: TokenSpan) -> tuple[int, int]:
    return text.tokens[span[0]][0], text.tokens[span[1] - 1][1]


def _mention(text: Text, span: TokenSpan, type_: str, form: str) -> MentionSpan:
    """A gold mention as a reader would give it."""
    kind: EntityType = next(t for t in TYPES if t == type_)
    shape: Form = next(f for f in get_args(Form) if f == form)
    head = head_token(text.words, span[0], span[1] - 1, form)
    return MentionSpan(*_characters(text, span), kind, shape, head, 1.0)


def _dumped(
    gold: LitBankText, own: _Predicted, quoted: _Predicted, events: Sequence[int]
) -> dict[str, Any]:
    """Gold and predicted, in half-open token ranges of the whole text."""

    def told(predicted: _Predicted) -> dict[str, Any]:
        return {
            "mentions": sorted([*span, type_, form] for span, type_, form in predicted.mentions),
            "clusters": sorted(map(sorted, predicted.clusters)),
            "quotations": [
                {
                    "span": span,
                    "speaker": quote.speaker,
                    "speaker_mentions": sorted(
                        s for s, who in predicted.entities.items() if who == (quote.speaker,)
                    ),
                    "manner": quote.manner,
                }
                for span, quote in predicted.quotes.items()
            ],
        }

    return {
        "name": gold.name,
        "unit": "token",
        "sentences": gold.sentences,
        "gold": {
            "mentions": sorted([*m.span, m.type, m.form] for m in gold.mentions),
            "entities": sorted([*span, type_] for span, type_ in gold.entities),
            "clusters": sorted(map(sorted, gold.clusters)),
            "events": sorted(gold.events),
            "quotations": [
                {
                    "span": q.span,
                    "speaker": q.speaker,
                    "speaker_mentions": sorted(
                        m.span for m in gold.mentions if m.cluster == q.speaker
                    ),
                }
                for q in gold.quotations
            ],
        },
        "predicted": {**told(own), "events": events},
        "predicted_gold_quotations": told(quoted),
    }


def _dump_conll(directory: Path | None, name: str, result: TextResult) -> None:
    """Key and response as the CoNLL reference scorer reads them."""
    if directory is None:
        return
    for side, clusters in zip(("key", "response"), result.clusters, strict=True):
        rows = conll_column(clusters, sum(map(len, result.dumped["sentences"])))
        lines = [f"#begin document ({name}); part 000"]
        token = 0
        for sentence in result.dumped["sentences"]:
            for i, word in enumerate(sentence):
                lines.append(f"{name}\t0\t{i}\t{word}\t{rows[token]}")
                token += 1
            lines.append("")
        lines.append("#end document\n")
        (directory / f"{name}.{side}.conll").write_text("\n".join(lines), encoding="utf-8")


def conll_column(clusters: Clusters, tokens: int) -> list[str]:
    """The coreference column for token-span clusters: ``(0``, ``0)``, ``(3)|1)``, ``-``."""
    cells: list[list[str]] = [[] for _ in range(tokens)]
    spans: list[tuple[int, int, int]] = []
    for number, cluster in enumerate(clusters):
        for mention in cluster:
            assert isinstance(mention, tuple)
            spans.append((mention[0], mention[1], number))
    for start, end, number in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end - start == 1:
            cells[start].append(f"({number})")
        else:
            cells[start].append(f"({number}")
    for start, end, number in sorted(spans, key=lambda s: (s[1], -s[0])):
        if end - start > 1:
            cells[end - 1].append(f"{number})")
    return ["|".join(cell) or "-" for cell in cells]


def _report(results: dict[str, TextResult], options: Options) -> Report:
    every = list(results.values())
    mention = total(r.mention for r in every)
    typed = total(r.typed for r in every)
    entity = total(r.entity for r in every)
    quotation = total(r.quotation for r in every)
    event = total(r.event for r in every if r.event is not None)
    events = event if event.predicted else None
    own = score(r.clusters for r in every)
    given = score(r.clusters_given for r in every)

    figures = [
        Figure("texts", len(every), "texts of 2,000 words, gold tokens and sentences"),
        Figure(
            "mention_f1",
            mention.f1,
            "mentions of the coreference layer, nested, with exactly these tokens",
        ),
        Figure("mention_precision", mention.precision, "of those predicted, how many are mentions"),
        Figure("mention_recall", mention.recall, "of the mentions, how many are predicted"),
        Figure(
            "mention_typed_f1",
            typed.f1,
            "the same, and of the right type (PER LOC FAC GPE ORG VEH)",
        ),
        Figure(
            "entity_typed_f1",
            entity.f1,
            "names and nominals against the nested entity layer, span and type",
        ),
        Figure(
            "event_f1", None if events is None else events.f1, "realis event triggers, by token"
        ),
        Figure(
            "event_precision", None if events is None else events.precision, "of those predicted"
        ),
        Figure("event_recall", None if events is None else events.recall, "of those there are"),
        Figure(
            "conll_f1",
            conll(own),
            "coreference with predicted mentions, singletons kept: mean F1 of MUC, B3 and CEAFe",
        ),
    ]
    figures += _coreference("", own)
    figures.append(
        Figure(
            "conll_f1_gold_mentions",
            conll(given),
            "coreference of the gold mentions, singletons kept",
        )
    )
    figures += _coreference("_gold_mentions", given)
    figures += [
        Figure(
            "quotation_f1",
            quotation.f1,
            "quotations (not thoughts) with exactly these tokens, marks included, a dash aside",
        ),
        Figure("quotation_precision", quotation.precision, "of those predicted"),
        Figure("quotation_recall", quotation.recall, "of those there are"),
        Figure(
            "speaker_accuracy",
            _share(r.speaker_gold_mentions for r in every),
            "gold quotations and gold mentions given, unlinked: quotations of which the "
            "predicted speaker's mentions are mostly the gold speaker's",
        ),
        Figure(
            "speaker_accuracy_gold_quotations",
            _share(r.speaker_gold_quotations for r in every),
            "the same with gold quotations only",
        ),
        Figure(
            "speaker_accuracy_gold_clusters",
            _share(r.speaker_gold_clusters for r in every),
            "the same with gold quotations, mentions and coreference links",
        ),
        Figure(
            "speaker_accuracy_end_to_end",
            _share(r.speaker_end_to_end for r in every),
            "the same with nothing given; a quotation not found exactly is wrong",
        ),
        Figure("quotations", sum(r.speaker_end_to_end.of for r in every), "annotated quotations"),
    ]
    split = f", split {options.split}" if options.split else ""
    split += ", paragraphs from the books" if options.books else ""
    types = Table(
        "by_type",
        ("type", "gold", "predicted", "precision", "recall", "f1"),
        tuple(
            (kind, c.gold, c.predicted, c.precision, c.recall, c.f1)
            for kind in TYPES
            for c in [total(r.by_type[kind] for r in every)]
        ),
    )
    texts = Table(
        "by_text",
        ("text", "mention_f1", "conll_f1", "speaker_accuracy", "speaker_end_to_end", "quotations"),
        tuple(
            (
                name,
                r.mention.f1,
                conll(score([r.clusters])),
                r.speaker_gold_mentions.value,
                r.speaker_end_to_end.value,
                r.speaker_end_to_end.of,
            )
            for name, r in results.items()
        ),
    )
    return Report(f"LitBank{split}: {len(every)} texts", tuple(figures), (types, texts))


def _coreference(suffix: str, totals: dict[str, Tally] | None) -> list[Figure]:
    words = {
        "muc": "links (Vilain et al. 1995)",
        "b3": "mentions (Bagga & Baldwin 1998)",
        "ceafe": "best pairing of entities (Luo 2005)",
        "lea": "entities by links (Moosavi & Strube 2016)",
    }
    return [
        Figure(
            f"{name}_{part}{suffix}",
            None if totals is None else getattr(totals[name], part),
            f"{words[name]}, {part}",
        )
        for name in words
        for part in ("precision", "recall", "f1")
    ]


def _share(shares: Iterable[Share]) -> float | None:
    """The share over all texts."""
    return sum(shares, Share()).value
