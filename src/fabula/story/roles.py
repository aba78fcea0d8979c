"""What part does each mention play in its clause? Agent, patient, possessor, bearer of a trait.

Read off Universal Dependencies, by the definitions of BookNLP's ``.book`` file: the agent is the
subject of an active verb, the patient an object or the subject of a passive, ``poss`` what
somebody has, ``mod`` what somebody is said to be (an adjective or noun) or is called by (an
adjective before the noun).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.reading.reading import Syntax
from fabula.story.story import Story

Role = Literal["agent", "patient", "poss", "mod"]


@dataclass(frozen=True, slots=True)
class Deed:
    """``who`` is the ``role`` of the word at index ``token`` of ``Story.tokens``."""

    who: int
    role: Role
    token: int


def roles(syntax: Sequence[Syntax], head: int) -> Iterator[tuple[Role, int]]:
    """The parts that the phrase with this head word plays, each with the word it plays it for."""
    first = head
    for _ in range(8):  # Ann and Tom and Jo ran: each ran
        if syntax[first].relation != "conj" or syntax[first].head < 0:
            break
        first = syntax[first].head
    relation, governor = syntax[first].relation, syntax[first].head
    if governor < 0:
        return
    verbal = syntax[governor].upos == "VERB"
    if relation == "nsubj" and verbal:
        yield "agent", governor
    elif relation == "nsubj" and syntax[governor].upos in ("ADJ", "NOUN"):
        yield "mod", governor
    elif relation == "obl:agent" and verbal:
        yield "agent", governor
    elif relation in ("obj", "iobj", "nsubj:pass") and verbal:
        yield "patient", governor
    elif relation == "nmod:poss":
        yield "poss", governor


def deeds(story: Story) -> tuple[Deed, ...]:
    """What each character does, undergoes, has and is, in reading order.

    A story without syntax (read by rules, or loaded from a file) has only its events' agents and
    patients.
    """
    starts = [start for start, _ in story.tokens]
    people = {c.id for c in story.characters}
    found: set[tuple[int, Role, int]] = set()
    syntax = story.syntax
    if not syntax:
        for event in story.events:
            token = bisect_left(starts, event.start)
            sides: tuple[tuple[int | None, Role], ...]
            sides = ((event.agent, "agent"), (event.patient, "patient"))
            found.update((who, role, token) for who, role in sides if who is not None)
    traits: dict[int, list[int]] = {}
    for i, word in enumerate(syntax):
        if word.relation == "amod" and word.upos == "ADJ":
            traits.setdefault(word.head, []).append(i)
    for mention in story.mentions if syntax else ():
        tokens = range(bisect_left(starts, mention.start), bisect_left(starts, mention.end))
        if not tokens:
            continue
        head = head_word(syntax, tokens)
        for who in people.intersection(mention.entities):
            found.update((who, role, token) for role, token in roles(syntax, head))
            found.update((who, "mod", t) for t in traits.get(head, ()) if t in tokens)
    return tuple(Deed(*deed) for deed in sorted(found, key=lambda d: (d[2], d[0], d[1])))


def head_word(syntax: Sequence[Syntax], tokens: range) -> int:
    """The word of a phrase whose own head lies outside it; the last of them, or the last word."""
    for i in reversed(tokens):
        if syntax[i].head not in tokens and syntax[i].relation != "punct":
            return i
    return tokens[-1]


__all__ = ["Deed", "Role", "deeds", "head_word", "roles"]
