"""The Project Dialogism Novel Corpus as it lies on disk (Vishnubhotla et al. 2022).

``NOVEL/novel_text.txt`` is the novel, ``quotation_info.csv`` every quotation with its pieces,
speaker, addressees and the people mentioned in it, ``character_info.csv`` the characters with
their aliases. Offsets are code points of the novel's text.
"""

from __future__ import annotations

import ast
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError

Span = tuple[int, int]

ALSO_IN_TRAINING = frozenset(
    {
        "ARoomWithAView",
        "AlicesAdventuresInWonderland",
        "AnneOfGreenGables",
        "DaisyMiller",
        "Emma",
        "HowardsEnd",
        "NightAndDay",
        "Persuasion",
        "PrideAndPrejudice",
        "TheAgeOfInnocence",
        "TheAwakening",
        "TheInvisibleMan",
        "TheManWhoWasThursday",
        "ThePictureOfDorianGray",
    }
)
"""Novels whose opening 2,000 words are among the 90 LitBank texts given for training, or which are
among the unmarked novels: reported apart. No quotation of PDNC is ever trained on."""


@dataclass(frozen=True, slots=True)
class GoldCharacter:
    """A character: ``aliases`` has the main name too; ``narrator`` where an alias says so."""

    id: int
    name: str
    aliases: frozenset[str]
    narrator: bool


@dataclass(frozen=True, slots=True)
class MentionIn:
    """A mention inside a quotation and the characters it means."""

    span: Span
    characters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quotation: its pieces (marks left out, as annotated), who says it to whom, and how its
    speaker is shown (``explicit``, ``anaphoric``, ``implicit``; None for the few that are not
    marked)."""

    id: str
    spans: tuple[Span, ...]
    speaker: int | None
    addressees: frozenset[int]
    kind: str | None
    mentions: tuple[MentionIn, ...]


@dataclass(frozen=True, slots=True)
class Novel:
    """One novel of PDNC."""

    name: str
    path: Path
    text: str
    characters: tuple[GoldCharacter, ...]
    quotations: tuple[GoldQuotation, ...]

    @property
    def also_in_training(self) -> bool:
        return self.name in ALSO_IN_TRAINING


def names(folder: Path) -> list[str]:
    """The novels of a PDNC folder. Raises ``EvaluationError`` where it is not one."""
    found = sorted(p.parent.name for p in folder.glob("*/quotation_info.csv"))
    if not found:
        raise EvaluationError(f"{folder} holds no PDNC novels (NOVEL/quotation_info.csv)")
    return found


def load(folder: Path, name: str) -> Novel:
    """Read one novel. Raises ``EvaluationError`` where a file is missing or broken."""
    here = folder / name
    try:
        text = (here / "novel_text.txt").read_bytes().decode("utf-8")
        characters = tuple(
            _character(int(row["Character ID"]), row["Main Name"], row["Aliases"])
            for row in _rows(here / "character_info.csv")
        )
        of_name = _resolver(characters)
        quotations = tuple(
            GoldQuotation(
                row["quoteID"],
                tuple(sorted((int(a), int(b)) for a, b in _value(row["quoteByteSpans"]))),
                of_name(row["speaker"]),
                frozenset(id for id in map(of_name, _value(row["addressees"])) if id is not None),
                kind if (kind := row["quoteType"].lower()) in KINDS else None,
                tuple(_mentions(row, of_name)),
            )
            for row in _rows(here / "quotation_info.csv")
        )
    except OSError as error:
        raise EvaluationError(f"{here}: {error.strerror}") from error
    except (KeyError, ValueError, SyntaxError) as error:
        raise EvaluationError(f"{here}: not as PDNC writes it ({error})") from error
    return Novel(name, here / "novel_text.txt", text, characters, quotations)


KINDS = ("explicit", "anaphoric", "implicit")
_NARRATOR = frozenset({"_narr", "Narr"})


def _rows(path: Path) -> Iterable[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _value(written: str) -> Any:
    """A Python literal, as the corpus writes lists in its cells."""
    return ast.literal_eval(written)


def _character(id: int, name: str, aliases: str) -> GoldCharacter:
    known = {a.strip() for a in (name, *_value(aliases))}
    return GoldCharacter(
        id,
        name.strip(),
        frozenset(a for a in known if a and not a.startswith("_") and a != "Narr"),
        bool(known & _NARRATOR),
    )


def _resolver(characters: tuple[GoldCharacter, ...]) -> Any:
    """From a name in the quotation table to a character's id: by main name, else by an alias that
    is one character's only; None for ``_group``, ``_unknowable`` and names that nobody has."""
    by_name = {c.name: c.id for c in characters if c.aliases}
    shared = Counter(alias for c in characters for alias in c.aliases)
    for character in characters:
        for alias in character.aliases:
            if shared[alias] == 1:
                by_name.setdefault(alias, character.id)

    def of_name(name: str) -> int | None:
        return by_name.get(name.strip())

    return of_name


def _mentions(row: dict[str, str], of_name: Any) -> Iterable[MentionIn]:
    for spans, people in zip(
        _value(row["mentionSpansList"]), _value(row["mentionEntitiesList"]), strict=False
    ):
        for (start, end), who in zip(spans, people, strict=False):
            ids = tuple(id for id in map(of_name, who) if id is not None)
            if ids:
                yield MentionIn((int(start), int(end)), ids)
