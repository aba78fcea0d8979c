"""One character becoming another: the same change in every list of a story."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace

from fabula.story.story import Cast, Character, Scene, Story

Owner = Callable[[int], int]
"""Whose something is that begins at an offset."""


def reassign(story: Story, old: int, mentions: dict[int, int], owner: Owner) -> Story:
    """What ``old`` was goes to others: mentions by id (``mentions``: mention id to character's),
    all else by where it begins. Relations with oneself are dropped."""

    def one(id: int | None, at: int) -> int | None:
        return owner(at) if id == old else id

    def sure(id: int, at: int) -> int:
        return owner(at) if id == old else id

    def many(ids: tuple[int, ...], at: int) -> tuple[int, ...]:
        return unique(sure(id, at) for id in ids) if old in ids else ids

    def several(id: int, ids: tuple[int, ...]) -> tuple[int, ...]:
        new = mentions.get(id, old)
        return unique(new if e == old else e for e in ids) if new != old else ids

    by_feeling = {f.id: f.start for f in story.feelings}
    own = sorted((m.start, mentions.get(m.id, old)) for m in story.mentions if old in m.entities)
    relations = []
    for r in story.relations:
        at = r.evidence[0][0] if r.evidence else 0
        a, b = sure(r.a, at), sure(r.b, at)
        if a != b:
            relations.append(replace(r, a=a, b=b))
    masks = []
    for m in story.masks:
        at = next((by_feeling[id] for id in m.evidence if id in by_feeling), 0)
        masks.append(
            replace(
                m,
                who=sure(m.who, at),
                hidden_from=many(m.hidden_from, at),
                seen_through_by=many(m.seen_through_by, at),
            )
        )
    return replace(
        story,
        mentions=tuple(
            replace(m, entities=several(m.id, m.entities)) if old in m.entities else m
            for m in story.mentions
        ),
        quotes=tuple(
            replace(
                q,
                # The words beside a quotation that name its speaker decide for it too.
                speaker=mentions[q.cue]
                if q.speaker == old and q.cue is not None and q.cue in mentions
                else one(q.speaker, q.start),
                addressees=many(q.addressees, q.start),
            )
            if q.speaker == old or old in q.addressees
            else q
            for q in story.quotes
        ),
        thoughts=tuple(replace(t, thinker=one(t.thinker, t.start)) for t in story.thoughts),
        events=tuple(
            replace(e, agent=one(e.agent, e.start), patient=one(e.patient, e.start))
            for e in story.events
        ),
        feelings=tuple(
            replace(f, who=one(f.who, f.start), toward=one(f.toward, f.start))
            for f in story.feelings
        ),
        beliefs=tuple(
            replace(b, who=sure(b.who, b.start), about=many(b.about, b.start))
            for b in story.beliefs
        ),
        relations=tuple(relations),
        masks=tuple(masks),
        scenes=tuple(
            replace(
                s,
                present=_present(s, old, own, s.present),
                viewpoint=one(s.viewpoint, s.start),
            )
            for s in story.scenes
        ),
    )


def _present(
    scene: Scene, old: int, own: list[tuple[int, int]], present: tuple[int, ...]
) -> tuple[int, ...]:
    """Who is there: of those who ``old`` was, each that is mentioned (``own``: offset, whom)."""
    if old not in present:
        return present
    there = [
        who for _, who in own[bisect_left(own, (scene.start,)) : bisect_left(own, (scene.end,))]
    ]
    place = present.index(old)
    return unique((*present[:place], *(there or [old]), *present[place + 1 :]))


def unique(ids: Iterable[int]) -> tuple[int, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(ids))


def recount(story: Story) -> Story:
    """Counts and first appearance of everybody from the mentions and quotations as they now are;
    the cast in order of how much of the story each has, as a reading gives it."""
    mentions: dict[int, int] = {}
    first: dict[int, int] = {}
    heard: dict[int, int] = {}
    for m in story.mentions:
        for id in m.entities:
            mentions[id] = mentions.get(id, 0) + 1
            first[id] = min(first.get(id, m.start), m.start)
    quotes: dict[int, int] = {}
    words: dict[int, int] = {}
    addressed: set[int] = set()
    for q in story.quotes:
        addressed.update(q.addressees)
        if q.speaker is not None:
            heard[q.speaker] = min(heard.get(q.speaker, q.start), q.start)
            quotes[q.speaker] = quotes.get(q.speaker, 0) + 1
            spoken = len(story.text[q.start : q.end].split())
            words[q.speaker] = words.get(q.speaker, 0) + spoken

    def counted(c: Character) -> Character:
        return replace(
            c,
            mentions=mentions.get(c.id, 0),
            quotes=quotes.get(c.id, 0),
            words_spoken=words.get(c.id, 0),
            first=first.get(c.id, heard.get(c.id, c.first)),
            on_stage=c.on_stage or c.id in quotes or c.id in addressed,
        )

    cast = sorted(
        map(counted, story.characters),
        key=lambda c: (-(c.mentions + 2 * c.quotes), c.first, c.id),
    )
    return replace(story, characters=Cast(cast))
