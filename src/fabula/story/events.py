"""What does the story say did happen, and who does it to whom?

Realis events (Sims et al. 2019) come from the reading; their agents and patients from the syntax,
where the reading gave it.
"""

from __future__ import annotations

from dataclasses import replace

from fabula.story.draft import Draft, step
from fabula.story.roles import roles
from fabula.story.story import Event


@step("characters mentions clauses", "events")
def events(draft: Draft) -> Draft:
    """Each event with its one agent and one patient among the characters; None for several."""
    assert draft.characters is not None and draft.mentions is not None
    assert draft.clauses is not None
    syntax, text = draft.reading.syntax, draft.text
    people = {c.id for c in draft.characters}
    agents: dict[int, int] = {}
    patients: dict[int, int] = {}
    if syntax:
        for span, mention in zip(draft.reading.mentions, draft.mentions, strict=True):
            who = [id for id in mention.entities if id in people]
            if len(who) != 1:
                continue
            for role, token in roles(syntax, span.head):
                if role in ("agent", "patient"):
                    (agents if role == "agent" else patients).setdefault(token, who[0])
    found: list[Event] = []
    for event in draft.reading.events:
        start, end = text.tokens[event.token]
        agent, patient = agents.get(event.token), patients.get(event.token)
        if agent is None and patient is None and syntax and syntax[event.token].upos == "VERB":
            # He came in and *sat*; the man who *sat* there: the subject stands by another word.
            subject = draft.clauses.subject(event.token)
            meant = draft.clauses.who(subject)
            agent = meant[0] if len(meant) == 1 and meant[0] in people else None
        lemma = syntax[event.token].lemma if syntax else text.words[event.token].lower()
        found.append(Event(len(found), start, end, lemma, agent, patient, round(event.score, 3)))
    return replace(draft, events=tuple(found))


__all__ = ["events"]
