"""Words that say who knows, thinks, hopes or means what, as the tables of attitudes know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from fabula.story.clauses import Clauses
from fabula.story.function_words import (
    AUXILIARIES,
    DASHES,
    POSSESSIVES,
    REFLEXIVES,
    STOPS,
    SUBJECTS,
)
from fabula.story.patterns import Found, Patterns
from fabula.story.story import Attitude
from fabula.story.tables import forms, rows

Needs = Literal["any", "clause", "to", "that", "finite"]

_CLAUSAL = frozenset(
    "that if whether what who whom whose which where when why how there it this everything "
    "nothing nobody "
    "everybody everyone somebody something he she they i we you his her their my your our the ze "
    "him them me us not so".split()
)
_QUESTIONS = frozenset("if whether what who whom whose which where when why how".split())
_TAGS = frozenset(
    "think thinks thought hope suppose supposes supposed believe believes believed guess guessed "
    "knew know "
    "knows saw sees realized realised noticed understood understands remembered reflected decided "
    "imagine imagined wondered wonders hoped hopes feared".split()
)
_RAISING = (
    forms("seem") | forms("appear") | forms("come") | forms("begin") | forms("start")
    | forms("have") | forms("continue") | forms("learn") | forms("happen")
    | {"used", "going", "ought"}
)  # fmt: skip
_BEFORE_NOUNS = frozenset(
    "the a an of no his her their my your some any with in this that little".split()
)
_NOUNS = frozenset(
    "hope hopes fear fears doubt doubts wish wishes wonder dread guess plan resolve fancy suspect "
    "want wants thought thoughts judge meaning feeling desire finding think understanding "
    "recall".split()
)
# After a comma these go on with the sentence, and what they lead to is no tag of what was before.
_LINKING = frozenset("and than whose".split())
_BREAKING = frozenset("and or but yet with as so for".split())
_THOUGHT = forms("think") | forms("reflect") | forms("muse")


_PASSIVES = frozenset(
    "meant wanted expected known supposed believed remembered forgotten noticed seen heard hoped "
    "thought felt found understood imagined wished feared".split()
)
_ASKING = frozenset("do does did n't".split())
# What is thought, wanted or feared takes more than a word to say; one knows "it".
_OF_CLAUSES = frozenset(("believes", "doubts", "fears", "wants"))
# Who is nobody in particular holds nothing.
_ANYBODY = frozenset("any anyone anybody every everyone everybody whoever".split())


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's attitude to something.

    Attributes:
        first, last: half-open range of tokens, which say who and what.
        who: person ids.
        content: half-open range of tokens, what is known or thought.
        score: 0..1.
    """

    first: int
    last: int
    who: tuple[int, ...]
    attitude: Attitude
    content: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    attitude: Attitude
    negated: Attitude | None
    needs: Needs


@cache
def _attitudes() -> Patterns[_Entry]:
    return Patterns([
        (pattern, _Entry(
            cast(Attitude, attitude), None if negated == "-" else cast(Attitude, negated),
            cast(Needs, needs),
        ))
        for attitude, negated, needs, pattern in rows("attitudes.tsv")
    ])  # fmt: skip


def held(c: Clauses) -> list[Held]:
    """The attitudes that words of the tables tell of, by first word."""
    return sorted(_all(c), key=lambda x: (x.first, x.last))


def _all(c: Clauses) -> Iterator[Held]:
    past = 0  # a token covered by a longer pattern is not read again
    for i, some in _attitudes().everywhere(c):
        if i < past:
            continue
        best: Found[_Entry] | None = None
        for found in some:
            longer = best is None or found.last - found.first > best.last - best.first
            if longer and _meets(c, found):
                best = found
        if best is None:
            continue
        past = best.last
        yield from _judged(c, best)


def _meets(c: Clauses, found: Found[_Entry]) -> bool:
    """Whether what follows is what the word needs to be an attitude."""
    needs, after, last = found.entry.needs, c.word(found.last), c.word(found.last - 1)
    if needs == "to":
        return after == "to" or last == "to"
    if needs == "that":
        return after in ("that", "sure", "certain") or last in ("that", "sure", "certain")
    tagged = last in _TAGS and _parenthetical(c, found.first, found.last) is not None
    if needs == "finite":
        return (
            tagged
            or after in _QUESTIONS
            or after == "that"
            or (after in SUBJECTS and c.voice[found.last] == c.voice[found.first])
        )
    if needs == "clause":
        said = after in (",", ":") and found.entry.attitude == "believes"
        return (
            tagged
            or after in _CLAUSAL
            or last in _CLAUSAL
            or c.starting(found.last) is not None
            or (said and c.voice[found.last] == c.voice[found.first])
        )
    return True


def _judged(c: Clauses, found: Found[_Entry]) -> Iterator[Held]:
    entry, verb = found.entry, found.verb
    if _nominal(c, verb):
        return
    holder = found.other if c.words[found.first] == "it" else c.subject(verb)
    if c.word(verb - 1) == "," and _tag_name(c, verb) is not None:
        holder = _tag_name(c, verb)
    if holder is None and c.words[found.first] != "it":
        holder = _asked_subject(c, verb)
    who = c.who(holder)
    if not who or len(who) > 3 or (holder is not None and c.words[c.ranges[holder][0]] in _ANYBODY):
        return
    negated = (
        c.denied(found.first)
        if c.words[found.first] not in ("not", "n't", "never", "no")
        else False
    )
    if not negated and found.verb != found.first:
        negated = c.denied(found.verb) and c.words[found.first] not in (
            "not",
            "n't",
            "never",
            "no",
            "could",
            "had",
        )
    attitude = entry.attitude
    inside = c.words[found.first + 1 : found.last]
    if "not" in inside or "n't" in inside:
        negated = c.words[found.first] not in ("have", "has", "had")
    if attitude == "knows" and "nothing" in (c.words[found.last - 1], c.word(found.last)):
        negated = True
    if c.word(found.last) == "not" and not c.word(found.last + 1).isalpha():
        negated = True  # "I knew not."
    if negated and not (c.asked(verb) and c.words[verb - 1] == "n't" and c.voice[verb] >= 0):
        if entry.negated is None:
            return
        attitude = entry.negated
    if _filler(c, found) or _passing(c, found) or _asks(c, holder):
        return
    if c.unreal(verb) and attitude in ("realizes", "decides", "remembers", "knows"):
        return
    begin, end = _extent(c, holder, found)
    content = _content(c, found, begin, end)
    if content is None or (attitude in _OF_CLAUSES and content[1] - content[0] < 2):
        return
    first = min(begin, content[0])
    last = max(end, content[1])
    score = 0.7 if entry.needs == "any" else 0.65
    if c.unreal(verb):
        score -= 0.15
    yield Held(first, last, who, attitude, content, score)


def _nominal(c: Clauses, verb: int) -> bool:
    """Whether an attitude's word is a noun here: ``no doubt``, ``the thought of it``."""
    before = c.word(verb - 1)
    owned = before in ("'s", "'") or (before in POSSESSIVES and before != "her")
    return (before in _BEFORE_NOUNS or owned) and c.words[verb] in _NOUNS


def _tag_name(c: Clauses, verb: int) -> int | None:
    """``..., thought Anna.``: the name behind the verb of a tag."""
    m = c.starting(verb + 1)
    if m is None or not c.text.words[verb + 1][:1].isupper() or c.words[verb + 1] == "i":
        return None
    return m if c.word(c.ranges[m][1]) in STOPS | {","} else None


def _asked_subject(c: Clauses, verb: int) -> int | None:
    """``Do you know ...?``: the subject between the auxiliary and the verb."""
    m = (c.closing.get(verb - 1) or (None,))[0]
    if m is not None and c.word(c.ranges[m][0] - 1) in AUXILIARIES:
        return m
    return None


def _asks(c: Clauses, holder: int | None) -> bool:
    """Whether somebody is asked: ``Do you know ...?`` does not say that they do."""
    if holder is None:
        return False
    first = c.ranges[holder][0]
    return c.voice[first] >= 0 and c.words[first] == "you" and c.word(first - 1) in _ASKING


def _filler(c: Clauses, found: Found[_Entry]) -> bool:
    """``You know`` and ``I mean`` between commas, which say nothing of knowing."""
    k = found.verb
    if f"{c.word(k - 1)} {c.words[k]}" not in ("you know", "you see", "i mean"):
        return False
    return not c.word(k - 2)[:1].isalpha() and (
        c.word(k + 1) in STOPS | DASHES | {",", ")", '"', "”"}
    )


def _passing(c: Clauses, found: Found[_Entry]) -> bool:
    """What looks like an attitude and is none: a purpose, a condition, being acquainted."""
    verb, first = found.verb, found.first
    before, word = c.word(verb - 1), c.words[verb]
    if before == "to" and c.word(verb - 2) not in _RAISING:
        return True  # "he came in to find out", "want to know"
    if word.endswith("ing") and before in _TAGS | {"remember", "stop", "stopped", "of", "without"}:
        return True  # "I remember thinking"
    if c.word(verb - 2) in ("let", "lets", "make", "made") and before in ("me", "him", "her", "us"):
        return True
    if word in _PASSIVES and _passive(c, verb):
        return True  # "I meant to", but not "they were meant", "wherever she was wanted"
    if found.entry.attitude == "wants" and c.word(found.last).endswith("ing"):
        return True  # "his face wanted washing"
    if c.word(found.last) in REFLEXIVES and c.word(found.last + 1) in STOPS | {",", "and"}:
        return True  # "she recollected herself"
    if word in forms("think") and c.word(found.last) == "it" and c.word(found.last + 1) == "over":
        return True
    if (
        "afraid" in c.words[found.first : found.last]
        and c.voice[verb] >= 0
        and (before == "i" and word in ("am", "'m"))
    ):
        return True  # "I'm afraid I must go" is manners
    if word.endswith("ed") and c.reading.syntax and c.reading.syntax[verb].upos == "ADJ":
        return True  # "many decided advantages"
    if word == "forget" and "must" in c.words[max(0, verb - 3) : verb]:
        return True
    if word == "see" and before == "you" and c.voice[verb] >= 0 and not c.asked(verb):
        return True  # "you see he is late": no more than a way of telling it
    if before == "you" and word == "know" and c.word(verb - 2) == "do" and c.word(verb + 1) == ",":
        return True
    if word in ("feared", "known", "supposed", "believed", "persuaded") and (
        before in ("be", "of", "is", "was", "were", "been", "widely", "well", "generally")
    ):
        return True  # "it was to be feared", "of known things", "as is well known"
    if before in ("lord", "god", "goodness", "heaven", "heavens", "who") and word in (
        "knows",
        "know",
    ):
        return True  # nobody in the story knows
    if word in forms("know") and c.word(found.last) == "best":
        return True
    if c.word(verb - 2) == "as" and before in ("you", "we") and word == "know":
        return True  # "as you know"
    det = c.word(found.last) == "that" or c.words[found.last - 1] == "that"
    if det and found.entry.attitude == "realizes" and c.reading.syntax:
        that = found.last if c.word(found.last) == "that" else found.last - 1
        if c.reading.syntax[that].relation == "det":
            return True  # "you saw that man", "I heard that cry"
    if word == "see" and before in ("must", "shall", "'ll", "will", "would", "could", "can", "ca"):
        return True  # to look at, or to find out
    if before in ("just", "only") and word == "think":
        return True
    if word in forms("see") and c.word(found.last) in ("if", "whether"):
        return True
    subject = verb - 1
    while subject > first - 6 and c.word(subject) in AUXILIARIES:
        subject -= 1
    if c.word(subject - 1) == "if" and found.entry.attitude in ("wants", "knows", "believes"):
        return True
    if word in forms("know") and found.last == verb + 1:
        m = c.starting(verb + 1)
        if m is not None and c.words[c.ranges[m][0]] not in SUBJECTS:
            return not c.verbish(c.word(c.ranges[m][1]))  # to know somebody
    return False


def _passive(c: Clauses, verb: int) -> bool:
    """Whether a form of "be" makes a participle at a token passive."""
    k = verb - 1
    while k > verb - 4 and (c.word(k).endswith("ly") or c.word(k) in ("at", "all", "not", "n't")):
        k -= 1
    return c.word(k) in forms("be") - {"being"} and c.word(k) != "'s"


def _extent(c: Clauses, holder: int | None, found: Found[_Entry]) -> tuple[int, int]:
    begin = found.first
    if holder is not None:
        a, _ = c.ranges[holder]
        first, _ = c.sentence(found.first)
        if (
            first <= a < found.first
            and c.voice[a] == c.voice[found.first]
            and found.first - a <= 12
        ):
            begin = a
    return begin, found.last


def _parenthetical(c: Clauses, first: int, last: int) -> tuple[int, int] | None:
    """Of ``She was not fooled, Daiva thought`` the clause before the tag."""
    a, b = c.stretch(first)
    after = c.word(last)
    if (
        last < b
        and after not in (",", ".", ";", "!", "?", "—", "now", "then", ":")
        and after not in ("”", '"')
    ):
        return None
    k = first - 1
    while k > a and k > first - 6 and c.words[k] != ",":
        k -= 1
    if c.word(k) != "," or k <= a or c.word(k + 1) in _LINKING:
        return None
    begin = k - 1
    while begin > a and c.words[begin - 1] not in STOPS and c.words[begin - 1] not in DASHES:
        begin -= 1
    return (begin, k) if k - begin >= 1 else None


def _content(c: Clauses, found: Found[_Entry], begin: int, end: int) -> tuple[int, int] | None:
    last = c.words[found.last - 1]
    verb_last = found.last
    if last in _TAGS or c.words[found.verb] in _TAGS:
        tagged = _parenthetical(c, found.first, verb_last)
        if tagged is not None:
            if c.words[found.verb] in _THOUGHT and _present(c, *tagged):
                return None  # a direct thought: thoughts.py has it
            return tagged
    start = verb_last
    if last in _QUESTIONS or last in ("that", "it", "so"):
        start = verb_last - 1
    stop = (
        c.clause_end(start)
        if start < len(c.words) and c.voice[start] == c.voice[found.first]
        else start
    )
    if start < stop and c.words[start] == "," and c.word(start + 1) in _BREAKING:
        return (begin, end) if _alone(c, begin) else None
    while start < stop and (
        c.words[start] in ("that", ",", ":", "of", "about") and stop - start > 1
    ):
        start += 1
    if (
        start >= len(c.words)
        or c.voice[start] != c.voice[found.first]
        or c.words[start] in STOPS
        or start >= stop
    ):
        # "I know.": what is known was said before; but "anyone else he knew" knows nothing.
        return (begin, end) if _alone(c, begin) else None
    if all(not c.words[k].isalpha() for k in range(start, stop)):
        return begin, end
    return start, stop


def _alone(c: Clauses, begin: int) -> bool:
    """Whether a clause begins at a token, so that what ends with its verb is whole."""
    return c.opens(begin) or c.asked(begin)


def _present(c: Clauses, first: int, last: int) -> bool:
    """Whether a tagged clause reads like a direct thought: not past, or somebody's own I."""
    from fabula.story.thoughts import direct

    return direct(c, first, last)


__all__ = ["Held", "held"]
