"""How a feeling is there: felt, shown, hidden, feigned, denied or imagined."""

from __future__ import annotations

from functools import cache
from typing import cast

from fabula.story.clauses import STOPS, Clauses
from fabula.story.cues import Cue
from fabula.story.patterns import Patterns
from fabula.story.story import Mode
from fabula.story.tables import rows

_REACH = 14  # words between a word of concealment and the cue that it is about
_SUPPOSED = frozenset(
    "think thinks thought suppose supposes supposed believe believes believed imagine imagined guess says".split()
)


@cache
def _concealment() -> Patterns[Mode]:
    return Patterns([(pattern, cast(Mode, mode)) for mode, pattern in rows("concealment.tsv")])


def concealments(c: Clauses) -> list[tuple[int, int, Mode, tuple[int, ...]]]:
    """Words of concealment and feigning: token range, which of the two, and who conceals."""
    table = _concealment()
    out = []
    for i in range(len(c.words)):
        for found in table.at(c, i):
            if c.denied(found.first) and c.words[found.first] not in ("not", "n't", "never"):
                continue
            out.append((found.first, found.last, found.entry, c.who(c.subject(found.verb))))
            break
    return out


def mode_of(c: Clauses, cue: Cue, concealed: Mode | None) -> Mode | None:
    """The mode of a cue, or None where the words show no feeling after all.

    ``concealed`` is "hidden" or "feigned" where words nearby say so of the same person.
    """
    spoken = c.voice[cue.first] >= 0
    own = not spoken or cue.who == c.speaker(cue.first)
    state = cue.kind in ("state", "verb", "noun")
    negated = c.denied(cue.verb) or (cue.kind in ("state", "look") and _between(c, cue))
    if cue.kind == "saying":
        return cue.mode
    if c.unreal(cue.verb):
        return "imagined"
    if negated:
        return "denied" if state and (cue.kind != "noun") else None
    if spoken:
        if state and not own and (c.asked(cue.first) or _supposed(c, cue.verb)):
            return "imagined"
        if state and own and c.asked(cue.first):
            return "imagined"
        return concealed or cue.mode or "shown"
    if concealed == "feigned":
        return "feigned"
    if concealed == "hidden":
        return "hidden"
    if cue.mode is not None:
        return cue.mode
    return "felt" if state else "shown"


def _between(c: Clauses, cue: Cue) -> bool:
    return any(c.words[k] in ("not", "n't", "never", "no") for k in range(cue.first, cue.last))


def _supposed(c: Clauses, token: int) -> bool:
    for k in range(token - 1, max(-1, token - 7), -1):
        if c.words[k] in STOPS or c.voice[k] != c.voice[token]:
            return False
        if c.words[k] in _SUPPOSED:
            return True
    return False


__all__ = ["concealments", "mode_of"]
