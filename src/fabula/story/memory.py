"""What a reader keeps in mind of those whom a story has told of so far.

Who is on everybody's mind, who was the subject last and who opened the paragraph, where and how
each was last spoken of, who has done anything, who has just spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.reading.reading import MentionSpan, Syntax
from fabula.story import salience
from fabula.story.draft import Referents
from fabula.story.salience import Salience

LATELY = 0.95
"""What a deed still counts for a sentence later."""
STEADY = 0.93
"""The same of being spoken of, for who a stretch of the story is about."""
_CLIMB = 8
_SHARED = frozenset({"conj", "xcomp", "advcl"})
"""Clauses that may have the subject of the one that they go with."""

Role = Literal["subject", "object", "owner", "self", "other"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where and how somebody was last spoken of; ``times``: how often so far."""

    sentence: int
    paragraph: int
    role: Role
    form: str
    quoted: bool
    times: int


class Memory:
    """What is kept in mind at one place of the text, which ``turn_to`` moves on."""

    def __init__(self, spans: Sequence[MentionSpan], syntax: Sequence[Syntax]) -> None:
        self._spans, self._syntax = spans, syntax
        self.sentence = self.paragraph = 0
        self.mind = Salience()
        self.acted = Salience(fade=LATELY, ceiling=20.0)  # who has done how much
        self.told = Salience(fade=STEADY, ceiling=30.0)  # whom this stretch is about
        self.centre: tuple[Referents, int] = ((), -9)  # the last subject, and its sentence
        self.onstage: set[int] = set()  # who has done anything told of, not only talked of
        self.traces: dict[int, Trace] = {}
        self.last: dict[str, int] = {}  # who was last spoken of as a man, as a woman, by name
        self.opener: tuple[int, int] = (-1, -1)  # the first subject of a paragraph, and which
        self.opener_before = -1
        self.subject_of: dict[int, int] = {}  # a verb's subject
        self.spoken: tuple[int, int] = (-1, -1)  # the last quotation heard, and its paragraph

    def turn_to(self, sentence: int, paragraph: int) -> None:
        """Go on to a sentence of a paragraph."""
        self.sentence = sentence
        self.mind.clock = self.acted.clock = self.told.clock = sentence
        if paragraph != self.paragraph:
            self.paragraph, self.opener_before = paragraph, self.opener[1]

    def hear(self, quotation: int, paragraph: int) -> None:
        """A quotation has just ended."""
        self.spoken = quotation, paragraph

    def role(self, mention: int, word: str, owner: bool) -> Role:
        """The part that a mention has in its clause; ``owner``: it says whose something is."""
        if word.endswith("self"):
            return "self"
        if owner:
            return "owner"
        if not self._syntax:
            return "other"
        relation = self._syntax[self._spans[mention].head].relation
        if relation.startswith("nsubj"):
            return "subject"
        if relation in ("obj", "iobj"):
            return "object"
        return "owner" if relation == "nmod:poss" else "other"

    def verb(self, mention: int) -> int:
        """The token of the verb that governs a mention, -1 where there is none."""
        syntax = self._syntax
        if not syntax:
            return -1
        at = syntax[self._spans[mention].head].head
        for _ in range(_CLIMB):
            if at < 0 or syntax[at].upos == "VERB" or syntax[at].relation == "root":
                return at
            at = syntax[at].head
        return -1

    def agent(self, verb: int) -> int:
        """Who does what a verb tells, as far as it has been told: the subject of the verb itself
        or of the one that it goes with ("Jo came in and shook her head"); -1 where unknown."""
        for _ in range(4):
            if verb < 0:
                return -1
            if verb in self.subject_of:
                return self.subject_of[verb]
            if not self._syntax or self._syntax[verb].relation not in _SHARED:
                return -1
            verb = self._syntax[verb].head
        return -1

    def leave_trace(
        self, being: int, mention: int, role: Role, quoted: bool, subject: bool, genders: str
    ) -> None:
        """One being is spoken of; ``genders`` are those that may be its own."""
        form = self._spans[mention].form
        if subject and (verb := self.verb(mention)) >= 0:
            self.subject_of.setdefault(verb, being)
        self.told.add(being, 0.3 if quoted else 1.0)
        known = self.traces.get(being)
        times = 1 if known is None else known.times + 1
        self.traces[being] = Trace(self.sentence, self.paragraph, role, form, quoted, times)
        for gender in genders:
            self.last[gender] = being
        if form == "name":
            self.last["name"] = being
        if subject and not quoted and self.opener[0] != self.paragraph:
            self.opener = self.paragraph, being

    def weigh_in(
        self, who: Referents, form: str, subject: bool, under: bool, owner: bool, quoted: bool
    ) -> None:
        """Bring those whom a mention means to mind."""
        weight = salience.OTHER
        if subject:
            weight = salience.SUBJECT * (salience.UNDER if under else 1.0)
        elif owner:
            weight = salience.OWNER
        if form == "name":
            weight += salience.NAMED if subject else 0.1
        if quoted:
            weight *= salience.ALOUD
        for b in who:
            self.mind.add(b, weight if len(who) == 1 else 0.6 * weight)


__all__ = ["Memory", "Role", "Trace"]
