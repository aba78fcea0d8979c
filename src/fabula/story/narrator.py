"""Does somebody in the story tell it?"""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.lexicon import PRONOUN_SETS
from fabula.story.draft import Being, Draft, step

# The share of "I", "me" and "my" in narration that makes a first-person story. Third-person novels
# have a slip or two of free thought in a hundred words, first-person ones three and more.
_SHARE = 0.008


@step("beings referents quoted", "beings narrator")
def narrator(draft: Draft) -> Draft:
    """Find whether "I" tells the story; a narrator is a being of their own until named."""
    assert draft.beings is not None and draft.quoted is not None
    text = draft.text
    first = 0
    earliest: int | None = None
    for i, mention in enumerate(draft.reading.mentions):
        if draft.quoted[i] < 0 and mention.form == "pronoun":
            word = text.words[mention.head].lower()
            if PRONOUN_SETS.get(word) == "i":
                first += 1
                earliest = i if earliest is None else earliest
    spoken = sum(q.end - q.start for q in text.quotations if q.depth == 0)
    share = 1 - spoken / max(1, len(text.string))
    words = max(1.0, len(text.tokens) * share)
    if earliest is None or first < 3 or first / words < _SHARE:
        return replace(draft, narrator=-1)
    beings = (*draft.beings, Being(len(draft.beings), description=earliest))
    return replace(draft, beings=beings, narrator=len(beings) - 1)
