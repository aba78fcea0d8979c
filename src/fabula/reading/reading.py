"""The value that a reading ends in: what one pass over the text saw, before any deduction.

Two readers give it: the rules (``reading.rules``) and the network (``reading.network``). Deduction
in ``story/`` takes either; what a reader did not read is left empty, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.text.text import Span

EntityType = Literal["PER", "LOC", "FAC", "GPE", "ORG", "VEH"]
Form = Literal["name", "nominal", "pronoun"]


@dataclass(frozen=True, slots=True)
class MentionSpan:
    """Words that refer to an entity. Mentions nest (``[[his] best friend]``) but do not cross.

    ``start`` and ``end`` are half-open code-point offsets, on token boundaries; ``head`` is the
    index in ``Text.tokens`` of the head word; ``score`` is in 0..1.
    """

    start: int
    end: int
    type: EntityType
    form: Form
    head: int
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate of a scored choice: an index into ``Reading.mentions``, or None for "none of
    them" (a new entity; no mention is the speaker). Scores of one choice sum to at most 1."""

    mention: int | None
    score: float


@dataclass(frozen=True, slots=True)
class EventSpan:
    """A realis event (one that the story says did happen; Sims et al. 2019): its trigger word."""

    token: int
    score: float


@dataclass(frozen=True, slots=True)
class Syntax:
    """One token's syntax in Universal Dependencies: ``head`` is a token index, -1 for a root."""

    upos: str
    lemma: str
    head: int
    relation: str


TONES = tuple(
    "admiration amusement anger annoyance approval caring confusion curiosity desire "
    "disappointment disapproval disgust embarrassment excitement fear gratitude grief joy love "
    "nervousness optimism pride realization relief remorse sadness surprise neutral".split()
)
"""What a comment may sound like: GoEmotions' emotions (Demszky et al. 2020), in their order."""


@dataclass(frozen=True, slots=True)
class CueSpan:
    """Words that show a feeling or a belief.

    Attributes:
        first, last: half-open range of tokens, within one sentence.
        score: how sure that the words are a cue, 0..1.
        labels: emotions, or attitudes, with their shares, best first.
        modes: likewise (felt, shown, hidden ...); ``()`` of a belief.
        who: mentions that may name whose it is, best first.
        toward: mentions that may name for whom it is, None among them for nobody; ``()`` of a
            belief.
        tones: how much the words sound like each of ``TONES``, in logits;
            ``()`` of a belief.
    """

    first: int
    last: int
    score: float
    labels: tuple[tuple[str, float], ...]
    modes: tuple[tuple[str, float], ...]
    who: tuple[Choice, ...]
    toward: tuple[Choice, ...]
    tones: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over a ``Text`` saw.

    Attributes:
        mentions: by ``(start, -end)``.
        antecedents: for each mention its candidate antecedents, best first, each with an index
            below its own; ``()`` where the reader does not link. (Lee et al. 2017.)
        events: by token.
        speakers, addressees: for each of ``Text.quotations`` the mentions that may name them, best
            first; ``()`` where the reader does not attribute.
        feelings, beliefs: by their first token, those of one kind apart.
        syntax: one for each token, or empty.
        model: what read it: ``"rules"`` or the model's name and version.
    """

    mentions: tuple[MentionSpan, ...]
    antecedents: tuple[tuple[Choice, ...], ...] = ()
    events: tuple[EventSpan, ...] = ()
    speakers: tuple[tuple[Choice, ...], ...] = ()
    addressees: tuple[tuple[Choice, ...], ...] = ()
    feelings: tuple[CueSpan, ...] = ()
    beliefs: tuple[CueSpan, ...] = ()
    syntax: tuple[Syntax, ...] = ()
    model: str = "rules"


__all__ = [
    "Choice",
    "CueSpan",
    "EntityType",
    "EventSpan",
    "Form",
    "MentionSpan",
    "Reading",
    "Span",
    "Syntax",
]
