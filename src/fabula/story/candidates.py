"""Who may speak each turn, and what speaks for and against them?

For each turn of a conversation the beings that may speak it, each with features: what the tag or
the beat beside the words means, what the reading scored, who is called or named in the words
themselves and in those beside them, who has been talking. The features are weighed and the turns
decided together in ``story.talk``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

from fabula.reading.lexicon import KIN, PERSON_NOUNS, Gender
from fabula.reading.reading import Choice
from fabula.story.agreement import GENDER_OF
from fabula.story.company import Company
from fabula.story.draft import Draft, Likely
from fabula.story.turns import Turn
from fabula.text.words import word_set

Features = dict[str, float]

AROUND = 6  # turns on either side whose evidence counts here
NEAR_TURNS = 16
NEAR_PARAGRAPHS = 40
LAST_NAMED = 4
SURE = 0.9
"""The score from which on a name in a tag leaves no choice."""
_LEAST = 0.003
_FAINT = 0.02


@dataclass(slots=True)
class Candidates:
    """Of one turn who may speak it, with features, and what is known of those around it.

    Attributes:
        features: being -> what speaks for and against it, by name.
        decided: a name in the tag, or a script's label, leaves no choice.
        present: who is in the conversation for certain.
        kind: what stands beside the words: "tag", "beat" or nothing ("bare").
    """

    features: dict[int, Features] = field(default_factory=dict)
    decided: bool = False
    present: set[int] = field(default_factory=set)
    kind: str = "bare"


def find_candidates(draft: Draft, talks: list[list[Turn]]) -> list[list[Candidates]]:
    """The candidates of every turn of every conversation."""
    found = [[_decided(draft, turn) for turn in talk] for talk in talks]
    shown = [
        [_shown(draft, turn, own) for turn, own in zip(talk, row, strict=True)]
        for talk, row in zip(talks, found, strict=True)
    ]
    _find_present(talks, found)
    company = Company(draft)
    company.count([b for row in found for own in row if own.decided for b in own.features])
    for talk, row, shows in zip(talks, found, shown, strict=True):
        told = [_scored(draft, draft.reading.addressees, turn) for turn in talk]
        for t, own in enumerate(row):
            if not own.decided:
                _weigh_up(draft, talk, t, own, shows, told, company)
    return found


def _decided(draft: Draft, turn: Turn) -> Candidates:
    """The turn's candidates as far as its own tag goes."""
    assert draft.referents is not None
    own = Candidates()
    cue = turn.label
    if turn.cue is not None:
        own.kind = "tag" if turn.cue.kind == "tag" else "beat"
        named = draft.reading.mentions[turn.cue.mention].form == "name"
        if cue is None and own.kind == "tag" and named and turn.cue.score > SURE:
            cue = turn.cue.mention
    if cue is not None and draft.referents[cue]:
        own.features = {draft.referents[cue][0]: {}}
        own.decided = True
    return own


def _scored(draft: Draft, choices: Sequence[Sequence[Choice]], turn: Turn) -> dict[int, float]:
    """What the reading scored for one turn, the scores of one being's mentions added up."""
    assert draft.referents is not None and draft.likely is not None
    scores: dict[int, float] = defaultdict(float)
    for q in turn.quotations if choices else ():
        for choice in choices[q]:
            if choice.mention is None:
                continue
            share = choice.score / len(turn.quotations)
            likely = draft.likely[choice.mention]
            if likely and draft.reading.mentions[choice.mention].form == "pronoun":
                for b, s in likely:
                    scores[b] += share * s
            else:
                for b in draft.referents[choice.mention][:1]:
                    scores[b] += share
    return scores


def _weigh_up(
    draft: Draft,
    talk: list[Turn],
    t: int,
    own: Candidates,
    shows: list[dict[int, float]],
    told: list[dict[int, float]],
    company: Company,
) -> None:
    """Give a turn whose tag does not decide its candidates with their features."""
    assert draft.referents is not None and draft.beings is not None
    turn, kind = talk[t], own.kind
    heard = _scored(draft, draft.reading.speakers, turn)
    by_cue = _by_cue(draft, turn)
    near = _near(talk, t, shows)
    before, after = _only(draft, turn.before), _only(draft, turn.after)
    recent = last_named(draft, turn)
    previous = talk[t - 1] if t and _close(talk[t - 1], turn) else None
    following = talk[t + 1] if t + 1 < len(talk) and _close(turn, talk[t + 1]) else None
    wanted = _gender(draft, turn)
    to = {b for q in turn.quotations if q in turn.to for b in draft.referents[turn.to[q]]}
    if turn.cue is not None and turn.cue.to is not None:
        to.update(draft.referents[turn.cue.to])
    asked = set[int]()
    if previous is not None and previous.cue is not None and previous.cue.to is not None:
        asked.update(draft.referents[previous.cue.to])
    found: dict[int, None] = dict.fromkeys(by_cue)
    found.update(dict.fromkeys(sorted(heard, key=lambda b: (-heard[b], b))[:5]))
    found.update(dict.fromkeys(sorted(near, key=lambda b: (-near[b], b))[:6]))
    found.update(dict.fromkeys(b for b in (before, after) if b is not None))
    found.update(dict.fromkeys(sorted(asked)))
    found.update(dict.fromkeys(recent))
    for other in (previous, following):
        if other is not None:
            found.update(dict.fromkeys(other.called))
    if wanted is not None:
        found.update(dict.fromkeys(sorted(own.present)[:8]))
    for b in found:
        being = draft.beings[b]
        several = being.plural or b in company.several
        if b not in by_cue and (several or being.type != "PER"):
            continue
        f: Features = dict(by_cue.get(b, {}))
        if draft.reading.speakers:
            f["heard " + kind] = log(_LEAST + heard.get(b, 0.0))
            f["told"] = told[t].get(b, 0.0)
        if wanted is not None and being.gender in ("m", "f") and being.gender != wanted:
            f["misfit " + kind] = 1.0
        if b in turn.called:
            f["calls self"] = 1.0
        elif b in turn.named:
            f["names self"] = 1.0
        if b in to:
            f["to self"] = 1.0
        if b == before:
            f["before " + kind] = 1.0
        if b == after:
            f["after " + kind] = 1.0
        if previous is not None:
            if b in previous.called:
                f["called before"] = 1.0
            elif b in previous.named:
                f["named before"] = 1.0
            if b in asked:
                f["asked before"] = 1.0
            if previous.polite is not None and being.gender in ("m", "f"):
                f["polite before"] = 1.0 if being.gender == previous.polite else -1.0
            if told[t - 1]:
                f["told before"] = told[t - 1].get(b, 0.0)
        if following is not None:
            if b in following.called:
                f["called after"] = 1.0
            elif b in following.named:
                f["named after"] = 1.0
            if following.polite is not None and being.gender in ("m", "f"):
                f["polite after"] = 1.0 if being.gender == following.polite else -1.0
            if told[t + 1]:
                f["told after"] = told[t + 1].get(b, 0.0)
        if b in own.present:
            f["present " + kind] = 1.0
        f["near " + kind] = log(_FAINT + near.get(b, 0.0))
        if b in recent:
            f["recent " + kind] = 1.0 / (1 + recent.index(b))
        if not being.names and b != draft.narrator:
            f["nameless " + kind] = 1.0
        if several:
            f["plural"] = 1.0
        f["speaks " + kind] = company.speaks(b)
        f["since " + kind] = company.since(b, turn)
        if b == draft.narrator:
            f["narrator " + kind] = 1.0
        own.features[b] = f


def _by_cue(draft: Draft, turn: Turn) -> dict[int, Features]:
    """Those whom the turn's own cue may mean."""
    assert draft.referents is not None and draft.likely is not None and draft.beings is not None
    if turn.cue is None:
        return {}
    cue, kind = turn.cue.mention, turn.cue.kind
    who, form = draft.referents[cue], draft.reading.mentions[cue].form
    if form == "pronoun":
        likely: Likely = draft.likely[cue] or tuple((b, 1.0) for b in who[:1])
        return {b: {f"pronoun {kind}": log(_FAINT + s) - log(_FAINT)} for b, s in likely}
    if form == "nominal" and kind == "tag" and who:
        head = draft.text.lower[draft.reading.mentions[cue].head]
        loose = not draft.beings[who[0]].names and (head in KIN or head in _EPITHETS)
        return {who[0]: {"epithet" if loose else "noun": 1.0}}
    return {b: {f"{form} {kind}": 1.0} for b in who[:1]}


_EPITHETS = word_set(
    "man woman boy girl lady gentleman friend companion child fellow host hostess visitor guest "
    "youth lad lover captain doctor officer person partner"
)


def _gender(draft: Draft, turn: Turn) -> Gender | None:
    """The gender of the pronoun or noun that is the turn's cue."""
    if turn.cue is None:
        return None
    mention = draft.reading.mentions[turn.cue.mention]
    head = draft.text.lower[mention.head]
    if mention.form == "pronoun":
        return GENDER_OF.get(head)
    gender = PERSON_NOUNS.get(head) if mention.form == "nominal" else None
    return gender if gender in ("m", "f") else None


def _near(talk: list[Turn], t: int, shows: list[dict[int, float]]) -> dict[int, float]:
    """Who is shown to speak, or is called, in the turns around this one; more the nearer."""
    near: dict[int, float] = defaultdict(float)
    for u in range(max(0, t - AROUND), min(len(talk), t + AROUND + 1)):
        if u == t:
            continue
        fade = 1.0 / (1 + abs(u - t))
        for b, share in shows[u].items():
            near[b] += fade * share
        for b in talk[u].called:
            near[b] += 0.6 * fade
    return near


def _close(a: Turn, b: Turn) -> bool:
    return b.paragraph - a.last_paragraph <= 2


def _only(draft: Draft, mention: int | None) -> int | None:
    assert draft.referents is not None
    if mention is None or len(draft.referents[mention]) != 1:
        return None
    return draft.referents[mention][0]


def last_named(draft: Draft, turn: Turn) -> list[int]:
    """The last few whom the narration tells of before a turn."""
    assert draft.referents is not None and draft.quoted is not None
    spans = draft.reading.mentions
    found: list[int] = []
    quoted, referents = draft.quoted, draft.referents
    for i in range(turn.mentioned - 1, max(-1, turn.mentioned - 41), -1):
        if quoted[i] < 0 and len(referents[i]) == 1 and spans[i].type == "PER":
            who = referents[i][0]
            if who not in found:
                found.append(who)
                if len(found) == LAST_NAMED:
                    break
    return found


def _shown(draft: Draft, turn: Turn, own: Candidates) -> dict[int, float]:
    """Whom the turn's own tag or beat shows to speak, each with a share."""
    assert draft.referents is not None and draft.likely is not None
    if own.decided:
        return dict.fromkeys(own.features, 1.0)
    if turn.cue is None:
        return {}
    cue = turn.cue.mention
    sure = 1.0 if own.kind == "tag" else 0.6
    if draft.reading.mentions[cue].form == "pronoun" and draft.likely[cue]:
        return {b: sure * s for b, s in draft.likely[cue]}
    return dict.fromkeys(draft.referents[cue][:1], sure)


def _find_present(talks: list[list[Turn]], found: list[list[Candidates]]) -> None:
    """Those who are there for certain: named in a tag, or called by name, within a few turns."""
    turns = [turn for talk in talks for turn in talk]
    owns = [own for row in found for own in row]
    certain = [
        {*turn.called, *(own.features if own.decided else ())}
        for turn, own in zip(turns, owns, strict=True)
    ]
    for t, turn in enumerate(turns):
        if owns[t].decided:
            continue
        for u in range(max(0, t - NEAR_TURNS), min(len(turns), t + NEAR_TURNS + 1)):
            if abs(turns[u].paragraph - turn.paragraph) <= NEAR_PARAGRAPHS:
                owns[t].present |= certain[u]


__all__ = ["Candidates", "Features", "find_candidates", "last_named"]
