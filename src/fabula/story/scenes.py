"""Where a story breaks into scenes, where and when each plays, and who is there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from fabula.story.clauses import Clauses
from fabula.story.draft import Draft, step
from fabula.story.presence import by_scene, present, traces
from fabula.story.sight import Sign, signs
from fabula.story.story import Scene
from fabula.story.viewpoint import Head, Part, person_and_tense, viewpoints
from fabula.text.text import Span

_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|several|"
    r"some|a few|many|\d+)"
)
_UNIT = r"(?:second|minute|hour|day|night|week|fortnight|month|year|moment)s?"
_PART = (
    r"(?:morning|afternoon|evening|night|day|week|month|year|spring|summer|autumn|winter|dawn|dusk)"
)
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
# A paragraph that begins like this has moved in time.
_MOVED = re.compile(
    rf"(?:{_NUMBER} {_UNIT} (?:later|after|afterwards?|passed|went by)\b"
    r"|(?:that|the next|the following|the same|early the next|late that|early that) "
    rf"(?:\w+ )?{_PART}\b"
    rf"|(?:on|by|in|at) the (?:\w+ )?(?:{_PART}|{_WEEKDAY})\b,?"
    rf"|on {_WEEKDAY}\b|next (?:morning|day|evening|week|year)\b"
    r"|(?:at|by|it was|it was almost|it was nearly) "
    r"(?:half past |quarter past |quarter to |nearly |almost |about )?"
    rf"(?:\d{{1,4}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|dawn|dusk|sunset|sunrise)\b"
    rf"|afterwards?\b|later(?: that| on)?\b|(?:some|much) (?:time )?later\b|meanwhile\b)",
    re.IGNORECASE,
)
_HOUR = (
    r"(?:half past |a quarter past |a quarter to |quarter past |quarter to |nearly |almost |"
    r"about |past )?"
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|"
    r"dawn|dusk|sunset|sunrise|nightfall|daybreak|bedtime|"
    r"(?:breakfast|lunch|dinner|tea|supper)[- ]?time)"
    r"(?=[,.;]| (?:in the|on the|the next|when|and|before|after|he|she|they|we|i|it|there|"
    r"(?-i:[A-Z])))"
)
# Of these moves only the greater ones part scenes.
_SURE = re.compile(
    rf"(?:at|by|it was|it was past) {_HOUR}"
    rf"|(?:by|on) (?:the )?(?:\w+ )?{_WEEKDAY}\b"
    r"|afterwards?\b|by the time\b|when the last\b"
    rf"|[^.!?\n]{{0,50}} (?:came|come|comes|went|arrived|left|died|returned|woke|rang) "
    rf"[^.!?\n]{{0,20}}?(?:at {_HOUR}|on (?:the )?{_WEEKDAY}\b)"
    "|"
    rf"(?:{_NUMBER} (?:hour|day|week|month|year|fortnight|minute)s? "
    r"(?:later|after|afterwards?|passed|went by)\b"
    r"|(?:that|the next|the following) "
    r"(?:night|evening|morning|afternoon|day|week|spring|summer|autumn|winter)\b"
    rf"|(?:on|at) the \w+ (?:night|morning|evening|day)\b"
    rf"|on {_WEEKDAY}\b|next (?:morning|day|evening|week|year)\b)",
    re.IGNORECASE,
)
_PLACE_BEFORE = frozenset(
    "in at into to inside outside on through across toward towards behind".split()
)
_FEWEST_WORDS = 60  # a stretch shorter than this between two moves is no scene by itself
_SPOKEN = frozenset("“”\"‘’'?!.…")  # marks that may be somebody's whole answer
# First words of who is nobody in particular: each of "both of them" is there by themselves.
_SEVERAL = frozenset(
    "they them we us you both neither none all some several many most everybody everyone nobody "
    "others people two three four five six seven no any each every".split()
)


@step("characters mentions quotes clauses feelings beliefs thoughts", "scenes characters")
def scenes(draft: Draft) -> Draft:
    """Part the text into scenes, each with place, time, people, viewpoint, person and tense.

    A character is on stage who is present in a scene.
    """
    c = draft.clauses
    assert c is not None and draft.characters is not None
    assert draft.feelings is not None and draft.beliefs is not None and draft.thoughts is not None
    narrator = next((ch.id for ch in draft.characters if ch.narrator), None)
    crowds = _crowds(draft)
    people = {x.id: x for x in draft.characters}
    left = traces(c, people.keys() - crowds)
    places = _places(draft, c)
    stretches = list(_stretches(c))
    told = [narrator is not None and _told(c, start, end) for start, end in stretches]
    parts = [_parts(c, *x) for x, own in zip(stretches, told, strict=True) if not own]
    shown = _shown(draft, c)
    paths = iter(zip(parts, viewpoints(shown, parts), strict=True))
    out: list[Scene] = []
    for (start, end), own in zip(stretches, told, strict=True):
        for a, b, who in [(start, end, narrator)] if own else _parted(c, *next(paths)):
            within = c.text.tokens_in(a, b)
            person, tense = person_and_tense(
                c, within.start, within.stop, narrated=narrator is not None
            )
            if person == "first" and narrator is not None:
                who = narrator
            there = present(by_scene(left, a, b), people, who)
            place = _place(places, a, b)
            out.append(Scene(len(out), a, b, place, _time(c, a, b), there, who, person, tense))
    staged = {who for scene in out for who in scene.present}
    # Who speaks but passes through, and is listed in no scene, is not only talked of.
    staged |= left.those_who("speaks, tagged")
    cast = tuple(replace(ch, on_stage=ch.id in staged) for ch in draft.characters)
    return replace(draft, scenes=tuple(out), characters=cast)


def seen(draft: Draft) -> tuple[list[Sign], list[list[Part]]]:
    """The signs of viewpoint of a draft that lacks nothing but scenes, by place; and its stretches
    that no narrator tells, in paragraphs. From these ``viewpoint.viewpoints`` decides."""
    c = draft.clauses
    assert c is not None and draft.characters is not None
    narrated = any(ch.narrator for ch in draft.characters)
    stretches = [x for x in _stretches(c) if not (narrated and _told(c, *x))]
    return _shown(draft, c), [_parts(c, *x) for x in stretches]


def _shown(draft: Draft, c: Clauses) -> list[Sign]:
    assert draft.feelings is not None and draft.beliefs is not None and draft.thoughts is not None
    crowds = _crowds(draft)
    found = signs(c, draft.feelings, draft.beliefs, draft.thoughts)
    return [s for s in found if s.who not in crowds]


def _crowds(draft: Draft) -> set[int]:
    """Those who are nobody in particular."""
    assert draft.characters is not None
    return {x.id for x in draft.characters if not x.named and _several(x.name)}


def _several(name: str) -> bool:
    first = name.lower().split()[:2]
    return bool(first) and (first[0] in _SEVERAL or (first[0] == "the" and first[-1] in _SEVERAL))


def _told(c: Clauses, start: int, end: int) -> bool:
    """Whether the narrator who is in the story tells a stretch: an I, or little to go by."""
    inside = c.text.tokens_in(start, end)
    narrated = c.narrated(inside.start, inside.stop)
    if narrated < _FEWEST_WORDS:
        return True
    told = c.narrators
    return bisect_left(told, inside.start) < bisect_left(told, inside.stop)


def _parts(c: Clauses, start: int, end: int) -> list[Part]:
    """The paragraphs of a stretch, with how much of each is narration."""
    known = c.text.paragraph_starts
    starts = [start, *known[bisect_right(known, start) : bisect_left(known, end)]]
    return [
        Part(a, b, c.narrated(inside.start, inside.stop))
        for a, b in pairwise([*starts, end])
        for inside in [c.text.tokens_in(a, b)]
    ]


def _parted(
    c: Clauses, parts: Sequence[Part], heads: Sequence[Head]
) -> list[tuple[int, int, Head]]:
    """A stretch parted where its viewpoint changes for good."""
    out: list[tuple[int, int, Head]] = []
    for part, who in zip(parts, heads, strict=True):
        if out and out[-1][2] == who:
            out[-1] = (out[-1][0], part.end, who)
        else:
            out.append((part.start, part.end, who))
    merged: list[tuple[int, int, Head]] = []
    for a, b, who in out:
        if merged and (who is None or len(c.text.tokens_in(a, b)) < _FEWEST_WORDS):
            merged[-1] = (merged[-1][0], b, merged[-1][2])
        elif merged and merged[-1][2] in (None, who):
            merged[-1] = (merged[-1][0], b, who)
        else:
            merged.append((a, b, who))
    return [(a, _trimmed(c, a, b), who) for a, b, who in merged]


def _worded(string: str) -> bool:
    return any(ch.isalnum() or ch in _SPOKEN for ch in string)


def _trimmed(c: Clauses, a: int, b: int) -> int:
    while b > a and c.text.string[b - 1].isspace():
        b -= 1
    return b


def _stretches(c: Clauses) -> Iterator[Span]:
    """The text cut at its breaks, its chapters, and where a paragraph moves in time."""
    text = c.text
    cuts = {0}
    cuts.update(text.breaks)
    cuts.update(
        s.start for s in text.sections if s.kind in ("chapter", "scene", "front", "back", "note")
    )
    cuts.update(s.end for s in text.sections if s.kind in ("chapter", "front", "back", "note"))
    # A line of ornament (``❄``, ``~ ~ ~``) that the source left in the text is a break too.
    cuts.update(b for a, b in text.paragraphs if b - a <= 20 and not _worded(text.string[a:b]))
    starts = sorted({_paragraph(c, x) for x in cuts if x < len(text.string)})
    sure = set(starts)
    for a, b in text.paragraphs:
        if a not in sure and _SURE.match(text.string, a, min(b, a + 100)):
            starts.append(a)
    starts.sort()
    kept: list[int] = []
    for i, a in enumerate(starts):
        following = starts[i + 1] if i + 1 < len(starts) else len(text.string)
        words = len(text.tokens_in(a, following))
        long = not kept or len(text.tokens_in(kept[-1], a)) >= _FEWEST_WORDS
        if a in sure or (long and words >= _FEWEST_WORDS):
            kept.append(a)
    ends = [*kept[1:], len(text.string)] if kept else []
    for a, b in zip(kept, ends, strict=True):
        end = b
        while end > a and text.string[end - 1].isspace():
            end -= 1
        if end > a:
            yield a, end


def _paragraph(c: Clauses, offset: int) -> int:
    """The start of the paragraph around an offset, or after it where it ends one."""
    text = c.text
    if not text.paragraphs:
        return 0
    i = text.paragraph_at(offset)
    if offset >= text.paragraphs[i][1] and i + 1 < len(text.paragraphs):
        i += 1
    return text.paragraph_starts[i]


def _places(draft: Draft, c: Clauses) -> list[tuple[int, str, int]]:
    """The places that the narration names: where, its words, and how much that says."""
    assert draft.mentions is not None
    out: list[tuple[int, str, int]] = []
    for m in draft.mentions:
        if m.type in ("FAC", "LOC", "GPE", "VEH") and m.form != "pronoun":
            k = c.text.token_at(m.start)
            if c.voice[k] < 0:
                inside = c.word(k - 1) in _PLACE_BEFORE
                out.append((m.start, c.text.string[m.start : m.end], 2 if inside else 1))
    out.sort()
    return out


def _place(places: list[tuple[int, str, int]], start: int, end: int) -> str | None:
    """The place named most in a stretch; one that people are in, at or enter counts double."""
    counts: Counter[str] = Counter()
    for _, name, weight in places[bisect_left(places, (start,)) : bisect_left(places, (end,))]:
        counts[name] += weight
    return counts.most_common(1)[0][0] if counts else None


def _time(c: Clauses, start: int, end: int) -> str | None:
    """The words about time that the scene's first paragraph begins with."""
    string = c.text.string
    found = _MOVED.match(string, start, min(end, start + 80))
    return string[found.start() : found.end()].rstrip(", ") if found else None


__all__ = ["scenes", "seen"]
