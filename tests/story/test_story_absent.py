"""Who is only talked of, by what is done and said under a name."""

from __future__ import annotations

from fabula.reading import rules
from fabula.source import from_text
from fabula.story.absent import absent
from fabula.story.draft import Being, Draft
from fabula.story.focus import Focus
from fabula.story.names import names
from fabula.story.narrator import narrator
from fabula.story.places import MentionPlaces
from fabula.text import annotate


def drafted(text: str) -> Draft:
    source = from_text(text, "story.txt")
    annotated = annotate(source)
    return narrator(names(Draft(annotated, rules.read(annotated), source)))


def away(text: str) -> set[str]:
    draft = drafted(text)
    assert draft.beings is not None
    found = absent(draft, MentionPlaces(draft.text, draft.reading.mentions))
    return {draft.beings[b].names[0] for b in found}


def test_who_does_nothing_and_is_not_called_is_only_talked_of() -> None:
    assert away(
        "Marco shut the door. “You came,” said Ines. He had never liked Viktor, and it sounded as "
        "if Viktor was drunk again. “Viktor has sold the house, Pavel,” she said."
    ) == {"Viktor"}


def test_what_is_said_of_somebody_in_speech_does_not_bring_them_in() -> None:
    assert away("Marco shut the door. “Viktor wrote to me. Viktor said it.”") == {"Viktor"}


def test_being_called_or_tagged_or_acting_brings_one_in() -> None:
    story = "Marco feared Viktor and hated Pavel. “Come in,” said Ines. "
    assert away(story) == {"Viktor", "Pavel"}
    assert away(story + "“Pavel, the door!”") == {"Viktor"}
    assert away(story + "“No,” said Pavel.") == {"Viktor"}
    assert away(story + "Pavel ran.") == {"Viktor"}


def test_one_who_is_only_talked_of_is_less_likely_meant() -> None:
    marco, viktor = Being(0, names=("Marco",), gender="m"), Being(1, names=("Viktor",), gender="m")

    def share(gone: frozenset[int]) -> float:
        focus = Focus([marco, viktor], gone)
        focus.raise_(0, 1.0)
        focus.raise_(1, 1.0)
        return dict(focus.ranked("m", frozenset()))[1]

    assert share(frozenset()) == 0.5
    assert share(frozenset([1])) < 0.4
