"""Who says each quotation, and to whom?

The turns are found with their evidence (``story.turns``), given candidates (``story.candidates``),
and those of one conversation are decided together (``story.talk``).
"""

from __future__ import annotations

from dataclasses import replace

from fabula.story.addressees import addressees
from fabula.story.candidates import find_candidates
from fabula.story.draft import Attribution, Draft, step
from fabula.story.story import Manner
from fabula.story.talk import best_path, weights
from fabula.story.turns import Turn, conversations, find_turns


@step("beings referents likely quoted narrator tags", "attributions referents")
def speakers(draft: Draft) -> Draft:
    """Attribute every quotation; pronouns in tags then mean the speaker that was decided."""
    assert draft.referents is not None and draft.beings is not None
    turns = find_turns(draft)
    talks = conversations(draft, turns)
    weighed = weights(bool(draft.reading.speakers), draft.text.guessed)
    attributions: list[Attribution] = [
        Attribution(None, (), None, "implicit", 0.0) for _ in draft.text.quotations
    ]
    referents = list(draft.referents)
    for talk, found in zip(talks, find_candidates(draft, talks), strict=True):
        chosen = best_path(talk, found, weighed)
        to = addressees(draft, talk, [who for who, _ in chosen])
        for turn, (speaker, score), told in zip(talk, chosen, to, strict=True):
            cue, manner = _shown_by(draft, turn, speaker)
            pronoun = cue is not None and draft.reading.mentions[cue].form == "pronoun"
            if cue is not None and speaker is not None and pronoun and len(referents[cue]) <= 1:
                referents[cue] = (speaker,)
            for q in turn.quotations:
                own = referents[turn.to[q]] if q in turn.to and not turn.called else ()
                own = tuple(b for b in own if b != speaker) or told
                attributions[q] = Attribution(speaker, own, cue, manner, score)
    return replace(draft, attributions=tuple(attributions), referents=tuple(referents))


def _shown_by(draft: Draft, turn: Turn, speaker: int | None) -> tuple[int | None, Manner]:
    """The mention that shows the speaker, and how; one that only does something beside the words
    shows nobody else."""
    assert draft.referents is not None
    if turn.label is not None:
        return turn.label, "explicit"
    if turn.cue is None:
        return None, "implicit"
    cue = turn.cue.mention
    form = draft.reading.mentions[cue].form
    beat = turn.cue.kind != "tag" and form != "pronoun"
    if beat and speaker is not None and speaker not in draft.referents[cue]:
        return None, "implicit"
    return cue, "explicit" if form == "name" else "anaphoric"
