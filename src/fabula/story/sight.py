"""What in a narration shows through whose eyes it is told, and what through whose it is not.

A sign is a place of the narration that speaks for somebody (what only they can know: what they
think and see; others named by what they are to them) or against them (how they look from without).
``lexicon/sight.tsv`` says what each kind of sign weighs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from fabula.story.clauses import Clauses
from fabula.story.function_words import POSSESSIVES, REFLEXIVES, SUBJECTS
from fabula.story.fusing import SURE
from fabula.story.story import Belief, Feeling, Thought
from fabula.story.tables import forms, rows
from fabula.story.ties import ties

# What only the one it happens to can tell: perception from within.
_SENSES = (
    forms("see") | forms("hear") | forms("notice") | forms("feel") | forms("watch") | forms("smell")
    | forms("taste") | {"recognised", "recognized", "sensed", "glimpsed", "found"}
) - {"see", "hear", "feel", "seeing"}  # fmt: skip
_BARE_SENSES = frozenset("see hear feel smell taste make".split())
_ABLE = frozenset("could can couldn".split())
# How somebody seems to others.
_SEEMING = forms("seem") | forms("appear")
_LOOKING = frozenset("looked looks sounded sounds".split())
_PERFECT = frozenset("had 'd".split())
# Words by which a narration thinks with somebody: free indirect style.
_MUSING = frozenset(
    "perhaps maybe surely probably certainly presumably apparently evidently obviously ? !".split()
)
_GUESSES = frozenset(("must", "might"))  # "must have"
# "He looked up" is an act, "he looked tired" how he seems.
_ASIDE = frozenset(
    "at up down away back for out over round around into through from to about across along "
    "after behind in on toward towards , . ; ? !".split()
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A place that says something of whether ``who`` is the one through whom it is told."""

    at: int
    who: int
    kind: str


@cache
def weights() -> Mapping[str, float]:
    """What each kind of sign weighs, in nats, from ``lexicon/sight.tsv``."""
    return {kind: float(weight) for kind, weight in rows("sight.tsv")}


def signs(
    c: Clauses,
    feelings: Iterable[Feeling],
    beliefs: Iterable[Belief],
    thoughts: Iterable[Thought],
) -> list[Sign]:
    """Every sign of a narration, by place."""

    def narrated(offset: int) -> bool:
        return c.voice[c.text.token_at(offset)] < 0

    inner = [(t.thinker, t.start, t.end, "thinks") for t in thoughts if t.thinker is not None]
    inner.extend((b.who, b.start, b.end, b.attitude) for b in beliefs if narrated(b.start))
    inner.extend(
        (f.who, f.start, f.end, f.mode)
        for f in feelings
        if f.who is not None and f.score >= SURE and narrated(f.start)
    )
    out = list(_told_once(inner))
    out.extend(_perceived(c))
    out.extend(_mentioned(c))
    out.extend(_musings(c))
    out.sort(key=lambda s: (s.at, s.who, s.kind))
    return out


def _told_once(rows: list[tuple[int, int, int, str]]) -> Iterator[Sign]:
    """What is told of somebody's inside, once where the same words tell it twice (she feared)."""
    w = weights()
    last, until = -1, -1
    best: Sign | None = None
    for who, start, end, kind in sorted(rows):
        sign = Sign(start, who, kind)
        if best is not None and who == last and start < until:
            until = max(until, end)
            if w.get(kind, 0.0) > w.get(best.kind, 0.0):
                best = sign
            continue
        if best is not None:
            yield best
        best, last, until = sign, who, end
    if best is not None:
        yield best


def _perceived(c: Clauses) -> Iterator[Sign]:
    """``She saw him``: she perceives, he is perceived. ``He seemed tired``: seen from without."""
    starts = c.text.token_starts
    for i in c.all(_SEEMING | _LOOKING | _BARE_SENSES | _SENSES):
        if c.voice[i] >= 0:
            continue
        at, word = starts[i], c.words[i]
        if word in _SEEMING or (word in _LOOKING and c.word(i + 1) not in _ASIDE):
            yield from _one(at, c.who(c.subject(i)), "seems")
            continue
        able = word in _BARE_SENSES and c.word(i - 1) in _ABLE
        if not able and (word not in _SENSES or c.unreal(i)):
            continue
        who = c.who(c.subject(i))
        yield from _one(at, who, "senses")
        others = c.who(c.starting(i + 1))
        if others != who:
            yield from _one(at, others, "sensed")


def _mentioned(c: Clauses) -> Iterator[Sign]:
    """How the narration refers to each, tags of speech aside: as one who does, has, is called."""
    cues = {q.cue for q in c.quotes if q.cue is not None}
    for m, (a, b) in enumerate(c.ranges):
        if c.voice[a] >= 0:
            continue
        mention, word = c.mentions[m], c.words[a]
        who = c.who(m)
        if len(who) != 1 or mention.id in cues:
            continue
        at = mention.start
        if word in SUBJECTS and b - a == 1:
            yield Sign(at, who[0], "does")
            if c.word(b) in _PERFECT and c.opens(a):
                yield Sign(at, who[0], "had")  # what went before, as somebody has it in mind
        elif (word in POSSESSIVES and word != "her" and b - a == 1) or word in REFLEXIVES:
            yield Sign(at, who[0], "owns")
        elif mention.form == "name":
            yield Sign(at, who[0], "named")
        elif mention.form == "nominal":
            yield Sign(at, who[0], "described")
            owner = c.who(c.possessor(a))
            if owner != who and any(w in ties() for w in c.words[a:b]):
                yield from _one(at, owner, "kin")


def _musings(c: Clauses) -> Iterator[Sign]:
    """Sentences of the narration that ask, exclaim or guess, as free indirect style does: taken
    to be of whoever is their first pronoun, or the one of a sentence before."""
    last: tuple[int, ...] = ()
    musing = [k for k in c.all(_MUSING) if c.voice[k] < 0]
    musing += [k for k in c.all(_GUESSES) if c.voice[k] < 0 and c.word(k + 1) == "have"]
    musing.sort()
    subjects = [k for k in c.all(SUBJECTS) if c.voice[k] < 0]
    m = s = 0
    for a, first, end in zip(c.text.sentence_starts, *c.sentence_tokens, strict=True):
        while s < len(subjects) and subjects[s] < first:
            s += 1
        who = c.who(c.starting(subjects[s])) if s < len(subjects) and subjects[s] < end else ()
        if len(who) != 1:
            who = last
        while m < len(musing) and musing[m] < first:
            m += 1
        if m < len(musing) and musing[m] < end and c.voice[first] < 0:
            yield from _one(a, who, "muses")
        last = who


def _one(at: int, who: tuple[int, ...], kind: str) -> Iterator[Sign]:
    """The sign where it is of one person alone."""
    if len(who) == 1:
        yield Sign(at, who[0], kind)


__all__ = ["Sign", "signs", "weights"]
