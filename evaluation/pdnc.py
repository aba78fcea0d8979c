"""Who says what to whom in whole novels: PDNC from the file to the name, and with gold given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import fabula
from evaluation.align import Alignment, align, overlap
from evaluation.cast_match import match
from evaluation.given import head_token, with_links, with_mentions, with_quotations
from evaluation.pdnc_data import KINDS, GoldQuotation, Novel, Span, load, names
from evaluation.report import Figure, Options, Report, Table, Value, dump, each, split_names
from evaluation.scores import Counts, Share, mean
from fabula.pipeline import reading_for
from fabula.reading.reading import MentionSpan, Reading
from fabula.source import open_source
from fabula.story import deduce
from fabula.story.story import Quote, Story
from fabula.text import Text, annotate


@dataclass(frozen=True)
class Outcome:
    """How one protocol did on one novel.

    ``by_kind`` counts quotations with the right speaker for each way of showing it, and ``"all"``;
    ``one_to_one`` the same where each gold character is at most one found character.
    """

    by_kind: Mapping[str, Share]
    one_to_one: Share
    addressees: Counts
    found: Share
    attributed: Share
    nobody: int

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            {kind: self.by_kind[kind] + other.by_kind[kind] for kind in self.by_kind},
            self.one_to_one + other.one_to_one,
            self.addressees + other.addressees,
            self.found + other.found,
            self.attributed + other.attributed,
            self.nobody + other.nobody,
        )


@dataclass(frozen=True)
class NovelResult:
    """Both protocols on one novel."""

    raw: Outcome
    given: Outcome
    also_in_training: bool
    dumped: dict[str, Any] = field(repr=False)


def run(options: Options) -> Report:
    """Score the novels of a PDNC folder."""
    chosen = split_names(options, names(options.data))
    task = partial(_score_novel, options.data, options.model, options.threads)
    results = {}
    for name, result in each(task, chosen, options.jobs):
        results[name] = result
        dump(options.dump, name, result.dumped)
    return _report(results, options)


def _score_novel(folder: Path, model: str | None, threads: int | None, name: str) -> NovelResult:
    novel = load(folder, name)
    story = fabula.read(novel.path, model=model, threads=threads)
    aligned = align(novel.text, story.text)
    many, one = match(story, novel.characters)
    pieces = _Pieces(story, aligned)
    told = [pieces.of(quotation) for quotation in novel.quotations]
    raw = _outcome(novel, told, many, one)
    given = _given(novel, model, threads)
    people = {c.id: c.name for c in novel.characters}
    return NovelResult(
        raw,
        given,
        novel.also_in_training,
        {
            "name": name,
            "unit": "code point of novel_text.txt",
            "characters": [
                {
                    "id": c.id,
                    "name": c.name,
                    "aliases": c.aliases,
                    "mentions": c.mentions,
                    "quotes": c.quotes,
                    "gold": people.get(many.get(c.id, -1)),
                }
                for c in story.characters
            ],
            "quotations": [
                {
                    "id": gold.id,
                    "spans": gold.spans,
                    "kind": gold.kind,
                    "gold": people[gold.speaker] if gold.speaker is not None else None,
                    "gold_addressees": sorted(people[a] for a in gold.addressees),
                    "found": quote is not None,
                    "speaker": _named(story, quote.speaker) if quote else None,
                    "predicted": people.get(many.get(quote.speaker, -1))
                    if quote and quote.speaker is not None
                    else None,
                    "predicted_addressees": [
                        people.get(many.get(a, -1)) for a in (quote.addressees if quote else ())
                    ],
                    "manner": quote.manner if quote else None,
                }
                for gold, quote in zip(novel.quotations, told, strict=True)
            ],
        },
    )


def _named(story: Story, id: int | None) -> str | None:
    character = story.characters.by_id(id)
    return None if character is None else character.name


class _Pieces:
    """A story's quotations laid over the novel's file."""

    def __init__(self, story: Story, aligned: Alignment) -> None:
        self.aligned = aligned
        self.found: list[tuple[Span, Quote]] = []
        end = 0
        for quote in sorted(story.quotes, key=lambda q: (q.start, -q.end)):
            if quote.start >= end:  # what lies inside another quotation is left to that one
                self.found.append((aligned.of_text(quote.start, quote.end), quote))
                end = quote.end

    def of(self, gold: GoldQuotation) -> Quote | None:
        """The found quotation that has most of a gold one, None where less than half of the gold
        one's characters lie in any."""
        size = shared = 0
        most: Counter[int] = Counter()
        for span in gold.spans:
            dense = self.aligned.of_raw(*span)
            size += dense[1] - dense[0]
            for i in self._near(dense):
                both = overlap(self.found[i][0], dense)
                shared += both
                most[i] += both
        if not most or shared * 2 < size:
            return None
        # Of the pieces said by the speaker who has most, the longest: its addressees count.
        by_speaker: Counter[int | None] = Counter()
        for i, both in most.items():
            by_speaker[self.found[i][1].speaker] += both
        speaker = by_speaker.most_common(1)[0][0]
        best = max((i for i in most if self.found[i][1].speaker == speaker), key=lambda i: most[i])
        return self.found[best][1]

    def _near(self, dense: Span) -> Iterable[int]:
        low, high = 0, len(self.found)
        while low < high:
            middle = (low + high) // 2
            if self.found[middle][0][1] <= dense[0]:
                low = middle + 1
            else:
                high = middle
        while low < len(self.found) and self.found[low][0][0] < dense[1]:
            yield low
            low += 1


def _outcome(
    novel: Novel,
    told: Sequence[Quote | None],
    many: Mapping[int, int],
    one: Mapping[int, int],
    cues: Sequence[int | None] | None = None,
) -> Outcome:
    """Count a novel's quotations: ``told`` is what was predicted for each, ``many`` and ``one``
    say who its characters are, ``cues`` whom each one's cue is known to be."""
    by_kind = {kind: Share() for kind in ("all", *KINDS)}
    strict = found = attributed = nobody = 0
    addressees = Counts()
    known = cues or [None] * len(told)
    for gold, quote, cue in zip(novel.quotations, told, known, strict=True):
        speaker = None if quote is None else quote.speaker
        who = many.get(-1 if speaker is None else speaker) if cue is None else cue
        right = speaker is not None and who == gold.speaker
        for kind in ("all", gold.kind):
            if kind is not None:
                by_kind[kind] += Share(int(right), 1)
        strict += speaker is not None and one.get(speaker, -1) == gold.speaker
        found += quote is not None
        attributed += speaker is not None
        nobody += speaker is not None and speaker not in many
        # Someone whom no name matches is a wrong addressee, and one of its own.
        said = {many.get(a, -1 - a) for a in (quote.addressees if quote else ())}
        addressees += Counts.of(said, gold.addressees)
    number = len(novel.quotations)
    return Outcome(
        by_kind,
        Share(strict, number),
        addressees,
        Share(found, number),
        Share(attributed, number),
        nobody,
    )


# Gold quotations, characters and their mentions given


def _given(novel: Novel, model: str | None, threads: int | None) -> Outcome:
    """The same with gold quotations, the list of characters with their aliases, and PDNC's mentions
    inside quotations given.

    A reading that makes no links of its own (the rules) gets the given mentions in place of its
    own; one that does keeps its own, and of them each given one is linked for certain to the last
    given one of its character. Then a quotation's speaker is
    the gold character of its cue, if that mention is a given one, else of most given mentions of
    the character that deduction names.
    """
    source = open_source(novel.path)
    text = annotate(source)
    aligned = align(novel.text, source.text)
    quoted = with_quotations(text, _gold_pieces(novel, text.string, aligned))
    reading = reading_for(quoted, model=model, threads=threads)
    given = _given_mentions(novel, quoted, aligned)
    if reading.antecedents:
        reading = with_links(reading, given)
    else:
        reading = with_mentions(reading, _merged(quoted, reading, given), None)
    story = deduce(quoted, reading, source)

    votes: dict[int, Counter[int]] = {}
    for mention in story.mentions:
        who = given.get((mention.start, mention.end))
        if who is not None and len(mention.entities) == 1:
            votes.setdefault(mention.entities[0], Counter())[who] += 1
    many = {id: max(v, key=lambda who: (v[who], -who)) for id, v in votes.items()}
    best: dict[int, int] = {}
    for id in sorted(many, key=lambda id: -votes[id][many[id]]):
        best.setdefault(many[id], id)
    laid = _Pieces(story, aligned)
    told = [laid.of(quotation) for quotation in novel.quotations]
    cues: list[int | None] = []
    for quote in told:
        cue = None if quote is None or quote.cue is None else story.mentions_by_id[quote.cue]
        cues.append(None if cue is None else given.get((cue.start, cue.end)))
    return _outcome(novel, told, many, {id: who for who, id in best.items()}, cues)


def _gold_pieces(novel: Novel, string: str, aligned: Alignment) -> list[Span]:
    """The pieces of gold quotations in the text with the marks that stand against them (PDNC leaves
    them out), ascending and apart."""
    spans = [aligned.into_text(*raw) for q in novel.quotations for raw in q.spans]
    apart: list[Span] = []
    for start, end in sorted(s for s in spans if s is not None):
        while start and string[start - 1] in _QUOTE_MARKS:
            start -= 1
        while end < len(string) and string[end] in _QUOTE_MARKS:
            end += 1
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


_QUOTE_MARKS = frozenset("\"'“”‘’«»")


def _alias_pattern(novel: Novel) -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern of every alias that is one character's only, the longest first; an article before
    it in either case."""
    shared = Counter(alias for c in novel.characters for alias in c.aliases)
    whose = {a: c.id for c in novel.characters for a in c.aliases if shared[a] == 1}
    whose |= {"the" + a[3:]: id for a, id in whose.items() if a.startswith("The ")}
    ordered = sorted(whose, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)"), whose


def _given_mentions(novel: Novel, text: Text, aligned: Alignment) -> dict[Span, int]:
    """The gold character of spans of the text: PDNC's own mentions of one character inside
    quotations, and in narration every place where an alias stands."""
    given: dict[Span, int] = {}
    for quotation in novel.quotations:
        for mention in quotation.mentions:
            span = aligned.into_text(*mention.span)
            if span is not None and len(mention.characters) == 1:
                given[_on_tokens(text, span)] = mention.characters[0]
    pattern, whose = _alias_pattern(novel)
    for hit in pattern.finditer(text.string):
        if text.quotation_at(hit.start()) is None:
            given.setdefault(_on_tokens(text, hit.span()), whose[hit[0]])
    return given


def _merged(text: Text, reading: Reading, given: Mapping[Span, int]) -> list[MentionSpan]:
    """The given mentions, and those of the reading's that neither equal nor cross a given one."""
    own = {(m.start, m.end): m for m in reading.mentions}
    taken = sorted(given)
    made = [own.get(span) or _as_mention(text, span) for span in taken]
    made += [
        m for m in reading.mentions if (m.start, m.end) not in given and not _crosses(taken, m)
    ]
    return sorted(made, key=lambda m: (m.start, -m.end))


def _on_tokens(text: Text, span: Span) -> Span:
    tokens = text.tokens_in(text.tokens[text.token_at(span[0])][0], span[1])
    return text.tokens[tokens[0]][0], text.tokens[tokens[-1]][1]


def _as_mention(text: Text, span: Span) -> MentionSpan:
    tokens = text.tokens_in(*span)
    words = [text.words[t] for t in tokens]
    if len(words) == 1 and words[0].lower() in _PRONOUNS:
        return MentionSpan(*span, "PER", "pronoun", tokens[0], 1.0)
    if any(w[:1].isupper() for w in words[-1:]):
        return MentionSpan(*span, "PER", "name", tokens[-1], 1.0)
    head = head_token(text.words, tokens[0], tokens[-1], "nominal")
    return MentionSpan(*span, "PER", "nominal", head, 1.0)


_PRONOUNS = frozenset((
    "i", "me", "my", "mine", "myself", "you", "your", "yours", "yourself", "he", "him", "his",
    "himself", "she", "her", "hers", "herself", "it", "its", "itself", "we", "us", "our", "ours",
    "ourselves", "they", "them", "their", "theirs", "themselves", "thou", "thee", "thy", "thine",
    "ye",
))  # fmt: skip


def _crosses(taken: Sequence[Span], mention: MentionSpan) -> bool:
    """Whether a mention overlaps a given one without either holding the other."""
    i = bisect_left(taken, (mention.start, mention.start))
    for start, end in taken[max(0, i - 3) : i + 12]:
        if start < mention.end and mention.start < end:
            inside = start <= mention.start and mention.end <= end
            around = mention.start <= start and end <= mention.end
            if not inside and not around:
                return True
    return False


# Figures


def _report(results: Mapping[str, NovelResult], options: Options) -> Report:
    every = list(results.values())
    apart = [r for r in every if not r.also_in_training]
    raw = _sum(r.raw for r in every)
    given = _sum(r.given for r in every)
    figures = [
        Figure("novels", len(every), "novels"),
        Figure("quotations", raw.found.of, "annotated quotations"),
        Figure(
            "speaker_accuracy",
            raw.by_kind["all"].value,
            (
                "end to end: quotations for which the character that fabula names is, by "
                "name, the annotated one; a quotation not found is wrong"
            ),
        ),
        *_kinds("speaker_accuracy", raw),
        Figure(
            "speaker_accuracy_by_novel",
            mean(r.raw.by_kind["all"].value for r in every),
            "the mean over novels of the same",
        ),
        Figure(
            "speaker_accuracy_one_to_one",
            raw.one_to_one.value,
            (
                "the same where each annotated character is at most one of fabula's: "
                "splitting one in two is an error"
            ),
        ),
        Figure(
            "speaker_accuracy_apart",
            _sum(r.raw for r in apart).by_kind["all"].value if apart else None,
            f"the same on the {len(apart)} novels that are not among the training novels",
        ),
        Figure(
            "speaker_accuracy_shared",
            _sum(r.raw for r in every if r.also_in_training).by_kind["all"].value
            if len(apart) < len(every)
            else None,
            (
                f"the same on the {len(every) - len(apart)} novels whose prose (not whose "
                "quotations) training may have seen"
            ),
        ),
        Figure(
            "quotation_recall",
            raw.found.value,
            "quotations at least half of which lies in what was found",
        ),
        Figure("speaker_named", raw.attributed.value, "quotations for which fabula names anybody"),
        Figure(
            "speaker_unmatched",
            raw.nobody / raw.found.of,
            "quotations whose named speaker is, by name, no annotated character",
        ),
        Figure("addressee_f1", raw.addressees.f1, "addressees, over all quotations"),
        Figure("addressee_precision", raw.addressees.precision, "of those named"),
        Figure("addressee_recall", raw.addressees.recall, "of those annotated"),
        Figure(
            "speaker_accuracy_given",
            given.by_kind["all"].value,
            "gold quotations, characters with aliases, and mentions inside quotations given",
        ),
        *_kinds("speaker_accuracy_given", given),
        Figure(
            "speaker_accuracy_given_by_novel",
            mean(r.given.by_kind["all"].value for r in every),
            "the mean over novels of the same",
        ),
        Figure(
            "addressee_f1_given",
            given.addressees.f1,
            "addressees, with the same given",
        ),
    ]
    columns = (
        "novel",
        "quotations",
        "all",
        *KINDS,
        "one_to_one",
        "found",
        "addressee_f1",
        "given",
        "shared",
    )
    table = Table(
        "by_novel",
        columns,
        tuple(_row(name, result) for name, result in results.items()),
    )
    split = f", split {options.split}" if options.split else ""
    return Report(f"PDNC{split}: {len(every)} novels", tuple(figures), (table,))


def _row(name: str, result: NovelResult) -> tuple[Value, ...]:
    raw = result.raw
    return (
        name,
        raw.found.of,
        *(raw.by_kind[kind].value for kind in ("all", *KINDS)),
        raw.one_to_one.value,
        raw.found.value,
        raw.addressees.f1,
        result.given.by_kind["all"].value,
        "yes" if result.also_in_training else "no",
    )


def _kinds(name: str, outcome: Outcome) -> list[Figure]:
    words = {
        "explicit": "those whose speaker is named beside them",
        "anaphoric": "those with a pronoun or common noun beside them",
        "implicit": "those with no tag",
    }
    return [Figure(f"{name}_{kind}", outcome.by_kind[kind].value, words[kind]) for kind in KINDS]


def _sum(outcomes: Iterable[Outcome]) -> Outcome:
    first, *rest = outcomes
    return sum(rest, first)
