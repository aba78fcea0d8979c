"""Who is there in a scene, and who is only talked of?

What each place says of somebody is a trace: that they speak, are spoken to, act in the narration,
or that others talk of them, remember them, own what was theirs. A scene's traces of one character
are weighed together (``story.weighing``), with weights fitted to marked stories
(``lexicon/presence.tsv``).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping
from itertools import chain
from math import log
from typing import NamedTuple

import numpy as np

from fabula.story.clauses import Clauses
from fabula.story.function_words import POSSESSIVES, SUBJECTS
from fabula.story.story import Character
from fabula.story.weighing import questions

TABLE = "presence.tsv"
LEAST = 0.35
"""Whoever is likelier is there: F1 was best there on the stories of the fit."""
_MANY = 8
_FEW = 3  # traces of anybody: with no more there is nothing to weigh
_TELLING = frozenset(("speaks", "speaks, tagged", "addressed", "acts", "acts, by a noun", "i"))
_ABSENT = frozenset("had 'd would has".split())
_BEING = frozenset("was were is are am 'm 're been be seemed seems".split())
_THIRD = frozenset("he him his she hers her himself herself they them their".split())
_BETWEEN = frozenset("also still only just then both all".split())


KINDS = (
    "acts", "acts, by a noun", "addressed", "had", "i", "is", "mentioned", "owns", "speaks",
    "speaks, tagged", "talked of", "would", "writes",
)  # fmt: skip
_NUMBER = {kind: i for i, kind in enumerate(KINDS)}


class Traces(NamedTuple):
    """At an offset somebody leaves a trace of a kind (its place in ``KINDS``): in columns, by
    place, for a long story has a million of them."""

    at: array[int]
    who: array[int]
    kind: array[int]

    def those_who(self, kind: str) -> set[int]:
        """Who has left a trace of a kind."""
        wanted = _NUMBER[kind]
        return {who for who, kind in zip(self.who, self.kind, strict=True) if kind == wanted}


def traces(c: Clauses, people: Container[int]) -> Traces:
    """What every place of a text says of the being there of some people."""
    found = Traces(array("i"), array("i"), array("b"))
    for at, who, kind in chain(_in_talk(c), _in_narration(c)):
        if who in people:
            found.at.append(at)
            found.who.append(who)
            found.kind.append(_NUMBER[kind])
    order = np.lexsort((found.kind, found.who, found.at))
    return Traces(*(array(x.typecode, np.asarray(x)[order].tobytes()) for x in found))


def _in_talk(c: Clauses) -> Iterator[tuple[int, int, str]]:
    depth = {(q.start, q.end): q.depth for q in c.text.quotations}
    talked_of: set[tuple[int, int]] = set()
    for m, (a, b) in enumerate(c.ranges):
        if c.voice[a] < 0:
            continue
        quote = c.quotes[c.voice[a]]
        if c.words[a] in _THIRD:
            talked_of.update((quote.turn, one) for one in c.who(m))
        else:
            bounds = (a == 0 or not c.words[a - 1].isalnum()) and not c.word(b).isalnum()
            if bounds or c.words[a] in ("i", "you", "we", "me", "my", "your", "us", "our"):
                continue  # called by name, or one of those who talk
        for one in c.who(m):
            if one != quote.speaker:
                yield (quote.start, one, "talked of")
    for q in c.quotes:
        if q.medium != "speech" or depth.get((q.start, q.end), 0):
            # a message comes from afar, speech inside speech from another time
            known = () if q.speaker is None else (q.speaker,)
            yield from ((q.start, one, "writes") for one in (*known, *q.addressees))
            continue
        if q.speaker is not None and (q.turn, q.speaker) not in talked_of:
            tagged = q.manner in ("explicit", "anaphoric")
            yield (q.start, q.speaker, "speaks, tagged" if tagged else "speaks")
        for one in q.addressees:
            # Whom words are for may be a name in them, or far away; it is no "him" in them.
            if (q.turn, one) not in talked_of:
                yield (q.start, one, "addressed")


def _in_narration(c: Clauses) -> Iterator[tuple[int, int, str]]:
    starts = c.text.token_starts
    for m, (a, b) in enumerate(c.ranges):
        if c.voice[a] >= 0:
            continue
        kind = _kind(c, a, b)
        for one in c.who(m):
            yield (starts[a], one, kind)


def _kind(c: Clauses, a: int, b: int) -> str:
    """What the place of a mention in narration says."""
    if c.words[a] in ("i", "me", "my") and b - a == 1:
        return "i"
    if c.word(b) in ("'s", "’s", "'") or (b - a == 1 and c.words[a] in POSSESSIVES):
        return "owns"
    pronoun = b - a == 1 and c.words[a] in SUBJECTS
    k, word = b, c.word(b)
    while word.endswith("ly") or word in _BETWEEN:
        k += 1
        word = c.word(k)
    if word in _ABSENT:
        return "had"
    if word in _BEING and not any(c.word(t).endswith("ing") for t in range(k + 1, k + 4)):
        return "is"  # how somebody is can be told of the absent
    if c.verbish(word) and c.opens(a) and word not in ("will", "'ll", "might", "may"):
        if c.unreal(a):
            return "would"
        return "acts" if pronoun or c.text.words[a][:1].isupper() else "acts, by a noun"
    return "mentioned"


def evidence(
    found: Mapping[str, int], most: int, one: Character, viewpoint: int | None
) -> dict[str, float]:
    """What speaks for one character's being in a scene: the traces by kind, where nobody there has
    left more than ``most``. Beyond a few more of a kind say no more, so that a scene may be of any
    length."""
    out = {"any": 1.0}
    for kind, times in found.items():
        out[kind] = 1.0
        if kind in _TELLING:
            out[f"{kind}, times"] = log(min(times, _MANY))
    told = sum(found.values())
    out["traces"] = log(min(told, _MANY))
    out["traces, beside the most"] = log(told / most)
    out["share of acts"] = (found.get("acts", 0) + found.get("acts, by a noun", 0)) / told
    out["share of talk of"] = found.get("talked of", 0) / told
    out["share of had"] = (found.get("had", 0) + found.get("would", 0)) / told
    talks = any(kind.startswith(("speaks", "addressed")) for kind in found)
    flags = {
        "silent": not talks,
        "named": one.named,
        "viewpoint": viewpoint == one.id,
        "narrator": one.narrator,
    }
    return out | {name: 1.0 for name, so in flags.items() if so}


def by_scene(found: Traces, start: int, end: int) -> dict[int, Counter[str]]:
    """The traces in a stretch, by character and kind."""
    out: dict[int, Counter[str]] = defaultdict(Counter)
    inside = slice(bisect_left(found.at, start), bisect_left(found.at, end))
    for who, kind in zip(found.who[inside], found.kind[inside], strict=True):
        out[who][KINDS[kind]] += 1
    return out


def present(
    here: Mapping[int, Mapping[str, int]],
    people: Mapping[int, Character],
    viewpoint: int | None,
) -> tuple[int, ...]:
    """Who is there, for all that a scene's traces say."""
    ask = questions(TABLE)["present"]
    most = max((sum(found.values()) for found in here.values()), default=1)
    if most <= _FEW:
        return tuple(sorted(one for one, found in here.items() if not _TELLING.isdisjoint(found)))
    return tuple(
        sorted(
            one
            for one, found in here.items()
            if ask.likelihood(evidence(found, most, people[one], viewpoint)) >= LEAST
        )
    )


__all__ = ["KINDS", "LEAST", "TABLE", "Traces", "by_scene", "evidence", "present", "traces"]
