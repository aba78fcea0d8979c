"""Conversations whose speakers are known though nothing says so: tags of novels, hidden.

A tag with a name (said Anne) is left as it is, cut out, or its name made a pronoun (said she), by
lot, where a writer might have done so: whoever speaks has been named just before. The label stays.
The novels are those of ``selfmade.allowed``: nothing is measured on them, and the network saw each
of their passages once at the most.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from fabula.reading.lexicon import TITLES, given_names
from training.selfmade import allowed, tag

WORDS = 20_000
"""From the beginning of each novel, so that its people are met as a reader meets them."""
NOVELS = 8
"""Those with the most tags."""
CUT, PRONOUN = 0.5, 0.3
"""Shares of the tags that may be cut out, or made pronouns."""
NAMED_FOR_CUT, NAMED_FOR_PRONOUN = 4, 2
"""Within how many paragraphs before whoever speaks must have been named."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Hidden:
    """A novel's beginning: its text, and of some paragraphs, by number, who speaks there."""

    name: str
    text: str
    speakers: dict[int, str]


def load(data: Path) -> list[Hidden]:
    """The beginnings of the novels with the most tags, some of their tags hidden."""
    found = [_beginning(path.stem, path.read_text(encoding="utf-8")) for path in allowed(data)]
    found.sort(key=lambda made: (-len(made.speakers), made.name))
    return found[:NOVELS]


def _beginning(name: str, text: str) -> Hidden:
    chance = random.Random(f"{SEED} {name}")
    parts: list[str] = []
    told: list[str] = []
    speakers: dict[int, str] = {}
    words = 0
    for paragraph in re.split(r"\n[ \t\r]*\n", text):
        line = " ".join(paragraph.split())
        if not line or words > WORDS:
            continue
        words += line.count(" ") + 1
        found = tag(line)
        pronoun = _pronoun(found.name) if found else None
        told.append(line)
        if found is not None:
            speakers[len(parts)] = found.name
            drawn, called = chance.random(), found.name.split()[-1]
            if drawn < CUT and found.bare is not None and _named(called, told, NAMED_FOR_CUT):
                line = found.bare
            elif (
                CUT <= drawn < CUT + PRONOUN
                and pronoun is not None
                and _named(called, told, NAMED_FOR_PRONOUN)
            ):
                a, b = found.span
                line = line[:a] + pronoun + line[b:]
        parts.append(line)
    return Hidden(name, "\n\n".join(parts) + "\n", speakers)


def _named(called: str, told: list[str], paragraphs: int) -> bool:
    return any(called in line for line in told[-1 - paragraphs : -1])


def _pronoun(name: str) -> str | None:
    first = name.split()[0]
    gender = TITLES.get(first.rstrip(".")) or given_names().get(first.casefold())
    return {"m": "he", "f": "she"}.get(gender or "")
