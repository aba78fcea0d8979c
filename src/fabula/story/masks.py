"""Who hides which feeling behind which face, from whom, and who sees through it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.story.draft import Draft, step
from fabula.story.fusing import FAMILIES
from fabula.story.story import Belief, Emotion, Feeling, Mask, Mode, Scene

_SEEING = frozenset(("knows", "realizes"))
_SEEN = 1200  # code points around a mask in which somebody may see through it
_STRETCH = 600  # code points between a feeling and the face that is put before it
_REACH = 1800  # further than this from any concealing, a feeling counts nothing toward a mask
# What a feeling counts toward being the one behind the mask.
_WEIGHTS: dict[Mode, float] = {"hidden": 2.0, "felt": 1.0, "shown": 0.6, "denied": 0.8}
_LEAST = 0.2  # weight below this shows no mask
_MOST = 2  # feelings of one person hidden in one scene


@dataclass(frozen=True, slots=True)
class _Pair:
    felt: Feeling
    shown: Feeling | None
    score: float


@step("clauses scenes feelings beliefs", "masks")
def masks(draft: Draft) -> Draft:
    """Pair what somebody feels or hides with what they show instead, in the same stretch."""
    assert draft.feelings is not None and draft.scenes is not None and draft.beliefs is not None
    out: list[Mask] = []
    starts = [s.start for s in draft.scenes]
    by_person: dict[int, dict[int, list[Feeling]]] = {}
    for f in draft.feelings:
        if f.who is not None:
            scene = bisect_right(starts, f.start) - 1
            by_person.setdefault(f.who, {}).setdefault(scene, []).append(f)
    for who, scenes in by_person.items():
        done: dict[str, int] = {}
        for felt in scenes.values():
            for pair in _pairs(felt):
                mask = _mask(draft, who, pair)
                family = FAMILIES[pair.felt.emotion]
                if family not in done:
                    done[family] = len(out)
                    out.append(mask)
                    continue
                at = done[family]  # the same feeling hidden again: one mask, more evidence
                old = out[at]
                out[at] = replace(
                    old,
                    evidence=(*old.evidence, *mask.evidence),
                    hidden_from=tuple(dict.fromkeys((*old.hidden_from, *mask.hidden_from))),
                    seen_through_by=tuple(
                        dict.fromkeys((*old.seen_through_by, *mask.seen_through_by))
                    ),
                    score=max(old.score, mask.score),
                )
    return replace(draft, masks=tuple(replace(m, id=i) for i, m in enumerate(out)))


def _pairs(felt: Sequence[Feeling]) -> list[_Pair]:
    """One person's feelings in one scene that are held against what they show, surest first.

    A family of feelings is behind the mask where its cues, weighed by their mode and by how near
    they stand to a word of concealing or feigning, come to enough.
    """
    hiding = [f for f in felt if f.mode in ("hidden", "feigned")]
    if not hiding:
        return []
    places = [h.start for h in hiding]
    weight: dict[str, float] = {}
    best: dict[str, tuple[float, Feeling]] = {}
    for f in felt:
        family = FAMILIES[f.emotion]
        if (
            f.mode not in _WEIGHTS
            or (family == "joy" and f.mode != "hidden")
            or f.emotion == "calm"
        ):
            continue
        if family == "surprise" and f.mode != "hidden":
            continue
        i = bisect_left(places, f.start)
        gap = min(abs(at - f.start) for at in places[max(0, i - 1) : i + 1])
        if gap > _REACH:
            continue
        counts = _WEIGHTS[f.mode] * f.score / (1 + gap / _STRETCH)
        weight[family] = weight.get(family, 0.0) + counts
        if family not in best or counts > best[family][0]:
            best[family] = (counts, f)
    out: list[_Pair] = []
    for family in sorted(weight, key=lambda x: -weight[x])[:_MOST]:
        if weight[family] < _LEAST or (
            out and weight[family] < 0.6 * weight[FAMILIES[out[0].felt.emotion]]
        ):
            continue
        f = best[family][1]
        faces = [h for h in hiding if h.mode == "feigned" and FAMILIES[h.emotion] != family]
        face = min(faces, key=lambda h: abs(h.start - f.start), default=None)
        out.append(_Pair(f, face, round(min(0.9, 0.3 + 0.2 * weight[family]), 3)))
    return out


def _scene(scenes: Sequence[Scene], at: int) -> Scene | None:
    i = bisect_right(scenes, at, key=lambda s: s.start) - 1
    return scenes[i] if i >= 0 else None


def _mask(draft: Draft, who: int, pair: _Pair) -> Mask:
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
    evidence = tuple(f.id for f in (pair.felt, pair.shown) if f is not None)
    return Mask(0, who, pair.felt.emotion, shown, toward or others[:3], seen, evidence, pair.score)


def _spoken(draft: Draft, at: int) -> bool:
    """Whether a place is in somebody's speech."""
    return draft.clauses is not None and draft.clauses.voice[draft.text.token_at(at)] >= 0


def _seen_through(beliefs: Sequence[Belief], who: int, pair: _Pair) -> tuple[int, ...]:
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


__all__ = ["masks"]
