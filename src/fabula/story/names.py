"""Which names across the whole book are the same one's? And which of a family is meant?

Every distinct name is taken apart into titles, given names and surname. Full names found the
people; titled surnames, bare surnames, first names, initials, nicknames and clipped forms then join
the one person whom they fit. Whatever speaks against it (gender, another given name, Miss against
Mrs., both names in one sentence) keeps two apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from nicknames import NickNamer

from fabula.reading.lexicon import (
    EPITHETS,
    KIN,
    KIN_NAMES,
    MARITAL,
    PARTICLES,
    PERSON_NOUNS,
    PERSON_PLURALS,
    SUFFIXES,
    TITLES,
    Gender,
    given_names,
)
from fabula.story.draft import Being, Draft, Referents, step
from fabula.text.text import Text

# After these a single name is a surname: "Mr. Weston", "Dr. Watson".
_BEFORE_SURNAMES = frozenset(
    "Mr Mrs Ms Mx Miss Mister Dr Doctor Professor Prof Captain Capt Colonel Col Major Lieutenant Lt "
    "Sergeant Sgt Inspector Detective General Admiral Monsieur Madame Mme Mademoiselle Mlle Herr Frau "
    "Signor Signora Signorina Senor Senora Señor Señora Officer Constable Rev Reverend Judge Senator "
    "Messrs Superintendent Commander Nurse President Agent Corporal Private Sheriff".split()
)


@dataclass(slots=True)
class _Form:
    """One distinct way of writing a name."""

    text: str
    titles: tuple[str, ...]
    core: tuple[str, ...]
    gender: Gender | None
    count: int = 0
    mentions: list[int] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    family: bool = False

    @property
    def words(self) -> frozenset[str]:
        return frozenset(w.casefold() for w in self.core)


@dataclass(slots=True)
class _Person:
    forms: list[_Form]
    givens: set[str] = field(default_factory=set)
    surname: str | None = None
    gender: Gender | None = None
    marital: str | None = None
    husband: str | None = None
    count: int = 0
    beside: list[_Form] = field(default_factory=list)
    """Bare first names that may turn out to be this one's; names beside them are others'."""

    def add(self, form: _Form) -> None:
        self.forms.append(form)
        self.count += form.count
        if self.gender in (None, "n") and form.gender is not None:
            self.gender = form.gender
        for title in form.titles:
            self.marital = self.marital or MARITAL.get(title)


@step(gives="beings referents quoted")
def names(draft: Draft) -> Draft:
    """Names to beings: persons by what their names have in common, places by their words."""
    text, spans = draft.text, draft.reading.mentions
    quoted = tuple(_quoted(text, [m.start for m in spans]))
    forms, places = _forms(draft, quoted)
    _genders_by_pronouns(draft, forms, quoted)
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
                referents[i] = (id,)
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


def _forms(draft: Draft, quoted: tuple[int, ...]) -> tuple[list[_Form], dict[str, list[int]]]:
    text = draft.text
    forms: dict[tuple[tuple[str, ...], tuple[str, ...]], _Form] = {}
    places: dict[str, list[int]] = defaultdict(list)
    folded: dict[str, str] = {}
    for i, mention in enumerate(draft.reading.mentions):
        if mention.form != "name":
            continue
        words = [text.words[t] for t in text.tokens_in(mention.start, mention.end)]
        if mention.type != "PER":
            while len(words) > 1 and words[0].lower() in ("the", "a", "this", "that", "old"):
                words.pop(0)
            key = " ".join(words)
            places[folded.setdefault(key.casefold(), key)].append(i)
            continue
        titles, core, family = _parse(words)
        if not core:
            titles, core = (), titles or ("?",)
        gender = _form_gender(titles, core)
        key2 = (titles, core)
        form = forms.get(key2)
        if form is None:
            definite = not titles and words[0].lower() == "the"
            written = ("the " if family or definite else "") + _written(
                titles, core, text, mention.start, words
            )
            form = forms[key2] = _Form(written, titles, core, gender, family=family)
        form.count += 1
        form.mentions.append(i)
        if quoted[i] < 0:
            form.sentences.add(text.sentence_at(mention.start))
    return list(forms.values()), places


def _parse(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Titles without their stops, the rest of the name, and whether it is a family's."""
    definite = words[0].lower() == "the"
    for k in range(len(words) - 1, 0, -1):
        if words[k][0].islower() and words[k].lower() not in PARTICLES and words[k][0].isalpha():
            words = words[k + 1 :] if k + 1 < len(words) else words[:k]
            break
    while len(words) > 1 and (not words[0][0].isupper() or words[0] in ("The", "A", "My", "Our")):
        if words[0].lower() in PARTICLES and words[0].lower() not in ("the",):
            break
        definite = definite or words[0].lower() == "the"
        words = words[1:]
    titles: list[str] = []
    while len(words) > 1 and (title := words[0].rstrip(".")) in TITLES:
        if title not in EPITHETS:
            titles.append(title)
        words = words[1:]
        if words[0] == "." and len(words) > 1:
            words = words[1:]
    while len(words) > 1 and (words[-1] in SUFFIXES or words[-1] == ","):
        words = words[:-1]
    core = tuple(
        w.capitalize() if len(w) > 2 and w.isupper() and "." not in w else w
        for w in words
        if w != "_"
    )
    if len(core) > 1 and core[0] in EPITHETS:
        core = core[1:]
    family = definite and not titles and bool(core) and core[-1].endswith("s")
    return tuple(titles), core, family


def _written(
    titles: tuple[str, ...], core: tuple[str, ...], text: Text, start: int, words: list[str]
) -> str:
    """The name as the text writes it, stops and all, without epithets before it."""
    stops = {w.rstrip(".") for w in words if w.endswith(".") and w.rstrip(".") in TITLES}
    parts = [t + "." if t in stops else t for t in titles]
    name = " ".join([*parts, *core])
    return name.replace(" ’s", "’s").replace(" 's", "'s")


def _form_gender(titles: tuple[str, ...], core: tuple[str, ...]) -> Gender | None:
    for title in titles:
        gender = TITLES.get(title)
        if gender in ("m", "f"):
            return gender
    if len(core) == 1 and core[0] in KIN_NAMES:
        return KIN.get(core[0].lower())
    last = core[-1].lower()
    if not titles and len(core) == 1 and last in PERSON_NOUNS:
        return PERSON_NOUNS[last] if PERSON_NOUNS[last] != "n" else None
    if len(core) > 1 or not titles:
        gender = given_names().get(core[0].lower())
        return gender if gender != "n" else None
    return None


def _people(forms: list[_Form]) -> list[_Person]:
    """Join the forms into persons, fullest forms first."""
    families = [f for f in forms if f.family]
    forms = [f for f in forms if not f.family]
    full = [f for f in forms if len(f.core) > 1]
    titled = [f for f in forms if len(f.core) == 1 and f.titles]
    single = [f for f in forms if len(f.core) == 1 and not f.titles]
    surnames = Counter(f.core[-1].casefold() for f in full)
    surnames.update(f.core[0].casefold() for f in titled if f.titles[-1] in _BEFORE_SURNAMES)
    order = lambda f: (-f.count, f.text)  # noqa: E731
    persons: list[_Person] = []
    by_word: dict[str, list[_Person]] = defaultdict(list)

    def found(person: _Person) -> None:
        if person not in persons:
            persons.append(person)
        for word in {*person.givens, *([person.surname] if person.surname else ())}:
            if person not in by_word[word]:
                by_word[word].append(person)

    alone = {f.core[0].casefold(): f for f in single}
    for form in sorted(full, key=order):
        _place_full(form, by_word, found)
    for person in persons:
        person.beside = [alone[g] for g in sorted(person.givens) if g in alone]
    for form in sorted(titled, key=order):
        _place_titled(form, by_word, found, surnames)
    for form in sorted(single, key=order):
        _place_single(form, by_word, found, surnames, persons)
    for form in families:
        person = _Person([])
        person.add(form)
        persons.append(person)
    return persons


def _place_full(form: _Form, by_word: dict[str, list[_Person]], found: object) -> None:
    given, surname = form.core[0].casefold(), form.core[-1].casefold()
    listed = given_names().get(given.rstrip("."))
    husband = None
    if form.titles and MARITAL.get(form.titles[-1]) == "wife" and listed != "f":
        husband, given = given, ""  # "Mrs. John Knightley"
    for person in by_word[surname]:
        if person.surname != surname or not _same_gender(person.gender, form.gender):
            continue
        if husband != person.husband and (husband or not person.givens):
            continue
        if not given or any(_same_given(given, other) for other in person.givens):
            person.add(form)
            if given:
                person.givens.add(given)
            assert callable(found)
            found(person)
            return
    person = _Person([], {given} if given else set(), surname, husband=husband)
    person.add(form)
    assert callable(found)
    found(person)


def _place_titled(
    form: _Form, by_word: dict[str, list[_Person]], found: object, surnames: Counter[str]
) -> None:
    assert callable(found)
    word = form.core[0].casefold()
    title = form.titles[-1]
    marital = MARITAL.get(title)
    by_given = [
        p
        for p in by_word[word]
        if word in p.givens and _same_gender(p.gender, form.gender) and not _apart(p, form)
    ]
    by_surname = [
        p
        for p in by_word[word]
        if p.surname == word
        and _same_gender(p.gender, form.gender)
        and not _apart(p, form)
        and not (marital and p.marital and p.marital != marital)
        and not (p.husband and (marital != "wife" or p.count >= 3))
    ]
    if title in _BEFORE_SURNAMES and by_surname:
        candidates = by_surname
    else:
        candidates = by_given or by_surname
    if marital == "wife" and len(candidates) == 1 and candidates[0].givens:
        # The wife of the house is not its daughter: only a lone lady of the surname will do.
        if candidates[0].forms and not any(
            "wife" == MARITAL.get(t) for f in candidates[0].forms for t in f.titles
        ):
            if len([p for p in by_word[word] if p.surname == word]) > 1:
                candidates = []
    chosen = _dominant(candidates)
    if chosen is None:
        known_given = (
            not surnames[word] and given_names().get(word) and title not in _BEFORE_SURNAMES
        )
        chosen = _Person([], {word} if known_given else set(), None if known_given else word)
    chosen.add(form)
    found(chosen)


def _place_single(
    form: _Form,
    by_word: dict[str, list[_Person]],
    found: object,
    surnames: Counter[str],
    persons: list[_Person],
) -> None:
    assert callable(found)
    word = form.core[0].casefold()
    listed = given_names().get(word)
    candidates = [p for p in by_word[word] if word in p.givens and not _apart(p, form)]
    if not candidates:
        candidates = [
            p
            for p in by_word[word]
            if p.surname == word
            and not p.husband
            and not _apart(p, form)
            and (not p.givens or p.gender != "f" or len(by_word[word]) == 1)
        ]
        # A bare surname is a man's, or the fullest-named one's.
        men = [p for p in candidates if p.gender == "m"]
        candidates = men or candidates
    if not candidates and word not in KIN:
        candidates = _by_nickname(form, word, persons)
    chosen = _dominant(candidates, strict=False)
    if chosen is None:
        is_surname = surnames[word] and not listed
        chosen = _Person([], set() if is_surname else {word}, word if is_surname else None)
    else:
        if chosen.surname != word:
            chosen.givens.add(word)
    chosen.add(form)
    found(chosen)


def _by_nickname(form: _Form, word: str, persons: list[_Person]) -> list[_Person]:
    """Persons of whom ``word`` can be the short name: by the list of nicknames, or clipped."""
    listed = given_names()
    near: list[_Person] = []
    for person in persons:
        if not _same_gender(person.gender, form.gender) or _apart(person, form):
            continue
        for given in person.givens:
            if _same_given(word, given) and len(word.rstrip(".")) > 1:
                near.append(person)
                break
            short, long = sorted((word, given), key=len)
            if (
                3 <= len(short) < len(long) <= len(short) + 5
                and long.startswith(short)
                and (short not in listed or long not in listed or _diminutive(short, long))
            ):
                near.append(person)
                break
    return near


def _diminutive(short: str, long: str) -> bool:
    """Kit and Kitty, Tom and Tommy, Jim and Jimmie."""
    return long[len(short) :] in ("y", "ie", "ey", short[-1] + "y", short[-1] + "ie")


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


def _apart(person: _Person, form: _Form) -> bool:
    """Whether the two names stand side by side often enough to be two people's."""
    if _KNIGHTED & {*form.titles} and any(_PLAIN & {*f.titles} for f in person.forms):
        return True
    if _PLAIN & {*form.titles} and any(_KNIGHTED & {*f.titles} for f in person.forms):
        return True
    bare = len(form.core) == 1 and not form.titles
    for other in [*person.forms, *person.beside]:
        if bare and form.words <= other.words:
            continue
        if len(other.core) == 1 and not other.titles and other.words <= form.words:
            continue
        both = len(other.sentences & form.sentences)
        if both >= 2 and both * 16 > min(len(other.sentences), len(form.sentences)):
            return True
    return False


_KNIGHTED = frozenset({"Sir", "Lord"})
_PLAIN = frozenset({"Mr", "Mister"})


def _same_given(a: str, b: str) -> bool:
    a, b = a.rstrip("."), b.rstrip(".")
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return b in _nicknames(a) or a in _nicknames(b)


@cache
def _namer() -> NickNamer:
    return NickNamer()


@cache
def _nicknames(name: str) -> frozenset[str]:
    return frozenset(_namer().nicknames_of(name))


_WINDOW = 14


def _genders_by_pronouns(draft: Draft, forms: list[_Form], quoted: tuple[int, ...]) -> None:
    """Gender by the first "he" or "she" after a name before another person is named."""
    form_of = {i: n for n, form in enumerate(forms) for i in form.mentions}
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    spans, words = draft.reading.mentions, draft.text.words
    last = named = -1
    at = before = -100
    for i, mention in enumerate(spans):
        if quoted[i] >= 0 or mention.type != "PER":
            continue
        if mention.form == "name":
            which = form_of.get(i, -1)
            # With two names before it, a pronoun says nothing sure of either.
            crowded = mention.head - before <= _WINDOW and which != named
            before = at = mention.head
            named = which
            last = -1 if crowded else which
        elif last < 0 or mention.head - at > _WINDOW:
            continue
        elif mention.form == "pronoun":
            gender = _SAYS.get(words[mention.head].lower())
            if gender is not None:
                votes[last][gender] += 1
                last = -1
        else:
            last = -1
    for n, form in enumerate(forms):
        if form.family:
            continue
        he, she, they = votes[n]["m"], votes[n]["f"], votes[n]["n"]
        more, less = max(he, she), min(he, she)
        top: Gender = "m" if he >= she else "f"
        if any(TITLES.get(t) in ("m", "f") for t in form.titles):
            continue
        if (form.gender is None and more >= 2 and more >= 1.5 * less) or (
            form.gender is not None and form.gender != top and more >= 5 and more >= 2 * less
        ):
            form.gender = top
        elif form.gender is None and more == 1 and less == 0 and form.count <= 6:
            form.gender = top
        if they >= 4 and they >= 4 * more:
            form.gender = "n"


_SAYS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
    **dict.fromkeys(("they", "them", "their", "themself"), "n"),
}

__all__ = ["PERSON_PLURALS", "names"]
