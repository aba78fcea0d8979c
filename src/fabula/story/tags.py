"""What beside a quotation shows who speaks: "said Jo", "he whispered", or what somebody does.

Patterns of English narrative (after Elson & McKeown 2010 and Muzny et al. 2017), read left to right
over the narration of the quotation's own paragraph and, for a lead-in, the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from fabula.reading.lexicon import BETWEEN, VERBS
from fabula.reading.reading import MentionSpan
from fabula.story.draft import Draft, step
from fabula.text.text import Text
from fabula.text.words import SAYING, word_set

if TYPE_CHECKING:
    from fabula.story.turns import Evidence

Kind = Literal["tag", "lead", "beat"]

_ENDS = frozenset(".!?…") | {"...", ". . ."}
_MARKS = frozenset(",;:—–-") | {"--"}
_PREPOSITIONS = word_set(
    "to at of with by for from in on into upon over behind beside against towards toward about "
    "after before near like than under around through round between among past"
)
# Saying verbs that are seldom a tag's where something else is beside them.
_WEAK = word_set(
    "thought think thinks thinking go goes went put read reads note notes state states press "
    "praise order orders object objects mouth lie lies trail voice mean means sing sings broke "
    "break cut add"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A mention that shows the speaker. ``to`` is a mention that shows who is spoken to."""

    mention: int
    kind: Kind
    score: float
    to: int | None = None


@step("quoted", "tags")
def tags(draft: Draft) -> Draft:
    """Make ready to look for cues, once for all the rounds in which speakers are found."""
    return replace(draft, tags=Tags(draft))


class Tags:
    """Finds cues. Holds the mentions of the narration by where they begin and end.

    What it found it remembers: the words stay the same however often it is asked.
    """

    def __init__(self, draft: Draft) -> None:
        assert draft.quoted is not None
        self._found: dict[tuple[str, int, int, bool], Cue | None] = {}
        # What ``story.turns`` makes of it, kept for the rounds to come.
        self.evidence: list[Evidence] = []
        self.heard: list[tuple[int, int, bool]] | None = None
        self.text: Text = draft.text
        self.spans: Sequence[MentionSpan] = draft.reading.mentions
        self.begins: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.inner: set[int] = set()
        text = draft.text
        edge = -1
        for i, mention in enumerate(self.spans):
            if mention.type != "PER" or draft.quoted[i] >= 0:
                continue
            first, last = text.tokens_around(mention.head, mention.start, mention.end)
            self.last[i] = last
            if first > edge:
                # Outermost only: "his" in "his mother" does not speak.
                self.begins[first] = i
                edge = last

    def after(self, start: int, end: int, open_sentence: bool) -> Cue | None:
        """The cue in the narration tokens ``[start, end)`` that follow a quotation.

        ``open_sentence``: the quotation does not end the sentence, so that a tag may follow.
        """
        key = ("after", start, end, open_sentence)
        if key not in self._found:
            self._found[key] = self._after(start, end, open_sentence)
        return self._found[key]

    def before(self, start: int, end: int) -> Cue | None:
        """The cue in the narration tokens ``[start, end)`` that lead up to a quotation."""
        key = ("before", start, end, False)
        if key not in self._found:
            self._found[key] = self._before(start, end)
        return self._found[key]

    def _after(self, start: int, end: int, open_sentence: bool) -> Cue | None:
        words = self.text.words
        t = start
        while t < end and (words[t] in _MARKS or words[t].lower() in ("and", "then")):
            t += 1
        if t >= end:
            return None
        stop = t
        while stop < end and words[stop] not in _ENDS:
            stop += 1
        low = words[t].lower()
        if low in SAYING and words[t][0].islower():
            for u in range(t + 1, min(t + 4, stop)):
                if u in self.begins:
                    mention = self.begins[u]
                    return Cue(mention, "tag", 0.97, self._to(self.last[mention] + 1, stop))
                if words[u].lower() not in BETWEEN:
                    break
        if t in self.begins:
            mention = self.begins[t]
            u = self.last[mention] + 1
            limit = min(u + 7, stop)
            for v in range(u, limit):
                word = words[v].lower()
                if words[v] in _MARKS and word != ",":
                    break
                if word in SAYING and (word not in _WEAK or v == u):
                    score = 0.96 if open_sentence else 0.85
                    return Cue(mention, "tag", score, self._to(v + 1, stop))
                if v in self.begins and v > u + 1:
                    break
        subject = self._subject(t, stop)
        if subject is not None:
            return Cue(subject, "tag" if open_sentence else "beat", 0.8)
        return None

    def _before(self, start: int, end: int) -> Cue | None:
        words = self.text.words
        if end <= start:
            return None
        final = end - 1
        ended = words[final] in _ENDS
        first = final
        while first > start and words[first - 1] not in _ENDS:
            first -= 1
            if final - first > 80:
                break
        if not ended:
            for v in range(final, first - 1, -1):
                word = words[v].lower()
                if word in SAYING and (word not in _WEAK or v >= final - 1):
                    subject = self._subject_of(v, first, final)
                    if subject is not None:
                        return Cue(subject, "tag", 0.92, self._to(v + 1, end))
        subject = self._subject(first, end)
        if subject is not None:
            colon = words[final] in (":", ",", "--", "—")
            return Cue(subject, "lead" if colon else "beat", 0.85 if colon else 0.78)
        return None

    def subject_in(self, start: int, end: int) -> int | None:
        """The subject of the last sentence in the tokens ``[start, end)``."""
        words = self.text.words
        if end <= start:
            return None
        first = end - 1
        while first > start and words[first - 1] not in _ENDS and end - first < 120:
            first -= 1
        return self._subject(first, end)

    def first_subject(self, start: int, end: int) -> int | None:
        """The subject of the first sentence in the tokens ``[start, end)``."""
        words = self.text.words
        stop = start
        while stop < end and words[stop] not in _ENDS and stop - start < 60:
            stop += 1
        return self._subject(start, stop)

    def _subject(self, first: int, stop: int) -> int | None:
        """The first mention that a verb follows, else the first that no preposition rules."""
        words = self.text.words
        fallback: int | None = None
        for t in range(first, min(stop, first + 60)):
            mention = self.begins.get(t)
            if mention is None:
                continue
            ruled = t > first and words[t - 1].lower() in _PREPOSITIONS
            u = self.last[mention] + 1
            while u < stop and words[u].lower() in BETWEEN:
                u += 1
            after = words[u].lower() if u < stop else "."
            if not ruled and (after in VERBS or after.endswith("ed") or after in SAYING):
                return mention
            if not ruled and fallback is None and after not in ("'s", "’s"):
                fallback = mention
        return fallback

    def _subject_of(self, verb: int, first: int, final: int) -> int | None:
        words = self.text.words
        if (
            verb + 1 <= final
            and verb + 1 in self.begins
            and (verb == first or words[verb - 1] in _MARKS)
        ):
            return self.begins[verb + 1]  # "Then said Jo:"
        best: int | None = None
        for t in range(verb - 1, first - 1, -1):
            mention = self.begins.get(t)
            if mention is None or self.last[mention] >= verb:
                continue
            if t > first and words[t - 1].lower() in _PREPOSITIONS:
                continue
            best = mention
            u = self.last[mention] + 1
            while u < verb and words[u].lower() in BETWEEN:
                u += 1
            after = words[u].lower()
            if u == verb or after in VERBS or after.endswith("ed"):
                return mention
        return best

    def _to(self, start: int, stop: int) -> int | None:
        """The mention in "to Jo" within a tag."""
        words = self.text.words
        for t in range(start, min(stop, start + 8)):
            if words[t].lower() == "to" and t + 1 in self.begins:
                return self.begins[t + 1]
            if words[t].lower() in ("asked", "told") and t + 1 in self.begins:
                return self.begins[t + 1]
        return None
