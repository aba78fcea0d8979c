"""From what was seen to who, what and how: deduction, one question a module."""

from __future__ import annotations

from fabula.reading.reading import Reading
from fabula.source.source import Source
from fabula.story.beliefs import beliefs
from fabula.story.called import called
from fabula.story.cast import cast
from fabula.story.clauses import clauses
from fabula.story.coreference import coreference
from fabula.story.dialogue import dialogue
from fabula.story.draft import Draft, Step, check
from fabula.story.events import events
from fabula.story.feelings import feelings
from fabula.story.masks import masks
from fabula.story.names import names
from fabula.story.narrator import narrator
from fabula.story.relations import relations
from fabula.story.scenes import scenes
from fabula.story.speakers import speakers
from fabula.story.story import Cast, Story
from fabula.story.tags import tags
from fabula.story.thoughts import thoughts
from fabula.text.text import Text

STEPS: tuple[Step, ...] = (
    names,  # which names are the same one's?
    narrator,  # does somebody in the story tell it?
    tags,  # which words beside a quotation show who speaks?
    coreference,  # whom do pronouns and nominals in narration mean?
    speakers,  # who says what, and to whom?
    called,  # who is called by a name that the narration has not given?
    coreference,  # once more, now that tags are known to mean their speakers,
    speakers,
    coreference,  # and again: a wrong guess early in a scene needs two rounds to be undone
    speakers,
    dialogue,  # whom do I, you and she mean in what is said?
    cast,  # who is in the story?
    clauses,  # who does what in each clause?
    events,  # what does the story say did happen, and who did it?
    thoughts,  # what does somebody think in so many words?
    beliefs,  # who knows, hopes, fears, means what?
    feelings,  # who feels what, and shows it or hides it?
    scenes,  # where does it break, who is there, and through whom is it seen?
    masks,  # who hides what behind which face?
    relations,  # what are they to one another?
)
check(STEPS)
ONCE: tuple[Step, ...] = tuple(dict.fromkeys(STEPS))
"""Every question asked once, for what is longer than ``LONGEST``."""
check(ONCE)
LONGEST = 2_000_000
"""A text of more words and marks than this is no story but a shelf of them, and asking anew who is
meant costs a fifth of the time."""


def deduce(text: Text, reading: Reading, source: Source) -> Story:
    """Deduce a ``Story`` from a text and what a reader saw in it, by the ``STEPS`` in order (by
    those of ``ONCE`` for a text beyond ``LONGEST``).

    ``reading`` is either reader's; where it has links, speakers or syntax the steps take them, and
    rules stand in for what it lacks. Runs in time linear in the text's length.
    """
    draft = Draft(text, reading, source)
    for step in STEPS if len(text.words) <= LONGEST else ONCE:
        draft = step(draft)
    assert draft.characters is not None and draft.entities is not None
    assert draft.mentions is not None and draft.quotes is not None
    return Story(
        name=source.name,
        media=source.media,
        sha256=source.sha256,
        model=reading.model,
        header=source.header,
        text=text.string,
        sections=text.sections,
        breaks=text.breaks,
        sentences=text.sentences,
        paragraphs=text.paragraphs,
        tokens=text.tokens,
        characters=Cast(draft.characters),
        entities=draft.entities,
        mentions=draft.mentions,
        quotes=draft.quotes,
        thoughts=draft.thoughts or (),
        events=draft.events or (),
        feelings=draft.feelings or (),
        beliefs=draft.beliefs or (),
        relations=draft.relations or (),
        masks=draft.masks or (),
        scenes=draft.scenes or (),
        syntax=reading.syntax,
    )


__all__ = ["LONGEST", "ONCE", "STEPS", "Draft", "Step", "Story", "check", "deduce"]
