"""Feelings as the network saw them and as the tables know them, made one.

The network finds more of what is shown without a word of feeling (``did not sing``), and whose it
is; the tables know better which emotion a word of feeling names. Where both mark the same words
they vote: the network with its shares, the tables with ``EMOTION`` and ``MODE``. Those weights are
the best of a few tried on marked stories that the network was not trained on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from fabula.reading.reading import CueSpan
from fabula.story.clauses import Clauses
from fabula.story.cue import Cue
from fabula.story.phrases import whole
from fabula.story.story import Emotion, Mode
from fabula.story.whose import Whose

Row = tuple[Cue, Mode]

# Emotions of one family say much the same of a person; two cues of one family side by side are one.
_FAMILIES: dict[str, tuple[Emotion, ...]] = {
    "joy": (
        "joy", "love", "trust", "hope", "pride", "relief", "gratitude", "amusement", "calm",
    ),
    "sadness": ("sadness", "grief", "loneliness", "longing", "disappointment", "regret"),
    "fear": ("fear", "anxiety"),
    "anger": ("anger", "annoyance", "disgust", "jealousy"),
    "shame": ("shame", "guilt"),
    "surprise": ("surprise", "confusion"),
}  # fmt: skip
FAMILIES: dict[Emotion, str] = {x: name for name, all_ in _FAMILIES.items() for x in all_}
EMOTION, MODE = 0.6, 0.6
PLAIN = 1.2  # the vote of the tables where a "not" or an "if" stands there to be read
ALONE = 0.45  # by how much less a row that no word of the tables bears out is likely to be right
LEAST = 0.3  # what the network alone saw, and is less sure of, is left out
_SURE = 0.6  # a share of the network's over which it knows better than the tables whose it is
_FOR = 0.6  # a share below which it is left open for whom a feeling is
_LONGEST = 40  # words between the beginnings of two cues that may still overlap


def fuse(c: Clauses, told: Sequence[Row]) -> list[Row]:
    """The rows of the tables ``told``, by first word, and those of the reading as one list."""
    whose = Whose(c)
    taken: set[int] = set()
    out: list[Row] = []
    low = 0
    for seen in c.reading.feelings:
        while low < len(told) and told[low][0].first < seen.first - _LONGEST:
            low += 1
        over: list[Row] = []
        i = low
        while i < len(told) and told[i][0].first < seen.last:
            if told[i][0].last > seen.first:
                over.append(told[i])
                taken.add(i)
            i += 1
        row = _row(c, whose, seen, over)
        out.extend([row] if row else over)
    out.extend(row for i, row in enumerate(told) if i not in taken)
    return sorted(out, key=lambda row: (row[0].first, row[0].last))


def _row(c: Clauses, whose: Whose, seen: CueSpan, over: Sequence[Row]) -> Row | None:
    who, share = whose.likeliest(seen.who)
    same = [row for row in over if set(row[0].who) & set(who)]
    if over and not same and share < _SURE:
        who, same = over[0][0].who, list(over[:1])
    if not who:
        return None
    emotions: defaultdict[Emotion, float] = defaultdict(float)
    modes: defaultdict[Mode, float] = defaultdict(float)
    for label, p in seen.labels:
        emotions[cast(Emotion, label)] += p
    for name, p in seen.modes:
        modes[cast(Mode, name)] += p
    for cue, mode in same:
        emotions[cue.emotion] += EMOTION
        modes[mode] += PLAIN if mode in ("denied", "imagined") else MODE
    families: defaultdict[str, float] = defaultdict(float)
    for emotion, p in emotions.items():
        families[FAMILIES[emotion]] += p
    family = max(families, key=lambda k: families[k])
    likely = [x for x in emotions if FAMILIES[x] == family]
    best = max(likely, key=lambda k: emotions[k])
    said = [row[0].toward for row in same if row[0].toward is not None]
    score = max(seen.score * share, *(row[0].score for row in same), 0.0)
    if not same:
        if score < LEAST:
            return None
        score *= ALONE
    first, last = (seen.first, seen.last) if same else whole(c, seen.first, seen.last)
    return (
        Cue(
            first,
            last,
            same[0][0].verb if same else seen.first,
            same[0][0].kind if same else "seen",
            best,
            None,
            who,
            said[0] if said else _toward(whose, seen, who),
            score,
        ),
        max(modes, key=lambda k: modes[k]),
    )


def _toward(whose: Whose, seen: CueSpan, who: tuple[int, ...]) -> int | None:
    """For whom a feeling is, where somebody other than who feels it is likelier than nobody."""
    shares = {k: v for k, v in whose.shares(seen.toward).items() if not set(k) & set(who)}
    best = max(shares, key=lambda k: shares[k], default=())
    return best[0] if len(best) == 1 and shares[best] >= _FOR else None


__all__ = ["FAMILIES", "Row", "fuse"]
