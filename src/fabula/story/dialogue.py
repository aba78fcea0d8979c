"""Whom do the words inside quotations mean, now that the speakers are known?

"I" is the speaker and "you" whom they speak to; he and she are neither. The narration is read again
with it, since a pronoun in a tag now means the speaker that the whole conversation speaks for.
"""

from __future__ import annotations

from fabula.story.coreference import Resolver, known_cues
from fabula.story.draft import Draft, step
from fabula.story.linking import Linker


@step("beings referents quoted narrator attributions", "beings referents likely attributions")
def dialogue(draft: Draft) -> Draft:
    """Resolve the mentions within quotations, and once more those of the narration around them."""
    assert draft.attributions is not None and draft.referents is not None
    if draft.reading.antecedents:
        return Linker(draft, known_cues(draft)).run()
    return Resolver(draft, known_cues(draft)).run(inside=True)
