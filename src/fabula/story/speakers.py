"""Who says each quotation, and to whom?

A turn's own evidence (a tag, a lead-in, what somebody does in the same paragraph, a script's label,
the reading's scores) gives candidates with weights; then the turns of one conversation are decided
together, by the best path under what talk is like: speakers alternate, answer to their names, and
hardly ever call out to themselves (Viterbi over pairs of turns, linear in their number).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import log

from fabula.reading.lexicon import KIN
from fabula.story.draft import Attribution, Draft, step
from fabula.story.story import Manner
from fabula.story.tags import Cue, Tags

# Conversations end where this many paragraphs pass without speech.
GAP = 4
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
PRONOUN = 1.1  # how much a pronoun's likely antecedents weigh


@dataclass(slots=True)
class _Turn:
    quotations: list[int]
    paragraph: int
    last_paragraph: int
    start: int
    end: int
    cue: Cue | None = None
    label: int | None = None
    weights: dict[int, float] = field(default_factory=dict)
    called: list[int] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    to: dict[int, int] = field(default_factory=dict)
    """Of a quotation with a tag of its own, the mention in "to Jo"."""
    before: int | None = None
    """The subject of the narration just before, in another paragraph."""
    led: bool = False
    sure: bool = False


@step("beings referents likely quoted narrator", "attributions referents")
def speakers(draft: Draft) -> Draft:
    """Attribute every quotation; pronouns in tags then mean the speaker that was decided."""
    assert draft.referents is not None and draft.beings is not None
    tags = Tags(draft)
    turns = [part for turn in _turns(draft) for part in _evidence(draft, tags, turn)]
    _spoken_names(draft, turns)
    chosen: dict[int, tuple[int | None, float]] = {}
    talk: dict[int, int] = {}
    for n, conversation in enumerate(_conversations(draft, turns)):
        _candidates(draft, conversation)
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


def _turns(draft: Draft) -> list[_Turn]:
    """The turns in order, outermost quotations only."""
    text = draft.text
    turns: list[_Turn] = []
    current = -1
    for i, quotation in enumerate(text.quotations):
        if quotation.depth:
            continue
        paragraph = text.paragraph_at(quotation.start)
        last = text.paragraph_at(max(quotation.start, quotation.end - 1))
        if turns and quotation.turn == current:
            turn = turns[-1]
            turn.quotations.append(i)
            turn.last_paragraph, turn.end = last, quotation.end
        else:
            turns.append(_Turn([i], paragraph, last, quotation.start, quotation.end))
        current = quotation.turn
    return turns


def _evidence(draft: Draft, tags: Tags, turn: _Turn) -> list[_Turn]:
    """Find the turn's label or cue, and the narration just before it.

    Pieces of one paragraph with tags that name two people are two turns.
    """
    text, quotations = draft.text, draft.text.quotations
    label = quotations[turn.quotations[0]].label
    if label is not None:
        for i in _mentions_between(draft, *label):
            turn.label = i
            return [turn]
    best: Cue | None = None
    for k, q in enumerate(turn.quotations):
        quotation = quotations[q]
        paragraph = text.paragraphs[text.paragraph_at(quotation.start)]
        ends = text.tokens_in(quotation.end, paragraph[1])
        follows = ends.stop
        nearest = _next_start(draft, q, paragraph[1])
        if nearest is not None:
            follows = text.tokens_in(quotation.end, nearest).stop
        final = text.string[max(quotation.start, quotation.end - 2) : quotation.end]
        open_sentence = (
            not any(c in final for c in ".…")
            or text.string[quotation.end : quotation.end + 2].strip()[:1].islower()
        )
        cues = [tags.after(ends.start, follows, open_sentence)]
        if k == 0 or text.paragraph_at(
            quotations[turn.quotations[k - 1]].start
        ) != text.paragraph_at(quotation.start):
            previous = _previous_end(draft, q, paragraph[0])
            leads = text.tokens_in(previous, quotation.start)
            cues.append(tags.before(leads.start, leads.stop))
        own = cues[0]
        if own is not None and own.kind == "tag" and own.to is not None:
            turn.to[q] = own.to
        if best is not None and best.kind == "tag":
            if own is not None and own.kind == "tag" and _two_people(draft, best, own):
                rest = turn.quotations[k:]
                other = _Turn(
                    rest,
                    text.paragraph_at(quotation.start),
                    turn.last_paragraph,
                    quotation.start,
                    turn.end,
                )
                turn.quotations = turn.quotations[:k]
                turn.last_paragraph = text.paragraph_at(quotations[turn.quotations[-1]].start)
                turn.end = quotations[turn.quotations[-1]].end
                return [*_settled(draft, tags, turn, best), *_evidence(draft, tags, other)]
            continue
        for cue in cues:
            if cue is not None and (best is None or cue.score > best.score + 1e-9):
                best = cue
    return _settled(draft, tags, turn, best)


def _two_people(draft: Draft, a: Cue, b: Cue) -> bool:
    """Whether two tags name two different people for certain."""
    assert draft.referents is not None
    spans = draft.reading.mentions
    one, two = draft.referents[a.mention], draft.referents[b.mention]
    return (
        min(a.score, b.score) > 0.9
        and bool(one)
        and bool(two)
        and one != two
        and "pronoun" not in (spans[a.mention].form, spans[b.mention].form)
    )


def _settled(draft: Draft, tags: Tags, turn: _Turn, best: Cue | None) -> list[_Turn]:
    """The turn with its cue, a lead-in in the paragraph before, and the subject before it."""
    text = draft.text
    turn.cue = best
    first = turn.paragraph
    if first > 0:
        a, b = text.paragraphs[first - 1]
        tokens = text.tokens_in(a, b)
        narration_from = _previous_end(draft, turn.quotations[0], a)
        tokens = text.tokens_in(min(b, narration_from), b)
        if tokens.stop > tokens.start:
            turn.before = tags.subject_in(tokens.start, tokens.stop)
            if best is None and text.words[tokens.stop - 1] in (":", ","):
                lead = tags.before(tokens.start, tokens.stop)
                if lead is not None:
                    turn.cue = Cue(lead.mention, "lead", 0.85)
    return [turn]


def _next_start(draft: Draft, q: int, limit: int) -> int | None:
    quotations = draft.text.quotations
    for other in quotations[q + 1 : q + 8]:
        if other.start >= limit:
            return None
        if other.depth == 0:
            return other.start
    return None


def _previous_end(draft: Draft, q: int, limit: int) -> int:
    quotations = draft.text.quotations
    for k in range(q - 1, max(-1, q - 8), -1):
        if quotations[k].depth == 0:
            return max(limit, quotations[k].end)
    return limit


def _mentions_between(draft: Draft, start: int, end: int) -> list[int]:
    from bisect import bisect_left

    spans = draft.reading.mentions
    i = bisect_left(spans, start, key=lambda m: m.start)
    found = []
    while i < len(spans) and spans[i].start < end:
        if spans[i].type == "PER" and spans[i].end <= end:
            found.append(i)
        i += 1
    return found


def _spoken_names(draft: Draft, turns: list[_Turn]) -> None:
    """Who is named in each turn: called to the face, or talked of."""
    assert draft.quoted is not None and draft.referents is not None
    of = {q: turn for turn in turns for q in turn.quotations}
    words, text = draft.text.words, draft.text
    for i, mention in enumerate(draft.reading.mentions):
        q = draft.quoted[i]
        if q < 0 or mention.form != "name" or mention.type != "PER" or not draft.referents[i]:
            continue
        first = text.token_at(mention.start)
        last = text.token_at(max(mention.start, mention.end - 1))
        before = words[first - 1] if first else ""
        after = words[last + 1] if last + 1 < len(words) else ""
        apart = not before[:1].isalnum() or before.lower() in (
            "dear",
            "my",
            "oh",
            "o",
            "yes",
            "no",
            "well",
        )
        if apart and not after[:1].isalnum() and after not in ("'s", "’s"):
            of[q].called.append(draft.referents[i][0])
        else:
            of[q].named.append(draft.referents[i][0])


def _conversations(draft: Draft, turns: list[_Turn]) -> list[list[_Turn]]:
    """Stretches of talk: parted by much narration, a scene break or a chapter's end."""
    parted = set(draft.text.breaks) | {s.start for s in draft.text.sections if s.kind == "chapter"}
    breaks = sorted(parted)
    conversations: list[list[_Turn]] = []
    at = 0
    for turn in turns:
        new = not conversations
        if conversations:
            previous = conversations[-1][-1]
            while at < len(breaks) and breaks[at] <= previous.start:
                at += 1
            new = turn.paragraph - previous.last_paragraph > GAP or (
                at < len(breaks) and breaks[at] <= turn.start
            )
        if new:
            conversations.append([])
        conversations[-1].append(turn)
    return conversations


def _candidates(draft: Draft, turns: list[_Turn]) -> None:
    """Give each turn the beings that may speak it, with weights in nats."""
    assert draft.referents is not None and draft.likely is not None and draft.beings is not None
    spans = draft.reading.mentions
    heard = draft.reading.speakers
    for turn in turns:
        cue = turn.label if turn.label is not None else turn.cue.mention if turn.cue else None
        if heard:
            _from_reading(draft, turn)
            if turn.weights:
                continue
        if cue is None:
            continue
        who = draft.referents[cue]
        if turn.label is not None or (
            spans[cue].form != "pronoun" and turn.cue is not None and turn.cue.kind == "tag"
        ):
            if who:
                turn.weights = {b: 0.0 for b in who[:1]}
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


_EPITHETS = frozenset(
    "man woman boy girl lady gentleman friend companion child fellow host hostess visitor guest youth "
    "lad lover captain doctor officer person partner".split()
)


def _from_reading(draft: Draft, turn: _Turn) -> None:
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


def _last_named(draft: Draft, turn: _Turn) -> list[int]:
    """The last few whom the narration names before a turn that stands alone."""
    from bisect import bisect_left

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


def _best_path(draft: Draft, turns: list[_Turn]) -> dict[int, tuple[int | None, float]]:
    """The best sequence of speakers of one conversation."""
    options: list[list[tuple[int, float]]] = []
    for t, turn in enumerate(turns):
        row: list[tuple[int, float]] = []
        for b, w in turn.weights.items():
            if not turn.sure:
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


def _near(a: _Turn, b: _Turn) -> bool:
    return b.paragraph - a.last_paragraph <= 2


def _score(draft: Draft, turn: _Turn, who: int) -> float:
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
    turns: list[_Turn],
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
