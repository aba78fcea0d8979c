"""What a step of deduction takes and gives, and the check that a chain of steps fits together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.errors import UsageError
from fabula.reading.lexicon import Gender
from fabula.reading.reading import EntityType, Reading
from fabula.source.source import Source
from fabula.story.story import (
    Belief,
    Character,
    Entity,
    Event,
    Feeling,
    Manner,
    Mask,
    Mention,
    Quote,
    Relation,
    Scene,
    Thought,
)
from fabula.text.text import Text

if TYPE_CHECKING:
    from fabula.story.clauses import Clauses
    from fabula.story.places import MentionPlaces
    from fabula.story.tags import Tags

Referents = tuple[int, ...]
Likely = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Being:
    """One whom mentions refer to, before it is known whether it becomes a character.

    Attributes:
        id: index in ``Draft.beings``.
        type: ``PER``, or the type of a place, organisation or vehicle.
        names: the names used, commonest first; empty for one without a name.
        gender: as names, titles and pronouns show it; ``"n"`` where they show neither, None where
            nothing is known.
        plural: a family, a crowd, "the children".
        description: of one without a name, the index of the mention that tells most.
        surname: in lower case, where a name gives it.
        met: the mentions by which a nameless one was first met, the same in every run.
        titles: titles borne, in lower case ("captain"), by which a common noun can mean them.
    """

    id: int
    type: EntityType = "PER"
    names: tuple[str, ...] = ()
    gender: Gender | None = None
    plural: bool = False
    description: int | None = None
    titles: frozenset[str] = frozenset()
    met: tuple[int, ...] = ()
    surname: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quotation to whom; ``cue`` is the index of the mention that shows it."""

    speaker: int | None
    addressees: Referents
    cue: int | None
    manner: Manner
    score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A story in the making. A field is None until a step has given it.

    Attributes:
        text, reading, source: what deduction starts from.
        places: where each mention stands in its sentence.
        quoted: for each mention the index of the outermost quotation around it, -1 in narration.
        tags: finds the words beside a quotation that show its speaker.
        beings: everyone and every place known so far.
        referents: for each mention the ids of the beings that it means; ``()`` where unknown.
        likely: for each mention the beings that it may mean, best first, with scores.
        narrator: the id of the narrator who is in the story, or -1 where there is none.
        attributions: for each of ``text.quotations`` who says it to whom.
        characters, entities, mentions, quotes: as in ``Story``.
        clauses: the grammar of the text's clauses with their people.
        events, thoughts, feelings, beliefs, relations, masks, scenes: as in ``Story``.
    """

    text: Text
    reading: Reading
    source: Source
    places: MentionPlaces | None = None
    quoted: tuple[int, ...] | None = None
    tags: Tags | None = None
    beings: tuple[Being, ...] | None = None
    referents: tuple[Referents, ...] | None = None
    likely: tuple[Likely, ...] | None = None
    narrator: int | None = None
    attributions: tuple[Attribution, ...] | None = None
    characters: tuple[Character, ...] | None = None
    entities: tuple[Entity, ...] | None = None
    mentions: tuple[Mention, ...] | None = None
    quotes: tuple[Quote, ...] | None = None
    clauses: Clauses | None = None
    events: tuple[Event, ...] | None = None
    thoughts: tuple[Thought, ...] | None = None
    feelings: tuple[Feeling, ...] | None = None
    beliefs: tuple[Belief, ...] | None = None
    relations: tuple[Relation, ...] | None = None
    masks: tuple[Mask, ...] | None = None
    scenes: tuple[Scene, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One question that deduction answers: a function and the fields it needs and gives."""

    run: Callable[[Draft], Draft]
    needs: frozenset[str]
    gives: frozenset[str]

    def __call__(self, draft: Draft) -> Draft:
        return self.run(draft)

    @property
    def name(self) -> str:
        return self.run.__name__

    def __repr__(self) -> str:
        return f"<step {self.name}: {_list(self.needs)} -> {_list(self.gives)}>"


def step(needs: str = "", gives: str = "") -> Callable[[Callable[[Draft], Draft]], Step]:
    """Say of a function what it needs and gives: ``@step("beings", "referents")``."""

    def mark(function: Callable[[Draft], Draft]) -> Step:
        return Step(function, frozenset(needs.split()), frozenset(gives.split()))

    return mark


def check(steps: Sequence[Step]) -> None:
    """Raise ``UsageError`` where a step needs what no step before it gives."""
    given: set[str] = set()
    for one in steps:
        missing = one.needs - given
        if missing:
            raise UsageError(
                f"the step {one.name!r} needs {_list(missing)}, which none before gives"
            )
        given |= one.gives


def _list(names: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
