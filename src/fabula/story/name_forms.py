"""The distinct ways in which a text writes names, taken apart, with the gender that each shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from fabula.reading.lexicon import (
    EPITHETS,
    KIN,
    KIN_NAMES,
    PARTICLES,
    PERSON_NOUNS,
    SUFFIXES,
    TITLES,
    Gender,
    given_names,
)
from fabula.story.draft import Draft
from fabula.text.text import Text
from fabula.text.words import word_set

# After these a single name is a surname: "Mr. Weston", "Dr. Watson".
BEFORE_SURNAMES = word_set(
    "Mr Mrs Ms Mx Miss Mister Dr Doctor Professor Prof Captain Capt Colonel Col Major "
    "Lieutenant Lt Sergeant Sgt Inspector Detective General Admiral Monsieur Madame Mme "
    "Mademoiselle Mlle Herr Frau Signor Signora Signorina Senor Senora Señor Señora Officer "
    "Constable Rev Reverend Judge Senator Messrs Superintendent Commander Nurse President Agent "
    "Corporal Private Sheriff"
)


@dataclass(slots=True)
class Form:
    """One distinct way of writing a name."""

    text: str
    titles: tuple[str, ...]
    core: tuple[str, ...]
    gender: Gender | None
    count: int = 0
    mentions: list[int] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)
    """Those of the mentions that mean somebody else as well: Mr. and Mrs. Gardiner."""
    family: bool = False
    shown: Gender | None = None
    """The gender that the name itself shows, or that many pronouns agree on."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(w.casefold() for w in self.core)


_Key = tuple[tuple[str, ...], tuple[str, ...], bool]  # titles, the rest, whether a family's


def name_forms(draft: Draft, quoted: tuple[int, ...]) -> tuple[list[Form], dict[str, list[int]]]:
    text = draft.text
    forms: dict[_Key, Form] = {}
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
        each = _each(words)
        for own in each:
            titles, core, family = _parse(own)
            if not core:
                titles, core = (), titles or ("?",)
            gender = _form_gender(titles, core)
            key2 = (titles, core, family)
            form = forms.get(key2)
            if form is None:
                definite = not titles and own[0].lower() == "the"
                written = ("the " if family or definite else "") + _written(
                    titles, core, text, mention.start, own
                )
                form = forms[key2] = Form(
                    written, titles, core, gender, family=family, shown=gender
                )
            form.count += 1
            form.mentions.append(i)
            if len(each) > 1:
                form.shared.add(i)
            if quoted[i] < 0:
                form.sentences.add(text.sentence_at(mention.start))
    _plurals(forms)
    return list(forms.values()), places


def _each(words: list[str]) -> list[list[str]]:
    """The names of the two that one name means: Mr. and Mrs. Gardiner; else that name."""
    titles = {word.rstrip(".") for word in words[:3:2]}
    if len(words) > 3 and words[1] == "and" and titles <= TITLES.keys():
        return [[words[0], *words[3:]], words[2:]]
    return [words]


def _parse(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Titles without their stops, the rest of the name, and whether it is a family's."""
    words = [w for w in words if w not in _MARKS] or words
    definite = words[0].lower() == "the"
    while len(words) > 1 and words[-1] in _POSSESSIVE:
        words = words[:-1]
    owned = max((k for k, w in enumerate(words) if w in _POSSESSIVE and k), default=-1)
    words = words[owned + 1 :]  # "Martha Sowerby's Dickon" is Dickon
    for k in range(len(words) - 1, 0, -1):
        if words[k].rstrip(".") in BEFORE_SURNAMES and words[k - 1].rstrip(".") not in TITLES:
            if k + 1 < len(words) and words[k - 1] != ".":
                words = words[k:]  # "Miss Woodhouse Miss Taylor": two names run together
            break
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
    together = len(core) > 1 and core[0] == "Misses"
    if together:
        titles, core = [*titles, "Miss"], core[1:]
    family = together or (definite and not titles and bool(core) and core[-1].endswith("s"))
    return tuple(titles), core, family


_MARKS = frozenset("\"'“”‘’«»()")  # about a nickname within a name
_POSSESSIVE = frozenset({"'s", "’s", "'", "’", "s"})  # "s": where a text has lost its apostrophes


def _plurals(forms: dict[_Key, Form]) -> None:
    """ "The Miss Steeles" are the bearers of "Miss Steele" together."""
    for (titles, core, family), form in forms.items():
        one = (titles, (*core[:-1], core[-1][:-1]), False)
        if titles and not family and core[-1].endswith("s") and one in forms:
            form.family = True
            form.text = "the " + form.text


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


_WINDOW = 14


def genders_by_pronouns(draft: Draft, forms: list[Form], quoted: tuple[int, ...]) -> None:
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
        if (
            (form.gender is None and more >= 2 and more >= 1.5 * less)
            or (form.gender is not None and form.gender != top and more >= 5 and more >= 2 * less)
            or (form.gender is None and more == 1 and less == 0 and form.count <= 6)
        ):
            form.gender = top
            if more >= 5:
                form.shown = top
        if they >= 4 and they >= 4 * more:
            form.gender = "n"


_SAYS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
    **dict.fromkeys(("they", "them", "their", "themself"), "n"),
}
