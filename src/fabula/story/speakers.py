"""Who says each quotation, and to whom?

A turn's own evidence (a tag, a lead-in, what somebody does in the same paragraph, a script's label,
the reading's scores) gives candidates with weights; then the turns of one conversation are decided
together, by the best path under what talk is like: speakers alternate, answer to their names, and
hardly ever call out to themselves (Viterbi over pairs of turns, linear in their number).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from math import log

from fabula.reading.lexicon import KIN
from fabula.story.agreement import GENDER_OF
from fabula.story.draft import Attribution, Draft, step
from fabula.story.story import Manner
from fabula.story.tags import Cue
from fabula.story.turns import Turn, conversations, find_turns
from fabula.text.words import word_set

CANDIDATES = 6
_FLOOR = 1e-3

# Weights of the path, in nats. Set by hand; the order of magnitude matters, not the digit.
SAME_AGAIN = -2.2  # two untagged paragraphs of speech running are two people's
SAME_AFTER_NARRATION = 0.0
RETURNS = 0.9  # the one who spoke before last speaks again
CALLED = 1.8  # named to the face in the turn before
CALLED_NEXT = 0.9  # named to the face in the turn after
CALLS_SELF = -4.0
NAMES_SELF = -1.6
EPITHET = -0.2  # a tag's nominal means one who has a name
PRESENT_FLOOR = -1.5  # however little a pronoun's own sentence speaks for them
PRESENT_UNTAGGED = 0.2
PRESENT = 1.0  # in the conversation for certain, not only talked of
NEAR_TURNS = 16
NEAR_PARAGRAPHS = 40
# Added to the reading's own scores by a tag that names the speaker, calls them something, or has
# a pronoun that means them for certain.
NAMED_IN_TAG = 4.0
CALLED_IN_TAG = 2.0
PRONOUN_IN_TAG = 1.0
PRONOUN = 1.1  # how much a pronoun's likely antecedents weigh


@step("beings referents likely quoted narrator tags", "attributions referents")
def speakers(draft: Draft) -> Draft:
    """Attribute every quotation; pronouns in tags then mean the speaker that was decided."""
    assert draft.referents is not None and draft.beings is not None
    turns = find_turns(draft)
    chosen: dict[int, tuple[int | None, float]] = {}
    talk: dict[int, int] = {}
    parts = conversations(draft, turns)
    for conversation in parts:
        _candidates(draft, conversation)
    _find_present(draft, turns)
    for n, conversation in enumerate(parts):
        chosen.update(_best_path(draft, conversation))
        talk.update((turn.quotations[0], n) for turn in conversation)
    attributions: list[Attribution] = [
        Attribution(None, (), None, "implicit", 0.0) for _ in draft.text.quotations
    ]
    referents = list(draft.referents)
    for n, turn in enumerate(turns):
        speaker, score = chosen.get(turn.quotations[0], (None, 0.0))
        manner: Manner = "implicit"
        cue = None
        if turn.label is not None:
            cue, manner = turn.label, "explicit"
        elif turn.cue is not None:
            cue = turn.cue.mention
            form = draft.reading.mentions[cue].form
            manner = "explicit" if form == "name" else "anaphoric"
            if speaker is not None and form == "pronoun" and len(referents[cue]) <= 1:
                referents[cue] = (speaker,)
        to = _addressees(draft, turns, n, chosen, speaker, talk)
        for q in turn.quotations:
            told = referents[turn.to[q]] if q in turn.to and not turn.called else ()
            told = tuple(b for b in told if b != speaker) or to
            attributions[q] = Attribution(speaker, told, cue, manner, score)
    return replace(draft, attributions=tuple(attributions), referents=tuple(referents))


def _candidates(draft: Draft, turns: list[Turn]) -> None:
    """Give each turn the beings that may speak it, with weights in nats."""
    assert draft.referents is not None and draft.likely is not None and draft.beings is not None
    spans = draft.reading.mentions
    heard = draft.reading.speakers
    for turn in turns:
        cue = turn.label if turn.label is not None else turn.cue.mention if turn.cue else None
        if heard:
            _from_reading(draft, turn)
            if cue is not None:
                _add_cue(draft, turn, cue)
            if turn.weights:
                continue
        if cue is None:
            continue
        who = draft.referents[cue]
        if turn.label is not None or (
            spans[cue].form != "pronoun" and turn.cue is not None and turn.cue.kind == "tag"
        ):
            if who:
                turn.weights = dict.fromkeys(who[:1], 0.0)
                turn.sure = not _epithet(draft, cue, who[0])
        elif spans[cue].form == "pronoun" and turn.cue is not None:
            likely = draft.likely[cue] or tuple((b, 1.0) for b in who[:1])
            hedge = 0.0 if turn.cue.kind == "tag" else 0.3
            turn.weights = {b: PRONOUN * log(max(_FLOOR, s)) - hedge for b, s in likely}
        elif who and turn.cue is not None:
            turn.weights = {who[0]: 0.0}
            turn.sure = turn.cue.score >= 0.8
    for t, turn in enumerate(turns):
        if turn.sure and turn.weights:
            continue
        if heard and turn.weights and max(turn.weights.values()) > log(0.5):
            continue
        tagged = turn.cue is not None and turn.cue.kind == "tag" and bool(turn.weights)
        wanted: str | None = None
        if tagged and turn.cue is not None:
            if spans[turn.cue.mention].form == "pronoun":
                continue
            wanted = draft.beings[next(iter(turn.weights))].gender
        near: dict[int, float] = defaultdict(float)
        for u in range(max(0, t - 6), min(len(turns), t + 7)):
            if u == t:
                continue
            other = turns[u]
            fade = 1.0 / (1 + abs(u - t))
            if other.sure or other.cue is not None:
                for b, w in other.weights.items():
                    if w > -2.5:
                        near[b] += fade * (1.0 if w == 0.0 else 0.5)
            for b in other.called:
                near[b] += 0.6 * fade
        if turn.before is not None:
            for b in draft.referents[turn.before][:1]:
                near[b] += 0.9
        if t and turns[t - 1].before is not None:
            for b in draft.referents[turns[t - 1].before or 0][:1]:
                near[b] += 0.2
        if len(near) < 2:
            for b in _last_named(draft, turn):
                near[b] += 0.3
        ranked = sorted(near.items(), key=lambda x: (-x[1], x[0]))[:CANDIDATES]
        ceiling = EPITHET if tagged else -0.9 if turn.weights else 0.0
        for b, w in ranked:
            if draft.beings[b].plural or draft.beings[b].type != "PER":
                continue
            weight = min(0.0, 0.6 * log(max(0.02, w))) + ceiling
            if tagged and wanted in ("m", "f") and draft.beings[b].gender != wanted:
                continue
            if b not in turn.weights:
                turn.weights[b] = weight


def _epithet(draft: Draft, cue: int, being: int) -> bool:
    """Whether a nominal in a tag may mean one who has a name: "said her friend"."""
    assert draft.beings is not None
    if draft.reading.mentions[cue].form != "nominal" or draft.beings[being].names:
        return False
    head = draft.text.words[draft.reading.mentions[cue].head].lower()
    return head in KIN or head in _EPITHETS


_EPITHETS = word_set(
    "man woman boy girl lady gentleman friend companion child fellow host hostess visitor guest "
    "youth lad lover captain doctor officer person partner"
)


def _from_reading(draft: Draft, turn: Turn) -> None:
    """The reading's scores, those of one being added up."""
    assert draft.referents is not None
    scores: dict[int, float] = defaultdict(float)
    best: tuple[float, int] | None = None
    for q in turn.quotations:
        for choice in draft.reading.speakers[q]:
            if choice.mention is None:
                continue
            if best is None or choice.score > best[0]:
                best = (choice.score, choice.mention)
            for b in draft.referents[choice.mention][:1]:
                scores[b] += choice.score / len(turn.quotations)
    turn.weights = {b: log(max(_FLOOR, s)) for b, s in scores.items() if s > 0.02}
    if best is not None and turn.cue is None and best[0] > 0.5:
        turn.cue = Cue(best[1], "tag", best[0])


def _add_cue(draft: Draft, turn: Turn, cue: int) -> None:
    """What the turn's own tag adds to the reading's scores."""
    assert draft.referents is not None and draft.likely is not None
    least = min(turn.weights.values(), default=0.0)
    who, form = draft.referents[cue], draft.reading.mentions[cue].form
    tagged = turn.cue is not None and turn.cue.kind == "tag"
    if turn.label is not None or (tagged and form != "pronoun"):
        for b in who[:1]:
            told = NAMED_IN_TAG if form == "name" or turn.label is not None else CALLED_IN_TAG
            turn.weights[b] = turn.weights.get(b, least) + told
    elif tagged:
        for b, share in draft.likely[cue] or tuple((b, 1.0) for b in who[:1]):
            turn.weights[b] = turn.weights.get(b, least) + PRONOUN_IN_TAG * share


def _last_named(draft: Draft, turn: Turn) -> list[int]:
    """The last few whom the narration names before a turn that stands alone."""
    assert draft.referents is not None and draft.quoted is not None
    spans = draft.reading.mentions
    found: list[int] = []
    i = bisect_left(spans, turn.start, key=lambda m: m.start) - 1
    stop = max(-1, i - 40)
    while i > stop and len(found) < 3:
        if spans[i].type == "PER" and draft.quoted[i] < 0 and len(draft.referents[i]) == 1:
            who = draft.referents[i][0]
            if who not in found:
                found.append(who)
        i -= 1
    return found


def _find_present(draft: Draft, turns: list[Turn]) -> None:
    """Those who are there for certain: named in a tag, or called by name, within a few turns.

    A pronoun in a tag may mean any of them that has its gender, not only whom was last told of.
    """
    assert draft.beings is not None
    certain = [{*turn.called, *(turn.weights if turn.sure else ())} for turn in turns]
    for t, turn in enumerate(turns):
        if turn.sure:
            continue
        for u in range(max(0, t - NEAR_TURNS), min(len(turns), t + NEAR_TURNS + 1)):
            if abs(turns[u].paragraph - turn.paragraph) <= NEAR_PARAGRAPHS:
                turn.present |= certain[u]
        if turn.cue is None or turn.label is not None or draft.reading.speakers:
            continue
        mention = draft.reading.mentions[turn.cue.mention]
        wanted = GENDER_OF.get(draft.text.words[mention.head].lower())
        if mention.form != "pronoun" or wanted is None:
            continue
        for b in turn.present:
            if draft.beings[b].gender == wanted:
                turn.weights[b] = max(turn.weights.get(b, PRESENT_FLOOR), PRESENT_FLOOR)


def _best_path(draft: Draft, turns: list[Turn]) -> dict[int, tuple[int | None, float]]:
    """The best sequence of speakers of one conversation."""
    options: list[list[tuple[int, float]]] = []
    for t, turn in enumerate(turns):
        row: list[tuple[int, float]] = []
        for b, w in turn.weights.items():
            if not turn.sure:
                if b in turn.present:
                    w += PRESENT if turn.cue is not None else PRESENT_UNTAGGED
                if b in turn.called:
                    w += CALLS_SELF
                elif b in turn.named:
                    w += NAMES_SELF
                if t and b in turns[t - 1].called and _near(turns[t - 1], turn):
                    w += CALLED
                if t + 1 < len(turns) and b in turns[t + 1].called and _near(turn, turns[t + 1]):
                    w += CALLED_NEXT
            row.append((b, w))
        options.append(row or [(-1, 0.0)])
    # State: (speaker before, speaker now) -> (score, the state before).
    table: list[dict[tuple[int, int], tuple[float, tuple[int, int] | None]]] = []
    for t, row in enumerate(options):
        states: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
        if t == 0:
            for b, w in row:
                states[-2, b] = (w, None)
        else:
            gap = turns[t].paragraph - turns[t - 1].last_paragraph
            again = SAME_AGAIN if gap == 1 else SAME_AFTER_NARRATION if gap else 0.8
            free = not turns[t].sure
            for (before, last), (score, _) in table[t - 1].items():
                for b, w in row:
                    total = score + w
                    if b == last:
                        total += again if free or not turns[t - 1].sure else 0.0
                    elif b == before and gap <= 2:
                        total += RETURNS
                    key = (last, b)
                    if key not in states or total > states[key][0]:
                        states[key] = (total, (before, last))
        table.append(states)
    chosen: dict[int, tuple[int | None, float]] = {}
    state: tuple[int, int] | None = max(table[-1], key=lambda s: table[-1][s][0])
    for t in range(len(turns) - 1, -1, -1):
        assert state is not None
        turn = turns[t]
        who = state[1]
        if who < 0:
            chosen[turn.quotations[0]] = (None, 0.0)
        else:
            chosen[turn.quotations[0]] = (who, _score(draft, turn, who))
        state = table[t][state][1]
    return chosen


def _near(a: Turn, b: Turn) -> bool:
    return b.paragraph - a.last_paragraph <= 2


def _score(draft: Draft, turn: Turn, who: int) -> float:
    """How often a judgement made on such grounds is right, roughly (PDNC)."""
    if turn.label is not None:
        return 0.97
    if turn.sure:
        return 0.93 if turn.cue is not None and turn.cue.kind == "tag" else 0.75
    if turn.cue is not None and turn.cue.kind == "tag":
        return 0.8
    if turn.cue is not None:
        return 0.65
    return 0.5


def _addressees(
    draft: Draft,
    turns: list[Turn],
    n: int,
    chosen: dict[int, tuple[int | None, float]],
    speaker: int | None,
    talk: dict[int, int],
) -> tuple[int, ...]:
    """Whom a turn is said to: the one it calls, or the tag names, or who speaks next to it."""
    assert draft.referents is not None
    turn = turns[n]
    called = tuple(dict.fromkeys(b for b in turn.called if b != speaker))
    if called:
        return called[:3]
    if turn.cue is not None and turn.cue.to is not None:
        who = tuple(b for b in draft.referents[turn.cue.to] if b != speaker)
        if who:
            return who
    told = draft.reading.addressees
    if told:
        scores: dict[int, float] = defaultdict(float)
        for q in turn.quotations:
            for choice in told[q]:
                if choice.mention is not None:
                    for b in draft.referents[choice.mention]:
                        scores[b] += choice.score
        scores.pop(speaker if speaker is not None else -1, None)
        if scores:
            return (max(scores, key=lambda b: scores[b]),)
    for step_ in (-1, 1, -2, 2, -3, 3):
        m = n + step_
        if not 0 <= m < len(turns):
            continue
        if talk[turns[m].quotations[0]] == talk[turn.quotations[0]] and abs(
            turns[m].paragraph - turn.paragraph
        ) <= 3 + abs(step_):
            other = chosen.get(turns[m].quotations[0], (None, 0.0))[0]
            if other is not None and other != speaker:
                return (other,)
    for who_ in _last_named(draft, turn):
        if who_ != speaker and not draft.beings[who_].plural:  # type: ignore[index]
            return (who_,)
    return ()
