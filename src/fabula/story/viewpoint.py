"""Through whom a stretch of narration is seen, in which person and tense; and where it slips."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from fabula.story.clauses import Clauses
from fabula.story.fusing import SURE
from fabula.story.sight import Sign, weights
from fabula.story.story import Person, Story, Tense
from fabula.story.weighing import as_a_novel
from fabula.text.text import Span

Head = int | None
"""Through whom something is seen; None through nobody."""

# By these the viewpoint gathers what another feels.
_GATHERED = frozenset(
    "seem seemed seems seeming look looked looks appear appeared appears fancied thought felt "
    "heard saw knew supposed if though would might could resented as".split()
)
_OWNED = frozenset("his her their its 's ’s with in".split())
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
# Signs of what goes on inside somebody, and of what anybody there could see of them.
_INNER = frozenset(
    "thinks realizes remembers wonders knows not-knows wants hopes fears decides believes doubts "
    "felt senses".split()
)
_ACTS = frozenset("does had owns named kin described shown".split())
# Of these kinds the first in a stretch or paragraph is of whom it begins with.
_MET_FIRST = frozenset("does owns named described".split())
_MOST_HEADS = 12  # that one stretch may be seen through
_LONGEST = 1_000  # characters of a sentence before what may be a slip
_MET = 2  # signs of any kind by which a stretch speaks of somebody


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph: its span, and how many words of narration it has."""

    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A place where the narration looks into a head that is not the scene's viewpoint.

    ``span`` is the words, ``who`` the head looked into, ``viewpoint`` whose scene it is.
    """

    scene: int
    span: Span
    who: int
    viewpoint: int


def viewpoints(
    signs: Sequence[Sign],
    stretches: Sequence[Sequence[Part]],
    w: Mapping[str, float] | None = None,
) -> list[list[Head]]:
    """Through whom each paragraph of each stretch is seen, None for nobody.

    ``stretches`` are what lies between two breaks, ``signs`` all of the story's by place, ``w``
    what each kind weighs (if not given, ``lexicon/sight.tsv``'s). Nobody is the viewpoint where
    nobody is looked into or many are, as by an all-knowing teller. The best path through all
    paragraphs is taken (Viterbi's method): a glance into another head costs little, a change of
    viewpoint more, and less at a break than elsewhere. So what the whole story shows decides for a
    scene that shows little. Whom a stretch begins with it is mostly seen through, if it looks
    into them at all.
    """
    w = weights() if w is None else w
    ats = [s.at for s in signs]
    elsewhere = _elsewhere(sum(p.words for stretch in stretches for p in stretch), w)
    costs: dict[Head, float] = {}
    came: list[dict[Head, Head]] = []
    for stretch in stretches:
        within = [signs[bisect_left(ats, p.start) : bisect_left(ats, p.end)] for p in stretch]
        met = Counter(s.who for found in within for s in found)
        opener = _first(chain.from_iterable(within))
        into = {s.who for found in within for s in found if s.kind in _INNER}
        for k, (part, found) in enumerate(zip(stretch, within, strict=True)):
            told = _told(part, found, w)
            first = _first(found)
            if first in into:
                told[first] += w["opens paragraph"]
            if opener in into and k == 0:
                told[opener] += w["opens"]
            likeliest = _likeliest(costs)
            if k == 0:
                heads = _heads(within, met, likeliest, w)
            move = costs.get(likeliest, 0.0) + (w["break"] if k == 0 else elsewhere)
            back, now = {}, {}
            for head in heads:
                stay = costs.get(head, move if costs else 0.0)
                back[head] = head if stay > move or not costs else likeliest
                now[head] = max(stay, move) + told[head]
                if k == 0 and head is not None and met[head] < _MET:
                    now[head] += w["absent"]
            came.append(back)
            costs = now
    head = _likeliest(costs)
    path = []
    for back in reversed(came):
        path.append(head)
        head = back[head]
    path.reverse()
    ends = list(accumulate(len(stretch) for stretch in stretches))
    return [path[end - len(stretch) : end] for end, stretch in zip(ends, stretches, strict=True)]


def _elsewhere(words: int, w: Mapping[str, float]) -> float:
    """What a change of viewpoint other than at a break costs in so many words of narration: it
    comes far sooner in a short story than within the chapters of a novel."""
    share = as_a_novel(words)
    return (1.0 - share) * w["elsewhere"] + share * w["elsewhere, novel"]


def _first(found: Iterable[Sign]) -> Head:
    """Of whom the narration speaks first."""
    return next((s.who for s in found if s.kind in _MET_FIRST), None)


def _told(part: Part, found: Sequence[Sign], w: Mapping[str, float]) -> dict[Head, float]:
    """What a paragraph says for each head, and for nobody's: that much is told, that inside whom
    one looks is not one alone, and that all that is shown of the one most there is acts."""
    told: dict[Head, float] = defaultdict(float)
    acts: dict[int, float] = defaultdict(float)
    inside = 0.0
    for s in found:
        weight = w.get(s.kind, 0.0)
        told[s.who] += weight
        if s.kind in _INNER:
            inside += weight
        elif s.kind in _ACTS:
            acts[s.who] += weight
    most = max(0.0, max(acts.values(), default=0.0))
    told[None] = w["word"] * part.words + w["inside"] * inside + w["acts"] * most
    return told


def _heads(
    within: Sequence[Sequence[Sign]], met: Mapping[int, int], expected: Head, w: Mapping[str, float]
) -> list[Head]:
    """Those through whom a stretch may be seen: nobody, the likeliest of those whom it speaks of,
    and who was seen through before."""
    shown: dict[int, float] = defaultdict(float)
    for found in within:
        for s in found:
            shown[s.who] += w.get(s.kind, 0.0)
    met_here = sorted((who for who in shown if met[who] >= _MET), key=lambda h: (-shown[h], h))
    return list(dict.fromkeys([None, expected, *met_here[:_MOST_HEADS]]))


def _likeliest(costs: Mapping[Head, float]) -> Head:
    """The head with the best path so far, of equals the first; nobody where there is none."""
    return max(costs, key=costs.__getitem__, default=None)


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
    scenes = sorted(story.scenes, key=lambda x: x.start)
    starts = [x.start for x in scenes]
    for span, who in sorted(_inner_rows(story)):
        i = bisect_right(starts, span[0]) - 1
        viewpoint = scenes[i].viewpoint if i >= 0 and span[0] < scenes[i].end else None
        if (
            viewpoint is not None
            and who != viewpoint
            and not _inside(span[0], speech)
            and _sure(story, span, who, viewpoint)
        ):
            out.append(Slip(scenes[i].id, span, who, viewpoint))
    return out


def _inner_rows(story: Story) -> Iterator[tuple[Span, int]]:
    for t in story.thoughts:
        if t.thinker is not None:
            yield (t.start, t.end), t.thinker
    for f in story.feelings:
        if f.who is not None and f.mode == "felt" and f.score >= SURE:
            yield (f.start, f.end), f.who


def _sure(story: Story, span: Span, who: int, viewpoint: int) -> bool:
    """Whether it is plainly somebody else's inside: named in the sentence up to the words, or of
    other pronouns than the viewpoint; and told, not gathered."""
    other, own = story.characters.by_id(who), story.characters.by_id(viewpoint)
    if other is None or own is None or not other.named:
        return False
    i = bisect_right(story.sentences, (span[0], 1 << 60)) - 1
    near = max(0, span[0] - _LONGEST)
    stop = story.text.rfind(". ", near, span[0]) + 1
    start, end = story.sentences[i] if i >= 0 else (stop, span[1])
    if story.text[end - 1 : end] == "?":
        return False
    before = story.text[max(near, start) : span[0]]
    words = {w.strip(".,;:!?—“”\"'’") for w in before.split()}
    told = story.text[span[0] : span[1]].split()
    if words & _GATHERED or not told or told[0].lower() in _OWNED:
        return False
    names = {w for n in (other.name, *other.aliases) for w in n.split() if w[:1].isupper()}
    differ = other.pronouns in ("he", "she") and own.pronouns in ("he", "she")
    return bool(names & words) or (differ and other.pronouns != own.pronouns)


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    i = bisect_right(spans, (offset, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= offset < spans[i][1]


__all__ = ["Head", "Part", "Slip", "person_and_tense", "slips", "viewpoints"]
