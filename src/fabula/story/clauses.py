"""Who does what in a clause: the grammar that the steps about inner life share.

Where the reading model gave syntax (Universal Dependencies), a verb's subject is read off the tree;
where it did not, off the order of words. Either way the answer is a mention, and what it refers to
is the business of the steps before.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fabula.reading.lexicon import VERBS
from fabula.reading.reading import Reading
from fabula.story.draft import Draft, step
from fabula.story.function_words import (
    AUXILIARIES,
    CAUSERS,
    DASHES,
    IMPERSONAL,
    NEGATIONS,
    OPENERS,
    POSSESSIVES,
    PREPOSITIONS,
    REFLEXIVES,
    STOPS,
    SUBJECTS,
)
from fabula.story.story import Mention, Quote
from fabula.story.tables import verb_forms
from fabula.text.spans import Spans
from fabula.text.text import Text

# Relations by which a word hangs on another that has its subject.
_CLIMBED = (
    "conj", "xcomp", "advcl", "aux", "cop", "advmod", "obl", "obj", "nmod", "amod", "compound",
    "mark", "case", "parataxis",
)  # fmt: skip
_UNREAL = frozenset("would might should shall may if unless whether 'll will lest".split())
_ENDING_UNREAL = STOPS | {";"}
_TELLING_UNREAL = _UNREAL | _ENDING_UNREAL | {"could", "'d", "as"}
_LONGEST_CLAUSE = 200  # words to either side that belong to what is said at a word
_LONGEST_REACH = 60  # words: a subject further back than this is left unfound


@dataclass(frozen=True)
class Clauses:
    """A draft's words with what the grammar of a clause needs of them.

    Attributes:
        text, reading: what was read.
        words: ``text.words`` in lower case, apostrophes straight.
        spelled: for each of them how the text spells it.
        voice: for each token the index in ``quotes`` of the innermost quotation around it, or -1.
        mentions: people's mentions; an index into it is what the methods below give.
        quotes: as in ``Draft``.
        opening, closing: for each token the people's mentions that begin and end there, longest
            first.
        within: for each token the outermost mention of a person over it, or -1.
    """

    text: Text
    reading: Reading
    words: tuple[str, ...]
    spelled: Mapping[str, Sequence[str]]
    voice: Sequence[int]
    mentions: tuple[Mention, ...]
    ranges: tuple[tuple[int, int], ...]
    quotes: tuple[Quote, ...]
    opening: dict[int, tuple[int, ...]]
    closing: dict[int, tuple[int, ...]]
    within: Sequence[int]
    people: frozenset[int]

    # -- places

    @cached_property
    def sentence_tokens(self) -> tuple[list[int], list[int]]:
        """The first token of each sentence, and the one after its last."""
        starts, ends = self.text.tokens_of(self.text.sentences)
        return starts.tolist(), ends.tolist()

    def sentence(self, token: int) -> tuple[int, int]:
        """The half-open token range of the sentence around a token."""
        starts, ends = self.sentence_tokens
        i = bisect_right(starts, token) - 1
        return (starts[i], ends[i]) if i >= 0 else (0, len(self.words))

    def stretch(self, token: int) -> tuple[int, int]:
        """The token range of the sentence around a token, cut where the voice changes.

        A sentence that goes on and on is cut too, so that reading it stays linear.
        """
        first, last = self.sentence(token)
        first, last = max(first, token - _LONGEST_CLAUSE), min(last, token + _LONGEST_CLAUSE)
        i = bisect_right(self._turns, token)
        return max(first, self._turns[i - 1]), min(last, self._turns[i])

    @cached_property
    def _turns(self) -> list[int]:
        """The tokens at which the voice changes, the first and the end of all among them."""
        voice = np.asarray(self.voice)
        turns = np.flatnonzero(voice[1:] != voice[:-1]) + 1
        return [0, *turns.tolist(), len(voice)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``[first, last)``."""
        return self.text.tokens[first][0], self.text.tokens[last - 1][1]

    def all(self, words: Iterable[str]) -> list[int]:
        """The tokens that are one of some words, in order."""
        spelled = self.spelled
        return self.text.all([w for word in words for w in spelled.get(word, ())])

    @cached_property
    def narrators(self) -> list[int]:
        """The tokens of narration that are I, me, my or we."""
        return [k for k in self.all(["i", "me", "my", "we"]) if self.voice[k] < 0]

    @cached_property
    def _narrated_before(self) -> NDArray[np.intc]:
        return np.cumsum(np.append(False, np.asarray(self.voice) < 0), dtype=np.intc)

    def narrated(self, first: int, last: int) -> int:
        """How many of the tokens ``[first, last)`` are narration."""
        return int(self._narrated_before[last] - self._narrated_before[first])

    def word(self, token: int) -> str:
        return self.words[token] if 0 <= token < len(self.words) else ""

    @cached_property
    def told_by_i(self) -> bool:
        """Whether the narration says I as those tell who are in the story."""
        told = sum(self.voice[k] < 0 for k in self.all(["i"]))
        return told * 150 > int(np.count_nonzero(np.asarray(self.voice) < 0))

    # -- people

    def who(self, mention: int | None) -> tuple[int, ...]:
        """The characters that a mention means; of I and you in speech, speaker and addressees."""
        if mention is None:
            return ()
        found = self.mentions[mention].entities
        if not self.people.issuperset(found):
            found = tuple(e for e in found if e in self.people)
        if found:
            return found
        first = self.ranges[mention][0]
        return self.person(first)

    def person(self, token: int) -> tuple[int, ...]:
        """Who a first- or second-person word in speech means."""
        voice = self.voice[token]
        if voice < 0:
            return ()
        quote, word = self.quotes[voice], self.words[token]
        if word in ("i", "me", "my", "mine", "myself") and quote.speaker is not None:
            return (quote.speaker,)
        if word in ("you", "your", "yours", "yourself") and len(quote.addressees) == 1:
            return quote.addressees
        return ()

    def speaker(self, token: int) -> tuple[int, ...]:
        """Who speaks the word, or nothing in narration."""
        voice = self.voice[token]
        speaker = self.quotes[voice].speaker if voice >= 0 else None
        return () if speaker is None else (speaker,)

    def addressee(self, token: int) -> int | None:
        """Whom alone the word is spoken to, if anybody."""
        voice = self.voice[token]
        told = self.quotes[voice].addressees if voice >= 0 else ()
        return told[0] if len(told) == 1 else None

    def starting(self, token: int) -> int | None:
        """The longest mention of a person that begins at a token."""
        found = self.opening.get(token)
        return found[0] if found else None

    def possessor(self, token: int) -> int | None:
        """The mention that a possessive at this token is (``his``, ``Anna`` before ``'s``)."""
        for m in self.opening.get(token, ()):
            a, b = self.ranges[m]
            if b == a + 1 and self.words[a] in POSSESSIVES:
                return m
            if self.word(b) in ("'s", "'") and self.words[a] not in SUBJECTS:
                return m
            if self.word(b - 1) in ("'s", "'") and b - a > 1:
                return m
        return None

    # -- subjects

    def subject(self, token: int) -> int | None:
        """The mention that is the subject of the verb (or predicate) at a token, if a person."""
        beside = self._beside(token)
        if beside is not None:
            return beside
        if self.reading.syntax:
            found, sure = self._subject_in_tree(token)
            if sure and (found is None or self.voice[self.ranges[found][0]] == self.voice[token]):
                return found
        return self._subject_by_order(token)

    def _beside(self, token: int) -> int | None:
        """A subject with nothing but auxiliaries and adverbs between it and the verb."""
        k = token - 1
        while k >= 0 and token - k <= 5 and self.voice[k] == self.voice[token]:
            word = self.words[k]
            if word in SUBJECTS:
                return self.starting(k)
            ending = self.closing.get(k)
            if ending:
                return ending[0] if self._leads(ending[0], token) else None
            if word not in AUXILIARIES and not word.endswith("ly"):
                return None
            k -= 1
        return None

    def _subject_in_tree(self, token: int) -> tuple[int | None, bool]:
        syntax = self.reading.syntax
        seen: set[int] = set()
        at = token
        while at >= 0 and at not in seen and len(seen) < 12:
            seen.add(at)
            for child in self._children.get(at, ()):
                relation = syntax[child].relation
                if relation.startswith(("nsubj", "csubj")):
                    if self.words[child] in ("who", "that", "which") and syntax[
                        at
                    ].relation.startswith("acl"):
                        return self.heading(syntax[at].head), True
                    return self.heading(child), True
            relation = syntax[at].relation
            above = syntax[at].head
            if relation == "xcomp" and above >= 0:
                objects = [
                    c
                    for c in self._children.get(above, ())
                    if syntax[c].relation in ("obj", "iobj")
                ]
                if objects and syntax[above].lemma not in ("promise", "threaten"):
                    return self.heading(objects[0]), True
            if relation.startswith("acl") and syntax[at].upos == "VERB" and above >= 0:
                return self.heading(above), True
            if relation.startswith(_CLIMBED):
                at = above
                continue
            break
        return None, False

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        out: dict[int, list[int]] = {}
        for i, word in enumerate(self.reading.syntax):
            out.setdefault(word.head, []).append(i)
        return out

    def heading(self, token: int) -> int | None:
        """The innermost mention of a person whose head this token is, else the whole that owns it.

        Of ``her voice`` the owner: a face, a voice, a heart stands for its person.
        """
        best = None
        for m in range(self._near(token), -1, -1):
            a, b = self.ranges[m]
            if a <= token < b and (
                b - a == 1 or b - 1 == token or self.words[a] not in POSSESSIVES
            ):
                best = m
                break
            if a < token - 30:
                break
        if best is not None:
            return best
        for k in range(token - 1, max(-1, token - 5), -1):
            found = self.possessor(k)
            if found is not None:
                return found
        return None

    def _near(self, token: int) -> int:
        return bisect_right(self._firsts, token) - 1

    @cached_property
    def _firsts(self) -> list[int]:
        return [a for a, _ in self.ranges]

    def _subject_by_order(self, token: int) -> int | None:
        first, _ = self.sentence(token)
        voice = self.voice
        k, here = token - 1, voice[token]
        reach = max(first, token - _LONGEST_REACH)
        while k >= reach:
            if voice[k] != here:
                if here >= 0:
                    break
                k -= 1  # narration goes on around speech
                continue
            ending = self.closing.get(k)
            if ending:
                m = ending[0]
                if token < self.ranges[m][1]:
                    k -= 1
                    continue
                if self._leads(m, token):
                    return m
                inner = next((n for n in ending[1:] if self._leads(n, token)), None)
                if inner is not None:
                    return inner
                k = self.ranges[m][0] - 1
                continue
            word = self.words[k]
            if word in (";", ":") or word in STOPS:
                break
            if word == "who":
                return self._antecedent(k)
            if word in IMPERSONAL and self._bare(k + 1, token):
                return None
            if word in POSSESSIVES and self.opens(k) and self.possessor(k) is not None:
                return self.possessor(k)
            k -= 1
        return self._inverted(token)

    def _antecedent(self, who: int) -> int | None:
        for k in (who - 1, who - 2):
            found = self.closing.get(k)
            if found:
                return found[0]
            if self.word(k) not in (",", "—", "("):
                break
        return None

    def _inverted(self, token: int) -> int | None:
        """``"No," laughed Anna``; or ``Smiling, she rose``: a subject that comes after."""
        before = token - 1
        spoken = before >= 0 and self.voice[before] != self.voice[token]
        m = self.starting(token + 1)
        if (
            spoken
            and m is not None
            and self.words[self.ranges[m][0]] not in POSSESSIVES - {"her", "his", "my"}
        ):
            return m
        if self.words[token].endswith("ing") or self.sentence(token)[0] == token:
            _, last = self.stretch(token)
            for k in range(token + 1, min(last, token + 20)):
                if self.words[k - 1] == "," and self.words[k] in SUBJECTS:
                    return self.starting(k)
        return None

    def _bare(self, first: int, token: int) -> bool:
        """Whether nothing but auxiliaries and adverbs stands in ``[first, token)``."""
        return all(
            self.words[k] in AUXILIARIES
            or self.words[k].endswith("ly")
            or self.words[k] in ("all", "so", "very", "just")
            for k in range(first, token)
        )

    def opens(self, k: int) -> bool:
        """Whether what begins at a token may be a subject, by what stands before it."""
        before = self.word(k - 1)
        first, _ = self.sentence(k)
        return (
            k == first
            or before in OPENERS
            or before.endswith("ly")
            or self.voice[k - 1] != self.voice[k]
            or (k == first + 1 and before.isalpha() and before not in PREPOSITIONS)
        )

    def _leads(self, m: int, token: int) -> bool:
        """Whether a mention is the subject of a later verb, by the words around it."""
        a, b = self.ranges[m]
        word, after = self.words[a], self.word(b)
        if b - a == 1:
            if word in SUBJECTS:
                return True
            if word == "you":
                return b == token or self.opens(a) or self.verbish(after)
            if word in REFLEXIVES:
                return False
        near = b == token or (b + 1 == token and after in ("to", "be"))
        plain = after.isalpha() and token - b <= 8 and not self.opens(b) and after not in SUBJECTS
        caused = self.word(a - 1) in CAUSERS and (
            near or (plain and word in ("him", "her", "them", "me", "us"))
        )
        if caused:
            return True
        if b - a == 1 and word in POSSESSIVES:
            return self.opens(a) and token - b <= 6 and word != "her"
        if b - a == 1 and word in ("him", "me", "them", "us", "her"):
            return False
        if after == "'s" and not self.verbish(self.word(b + 1)):
            return self.opens(a) and token - b <= 6
        if self.verbish(after) or after in (",", "who", "and", "—", "("):
            return self.opens(a)
        return False

    @staticmethod
    def verbish(word: str) -> bool:
        return (
            word in VERBS
            or word in AUXILIARIES
            or word in verb_forms()
            or word.endswith(("ed", "ly", "es"))
            or word
            in ("also", "still", "just", "always", "often", "only", "both", "all", "almost", "even")
        )

    def tagged(self, token: int, *parts: str) -> bool:
        """Whether a word may be one of some parts of speech (any may where nothing was tagged)."""
        return not self.reading.syntax or self.reading.syntax[token].upos in parts

    # -- how a clause is meant

    def denied(self, token: int, reach: int = 5) -> bool:
        """Whether a negation stands close before the word, in its clause."""
        for k in range(token - 1, max(-1, token - 1 - reach), -1):
            word = self.words[k]
            if word in NEGATIONS:
                return not (word == "not" and self.word(k + 1) in ("only", "altogether"))
            if word in STOPS or word in (",", ";", "but") or self.voice[k] != self.voice[token]:
                return False
            if word in SUBJECTS:
                return self.word(k - 1) in ("nor", "neither")
        return False

    def unreal(self, token: int, reach: int = 7) -> bool:
        """Whether the word is supposed, wished or likened rather than said to be so."""
        words, voices, voice = self.words, self.voice, self.voice[token]
        for k in range(token - 1, max(-1, token - 1 - reach), -1):
            word = words[k]
            if voices[k] != voice:
                return False
            if word not in _TELLING_UNREAL:
                continue
            if word in _ENDING_UNREAL:
                return False
            if word in _UNREAL:
                return True
            if word == "could" and self.word(k + 1) not in ("not", "n't"):
                return True
            if word == "'d" and self.word(token)[-2:] not in ("ed", "en"):
                return True
            if word == "as" and self.word(k + 1) in ("if", "though"):
                return True
        return False

    def asked(self, token: int) -> bool:
        """Whether the sentence is a question."""
        _, last = self.stretch(token)
        for k in range(token, min(last, token + 40)):
            if self.words[k] in ("?", "?!"):
                return True
            if self.words[k] in (".", "!", ";"):
                return False
        return False

    def clause_end(self, token: int) -> int:
        """The token after the last of the clause that a token is in (marks left out)."""
        _, last = self.stretch(token)
        k = token
        while k < last:
            word = self.words[k]
            if word in STOPS or word in DASHES or word in ("”", '"'):
                break
            if (
                word == ","
                and self.word(k + 1) in ("and", "but", "for", "so")
                and self._clausal(k + 2)
            ):
                break
            k += 1
        while k > token + 1 and self.words[k - 1] in (",", "and", "but", '"', "”", "’", "'"):
            k -= 1
        return max(k, token + 1)

    def _clausal(self, token: int) -> bool:
        word = self.word(token)
        return word in SUBJECTS or word in ("it", "there", "then") or token in self.opening


def _token_ranges(
    text: Text, mentions: Sequence[Mention]
) -> tuple[list[int], tuple[tuple[int, int], ...]]:
    """The mentions by their first tokens, of those that begin together the longest first; and the
    token range of each in that order. One in which no token begins has that which it lies in."""
    spans = Spans(array("i", [m.start for m in mentions]), array("i", [m.end for m in mentions]))
    first, stop = text.tokens_of(spans)
    around = text.tokens_at(np.asarray(spans.starts))
    none = stop <= first
    first, stop = np.where(none, around, first), np.where(none, around + 1, stop)
    order = np.lexsort((-stop, first))
    return order.tolist(), tuple(zip(first[order].tolist(), stop[order].tolist(), strict=True))


def plain(word: str) -> str:
    """A token in lower case and with a straight apostrophe, as the tables spell it.

    >>> plain("Don’t"), plain("’")
    ("don't", '’')
    """
    low = word.lower()
    return low.replace("’", "'").replace("‘", "'") if len(word) > 1 else low


def clauses_of(draft: Draft) -> Clauses:
    """The grammar of a draft whose cast is known."""
    assert draft.mentions is not None and draft.quotes is not None and draft.characters is not None
    text = draft.text
    # Each word is changed once, however often the text has it.
    as_told = {w: plain(w) for w in text.counts}
    words = tuple(map(as_told.__getitem__, text.words))
    spelled: dict[str, list[str]] = defaultdict(list)
    for w, word in as_told.items():
        spelled[word].append(w)
    voice = array("i", [-1]) * len(words)
    for i, quote in enumerate(draft.quotes):  # by start, so an inner quotation overwrites its outer
        inside = text.tokens_in(quote.start, quote.end)
        voice[inside.start : inside.stop] = array("i", [i]) * len(inside)
    everyone = frozenset(c.id for c in draft.characters)
    chosen = [m for m in draft.mentions if m.type == "PER"]
    order, spans = _token_ranges(text, chosen)
    mentions = tuple([chosen[i] for i in order])
    opening: dict[int, tuple[int, ...]] = {}
    closing: dict[int, tuple[int, ...]] = {}
    within = array("i", [-1]) * len(words)
    for i, (a, b) in enumerate(spans):
        one = (i,)  # most tokens open or close one mention, and share its tuple
        if (before := opening.setdefault(a, one)) is not one:
            opening[a] = (*before, i)
        if (before := closing.setdefault(b - 1, one)) is not one:
            closing[b - 1] = (*before, i)
        if within[a] == -1:
            within[a] = i
            for k in range(a + 1, b):
                within[k] = i
    return Clauses(
        text, draft.reading, words, dict(spelled), voice, mentions, spans, draft.quotes, opening,
        closing, within, everyone,
    )  # fmt: skip


@step("characters mentions quotes", "clauses")
def clauses(draft: Draft) -> Draft:
    """Put the words, their voices and their people side by side for the steps that follow."""
    return replace(draft, clauses=clauses_of(draft))


__all__ = ["Clauses", "clauses", "clauses_of"]
