"""The weights by which it is decided through whom a narration is seen, fitted to marked stories.

    python -m training.sight --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/sight.tsv``: a conditional random field over the paragraphs of
each story (Lafferty et al. 2001), whose states are the heads that ``fabula.story.viewpoint``
chooses from, with the signs of ``fabula.story.sight``. The likelihood of the marked viewpoints is
made greatest, the weights being held to those set by hand. A model is one that was not trained on
the stories it reads. Prints how much of the text is seen through the right head, in stories that a
fit had not seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from evaluation import marked_data
from evaluation.align import align
from fabula.story import STEPS
from fabula.story.draft import Draft
from fabula.story.scenes import scenes, seen
from fabula.story.sight import Sign
from fabula.story.viewpoint import ACTS, INNER, MET, Head, Part, viewpoints
from training.feeling import STORIES, asked_for

FOLDS = 5
HELD = 25.0
"""How much the weights are held to those set by hand (the inverse variance of the prior)."""
ALL_KNOWING = 4.0
"""How much a story counts that is seen through nobody: of those marked one in twenty is, of the
novels that are read far more."""
MOST_HEADS = 10
ROUNDS = 40
TO = Path(__file__).parents[1] / "src/fabula/story/lexicon/sight.tsv"
BY_HAND: Mapping[str, float] = {
    **dict.fromkeys(
        ("thinks", "realizes", "remembers", "wonders", "wants", "hopes", "fears", "decides"), 1.1
    ),
    **dict.fromkeys(("knows", "not-knows"), 0.9), "believes": 0.3, "doubts": 0.3, "felt": 1.0,
    "hidden": 0.05, "shown": -0.1, "senses": 1.1, "sensed": -0.5, "seems": -0.9, "muses": 0.3,
    "kin": 0.1, "had": 0.1, "does": 0.05, "owns": 0.05, "named": 0.1, "described": -0.15,
    "word": 0.002, "inside": 0.17, "acts": 0.5, "break": -1.5, "elsewhere": -3.0, "absent": -0.9,
}  # fmt: skip
BY_HAND_ALONE = ("word", "inside", "acts", "named", "does", "owns", "described")
"""Not fitted: who is named and does things is there, and mostly the one seen through where a story
sees through anybody. That it may see through nobody, as more novels do than the marked stories,
must cost as much whoever is there."""
NAMES = tuple(BY_HAND)
ID = {name: k for k, name in enumerate(NAMES)}
_NEVER = -1e4


@dataclass(frozen=True)
class Marked:
    """A story: its signs and stretches, and by whom each offset is marked to be seen."""

    signs: Sequence[Sign]
    stretches: Sequence[Sequence[Part]]
    is_: Mapping[int, str]
    scenes: Sequence[tuple[int, int, str]]

    def wanted(self, offset: int) -> str | None:
        """The marked viewpoint at an offset, "none" for nobody's; None outside of scenes."""
        return next((pov for a, b, pov in self.scenes if a <= offset < b), None)


def marked(name: str, draft: Draft) -> Marked:
    """What a story shows of its viewpoint, and what is marked."""
    string, marks = marked_data.load(STORIES, name)
    laid = align(string, draft.text.string)
    for step in STEPS[: STEPS.index(scenes)]:
        draft = step(draft)
    people = {}
    where = []
    for mark in marks:
        span = laid.into_text(mark.start, mark.end)
        if span is not None and mark.tag == "p":
            people[span] = mark.attributes["c"]
        elif span is not None and mark.tag == "scene":
            where.append((*span, mark.attributes["pov"]))
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for mention in draft.mentions or ():
        label = people.get((mention.start, mention.end))
        if label is not None and len(mention.entities) == 1:
            votes[mention.entities[0]][label] += 1
    is_ = {b: max(v, key=lambda label: (v[label], label)) for b, v in votes.items()}
    return Marked(*seen(draft), is_, where)


@dataclass(frozen=True)
class Lattice:
    """A story as arrays: for each of P paragraphs and H heads, nobody first, the counts of signs
    ``[P, H, K]``; those of nobody's state; which heads may be; and which are right."""

    counts: Tensor
    inner: Tensor
    acts: Tensor
    words: Tensor
    allowed: Tensor
    absent: Tensor
    right: Tensor
    moves: list[str]
    weight: float

    def log_likelihood(self, w: Tensor) -> Tensor:
        """Of the marked heads among all."""
        return self.weight * (self._sum(w, self.right) - self._sum(w, self.allowed))

    def _sum(self, w: Tensor, open_: Tensor) -> Tensor:
        told = self.counts @ w
        nobody = w[ID["word"]] * self.words + w[ID["inside"]] * (self.inner @ w)
        nobody = nobody + w[ID["acts"]] * (self.acts @ w).amax(1).clamp(min=0.0)
        told = torch.cat([nobody[:, None], told[:, 1:]], 1) + self.absent * w[ID["absent"]]
        told = torch.where(open_, told, torch.tensor(_NEVER))
        total = told[0]
        for t in range(1, len(told)):
            move = torch.logsumexp(total, 0) + w[ID[self.moves[t]]]
            total = torch.logaddexp(total, move) + told[t]
        return torch.logsumexp(total, 0)


def lattice(story: Marked) -> Lattice | None:
    """The arrays of a story; None where nothing of it is marked or it has one head only."""
    parts = [(part, k == 0, n) for n, s in enumerate(story.stretches) for k, part in enumerate(s)]
    met: Counter[int] = Counter()
    here: list[list[Sign]] = []
    at = 0
    signs = sorted(story.signs, key=lambda s: s.at)
    by_stretch: dict[int, Counter[int]] = defaultdict(Counter)
    for part, _, n in parts:
        while at < len(signs) and signs[at].at < part.start:
            at += 1
        first = at
        while at < len(signs) and signs[at].at < part.end:
            at += 1
        here.append(signs[first:at])
        met.update(s.who for s in here[-1])
        by_stretch[n].update(s.who for s in here[-1])
    heads = [b for b, n in met.most_common(MOST_HEADS) if n >= MET]
    if not heads or not parts:
        return None
    column = {b: k + 1 for k, b in enumerate(heads)}
    size, width = len(parts), len(heads) + 1
    counts, acts = torch.zeros(size, width, len(NAMES)), torch.zeros(size, width, len(NAMES))
    inner, words = torch.zeros(size, len(NAMES)), torch.zeros(size)
    allowed, right = torch.ones(size, width).bool(), torch.ones(size, width).bool()
    absent = torch.zeros(size, width)
    marks = 0
    for t, (part, first, n) in enumerate(parts):
        words[t] = part.words
        for s in here[t]:
            k = ID.get(s.kind)
            if k is None:
                continue
            if s.kind in INNER:
                inner[t, k] += 1
            if s.who in column:
                counts[t, column[s.who], k] += 1
                if s.kind in ACTS:
                    acts[t, column[s.who], k] += 1
        for b, h in column.items():
            absent[t, h] = float(first and by_stretch[n][b] < MET)
        wanted = story.wanted((part.start + part.end) // 2)
        if wanted is None:
            continue
        good = (
            [0]
            if wanted == "none"
            else [h for b, h in column.items() if story.is_.get(b) == wanted]
        )
        if good:
            right[t] = False
            right[t, good] = True
            marks += 1
    moves = ["break" if first else "elsewhere" for _, first, _ in parts]
    weight = ALL_KNOWING if any(pov == "none" for _, _, pov in story.scenes) else 1.0
    made = Lattice(counts, inner, acts, words, allowed, absent, right, moves, weight)
    return made if marks else None


def fit(stories: Sequence[Marked]) -> dict[str, float]:
    """The weights that make the marked viewpoints likeliest."""
    found = [x for x in map(lattice, stories) if x is not None]
    first = torch.tensor([BY_HAND[name] for name in NAMES])
    free = torch.tensor([float(name not in BY_HAND_ALONE) for name in NAMES])
    change = torch.zeros(len(NAMES), requires_grad=True)
    optimizer = torch.optim.LBFGS([change], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        w = first + free * change
        total: Tensor = HELD * (change**2).sum() / 2
        for one in found:
            total = total - one.log_likelihood(w)
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    w = (first + free * change).detach()
    return {name: float(w[k]) for k, name in enumerate(NAMES)}


def right(story: Marked, weights: Mapping[str, float]) -> tuple[int, int]:
    """Of a story's characters how many are seen through the right head, and how many there are."""
    good = of = 0
    paths = viewpoints(story.signs, story.stretches, weights)
    for stretch, heads in zip(story.stretches, paths, strict=True):
        for part, head in zip(stretch, heads, strict=True):
            wanted = story.wanted((part.start + part.end) // 2)
            if wanted is not None:
                of += part.end - part.start
                told = "none" if head is None else _label(story, head)
                good += (part.end - part.start) * (told == wanted)
    return good, of


def _label(story: Marked, head: Head) -> str:
    return story.is_.get(-1 if head is None else head, "?")


def write(weights: Mapping[str, float]) -> None:
    lines = [
        "# What each sign of a viewpoint weighs, in nats, for whom it is one (``story.sight``). Of",
        "# nobody: each word of narration; the share of all that is told of anybody's inside; the",
        "# share of what is shown of whoever is most there. What a change of viewpoint costs at a",
        "# break and elsewhere, and to be seen through one whom a stretch hardly speaks of.",
        "# Made by ``python -m training.sight``: fitted to marked stories.",
        *(f"{name}\t{weight:.4f}" for name, weight in weights.items()),
    ]
    TO.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    stories = [marked(name, draft) for name, draft in asked_for(__doc__).items()]
    by_hand = fitted = of = 0
    for fold in range(FOLDS):
        weights = fit([s for i, s in enumerate(stories) if i % FOLDS != fold])
        for story in stories[fold::FOLDS]:
            good, size = right(story, weights)
            fitted, of, by_hand = fitted + good, of + size, by_hand + right(story, BY_HAND)[0]
    print(f"stories kept from the fit: {fitted / of:.3f}; by hand {by_hand / of:.3f}")
    write(fit(stories))


if __name__ == "__main__":
    main()
