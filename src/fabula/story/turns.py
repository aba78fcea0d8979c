"""The turns of talk, what beside each shows its speaker, and which turns are one conversation."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.reading.lexicon import KIN, Gender
from fabula.story.answers import is_called
from fabula.story.draft import Draft
from fabula.story.tags import Cue, Tags

# Conversations end where this many paragraphs pass without speech.
GAP = 4
# The reading's score from which on its cue counts for more than the one found by rule.
HEEDED = 0.5


@dataclass(slots=True)
class Turn:
    quotations: list[int]
    paragraph: int
    last_paragraph: int
    start: int
    end: int
    cue: Cue | None = None
    label: int | None = None
    called: list[int] = field(default_factory=list)
    """Who is called out to: "Petra", "Papa"."""
    named: list[int] = field(default_factory=list)
    """Who else is named in the words."""
    to: dict[int, int] = field(default_factory=dict)
    """Of a quotation with a tag of its own, the mention in "to Jo"."""
    before: int | None = None
    """The subject of the narration just before, in another paragraph."""
    after: int | None = None
    """The subject of the narration just after, in a paragraph without speech."""
    alone: bool = False
    """Nothing is told between the turn before and this one."""
    asks: bool = False
    """It ends with a question."""
    polite: Gender | None = None
    """The gender of a "sir" or "madam" in it."""
    mentioned: int = 0
    """How many mentions begin before it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words show of one whole turn: the same in every round, ``called`` and ``named``
    aside, as long as those whom two of its tags name are two people, or one, as before.

    Attributes:
        parts: the turns that it comes to.
        asked: pairs of cues that were asked whether they name two people, with the answer.
    """

    parts: list[Turn]
    asked: list[tuple[Cue, Cue, bool]]


def find_turns(draft: Draft) -> list[Turn]:
    """Every turn of outermost speech, in order, with its evidence."""
    assert draft.tags is not None
    tags = draft.tags
    if not tags.evidence:
        tags.evidence = [_look(draft, tags, turn) for turn in _whole_turns(draft)]
    for k, known in enumerate(tags.evidence):
        if any(_two_people(draft, a, b) != two for a, b, two in known.asked):
            tags.evidence[k] = _look(draft, tags, _whole(known.parts))
    turns = [part for known in tags.evidence for part in known.parts]
    string, end = draft.text.string, 0
    for turn in turns:
        turn.alone = turn.start - end < 40 and not string[end : turn.start].strip()
        end = turn.end
    _hear_names(draft, tags, turns)
    return turns


def _look(draft: Draft, tags: Tags, turn: Turn) -> Evidence:
    """Find what the words of one whole turn show."""
    text, spans, asked = draft.text, draft.reading.mentions, list[tuple[Cue, Cue, bool]]()
    parts = _evidence(draft, tags, turn, asked)
    for part in parts:
        if draft.reading.speakers:
            _heed(draft, part)
        part.mentioned = bisect_left(spans, part.start, key=lambda m: m.start)
        part.asks = "?" in text.string[part.end - 2 : part.end]
        for q in part.quotations:
            quotation = text.quotations[q]
            tokens = text.tokens_in(quotation.start, quotation.end)
            said = text.lower[tokens.start : tokens.stop]
            if not _POLITE.keys().isdisjoint(said):
                part.polite = next(_POLITE[word] for word in reversed(said) if word in _POLITE)
    return Evidence(parts, asked)


def _whole(parts: list[Turn]) -> Turn:
    """The turn that came to those parts, as it was before."""
    first, last = parts[0], parts[-1]
    quotations = [q for part in parts for q in part.quotations]
    return Turn(quotations, first.paragraph, last.last_paragraph, first.start, last.end)


def _heed(draft: Draft, turn: Turn) -> None:
    """Where the reading is sure of a mention beside the words, that is the cue."""
    assert draft.quoted is not None
    text, spans = draft.text, draft.reading.mentions
    scores: dict[int, float] = defaultdict(float)
    for q in turn.quotations:
        for choice in draft.reading.speakers[q]:
            if choice.mention is not None:
                scores[choice.mention] += choice.score / len(turn.quotations)
    if not scores or turn.label is not None:
        return
    best = max(scores, key=lambda i: scores[i])
    if scores[best] < HEEDED or draft.quoted[best] >= 0 or spans[best].type != "PER":
        return
    if text.lower[spans[best].head] in _THEY:
        return
    beside = turn.paragraph <= text.paragraph_at(spans[best].start) <= turn.last_paragraph
    if beside and (turn.cue is None or turn.cue.mention != best):
        to = None if turn.cue is None or turn.cue.to == best else turn.cue.to
        turn.cue = Cue(best, "tag", scores[best], to)


_THEY = frozenset(("they", "them", "their", "both", "you", "your"))
_POLITE: dict[str, Gender] = {
    **dict.fromkeys(("sir", "monsieur", "mister"), "m"),
    **dict.fromkeys(("madam", "ma'am", "ma’am", "madame", "miss", "missus"), "f"),
}


def _whole_turns(draft: Draft) -> list[Turn]:
    """The turns in order, outermost quotations only."""
    text = draft.text
    turns: list[Turn] = []
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
            turns.append(Turn([i], paragraph, last, quotation.start, quotation.end))
        current = quotation.turn
    return turns


def _evidence(
    draft: Draft, tags: Tags, turn: Turn, asked: list[tuple[Cue, Cue, bool]]
) -> list[Turn]:
    """Find the turn's label or cue, and the narration just before it.

    Pieces of one paragraph with tags that name two people are two turns; which tags were ``asked``
    that is noted.
    """
    text, quotations, pieces = draft.text, draft.text.quotations, turn.quotations
    parts: list[Turn] = []
    to: dict[int, int] = {}
    best: Cue | None = None
    low = k = 0  # the first piece of the part that is looked at, and the piece
    while k < len(pieces):
        q = pieces[k]
        quotation = quotations[q]
        if k == low and quotation.label is not None:
            for i in _mentions_between(draft, *quotation.label):
                rest = _part(draft, turn, low, len(pieces))
                rest.label = i
                return [*parts, rest]
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
        if k == low or text.paragraph_at(quotations[pieces[k - 1]].start) != text.paragraph_at(
            quotation.start
        ):
            previous = _previous_end(draft, q, paragraph[0])
            leads = text.tokens_in(previous, quotation.start)
            cues.append(tags.before(leads.start, leads.stop))
        own = cues[0]
        if own is not None and own.kind == "tag" and own.to is not None:
            to[q] = own.to
        if best is not None and best.kind == "tag":
            two = own is not None and own.kind == "tag" and _two_people(draft, best, own)
            if own is not None and own.kind == "tag":
                asked.append((best, own, two))
            if two:
                parts += _settled(draft, tags, _part(draft, turn, low, k, to), best)
                low, best, to = k, None, {}
                continue  # this piece again, as the first of its own turn
        else:
            for cue in cues:
                if cue is not None and (best is None or cue.score > best.score + 1e-9):
                    best = cue
        k += 1
    return [*parts, *_settled(draft, tags, _part(draft, turn, low, k, to), best)]


def _part(
    draft: Draft, turn: Turn, low: int, high: int, to: Mapping[int, int] | None = None
) -> Turn:
    """The pieces ``[low, high)`` of a turn as a turn of their own."""
    text, quotations = draft.text, draft.text.quotations
    pieces = turn.quotations[low:high]
    first, last = quotations[pieces[0]].start, quotations[pieces[-1]]
    whole = high == len(turn.quotations)
    return Turn(
        pieces,
        text.paragraph_at(first) if low else turn.paragraph,
        turn.last_paragraph if whole else text.paragraph_at(last.start),
        first if low else turn.start,
        turn.end if whole else last.end,
        to=dict(to or {}),
    )


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


def _settled(draft: Draft, tags: Tags, turn: Turn, best: Cue | None) -> list[Turn]:
    """The turn with its cue, a lead-in in the paragraph before, and the subject before it."""
    text = draft.text
    if best is not None and best.kind == "beat":
        head = draft.reading.mentions[best.mention].head
        if text.lower[head] in _THEY:
            best = None  # what several do beside the words shows none of them
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
    after = turn.last_paragraph + 1
    if after < len(text.paragraphs):
        a, b = text.paragraphs[after]
        if _next_start(draft, turn.quotations[-1], b) is None:
            tokens = text.tokens_in(a, b)
            turn.after = tags.first_subject(tokens.start, tokens.stop)
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
    spans = draft.reading.mentions
    i = bisect_left(spans, start, key=lambda m: m.start)
    found = []
    while i < len(spans) and spans[i].start < end:
        if spans[i].type == "PER" and spans[i].end <= end:
            found.append(i)
        i += 1
    return found


def _hear_names(draft: Draft, tags: Tags, turns: list[Turn]) -> None:
    """Who is named in each turn: called out to, or talked of."""
    assert draft.referents is not None
    if tags.heard is None:
        tags.heard = _names_in_speech(draft)
    of: dict[int, Turn] = {}
    for turn in turns:
        turn.called, turn.named = [], []
        for q in turn.quotations:
            of[q] = turn
    for i, q, out in tags.heard:
        who = draft.referents[i]
        if who:
            (of[q].called if out else of[q].named).append(who[0])


def _names_in_speech(draft: Draft) -> list[tuple[int, int, bool]]:
    """The names, and kin terms that somebody is called by, in outermost quotations: the mention,
    the quotation, and whether it is called out."""
    assert draft.quoted is not None
    text, found = draft.text, list[tuple[int, int, bool]]()
    for i, (mention, q) in enumerate(zip(draft.reading.mentions, draft.quoted, strict=True)):
        if q < 0 or mention.type != "PER" or text.quotations[q].depth:
            continue
        kin = mention.form == "nominal" and text.lower[mention.head] in KIN
        if mention.form == "name" or kin:
            out = is_called(text, mention)
            if out or not kin:
                found.append((i, q, out))
    return found


def conversations(draft: Draft, turns: list[Turn]) -> list[list[Turn]]:
    """Stretches of talk: parted by much narration, a scene break or a chapter's end."""
    parted = set(draft.text.breaks) | {s.start for s in draft.text.sections if s.kind == "chapter"}
    breaks = sorted(parted)
    conversations: list[list[Turn]] = []
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
