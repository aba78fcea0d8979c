"""How a story goes for its people: feeling along its course, and how warm one is to another.

Each character's course, and each pair's, is cut into equal parts of the text. Valence is the mean
of the signs of what is felt (joyful +1, grievous -1), weighed by how sure each row is; warmth the
same for what one feels and does toward another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabula.errors import UsageError
from fabula.story.story import Emotion, Feeling, Mode, Story

# The sign of each emotion for the one who feels it.
VALENCE: Mapping[Emotion, float] = {
    "joy": 1.0, "love": 1.0, "trust": 0.7, "hope": 0.7, "pride": 0.8, "relief": 0.7,
    "gratitude": 0.9, "amusement": 0.8, "calm": 0.4, "surprise": 0.0, "confusion": -0.2,
    "sadness": -0.8, "grief": -1.0, "fear": -0.9, "anxiety": -0.6, "anger": -0.8,
    "annoyance": -0.5, "disgust": -0.7, "shame": -0.7, "guilt": -0.8, "regret": -0.6,
    "jealousy": -0.6, "loneliness": -0.8, "longing": -0.3, "disappointment": -0.7,
}  # fmt: skip
# How warm each is toward the one it is for: longing for somebody is warm, if not happy.
WARMTH: Mapping[Emotion, float] = {
    "love": 1.0, "trust": 0.8, "gratitude": 0.8, "joy": 0.7, "pride": 0.5, "amusement": 0.5,
    "hope": 0.4, "longing": 0.7, "relief": 0.3, "sadness": 0.2, "grief": 0.4, "regret": 0.2,
    "guilt": 0.1, "anger": -0.9, "annoyance": -0.5, "disgust": -1.0, "jealousy": -0.5,
    "fear": -0.5, "disappointment": -0.3,
}  # fmt: skip
# What somebody only imagines or denies is not part of their course; what is put on counts little.
_COUNTS: Mapping[Mode, float] = {"felt": 1.0, "hidden": 1.0, "shown": 0.8, "feigned": 0.2}


@dataclass(frozen=True, slots=True)
class Point:
    """One part of a course.

    ``start`` and ``end`` are offsets into the text; ``value`` is in -1..1, None where nothing is
    told; ``leading`` the emotion that weighs most; ``rows`` the ids of the feelings it rests on.
    """

    start: int
    end: int
    value: float | None
    leading: Emotion | None
    rows: tuple[int, ...]


def arc(story: Story, who: str | int, parts: int = 20) -> tuple[Point, ...]:
    """One character's valence and leading emotion over the story's course.

    ``who`` is a name, an alias or an id. Raises ``UsageError`` for nobody, or for no parts.

    >>> arc(story, "Clark", 10)[0].leading         # doctest: +SKIP
    """
    person = story.character(who).id
    return _course(story, (f for f in story.feelings if f.who == person), VALENCE, parts)


def warmth(story: Story, of: str | int, toward: str | int, parts: int = 20) -> tuple[Point, ...]:
    """How warm one character is toward another over the story's course, as :func:`arc`."""
    a, b = story.character(of).id, story.character(toward).id
    return _course(
        story, (f for f in story.feelings if f.who == a and f.toward == b), WARMTH, parts
    )


def pairs(story: Story, least: int = 3) -> tuple[tuple[int, int, float], ...]:
    """Who feels toward whom, and how warmly on the whole: ``(id, id, warmth)``, most told first.

    Pairs with fewer than ``least`` rows are left out.
    """
    rows: dict[tuple[int, int], list[Feeling]] = defaultdict(list)
    for f in story.feelings:
        if f.who is not None and f.toward is not None and f.mode in _COUNTS:
            rows[f.who, f.toward].append(f)
    out = []
    for (a, b), found in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        value = _mean(found, WARMTH)
        if len(found) >= least and value is not None:
            out.append((a, b, value))
    return tuple(out)


def courses(story: Story, parts: int = 20) -> tuple[tuple[int, int | None, tuple[Point, ...]], ...]:
    """Every character's arc and every pair's warmth: ``(who, toward, points)``, arcs first, of
    which ``toward`` is None.

    Characters of whom nothing is told and pairs of fewer than three feelings are left out.
    """
    own: dict[int, list[Feeling]] = defaultdict(list)
    toward_each: dict[tuple[int, int], list[Feeling]] = defaultdict(list)
    for f in story.feelings:
        if f.who is not None and f.mode in _COUNTS:
            own[f.who].append(f)
            if f.toward is not None:
                toward_each[f.who, f.toward].append(f)
    arcs = [
        (c.id, None, _course(story, own[c.id], VALENCE, parts))
        for c in story.characters
        if c.id in own
    ]
    warm = [(a, b, _course(story, toward_each[a, b], WARMTH, parts)) for a, b, _ in pairs(story)]
    return (*arcs, *warm)


def rows(story: Story, parts: int = 20) -> list[dict[str, object]]:
    """The ``courses`` as records for a table or JSON.

    One record a part: ``who`` and for a pair ``toward`` (ids; ``toward`` None in an arc) with
    their names, ``part`` from 1, ``start`` and ``end`` (offsets), ``value`` in -1..1 or None,
    ``leading`` and ``feelings`` (ids). ``json.dumps(rows(story))`` writes it; a data frame takes
    it.
    """
    names = {c.id: c.name for c in story.characters}
    return [
        {
            "who": who, "name": names.get(who), "toward": toward,
            "toward_name": None if toward is None else names.get(toward), "part": i,
            "start": p.start, "end": p.end, "value": p.value, "leading": p.leading,
            "feelings": list(p.rows),
        }
        for who, toward, course in courses(story, parts)
        for i, p in enumerate(course, 1)
    ]  # fmt: skip


def _course(
    story: Story, rows: Iterable[Feeling], signs: Mapping[Emotion, float], parts: int
) -> tuple[Point, ...]:
    if parts < 1:
        raise UsageError(f"a course has at least one part, not {parts}")
    length = len(story.text)
    bounds = [round(length * i / parts) for i in range(parts + 1)]
    inside: list[list[Feeling]] = [[] for _ in range(parts)]
    for f in rows:
        if f.mode in _COUNTS:
            inside[min(parts - 1, f.start * parts // max(1, length))].append(f)
    return tuple(
        Point(a, b, _mean(found, signs), _leading(found), tuple(f.id for f in found))
        for a, b, found in zip(bounds, bounds[1:], inside, strict=False)
    )


def _mean(rows: Iterable[Feeling], signs: Mapping[Emotion, float]) -> float | None:
    total = weight = 0.0
    for f in rows:
        counts = f.score * _COUNTS[f.mode]
        total += counts * signs.get(f.emotion, 0.0)
        weight += counts
    return round(total / weight, 3) if weight else None


def _leading(rows: Iterable[Feeling]) -> Emotion | None:
    weights: Counter[Emotion] = Counter()
    for f in rows:
        weights[f.emotion] += f.score * _COUNTS[f.mode]  # type: ignore[assignment]
    return weights.most_common(1)[0][0] if weights else None


__all__ = ["VALENCE", "WARMTH", "Point", "arc", "courses", "pairs", "rows", "warmth"]
