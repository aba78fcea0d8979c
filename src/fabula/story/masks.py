"""Who hides which feeling behind which face, from whom, and who sees through it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log, log1p

from fabula.story.draft import Draft, step
from fabula.story.emotions import FAMILIES, FAMILY_NAMES
from fabula.story.story import Belief, Emotion, Feeling, Mask, Mode, Scene
from fabula.story.weighing import Evidence, questions

_SEEING = frozenset(("knows", "realizes"))
_SEEN = 1200  # code points around a mask in which somebody may see through it
TABLE = "mask.tsv"
STRETCH = 15_000
"""Code points whose feelings are looked at together: a short story's."""
LEAST = 0.2
"""What is less likely to be a mask is left out: there F1 was best on the stories of the fit."""
_BESIDE = 150  # code points: what is felt and the face before it, told in one breath
_BEHIND: frozenset[Mode] = frozenset(("felt", "shown", "hidden", "denied"))
_FACES: frozenset[Mode] = frozenset(("shown", "feigned"))
_HIDING: frozenset[Mode] = frozenset(("hidden", "feigned", "denied"))
_CLOSE = 1500  # code points: what says of hiding is of what is felt within them
_SAID = 4  # rows that say of hiding, of one mask
_COUNTED = ("felt", "shown", "hidden", "feigned", "denied")


@dataclass(frozen=True, slots=True)
class Pair:
    """A feeling that one person may have behind another that they show, and what speaks for it.

    ``felt`` is the row that shows it best; ``shown`` the face that is put before it, where a row
    shows one; ``hiding`` the surest rows that say of hiding; ``evidence`` as for ``weighing``.
    """

    family: str
    felt: Feeling
    shown: Feeling | None
    hiding: tuple[Feeling, ...]
    evidence: Evidence


@step("clauses scenes feelings beliefs", "masks")
def masks(draft: Draft) -> Draft:
    """Pair what somebody feels or hides with what they show instead, in the same stretch."""
    assert draft.feelings is not None and draft.scenes is not None and draft.beliefs is not None
    out: list[Mask] = []
    ask = questions(TABLE)["mask"]
    done: dict[tuple[int, str], int] = {}
    long = len(draft.text.string) > STRETCH
    for who, pair in pairs(draft):
        likely = ask.likelihood(pair.evidence)
        if likely < LEAST or (long and not _said_close_by(pair)):
            continue
        mask = _mask(draft, who, pair, round(likely, 3))
        at = done.setdefault((who, pair.family), len(out))
        if at == len(out):
            out.append(mask)
            continue
        old = out[at]  # the same feeling hidden again: one mask, more evidence
        first, second = (mask, old) if mask.score > old.score else (old, mask)
        out[at] = replace(first, evidence=(*first.evidence, *second.evidence))
    return replace(draft, masks=tuple(replace(m, id=i) for i, m in enumerate(out)))


def _said_close_by(pair: Pair) -> bool:
    """Whether something hidden, feigned or denied stands near what is felt: in a longer text
    sadness and a smile meet in every stretch, and are no mask for that."""
    return any(abs(f.start - pair.felt.start) < _CLOSE for f in pair.hiding)


def pairs(draft: Draft) -> Iterator[tuple[int, Pair]]:
    """Whom the rows of a stretch may show with a mask, and over which family of emotions: each with
    its evidence. A mask is a feeling, and words of hiding, feigning or denying, or a cheerful face.
    """
    assert draft.feelings is not None and draft.characters is not None
    people = {c.id: c for c in draft.characters}
    top = max((c.mentions for c in draft.characters), default=1) or 1
    rows: dict[tuple[int, int], list[Feeling]] = {}
    for f in draft.feelings:
        if f.who in people:
            rows.setdefault((f.start // STRETCH, f.who), []).append(f)
    for (_, who), felt in sorted(rows.items()):
        person = people[who]
        own = {
            "any": 1.0,
            "mentions": log(max(1, person.mentions) / top),
        }
        yield from ((who, pair) for pair in _pairs(felt, own))


def _pairs(felt: Sequence[Feeling], own: Evidence) -> Iterator[Pair]:
    everything: defaultdict[str, float] = defaultdict(float)
    for f in felt:
        everything[f.mode] += f.score
    hides = any(everything[mode] for mode in _HIDING)
    for family in FAMILY_NAMES:
        rows = [f for f in felt if FAMILIES[f.emotion] == family]
        behind = [f for f in rows if f.mode in _BEHIND and f.emotion != "calm"]
        faces = [f for f in felt if f.mode in _FACES and _covers(f, family)]
        cheerful = [f for f in faces if FAMILIES[f.emotion] == "joy"]
        cheer = sum(f.score for f in cheerful)
        if not behind or not (hides or cheer):
            continue
        sums: defaultdict[str, float] = defaultdict(float)
        for f in rows:
            sums[f.mode] += f.score
        evidence = {
            **own,
            f"family {family}": 1.0,
            "cheer": log1p(4 * cheer),
            "beside cheer": _beside(behind, cheerful),
            "beside what is feigned": _beside(behind, [f for f in felt if f.mode == "feigned"]),
            "share": sum(sums.values()) / sum(everything.values()),
            "share hidden": sums["hidden"] / (everything["hidden"] + 0.05),
            **{f"of it {mode}": log1p(4 * sums[mode]) for mode in _COUNTED},
            **{f"in all {mode}": log1p(4 * everything[mode]) for mode in _COUNTED},
        }
        best = max(behind, key=lambda f: (f.mode == "hidden", f.score))
        put_on = [f for f in faces if f.mode == "feigned"] or faces
        face = min(put_on, key=lambda f: abs(f.start - best.start), default=None)
        said = sorted((f for f in felt if f.mode in _HIDING), key=lambda f: -f.score)
        yield Pair(family, best, face, tuple(said[:_SAID]), evidence)


def _beside(behind: Sequence[Feeling], faces: Sequence[Feeling]) -> float:
    """How surely something felt and a face are told together; both are in order of their places,
    so that each looks only at those near it, however many a stretch has."""
    starts = [face.start for face in faces]
    near = (
        f.score * face.score
        for f in behind
        for face in faces[
            bisect_right(starts, f.start - _BESIDE) : bisect_left(starts, f.start + _BESIDE)
        ]
        if f is not face
    )
    return log1p(4 * max(near, default=0.0))


def _covers(face: Feeling, family: str) -> bool:
    """Whether a face may be put before a feeling of a family: it is of another, and if it is not
    said to be put on a cheerful one."""
    own = FAMILIES[face.emotion]
    return own != family and (face.mode == "feigned" or own == "joy")


def _scene(scenes: Sequence[Scene], at: int) -> Scene | None:
    i = bisect_right(scenes, at, key=lambda s: s.start) - 1
    return scenes[i] if i >= 0 else None


def _mask(draft: Draft, who: int, pair: Pair, score: float) -> Mask:
    assert draft.scenes is not None and draft.beliefs is not None
    scene = _scene(draft.scenes, pair.felt.start)
    others = tuple(p for p in (scene.present if scene else ()) if p != who)
    # Whom the face is shown to; whom the feeling is for may be far away or dead.
    told = (pair.shown.toward if pair.shown else None, pair.felt.toward)
    toward = tuple(dict.fromkeys(x for x in told if x in others))
    seen = _seen_through(draft.beliefs, who, pair)
    viewer = scene.viewpoint if scene else None
    if viewer is not None and viewer not in (who, *seen) and not _spoken(draft, pair.felt.start):
        seen = (viewer, *seen)  # the telling knows no more than the one it is seen through
    shown: Emotion = pair.shown.emotion if pair.shown else "calm"
    rows = (pair.felt, pair.shown, *pair.hiding)
    evidence = tuple(dict.fromkeys(f.id for f in rows if f is not None))
    return Mask(0, who, pair.felt.emotion, shown, toward or others[:3], seen, evidence, score)


def _spoken(draft: Draft, at: int) -> bool:
    """Whether a place is in somebody's speech."""
    return draft.clauses is not None and draft.clauses.voice[draft.text.token_at(at)] >= 0


def _seen_through(beliefs: Sequence[Belief], who: int, pair: Pair) -> tuple[int, ...]:
    """Those whom the text says, close by, to know or see something of the one who hides."""
    out: list[int] = []
    low, high = pair.felt.start - _SEEN, pair.felt.end + _SEEN
    begin = bisect_left(beliefs, low, key=lambda b: b.start)
    for b in beliefs[begin:]:
        if b.start > high:
            break
        if b.who != who and who in b.about and b.attitude in _SEEING and b.who not in out:
            out.append(b.who)
    return tuple(out)


__all__ = ["LEAST", "TABLE", "Pair", "masks", "pairs"]
