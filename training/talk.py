"""The weights by which speakers are decided: a conditional random field fitted to marked talk.

    python -m training.talk --shared SHARED

Writes ``src/fabula/story/lexicon/talk.tsv``. A chain over the turns of each conversation, of second
order, with the features of ``fabula.story.candidates`` and ``talk``; the likelihood of the marked
speakers is made greatest (``training.field``), turns without a mark being summed over
(Lafferty et al. 2001; Quattoni et al. 2007). Texts: the marked stories, LitBank's train split, and
novels with hidden tags (``training.hidden``). Of texts that the reading model was trained on, what
it scored has weights of its own, which are thrown away: there it is surer than it may be.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path

from evaluation import litbank_data, marked_data
from evaluation.given import with_quotations
from fabula.pipeline import reading_for
from fabula.source import from_text
from fabula.source.source import Source
from fabula.story import STEPS
from fabula.story.candidates import Candidates, find_candidates
from fabula.story.draft import Draft
from fabula.story.talk import NOBODY, Weights, between, weigh
from fabula.story.turns import Turn, conversations, find_turns
from fabula.text import Text, annotate, from_sentences
from training import hidden
from training.corpora import DEV_STORIES
from training.field import FIXED, Chain, fit
from training.selfmade import meant

LONGEST = 24
LIKELIEST = 5
HELD, HELD_SCORES, HELD_UNHEARD = 5.0, 60.0, 40.0
"""How much the weights are held to those set by hand (the inverse variance of the prior), those of
what the reading scored, and those for readings without scores."""
_SCORED = ("heard", "told", "pronoun")
_APART = "apart "


@dataclass(frozen=True)
class Marked:
    """One text with, for each character span of a person, who it is, and of quotations, or of
    whole paragraphs (``names``), who speaks; whether the network was trained on it (``seen``), and
    whether its paragraphs are lost."""

    text: Text
    source: Source
    seen: bool
    unparted: bool
    people: Mapping[tuple[int, int], str]
    speakers: Mapping[tuple[int, int], str]
    names: Mapping[int, str]


def stories(folder: Path) -> Iterable[Marked]:
    for name in marked_data.names(folder):
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
        yield Marked(text, source, name not in DEV_STORIES, False, people, said, {})


def litbank(data: Path) -> Iterable[Marked]:
    for name in json.loads((data / "split.json").read_text())["train"]:
        gold = litbank_data.load(data, name)
        text = from_sentences(gold.sentences)

        def chars(span: tuple[int, int], text: Text = text) -> tuple[int, int]:
            return text.tokens[span[0]][0], text.tokens[span[1] - 1][1]

        text = with_quotations(text, [chars(q.span) for q in gold.quotations])
        yield Marked(
            text,
            from_text(text.string, f"{name}.txt"),
            True,
            True,
            {chars(m.span): m.cluster for m in gold.mentions},
            {chars(q.span): q.speaker for q in gold.quotations if q.speaker is not None},
            {},
        )


def novels(data: Path) -> Iterable[Marked]:
    for made in hidden.load(data):
        source = from_text(made.text, f"{made.name}.txt")
        text = annotate(source)
        # A heading or a note may be kept out of the text, so paragraphs are known by their words.
        number = {text.string[a:b]: n for n, (a, b) in enumerate(text.paragraphs)}
        parts = made.text.rstrip("\n").split("\n\n")
        names = {number[parts[n]]: who for n, who in made.speakers.items() if parts[n] in number}
        yield Marked(text, source, False, False, {}, {}, names)


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
    name = marked.names.get(turn.paragraph)
    if name is not None:
        return frozenset(
            b
            for b in listed
            if b >= 0 and any(meant(name, tuple(n.lower().split())) for n in draft.beings[b].names)
        )
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
    """What has a weight of its own in this text, which is thrown away: what the reading scored
    where it was trained on the text; that somebody has no name where only names are marked; and
    what passes from turn to turn where paragraphs are lost."""
    apart: tuple[str, ...] = ("nameless",) if marked.names else ()
    if heard and marked.seen:
        apart += _SCORED
    if marked.unparted:
        apart += ("again", "returns")
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
    given = parser.parse_args()
    data = given.shared / "data"
    texts = [*stories(given.stories), *litbank(data / "litbank"), *novels(data)]
    columns = [
        fitted(((m, draft_of(m, model)) for m in texts), heard, by_hand(heard))
        for model, heard in (("small", True), ("rules", False))
    ]
    write(Path(__file__).parent.parent / "src/fabula/story/lexicon/talk.tsv", *columns)


def write(path: Path, heard: Weights, unheard: Weights) -> None:
    """Write the weights as a table."""
    lines = [
        "# What the features of talk weigh, in nats: for readings that score speakers, for those",
        "# that do not, and for those that do where the text's paragraphs are lost. Made by",
        "# ``python -m training.talk``: fitted to marked stories, LitBank and novels with hidden",
        "# tags; the last by hand.",
    ]
    hand, other = by_hand(True), by_hand(False)
    lines += [
        "\t".join([name, *(f"{w:.2f}" for w in (heard.get(name, h), unheard.get(name, o), h))])
        for name, h, o in ((name, hand[name], other[name]) for name in sorted(hand))
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
