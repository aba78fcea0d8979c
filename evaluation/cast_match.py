"""Which of a corpus's characters is meant by a character that fabula found: by names alone.

Gold says who its characters are by their names and aliases; fabula's characters are clusters of
mentions. A cluster votes with its words: each of its mentions whose wording is an alias of a gold
character counts one for that character (shared out where several have that alias), and the cluster
is the one with most votes. Who said what plays no part in it, so a wrong speaker cannot be talked
right. Several clusters may be the same gold character (one that fabula failed to unite); a cluster
is never more than one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from evaluation.pdnc_data import GoldCharacter
from fabula.story.story import Story

TITLES = frozenset((
    "mr", "mrs", "miss", "ms", "mister", "missus", "madam", "madame", "mme", "mlle",
    "mademoiselle", "monsieur", "m", "sir", "lady", "lord", "dr", "doctor", "prof", "professor",
    "rev", "reverend", "capt", "captain", "col", "colonel", "gen", "general", "major",
    "lieutenant", "lieut", "sergeant", "inspector", "judge", "squire", "aunt", "uncle", "cousin",
    "count", "countess", "baron", "baroness", "duke", "duchess", "prince", "princess", "king",
    "queen", "admiral", "master", "signora", "signor", "dame", "father", "mother", "brother",
    "sister", "the",
))  # fmt: skip
_SPELT = {"doctor": "dr", "mister": "mr", "missus": "mrs", "reverend": "rev", "professor": "prof",
          "captain": "capt", "colonel": "col", "madame": "mme", "mademoiselle": "mlle"}  # fmt: skip


def normal(name: str) -> str:
    """A name as names are compared: letters and digits in lower case without accents, titles spelt
    one way, no leading article and no possessive ending.

    >>> normal("Mr. Weston’s"), normal("The Invisible Man"), normal("doctor Kemp")
    ('mr weston', 'invisible man', 'dr kemp')
    """
    plain = unicodedata.normalize("NFKD", name).casefold().replace("’", "'").strip()
    plain = re.sub(r"'s?$", "", plain)
    words = [
        _SPELT.get(w, w) for w in re.findall(r"[^\W_]+", re.sub(r"[.'\u0300-\u036f]", "", plain))
    ]
    if len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)


def bare(name: str) -> str:
    """The normal name without titles, or nothing where it is only titles."""
    return " ".join(w for w in normal(name).split() if w not in TITLES and w not in _SPELT.values())


def match(
    story: Story, gold: Sequence[GoldCharacter]
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """For each of a story's characters the gold character that it is, where it is any.

    The first of these that votes for anybody decides: the wordings of its mentions that are names;
    that it tells the story, where PDNC marks one narrator; the wordings of its mentions that are
    descriptions ("the stranger"); its name and aliases; the same without titles, where only one
    gold character has that bare name.

    Gives two mappings, many to one (several found characters may be one gold character) and one to
    one (of these only the one with most votes, then with most mentions).
    """
    aliases: dict[str, set[int]] = defaultdict(set)
    bare_names: dict[str, set[int]] = defaultdict(set)
    for character in gold:
        for alias in character.aliases:
            aliases[normal(alias)].add(character.id)
            bare_names[bare(alias)].add(character.id)
    aliases.pop("", None)
    bare_names.pop("", None)
    unique = {name: ids for name, ids in bare_names.items() if len(ids) == 1}
    narrators = [c.id for c in gold if c.narrator]

    wordings: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for mention in story.mentions:
        if mention.form != "pronoun" and len(mention.entities) == 1:
            words = normal(story.text[mention.start : mention.end])
            wordings[mention.entities[0], mention.form][words] += 1

    chosen: dict[int, tuple[int, float, int]] = {}
    for found in story.characters:
        own = (found.name, *found.aliases) if found.named else ()
        tells = found.narrator and len(narrators) == 1
        votes = (
            _votes(wordings[found.id, "name"], aliases)
            or ({narrators[0]: 1.0} if tells else {})
            or _votes(wordings[found.id, "nominal"], aliases)
            or _votes(Counter(map(normal, own)), aliases)
            or _votes(Counter(map(bare, own)), unique)
        )
        if votes:
            who = max(votes, key=lambda id: (votes[id], -id))
            chosen[found.id] = (who, votes[who], found.mentions)
    best: dict[int, int] = {}
    for id in sorted(chosen, key=lambda id: (-chosen[id][1], -chosen[id][2], id)):
        best.setdefault(chosen[id][0], id)
    return (
        {id: who for id, (who, _, _) in chosen.items()},
        {id: who for who, id in best.items()},
    )


def _votes(names: Counter[str], meant: Mapping[str, Iterable[int]]) -> dict[int, float]:
    votes: dict[int, float] = defaultdict(float)
    for name, times in names.items():
        ids = tuple(meant.get(name, ()))
        for id in ids:
            votes[id] += times / len(ids)
    return votes
