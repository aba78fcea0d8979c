"""``python -m evaluation.sample STORY... [--rows beliefs] [--count 100] [--seed 1]``: rows drawn
at random from what fabula makes of some stories, each with its words in their context, to be
judged by hand against the text.

Rows of all stories are pooled and drawn without replacement; the same files, seed and code give the
same sample. For relations one place of evidence is drawn too.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import fabula
from fabula.story.story import Belief, Feeling, Relation, Story

KINDS = ("beliefs", "relations", "feelings")
AROUND = 160  # code points of context to either side


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row in words: what is judged, and its line with the evidence between ``[[`` and ``]]``."""

    story: str
    row: str
    line: str


def draw(stories: Sequence[Story], kind: str, count: int, seed: int) -> list[Drawn]:
    """Rows of a kind from some stories; fewer where they have fewer."""
    chance = random.Random(seed)
    pool = [(story, row) for story in stories for row in getattr(story, kind)]
    return [_drawn(s, row, chance) for s, row in chance.sample(pool, min(count, len(pool)))]


def _drawn(story: Story, row: Belief | Relation | Feeling, chance: random.Random) -> Drawn:
    def name(id: int | None) -> str:
        found = story.characters.by_id(id)
        return found.name if found else "-"

    if isinstance(row, Relation):
        times = "".join(
            f", {word} {story.words_at(span)!r}"
            for word, span in (("since", row.since), ("until", row.until))
            if span is not None
        )
        words = f"{name(row.a)} is {name(row.b)}'s {row.label}{times}"
        start, end = chance.choice(row.evidence)
    elif isinstance(row, Belief):
        about = ", ".join(name(x) for x in row.about)
        words = f"{name(row.who)} {row.attitude}: {story.words_at(row.content)}  (about {about})"
        start, end = row.start, row.end
    else:
        words = f"{name(row.who)}: {row.emotion}, {row.mode}, toward {name(row.toward)}"
        start, end = row.start, row.end
    before, after = story.text[max(0, start - AROUND) : start], story.text[end : end + AROUND]
    line = f"{before}[[{story.text[start:end]}]]{after}"
    return Drawn(story.stem, " ".join(words.split()), " ".join(line.split()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the stories, draw, and print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.sample", description=__doc__)
    parser.add_argument("stories", type=Path, nargs="+", metavar="STORY")
    parser.add_argument("--rows", choices=KINDS, default="beliefs", help="what to draw")
    parser.add_argument("--count", type=int, default=100, help="how many (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (1)")
    parser.add_argument("--model", help="which reading to use (the default is fabula's own)")
    given = parser.parse_args(arguments)
    stories = [fabula.read(path, model=given.model) for path in given.stories]
    for i, one in enumerate(draw(stories, given.rows, given.count, given.seed), 1):
        print(f"{i}. [{one.story}] {one.row}\n   {one.line}")


if __name__ == "__main__":
    main()
