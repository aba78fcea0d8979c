"""Whom do pronouns and nominals mean?

Where the reading links mentions, its scores decide (``story.linking``). Where it does not, one pass
in reading order with a bounded set of live beings: the most salient one of the right gender and
number is meant; salience comes with subjects and names and fades with every sentence (after Lappin
& Leass 1994). Names are fixed before and never join one another here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace

from fabula.reading.lexicon import (
    BETWEEN,
    NEOPRONOUNS,
    PERSON_NOUNS,
    PERSON_PLURALS,
    POSSESSIVES,
    PRONOUN_SETS,
    REFLEXIVES,
    VERBS,
    Gender,
)
from fabula.story.agreement import ANYONE, HOUSEHOLD, gender_fit, titles_meant
from fabula.story.draft import Being, Draft, Likely, Referents, step
from fabula.story.linking import Linker
from fabula.text.text import Text
from fabula.text.words import word_set

LIVE = 24
FADE = 0.62
SUBJECT = 1.0
SPOKE = 0.5
SPOKEN_TO = 0.4
UNDER = 0.65  # the subject of a clause within another
_GENDERS: dict[str, Gender] = {"he": "m", "she": "f"}
_FIRST_SECOND = ("i", "we", "you")
_OBJECTS = word_set("him them her it me us")
_NEO = {form: subject for subject, forms in NEOPRONOUNS.items() for form in forms}
_BREAKS = word_set(
    ", ; : and but or that as when while if who whom which because -- — – where for so"
)
_COPULAS = word_set("was is were are 's ’s been be being became becomes remained")


@step("beings referents quoted narrator", "beings referents likely")
def coreference(draft: Draft) -> Draft:
    """The mentions in narration, and the names in quotations; what quotations say comes later."""
    if draft.reading.antecedents:
        return Linker(draft, known_cues(draft)).run()
    return Resolver(draft, known_cues(draft)).run(inside=False)


def known_cues(draft: Draft) -> dict[int, Referents]:
    """The mentions in tags, where speakers are known already: they mean the speaker."""
    known: dict[int, Referents] = {}
    for attribution in draft.attributions or ():
        if attribution.cue is not None and attribution.speaker is not None:
            known[attribution.cue] = (attribution.speaker,)
    return known


class Resolver:
    """One run over a draft's mentions; ``fixed`` referents are taken as known.

    With ``inside`` the mentions within quotations are resolved too, by the attributions.
    """

    def __init__(self, draft: Draft, fixed: dict[int, Referents] | None = None) -> None:
        self.draft = draft
        self.text: Text = draft.text
        self.spans = draft.reading.mentions
        self.fixed = fixed or {}
        assert draft.beings is not None and draft.referents is not None
        assert draft.quoted is not None and draft.narrator is not None
        self.beings: list[Being] = list(draft.beings)
        self.referents: list[Referents] = list(draft.referents)
        self.quoted = draft.quoted
        self.narrator = draft.narrator
        self.likely: list[Likely] = [()] * len(self.spans)
        self.salience: dict[int, list[float]] = {}
        self.clock = 0
        self.subject: tuple[int, int] = (-1, -1)  # being and token of the clause's subject
        self.owned: dict[tuple[int, str], int] = {}
        self.by_head: dict[str, tuple[int, int, int]] = {}
        self.by_phrase: dict[str, tuple[int, int]] = {}
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.pair: tuple[Referents, int] = ((), -100)
        self.history: deque[tuple[Referents, int]] = deque(maxlen=6)  # and their last tokens
        self.at_start: dict[int, int] = {}
        self.born: dict[int | None, int] = {}
        self.house: dict[str, list[int]] = defaultdict(list)
        for being in self.beings:
            if being.surname is not None and not being.plural:
                self.house[being.surname].append(being.id)
            for mention in being.met:
                self.born[mention] = being.id
            for title in being.titles:
                self.by_title[title].append(being.id)

    def run(self, inside: bool) -> Draft:
        """Resolve in the order of the head words, so that possessors come before what they own."""
        spans, quoted = self.spans, self.quoted
        attributions = self.draft.attributions
        sentence = -1
        starts = self.text.sentence_starts
        clock_of = 0
        quotations = self.text.quotations
        heard = 0
        order = sorted(range(len(spans)), key=lambda i: (spans[i].head, spans[i].start))
        previous = -1
        for i in order:
            span = spans[i]
            quote = quoted[i]
            while sentence + 1 < len(starts) and starts[sentence + 1] <= span.start:
                sentence += 1
            if sentence != clock_of:
                self.clock = clock_of = sentence
            while heard < len(quotations) and quotations[heard].end <= span.start:
                if quotations[heard].depth == 0:
                    self._hear(heard)
                heard += 1
            if span.type != "PER":
                if not self.referents[i]:
                    self.referents[i] = self._thing(i)
                continue
            if quote >= 0 and not inside:
                if span.form == "name" and self.referents[i]:
                    self._raise(self.referents[i][0], 0.15)
                continue
            if i in self.fixed:
                self.referents[i] = self.fixed[i]
                if span.form == "pronoun":
                    self.likely[i] = self._likely_third(i)
            elif span.form == "name":
                if not self.referents[i]:
                    self.referents[i] = (self._new(names=(self._string(i),)),)
            elif quote >= 0 and attributions is not None:
                who = attributions[quote]
                self.referents[i] = self._in_speech(i, who.speaker, who.addressees)
            else:
                self.referents[i] = self._in_narration(i)
            self._observe(i, previous)
            previous = i
        return replace(
            self.draft,
            beings=tuple(self.beings),
            referents=tuple(self.referents),
            likely=tuple(self.likely),
        )

    # Who is meant

    def _in_narration(self, i: int) -> Referents:
        span = self.spans[i]
        word = self.text.words[span.head].lower()
        if span.form == "pronoun":
            subject = PRONOUN_SETS.get(word) or _NEO.get(word, "they")
            if subject == "i":
                return (self.narrator,) if self.narrator >= 0 else ()
            if subject == "we":
                return self._we(self.narrator)
            if subject == "you":
                return ()
            return self._third(i, subject, frozenset())
        return self._nominal(i, frozenset(), self.narrator)

    def _in_speech(self, i: int, speaker: int | None, addressees: Referents) -> Referents:
        span = self.spans[i]
        word = self.text.words[span.head].lower()
        here = frozenset([*addressees, *([speaker] if speaker is not None else [])])
        if span.form == "pronoun":
            subject = PRONOUN_SETS.get(word) or _NEO.get(word, "they")
            if subject == "i":
                return (speaker,) if speaker is not None else ()
            if subject == "you":
                return addressees
            if subject == "we":
                return tuple(sorted(here))
            return self._third(i, subject, here)
        return self._nominal(i, here, speaker if speaker is not None else -1, addressees)

    def _third(self, i: int, subject: str, away: frozenset[int]) -> Referents:
        """He, she, they or a neopronoun; ``away`` are those who are spoken of as I and you."""
        if subject == "they":
            return self._they(i, away)
        gender = _GENDERS.get(subject)
        word = self.text.words[self.spans[i].head].lower()
        barred = self._barred(i, word)
        ranked = self._ranked(gender, away | barred)
        self.likely[i] = ranked
        if ranked:
            return (ranked[0][0],)
        if away:
            return ()
        id = self._new(gender=gender or "n", description=i)
        return (id,)

    def _likely_third(self, i: int) -> Likely:
        """Whom a pronoun of the third person may mean, were it not known."""
        word = self.text.words[self.spans[i].head].lower()
        subject = PRONOUN_SETS.get(word) or _NEO.get(word, "they")
        if subject in _FIRST_SECOND or subject == "they":
            return tuple((b, 1.0) for b in self.referents[i][:1])
        return self._ranked(_GENDERS.get(subject), self._barred(i, word))

    def _barred(self, i: int, word: str) -> frozenset[int]:
        """An object pronoun is not the subject of its own clause: "Ann saw her"."""
        being, token = self.subject
        head = self.spans[i].head
        if being < 0 or word not in _OBJECTS or word in REFLEXIVES or head - token > 10:
            return frozenset()
        words = self.text.words
        if word == "her" and head + 1 < len(words) and words[head + 1][0].isalpha():
            after = words[head + 1].lower()
            if after not in _BREAKS and after not in _AFTER_OBJECT:
                return frozenset()  # "her hand"
        if any(words[t].lower() in _BREAKS for t in range(token + 1, head)):
            return frozenset()
        return frozenset([being])

    def _ranked(self, gender: Gender | None, away: frozenset[int]) -> Likely:
        scored: list[tuple[float, int]] = []
        for id, (weight, seen) in self.salience.items():
            if id in away:
                continue
            being = self.beings[id]
            if being.plural:
                continue
            fit = gender_fit(being.gender, gender)
            if fit == 0.0:
                continue
            scored.append((weight * FADE ** min(40, self.clock - seen) * fit, id))
        if not scored:
            return ()
        scored.sort(key=lambda s: (-s[0], s[1]))
        top = scored[:5]
        total = sum(s for s, _ in top) or 1.0
        return tuple((id, s / total) for s, id in top)

    def _they(self, i: int, away: frozenset[int]) -> Referents:
        best: tuple[float, Referents] = (0.0, ())
        for id, (weight, seen) in self.salience.items():
            being = self.beings[id]
            fit = 1.0 if being.plural else 0.7 if being.gender == "n" and being.names else 0.0
            score = weight * FADE ** min(40, self.clock - seen) * fit
            if score > best[0] and id not in away:
                best = (score, (id,))
        members, when = self.pair
        if (
            members
            and 1.2 * FADE ** min(40, self.clock - when) > best[0]
            and self.clock - when < 12
        ):
            return members
        if best[0] > 0.05:
            return best[1]
        return ()

    def _we(self, speaker: int) -> Referents:
        if speaker < 0:
            return ()
        members, when = self.pair
        if members and speaker in members and self.clock - when < 20:
            return members
        return (speaker,)

    def _nominal(
        self, i: int, here: frozenset[int], speaker: int, addressees: Referents = ()
    ) -> Referents:
        span = self.spans[i]
        words = self.text.words
        head = words[span.head].lower()
        plural = head in PERSON_PLURALS
        apposed = self._apposed(i)
        if apposed is not None and not plural:
            return apposed
        first = self.text.token_at(span.start)
        opener = words[first].lower()
        if (here and first == span.head) or (opener in ("my", "dear", "old") and self._vocative(i)):
            return addressees
        gender: Gender = PERSON_NOUNS.get(head) or PERSON_PLURALS.get(head, "n")
        if opener in POSSESSIVES or self._owner(i, first) is not None:
            owner = self._owner(i, first)
            if owner is not None:
                key = (owner, head)
                if key in self.owned:
                    return (self.owned[key],)
                kin = self._kin(owner, head)
                if kin is not None:
                    self.owned[key] = kin
                    return (kin,)
                id = self._new(gender=gender, plural=plural, description=i)
                self.owned[key] = id
                return (id,)
        if opener in ("the", "that", "this", "these", "those"):
            known = self._same_phrase(i, head)
            if known is not None:
                return (known,)
            for title in titles_meant(head):
                bearers = [b for b in self.by_title.get(title, ()) if b in self.salience]
                if not bearers and len(self.by_title.get(title, ())) == 1:
                    bearers = list(self.by_title[title])
                if bearers:
                    return (max(bearers, key=self._now),)
        id = self._new(gender=gender, plural=plural, description=i)
        return (id,)

    def _kin(self, owner: int, head: str) -> int | None:
        """Whom a kin word means in a house whose members have one surname.

        Emma Woodhouse's father is Mr. Woodhouse; Mr. Weston's wife is Mrs. Weston.
        """
        surname = self.beings[owner].surname
        wanted = HOUSEHOLD.get(head)
        if surname is None or wanted is None:
            return None
        titles, gender = wanted
        if head in ("wife", "husband") and self.beings[owner].gender == gender:
            return None
        found = [
            b
            for b in self.house[surname]
            if b != owner and self.beings[b].gender == gender and self.beings[b].titles & titles
        ]
        return found[0] if len(found) == 1 else None

    def _phrase(self, i: int) -> str:
        """The words of a nominal without its determiner: "old lady"."""
        span = self.spans[i]
        first = self.text.token_at(span.start)
        while first < span.head and self.text.words[first].lower() in _OPENERS:
            first += 1
        return " ".join(w.lower() for w in self.text.words[first : span.head + 1])

    def _same_phrase(self, i: int, head: str) -> int | None:
        """The being last called so: by the same phrase, or by the noun with nothing against it."""
        phrase = self._phrase(i)
        plain = head in ANYONE
        found = self.by_phrase.get(phrase)
        if found is not None and self.clock - found[1] < (80 if plain and phrase == head else 3000):
            return found[0]
        known = self.by_head.get(head)
        if known is not None and self.clock - known[1] < (80 if plain else 600):
            other = self._phrase(known[2])
            if phrase == head or other == head:
                return known[0]
        return None

    def _owner(self, i: int, first: int) -> int | None:
        """Whose the nominal is: the being of the mention that begins it ("his", "Emma's")."""
        inner = self.at_start.get(self.spans[i].start)
        if inner is None:
            return None
        referents = self.referents[inner]
        return referents[0] if len(referents) == 1 else None

    def _apposed(self, i: int) -> Referents | None:
        """ "Chloe, his best friend," and "She was a widow" and "his friend Clark"."""
        span = self.spans[i]
        words, text = self.text.words, self.text
        first = text.token_at(span.start)
        before = words[first - 1].lower() if first else ""
        last = text.token_at(max(span.start, span.end - 1))
        after = words[last + 1] if last + 1 < len(words) else "."
        referents: Referents = ()
        token = -1
        for who, end in reversed(self.history):
            if end < first:  # not the possessor within the phrase
                referents, token = who, end
                break
        if len(referents) != 1:
            return None
        being = referents[0]
        if (
            before == ","
            and token == first - 2
            and (after in ",.;:!?)—–" or after in ("--", "who", "and", "was", "is"))
        ):
            return referents if self._agrees(being, i) else None
        if first - token <= 4 and before in (
            *_COPULAS,
            "n't",
            "not",
            "still",
            "now",
            "only",
            "also",
        ):
            between = [words[t].lower() for t in range(token + 1, first)]
            if any(w in _COPULAS for w in between) and all(
                w in _COPULAS or w in BETWEEN or w in ("had", "has", "have", "'d", "’d")
                for w in between
            ):
                return referents if self._agrees(being, i) else None
        return None

    def _agrees(self, being: int, i: int) -> bool:
        head = self.text.words[self.spans[i].head].lower()
        gender = PERSON_NOUNS.get(head)
        own = self.beings[being].gender
        inner = self.at_start.get(self.spans[i].start)
        if inner is not None and being in self.referents[inner]:
            return False  # "She was her mother" is not her own mother
        return gender in (None, "n") or own in (None, "n", gender)

    def _vocative(self, i: int) -> bool:
        span = self.spans[i]
        last = self.text.token_at(max(span.start, span.end - 1))
        after = self.text.words[last + 1] if last + 1 < len(self.text.words) else "."
        return not after[0].isalpha()

    def _thing(self, i: int) -> Referents:
        """A place or the like that is no name stands alone."""
        self.beings.append(Being(len(self.beings), type=self.spans[i].type, description=i))
        return (len(self.beings) - 1,)

    # What is remembered

    def _observe(self, i: int, previous: int) -> None:
        span, words = self.spans[i], self.text.words
        who = self.referents[i]
        self.at_start[span.start] = i
        last = self.text.token_at(max(span.start, span.end - 1))
        head = words[span.head].lower()
        if not who:
            self.history.append(((), last))
            return
        after = words[last + 1].lower() if last + 1 < len(words) else "."
        subject = (
            head in ("he", "she", "they", "i", "we")
            or after in VERBS
            or (after.endswith("ed") and after.isalpha())
            or (after in BETWEEN and last + 2 < len(words) and _verbal(words[last + 2].lower()))
        )
        quoted = self.quoted[i] >= 0
        first = self.text.token_at(span.start)
        under = subject and first > 0 and words[first - 1].lower() in _SUBORDINATE
        weight = (
            SUBJECT * (UNDER if under else 1.0)
            if subject
            else 0.45
            if head in ("his", "her", "their", "my")
            else 0.6
        )
        if span.form == "name":
            weight += 0.3 if subject else 0.1
        if quoted:
            weight *= 0.3
        for id in who:
            self._raise(id, weight if len(who) == 1 else weight * 0.6)
        if subject and not quoted:
            self.subject = (who[0], span.head)
        if previous >= 0 and len(who) == 1 and not quoted:
            before = words[self.text.token_at(span.start) - 1].lower() if span.start else ""
            others, token = self.history[-1] if self.history else ((), -1)
            joined = before == "and" and token == self.text.token_at(span.start) - 2
            if joined and others and who[0] not in others:
                self.pair = ((*others, who[0]), self.clock)
        if span.form == "nominal" and len(who) == 1:
            self.by_head[head] = (who[0], self.clock, i)
            self.by_phrase[self._phrase(i)] = (who[0], self.clock)
        self.history.append((who, last))

    def _hear(self, quotation: int) -> None:
        """Who has just spoken, and who was spoken to, is on everybody's mind."""
        if self.draft.attributions is None:
            return
        attribution = self.draft.attributions[quotation]
        if attribution.speaker is not None:
            self._raise(attribution.speaker, SPOKE)
        for b in attribution.addressees[:2]:
            self._raise(b, SPOKEN_TO)

    def _raise(self, id: int, weight: float) -> None:
        old = self.salience.pop(id, None)
        kept = old[0] * FADE ** min(40, self.clock - old[1]) if old else 0.0
        # Re-inserted at the end, so that the dictionary is in order of recency.
        self.salience[id] = [min(3.0, kept + weight), self.clock]
        if len(self.salience) > 2 * LIVE:
            ranked = sorted(self.salience, key=self._now, reverse=True)
            for stale in ranked[LIVE:]:
                del self.salience[stale]

    def _now(self, id: int) -> float:
        live = self.salience.get(id)
        return live[0] * FADE ** min(40, self.clock - live[1]) if live else 0.0

    def _new(
        self,
        gender: Gender | None = None,
        plural: bool = False,
        description: int | None = None,
        names: tuple[str, ...] = (),
    ) -> int:
        if description in self.born:
            return self.born[description]  # met in an earlier run
        id = len(self.beings)
        self.beings.append(
            Being(
                id,
                names=names,
                gender=gender,
                plural=plural,
                description=description,
                met=() if description is None else (description,),
            )
        )
        return id

    def _string(self, i: int) -> str:
        return self.text.string[self.spans[i].start : self.spans[i].end]


_SUBORDINATE = word_set(
    "that like because if when how whether what where while as than though although since until"
)
_OPENERS = word_set("the a an this that these those")
_AFTER_OBJECT = word_set(
    "to in on at with from by into over up down off out away back again about before after a the "
    "n't not through round around across along too was had is go come do be how what why his"
)


def _verbal(word: str) -> bool:
    return word in VERBS or word.endswith("ed")


__all__ = ["Resolver", "coreference"]
