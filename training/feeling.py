"""The weights by which feelings are decided: log-linear models fitted to marked stories.

    python -m training.feeling --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/feeling.tsv``. MODEL is the folder of a reading model, and the
stories (names in ``training/stories``, ``t8_*`` for several) are such as it was *not* trained on:
of others it is surer than it may be. The questions are those of ``fabula.story.evidence``, fitted
one after another, as each of the last two is asked with what the others answered. Before it writes,
it tells what five fits, each on four fifths of the stories, make of the last fifth.
"""

from __future__ import annotations

import argparse
import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from evaluation import marked_data
from evaluation.align import Alignment, align
from fabula.reading import network
from fabula.source import from_text
from fabula.story import STEPS
from fabula.story.draft import Draft
from fabula.story.emotions import FAMILIES, FAMILY_NAMES, MODES
from fabula.story.evidence import Place, Surroundings, places
from fabula.story.feelings import feelings, told
from fabula.story.fusing import TABLE, people_of
from fabula.story.modes import concealments
from fabula.story.weighing import Evidence, Question, read
from fabula.story.wording import Weights
from fabula.text import annotate
from training import wording
from training.asked import add_read
from training.corpora import DEV_STORIES

STORIES = Path(__file__).parent / "stories"
TO = Path(__file__).parents[1] / "src/fabula/story/lexicon" / TABLE
HELD = {"whose": 1.0, "family": 3.0, "mode": 10.0, "emotion so": 10.0, "mode so": 10.0}
"""How much the weights of each question are held to nothing, in inverse variances of evidence that
is scaled to unit variance."""
FOLDS = 5
LIMITS = (0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25)
M = TypeVar("M")
HEAD = """\
# What the evidence for a feeling weighs, in nats (fabula.story.evidence says what each is): whose
# it is, which family of emotions, in which mode, and whether a reader would say so, of the emotion
# and of the mode. Made by ``python -m training.feeling``: fitted to marked stories that the reading
# model was not trained on.
"""


@dataclass(frozen=True)
class Marked:
    """A feeling that is marked: its span of the text, whose it is, its family and its mode."""

    span: tuple[int, int]
    who: str
    family: str
    mode: str


@dataclass(frozen=True)
class Found:
    """A place with its evidence, the marked feelings that it overlaps, most overlap first, and the
    names in the marks of those who may feel it. One ``inside`` is a row of the tables within the
    place before it, and counts only where it shows another person or family."""

    place: Place
    inside: bool
    around: Surroundings
    people: dict[tuple[int, ...], dict[str, float]]
    names: Mapping[int, str]
    marked: tuple[Marked, ...]

    def right(self, who: tuple[int, ...]) -> bool:
        return any(self.names.get(one) == m.who for one in who for m in self.marked)


@dataclass(frozen=True)
class Judged:
    """A place with what was answered of it."""

    found: Found
    who: tuple[int, ...]
    families: Mapping[str, float]
    modes: Mapping[str, float]
    so: Evidence

    @property
    def family(self) -> str:
        return max(self.families, key=lambda k: self.families[k])

    @property
    def mode(self) -> str:
        return max(self.modes, key=lambda k: self.modes[k])

    def matches(self, m: Marked) -> tuple[bool, bool]:
        """Whether it has the family, and the mode, of a marked feeling of the same person."""
        own = any(self.found.names.get(one) == m.who for one in self.who)
        return own and self.family == m.family, own and self.mode == m.mode


def main() -> None:
    fit_to(asked_for(__doc__))


def asked_for(description: str | None) -> dict[str, Draft]:
    """The stories that the command line names, each read by the model that it is named with."""
    parse = argparse.ArgumentParser(description=description)
    add_read(parse)
    return {
        name: draft
        for model, *patterns in parse.parse_args().read
        for name, draft in read_stories(Path(model), patterns).items()
    }


def read_stories(model: Path, patterns: Sequence[str]) -> dict[str, Draft]:
    """The marked stories whose names fit one of some patterns, read by a model; not those that are
    kept apart."""
    out = {}
    for name in marked_data.names(STORIES):
        wanted = any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
        if wanted and name not in DEV_STORIES:
            string, _ = marked_data.load(STORIES, name)
            source = from_text(string, f"{name}.txt")
            text = annotate(source)
            out[name] = Draft(text, network.read(text, model=model), source)
    return out


def fit_to(drafts: Mapping[str, Draft]) -> None:
    """Fit to stories that are read, tell how it goes, and write the table."""
    learned = learned_without(sorted(drafts))
    data = {name: gather(name, draft, learned[name]) for name, draft in drafts.items()}
    report(data)
    everything = [found for rows, _ in data.values() for found in rows]
    write(fit(everything), TO)


def learned_without(names: Sequence[str]) -> dict[str, Weights]:
    """For each story what words tell as learned from the others: of its own words it would be
    surer than of new ones."""
    everything = wording.examples()
    out = {}
    for fold in range(FOLDS):
        some = names[fold::FOLDS]
        out |= dict.fromkeys(some, wording.learn(everything, without=frozenset(some)))
    return out


def gather(name: str, draft: Draft, words: Weights) -> tuple[list[Found], list[Marked]]:
    """The places of a story with their evidence, and its marked feelings."""
    string, marks = marked_data.load(STORIES, name)
    aligned = align(string, draft.text.string)
    for step in STEPS[: STEPS.index(feelings)]:
        draft = step(draft)
    c = draft.clauses
    assert c is not None
    names = names_of(draft, aligned, marks)
    wanted = []
    for mark in marks:
        span = aligned.into_text(mark.start, mark.end) if mark.tag == "f" else None
        if span is not None:
            at = mark.attributes
            family = FAMILIES[at["emo"]]  # type: ignore[index]
            wanted.append(Marked(span, at["who"], family, at["mode"]))
    hiding = concealments(c)
    around = Surroundings(c, hiding, words)
    rows = []
    for place, inside in with_others(places(c, told(c, hiding))):
        span = c.span(place.first, place.last)
        over = [m for m in wanted if m.span[0] < span[1] and m.span[1] > span[0]]
        over.sort(key=lambda m: max(m.span[0], span[0]) - min(m.span[1], span[1]))
        people = people_of(around, place)
        if people:
            rows.append(Found(place, inside, around, people, names, tuple(over)))
    return rows, wanted


def with_others(found: Iterable[Place]) -> Iterable[tuple[Place, bool]]:
    """Each place, and after it by itself each row of the tables that is in it."""
    for place in found:
        yield place, False
        if place.seen:
            for row in place.told:
                yield Place(row[0].first, row[0].last, None, (row,)), True


def names_of(
    draft: Draft, aligned: Alignment, marks: Sequence[marked_data.Mark]
) -> Mapping[int, str]:
    """Who in the marks each character is: of the same mentions the most, and nobody twice."""
    assert draft.mentions is not None
    people: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        span = aligned.into_text(mark.start, mark.end) if mark.tag == "p" else None
        if span is not None:
            people[span] = mark.attributes["c"].split("+")
    votes: Counter[tuple[int, str]] = Counter()
    for mention in draft.mentions:
        for name in people.get((mention.start, mention.end), ()):
            votes.update((one, name) for one in mention.entities)
    out: dict[int, str] = {}
    for (one, name), _ in votes.most_common():
        if one not in out and name not in out.values():
            out[one] = name
    return out


def fit(rows: Sequence[Found]) -> dict[str, dict[str, dict[str, float]]]:
    """The weights of all questions: by question, evidence and answer."""
    marked = [f for f in rows if f.marked]
    weights = {"whose": fit_choice(marked, HELD["whose"])}
    whose = {id(f): likeliest(Question(weights["whose"]), f.people) for f in rows}
    # Where the person is right, of several marked feelings theirs is meant.
    meant = []
    for f in marked:
        who = whose[id(f)][0]
        own = [m for m in f.marked if any(f.names.get(one) == m.who for one in who)]
        meant.append((f, who, (own or list(f.marked))[0]))
    weights["family"] = fit_question(
        [f.around.family(f.place) for f, _, _ in meant],
        [FAMILY_NAMES.index(m.family) for _, _, m in meant], FAMILY_NAMES, HELD["family"],
    )  # fmt: skip
    weights["mode"] = fit_question(
        [f.around.mode(f.place, who) for f, who, _ in meant],
        [MODES.index(m.mode) for _, _, m in meant], MODES, HELD["mode"],  # type: ignore[arg-type]
    )  # fmt: skip
    judged = judge({k: Question(v) for k, v in weights.items()}, rows)
    for k, name in enumerate(("emotion so", "mode so")):
        right = [int(any(x.matches(m)[k] for m in x.found.marked)) for x in judged]
        weights[name] = fit_question(
            [x.so for x in judged], right, ("no", "yes"), HELD[name], binary=True
        )
    return weights


def judge(ask: Mapping[str, Question], rows: Sequence[Found]) -> list[Judged]:
    """What is answered of each place, in the order of ``gather``."""
    out: list[Judged] = []
    for f in rows:
        who, share = likeliest(ask["whose"], f.people)
        families = ask["family"].shares(f.around.family(f.place))
        modes = ask["mode"].shares(f.around.mode(f.place, who))
        so = f.around.so(f.place, who, share, families, modes)
        judged = Judged(f, who, families, modes, so)
        if not f.inside:
            around = judged
        elif judged.family == around.family and not set(who).isdisjoint(around.who):
            continue
        out.append(judged)
    return out


class Chosen(Protocol):
    """Words with those whose they may be, and whether that is right of some of them."""

    @property
    def people(self) -> Mapping[tuple[int, ...], Evidence]: ...

    def right(self, who: tuple[int, ...]) -> bool: ...


def likeliest(
    question: Question, people: Mapping[tuple[int, ...], Evidence]
) -> tuple[tuple[int, ...], float]:
    """Whose the words are, and the share of them."""
    shares = question.choose(people)
    who = max(shares, key=lambda k: shares[k])
    return who, shares[who]


def _matrix(
    evidence: Sequence[Evidence], names: Sequence[str], scaled: bool = True
) -> tuple[Tensor, Tensor]:
    """``[rows, names]``, scaled to unit variance or as they are, and the scale of each."""
    column = {name: i for i, name in enumerate(names)}
    values = np.zeros((len(evidence), len(names)), np.float32)
    for i, row in enumerate(evidence):
        for name, value in row.items():
            values[i, column[name]] = value
    scale = values.std(axis=0) if scaled else np.ones(len(names), np.float32)
    scale[scale < 1e-6] = 1.0
    return torch.from_numpy(values / scale), torch.from_numpy(scale)


def _least(weights: Tensor, loss: Callable[[], Tensor]) -> None:
    optimizer = torch.optim.LBFGS([weights], max_iter=80, line_search_fn="strong_wolfe")

    def step() -> Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(step)  # type: ignore[no-untyped-call]


def fit_question(
    evidence: Sequence[Evidence], right: Sequence[int], answers: Sequence[str], held: float,
    *, binary: bool = False, before: Sequence[Sequence[float]] = (),
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Multinomial logistic regression; ``binary`` has weights for the second answer alone. What
    other weights gave each answer ``before`` stays, and those fitted come on top."""
    names = sorted({name for row in evidence for name in row})
    # Unscaled, what is rare keeps the weight that it had before.
    values, scale = _matrix(evidence, names, scaled=not before)
    target = torch.tensor(right)
    weights = torch.zeros(len(names), 1 if binary else len(answers), requires_grad=True)
    free = torch.tensor([0.01 if name == "any" else 1.0 for name in names])[:, None]
    given = torch.tensor(before) if before else torch.zeros(())

    def loss() -> Tensor:
        logits = values @ weights
        if binary:
            logits = torch.cat([torch.zeros_like(logits), logits], 1)
        logits = logits + given
        fault = F.cross_entropy(logits, target, reduction="sum")
        return fault + held * (free * weights**2).sum()

    _least(weights, loss)
    table = (weights.detach() / scale[:, None]).tolist()
    return {
        name: dict(zip(answers[1:] if binary else answers, row, strict=True))
        for name, row in zip(names, table, strict=True)
    }


def fit_choice(rows: Sequence[Chosen], held: float) -> dict[str, dict[str, float]]:
    """Conditional logistic regression: the right candidates together against all."""
    rows = [f for f in rows if any(f.right(who) for who in f.people)]
    names = sorted({name for f in rows for e in f.people.values() for name in e})
    values, scale = _matrix([e for f in rows for e in f.people.values()], names)
    owner = torch.tensor([i for i, f in enumerate(rows) for _ in f.people])
    right = torch.tensor([f.right(who) for f in rows for who in f.people])
    weights = torch.zeros(len(names), requires_grad=True)

    def loss() -> Tensor:
        logits = values @ weights
        sums = torch.zeros(2, len(rows))
        parts = torch.exp(logits - logits.detach().max())
        sums = sums.index_add(1, owner, torch.stack([parts, parts * right]))
        return (sums[0].log() - sums[1].log()).sum() + held * (weights**2).sum()

    _least(weights, loss)
    return {
        name: {"yes": weight}
        for name, weight in zip(names, (weights.detach() / scale).tolist(), strict=True)
    }


def report(data: Mapping[str, tuple[list[Found], list[Marked]]]) -> None:
    """What fits on other stories make of each: the mean F1 over the stories, at some limits."""
    order = sorted(data)
    scores: dict[float, list[tuple[float, float]]] = {limit: [] for limit in LIMITS}
    for fold in range(FOLDS):
        inside = [f for i, n in enumerate(order) if i % FOLDS != fold for f in data[n][0]]
        ask = {k: Question(v) for k, v in fit(inside).items()}
        for i, name in enumerate(order):
            if i % FOLDS == fold:
                rows, wanted = data[name]
                judged = judge(ask, rows)
                sure = [
                    0.5 * sum(ask[x].likelihood(j.so) for x in ("emotion so", "mode so"))
                    for j in judged
                ]
                for limit in LIMITS:
                    kept = [j for j, p in zip(judged, sure, strict=True) if p >= limit]
                    scores[limit].append((_f1(kept, wanted, 0), _f1(kept, wanted, 1)))
    for limit, found in scores.items():
        family, mode = np.mean(found, axis=0)
        print(f"kept at {limit}: family {family:.3f}, mode {mode:.3f}")


def _f1(rows: Sequence[Judged], wanted: Sequence[Marked], k: int) -> float:
    found = hits(((row.found.marked, lambda m, row=row: row.matches(m)[k]) for row in rows), wanted)
    return 2 * found / (len(rows) + len(wanted)) if rows or wanted else 1.0


def hits(rows: Iterable[tuple[Sequence[M], Callable[[M], bool]]], wanted: Iterable[M]) -> int:
    """How many of what is marked is right in some row, each counted once. A row has what it
    overlaps, most overlap first, and whether it is right of one."""
    left, count = list(wanted), 0
    for marked, right in rows:
        for m in marked:
            if m in left and right(m):
                left.remove(m)
                count += 1
                break
    return count


def write(
    weights: Mapping[str, Mapping[str, Mapping[str, float]]], path: Path, head: str = HEAD
) -> None:
    """Write the weights of some questions as a table."""
    lines = []
    for question, table in weights.items():
        for evidence, row in sorted(table.items()):
            parts = "\t".join(f"{answer}={weight:.3f}" for answer, weight in row.items())
            lines.append(f"{question}\t{evidence}\t{parts}")
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    read(line.split("\t") for line in lines)


if __name__ == "__main__":
    main()
