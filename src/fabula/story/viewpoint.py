"""Through whom a stretch of narration is seen, in which person and tense; and where it slips."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.story.clauses import Clauses
from fabula.story.story import Attitude, Belief, Feeling, Mode, Person, Story, Tense, Thought
from fabula.story.tables import forms
from fabula.text.text import Span

# What only the one it happens to can tell: perception from within.
_SENSES = (
    forms("see") | forms("hear") | forms("notice") | forms("feel") | forms("watch") | forms("smell")
    | forms("taste") | {"recognised", "recognized", "sensed", "glimpsed", "found"}
) - {"see", "hear", "feel", "seeing"}  # fmt: skip
# By these the viewpoint gathers what another feels.
_GATHERED = frozenset(
    "seem seemed seems seeming look looked looks appear appeared appears fancied thought felt "
    "heard saw knew supposed if though would might could resented as".split()
)
_OWNED = frozenset("his her their its 's ’s with in".split())
# How much it says that the narration tells what somebody feels, by the feeling's mode: what is
# hidden is as often what another sees through.
_FELT: Mapping[Mode, float] = {"felt": 1.0, "hidden": 0.3}
# By attitude: what others gather of somebody (that he believes it, that he knows) says less.
_HELD: Mapping[Attitude, float] = {
    "knows": 0.7, "not-knows": 0.7, "believes": 0.5, "realizes": 1.3, "remembers": 1.3,
}  # fmt: skip
_HEARD = forms("hear") | forms("notice")
# What words of narration show of its person and tense.
_SHOWS = {
    **dict.fromkeys("i me my we our".split(), "first"),
    **dict.fromkeys("you your".split(), "second"),
    **dict.fromkeys("he she they him her his their them".split(), "third"),
    **dict.fromkeys(
        "was were had did said went came could would took looked thought felt saw knew stood sat "
        "got made asked".split(),
        "past",
    ),
    **dict.fromkeys(
        "is are has does says goes comes can will takes looks thinks feels sees knows stands sits "
        "gets makes asks 'm am".split(),
        "present",
    ),
}
_FEWEST = 1.5  # reports below this make nobody a viewpoint
_MOST_HEADS = 8  # that a scene may be seen through
_CHANGE = 2.5  # what a change of viewpoint costs, in reports of another's inner life
_UNEXPECTED = 0.7  # what it costs that the viewpoint is not whom one expects
_NOBODYS = 0.7  # what each report costs where nobody is the viewpoint


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

    def narrated(offset: int) -> bool:
        return c.voice[c.text.token_at(offset)] < 0

    out = [Inside(t.start, t.end, t.thinker, 2.0) for t in thoughts if t.thinker is not None]
    out.extend(
        Inside(b.start, b.end, b.who, _HELD.get(b.attitude, 1.0))
        for b in beliefs
        if narrated(b.start)
    )
    out.extend(
        Inside(f.start, f.end, f.who, _FELT[f.mode])
        for f in feelings
        if f.who is not None and f.mode in _FELT and narrated(f.start)
    )
    for i, word in enumerate(c.words):
        if word in _SENSES and c.voice[i] < 0 and not c.unreal(i):
            who = c.who(c.subject(i))
            if len(who) == 1:
                out.append(Inside(*c.span(i, i + 1), who[0], 0.4 if word in _HEARD else 0.8))
    out.sort(key=lambda x: x.at)
    return out


def viewpoints(
    reports: Sequence[Inside], bounds: Sequence[int], expected: Sequence[int] = ()
) -> list[tuple[int, int, int | None]]:
    """Part a stretch by whose inner life the narration follows.

    ``bounds`` are the offsets at which its paragraphs begin, and last its end; ``expected`` whom
    the story or the scene before is seen through, who needs less to be it again. Gives
    ``(start, end, who)``, most often one; ``who`` is None where nobody is looked into or several
    are, as an all-knowing teller does. The best path through the paragraphs is taken, where
    looking into another head costs little once (a slip) and a change of viewpoint costs more
    (Viterbi's method), so only a lasting change parts the stretch.
    """
    weights: Counter[int] = Counter()
    for r in reports:
        weights[r.who] += r.weight  # type: ignore[assignment]
    heads: list[int | None] = [
        None,
        *dict.fromkeys(
            [*expected, *(w for w, n in weights.most_common(_MOST_HEADS) if n >= _FEWEST)]
        ),
    ]
    costs = [
        (_UNEXPECTED if expected else 0.0)
        if head is None
        else 0.0
        if head in expected
        else _UNEXPECTED
        for head in heads
    ]
    came: list[list[int]] = []
    at = 0
    reports = sorted(reports, key=lambda r: r.at)
    for a, b in pairwise(bounds):
        here: Counter[int] = Counter()
        while at < len(reports) and reports[at].at < b:
            if reports[at].at >= a:
                here[reports[at].who] += reports[at].weight  # type: ignore[assignment]
            at += 1
        total = sum(here.values())
        best = min(range(len(heads)), key=costs.__getitem__)
        back, now = [], []
        for i, head in enumerate(heads):
            stay, move = costs[i], costs[best] + _CHANGE
            back.append(i if stay <= move else best)
            cost = total * _NOBODYS if head is None else total - here[head]
            now.append(min(stay, move) + cost)
        came.append(back)
        costs = now
    if not came:
        return []
    state = min(range(len(heads)), key=costs.__getitem__)
    path = [state]
    for back in reversed(came[1:]):
        state = back[state]
        path.append(state)
    path.reverse()
    out: list[tuple[int, int, int | None]] = []
    for k, state in enumerate(path):
        if out and out[-1][2] == heads[state]:
            out[-1] = (out[-1][0], bounds[k + 1], heads[state])
        else:
            out.append((bounds[k], bounds[k + 1], heads[state]))
    return out


def person_and_tense(c: Clauses, first: int, last: int, *, narrated: bool) -> tuple[Person, Tense]:
    """The grammatical person and tense of the narration in a token range.

    ``narrated`` says that somebody in the story tells it: then a few I make the first person.
    """
    told = zip(c.words[first:last], c.voice[first:last], strict=True)
    counts = Counter([_SHOWS[word] for word, voice in told if word in _SHOWS and voice < 0])
    person: Person = "third"
    if counts["first"] >= 3 and counts["first"] * (5 if narrated else 1) >= counts["third"]:
        person = "first"
    elif counts["second"] > counts["third"] and counts["second"] >= 4:
        person = "second"
    return person, "present" if counts["present"] > counts["past"] else "past"


def slips(story: Story) -> list[Slip]:
    """Places where a scene's narration tells what only somebody else than its viewpoint could know.

    Writers look for these: a scene seen through Anna that says what Ben feels. A scene without a
    viewpoint has none. Direct speech and what is shown outside do not count, nor what the
    viewpoint only gathers (``he seemed glad``), nor words that may be of the viewpoint itself.
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
                and _sure(story, span, who, scene.viewpoint)
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


def _sure(story: Story, span: Span, who: int, viewpoint: int) -> bool:
    """Whether it is plainly somebody else's inside: named in the sentence up to the words, or of
    other pronouns than the viewpoint; and told, not gathered."""
    other, own = story.characters.by_id(who), story.characters.by_id(viewpoint)
    if other is None or own is None or not other.named:
        return False
    i = bisect_right(story.sentences, (span[0], 1 << 60)) - 1
    stop = story.text.rfind(". ", 0, span[0]) + 1
    start, end = story.sentences[i] if i >= 0 else (stop, span[1])
    if story.text[end - 1 : end] == "?":
        return False
    before = story.text[start : span[0]]
    words = {w.strip(".,;:!?—“”\"'’") for w in before.split()}
    if words & _GATHERED or story.text[span[0] : span[1]].split()[0].lower() in _OWNED:
        return False
    names = {w for n in (other.name, *other.aliases) for w in n.split() if w[:1].isupper()}
    differ = other.pronouns in ("he", "she") and own.pronouns in ("he", "she")
    return bool(names & words) or (differ and other.pronouns != own.pronouns)


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    i = bisect_right(spans, (offset, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= offset < spans[i][1]


__all__ = ["Inside", "Slip", "insides", "person_and_tense", "slips", "viewpoints"]
