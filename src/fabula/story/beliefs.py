"""Who knows, thinks, hopes or means what, and by which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fabula.story.attitudes import Held, held
from fabula.story.believing import seen_alone
from fabula.story.clauses import Clauses
from fabula.story.draft import Draft, step
from fabula.story.story import Belief


@step("clauses", "beliefs")
def beliefs(draft: Draft) -> Draft:
    """Find who knows, does not know, believes, doubts, realizes, wonders, hopes ... what."""
    c = draft.clauses
    assert c is not None
    told = held(c)
    found = [*told, *seen_alone(c, told)]
    out: list[Belief] = []
    taken: dict[tuple[int, int], int] = {}  # (person, content's start) -> row
    for belief in (b for x in found for b in _beliefs(c, x)):
        key = (belief.who, belief.content[0])
        at = taken.get(key)
        if at is None:
            taken[key] = len(out)
            out.append(belief)
        elif belief.score > out[at].score:
            out[at] = belief
    out.sort(key=lambda b: (b.start, b.end))
    return replace(draft, beliefs=tuple(replace(b, id=i) for i, b in enumerate(out)))


def _beliefs(c: Clauses, x: Held) -> Iterator[Belief]:
    """One belief for each of those who share it."""
    about = _about(c, x.content)
    for one in x.who:
        others = tuple(b for b in about if b != one)
        span, content = c.span(x.first, x.last), c.span(*x.content)
        yield Belief(0, *span, one, x.attitude, content, others, x.score)


def _about(c: Clauses, content: tuple[int, int]) -> tuple[int, ...]:
    """The people that the content tells of, each once."""
    starting = (c.starting(k) for k in range(*content))
    return tuple(dict.fromkeys(one for m in starting if m is not None for one in c.who(m)))


__all__ = ["beliefs"]
