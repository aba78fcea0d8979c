"""Which marks belong together: the cheapest reading of a paragraph's marks.

A Viterbi search over what is open (nothing, a double mark, a single mark inside it, ...). It ends
with the paragraph, so that one stray mark can never turn speech and narration about for longer than
that. The number of states is fixed, so that time grows with the number of marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fabula.text.marks import Mark

MAX_DEPTH = 3
WINDOW = 20_000  # marks read in one go; a paragraph with more is read in several
_REOPEN = 2.6  # a closing mark was forgotten before this opening one
_ORPHAN = 2.6  # an opening mark was forgotten before this closing one
_SAME = 2.5  # double marks inside double marks
_UNCLOSED = 2.5
_CONTINUED = 1.0  # unclosed, and the next paragraph opens again: the custom of long speeches
_UNUSUAL = 0.7  # outermost marks of a family that this section does not use for speech
_APOSTROPHES = 1.2  # reading a forgotten mark into single marks takes more


@dataclass(frozen=True, slots=True)
class Pair:
    """A quotation by its marks: offsets of both, and where one is missing.

    ``start`` is the opening mark's, ``end`` lies after the closing one. ``opened`` is False where
    the opening mark is missing (``start`` is then the paragraph's or the last pair's end),
    ``closed`` where the closing one is (``end`` is then where the next mark or the paragraph
    bounds it). ``inner`` is the span between the marks.
    """

    start: int
    end: int
    inner: tuple[int, int]
    family: str
    depth: int
    opened: bool = True
    closed: bool = True


@lru_cache(maxsize=64)
def _states(families: str) -> tuple[str, ...]:
    """What may be open, outermost first. Only double marks stand directly inside themselves."""
    found = [""]
    for state in found:
        if len(state) < MAX_DEPTH:
            found += [state + f for f in families if not state.endswith(f) or state + f == "DD"]
    return tuple(found)


_SKIP, _OPEN, _CLOSE, _AGAIN, _LOST = range(5)


@lru_cache(maxsize=256)
def _moves(families: str, family: str) -> tuple[tuple[int, int, int], ...]:
    """(state before, what the mark is, state after) for a mark of ``family``."""
    states = _states(families)
    index = {state: i for i, state in enumerate(states)}
    moves = []
    for i, state in enumerate(states):
        moves.append((i, _SKIP, i))
        if state.endswith(family) and state:
            moves.append((i, _CLOSE, index[state[:-1]]))
            moves.append((i, _AGAIN, i))
        if state + family in index:
            moves.append((i, _OPEN, index[state + family]))
        if family in state and not state.endswith(family):  # an inner mark was never closed
            moves.append((i, _CLOSE, index[state[: state.rindex(family)]]))
        elif not state:
            moves.append((i, _LOST, i))
    return tuple(moves)


def pair_marks(
    marks: Sequence[Mark], start: int, end: int, primary: str, goes_on: str = ""
) -> list[Pair]:
    """Pairs among the marks of the paragraph ``[start, end)``, by ``start``, outermost first.

    Args:
        primary: the families that the section uses for speech, as a string of their letters.
        goes_on: the family with which the next paragraph opens, if it opens with a mark.
    """
    if not marks:
        return []
    if len(marks) <= WINDOW:
        return _plain(marks) or _search(marks, start, end, primary, goes_on)
    pairs: list[Pair] = []
    for i in range(0, len(marks), WINDOW):
        part = marks[i : i + WINDOW]
        stop = marks[i + WINDOW].start if i + WINDOW < len(marks) else end
        begin = start if i == 0 else part[0].start
        pairs += _plain(part) or _search(part, begin, stop, primary, goes_on)
    return pairs


def _plain(marks: Sequence[Mark]) -> list[Pair] | None:
    """The common case at once: one family, opening and closing in turn, each beyond doubt."""
    if len(marks) % 2:
        return None
    family = marks[0].family
    if family == "S":
        return None
    for i, mark in enumerate(marks):
        if mark.family != family or (mark.closes if i % 2 else mark.opens) > 0.3:
            return None
    return [
        Pair(a.start, b.end, (a.end, b.start), family, 0)
        for a, b in zip(marks[::2], marks[1::2], strict=True)
    ]


def _search(marks: Sequence[Mark], start: int, end: int, primary: str, goes_on: str) -> list[Pair]:
    families = "".join(sorted({m.family for m in marks}))
    states = _states(families)
    infinite = float("inf")
    costs = [0.0] + [infinite] * (len(states) - 1)
    trail: list[bytes] = []
    width = len(states)
    for mark in marks:
        best = [infinite] * width
        back = bytearray(width * 2)
        unusual = 0.0 if mark.family in primary else _UNUSUAL
        weak = _APOSTROPHES if mark.family == "S" else 0.0
        price = (
            mark.neither,
            mark.opens,
            mark.closes,
            mark.opens + _REOPEN + weak,
            mark.closes + _ORPHAN + weak + unusual,
        )
        for before, what, after in _moves(families, mark.family):
            cost = costs[before] + price[what]
            if cost >= infinite:
                continue
            if what == _OPEN:
                cost += unusual if before == 0 else _SAME if states[after] == "DD" else 0.0
            elif what == _CLOSE and len(states[before]) - len(states[after]) > 1:
                cost += 2.0 * (len(states[before]) - len(states[after]) - 1)
            if cost < best[after]:
                best[after] = cost
                back[2 * after] = before
                back[2 * after + 1] = what
        costs = best
        trail.append(bytes(back))
    at = min(range(width), key=lambda i: costs[i] + _left_open(states[i], goes_on))
    labels = []
    for row in reversed(trail):
        labels.append((row[2 * at + 1], at))
        at = row[2 * at]
    labels.reverse()
    return _build(marks, [(what, states[after]) for what, after in labels], start, end)


def _left_open(state: str, goes_on: str) -> float:
    if not state:
        return 0.0
    first = _CONTINUED if state[0] == goes_on else _UNCLOSED + _APOSTROPHES * (state[0] == "S")
    return first + 1.5 * (len(state) - 1)


def _build(
    marks: Sequence[Mark], labels: Sequence[tuple[int, str]], start: int, end: int
) -> list[Pair]:
    pairs: list[Pair] = []
    stack: list[Mark] = []
    floor = start

    def drop(to: int, bound: int) -> None:
        """Ends what is open above depth ``to`` at ``bound`` without a closing mark."""
        while len(stack) > to:
            mark = stack.pop()
            pairs.append(
                Pair(mark.start, bound, (mark.end, bound), mark.family, len(stack), closed=False)
            )

    for mark, (what, after) in zip(marks, labels, strict=True):
        if what == _OPEN:
            stack.append(mark)
        elif what == _CLOSE:
            drop(len(after) + 1, mark.start)
            opening = stack.pop()
            pairs.append(
                Pair(
                    opening.start,
                    mark.end,
                    (opening.end, mark.start),
                    opening.family,
                    len(stack),
                )
            )
            if not stack:
                floor = mark.end
        elif what == _AGAIN:
            drop(len(after) - 1, mark.start)
            stack.append(mark)
        elif what == _LOST:
            pairs.append(Pair(floor, mark.end, (floor, mark.start), mark.family, 0, opened=False))
            floor = mark.end
    drop(0, end)
    pairs.sort(key=lambda p: (p.start, -p.end))
    return pairs
