"""What the reader saw, mended by what the whole book shows.

An oath ("Good Lord," he said) names nobody, and no mention reaches from speech into the narration.

A name is of one kind throughout: what is a place four times is no person the fifth. A word that
only the beginning of a sentence gives a capital ("Pain caught in his chest") is no name. And the
neopronouns of a text that uses them are pronouns, whether the reader saw them so or not at all; a
first name that is known is a name wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from fabula.reading.lexicon import NEOPRONOUNS, OATHS
from fabula.reading.reading import Choice, CueSpan, EntityType, MentionSpan, Reading
from fabula.reading.rules_names import find_names
from fabula.reading.rules_nominals import neopronouns
from fabula.story.constraints import begins_with_tie
from fabula.text.text import Text
from fabula.text.words import word_set

MOSTLY = 2.0
"""A name's other kinds give way to one that is so many times as common, by the reader's scores."""
SURE = 0.5
"""The score from which on a name is known."""
SHORT = 300
"""Words under which a text may well have a name only at the beginning of sentences."""
_BEFORE_OATHS = word_set("oh o ah my dear good sweet by and but well no yes ye")
UNSEEN = 0.3
"""How likely a mention that the reader did not see is somebody new."""


def mended(text: Text, reading: Reading) -> Reading:
    """A reading with names of one kind, every neopronoun, and known names that it passed over.

    Mentions that are put in are linked to nobody; the indices of the others move up. A reading
    without links is left as it is: the rules see to all this themselves.
    """
    if not reading.antecedents:
        return reading
    reading = _without(reading, _no_mentions(text, reading))
    forms = {form for subject in neopronouns(text) for form in NEOPRONOUNS[subject]}
    told = find_names(text) if len(text.words) >= SHORT else []
    names = {text.words[t] for name in told for t in range(name.first, name.last + 1)}
    taken = frozenset(
        i
        for i, m in enumerate(reading.mentions)
        if m.form != "pronoun" and _is_one_of(forms, text, m)
    )
    mentions = tuple(
        replace(m, form="pronoun", type="PER")
        if _is_one_of(forms, text, m)
        else replace(m, form="nominal")
        if names and _only_begins(names, text, m)
        else m
        for m in _of_one_kind(text, reading.mentions)
    )
    seen = {t for m in mentions for t in text.tokens_in(m.start, m.end) if m.form != "nominal"}
    seen |= {m.head for m in mentions}
    put_in = [
        MentionSpan(*text.tokens[t], "PER", "pronoun", t, 0.5)
        for t, word in enumerate(text.words)
        if word.lower() in forms and t not in seen
    ]
    put_in += _passed_over(text, reading, mentions, seen)
    put_in += _named_after(text, reading, mentions, seen | {m.head for m in put_in})
    if not any(m.form == "name" and m.type == "PER" for m in (*mentions, *put_in)):
        # Where it saw nobody's name at all, those that the rules know.
        put_in += [
            MentionSpan(text.tokens[n.first][0], text.tokens[n.last][1], "PER", "name", n.last, 0.5)
            for n in told or find_names(text)
            if n.type == "PER" and seen.isdisjoint(range(n.first, n.last + 1))
        ]
    # What a neopronoun means that was taken for a name, its links do not say.
    links = tuple(
        (Choice(None, UNSEEN),) if i in taken else choices
        for i, choices in enumerate(reading.antecedents)
    )
    return _with(replace(reading, mentions=mentions, antecedents=links), put_in)


def _no_mentions(text: Text, reading: Reading) -> set[int]:
    """Oaths, and mentions that begin in speech and end outside it or the other way about."""
    found: set[int] = set()
    outer = [q for q in text.quotations if q.depth == 0]
    at = 0
    for i, m in enumerate(reading.mentions):
        while at < len(outer) and outer[at].end <= m.start:
            at += 1
        if at < len(outer):
            q = outer[at]
            if m.start < q.start < m.end < q.end or q.start <= m.start < q.end < m.end:
                found.add(i)
        if m.type == "PER" and m.form != "pronoun" and _is_oath(text, m):
            found.add(i)
    return found


def _is_oath(text: Text, m: MentionSpan) -> bool:
    """Whether words that may be an oath stand alone: "Good Lord," but not "the Lord is kind"."""
    tokens = text.tokens_in(m.start, m.end)
    words = [text.words[t].lower() for t in tokens]
    if " ".join(words) not in OATHS and not (words[-1:] == [","] and words[0] in OATHS):
        return False
    before = text.words[tokens.start - 1].lower() if tokens.start else "."
    after = text.words[tokens.stop] if tokens.stop < len(text.words) else "."
    return not after[:1].isalnum() and (not before[:1].isalnum() or before in _BEFORE_OATHS)


def _without(reading: Reading, gone: set[int]) -> Reading:
    """A reading with fewer mentions, every index to the others moved down."""
    if not gone:
        return reading
    moved: dict[int, int] = {}
    for i in range(len(reading.mentions)):
        if i not in gone:
            moved[i] = len(moved)

    def follow(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(
            c if c.mention is None else Choice(moved[c.mention], c.score)
            for c in choices
            if c.mention not in gone
        )

    return _renumbered(
        reading,
        tuple(m for i, m in enumerate(reading.mentions) if i not in gone),
        tuple(follow(choices) for i, choices in enumerate(reading.antecedents) if i not in gone),
        follow,
    )


def _renumbered(
    reading: Reading,
    mentions: tuple[MentionSpan, ...],
    antecedents: tuple[tuple[Choice, ...], ...],
    follow: Callable[[tuple[Choice, ...]], tuple[Choice, ...]],
) -> Reading:
    """The reading with other mentions; ``follow`` gives choices the new numbers of theirs."""

    def whose(cues: tuple[CueSpan, ...]) -> tuple[CueSpan, ...]:
        return tuple(replace(c, who=follow(c.who), toward=follow(c.toward)) for c in cues)

    return replace(
        reading,
        mentions=mentions,
        antecedents=antecedents,
        speakers=tuple(map(follow, reading.speakers)),
        addressees=tuple(map(follow, reading.addressees)),
        feelings=whose(reading.feelings),
        beliefs=whose(reading.beliefs),
    )


def _is_one_of(forms: set[str], text: Text, m: MentionSpan) -> bool:
    return text.words[m.head].lower() in forms and len(text.tokens_in(m.start, m.end)) == 1


def _only_begins(names: set[str], text: Text, m: MentionSpan) -> bool:
    """Whether a name is one word that no rule knows for a name anywhere in the text, though it has
    a capital: one that stands amid a sentence, is called or speaks, is known."""
    if m.form != "name" or m.type != "PER" or len(text.tokens_in(m.start, m.end)) != 1:
        return False
    word = text.words[m.head]
    return word[:1].isupper() and word not in names


def _passed_over(
    text: Text, reading: Reading, mentions: tuple[MentionSpan, ...], seen: set[int]
) -> list[MentionSpan]:
    """First names that the reader saw elsewhere, with the surname that the syntax gives them."""
    syntax, words = reading.syntax, text.words
    if not syntax:
        return []
    known: set[str] = set()
    for m in mentions:
        single = len(text.tokens_in(m.start, m.end)) == 1 and words[m.head][:1].isupper()
        if single and m.type == "PER" and m.form == "name" and m.score >= SURE:
            known.add(words[m.head])
    common = {word for word in text.counts if word[:1].islower()}
    known_names = {w for w in known if len(w) > 2 and w.lower() not in common}
    found: list[MentionSpan] = []
    for t, word in enumerate(words):
        if word not in known_names or t in seen or syntax[t].upos != "PROPN":
            continue
        if syntax[t].relation in ("flat", "compound"):
            continue
        last = t
        while (
            last + 1 < len(words)
            and syntax[last + 1].relation == "flat"
            and last + 1 not in seen
            and words[last + 1][:1].isupper()
        ):
            last += 1
        found.append(MentionSpan(text.tokens[t][0], text.tokens[last][1], "PER", "name", t, 0.5))
    return found


def _named_after(
    text: Text, reading: Reading, mentions: tuple[MentionSpan, ...], seen: set[int]
) -> Iterator[MentionSpan]:
    """Names right behind a noun for somebody's kin or friend: "her uncle Fred"."""
    words, syntax = text.words, reading.syntax
    for m in mentions:
        t = m.head + 1
        if m.form != "nominal" or m.type != "PER" or t >= len(words) or not syntax:
            continue
        behind = m.end <= text.tokens[t][0] and t not in seen and syntax[t].upos == "PROPN"
        if behind and words[t][:1].isupper() and begins_with_tie(text, m.start, m.head):
            yield MentionSpan(*text.tokens[t], "PER", "name", t, 0.5)


def _with(reading: Reading, put_in: list[MentionSpan]) -> Reading:
    """A reading with more mentions, every index to the others moved up."""
    if not put_in:
        return reading
    kept: list[tuple[MentionSpan, int | None]] = [
        *((m, i) for i, m in enumerate(reading.mentions)),
        *((m, None) for m in put_in),
    ]
    kept.sort(key=lambda k: (k[0].start, -k[0].end))
    moved = {old: new for new, (_, old) in enumerate(kept) if old is not None}

    def follow(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(c if c.mention is None else Choice(moved[c.mention], c.score) for c in choices)

    unlinked = (Choice(None, UNSEEN),)
    return _renumbered(
        reading,
        tuple(m for m, _ in kept),
        tuple(unlinked if old is None else follow(reading.antecedents[old]) for _, old in kept),
        follow,
    )


def _of_one_kind(text: Text, mentions: tuple[MentionSpan, ...]) -> tuple[MentionSpan, ...]:
    """Every name of the kind that the same words mostly have: no person "Lisbon" among towns."""
    kinds: dict[str, dict[EntityType, float]] = defaultdict(dict)
    for m in mentions:
        if m.form == "name":
            scores = kinds[text.string[m.start : m.end]]
            scores[m.type] = scores.get(m.type, 0.0) + m.score
    told: dict[str, EntityType] = {}
    for words, scores in kinds.items():
        if len(scores) > 1:
            best, other = sorted(scores, key=lambda kind: -scores[kind])[:2]
            if scores[best] >= MOSTLY * scores[other]:
                told[words] = best
    if not told:
        return mentions
    return tuple(
        replace(m, type=told.get(text.string[m.start : m.end], m.type)) if m.form == "name" else m
        for m in mentions
    )


__all__ = ["mended"]
