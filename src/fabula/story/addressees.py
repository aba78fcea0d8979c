"""To whom is each turn said?

The one it calls by name; the one the tag names; else whom the reading scored and who speaks before
and after it, weighed together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.story.candidates import last_named
from fabula.story.draft import Draft, Referents
from fabula.story.turns import Turn

SPOKE, ANSWERS = 0.6, 0.4
"""What it counts, beside what the reading scored, that somebody spoke before, or speaks next."""


def addressees(draft: Draft, talk: list[Turn], speakers: Sequence[int | None]) -> list[Referents]:
    """Whom each turn of one conversation is said to, given who speaks each."""
    return [_of(draft, talk, n, speakers) for n in range(len(talk))]


def _of(draft: Draft, talk: list[Turn], n: int, speakers: Sequence[int | None]) -> Referents:
    assert draft.referents is not None and draft.beings is not None
    turn, speaker = talk[n], speakers[n]
    called = tuple(dict.fromkeys(b for b in turn.called if b != speaker))
    if called:
        return called[:3]
    if turn.cue is not None and turn.cue.to is not None:
        who = tuple(b for b in draft.referents[turn.cue.to] if b != speaker)
        if who:
            return who
    scores: dict[int, float] = defaultdict(float)
    told = draft.reading.addressees
    for q in turn.quotations if told else ():
        for choice in told[q]:
            if choice.mention is not None:
                for b in draft.referents[choice.mention]:
                    scores[b] += choice.score / len(turn.quotations)
    for way, share in ((-1, SPOKE), (1, ANSWERS)):
        for away in range(1, 4):
            m = n + way * away
            if not (0 <= m < len(talk) and abs(talk[m].paragraph - turn.paragraph) <= 3 + away):
                break
            other = speakers[m]
            if other is not None and other != speaker:
                scores[other] += share / away
                break
    scores.pop(speaker if speaker is not None else -1, None)
    if scores:
        return (max(scores, key=lambda b: (scores[b], -b)),)
    alone = (b for b in last_named(draft, turn) if b != speaker and not draft.beings[b].plural)
    return tuple(alone)[:1]
