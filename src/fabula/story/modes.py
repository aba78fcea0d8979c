"""How a feeling is there: felt, shown, hidden, feigned, denied or imagined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from fabula.story.clauses import Clauses
from fabula.story.cue import Cue
from fabula.story.function_words import STOPS
from fabula.story.patterns import Patterns
from fabula.story.story import Mode
from fabula.story.tables import rows

_REACH = 14  # words between a word of concealment and the cue that it is about
_SUPPOSED = frozenset(
    "think thinks thought suppose supposes supposed believe believes believed imagine imagined "
    "guess says".split()
)


Concealing = Literal["hidden", "feigned", "mask"]


@dataclass(frozen=True, slots=True)
class Concealment:
    """Words of concealment: their range of tokens, what they say, and who conceals."""

    first: int
    last: int
    how: Concealing
    who: tuple[int, ...]


@cache
def _concealment() -> Patterns[Concealing]:
    return Patterns([(pattern, cast(Concealing, how)) for how, pattern in rows("concealment.tsv")])


def concealments(c: Clauses) -> list[Concealment]:
    """All words of concealment and feigning, in order; of several at one word the longest."""
    out: list[Concealment] = []
    for _, found in _concealment().everywhere(c):
        best = max(found, key=lambda f: f.last)
        if c.denied(best.first) and c.words[best.first] not in ("not", "n't", "never"):
            continue
        who = c.who(c.subject(best.verb))
        if not who and best.owner is not None and best.owner >= 0:
            who = c.who(best.owner)
        out.append(Concealment(best.first, best.last, best.entry, who))
    return out


def mode_of(c: Clauses, cue: Cue, concealed: Mode | None) -> Mode | None:
    """The mode of a cue, or None where the words show no feeling after all.

    ``concealed`` is "hidden" or "feigned" where words nearby say so of the same person.
    """
    spoken = c.voice[cue.first] >= 0
    own = not spoken or cue.who == c.speaker(cue.first)
    state = cue.kind in ("state", "verb", "noun")
    nobody = c.word(cue.last) == "of" and c.word(cue.last + 1) in ("nobody", "nothing", "no")
    negated = nobody or c.denied(cue.verb) or (cue.kind in ("state", "look") and _between(c, cue))
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


__all__ = ["Concealment", "concealments", "mode_of"]
