"""Who is in the story? From beings to characters, entities, mentions and quotes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from fabula.reading.lexicon import NEOPRONOUNS, PRONOUN_SETS, TITLES
from fabula.story.draft import Attribution, Being, Draft, step
from fabula.story.story import Character, Entity, Mention, Quote
from fabula.text.words import word_set

SELDOM = 3
"""So many times as often must a name be heard that a fuller one gives way to it."""
RARE = 10
"""So many times as often must one be called otherwise that a fuller name with none of those words
gives way."""
_BY_GENDER = {"m": "he", "f": "she"}
_RELATIVES = frozenset("who whom whose which that".split())
# By these one is spoken to, not described.
_ADDRESSES = word_set("sir madam ma'am ma’am miss mister dear darling") | {
    "my dear", "my love", "my lord", "my lady", "my child", "my boy", "my friend",
}  # fmt: skip
_NEO = {form: subject for subject, forms in NEOPRONOUNS.items() for form in forms}


@step(
    "beings referents quoted narrator attributions",
    "attributions characters entities mentions quotes",
)
def cast(draft: Draft) -> Draft:
    """Characters in order of how much of the story they have; everything else by its place."""
    assert draft.beings is not None and draft.referents is not None and draft.quoted is not None
    assert draft.attributions is not None
    text, spans = draft.text, draft.reading.mentions
    lower = text.lower
    counts: Counter[int] = Counter()
    first: dict[int, int] = {}
    pronouns: dict[int, Counter[str]] = defaultdict(Counter)
    described: dict[int, Counter[str]] = defaultdict(Counter)
    called: Counter[tuple[int, str]] = Counter()
    for i, who in enumerate(draft.referents):
        span = spans[i]
        for b in who:
            counts[b] += 1
            first.setdefault(b, span.start)
        if len(who) != 1:
            continue
        if span.form == "name":
            called[who[0], text.string[span.start : span.end]] += 1
        if span.form == "nominal":
            words = _described(text.string[span.start : span.end])
            if " ".join(words).lower() in _ADDRESSES:
                continue
            described[who[0]][" ".join([words[0].lower(), *words[1:]])] += 1
        if span.form == "pronoun":
            word = lower[span.head]
            subject = PRONOUN_SETS.get(word) or _NEO.get(word)
            if subject is not None and subject not in ("i", "we", "you"):
                pronouns[who[0]][subject] += 1
    attributions = _of_people(draft)
    addressed = {b for a in attributions for b in a.addressees}
    quotes: Counter[int] = Counter()
    spoken: Counter[int] = Counter()
    for q, attribution in zip(text.quotations, attributions, strict=True):
        if attribution.speaker is not None:
            quotes[attribution.speaker] += 1
            spoken[attribution.speaker] += len(text.string[q.start : q.end].split())
    people = [
        b
        for b in draft.beings
        if b.type == "PER" and (counts[b.id] or quotes[b.id] or b.id in addressed)
    ]
    people.sort(key=lambda b: (-(counts[b.id] + 2 * quotes[b.id]), first.get(b.id, 0), b.id))
    characters = tuple(
        Character(
            id=b.id,
            name=_name(draft, b, described[b.id], called),
            aliases=_aliases(draft, b, called),
            pronouns=_pronouns(b, pronouns[b.id]),
            narrator=b.id == draft.narrator,
            named=bool(b.names),
            on_stage=False,  # until scenes show them (``story.scenes``)
            mentions=counts[b.id],
            quotes=quotes[b.id],
            words_spoken=spoken[b.id],
            first=first.get(b.id, 0),
        )
        for b in people
    )
    entities = tuple(
        Entity(b.id, b.type, _name(draft, b, described[b.id], called), counts[b.id])
        for b in draft.beings
        if b.type != "PER" and counts[b.id]
    )
    mentions = tuple([
        Mention(i, s.start, s.end, who, s.form, s.type, round(s.score, 3))
        for i, (s, who) in enumerate(zip(spans, draft.referents, strict=True))
    ])  # fmt: skip
    turns: dict[tuple[int, int | None], int] = {}
    given = tuple(
        Quote(
            id=i,
            start=q.start,
            end=q.end,
            speaker=a.speaker,
            addressees=a.addressees,
            cue=a.cue,
            manner=a.manner,
            medium=q.medium,
            # Where one paragraph holds two people's words, they are two turns.
            turn=turns.setdefault((q.turn, a.speaker), len(turns)),
            score=round(a.score, 3),
        )
        for i, (q, a) in enumerate(zip(text.quotations, attributions, strict=True))
    )
    # Whom pronouns might have meant and who speaks is asked no more.
    return replace(
        draft, attributions=attributions, characters=characters, entities=entities,
        mentions=mentions, quotes=given, likely=None, places=None, tags=None,
    )  # fmt: skip


def _of_people(draft: Draft) -> tuple[Attribution, ...]:
    """The attributions without what is no person: a house neither talks nor is talked to."""
    assert draft.beings is not None and draft.attributions is not None
    things = {b.id for b in draft.beings if b.type != "PER"}
    return tuple(
        replace(
            a,
            speaker=None if a.speaker in things else a.speaker,
            addressees=tuple(b for b in a.addressees if b not in things),
        )
        if a.speaker in things or not things.isdisjoint(a.addressees)
        else a
        for a in draft.attributions
    )


def _name(
    draft: Draft, being: Being, described: Counter[str], called: Counter[tuple[int, str]]
) -> str:
    """The fullest name; among equals the commonest; for the nameless a description.

    A fuller one that is seldom heard gives way to the given name and surname within it: a boy who
    once imagines himself "Reverend Stephen Dedalus" is Stephen Dedalus.
    """
    if being.names:
        usual = max(being.names, key=lambda n: (called[being.id, n], -being.names.index(n)))
        words = {w for w in usual.split() if w.rstrip(".") not in TITLES} or set(usual.split())

        def full(name: str) -> tuple[int, bool, bool, int]:
            """Nora Hale, whom others call Miss Hale, is mostly Nora; and Mistress Nora in jest."""
            given = name.split()[0] in being.names
            whole = given and _is_whole(name) and called[being.id, name] > 1
            place = -being.names.index(name)
            return min(3, _parts(name)), words <= set(name.split()), whole, place

        fullest = max(being.names, key=full)
        strange = words.isdisjoint(fullest.split())
        if strange and called[being.id, fullest] * RARE < called[being.id, usual]:
            fullest = max((n for n in being.names if words <= set(n.split())), key=full)
        for name in being.names:
            within = _is_whole(name) and set(name.split()) < set(fullest.split())
            often = SELDOM * max(1, called[being.id, fullest])
            if within and called[being.id, name] >= often:
                return name
        return fullest
    if being.id == draft.narrator:
        return "the narrator"
    if described:
        return max(described, key=lambda words: (described[words], -len(words)))
    if being.description is None:
        return "somebody"
    span = draft.reading.mentions[being.description]
    return " ".join(_described(draft.text.string[span.start : span.end]))


def _described(nominal: str) -> list[str]:
    """The words of a description without the clause behind it: "the barrister who has his case".

    >>> _described("the barrister, who has his case at hand")
    ['the', 'barrister']
    """
    words = nominal.split()
    for i in range(2, len(words)):
        if words[i - 1].endswith((",", ";", "\u2014")) or words[i].lower() in _RELATIVES:
            last = words[i - 1].rstrip(",;\u2014")
            return [*words[: i - 1], last] if last else words[: i - 1]
    return words


def _is_whole(name: str) -> bool:
    """Whether a name is a given name and a surname, without a title."""
    words = name.split()
    return len(words) > 1 and not any(w.rstrip(".") in TITLES for w in words)


def _parts(name: str) -> int:
    """How much a name says: given name and surname most, a title next."""
    return sum(1 for w in name.split() if w[:1].isupper())


def _aliases(draft: Draft, being: Being, called: Counter[tuple[int, str]]) -> tuple[str, ...]:
    name = _name(draft, being, Counter(), called)
    return tuple(n for n in being.names if n != name)


def _pronouns(being: Being, used: Counter[str]) -> str | None:
    if being.plural:
        return "they"
    if being.gender in _BY_GENDER:
        return _BY_GENDER[being.gender]
    if used:
        return used.most_common(1)[0][0]
    return None
