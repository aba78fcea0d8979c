"""Which mentions do something in the story's present, and which stand in others' told words?"""

from __future__ import annotations

from fabula.story.draft import Draft


def acts(draft: Draft, i: int) -> bool:
    """Whether a mention in narration is the subject of a deed told in a main clause."""
    assert draft.quoted is not None
    syntax = draft.reading.syntax
    if not syntax or draft.quoted[i] >= 0:
        return False
    head = draft.reading.mentions[i].head
    if syntax[head].relation != "nsubj":
        return False
    verb = syntax[head].head
    if verb < 0 or syntax[verb].upos != "VERB":
        return False
    for _ in range(4):
        relation = syntax[verb].relation
        if relation in ("root", "parataxis"):
            return True
        if relation not in ("conj", "ccomp") or syntax[verb].head < 0:
            return False
        verb = syntax[verb].head
    return False


def reported(draft: Draft) -> frozenset[int]:
    """The mentions in words that are quoted within what somebody says."""
    inner = [(q.start, q.end) for q in draft.text.quotations if q.depth > 0]
    found: set[int] = set()
    at, edge = 0, -1
    for i, span in enumerate(draft.reading.mentions):
        while at < len(inner) and inner[at][0] <= span.start:
            edge = max(edge, inner[at][1])
            at += 1
        if span.start < edge:
            found.add(i)
    return frozenset(found)


__all__ = ["acts", "reported"]
