"""Person nouns and pronouns: "the old man", "his best friend", "a stranger", "she".

A nominal is a determiner or possessive, what describes, and a noun that means a person. Without a
tagger the words between are taken as describing while none of them is a function word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.reading.lexicon import (
    DETERMINERS,
    NEOPRONOUNS,
    NOBODY,
    PERSON_NOUNS,
    PERSON_PLURALS,
    POSSESSIVES,
    PRONOUN_SETS,
)
from fabula.text.text import Text
from fabula.text.words import SAYING, word_set

_STOP = word_set(
    "and or but nor of in on at to from by with for as than that which who whom whose when "
    "where while if is are was were be been being am has have had do does did will would shall "
    "should can could may might must not n't he she it they we you i me him them us what how "
    "why there here into onto over under up down out off about after before between through "
    "during without against upon because though although so then very said says like just only "
    "even"
)
_MARKS = frozenset(",.;:!?\"“”‘’'()[]—–…*_") | {"--", "...", "``", "''"}
# Words that make the person noun before them a mere modifier: "the man cave" stays "cave".
_FOLLOWERS = word_set(
    "of and or , . ; : ! ? who whom whose that with in on at to from by for as was were is are had "
    "has did does would could should will can might must 's ’s -- — …"
)
_AFTER_SPEAKERS = _FOLLOWERS | SAYING


@dataclass(frozen=True, slots=True)
class Nominal:
    """A nominal's tokens ``[first, last]`` and its head's."""

    first: int
    last: int
    head: int


def find_pronouns(text: Text) -> list[int]:
    """Tokens that are personal pronouns, neopronouns among them where the text uses a set."""
    sets = dict(PRONOUN_SETS)
    used = neopronouns(text)
    for subject in used:
        sets.update(dict.fromkeys(NEOPRONOUNS[subject], subject))
    meant = {word for word in text.counts if word.lower() in sets or word.lower() == "’em"}
    meant -= {"i", "US"}
    if "they" not in sets.values():
        meant.discard("'em")
    return text.all(meant)


def neopronouns(text: Text) -> tuple[str, ...]:
    """The subject forms of the neopronoun sets that a text uses: two forms, three times in all."""
    counts: Counter[str] = Counter()
    rare = {form for forms in NEOPRONOUNS.values() for form in forms}
    for word, times in text.counts.items():
        if len(word) < 9 and word.lower() in rare:
            counts[word.lower()] += times
    used = []
    for subject, forms in NEOPRONOUNS.items():
        present = [form for form in forms if counts[form]]
        if len(present) >= 2 and subject in present and sum(counts[f] for f in present) >= 3:
            used.append(subject)
    return tuple(used)


def head_noun(word: str) -> str:
    """A noun in lower case; of a compound that is no word of its own, its last part."""
    low = word.lower()
    if "-" in low and low not in PERSON_NOUNS:
        last = low.rpartition("-")[2]
        return last if last in PERSON_NOUNS or last in PERSON_PLURALS else low
    return low


def speaking_nouns(text: Text) -> frozenset[str]:
    """Nouns that this text has speak: '"No," said the caterpillar.' Whoever speaks is a person."""
    words = text.words
    counts: Counter[str] = Counter()
    for quotation in text.quotations:
        t = text.token_at(quotation.end - 1) + 1
        if t + 2 >= len(words) or text.tokens[t][0] < quotation.end:
            continue
        if words[t] == ",":
            t += 1
        if words[t] in SAYING and words[t + 1] in _SINGULAR:
            j = t + 2
            while j < min(t + 7, len(words)) and _describes(words[j]):
                j += 1
            if j > t + 2:
                counts[words[j - 1]] += 1
        elif words[t] in _SINGULAR:
            j = t + 1
            while j < min(t + 6, len(words)) and words[j] not in SAYING and _describes(words[j]):
                j += 1
            if t + 1 < j < len(words) and words[j] in SAYING:
                counts[words[j - 1]] += 1
    return frozenset(w.lower() for w in counts if len(w) > 2 and not w.endswith(("ly", "ing")))


_SINGULAR = word_set("the a an his her my")


def _describes(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in _STOP and not word.endswith("ly")


def find_nominals(text: Text, taken: bytearray) -> list[Nominal]:
    """Every nominal for a person, in order of its head; ``taken`` marks the tokens of names."""
    words = text.words
    found: list[Nominal] = []
    speaking = speaking_nouns(text)
    heads = {word: head_noun(word) for word in text.counts}
    heads = {
        word: low
        for word, low in heads.items()
        if low in PERSON_NOUNS or low in PERSON_PLURALS or low in speaking
    }
    for i in text.all(heads):
        if taken[i]:
            continue
        word = words[i]
        low = heads[word]
        if low not in PERSON_NOUNS and low not in PERSON_PLURALS:
            if word.endswith("s") and words[max(0, i - 1)] != "the":
                continue
            if i + 1 < len(words) and words[i + 1].lower() not in _AFTER_SPEAKERS:
                continue
        elif i + 1 < len(words):
            after = words[i + 1].lower()
            # "the old man Santiago" is a name's business; "the child bride": the last noun is head.
            if after in PERSON_NOUNS and after not in (
                "love",
                "dear",
                "darling",
                "page",
                "private",
            ):
                continue
            if low in _RARELY_PERSONS and after not in _FOLLOWERS:
                continue
        first = _left_edge(words, taken, i)
        if first is None:
            if low in _VOCATIVES and _is_vocative(words, i):
                start = i
                while start and words[start - 1].lower() in (
                    "my",
                    "dear",
                    "old",
                    "little",
                    "sweet",
                ):
                    start -= 1
                found.append(Nominal(start, i, i))
            continue
        opener = words[first].lower()
        if opener in NOBODY or (opener in ("a", "an") and _compared(words, first)):
            continue
        found.append(Nominal(first, i, i))
    return found


def _compared(words: tuple[str, ...], first: int) -> bool:
    """ "like a child", "as big as a house": nobody in the story."""
    before = words[first - 1].lower() if first else ""
    return before in ("like", "than", "such", "as")


_VOCATIVES = word_set(
    "sir madam ma'am man boy boys lady ladies gentleman gentlemen darling dear love sweetheart "
    "honey child captain doctor professor mate son lad lass dude kid kiddo girl girls friend "
    "friends brother sister officer mum mom mummy mommy dad daddy papa mamma mama father mother "
    "uncle auntie aunt grandma grandpa granny cousin milord boss coach sergeant detective "
    "inspector fool idiot"
)
# Nouns that as often mean a thing or an act.
_RARELY_PERSONS = word_set(
    "page private general major love guide cook guard principal native adult minor secretary "
    "patient miller smith butcher porter coach relative creature judge dear baby page"
)


def _left_edge(words: tuple[str, ...], taken: bytearray, head: int) -> int | None:
    """Where the phrase around a person noun begins: at its determiner or possessive."""
    j = head - 1
    bound = max(-1, head - 6)
    while j > bound:
        word = words[j]
        low = word.lower()
        if low in ("'s", "’s", "'", "’"):
            # "Emma's sister", "the old man's wife": the possessor belongs to the phrase.
            return _possessor(words, taken, j)
        if low in DETERMINERS or low in POSSESSIVES:
            while (
                j
                and words[j - 1].lower()
                in (
                    "the",
                    "all",
                    "both",
                    "these",
                    "those",
                    "his",
                    "her",
                    "my",
                    "your",
                    "their",
                    "our",
                )
                and low in _NUMERAL
            ):
                j -= 1
                low = words[j].lower()
            return j
        if word in _MARKS:
            if word == "," and j > bound + 1 and words[j - 1].lower() not in _STOP and j < head - 1:
                j -= 1
                continue
            return None
        if low in _STOP or not word[0].isalpha():
            return None
        j -= 1
    return None


_NUMERAL = word_set("two three four five six seven eight nine ten other few many several")


def _possessor(words: tuple[str, ...], taken: bytearray, mark: int) -> int | None:
    j = mark - 1
    if j < 0:
        return None
    if taken[j]:
        while j and taken[j - 1] and taken[j] != 2:
            j -= 1
        return j
    low = words[j].lower()
    if low in PERSON_NOUNS or low in PERSON_PLURALS:
        for k in range(j - 1, max(-1, j - 5), -1):
            if words[k].lower() in DETERMINERS or words[k].lower() in POSSESSIVES:
                return k
            if words[k] in _MARKS or words[k].lower() in _STOP:
                return None
    return None


def _is_vocative(words: tuple[str, ...], i: int) -> bool:
    """Set off by marks on both sides: ", sir," and "Boys!"."""
    before = i - 1
    while before >= 0 and words[before].lower() in ("my", "dear", "old", "little", "sweet"):
        before -= 1
    after = words[i + 1] if i + 1 < len(words) else "."
    return (before < 0 or words[before] in _MARKS) and after in _MARKS
