"""Who answers is not who spoke, and whoever is called is not who calls.

What talk says of who can and who cannot be the same one, before anybody is known: "said Marvel",
and in the next paragraph "said the mariner", are two people, as one paragraph's speech after
another's is somebody else's; "'Miss Bartlett,' she cried" is not Miss Bartlett's, and people seldom
speak of themselves by name.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from fabula.reading.reading import MentionSpan
from fabula.story.draft import Draft
from fabula.text.text import Text

ANSWERS = 0.02
"""What is left of the chance that a noun in a tag means who spoke before or speaks after."""
CALLED = 0.05
"""The same that a tag means who is called in the words said."""
NAMED = 0.3
"""The same that a tag means who is named in them."""
_BEFORE_CALLS = frozenset(("dear", "my", "oh", "o", "yes", "no", "well"))
_SAYS_OWN = frozenset(("am", "'m", "’m", "is", "'s", "’s", "me", "called", "named", "was"))
"""What comes before one's own name: "I am Tobias", "my name is", "call me"."""

Apart = dict[int, dict[int, float]]


def answers(draft: Draft) -> Apart:
    """For each cue of a quotation the mentions that it hardly means, with what is left of the
    chance; empty where nobody has been sought to speak yet."""
    apart: Apart = defaultdict(dict)
    if draft.attributions is not None:
        _answering(draft, apart)
        _called(draft, apart)
    return apart


def is_called(text: Text, mention: MentionSpan) -> bool:
    """Whether a name or noun in speech stands apart, as when somebody is called by it."""
    words = text.words
    first = text.token_at(mention.start)
    last = text.token_at(max(mention.start, mention.end - 1))
    before = words[first - 1] if first else ""
    after = words[last + 1] if last + 1 < len(words) else ""
    apart = not before[:1].isalnum() or before.lower() in _BEFORE_CALLS
    return apart and not after[:1].isalnum() and after not in ("'s", "’s")


def _answering(draft: Draft, apart: Apart) -> None:
    assert draft.attributions is not None
    text, spans = draft.text, draft.reading.mentions
    tagged: list[tuple[int, int, int, int]] = []  # turn, first and last paragraph, cue
    for quotation, attribution in zip(text.quotations, draft.attributions, strict=True):
        if quotation.depth or quotation.label is not None:
            continue
        cue = -1 if attribution.cue is None else attribution.cue
        last = text.paragraph_at(max(quotation.start, quotation.end - 1))
        if tagged and tagged[-1][0] == quotation.turn:
            turn, first, _, known = tagged.pop()
            tagged.append((turn, first, last, known if known >= 0 else cue))
        else:
            tagged.append((quotation.turn, text.paragraph_at(quotation.start), last, cue))
    for (_, _, end, i), (_, begin, _, j) in pairwise(tagged):
        if begin != end + 1 or i < 0 or j < 0:
            continue
        forms = {spans[i].form, spans[j].form}
        same = text.lower[spans[i].head] == text.lower[spans[j].head]
        if "nominal" in forms and "pronoun" not in forms and not same:
            apart[i][j] = apart[j][i] = ANSWERS


def _called(draft: Draft, apart: Apart) -> None:
    assert draft.attributions is not None and draft.quoted is not None
    spans = draft.reading.mentions
    for j, q in enumerate(draft.quoted):
        cue = draft.attributions[q].cue if q >= 0 else None
        if cue is None or spans[j].form != "name" or spans[j].type != "PER":
            continue
        first = draft.text.token_at(spans[j].start)
        says_own = first > 0 and draft.text.lower[first - 1] in _SAYS_OWN
        if spans[cue].form != "name" and not says_own:
            apart[cue][j] = CALLED if is_called(draft.text, spans[j]) else NAMED


__all__ = ["Apart", "answers", "is_called"]
