"""What words tell of a feeling, learned from every marked place: ``python -m training.wording``.

Writes ``src/fabula/story/lexicon/wording.tsv``: the weights of words, pairs of words and stems
(``fabula.story.wording``), by two multinomial logistic regressions over the marked stories, those
kept apart left out, and the moments. What is no feeling is learned from sentences in which none is
marked.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from fabula.story.clauses import plain
from fabula.story.emotions import FAMILIES, FAMILY_NAMES, MODES
from fabula.story.wording import (
    ANSWERS,
    NOTHING,
    TABLE,
    Weights,
    beside,
    features,
    told,
)
from training import moments, tales
from training.corpora import DEV_STORIES, LOOSE
from training.documents import EMOTIONS, LAYERS, Document

HERE = Path(__file__).parent
TO = HERE.parent / "src/fabula/story/lexicon" / TABLE
HELD = 4.0
"""How much the weights are held to nothing (the inverse variance of a Gaussian prior)."""
FEWEST = 5
"""What is seen less often is left out."""
SCALE = 10.0
LEAST = 2
"""Tenths of a nat: what says less of everything is not written."""
_NOTHING = FAMILY_NAMES.index("surprise") + 1
_FAMILY = [FAMILY_NAMES.index(FAMILIES[x]) for x in EMOTIONS]  # type: ignore[index]
_WIDEST = 14  # words of a stretch that shows nothing
HEAD = """\
# What words tell of a feeling, in tenths of a nat: of which family it is, or none, and in which
# mode. "~" is before a word beside the place, "-" after a stem. Made by
# ``python -m training.wording`` from marked stories and moments. The answers:
# {answers}
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A place of a document, with what is marked of it; ``mode`` None of what shows nothing."""

    name: str
    found: set[str]
    family: int
    mode: int | None


def examples() -> list[Example]:
    """Of every story that is not kept apart, and of the moments."""
    chance = random.Random(7)
    stories = [d for d in tales.load(HERE / "stories") if d.name not in DEV_STORIES]
    out = [x for d in stories for x in _of(d, chance)]
    for dev in (False, True):
        out += [x for d in moments.load(HERE / "moments", dev=dev) for x in _of(d, chance)]
    return out


def _of(document: Document, chance: random.Random) -> Iterable[Example]:
    words = [plain(w) for w in document.words]
    edges = np.flatnonzero(np.diff(document.sentence)) + 1
    starts = np.array([0, *edges, len(words)])
    spoken = document.in_quote() >= 0
    taken = np.zeros(len(words), bool)
    cues = [c for c in document.cues if c.layer == LAYERS.index("feeling")]
    for cue in cues:
        taken[cue.start : cue.end] = True
        at = (cue.start, cue.end)
        found = _look(words, at, starts, spoken)
        yield Example(document.name, found, _FAMILY[cue.labels[0]], cue.mode)
    if document.name.startswith(LOOSE):  # what is not marked there may be a feeling all the same
        return
    for a, b in pairwise(starts):
        if b - a >= 3 and not taken[a:b].any():
            first = chance.randrange(a, max(a + 1, b - _WIDEST + 1))
            at = (first, min(b, first + chance.randint(3, _WIDEST)))
            yield Example(document.name, _look(words, at, starts, spoken), _NOTHING, None)


def _look(
    words: Sequence[str], at: tuple[int, int], starts: np.ndarray, spoken: np.ndarray
) -> set[str]:
    first, last = at
    k = int(np.searchsorted(starts, first, "right"))
    start, end = int(starts[k - 1]), int(starts[k])
    around = beside(words, first, last, start, end)
    return features(words[first:last], around, spoken=bool(spoken[first]))


def learn(some: Sequence[Example], without: Collection[str] = ()) -> Weights:
    """The weights, fitted to all examples but those of some documents."""
    used = [x for x in some if x.name not in without]
    counts = Counter(name for x in used for name in x.found)
    names = sorted(name for name, n in counts.items() if n >= FEWEST)
    column = {name: i for i, name in enumerate(names)}
    families = _fit(used, column, [x.family for x in used], len(FAMILY_NAMES) + 1)
    modes_of = [x for x in used if x.mode is not None]
    modes = _fit(modes_of, column, [x.mode or 0 for x in modes_of], len(MODES))
    return Weights(column, np.concatenate([families, modes], 1))


def _fit(
    some: Sequence[Example], column: Mapping[str, int], right: Sequence[int], answers: int
) -> np.ndarray:
    pairs = [(i, column[n]) for i, x in enumerate(some) for n in x.found if n in column]
    values = torch.sparse_coo_tensor(
        torch.tensor(pairs).T, torch.ones(len(pairs)), (len(some), len(column))
    ).coalesce()
    target = torch.tensor(right)
    weights = torch.zeros(len(column), answers, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=50, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        logits = torch.sparse.mm(values, weights)
        value = F.cross_entropy(logits, target, reduction="sum") + HELD * (weights**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    fitted: np.ndarray = weights.detach().numpy()
    return fitted


def right_in(weights: Weights, some: Sequence[Example]) -> tuple[float, float]:
    """The share of places with the right family, and with the right mode."""
    marked = [x for x in some if x.mode is not None]
    families = modes = 0
    for x in marked:
        shares = told(x.found, weights)
        families += max(FAMILY_NAMES, key=lambda k: shares[k]) == FAMILY_NAMES[x.family]
        modes += max(MODES, key=lambda k: shares[k]) == MODES[x.mode or 0]
    return families / max(1, len(marked)), modes / max(1, len(marked))


def write(weights: Weights, path: Path = TO) -> None:
    """Write the table, without what comes to nothing."""
    lines = [HEAD.format(answers=" ".join(ANSWERS)).rstrip("\n")]
    tenths = np.round(weights.values * SCALE).astype(int)
    for name, values in zip(weights.row, tenths, strict=True):
        if abs(values).max() >= LEAST and not name.startswith("#"):
            lines.append(f"{name}\t{' '.join(map(str, values))}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    everything = examples()
    apart = [
        x
        for d in tales.load(HERE / "stories")
        if d.name in DEV_STORIES and not d.name.startswith(LOOSE)
        for x in _of(d, random.Random(7))
    ]
    weights = learn(everything)
    families, modes = right_in(weights, apart)
    print(f"{len(everything)} examples, {len(weights.row)} features")
    print(f"stories kept apart, marked places: family {families:.3f}, mode {modes:.3f}")
    nothing = sum(x.family == _NOTHING for x in apart)
    found = sum(
        x.family == _NOTHING and told(x.found, weights)[NOTHING] > np.log(0.5) for x in apart
    )
    print(f"of {nothing} stretches that show nothing {found / max(1, nothing):.3f} are told so")
    write(weights)


if __name__ == "__main__":
    main()
