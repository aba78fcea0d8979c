"""What feelings weigh otherwise in novels: fitted to places of novels that were judged one by one.

    python -m training.novels MODEL NOVELS

Writes ``src/fabula/story/lexicon/feeling_novels.tsv``, which is added to the weights of
``feeling.tsv`` (``training.feeling``) in a long text. MODEL is the folder of a reading model,
NOVELS that of the texts; ``training/judged/feelings.tsv`` says which places of which novels show
whose feeling. Before it writes, it tells what fits to the other novels make of each.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.reading import network
from fabula.source import open_source
from fabula.story import STEPS
from fabula.story.draft import Draft
from fabula.story.emotions import FAMILIES, FAMILY_NAMES, MODES
from fabula.story.evidence import Place, Surroundings, places
from fabula.story.feelings import feelings, told
from fabula.story.fusing import NOVELS, TABLE, people_of
from fabula.story.modes import concealments
from fabula.story.weighing import Evidence, Question, questions, shifted
from fabula.text import annotate
from training.feeling import fit_question, likeliest, with_others, write

JUDGED = Path(__file__).parent / "judged/feelings.tsv"
TO = Path(__file__).parents[1] / "src/fabula/story/lexicon" / NOVELS
HELD = 3.0
"""How much the weights are held to nothing; 1 and 10 did as well on novels apart."""
BY_HAND = {"told hidden": ("hidden", 2.0), "told feigned": ("feigned", 2.0)}
"""Words that say that something is concealed are to be believed: among the places judged were two
and three, too few to learn it from, and the network's own word for it is no longer believed."""
LIMITS = (0.2, 0.3, 0.4, 0.5, 0.6)
HEAD = """\
# By how much the evidence for a feeling weighs more or less in a novel than feeling.tsv says, in
# nats. Made by ``python -m training.novels``: fitted to places of ten novels that were judged one
# by one (training/judged/feelings.tsv).
"""
_NONE = "none"


@dataclass(frozen=True)
class Judgement:
    """What a reader said of some words: whether they show a feeling of ``who``, and which."""

    span: tuple[int, int]
    who: str
    theirs: bool
    family: str | None
    mode: str


@dataclass(frozen=True)
class Case:
    """A place that was judged, with whose it is taken for and how surely."""

    place: Place
    around: Surroundings
    who: tuple[int, ...]
    share: float
    judgement: Judgement

    def right(self, family: str, mode: str) -> tuple[bool, bool]:
        j = self.judgement
        return j.theirs and family == j.family, j.theirs and mode == j.mode


@dataclass(frozen=True)
class Answer:
    """What is answered of a place, and what speaks for it that a reader would say so."""

    family: str
    mode: str
    so: Evidence


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("model", type=Path)
    parse.add_argument("novels", type=Path)
    options = parse.parse_args()
    cases = {
        name: list(gather(drafted(options.novels / f"{name}.txt", options.model), some))
        for name, some in judgements().items()
    }
    report(cases)
    write(fit([x for some in cases.values() for x in some]), TO, HEAD)


def judgements() -> dict[str, list[Judgement]]:
    """What was judged, by novel."""
    out: defaultdict[str, list[Judgement]] = defaultdict(list)
    for line in JUDGED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, start, end, who, theirs, emotion, mode = line.split("\t")
            family = None if emotion == _NONE else FAMILIES[emotion]  # type: ignore[index]
            span = int(start), int(end)
            out[name].append(Judgement(span, who, theirs == "yes", family, mode))
    return dict(out)


def drafted(path: Path, model: Path) -> Draft:
    """A novel as it is when feelings are asked for."""
    source = open_source(path)
    text = annotate(source)
    draft = Draft(text, network.read(text, model=model), source)
    for step in STEPS[: STEPS.index(feelings)]:
        draft = step(draft)
    return draft


def gather(draft: Draft, judged: Sequence[Judgement]) -> Iterator[Case]:
    """The place that each judgement is of: of those of the same person the one that has most of its
    words. Whose another model or deduction takes for somebody else's is left out."""
    c = draft.clauses
    assert c is not None and draft.characters is not None
    names = {x.id: x.name for x in draft.characters}
    hiding = concealments(c)
    around = Surroundings(c, hiding)
    whose = questions(TABLE)["whose"]
    seen = []
    for place, _ in with_others(places(c, told(c, hiding))):
        people = people_of(around, place)
        if people:
            who, share = likeliest(whose, people)
            seen.append((c.span(place.first, place.last), place, who, share))
    for j in judged:
        best: tuple[float, Case] | None = None
        for (start, end), place, who, share in seen:
            both = min(end, j.span[1]) - max(start, j.span[0])
            if both <= 0 or j.who not in (names.get(one) for one in who):
                continue
            part = both / (max(end, j.span[1]) - min(start, j.span[0]))
            if best is None or part > best[0]:
                best = part, Case(place, around, who, share, j)
        if best is not None:
            yield best[1]


def fit(cases: Sequence[Case]) -> dict[str, dict[str, dict[str, float]]]:
    """By how much the weights of each question are moved."""
    base = questions(TABLE)
    real = [x for x in cases if x.judgement.family is not None]
    families = [x.around.family(x.place) for x in real]
    modes = [x.around.mode(x.place, x.who) for x in real]
    moved = {
        "family": fit_question(
            families, [FAMILY_NAMES.index(x.judgement.family or "") for x in real], FAMILY_NAMES,
            HELD, before=[_before(base["family"], e, FAMILY_NAMES) for e in families],
        ),
        "mode": fit_question(
            modes, [MODES.index(x.judgement.mode) for x in real],  # type: ignore[arg-type]
            MODES, HELD, before=[_before(base["mode"], e, MODES) for e in modes],
        ),
    }  # fmt: skip
    for evidence, (mode, weight) in BY_HAND.items():
        row = moved["mode"].setdefault(evidence, dict.fromkeys(MODES, 0.0))
        row[mode] += weight
    answers = [answer(shifted(base, _questions(moved), 1.0), x) for x in cases]
    for k, name in enumerate(("emotion so", "mode so")):
        right = [int(x.right(a.family, a.mode)[k]) for x, a in zip(cases, answers, strict=True)]
        before = [[0.0, base[name].sums(a.so).get("yes", 0.0)] for a in answers]
        moved[name] = fit_question(
            [a.so for a in answers], right, ("no", "yes"), HELD, binary=True, before=before
        )
    return moved


def _before(question: Question, evidence: Evidence, answers: Sequence[str]) -> list[float]:
    sums = question.sums(evidence)
    return [sums.get(a, 0.0) for a in answers]


def _questions(weights: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, Question]:
    return {name: Question(table) for name, table in weights.items()}


def answer(ask: Mapping[str, Question], case: Case) -> Answer:
    """What some questions make of a place."""
    families = ask["family"].shares(case.around.family(case.place))
    modes = ask["mode"].shares(case.around.mode(case.place, case.who))
    so = case.around.so(case.place, case.who, case.share, families, modes)
    family, mode = (max(x, key=lambda k: x[k]) for x in (families, modes))
    return Answer(family, mode, so)


def report(cases: Mapping[str, Sequence[Case]]) -> None:
    """Of the places scored so much or more, how many show a feeling, and how many are right in
    whose it is with its family, with its mode, and with both: with the weights of the stories, then
    with fits to the other novels."""
    base = questions(TABLE)
    table(scored(base, [x for some in cases.values() for x in some]), "as in stories")
    found: list[tuple[float, bool, bool, bool, bool]] = []
    for name, some in cases.items():
        others = [x for other, rows in cases.items() if other != name for x in rows]
        found += scored(shifted(base, _questions(fit(others)), 1.0), some)
    table(found, "fitted to the other novels")


def scored(
    ask: Mapping[str, Question], cases: Sequence[Case]
) -> list[tuple[float, bool, bool, bool, bool]]:
    """The score of each place, and in what it is right."""
    out = []
    for case in cases:
        a = answer(ask, case)
        score = 0.5 * sum(ask[x].likelihood(a.so) for x in ("emotion so", "mode so"))
        family, mode = case.right(a.family, a.mode)
        out.append((score, case.judgement.family is not None, family, mode, family and mode))
    return out


def table(found: Sequence[tuple[float, bool, bool, bool, bool]], title: str) -> None:
    print(title)
    for limit in LIMITS:
        kept = [row[1:] for row in found if row[0] >= limit]
        shares = [sum(column) / len(kept) for column in zip(*kept, strict=True)]
        parts = zip(("feeling", "whose and family", "whose and mode", "all"), shares, strict=False)
        print(f"  {limit}: {len(kept)} places,", ", ".join(f"{k} {v:.2f}" for k, v in parts))


if __name__ == "__main__":
    main()
