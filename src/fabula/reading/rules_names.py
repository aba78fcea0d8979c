"""Which capitalised words are names, and of what: learned from the whole text, no tagger needed.

English capitalises names everywhere and other words only where a sentence begins. So every word
type is counted over the whole book: in lower case, capitalised in the midst of a sentence, and
capitalised at its start. A word that is capitalised in midst is a name; with that known, the same
word at the start of a sentence is one too. Persons are told from places by the company they keep:
titles, verbs of saying and possessives against "in", "at" and "to".
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from fabula.reading.lexicon import (
    KIN_NAMES,
    MAYBE_MONTHS,
    NEOPRONOUNS,
    NEVER_NAMES,
    PARTICLES,
    PERSON_NOUNS,
    PLACE_SUFFIXES,
    PLACES,
    SUFFIXES,
    TITLES,
    given_names,
)
from fabula.reading.reading import EntityType
from fabula.reading.rules_nominals import neopronouns
from fabula.text.text import Text
from fabula.text.words import SAYING, word_set

OPENERS = {'"', "“", "‘", "'", "``", "—", "--", "–",
    ":", "...", "…", "(", "[", "*", "_", ". . .", ";",
}  # fmt: skip
# A name that begins a sentence and is also a word ("Will", "Hope") needs a verb after it.
_VERBS_AFTER = word_set(
    "was were had has is did does would could should will can might must may said says 'd 's ’s ’d "
    "'ll ’ll and who never always only just also then now still looked went came got took made "
    "gave knew thought felt saw heard told left stood sat sits stands looks goes comes takes"
    " lay ran rose fell held kept let put set turned"
)
_IN = word_set("in near throughout outside inside within across")
_AT = word_set("at to from towards toward through for via leaving reached visited")
_DATING = word_set("in of last next this early late since until till by from to and mid")
_LOOKS = word_set(
    "look looked looking looks stare stared staring glance glanced glancing gaze gazed gazing "
    "smile smiled smiling laugh laughed laughing shout shouted shouting nod nodded swear swore "
    "angry wink winked peer peered grin grinned frown frowned wave waved pointed aimed point "
    "glared glaring blinked hint hinted"
)
_NOT_MARKS = word_set("Mr Mrs Ms Dr St M")


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name's tokens ``[first, last]``, the head word's token, and what it names."""

    first: int
    last: int
    head: int
    type: EntityType
    score: float


def bare(word: str) -> str:
    """A title or suffix without its stop."""
    return word[:-1] if word.endswith(".") else word


def find_names(text: Text) -> list[NameSpan]:
    """Every name in the text, in order, without overlap; titles are part of the name."""
    words = text.words
    initial = _sentence_starts(text)
    known, doubtful = _name_words(text, initial)
    found: list[tuple[int, int, int, bool]] = []
    capital = frozenset(word for word in text.counts if word[0].isupper())
    past = 0  # the last name's end
    for i in text.all(capital):
        if i >= past:
            name = _name_at(words, initial, known, doubtful, i)
            if name is not None:
                found.append(name)
                past = name[1] + 1
    return _typed(words, found)


def _sentence_starts(text: Text) -> bytearray:
    """1 at each token whose capital may be there only because of its place."""
    flags = bytearray(len(text.words) + 1)
    flags[0] = 1
    before = frozenset(word for word in text.counts if word in OPENERS or word in ".!?")
    for i in text.all(before):
        flags[i + 1] = 1
    flags[len(text.words)] = 0
    starts, at = text.token_starts, 0
    for start in text.sentence_starts:
        at = bisect_left(starts, start, at)
        flags[at] = 1
    return flags


def _name_words(text: Text, initial: bytearray) -> tuple[frozenset[str], frozenset[str]]:
    """The capitalised words that are names; and those of them that are common words as well."""
    words = text.words
    lower = text.counts  # asked for words in lower case only
    midst: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    start: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    # Not what is shouted, headings and initials.
    capital = frozenset(
        word
        for word in text.counts
        if word[0].isupper() and not (len(word) > 1 and word.isupper() and not word.endswith("."))
    )
    for i in text.all(capital):
        word = words[i]
        if initial[i]:
            start[word] += 1
            if i + 1 < len(words) and _is_verbal(words[i + 1]):
                verbs[word] += 1
        else:
            midst[word] += 1
            if (
                word in MAYBE_MONTHS
                and i
                and (
                    words[i - 1].lower() in _DATING
                    or (words[i + 1 : i + 2] and words[i + 1][0].isdigit())
                )
            ):
                dated[word] += 1
    given = given_names()
    # In a text with neopronouns "Xe" begins sentences and is no name.
    pronouns = {form for s in neopronouns(text) for form in NEOPRONOUNS[s]}
    known: set[str] = set()
    doubtful: set[str] = set()
    for word in midst.keys() | start.keys():
        if word in NEVER_NAMES or (bare(word) in TITLES and bare(word) not in KIN_NAMES):
            continue
        if word in KIN_NAMES or len(word) < 2 or word.lower() in pronouns:
            continue
        low = word.lower()
        mid, begun = midst[word], start[word]
        small = lower[low] if low[0].isalpha() and not low[0].isupper() else 0
        is_given = low in given
        if word in MAYBE_MONTHS and mid:
            known.add(word)
        elif mid and (mid > small or (is_given and (mid >= 2 or small < 5))):
            known.add(word)
            if (small > 0 and small * 4 > mid) or small >= 10:
                doubtful.add(word)
        elif (is_given and small == 0) or (
            not mid
            and not small
            and begun >= 2
            and verbs[word] * 2 >= begun
            and not low.endswith(("ing", "ly", "ed", "n't"))
            and low not in PERSON_NOUNS
        ):
            known.add(word)
    for word in MAYBE_MONTHS & known:
        doubtful.add(word)
        if midst[word] < 4 or dated[word] * 2 > midst[word]:
            known.discard(word)
    return frozenset(known), frozenset(doubtful)


def _is_verbal(word: str) -> bool:
    return word in _VERBS_AFTER or word in SAYING or (word.endswith("ed") and word.islower())


def _name_at(
    words: tuple[str, ...],
    initial: bytearray,
    known: frozenset[str],
    doubtful: frozenset[str],
    i: int,
) -> tuple[int, int, int, bool] | None:
    """``(first, last, head, titled)`` of the name that begins at token ``i``."""
    n = len(words)

    def is_name(j: int) -> bool:
        word = words[j]
        if word in known:
            if word in doubtful and initial[j]:
                return (j + 1 < n and _is_verbal(words[j + 1])) or (
                    j + 1 < n and words[j + 1] in known
                )
            return True
        if word in MAYBE_MONTHS:
            return j + 1 < n and (_is_verbal(words[j + 1]) or words[j + 1] in known)
        if len(word) > 2 and word.isupper():
            return word.capitalize() in known and word.capitalize() not in doubtful
        if "-" in word:
            return word.partition("-")[0] in known and word.rpartition("-")[2][:1].isupper()
        return False

    def is_initial(j: int) -> bool:
        word = words[j]
        return len(word) == 2 and word[1] == "." and word[0].isupper()

    first = i
    titled = False
    while i < n and bare(words[i]) in TITLES and words[i][0].isupper():
        # "Old Tom" only where a name follows; "Mr." with any capital after it.
        titled = titled or words[i] not in ("Old", "Young", "Little", "Poor", "Dear")
        i += 1
        if i < n and words[i] == "." and words[i - 1] in _NOT_MARKS:
            i += 1
        if i - first > 4:
            return None
    titles_end = i
    last = -1
    while i < n and i - titles_end < 7:
        word = words[i]
        if not word[0].isupper():
            if (
                word.lower() in PARTICLES
                and (last >= 0 or titled)
                and (j := _after_particles(words, i)) is not None
                and words[j][0].isupper()
                and (titled or is_name(j))
                and not initial[i]
            ):
                i = last = j
                i += 1
                continue
            break
        if is_name(i) or (is_initial(i) and (last >= 0 or _goes_on(words, i, is_name))):
            if last >= 0 and initial[i] and words[i - 1] not in known and not is_initial(i - 1):
                break
            last = i
        elif last >= 0 and bare(word) in SUFFIXES:
            last = i
        elif last >= 0 and word in PLACE_SUFFIXES:
            last = i
            break
        elif (
            (titled and last < 0 and _may_be_name(word) and i == titles_end)
            or (titled and last >= 0 and last == i - 1 and not initial[i] and _may_be_name(word))
            or (
                last >= 0
                and last == i - 1
                and not initial[i]
                and word not in NEVER_NAMES
                and bare(word) not in TITLES
                and len(word) > 2
                and not word.isupper()
            )
        ):
            last = i
        else:
            break
        i += 1
    if last < 0:
        return (first, first, first, False) if _kin_name(words, initial, first) else None
    if not titled and last == titles_end and is_initial(last):
        return None
    head = last
    while head > first and (bare(words[head]) in SUFFIXES):
        head -= 1
    if (
        last + 2 < n
        and words[last + 1] == ","
        and bare(words[last + 2]) in SUFFIXES
        and words[last + 2].endswith(".")
    ):
        last += 2
    return first, last, head, titled


def _after_particles(words: tuple[str, ...], i: int) -> int | None:
    for j in range(i, min(i + 3, len(words))):
        if words[j].lower() not in PARTICLES:
            return j if words[j][0].isalpha() else None
    return None


def _goes_on(words: tuple[str, ...], i: int, is_name: object) -> bool:
    """Whether an initial begins a name: "J. Smith", "C. S. Lewis"."""
    for j in range(i + 1, min(i + 4, len(words))):
        word = words[j]
        if len(word) == 2 and word[1] == "." and word[0].isupper():
            continue
        return callable(is_name) and bool(is_name(j))
    return False


def _may_be_name(word: str) -> bool:
    return (
        word[0].isupper()
        and len(word) > 1
        and word not in NEVER_NAMES
        and bare(word) not in TITLES
        and word.lower() not in PERSON_NOUNS
        and not (word.isupper() and len(word) > 12)
    )


def _kin_name(words: tuple[str, ...], initial: bytearray, i: int) -> bool:
    """ "Mum", "Papa", "Father" used as a name: capitalised, with no word that makes it a noun."""
    if words[i] not in KIN_NAMES:
        return False
    before = words[i - 1].lower() if i else ""
    if before in ("the", "a", "an", "his", "her", "my", "your", "their", "our", "holy", "heavenly"):
        return False
    if not initial[i]:
        return True
    return i + 1 < len(words) and (_is_verbal(words[i + 1]) or words[i + 1] in ",!?.")


def _typed(words: tuple[str, ...], found: list[tuple[int, int, int, bool]]) -> list[NameSpan]:
    """Give each name its type by the company that it and its words keep over the whole book."""
    person: Counter[str] = Counter()
    place: Counter[str] = Counter()
    the: Counter[str] = Counter()
    speaks: Counter[str] = Counter()
    total: Counter[str] = Counter()
    given = given_names()
    n = len(words)
    for first, last, head, titled in found:
        key = words[head]
        total[key] += 1
        before = words[first - 1] if first else ""
        after = words[last + 1] if last + 1 < n else ""
        low = before.lower()
        if titled:
            person[key] += 4
        if words[first].lower() in given and words[first] not in PLACES:
            person[key] += 1
        if after in SAYING or low in SAYING or after in ("'d", "’d", "'ll", "’ll"):
            person[key] += 3
        elif _is_verbal(after) or after in ("'s", "’s"):
            person[key] += 1
        if low in _IN:
            place[key] += 3
        elif low in _AT:
            if low == "at" and first > 1 and words[first - 2].lower() in _LOOKS:
                person[key] += 2
            elif low == "at":
                place[key] += 2
            else:
                place[key] += 0.6  # type: ignore[assignment]
        elif low == "of" and first > 1 and words[first - 2][0].isupper():
            place[key] += 2  # "the Queen of Norhall"
        elif low in ("the", "a", "an"):
            the[key] += 1
            if (first > 1 and words[first - 2] in SAYING) or after in SAYING:
                speaks[key] += 1
        elif low in ("with", "and", "poor", "dear", "little", "old", "young"):
            person[key] += 1
        if low == "," and after in (",", ".", "!", "?"):
            person[key] += 1
        if key in PLACES:
            place[key] += 6
    spans: list[NameSpan] = []
    for first, last, head, titled in found:
        key = words[head]
        kind: EntityType
        if not titled and last > first and words[last] in PLACE_SUFFIXES:
            kind = PLACE_SUFFIXES[words[last]]
            spans.append(NameSpan(first, last, last, kind, 0.8))
            continue
        if not titled and first == last and words[first] in KIN_NAMES:
            spans.append(NameSpan(first, last, head, "PER", 0.8))
            continue
        for_person = person[key] / total[key]
        for_place = place[key] / total[key]
        # Evidence for a person's first name counts for one who bears it: "Emma Woodhouse".
        if first != last and not titled:
            for_person += 0.5 * min(2.0, person[words[first]] / max(1, total[words[first]]))
        before = words[first - 1].lower() if first else ""
        if titled:
            spans.append(NameSpan(first, last, head, "PER", 0.95))
        elif the[key] * 2 > total[key] and for_person < 2:
            # "the Nautilus", "the Reverie", "the Bennets"
            if (
                words[head].endswith("s")
                and before == "the"
                and (person[words[head][:-1]] or person[words[head][:-2]])
            ):
                spans.append(NameSpan(first, last, head, "PER", 0.6))
            elif speaks[key] * 20 >= total[key]:
                start = first - 1 if before == "the" else first
                spans.append(NameSpan(start, last, head, "PER", 0.8))
            elif for_place > for_person:
                spans.append(NameSpan(first, last, head, "LOC", 0.4))
        elif for_place > for_person and for_place >= 0.2:
            kind = "GPE" if key in PLACES or for_place > 1 else "LOC"
            spans.append(NameSpan(first, last, head, kind, min(0.9, 0.4 + for_place / 6)))
        elif for_person >= 0.25 or (first != last and for_person > 0):
            spans.append(NameSpan(first, last, head, "PER", min(0.98, 0.6 + for_person / 6)))
    return spans
