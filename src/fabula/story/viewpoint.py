"""Through whom a stretch of narration is seen, in which person and tense; and where it slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.story.clauses import Clauses
from fabula.story.story import Belief, Feeling, Person, Scene, Story, Tense, Thought
from fabula.story.tables import forms
from fabula.text.text import Span

# What only the one it happens to can tell: perception from within.
_SENSES = (
    forms("see") | forms("hear") | forms("notice") | forms("feel") | forms("watch") | forms("smell")
    | forms("taste") | {"recognised", "recognized", "sensed", "glimpsed", "found"}
) - {"see", "hear", "feel", "seeing"}  # fmt: skip
_INNER = frozenset("felt hidden".split())
_PAST_TENSE = frozenset(
    "was were had did said went came could would took looked thought felt saw knew stood sat got made asked".split()
)
_PRESENT_TENSE = frozenset(
    "is are has does says goes comes can will takes looks thinks feels sees knows stands sits gets makes asks 'm am".split()
)
_FEWEST = 2.0  # evidence below this names nobody
_SHARE = 0.5  # of all inner reports; less, and the telling looks into several heads


@dataclass(frozen=True, slots=True)
class Inside:
    """One report of what goes on inside somebody, in narration."""

    at: int
    end: int
    who: int
    weight: float


@dataclass(frozen=True, slots=True)
class Slip:
    """A place where the narration looks into a head that is not the scene's viewpoint.

    ``span`` is the words, ``who`` the head looked into, ``viewpoint`` whose scene it is.
    """

    scene: int
    span: Span
    who: int
    viewpoint: int


def insides(
    c: Clauses,
    feelings: Sequence[Feeling],
    beliefs: Sequence[Belief],
    thoughts: Sequence[Thought],
) -> list[Inside]:
    """Every report of an inner state in narration, by place."""
    out: list[Inside] = []

    def narrated(offset: int) -> bool:
        return c.voice[c.text.token_at(offset)] < 0

    for t in thoughts:
        if t.thinker is not None:
            out.append(Inside(t.start, t.end, t.thinker, 2.0))
    for b in beliefs:
        if narrated(b.start):
            out.append(Inside(b.start, b.end, b.who, 1.0))
    for f in feelings:
        if f.who is not None and f.mode in _INNER and narrated(f.start):
            out.append(Inside(f.start, f.end, f.who, 1.0 if f.mode == "felt" else 0.5))
    for i, word in enumerate(c.words):
        if word in _SENSES and c.voice[i] < 0 and not c.unreal(i):
            who = c.who(c.subject(i))
            if len(who) == 1:
                out.append(
                    Inside(*c.span(i, i + 1), who[0], 0.5 if word in forms("watch") else 0.8)
                )
    out.sort(key=lambda x: x.at)
    return out


def viewpoint(
    reports: Sequence[Inside], start: int, end: int, narrator: int | None
) -> tuple[int | None, float]:
    """Whose inner life a stretch follows, and the share of the reports that are theirs.

    A narrator who is in the story is the viewpoint of what they tell. None where nobody is looked
    into, or several are (as an all-knowing teller does).
    """
    weights: Counter[int] = Counter()
    for r in reports:
        if start <= r.at < end:
            weights[r.who] += r.weight  # type: ignore[assignment]
    if narrator is not None:
        return narrator, 1.0
    if not weights:
        return None, 0.0
    (who, weight), total = weights.most_common(1)[0], sum(weights.values())
    share = weight / total
    if weight < _FEWEST or share < _SHARE:
        return None, share
    return who, share


def person_and_tense(c: Clauses, first: int, last: int) -> tuple[Person, Tense]:
    """The grammatical person and tense of the narration in a token range."""
    counts: Counter[str] = Counter()
    for k in range(first, last):
        if c.voice[k] >= 0:
            continue
        word = c.words[k]
        if word in ("i", "me", "my", "we", "our"):
            counts["first"] += 1
        elif word in ("you", "your"):
            counts["second"] += 1
        elif word in ("he", "she", "they", "him", "her", "his", "their", "them"):
            counts["third"] += 1
        if word in _PAST_TENSE:
            counts["past"] += 1
        elif word in _PRESENT_TENSE:
            counts["present"] += 1
    person: Person = "third"
    if counts["first"] * 5 >= counts["third"] and counts["first"] >= 3:
        person = "first"
    elif counts["second"] > counts["third"] and counts["second"] >= 4:
        person = "second"
    return person, "present" if counts["present"] > counts["past"] else "past"


def slips(story: Story) -> list[Slip]:
    """Places where a scene's narration tells what only somebody else than its viewpoint could know.

    Writers look for these: a scene seen through Anna that says what Ben feels. A scene without a
    viewpoint has none. Direct speech and what is shown outside do not count.
    """
    out: list[Slip] = []
    speech = sorted((q.start, q.end) for q in story.quotes)
    for scene in story.scenes:
        if scene.viewpoint is None:
            continue
        for span, who in _inner_rows(story):
            if (
                scene.start <= span[0] < scene.end
                and who != scene.viewpoint
                and not _inside(span[0], speech)
            ):
                out.append(Slip(scene.id, span, who, scene.viewpoint))
    return out


def _inner_rows(story: Story) -> Iterator[tuple[Span, int]]:
    for t in story.thoughts:
        if t.thinker is not None:
            yield (t.start, t.end), t.thinker
    for f in story.feelings:
        if f.who is not None and f.mode == "felt":
            yield (f.start, f.end), f.who


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    from bisect import bisect_right

    i = bisect_right(spans, (offset, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= offset < spans[i][1]


__all__ = ["Inside", "Slip", "insides", "person_and_tense", "slips", "viewpoint"]
