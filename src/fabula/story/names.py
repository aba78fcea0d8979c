"""Which names across the whole book are the same one's? And which of a family is meant?

Every distinct name is taken apart into titles, given names and surname. Full names found the
people; titled surnames, bare surnames, first names, initials, nicknames and clipped forms then join
the one person whom they fit. Whatever speaks against it (gender, another given name, Miss against
Mrs., both names in one sentence) keeps two apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace

from fabula.reading.lexicon import (
    EPITHETS,
    KIN,
    MARITAL,
    PERSON_PLURALS,
    TITLES,
    Gender,
    given_names,
)
from fabula.story.draft import Being, Draft, Referents, step
from fabula.story.given import is_diminutive, kindred, same_given
from fabula.story.mended import mended
from fabula.story.name_forms import BEFORE_SURNAMES, Form, genders_by_pronouns, name_forms
from fabula.text.text import Text


@dataclass(slots=True, eq=False)
class _Person:
    forms: list[Form]
    givens: set[str] = field(default_factory=set)
    surname: str | None = None
    gender: Gender | None = None
    marital: str | None = None
    husband: str | None = None
    count: int = 0
    called: list[Form] = field(default_factory=list)
    """Titles with first names that may turn out to be this one's: "Miss Lucy"."""
    beside: list[Form] = field(default_factory=list)
    """Bare first names that may turn out to be this one's; names beside them are others'."""

    @property
    def shown(self) -> Gender | None:
        """The gender that one of the names shows."""
        return next((f.shown for f in self.forms if f.shown is not None), None)

    def add(self, form: Form) -> None:
        self.forms.append(form)
        self.count += form.count
        if self.gender in (None, "n") and form.gender is not None:
            self.gender = form.gender
        for title in form.titles:
            self.marital = self.marital or MARITAL.get(title)


STEM = 3
CLIPPED = 3
"""Letters by which a first name is longer than another that may be short for it: Bea, Beatrix."""


class _People:
    """The persons found so far, by the words of their names and by how their first names begin."""

    def __init__(self) -> None:
        self.all: list[_Person] = []
        self.by_word: dict[str, list[_Person]] = defaultdict(list)
        self.by_stem: dict[str, list[_Person]] = defaultdict(list)
        self._known: set[_Person] = set()

    def add(self, person: _Person) -> None:
        """Take up a person, or what has been learned of one."""
        if person not in self._known:
            self._known.add(person)
            self.all.append(person)
        words = {*person.givens, *([person.surname] if person.surname else ())}
        for word in sorted(words):
            if person not in self.by_word[word]:
                self.by_word[word].append(person)
        for given in sorted(person.givens):
            if person not in self.by_stem[given[:STEM]]:
                self.by_stem[given[:STEM]].append(person)


@step(gives="beings referents quoted")
def names(draft: Draft) -> Draft:
    """Names to beings: persons by what their names have in common, places by their words."""
    draft = replace(draft, reading=mended(draft.text, draft.reading))
    text, spans = draft.text, draft.reading.mentions
    quoted = tuple(_quoted(text, [m.start for m in spans]))
    forms, places = name_forms(draft, quoted)
    genders_by_pronouns(draft, forms, quoted)
    persons = _people(forms)
    beings: list[Being] = []
    referents: list[Referents] = [()] * len(spans)
    for person in persons:
        id = len(beings)
        by_count = sorted(person.forms, key=lambda f: (-f.count, f.text))
        titles = frozenset(t.lower() for f in person.forms for t in f.titles if t not in EPITHETS)
        beings.append(
            Being(
                id,
                names=tuple(f.text for f in by_count),
                gender=person.gender,
                plural=any(f.family for f in person.forms),
                titles=titles,
                surname=person.surname,
            )
        )
        for form in person.forms:
            for i in form.mentions:
                if id not in referents[i]:
                    referents[i] = (*referents[i], id)  # two of "Mr. and Mrs. Gardiner"
    for key, mentions in places.items():
        id = len(beings)
        kinds = Counter(spans[i].type for i in mentions)
        beings.append(Being(id, type=kinds.most_common(1)[0][0], names=(key,), gender="n"))
        for i in mentions:
            referents[i] = (id,)
    return replace(draft, beings=tuple(beings), referents=tuple(referents), quoted=quoted)


def _quoted(text: Text, starts: Iterable[int]) -> Iterable[int]:
    """For each offset, ascending, the outermost quotation around it, or -1."""
    outer = [(q.start, q.end, i) for i, q in enumerate(text.quotations) if q.depth == 0]
    at = 0
    for start in starts:
        while at < len(outer) and outer[at][1] <= start:
            at += 1
        yield outer[at][2] if at < len(outer) and outer[at][0] <= start else -1


def _people(forms: list[Form]) -> list[_Person]:
    """Join the forms into persons, fullest forms first."""
    families = [f for f in forms if f.family]
    forms = [f for f in forms if not f.family]
    full = [f for f in forms if len(f.core) > 1]
    titled = [f for f in forms if len(f.core) == 1 and f.titles]
    single = [f for f in forms if len(f.core) == 1 and not f.titles]
    surnames = Counter(f.core[-1].casefold() for f in full)
    surnames.update(f.core[0].casefold() for f in titled if f.titles[-1] in BEFORE_SURNAMES)
    people = _People()
    alone = {f.core[0].casefold(): f for f in single}
    for form in sorted(full, key=_commonest):
        _place_full(form, people)
    for person in people.all:
        person.beside = [alone[g] for g in sorted(person.givens) if g in alone]
        person.called = [f for f in titled if f.core[0].casefold() in person.givens]
    misters = {f.core[0].casefold() for f in titled if _PLAIN & {f.titles[-1]}}
    for form in sorted(titled, key=_commonest):
        _place_titled(form, people, surnames, misters)
    for form in sorted(single, key=_commonest):
        _place_single(form, people, surnames)
    for form in families:
        person = _Person([])
        person.add(form)
        people.all.append(person)
    return people.all


def _commonest(form: Form) -> tuple[int, str]:
    return -form.count, form.text


def _place_full(form: Form, people: _People) -> None:
    given, surname = form.core[0].casefold(), form.core[-1].casefold()
    listed = given_names().get(given.rstrip("."))
    husband = None
    if form.titles and MARITAL.get(form.titles[-1]) == "wife" and listed != "f":
        husband, given = given, ""  # "Mrs. John Knightley"
    for person in people.by_word[surname]:
        if person.surname != surname or not _same_gender(person.gender, form.gender):
            continue
        if husband != person.husband and (husband or not person.givens):
            continue
        if not given or any(same_given(given, other) for other in person.givens):
            person.add(form)
            if given:
                person.givens.add(given)
            people.add(person)
            return
    person = _Person([], {given} if given else set(), surname, husband=husband)
    person.add(form)
    people.add(person)


def _place_titled(
    form: Form, people: _People, surnames: Counter[str], misters: Container[str]
) -> None:
    word = form.core[0].casefold()
    title = form.titles[-1]
    marital = MARITAL.get(title)
    by_given = [
        p
        for p in people.by_word[word]
        if word in p.givens and _same_gender(p.gender, form.gender) and not _apart(p, form)
    ]
    by_surname = [
        p
        for p in people.by_word[word]
        if p.surname == word
        and _same_gender(p.gender, form.gender)
        and not (_younger(p, form) if marital == "unmarried" else _apart(p, form))
        and not (marital and p.marital and p.marital != marital)
        and not (p.husband and (marital != "wife" or p.count >= 3))
    ]
    if len(word.rstrip(".")) == 1:  # "Mrs. O." is Mrs. Okonkwo
        by_surname = [
            p
            for p in people.all
            if (p.surname or "").startswith(word[:1])
            and _same_gender(p.gender, form.gender)
            and not (marital and p.marital and p.marital != marital)
        ]
    if title in BEFORE_SURNAMES and by_surname:
        candidates = by_surname
    else:
        candidates = by_given or by_surname
    if marital == "wife":
        candidates = [p for p in candidates if p.gender == "f"] or candidates
    if marital == "wife" and len(candidates) == 1 and candidates[0].givens:
        # The wife of the house is not its daughter: only a lone lady of the surname will do, or
        # one who has the two names by turns.
        wife = any(MARITAL.get(t) == "wife" for f in candidates[0].forms for t in f.titles)
        others = [p for p in people.by_word[word] if p.surname == word and p is not candidates[0]]
        house = bool(others) or word in misters  # he may not be placed yet
        if not wife and house and not _by_turns(candidates[0], form, others, people):
            candidates = []
    chosen = _dominant(candidates)
    if chosen is None:
        known_given = (
            not surnames[word] and given_names().get(word) and title not in BEFORE_SURNAMES
        )
        chosen = _Person([], {word} if known_given else set(), None if known_given else word)
    chosen.add(form)
    people.add(chosen)


def _place_single(form: Form, people: _People, surnames: Counter[str]) -> None:
    word = form.core[0].casefold()
    listed = given_names().get(word)
    candidates = [p for p in people.by_word[word] if word in p.givens and not _apart(p, form)]
    if not candidates and form.core[0] in TITLES and word not in KIN:
        bearer = _bearer(form, people)
        if bearer is not None:  # "Mademoiselle", where but one is so called
            bearer.add(form)
            return
    if not candidates:
        candidates = [
            p
            for p in people.by_word[word]
            if p.surname == word
            and not p.husband
            and not _apart(p, form)
            and (not p.givens or p.gender != "f" or len(people.by_word[word]) == 1)
        ]
        # A bare surname is a man's, or the fullest-named one's.
        men = [p for p in candidates if p.gender == "m"]
        candidates = men or candidates
    if not candidates and word not in KIN:
        candidates = _by_nickname(form, word, people)
    chosen = _dominant(candidates, strict=False)
    if chosen is None:
        is_surname = surnames[word] and not listed
        chosen = _Person([], set() if is_surname else {word}, word if is_surname else None)
    else:
        if chosen.surname != word:
            chosen.givens.add(word)
    chosen.add(form)
    people.add(chosen)


def _by_nickname(form: Form, word: str, people: _People) -> list[_Person]:
    """Persons of whom ``word`` can be the short name: by the list of nicknames, or clipped."""
    listed = given_names()
    near: list[_Person] = []
    for given in sorted(kindred(word)):
        near.extend(p for p in people.by_word.get(given, ()) if given in p.givens)
    for person in people.by_stem.get(word[:STEM], ()):
        for given in person.givens:
            short, long = sorted((word, given), key=len)
            if (
                STEM <= len(short) < len(long) <= len(short) + 5
                and long.startswith(short)
                and (
                    short not in listed
                    or long not in listed
                    or is_diminutive(short, long)
                    or len(long) - len(short) >= CLIPPED
                )
            ):
                near.append(person)
                break
    return [
        p
        for p in dict.fromkeys(near)
        # Of a name or two what pronouns say near by is no proof.
        if _same_gender(p.shown, form.shown) and not _apart(p, form)
    ]


def _bearer(form: Form, people: _People) -> _Person | None:
    """The one who bears a title, or bears it far oftener than the others.

    Nobody where it stands alone much oftener: a fox may be named Captain.
    """
    title = form.core[0]
    times = [(sum(f.count for f in p.forms if title in f.titles), p) for p in people.all]
    ranked = sorted((t for t in times if t[0]), key=lambda t: -t[0])
    if not ranked or 2 * ranked[0][0] < form.count:
        return None
    if len(ranked) == 1 or ranked[0][0] >= 3 * ranked[1][0]:
        return ranked[0][1]
    return None


def _dominant(candidates: list[_Person], strict: bool = True) -> _Person | None:
    """The one candidate, or the one that is far commoner than the others."""
    if not candidates:
        return None
    ranked = sorted(candidates, key=lambda p: -p.count)
    if len(ranked) == 1 or ranked[0].count >= (3 if strict else 1.5) * ranked[1].count:
        return ranked[0]
    return None


def _same_gender(a: Gender | None, b: Gender | None) -> bool:
    return a is None or b is None or a == b or "n" in (a, b)


def _younger(person: _Person, form: Form) -> bool:
    """Whether "Miss Steele" is not this one, Lucy, but her elder sister.

    Of sisters the eldest is Miss Steele and the others Miss Lucy, Miss Anne; one who is never
    called so is no younger sister, however often the two names meet in a sentence.
    """
    given = sum(
        f.count
        for f in {id(f): f for f in (*person.forms, *person.called)}.values()
        if f.titles[-1:] == form.titles[-1:] and f.core[0].casefold() in person.givens
    )
    if given < 2 or given * _AT_LEAST < form.count:
        return False
    return any(f.sentences & form.sentences for f in [*person.forms, *person.beside])


def _by_turns(person: _Person, wife: Form, others: list[_Person], people: _People) -> bool:
    """Whether Mrs. Pontellier is Edna Pontellier, for all that there is a Mr. Pontellier.

    No other woman has either name, she is never a Miss, and the two names stand far from each
    other, now one, now the other: a wife and a daughter are told of in the same breath. (Of the
    women of ninety novels who have both names often and are no Miss, one person's names are so in
    seven of nine cases, a mother's and her daughter's in neither of two.)
    """
    women = any(p.gender == "f" for p in others) or sum(p.gender is None for p in others) > 1
    if women or person.marital == "unmarried":
        return False
    if any(MARITAL.get(t) == "unmarried" for f in person.called for t in f.titles):
        return False
    if any(
        p is not person and given in p.givens
        for given in person.givens
        for p in people.by_word[given]
    ):
        return False
    first = set().union(*(f.sentences for f in (*person.forms, *person.beside)))
    if min(len(wife.sentences), len(first)) < _BY_TURNS:
        return False
    near = sum(any(s + step in first for step in (-3, -2, -1, 1, 2, 3)) for s in wife.sentences)
    return near <= _FAR * len(wife.sentences)


def _apart(person: _Person, form: Form) -> bool:
    """Whether the two names stand side by side often enough to be two people's."""
    if _father(person, form) or any(not f.shared.isdisjoint(form.shared) for f in person.forms):
        return True
    if _KNIGHTED & {*form.titles} and any(_PLAIN & {*f.titles} for f in person.forms):
        return True
    if _PLAIN & {*form.titles} and any(_KNIGHTED & {*f.titles} for f in person.forms):
        return True
    # "Mr. Craven" may be the doctor once or twice; where both names are common they are brothers.
    for some, others in ((_PLAIN, _DOCTORS), (_DOCTORS, _PLAIN)):
        known = sum(f.count for f in person.forms if others & {*f.titles})
        if some & {*form.titles} and min(known, form.count) >= _OFTEN:
            return True
    # Captain Lennox is no Mary Lennox, unless she is called captain.
    ranked = any(_RANKS & {*f.titles} for f in person.forms)
    if _RANKS & {*form.titles} and len(form.core) == 1 and person.gender == "f" and not ranked:
        return True
    # And his wife is Mrs. Lennox.
    for some, others in ((_RANKS, _WIVES), (_WIVES, _RANKS)):
        if some & {*form.titles} and any(others & {*f.titles} for f in person.forms):
            return True
    bare = len(form.core) == 1 and not form.titles
    own = bare and form.core[0].casefold() in person.givens
    for other in [*person.forms, *person.beside]:
        if bare and form.words <= other.words:
            continue
        if own and MARITAL.get((*other.titles, "")[0]) == "unmarried":
            continue  # that Miss Morland is Catherine was found before
        if len(other.core) == 1 and not other.titles and other.words <= form.words:
            continue
        both = len(other.sentences & form.sentences)
        if both >= 2 and both * 16 > min(len(other.sentences), len(form.sentences)):
            return True
    return False


def _father(person: _Person, form: Form) -> bool:
    """Whether "Mr. Wilcox" is not this one, Charles, but his father or elder brother.

    The narration calls one man "Mr. Wilcox" or "Charles", seldom both by turns; and "Mr. John
    Knightley" is so called to tell him from Mr. Knightley.
    """
    if form.titles != ("Mr",) or len(form.core) > 1:
        return False
    named = [f for f in [*person.forms, *person.beside] if f.core[0].casefold() in person.givens]
    for other in named:
        often = min(len(other.sentences), len(form.sentences))
        bare = len(other.core) == 1 and not other.titles
        if bare and often >= _BY_TURNS and len(other.sentences & form.sentences) >= 2:
            return True
        full = len(other.core) > 1 and other.titles == form.titles
        if full and len(other.sentences) >= _TOLD_APART <= form.count / other.count:
            return True
    return False


_KNIGHTED = frozenset({"Sir", "Lord"})
_PLAIN = frozenset({"Mr", "Mister"})
_DOCTORS = frozenset({"Dr", "Doctor"})
_RANKS = frozenset(
    {"Captain", "Capt", "Colonel", "Col", "Major", "Lieutenant", "Lt", "General", "Admiral",
     "Commander", "Sergeant", "Sgt", "Corporal"}
)  # fmt: skip
_WIVES = frozenset(title for title, state in MARITAL.items() if state == "wife")
_OFTEN = 5
_AT_LEAST = 25  # "Miss Lucy" once for so many of "Miss Steele" tells of sisters
_BY_TURNS = 20  # sentences of the narration with each of two names
_TOLD_APART = 8
_FAR = 0.4  # of the sentences with "Mrs. Pontellier" those with "Edna" close by, at most


__all__ = ["PERSON_PLURALS", "names"]
