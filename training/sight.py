"""The weights by which it is decided through whom a narration is seen, tried on marked stories.

    python -m training.sight --read MODEL STORY ... [--read ...]

Begins with the weights set by hand and changes one at a time as long as more of the stories' text
is seen through the right head by ``fabula.story.viewpoint``. Each fold is kept from such a search:
what it finds is written to ``src/fabula/story/lexicon/sight.tsv`` if it does better there than the
weights set by hand, and those if not. A model is one that was not trained on the stories it reads.

The likelihood of the marked viewpoints (a conditional random field over paragraphs, Lafferty et
al. 2001) was made greatest before: what it gives for signs of somebody's inside is a third of what
gets most of the text right, since one story has many of them that are not independent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import marked_data
from evaluation.align import align
from fabula.story import STEPS
from fabula.story.draft import Draft
from fabula.story.scenes import scenes, seen
from fabula.story.sight import Sign
from fabula.story.viewpoint import Head, Part, viewpoints
from training.feeling import STORIES, asked_for

FOLDS = 4
STEP = 1.5
"""What a weight is multiplied with, or divided by, to try whether more is right."""
LEAST = 0.003
"""Of the text so much more must be right: less is chance."""
ROUNDS = 2
TO = Path(__file__).parents[1] / "src/fabula/story/lexicon/sight.tsv"
BY_HAND: Mapping[str, float] = {
    "thinks": 4.0, "realizes": 3.2, "remembers": 4.0, "wonders": 3.3, "wants": 2.8, "hopes": 3.3,
    "fears": 3.4, "decides": 3.4, "knows": 3.2, "not-knows": 2.4, "believes": 2.2, "doubts": 1.0,
    "felt": 2.5, "hidden": 0.25, "shown": -0.06, "senses": 3.3, "sensed": -0.4, "seems": -0.7,
    "muses": 0.3, "kin": 0.2, "had": 0.1, "does": 0.05, "owns": 0.05, "named": 0.1,
    "described": -0.15, "opens": 1.0, "opens paragraph": 0.1, "word": 0.002, "inside": 0.3,
    "acts": 0.5, "break": -1.9, "elsewhere": -5.9, "elsewhere, novel": -18.0, "absent": -1.0,
}  # fmt: skip
BY_HAND_ALONE = ("word", "acts", "elsewhere, novel")
"""Not searched: of the marked stories few are seen through nobody, of the novels that are read far
more."""


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


def share(stories: Sequence[Marked], weights: Mapping[str, float]) -> float:
    """How much of each story is seen through the right head, on average."""
    found = [right(story, weights) for story in stories]
    shares = [good / of for good, of in found if of]
    return sum(shares) / max(1, len(shares))


def search(stories: Sequence[Marked]) -> Mapping[str, float]:
    """The weights by which most is right, from those set by hand on."""
    weights, best = dict(BY_HAND), share(stories, BY_HAND)
    for _ in range(ROUNDS):
        for name in (n for n in BY_HAND if n not in BY_HAND_ALONE):
            for factor in (STEP, 1 / STEP):
                other = weights | {name: weights[name] * factor}
                found = share(stories, other)
                if found > best + LEAST:
                    best, weights = found, other
    return weights


def write(weights: Mapping[str, float]) -> None:
    lines = [
        "# What each sign of a viewpoint weighs, in nats, for whom it is one (``story.sight``),",
        "# and to be whom a stretch or paragraph begins with. Of nobody: each word of narration;",
        "# the share of all that is told of anybody's inside; the share of what is shown of who",
        "# is most there. What a change of viewpoint costs at a break and elsewhere, and to be",
        "# seen through one whom a stretch hardly speaks of. Made by ``python -m training.sight``.",
        *(f"{name}\t{weight:.4f}" for name, weight in weights.items()),
    ]
    TO.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    stories = [marked(name, draft) for name, draft in asked_for(__doc__).items()]
    searched = by_hand = 0.0
    for fold in range(FOLDS):
        kept = stories[fold::FOLDS]
        rest = [s for i, s in enumerate(stories) if i % FOLDS != fold]
        searched += share(kept, search(rest)) / FOLDS
        by_hand += share(kept, BY_HAND) / FOLDS
    print(f"stories kept from the search: {searched:.3f}; by hand {by_hand:.3f}")
    write(search(stories) if searched > by_hand else BY_HAND)


if __name__ == "__main__":
    main()
