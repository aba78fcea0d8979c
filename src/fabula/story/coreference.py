"""Whom do pronouns and nominals mean?

Where the reading links mentions, its scores decide (``story.linking``). Where it does not, one pass
in reading order with a bounded set of live beings: the most salient one of the right gender and
number is meant; salience comes with subjects and names and fades with every sentence (after Lappin
& Leass 1994). Names are fixed before and never join one another here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from math import inf

from fabula.reading.lexicon import (
    BETWEEN,
    COPULAS,
    NEOPRONOUNS,
    PERSON_NOUNS,
    PERSON_PLURALS,
    POSSESSIVES,
    PRONOUN_SETS,
    REFLEXIVES,
    Gender,
)
from fabula.story.absent import absent
from fabula.story.agreement import ANYONE, HOUSEHOLD, titles_meant
from fabula.story.draft import Being, Draft, Likely, Referents, step
from fabula.story.focus import Focus
from fabula.story.linking import Linker
from fabula.story.places import MentionPlaces
from fabula.story.salience import FADE, SPOKE, SPOKEN_TO
from fabula.text.text import Text
from fabula.text.words import word_set

_GENDERS: dict[str, Gender] = {"he": "m", "she": "f"}
_FIRST_SECOND = ("i", "we", "you")
_OBJECTS = word_set("him them her it me us")
_NEO = {form: subject for subject, forms in NEOPRONOUNS.items() for form in forms}
_BREAKS = word_set(
    ", ; : and but or that as when while if who whom which because -- — – where for so"
)
_BEFORE_PREDICATES = COPULAS | word_set("n't not still now only also")
_IN_PREDICATES = COPULAS | BETWEEN | word_set("had has have 'd ’d")


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

    With ``inside`` the mentions within quotations are resolved too, by the attributions. That is
    the last run: the speakers are known, and ``likely``, by which they are sought, stays empty.
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
        self.places = draft.places or MentionPlaces(draft.text, self.spans)
        self.lower = draft.text.lower
        self.quoted = draft.quoted
        self.narrator = draft.narrator
        self.likely: list[Likely] = [()] * len(self.spans)
        self.sure = False  # nobody will ask whom else a pronoun may mean
        self.live = Focus(self.beings, absent(draft, self.places))
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
        # The offsets at which the next sentence begins, and the next quotation has been heard.
        starts = (*self.text.sentence_starts, inf)
        quotations = self.text.quotations
        ends = (*(q.end for q in quotations), inf)
        sentence, heard = -1, 0
        previous = -1
        self.sure = inside
        for i in self.places.order:
            span = spans[i]
            quote = quoted[i]
            if starts[sentence + 1] <= span.start:
                while starts[sentence + 1] <= span.start:
                    sentence += 1
                self.live.clock = sentence
            while ends[heard] <= span.start:
                if quotations[heard].depth == 0:
                    self._hear(heard)
                heard += 1
            if span.type != "PER":
                if not self.referents[i]:
                    self.referents[i] = self._thing(i)
                continue
            if quote >= 0 and not inside:
                if span.form == "name" and self.referents[i]:
                    self.live.raise_(self.referents[i][0], 0.15)
                continue
            if i in self.fixed:
                self.referents[i] = self.fixed[i]
                if span.form == "pronoun" and not self.sure:
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
            places=self.places,
            beings=tuple(self.beings),
            referents=tuple(self.referents),
            likely=tuple(self.likely),
        )

    # Who is meant

    def _in_narration(self, i: int) -> Referents:
        span = self.spans[i]
        word = self.lower[span.head]
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
        word = self.lower[span.head]
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
            return self._they(away)
        gender = _GENDERS.get(subject)
        word = self.lower[self.spans[i].head]
        barred = self._barred(i, word)
        if self.sure:
            best = self.live.best(gender, away | barred)
            if best is not None:
                return (best,)
        else:
            ranked = self.live.ranked(gender, away | barred)
            self.likely[i] = ranked
            if ranked:
                return (ranked[0][0],)
        if away:
            return ()
        id = self._new(gender=gender or "n", description=i)
        return (id,)

    def _likely_third(self, i: int) -> Likely:
        """Whom a pronoun of the third person may mean, were it not known."""
        word = self.lower[self.spans[i].head]
        subject = PRONOUN_SETS.get(word) or _NEO.get(word, "they")
        if subject in _FIRST_SECOND or subject == "they":
            return tuple((b, 1.0) for b in self.referents[i][:1])
        return self.live.ranked(_GENDERS.get(subject), self._barred(i, word))

    def _barred(self, i: int, word: str) -> frozenset[int]:
        """An object pronoun is not the subject of its own clause: "Ann saw her"."""
        being, token = self.subject
        head = self.spans[i].head
        if being < 0 or word not in _OBJECTS or word in REFLEXIVES or head - token > 10:
            return frozenset()
        words = self.lower
        if word == "her" and head + 1 < len(words) and words[head + 1][0].isalpha():
            after = words[head + 1]
            if after not in _BREAKS and after not in _AFTER_OBJECT:
                return frozenset()  # "her hand"
        if not _BREAKS.isdisjoint(words[token + 1 : head]):
            return frozenset()
        return frozenset([being])

    def _they(self, away: frozenset[int]) -> Referents:
        score, who = self.live.several(away)
        members, when = self.pair
        clock = self.live.clock
        if members and clock - when < 12 and 1.2 * FADE ** min(40, clock - when) > score:
            return members
        return who if score > 0.05 else ()

    def _we(self, speaker: int) -> Referents:
        if speaker < 0:
            return ()
        members, when = self.pair
        if members and speaker in members and self.live.clock - when < 20:
            return members
        return (speaker,)

    def _nominal(
        self, i: int, here: frozenset[int], speaker: int, addressees: Referents = ()
    ) -> Referents:
        span = self.spans[i]
        head = self.lower[span.head]
        plural = head in PERSON_PLURALS
        apposed = self._apposed(i)
        if apposed is not None and not plural:
            return apposed
        first = self.places.first[i]
        opener = self.lower[first]
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
                bearers = [b for b in self.by_title.get(title, ()) if b in self.live]
                if not bearers and len(self.by_title.get(title, ())) == 1:
                    bearers = list(self.by_title[title])
                if bearers:
                    return (max(bearers, key=self.live.now),)
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
        found = self.places.phrases.get(i)
        if found is None:
            head = self.spans[i].head
            first = self.places.first[i]
            while first < head and self.lower[first] in _OPENERS:
                first += 1
            found = self.places.phrases[i] = " ".join(self.lower[first : head + 1])
        return found

    def _same_phrase(self, i: int, head: str) -> int | None:
        """The being last called so: by the same phrase, or by the noun with nothing against it."""
        phrase = self._phrase(i)
        plain, clock = head in ANYONE, self.live.clock
        found = self.by_phrase.get(phrase)
        if found is not None and clock - found[1] < (80 if plain and phrase == head else 3000):
            return found[0]
        known = self.by_head.get(head)
        if known is not None and clock - known[1] < (80 if plain else 600):
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
        words, lower = self.text.words, self.lower
        first, last = self.places.first[i], self.places.last[i]
        before = lower[first - 1] if first else ""
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
        if first - token <= 4 and before in _BEFORE_PREDICATES:
            between = lower[token + 1 : first]
            if not COPULAS.isdisjoint(between) and _IN_PREDICATES.issuperset(between):
                return referents if self._agrees(being, i) else None
        return None

    def _agrees(self, being: int, i: int) -> bool:
        head = self.lower[self.spans[i].head]
        gender = PERSON_NOUNS.get(head)
        own = self.beings[being].gender
        inner = self.at_start.get(self.spans[i].start)
        if inner is not None and being in self.referents[inner]:
            return False  # "She was her mother" is not her own mother
        return gender in (None, "n") or own in (None, "n", gender)

    def _vocative(self, i: int) -> bool:
        last = self.places.last[i]
        after = self.text.words[last + 1] if last + 1 < len(self.text.words) else "."
        return not after[0].isalpha()

    def _thing(self, i: int) -> Referents:
        """A place or the like that is no name stands alone."""
        self._add(Being(len(self.beings), type=self.spans[i].type, description=i))
        return (len(self.beings) - 1,)

    # What is remembered

    def _observe(self, i: int, previous: int) -> None:
        span, places = self.spans[i], self.places
        who = self.referents[i]
        self.at_start[span.start] = i
        last = places.last[i]
        if not who:
            self.history.append(((), last))
            return
        quoted = self.quoted[i] >= 0
        weight = places.weight[i]
        if quoted:
            weight *= 0.3
        if len(who) == 1:
            self.live.raise_(who[0], weight)
        else:
            for id in who:
                self.live.raise_(id, weight * 0.6)
        if places.subject[i] and not quoted:
            self.subject = (who[0], span.head)
        if previous >= 0 and len(who) == 1 and not quoted and span.start:
            others, token = self.history[-1] if self.history else ((), -1)
            first = places.first[i]
            joined = token == first - 2 and self.lower[first - 1] == "and"
            if joined and others and who[0] not in others:
                self.pair = ((*others, who[0]), self.live.clock)
        if span.form == "nominal" and len(who) == 1:
            self.by_head[self.lower[span.head]] = (who[0], self.live.clock, i)
            self.by_phrase[self._phrase(i)] = (who[0], self.live.clock)
        self.history.append((who, last))

    def _hear(self, quotation: int) -> None:
        """Who has just spoken, and who was spoken to, is on everybody's mind."""
        if self.draft.attributions is None:
            return
        attribution = self.draft.attributions[quotation]
        if attribution.speaker is not None:
            self.live.raise_(attribution.speaker, SPOKE)
        for b in attribution.addressees[:2]:
            self.live.raise_(b, SPOKEN_TO)

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
        self._add(
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

    def _add(self, being: Being) -> None:
        self.beings.append(being)
        self.live.meet(being)

    def _string(self, i: int) -> str:
        return self.text.string[self.spans[i].start : self.spans[i].end]


_OPENERS = word_set("the a an this that these those")
_AFTER_OBJECT = word_set(
    "to in on at with from by into over up down off out away back again about before after a the "
    "n't not through round around across along too was had is go come do be how what why his"
)


__all__ = ["Resolver", "coreference"]
