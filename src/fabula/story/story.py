"""The value that everything ends in: a story's people and what the text says of them.

Field for field this is story.json (``write/json.py`` writes it); ids are integers, unique in their
list, and characters' and entities' ids never clash. Spans are half-open code-point offsets into
``Story.text``. A missing judgement is None or empty; every judgement carries its score in 0..1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from fabula.errors import UsageError
from fabula.reading.reading import EntityType, Form, Syntax
from fabula.source.source import Header, Media, Section
from fabula.text.text import Medium, Span

if TYPE_CHECKING:
    from fabula.write.notebook import Table

Manner = Literal["explicit", "anaphoric", "implicit"]
Mode = Literal["felt", "shown", "hidden", "feigned", "denied", "imagined"]
Attitude = Literal[
    "knows", "not-knows", "believes", "doubts", "realizes", "wonders",
    "hopes", "fears", "wants", "remembers", "decides",
]  # fmt: skip
Emotion = Literal[
    "joy", "love", "trust", "hope", "pride", "relief", "gratitude", "amusement", "surprise",
    "sadness", "grief", "fear", "anxiety", "anger", "annoyance", "disgust", "shame", "guilt",
    "regret", "jealousy", "loneliness", "longing", "disappointment", "confusion", "calm",
]  # fmt: skip
Person = Literal["first", "second", "third"]
Tense = Literal["past", "present"]


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody in the story.

    ``name`` is the fullest name the text gives, or for a character without one a description;
    ``aliases`` every other name used; ``pronouns`` the subject form of the set used
    (``"she"``, ``"they"``, ``"ze"`` ...) or None; ``on_stage`` False for one who is only talked of;
    ``first`` the offset of the first mention; ``mentions``, ``quotes`` and ``words_spoken`` counts.
    """

    id: int
    name: str
    aliases: tuple[str, ...]
    pronouns: str | None
    narrator: bool
    named: bool
    on_stage: bool
    mentions: int
    quotes: int
    words_spoken: int
    first: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A place, building, region, organisation or vehicle."""

    id: int
    type: EntityType
    name: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to one or, for a plural, several characters or entities."""

    id: int
    start: int
    end: int
    entities: tuple[int, ...]
    form: Form
    type: EntityType
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of direct speech with who says it to whom. ``cue`` is the id of the mention that
    names the speaker beside it; ``manner`` says how it is named there (Muzny et al. 2017)."""

    id: int
    start: int
    end: int
    speaker: int | None
    addressees: tuple[int, ...]
    cue: int | None
    manner: Manner
    medium: Medium
    turn: int
    score: float


@dataclass(frozen=True, slots=True)
class Thought:
    id: int
    start: int
    end: int
    thinker: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Event:
    """A realis event and its participants."""

    id: int
    start: int
    end: int
    lemma: str
    agent: int | None
    patient: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Feeling:
    id: int
    start: int
    end: int
    who: int | None
    emotion: Emotion
    mode: Mode
    toward: int | None
    cause: Span | None
    score: float


@dataclass(frozen=True, slots=True)
class Belief:
    id: int
    start: int
    end: int
    who: int
    attitude: Attitude
    content: Span
    about: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Relation:
    """``a`` is ``b``'s ``label``. ``evidence`` is every place that shows it, in order; ``since``
    and ``until`` are the words that say when it began and ended, None where none do."""

    id: int
    a: int
    b: int
    label: str
    evidence: tuple[Span, ...]
    score: float
    since: Span | None = None
    until: Span | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    id: int
    who: int
    felt: Emotion
    shown: Emotion
    hidden_from: tuple[int, ...]
    seen_through_by: tuple[int, ...]
    evidence: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Scene:
    id: int
    start: int
    end: int
    place: str | None
    time: str | None
    present: tuple[int, ...]
    viewpoint: int | None
    person: Person
    tense: Tense


@dataclass(frozen=True, slots=True)
class Corrections:
    """A reader's corrections: the story as it was ``before`` them, the ``fixes`` as their file has
    them, and of those that no longer fit the story, which and why (``unmatched``)."""

    before: Story
    fixes: tuple[Mapping[str, object], ...]
    unmatched: tuple[str, ...]


class Cast(Sequence[Character]):
    """The characters, by how much of the story they have; also found by id, name or alias.

    ``cast[0]`` is by position, ``cast["Chlo"]`` by name or alias (case and white space do not
    matter; a full name wins over an alias, and of equals the one with more mentions). Raises
    ``UsageError``, a ``KeyError`` too, where there is none; ``cast.get("Chlo")`` gives None.
    """

    def __init__(self, characters: Sequence[Character] = ()) -> None:
        self._characters = tuple(characters)
        self._by_id = {c.id: c for c in self._characters}
        self._by_name: dict[str, Character] = {}
        for names in (lambda c: (c.name,), lambda c: c.aliases):
            for character in sorted(self._characters, key=lambda c: -c.mentions):
                for name in names(character):
                    self._by_name.setdefault(_fold(name), character)

    @overload
    def __getitem__(self, key: int | str) -> Character: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Character, ...]: ...
    def __getitem__(self, key: int | str | slice) -> Character | tuple[Character, ...]:
        if isinstance(key, str):
            found = self.get(key)
            if found is None:
                raise UnknownCharacter(key)
            return found
        return self._characters[key]

    def __len__(self) -> int:
        return len(self._characters)

    def __iter__(self) -> Iterator[Character]:
        return iter(self._characters)

    def __contains__(self, item: object) -> bool:
        return self.get(item) is not None if isinstance(item, str) else item in self._characters

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cast) and self._characters == other._characters

    def __hash__(self) -> int:
        return hash(self._characters)

    def __repr__(self) -> str:
        return f"Cast({', '.join(c.name for c in self._characters)})"

    def _repr_html_(self) -> str:
        from fabula.write.notebook import cast_html

        return cast_html(self)

    def get(self, name: str) -> Character | None:
        """The character of this name or alias, or None."""
        return self._by_name.get(_fold(name))

    def by_id(self, id: int | None) -> Character | None:
        """The character with this id, or None."""
        return None if id is None else self._by_id.get(id)


class UnknownCharacter(UsageError, KeyError):
    """Nobody in the story has this name."""

    def __str__(self) -> str:
        return f"nobody in the story is called {self.args[0]!r}"


def _fold(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold().replace("’", "'")


_KNOWING = frozenset(("knows", "realizes", "remembers"))


@dataclass(frozen=True)
class Story:
    """A story read: its text, its people, and what they say, feel, know and are to one another.

    Made by ``fabula.read`` and ``fabula.read_text``; the fields are those of story.json.
    """

    name: str
    media: Media
    sha256: str
    model: str
    header: Header
    text: str
    sections: tuple[Section, ...]
    breaks: tuple[int, ...]
    sentences: Sequence[Span]
    paragraphs: Sequence[Span]
    tokens: Sequence[Span]
    characters: Cast
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    events: tuple[Event, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    relations: tuple[Relation, ...] = ()
    masks: tuple[Mask, ...] = ()
    scenes: tuple[Scene, ...] = ()
    syntax: tuple[Syntax, ...] = field(default=(), repr=False, compare=False)
    """One for each token where the reading gave it; not part of story.json."""
    reread: Callable[[int], Story] | None = field(default=None, repr=False, compare=False)
    """Reads the same source again as far as an offset; set by the pipeline."""
    corrections: Corrections | None = field(default=None, repr=False, compare=False)
    """The reader's corrections that are in this story; None where there are none."""

    @property
    def stem(self) -> str:
        """The source's file name without its suffix; outputs are named after it."""
        stem, dot, _ = self.name.rpartition(".")
        return stem if dot and stem else self.name

    @property
    def title(self) -> str:
        """The title in the header, else the file's stem."""
        title = self.header.get("title") or self.stem
        return title if isinstance(title, str) else title[0]

    @cached_property
    def words(self) -> int:
        """How many words the text has (tokens with a letter or digit, split at white space)."""
        return len(self.text.split())

    @cached_property
    def mentions_by_id(self) -> Mapping[int, Mention]:
        return {m.id: m for m in self.mentions}

    def words_at(self, span: Span) -> str:
        """The words of a span."""
        return self.text[span[0] : span[1]]

    def position(self, at: int | float | str) -> int:
        """The offset that a position means.

        ``at`` is an offset (int), a fraction of the text (float in 0..1), or the title or number
        of a chapter, which means its end (``"Chapter 3"``, ``"THERE IS NO ONE LEFT"``). Raises
        ``UsageError`` where there is no such position.
        """
        if isinstance(at, bool) or not isinstance(at, int | float | str):
            raise UsageError(f"a position is an offset, a fraction or a chapter, not {at!r}")
        if isinstance(at, int):
            if not 0 <= at <= len(self.text):
                raise UsageError(f"offset {at} is outside the text (0..{len(self.text)})")
            return at
        if isinstance(at, float):
            if not 0.0 <= at <= 1.0:
                raise UsageError(f"a fraction of the text is in 0..1, not {at}")
            return round(at * len(self.text))
        chapters = [s for s in self.sections if s.kind == "chapter"]
        wanted = _fold(at)
        for chapter in chapters:
            if chapter.title is not None and _fold(chapter.title) == wanted:
                return chapter.end
        number = re.fullmatch(r"(?:chapter )?0*(\d{1,9})", wanted)
        if number and 1 <= int(number[1]) <= len(chapters):
            return chapters[int(number[1]) - 1].end
        raise UsageError(f"there is no chapter {at!r}; the story has {len(chapters)} chapters")

    def character(self, who: str | int) -> Character:
        """The character of a name, an alias or an id; raises ``UsageError`` where there is none."""
        found = self.characters[who] if isinstance(who, str) else self.characters.by_id(who)
        if found is None:
            raise UnknownCharacter(who)
        return found

    def knows(self, who: str | int, at: int | float | str = 1.0) -> tuple[Belief, ...]:
        """What a character has come to know by a position, in order, each with its words.

        Beliefs whose attitude is that something is known, realized or remembered, and that the text
        tells by then; ``words_at(belief.content)`` is what, ``(belief.start, belief.end)`` where it
        says so. ``who`` is a name, an alias or an id; ``at`` as in :meth:`position`.
        """
        person, end = self.character(who).id, self.position(at)
        return tuple(
            b for b in self.beliefs if b.who == person and b.end <= end and b.attitude in _KNOWING
        )

    def upto(self, position: int | float | str) -> Story:
        """The story as a reader knows it at a position (see :meth:`position`).

        The text up to there is read again by itself, so no later name, alias, count or fact can
        leak in. Raises ``UsageError`` for a position outside, or for a story that was not read by
        this process (one loaded from a file has no source to read again).
        """
        if self.reread is None:
            raise UsageError("this story has no source at hand to read again; use fabula.read")
        return self.reread(self.position(position))

    def write(self, directory: str | PathLike[str], formats: Sequence[str] | str) -> list[Path]:
        """Write the story into a directory in some formats (names in ``fabula.write.WRITERS``).

        Gives the paths written. Each file is written beside its place and renamed, so that an
        error (``WriteError``) leaves nothing half-written.
        """
        # The one import against the arrow: a story must be able to write itself.
        from fabula.write import write_story

        return write_story(self, Path(directory), formats)

    def table(self, name: str) -> Table:
        """One kind of record as a table with its words and names (``story.table("quotes")``), to
        be shown in a notebook or given to pandas. Raises ``UsageError`` for an unknown name."""
        from fabula.write.notebook import table

        return table(self, name)

    def _repr_html_(self) -> str:
        from fabula.write.notebook import story_html

        return story_html(self)
