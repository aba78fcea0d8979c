"""Which words show that somebody feels something, and who: words of feeling, signs and sayings."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.story.clauses import Clauses
from fabula.story.cue import Cue, lexicon
from fabula.story.cue_rules import (
    FACES,
    act,
    actor,
    beside_speech,
    face,
    nominal,
    noun,
    state,
    stirred,
    verb,
)
from fabula.story.story import Emotion, Mode

_CONNECTIVES = frozenset("and but oh well so no yes because then now ah why for".split())


def cues(c: Clauses) -> Iterator[Cue]:
    """Every cue of a feeling in a text whose person is known, in order of their first words."""
    lex = lexicon()
    signs = dict(lex.signs.everywhere(c))
    sayings = dict(lex.sayings.everywhere(c, lambda i: c.voice[i] >= 0 and _begins(c, i)))
    emotive = lex.words
    for i in sorted({*signs, *sayings, *c.all(emotive)}):
        word = c.words[i]
        for found in signs.get(i, ()):
            yield from _sign(
                c, found.first, found.last, found.verb, found.owner, found.other, found.entry
            )
        for said in sayings.get(i, ()):
            emotion, mode, you = said.entry
            toward = c.addressee(i) if you else None
            speaker = c.speaker(i)
            if speaker:
                yield Cue(
                    said.first,
                    said.last,
                    said.verb,
                    "saying",
                    emotion,
                    mode,
                    speaker,
                    toward,
                    0.6,
                )
        if word not in emotive:
            continue
        if word in lex.states or word in lex.participles:
            cue = state(c, i, lex)
            if cue is not None:
                yield cue
                continue
        if word in lex.stirs:
            cue = stirred(c, i, lex.stirs[word])
            if cue is not None:
                yield cue
                continue
        if word in lex.faces and c.word(i + 1) in FACES:
            cue = face(c, i, lex.faces[word])
            if cue is not None:
                yield cue
                continue
        if word in lex.verbs and not nominal(c, i):
            cue = verb(c, i, lex.verbs[word])
            if cue is not None:
                yield cue
                continue
        if word in lex.nouns:
            cue = noun(c, i, lex.nouns[word])
            if cue is not None:
                yield cue
                continue
        if word in lex.manners:
            who = actor(c, i)
            if who:
                yield Cue(i, i + 1, i, "manner", lex.manners[word], None, who, None, 0.55)
                continue
        if word in lex.airs:
            who = actor(c, i) if beside_speech(c, i) else ()
            if who:
                yield Cue(i, i + 1, i, "manner", lex.airs[word], "feigned", who, None, 0.5)
                continue
        if word in lex.acts:
            cue = act(c, i, lex.acts[word])
            if cue is not None:
                yield cue


def _begins(c: Clauses, i: int) -> bool:
    """Whether a word begins what somebody says, or a clause of it."""
    before = c.word(i - 1)
    return c.voice[i - 1] != c.voice[i] or not before[:1].isalpha() or before in _CONNECTIVES


def _sign(
    c: Clauses, first: int, last: int, verb: int, owner: int | None, other: int | None,
    entry: tuple[Emotion, Mode],
) -> Iterator[Cue]:  # fmt: skip
    emotion, mode = entry
    subject = c.who(c.subject(verb))
    owners = c.who(owner) if owner is not None and owner >= 0 else ()
    who = owners or subject
    begins_owned = owner is not None and owner >= 0 and c.ranges[owner][0] == first
    if owners and not begins_owned and subject and not set(owners) & set(subject):
        return  # "she took his hand": a sign of hers only where the table says so
    toward = c.who(other) if other is not None else ()
    if other is not None and (not toward or set(toward) & set(who)):
        return
    if who:
        yield Cue(
            first,
            last,
            verb,
            "sign",
            emotion,
            mode,
            who,
            toward[0] if len(toward) == 1 else None,
            0.6,
        )


__all__ = ["cues"]
