"""Beliefs that only the network saw: knowing and thinking that no verb of the tables tells of.

The tables know the verbs of knowing, thinking and hoping, and whose they are; what they tell stands
as it is. The network also sees what is known without such a verb (``the hands had already told
her``). Whether a reader would say so is weighed as it is of feelings (``story.evidence``,
``story.weighing``), with weights fitted to marked stories that the network was not trained on
(``lexicon/belief.tsv``): whose it is, which attitude, and whether at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import cast

from fabula.reading.reading import CueSpan
from fabula.story.attitudes import Held
from fabula.story.clauses import Clauses
from fabula.story.evidence import Surroundings, overlapping
from fabula.story.phrases import whole
from fabula.story.story import Attitude
from fabula.story.weighing import questions

TABLE = "belief.tsv"
LEAST = 0.3
"""What is less likely to be right is left out."""
_SMALL = 0.001  # added to a share before its logarithm is taken
_MOST = 3  # what more people than this think is a crowd's
ATTITUDES: tuple[Attitude, ...] = (
    "knows", "not-knows", "believes", "doubts", "realizes", "wonders", "hopes", "fears", "wants",
    "remembers", "decides",
)  # fmt: skip
People = dict[tuple[int, ...], dict[str, float]]


def unsaid(c: Clauses, told: Sequence[Held]) -> list[CueSpan]:
    """The beliefs of a reading that none of ``told``, by first word, tells of."""
    spans = [(x.first, x.last) for x in told]
    return [seen for seen, rows in overlapping(c.reading.beliefs, spans) if seen and not rows]


def people_of(around: Surroundings, seen: CueSpan) -> People:
    """Who may be the one that believes it, each with what speaks for them."""
    found = around.whose(seen.first, seen.last, seen, ())
    return {k: v for k, v in found.items() if len(k) <= _MOST}


def attitude_evidence(c: Clauses, seen: CueSpan) -> dict[str, float]:
    """What speaks for an attitude."""
    shares = dict(seen.labels)
    out = {"any": 1.0} | {f"seen {x}": log(shares.get(x, 0.0) + _SMALL) for x in ATTITUDES}
    return out | {name: 1.0 for name, so in _around(c, seen).items() if so}


def so_evidence(
    c: Clauses, seen: CueSpan, who: tuple[int, ...], share: float, attitudes: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for it that a reader would say so. ``share`` is that of ``who``, ``attitudes``
    what was answered before."""
    attitude = max(attitudes, key=lambda k: attitudes[k])
    out = {
        "any": 1.0,
        "whose": log(share),
        "length": log(seen.last - seen.first),
        "attitude": log(attitudes[attitude]),
        f"attitude {attitude}": 1.0,
        "seen": log(seen.score / (1.0 - seen.score + _SMALL)),
    }
    held = _around(c, seen) | {
        "spoken of oneself": c.voice[seen.first] >= 0 and who == c.speaker(seen.first),
        "several": len(who) > 1,
        "subject": any(who == c.who(c.subject(k)) for k in (seen.first, seen.last - 1)),
    }
    return out | {name: 1.0 for name, so in held.items() if so}


def _around(c: Clauses, seen: CueSpan) -> dict[str, bool]:
    first, last = seen.first, seen.last - 1
    return {
        "spoken": c.voice[first] >= 0,
        "asked": c.asked(first),
        "unreal": c.unreal(first) or c.unreal(last),
        "denied": c.denied(first) or c.denied(last),
    }


def seen_alone(c: Clauses, told: Sequence[Held]) -> list[Held]:
    """The beliefs that only the network saw, each with how likely it is that a reader would say so;
    ``told`` are those of the tables, by first word."""
    ask = questions(TABLE)
    around = Surroundings(c, ())
    out: list[Held] = []
    for seen in unsaid(c, told):
        people = people_of(around, seen)
        if not people:
            continue
        whose = ask["whose"].choose(people)
        who = max(whose, key=lambda k: whose[k])
        attitudes = ask["attitude"].shares(attitude_evidence(c, seen))
        score = ask["so"].likelihood(so_evidence(c, seen, who, whose[who], attitudes))
        if score >= LEAST:
            words = whole(c, seen.first, seen.last)
            attitude = cast(Attitude, max(attitudes, key=lambda k: attitudes[k]))
            out.append(Held(*words, who, attitude, words, round(score, 3)))
    return out


__all__ = ["ATTITUDES", "TABLE", "People", "seen_alone", "unsaid"]
