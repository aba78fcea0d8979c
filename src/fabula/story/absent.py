"""Who has a name and is only talked of?

Somebody who does nothing under that name, is not called by it, and of whom nothing is said to be
said, is seldom the "he" of what is told while another man is there. By names alone: whom "he" means
is what this helps to answer, and a wrong answer must not speak for itself.
"""

from __future__ import annotations

from fabula.reading.lexicon import COPULAS
from fabula.story.answers import is_called
from fabula.story.draft import Draft
from fabula.story.places import MentionPlaces
from fabula.story.salience import SUBJECT
from fabula.text.words import SAYING


def absent(draft: Draft, places: MentionPlaces) -> frozenset[int]:
    """The beings of ``draft`` who are named but never met; in time linear in the mentions."""
    assert draft.referents is not None and draft.quoted is not None
    lower = draft.text.lower
    named, met = set[int](), set[int]()
    for i, span in enumerate(draft.reading.mentions):
        who = draft.referents[i]
        if span.form != "name" or span.type != "PER" or len(who) != 1 or who[0] in met:
            continue
        named.add(who[0])
        if draft.quoted[i] >= 0:
            here = is_called(draft.text, span)
        else:
            first, last = places.first[i], places.last[i]
            # Of a clause within another ("it sounded like Jimmy was ill") the weight is less.
            does = places.weight[i] > SUBJECT and lower[last + 1] not in COPULAS
            here = does or (first > 0 and lower[first - 1] in SAYING)
        if here:
            met.add(who[0])
    return frozenset(named - met)


__all__ = ["absent"]
