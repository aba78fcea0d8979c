"""The weights by which speakers are decided: a conditional random field fitted to marked talk.

    python -m training.talk --shared SHARED --read MODEL STORY ... [--read ...]

Writes ``src/fabula/story/lexicon/talk.tsv``. A chain over the turns of each conversation, of second
order, with the features of ``fabula.story.candidates`` and ``talk``; the likelihood of the marked
speakers is made greatest (``training.field``), turns without a mark being summed over
(Lafferty et al. 2001; Quattoni et al. 2007). Texts: marked stories, each as a model reads it that
was not trained on it, and LitBank's train split, with its books' paragraphs, as the model in use
reads it. That one was trained on it and is surer there than it may be, so what it
scored has weights of its own there, which are thrown away. Where paragraphs are lost, the same
texts without them, as the runtime guesses paragraphs. The deduction that comes before the last
time speakers are sought weighs talk by hand: nothing of the table that was there before goes in.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from math import log
from pathlib import Path

from evaluation import litbank_data, marked_data
from evaluation.given import with_quotations
from evaluation.paragraphs import paragraphs_of
from fabula.pipeline import reading_for
from fabula.source import from_text
from fabula.source.source import Source
from fabula.story import STEPS
from fabula.story.candidates import Candidates, find_candidates
from fabula.story.draft import Draft
from fabula.story.talk import NOBODY, Weights, between, weigh, weights
from fabula.story.turns import Turn, conversations, find_turns
from fabula.text import Text, annotate, from_sentences
from training.asked import add_read
from training.field import FIXED, Chain, fit

LONGEST = 24
LIKELIEST = 5
HELD, HELD_SCORES, HELD_UNHEARD = 2.0, 10.0, 40.0
"""How much the weights are held to those set by hand (the inverse variance of the prior), those of
what the reading scored, and those for readings without scores."""
_SCORED = ("heard", "told", "pronoun")
_APART = "apart "


@dataclass(frozen=True)
class Marked:
    """One text with, for each character span of a person, who it is, and of quotations who speaks;
    whether the network that reads it was trained on it (``seen``)."""

    text: Text
    source: Source
    seen: bool
    people: Mapping[tuple[int, int], str]
    speakers: Mapping[tuple[int, int], str]


def stories(folder: Path, patterns: Sequence[str]) -> Iterable[Marked]:
    """The marked stories whose names fit one of some patterns."""
    for name in marked_data.names(folder):
        if not any(fnmatch(name, pattern) for pattern in patterns):
            continue
        string, marks = marked_data.load(folder, name)
        source = from_text(string, f"{name}.txt")
        text = annotate(source)
        shift = string.find(source.text)
        if shift < 0:
            continue
        people = {
            (m.start - shift, m.end - shift): m.attributes["c"] for m in marks if m.tag == "p"
        }
        said = {(m.start - shift, m.end - shift): m.attributes["s"] for m in marks if m.tag == "q"}
        yield Marked(text, source, False, people, said)


def unparted(marked: Marked) -> Marked:
    """The same text as one hears of it whose paragraphs are lost."""
    text = marked.text
    starts = text.token_starts
    sentences, spaces = [], []
    for a, b in text.sentences:
        here = text.tokens_in(a, b)
        sentences.append([text.words[i] for i in here])
        spaces.append([text.string[text.tokens[i][1] :][:1].isspace() for i in here])
    lost = from_sentences(sentences, spaces=spaces)

    def moved(spans: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        found = {}
        for (a, b), label in spans.items():
            first, last = bisect_right(starts, a) - 1, bisect_left(starts, b) - 1
            found[lost.tokens[first][0], lost.tokens[last][1]] = label
        return found

    return replace(
        marked,
        text=lost,
        source=replace(marked.source, text=lost.string, sections=(), breaks=()),
        people=moved(marked.people),
        speakers=moved(marked.speakers),
    )


def litbank(data: Path, unparted: bool = False) -> Iterable[Marked]:
    """LitBank's train split, with its books' paragraphs, or with none (``unparted``)."""
    for name in sorted(json.loads((data / "litbank/split.json").read_text())["train"]):
        gold, book = litbank_data.load(data / "litbank", name), data / f"novels/{name}.txt"
        if not book.exists():
            continue
        paragraphs = paragraphs_of(gold.sentences, book.read_text(encoding="utf-8"))
        text = from_sentences(gold.sentences, None if unparted else paragraphs)

        def chars(span: tuple[int, int], text: Text = text) -> tuple[int, int]:
            return text.tokens[span[0]][0], text.tokens[span[1] - 1][1]

        text = with_quotations(text, [chars(q.span) for q in gold.quotations])
        yield Marked(
            text,
            from_text(text.string, f"{name}.txt"),
            True,
            {chars(m.span): m.cluster for m in gold.mentions},
            {chars(q.span): q.speaker for q in gold.quotations if q.speaker is not None},
        )


def chains(marked: Marked, draft: Draft, before: Weights) -> Iterable[Chain]:
    """The chains of a text in which anything is marked.

    The weights of ``before`` choose the likeliest candidates: a path over all is too slow.
    """
    assert draft.referents is not None and draft.beings is not None
    votes: dict[int, Counter[str]] = {}
    for mention, who in zip(draft.reading.mentions, draft.referents, strict=True):
        label = marked.people.get((mention.start, mention.end))
        if label is not None and len(who) == 1:
            votes.setdefault(who[0], Counter())[label] += 1
    is_ = {b: max(v, key=lambda label: (v[label], label)) for b, v in votes.items()}
    chance = random.Random(marked.source.name)
    talks = conversations(draft, find_turns(draft))
    for talk, found in zip(talks, find_candidates(draft, talks), strict=True):
        for low in range(0, len(talk), LONGEST):
            chain = Chain([], [], [], [])
            for t in range(low, min(len(talk), low + LONGEST)):
                own = found[t]
                right = _right(marked, draft, talk[t], list(own.features), is_)
                if own.decided:
                    right = frozenset()  # nothing to be learned
                listed, stands_for = _sample(own, before, right, chance)
                chain.candidates.append(listed)
                rows = [dict(own.features.get(b, {})) for b in listed]
                for row in rows[len(rows) - len(stands_for) :]:
                    row[FIXED] = stands_for[0]
                chain.features.append(rows)
                chain.steps.append(between(talk, found, t) if t > low else (None, None))
                chain.right.append(right.intersection(listed))
            if any(chain.right):
                yield chain


def _sample(
    own: Candidates, before: Weights, right: frozenset[int], chance: random.Random
) -> tuple[list[int], list[float]]:
    """The right and the likeliest candidates, and two of the others by lot, which stand for all
    of those: the log of how many each stands for."""
    ranked = sorted(
        own.features, key=lambda b: (b not in right, -weigh(own.features[b], before), b)
    )
    listed, others = ranked[:LIKELIEST], ranked[LIKELIEST:]
    drawn = chance.sample(others, min(2, len(others)))
    if not drawn:
        return listed or [NOBODY], []
    return [*listed, *drawn], [log(len(others) / len(drawn))] * len(drawn)


def _right(
    marked: Marked, draft: Draft, turn: Turn, listed: list[int], is_: Mapping[int, str]
) -> frozenset[int]:
    """Those of a turn's candidates who are marked as its speaker."""
    assert draft.beings is not None
    quotation = draft.text.quotations[turn.quotations[0]]
    said = marked.speakers.get((quotation.start, quotation.end))
    if said is None:
        return frozenset()
    return frozenset(b for b in listed if said in is_.get(b, "").split("+"))


def draft_of(marked: Marked, model: str, before: int = 3) -> Draft:
    """The text as far as the last time that its speakers are sought."""
    return deduced(marked, reading_for(marked.text, model=model), before)


def deduced(marked: Marked, reading: object, before: int = 3) -> Draft:
    draft = Draft(marked.text, reading, marked.source)  # type: ignore[arg-type]
    for one in STEPS:
        if one.name == "speakers":
            before -= 1
            if not before:
                return draft
        draft = one(draft)
    return draft


def fitted(
    texts: Iterable[tuple[Marked, Draft]], heard: bool, hand: Weights
) -> Mapping[str, float]:
    """The weights for readings that score speakers (``heard``), or for those that do not."""
    chained = [
        (chain, _renaming(marked, heard))
        for marked, draft in texts
        for chain in chains(marked, draft, hand)
    ]
    return fit(
        chained,
        lambda name: hand.get(name.removeprefix(_APART), 0.0),
        lambda name: (
            HELD_UNHEARD
            if not heard
            else HELD_SCORES
            if name.removeprefix(_APART).startswith(_SCORED)
            else HELD
        ),
    )


def _renaming(marked: Marked, heard: bool) -> Callable[[str], str]:
    """What has a weight of its own in this text, which is thrown away."""
    apart = _SCORED if heard and marked.seen else ()
    return lambda name: _APART + name if apart and name.startswith(apart) else name


def by_hand(heard: bool) -> Weights:
    """The weights of ``talk_by_hand.tsv``."""
    path = Path(__file__).parent / "talk_by_hand.tsv"
    table = [r.split("\t") for r in path.read_text().splitlines() if not r.startswith("#")]
    return {row[0]: float(row[1 if heard else 2]) for row in table}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--stories", type=Path, default=Path(__file__).parent / "stories")
    add_read(parser)
    given = parser.parse_args()
    target = Path(__file__).parent.parent / "src/fabula/story/lexicon/talk.tsv"
    write(target)
    weights.cache_clear()
    told = [(m, model) for model, *some in given.read for m in stories(given.stories, some)]
    lost = [(unparted(m), model) for m, model in told]
    books = [(m, "small") for m in litbank(given.shared / "data")]
    bare = [(m, "small") for m in litbank(given.shared / "data", unparted=True)]
    columns = []
    for texts, heard in itertools.product(([*told, *books], [*lost, *bare]), (True, False)):
        drafts = [(m, draft_of(m, model if heard else "rules")) for m, model in texts]
        columns.append(fitted(drafts, heard, by_hand(heard)))
    write(target, *columns)


def write(path: Path, *columns: Weights) -> None:
    """Write the weights as a table."""
    lines = [
        "# What the features of talk weigh, in nats: for readings that score speakers and those",
        "# that do not, then the same where the text's paragraphs are lost and guessed. Made by",
        "# ``python -m training.talk``: fitted to marked stories and LitBank.",
    ]
    hands = (by_hand(True), by_hand(False)) * 2
    fits = columns or ({},) * 4
    lines += [
        "\t".join(
            [name, *(f"{f.get(name, h[name]):.2f}" for f, h in zip(fits, hands, strict=True))]
        )
        for name in sorted(hands[0])
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
