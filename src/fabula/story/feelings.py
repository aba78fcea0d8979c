"""What people feel and show, and which words say so."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from fabula.story.clauses import Clauses
from fabula.story.cue import Cue
from fabula.story.cues import cues
from fabula.story.draft import Draft, step
from fabula.story.emotions import FAMILIES
from fabula.story.evidence import Row
from fabula.story.function_words import STOPS
from fabula.story.fusing import fuse
from fabula.story.modes import Concealment, concealments, mode_of
from fabula.story.story import Feeling, Mode
from fabula.text.text import Span

_NEAR = 14  # words between a feeling and the words that conceal it
_BELIED = 300  # words around a mask that is spoken of, in which cheer is not meant
_MASKS = 20  # that are asked of one cue
_MOST = 3  # a feeling of more people than this is a crowd's


@step("clauses", "feelings")
def feelings(draft: Draft) -> Draft:
    """Find who feels what, in which mode, toward whom and because of what."""
    c = draft.clauses
    assert c is not None
    hiding = concealments(c)
    found = told(c, hiding)
    if c.reading.feelings:
        found = fuse(c, found, hiding)
    out: list[Feeling] = []
    for cue, mode in _merged(c, found):
        start, end = c.span(cue.first, cue.last)
        cause = _cause(c, cue)
        for who in cue.who:
            toward = cue.toward if cue.toward != who else None
            out.append(
                Feeling(len(out), start, end, who, cue.emotion, mode, toward, cause, cue.score)
            )
    return replace(draft, feelings=tuple(out))


def told(c: Clauses, hiding: list[Concealment]) -> list[Row]:
    """The rows of the tables, by first word; ``hiding`` are the words of concealment."""
    starts = [h.first for h in hiding]
    masks = [h for h in hiding if h.how == "mask" and 1 <= len(h.who) <= _MOST]
    found: list[Row] = [
        (Cue(h.first, h.last, h.first, "sign", "calm", "feigned", h.who, None, 0.6), "feigned")
        for h in masks
        if not c.unreal(h.first)
    ]
    for cue in cues(c):
        if not 1 <= len(cue.who) <= _MOST:
            continue
        mode = mode_of(c, cue, _concealed(c, cue, hiding, starts))
        if mode == "felt" and _belied(cue, masks):
            mode = "feigned"
        if mode is not None:
            found.append((cue, mode))
    return sorted(found, key=lambda row: (row[0].first, row[0].last))


def _concealed(c: Clauses, cue: Cue, hiding: list[Concealment], starts: list[int]) -> Mode | None:
    """Whether words of the same clause say that the cue's person conceals or feigns it."""
    first, last = c.sentence(cue.first)
    i = bisect_left(starts, max(first, cue.first - _NEAR))
    while i < len(hiding) and hiding[i].first < min(last, cue.last + _NEAR):
        h = hiding[i]
        same = not h.who or set(h.who) & set(cue.who)
        if h.how != "mask" and same and c.voice[h.first] == c.voice[cue.first]:
            return h.how
        i += 1
    return None


def _belied(cue: Cue, masks: list[Concealment]) -> bool:
    """Whether the text says nearby that a cheerful one wears a mask."""
    if FAMILIES[cue.emotion] != "joy":
        return False
    i = bisect_left(masks, cue.first - _BELIED, key=lambda m: m.first)
    near = masks[i : i + _MASKS]
    return any(m.first - cue.first < _BELIED and m.who == cue.who for m in near)


def _merged(c: Clauses, found: list[Row]) -> list[Row]:
    """One row for cues of one person and family that overlap or stand side by side."""
    out: list[Row] = []
    for cue, mode in found:
        for j in range(len(out) - 1, max(-1, len(out) - 5), -1):
            other, its = out[j]
            same = (
                set(other.who) == set(cue.who) and FAMILIES[other.emotion] == FAMILIES[cue.emotion]
            )
            overlap = cue.first < other.last and other.first < cue.last
            # Of two that the tables alone tell in the same words one is meant; else both may be.
            alone = not c.reading.feelings and set(other.who) & set(cue.who)
            if overlap and (same or alone):
                better, kept = (cue, mode) if cue.score > other.score else (other, its)
                out[j] = (_joined(better, cue, other), kept)
                break
            if (
                same
                and mode == its
                and cue.first - other.last <= 3
                and not any(c.words[k] in STOPS for k in range(other.last, cue.first))
            ):
                out[j] = (_joined(other, cue, other), its)
                break
        else:
            out.append((cue, mode))
    return out


def _joined(better: Cue, cue: Cue, other: Cue) -> Cue:
    """One cue over the words of two, as the better has it."""
    given = [x.toward for x in (better, cue, other) if x.toward is not None]
    first, last = min(cue.first, other.first), max(cue.last, other.last)
    score = max(cue.score, other.score)
    toward = given[0] if given else None
    return replace(better, first=first, last=last, toward=toward, score=score)


def _cause(c: Clauses, cue: Cue) -> Span | None:
    """The words that say why: ``because ...``, ``at the news``, ``that he had gone``."""
    _, last = c.stretch(cue.first)
    k = cue.last
    for _ in range(8):
        if k >= last or c.words[k] in STOPS:
            return None
        word = c.words[k]
        if word in ("because", "since") or (
            word in ("at", "by", "about", "over", "of", "that", "to", "for")
            and k == cue.last
            and cue.kind in ("state", "noun", "look", "verb")
        ):
            end = c.clause_end(k)
            begin = k + 1
            return c.span(begin, end) if end > begin else None
        k += 1
    return None


__all__ = ["feelings", "told"]
