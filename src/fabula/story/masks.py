"""Who hides which feeling behind which face, from whom, and who sees through it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.story.draft import Draft, step
from fabula.story.feelings import FAMILIES
from fabula.story.story import Belief, Emotion, Feeling, Mask, Scene

_STRETCH = 700  # code points between a feeling and the face that is put before it
_SEEING = frozenset("knows realizes believes doubts".split())
# Faces that people put on; a feeling of these families is seldom what is hidden.
_FACES = frozenset("calm joy amusement pride".split())


@dataclass(frozen=True, slots=True)
class _Pair:
    felt: Feeling
    shown: Feeling | None
    score: float


@step("scenes feelings beliefs", "masks")
def masks(draft: Draft) -> Draft:
    """Pair what somebody feels or hides with what they show instead, in the same stretch."""
    assert draft.feelings is not None and draft.scenes is not None and draft.beliefs is not None
    out: list[Mask] = []
    by_person: dict[int, list[Feeling]] = {}
    for f in draft.feelings:
        if f.who is not None:
            by_person.setdefault(f.who, []).append(f)
    for who, felt in by_person.items():
        best: dict[tuple[int, str], _Pair] = {}
        for pair in _pairs(felt):
            scene = _scene(draft.scenes, pair.felt.start)
            key = (scene.id if scene else -1, FAMILIES[pair.felt.emotion])
            if key not in best or pair.score > best[key].score:
                best[key] = pair
        done: dict[str, int] = {}
        for (_, family), pair in sorted(best.items(), key=lambda x: x[1].felt.start):
            mask = _mask(draft, who, pair)
            if family in done:  # the same feeling hidden again: one mask, more evidence
                at = done[family]
                old = out[at]
                out[at] = replace(
                    old, evidence=(*old.evidence, *mask.evidence),
                    hidden_from=tuple(dict.fromkeys((*old.hidden_from, *mask.hidden_from))),
                    seen_through_by=tuple(dict.fromkeys((*old.seen_through_by, *mask.seen_through_by))),
                    score=max(old.score, mask.score),
                )  # fmt: skip
            else:
                done[family] = len(out)
                out.append(mask)
    return replace(draft, masks=tuple(replace(m, id=i) for i, m in enumerate(out)))


def _pairs(felt: Sequence[Feeling]) -> list[_Pair]:
    """Feelings of one person that are held against a display nearby."""
    out: list[_Pair] = []
    starts = [f.start for f in felt]
    for f in felt:
        near = felt[bisect_left(starts, f.start - _STRETCH) : bisect_left(starts, f.end + _STRETCH)]
        faces = [
            g
            for g in near
            if g is not f and g.mode == "feigned" and FAMILIES[g.emotion] != FAMILIES[f.emotion]
        ]
        face = min(faces, key=lambda g: abs(g.start - f.start), default=None)
        if f.mode == "hidden":
            out.append(_Pair(f, face, 0.75 if face else 0.6))
        elif f.mode in ("felt", "shown", "denied") and face is not None and f.emotion not in _FACES:
            gap = abs(face.start - f.start)
            out.append(
                _Pair(f, face, 0.6 if f.mode == "felt" else 0.5 if gap < _STRETCH / 2 else 0.4)
            )
    return out


def _scene(scenes: Sequence[Scene], at: int) -> Scene | None:
    i = bisect_left([s.start for s in scenes], at + 1) - 1
    return scenes[i] if i >= 0 else None


def _mask(draft: Draft, who: int, pair: _Pair) -> Mask:
    assert draft.scenes is not None and draft.beliefs is not None
    scene = _scene(draft.scenes, pair.felt.start)
    others = tuple(p for p in (scene.present if scene else ()) if p != who)
    toward = tuple(dict.fromkeys(
        x for x in (pair.felt.toward, pair.shown.toward if pair.shown else None) if x is not None and x != who
    ))  # fmt: skip
    seen = _seen_through(draft.beliefs, who, pair)
    shown: Emotion = pair.shown.emotion if pair.shown else "calm"
    evidence = tuple(f.id for f in (pair.felt, pair.shown) if f is not None)
    return Mask(0, who, pair.felt.emotion, shown, toward or others[:3], seen, evidence, pair.score)


def _seen_through(beliefs: Sequence[Belief], who: int, pair: _Pair) -> tuple[int, ...]:
    """Those whom the text says, close by, to know or see something of the one who hides."""
    out: list[int] = []
    low, high = pair.felt.start - _STRETCH, pair.felt.end + _STRETCH
    for b in beliefs[bisect_left([x.start for x in beliefs], low) :]:
        if b.start > high:
            break
        if (
            b.who != who
            and who in b.about
            and b.attitude in ("knows", "realizes")
            and b.who not in out
        ):
            out.append(b.who)
    return tuple(out)


__all__ = ["masks"]

_ = _SEEING
