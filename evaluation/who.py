"""Who is who in marked stories: what kinds of mentions are given to the wrong one, and what each
kind costs.

For each kind of mention (names, nouns, "he" and "she" in narration and in speech, I, you, plurals)
how many are right, of somebody else (``wrong``), of a second entity of the same one (``split``),
of nobody, or not found; and what B3 (as ``score_gold.py`` counts it) would gain were all mentions
of the kind right, everything else as it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import partial

from evaluation.align import align
from evaluation.errors import EvaluationError
from evaluation.marked_data import load, names
from evaluation.report import Figure, Options, Report, Table, Value, each, split_names
from evaluation.scores import mean
from fabula.pipeline import read_text

Span = tuple[int, int]
Clusters = Mapping[Span, str]

OUTCOMES = ("right", "wrong", "split", "nobody", "missing")
ABSENT = "-"
_PRONOUNS = {
    **dict.fromkeys("i me my mine myself".split(), "I"),
    **dict.fromkeys("we us our ours ourselves".split(), "we"),
    **dict.fromkeys("you your yours yourself yourselves".split(), "you"),
    **dict.fromkeys("he him his himself she her hers herself".split(), "he/she"),
    **dict.fromkeys("they them their theirs themselves themself".split(), "they"),
}
_WORD = re.compile(r"[’'\w]+")


def run(options: Options) -> Report:
    """Read the marked stories of a folder, each from its plain text, and sort the errors."""
    known = names(options.data)
    if not known:
        raise EvaluationError(f"{options.data} holds no marked stories (stories/*.xml and *.json)")
    task = partial(_one, options)
    scores: list[float] = []
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    gains: dict[str, float] = defaultdict(float)
    for _, (score, found, gained) in each(task, split_names(options, known), options.jobs):
        scores.append(score)
        for kind, outcomes in found.items():
            counts[kind] += outcomes
        for kind, gain in gained.items():
            gains[kind] += gain
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            kind,
            sum(counts[kind].values()),
            *(counts[kind][outcome] for outcome in OUTCOMES),
            gains[kind] / len(scores),
        )
        for kind in sorted(counts, key=lambda kind: -gains[kind])
    )
    return Report(
        f"Who is who in marked stories: mean of {len(scores)}",
        (Figure("b3", mean(scores), "B3 F1 over exact spans, with predicted mentions"),),
        (Table("by_kind", ("kind", "mentions", *OUTCOMES, "gain"), rows),),
    )


def _one(options: Options, name: str) -> tuple[float, dict[str, Counter[str]], dict[str, float]]:
    string, marks = load(options.data, name)
    story = read_text(string, name=f"{name}.txt", model=options.model, threads=options.threads)
    laid = align(string, story.text)
    said = [laid.of_raw(m.start, m.end) for m in marks if m.tag == "q"]
    gold: dict[Span, str] = {}
    kinds: dict[str, list[Span]] = defaultdict(list)
    for mark in marks:
        if mark.tag == "p":
            span = laid.of_raw(mark.start, mark.end)
            people = sorted(mark.attributes["c"].split("+"))
            gold[span] = "+".join(people)
            spoken = any(a <= span[0] < b for a, b in said)
            kinds[_kind(string[mark.start : mark.end], spoken, len(people) > 1)].append(span)
    predicted = {
        laid.of_text(m.start, m.end): "+".join(map(str, sorted(m.entities)))
        for m in story.mentions
        if m.type == "PER"
    }
    return _sorted(gold, predicted, kinds)


def _kind(words: str, spoken: bool, several: bool) -> str:
    """What kind of mention some words are."""
    where = "in speech" if spoken else "in narration"
    found = _WORD.findall(words)
    pronoun = _PRONOUNS.get(found[0].lower()) if len(found) == 1 else None
    if several:
        return f"plural pronoun {where}" if pronoun else "plural noun"
    if pronoun:
        return f"{pronoun} {where}"
    if all(w[:1].isupper() for w in found):
        return f"name {where}"
    owned = found[0].lower() in _PRONOUNS or any(w.endswith(("'s", "’s")) for w in found[:-1])
    return f"{'owned noun' if owned else 'noun'} {where}"


def _sorted(
    gold: Clusters, predicted: Clusters, kinds: Mapping[str, list[Span]]
) -> tuple[float, dict[str, Counter[str]], dict[str, float]]:
    """B3, the outcomes by kind, and what each kind would gain."""
    score = b3(gold, predicted)
    votes = Counter((who, gold[s]) for s, who in predicted.items() if who and s in gold)
    is_: dict[str, str] = {}
    best: dict[str, str] = {}
    mostly: dict[str, str] = {}
    for (who, label), _ in votes.most_common():
        mostly.setdefault(who, label)
        if who not in is_ and label not in best:
            is_[who], best[label] = label, who
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    gains: dict[str, float] = {}
    for kind, spans in kinds.items():
        for span in spans:
            who, label = predicted.get(span, ABSENT), gold[span]
            if who == ABSENT:
                outcome = "missing"
            elif not who:
                outcome = "nobody"
            elif is_.get(who) == label:
                outcome = "right"
            else:
                outcome = "split" if mostly[who] == label else "wrong"
            counts[kind][outcome] += 1
        mended = {**predicted, **{s: best.get(gold[s], "new " + gold[s]) for s in spans}}
        gains[kind] = b3(gold, mended) - score
    return score, counts, gains


def b3(gold: Clusters, predicted: Clusters) -> float:
    """B3 F1; a mention that only one side has counts against it.

    >>> b3({(0, 1): "a", (2, 3): "a"}, {(0, 1): "x", (2, 3): "x"})
    1.0
    """
    sides = []
    for clusters in (predicted, gold):
        members: dict[str, set[Span]] = defaultdict(set)
        for span, who in clusters.items():
            if who:
                members[who].add(span)
        sides.append({span: members[who] for span, who in clusters.items() if who})
    mine, theirs = sides
    shared = {s: len(mine[s] & theirs[s]) for s in mine if s in theirs}
    precision = sum(n / len(mine[s]) for s, n in shared.items()) / max(1, len(mine))
    recall = sum(n / len(theirs[s]) for s, n in shared.items()) / max(1, len(theirs))
    return 2 * precision * recall / (precision + recall) if shared else 0.0
