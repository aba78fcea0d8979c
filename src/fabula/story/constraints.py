"""What grammar says of who can and who cannot be the same one.

Facts of sentences alone, before anybody is known: an apposition and a predicate noun are the one
whom they tell of ("Mara Voss, his oldest friend"; "she was a surgeon"); the subject and the object
of one verb are two, save with "herself" (binding; Chomsky 1981); whoever is named within a phrase
is not the one whom it means ("her mother"); two joined by "and" are two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.reading.lexicon import NOBODY, PERSON_NOUNS, PERSON_PLURALS, POSSESSIVES, REFLEXIVES
from fabula.reading.reading import MentionSpan, Syntax
from fabula.story.draft import Draft
from fabula.story.ties import ties
from fabula.text.text import Text
from fabula.text.words import word_set

OBJECT = 0.1
"""What is left of the chance that an object is its verb's subject."""
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_OBJECTS = frozenset({"obj", "iobj"})
_MAYBE = word_set("would could should might may must if were will 'd ’d 'll ’ll like")
_DEAR = word_set("my dear old poor you")
_ENDS = frozenset(",.;:!?—–)…\"'”’")
_SPEECH = frozenset("\"'“”‘’«»—–")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is known of each mention from its sentence.

    Attributes:
        same: mention -> the mention that it is in apposition to, or says something of; of the two
            the one that is no name is the key.
        apart: mention -> mentions that it cannot be the same as, with what is left of the chance.
        subjects: mentions that are subjects of a clause; ``under`` those of a clause in another.
        joined: mention -> the mentions joined to it by "and", itself the last of them.
        owner: mention -> the mention of its owner: "his" in "his mother".
        called: names and nouns in speech that are called out: "Petra", "my dear", "Captain".
    """

    same: dict[int, int] = field(default_factory=dict)
    apart: dict[int, dict[int, float]] = field(default_factory=dict)
    subjects: frozenset[int] = frozenset()
    under: frozenset[int] = frozenset()
    joined: dict[int, tuple[int, ...]] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    called: frozenset[int] = frozenset()


def grammar(draft: Draft) -> Grammar:
    """The facts of a draft's sentences; of those without syntax only what commas show."""
    assert draft.quoted is not None
    spans, text, syntax = draft.reading.mentions, draft.text, draft.reading.syntax
    apart: dict[int, dict[int, float]] = defaultdict(dict)
    owner = _nested(spans, text, apart)
    by_head: dict[int, int] = {}
    for i, span in enumerate(spans):
        if span.type == "PER" and (span.head not in by_head or span.form != "pronoun"):
            by_head.setdefault(span.head, i)
    subjects, under = _arguments(spans, text, syntax, by_head, apart, draft.quoted)
    joined = _joined(spans, text, syntax, by_head, apart)
    same = _apposed(draft, by_head, joined, apart)
    same.update(_within(spans, text))
    same.update(_predicates(spans, text, syntax, by_head, subjects))
    same = {
        i: j for i, j in same.items() if j not in apart.get(i, {}) and i not in apart.get(j, {})
    }
    for i, j in same.items():
        if i in owner:  # nobody is their own friend
            apart[owner[i]][j] = apart[j][owner[i]] = 0.0
    called = frozenset(i for i in range(len(spans)) if _is_called(draft, i, same))
    return Grammar(same, dict(apart), subjects, under, joined, owner, called)


def _nested(
    spans: Sequence[MentionSpan], text: Text, apart: dict[int, dict[int, float]]
) -> dict[int, int]:
    """Whoever is named within a phrase is not whom it means; and whose the phrase's people are."""
    owner: dict[int, int] = {}
    around: list[int] = []
    for i, span in enumerate(spans):
        while around and spans[around[-1]].end <= span.start:
            around.pop()
        low = text.words[span.head].lower()
        for j in around[-4:]:
            head = text.words[spans[j].head].lower()
            one = low in YOU or head in HONOURS or head in _COUNTED
            # Within a clause that tells of them they may be meant: "a man who lost his hat".
            before = span.head < spans[j].head or text.words[span.head - 1].lower() == "of"
            if spans[j].head != span.head and before and not one:
                apart[i][j] = apart[j][i] = 0.0
        if around and spans[around[-1]].start == span.start:
            j = around[-1]
            after = text.token_at(max(span.start, span.end - 1)) + 1
            possessive = (
                text.words[span.head].lower() in POSSESSIVES
                if span.form == "pronoun"
                else after < len(text.words) and text.words[after] in ("'s", "’s", "'", "’")
            )
            if possessive and span.head < spans[j].head:
                owner[j] = i
        around.append(i)
    return owner


def _arguments(
    spans: Sequence[MentionSpan],
    text: Text,
    syntax: Sequence[Syntax],
    by_head: dict[int, int],
    apart: dict[int, dict[int, float]],
    quoted: Sequence[int],
) -> tuple[frozenset[int], frozenset[int]]:
    """The subjects; the objects of a verb are kept apart from its subject."""
    subject_of: dict[int, int] = {}
    objects: dict[int, list[int]] = defaultdict(list)
    under: set[int] = set()
    if not syntax:
        return frozenset(), frozenset()
    for head, i in by_head.items():
        relation, verb = syntax[head].relation, syntax[head].head
        if verb < 0:
            continue
        if relation in _SUBJECTS:
            subject_of.setdefault(verb, i)
            if syntax[verb].relation in ("advcl", "acl", "acl:relcl", "ccomp", "csubj"):
                under.add(i)
        elif relation in _OBJECTS:
            word = text.words[head].lower()
            # Of "I" and "you" who is speaking says more.
            if word not in REFLEXIVES and word not in _TALKERS:
                objects[verb].append(i)
    for verb, found in objects.items():
        who = subject_of.get(verb)
        if who is None or spans[who].form != "name":
            continue
        for i in found:
            if i != who and spans[i].form == "pronoun" and quoted[who] == quoted[i]:
                apart[i][who] = apart[who][i] = min(OBJECT, apart[i].get(who, 1.0))
    return frozenset(subject_of.values()), frozenset(under)


def _joined(
    spans: Sequence[MentionSpan],
    text: Text,
    syntax: Sequence[Syntax],
    by_head: dict[int, int],
    apart: dict[int, dict[int, float]],
) -> dict[int, tuple[int, ...]]:
    """Those joined by "and", by the last of them: "Bea and Colm", "she and her mother"."""
    joined: dict[int, tuple[int, ...]] = {}
    lists: dict[int, list[int]] = {}
    edge = -1
    for i in sorted(by_head.values(), key=lambda i: (spans[i].start, -spans[i].end)):
        first = text.token_at(spans[i].start)
        if first == edge:
            continue  # "her" in "Isabella and her husband"
        edge = first
        before = text.words[first - 1].lower() if first else ""
        other: int | None = None
        head = spans[i].head
        if syntax and syntax[head].relation == "conj" and before in ("and", ",", "or", "nor", "&"):
            other = by_head.get(syntax[head].head)
        if other is None and before == "and" and first >= 2:
            other = _ending(spans, text, by_head, first - 2, i)
            if (
                other is not None
                and syntax
                and _verbal(syntax, head)
                and _verbal_subject(syntax, spans[other].head, head)
            ):
                other = None
        if other is None or other == i:
            continue
        members = lists.setdefault(other, [other])
        for j in members:
            apart[i][j] = apart[j][i] = 0.0
        members.append(i)
        lists[i] = members
        if before in ("and", "&"):
            joined[i] = tuple(members)
    return joined


def _verbal(syntax: Sequence[Syntax], head: int) -> bool:
    return syntax[head].relation in _SUBJECTS


def _verbal_subject(syntax: Sequence[Syntax], one: int, other: int) -> bool:
    """Whether two nouns are arguments of two verbs: "Bea saw Colm, and Ruth ran"."""
    return syntax[one].head != syntax[other].head and syntax[other].head != one


def _ending(
    spans: Sequence[MentionSpan], text: Text, by_head: dict[int, int], token: int, before: int
) -> int | None:
    """The outermost person whose words end with a token, of the mentions before one."""
    found: int | None = None
    for j in range(before - 1, max(-1, before - 6), -1):
        span = spans[j]
        ends = text.token_at(max(span.start, span.end - 1)) == token
        if ends and span.type == "PER" and by_head.get(span.head) == j:
            found = j
    return found


def _apposed(
    draft: Draft,
    by_head: dict[int, int],
    joined: dict[int, tuple[int, ...]],
    apart: dict[int, dict[int, float]],
) -> dict[int, int]:
    """Nouns in apposition: "Chloe, his best friend," and "his best friend, Chloe"."""
    spans, text, syntax = draft.reading.mentions, draft.text, draft.reading.syntax
    words = text.words
    same: dict[int, int] = {}
    for i in sorted(by_head.values(), key=lambda i: (spans[i].start, -spans[i].end)):
        span = spans[i]
        if span.form == "pronoun" or i in joined:
            continue
        first = text.token_at(span.start)
        head = span.head
        other: int | None = None
        if syntax and syntax[head].relation in ("appos", "nmod:desc"):
            other = by_head.get(syntax[head].head)
        if other is None and first >= 2 and words[first - 1] == ",":
            last = text.token_at(max(span.start, span.end - 1))
            after = words[last + 1].lower() if last + 1 < len(words) else "."
            listed = syntax and syntax[head].relation in ("conj", "vocative", *_SUBJECTS)
            if (after[:1] in _ENDS or after in ("who", "--", "whom", "whose")) and not listed:
                other = _ending(spans, text, by_head, first - 2, i)
                if other is not None and syntax and syntax[spans[other].head].head == head:
                    other = None  # the one before is said of this one otherwise
        if other is None and span.form == "name":
            other = _named_so(spans, text, by_head, first)
        if other is None or other == i or not _may_be_one(spans, text, i, other):
            continue
        if draft.quoted[i] != draft.quoted[other]:  # type: ignore[index]
            continue
        # The name tells who the other is, whichever comes first.
        if spans[i].form == "name":
            if spans[other].form == "nominal" and other not in same:
                same[other] = i
        else:
            same[i] = other
    return same


def _within(spans: Sequence[MentionSpan], text: Text) -> dict[int, int]:
    """A name and the phrase for somebody's kin or friend that ends in it: "his sergeant Miles"."""
    names = {(m.end, m.type): i for i, m in enumerate(spans) if m.form == "name"}
    same: dict[int, int] = {}
    for i, m in enumerate(spans):
        j = names.get((m.end, m.type))
        if m.form != "nominal" or j is None or j == i or m.start >= spans[j].start:
            continue
        noun = text.token_at(spans[j].start) - 1
        if spans[j].type == "PER" and begins_with_tie(text, m.start, noun):
            same[i] = j
    return same


def _named_so(
    spans: Sequence[MentionSpan], text: Text, by_head: dict[int, int], first: int
) -> int | None:
    """The noun of kin or friendship right before a name, where a writer sets no comma: "said his
    aunt Bich"."""
    other = by_head.get(first - 1)
    if other is None or spans[other].end > text.tokens[first][0]:
        return None
    return other if begins_with_tie(text, spans[other].start, first - 1) else None


def begins_with_tie(text: Text, start: int, noun: int) -> bool:
    """Whether a phrase from an offset on is somebody's kin or friend, by its noun's token: "his
    aunt"."""
    return text.lower[noun] in ties() and text.lower[text.token_at(start)] in POSSESSIVES


def _may_be_one(spans: Sequence[MentionSpan], text: Text, i: int, j: int) -> bool:
    """Whether two phrases agree in number and gender, as far as their nouns show."""
    heads = [text.words[spans[k].head].lower() for k in (i, j)]
    plural = [h in PERSON_PLURALS or h in ("they", "them", "we", "us") for h in heads]
    genders = {_GENDERS.get(h) or PERSON_NOUNS.get(h) for h in heads} & {"m", "f"}
    if spans[i].form == "name" and spans[j].form == "name":
        return False
    first = text.words[text.token_at(spans[i].start)].lower()
    return plural[0] == plural[1] and len(genders) < 2 and first not in NOBODY


_GENDERS = {
    **dict.fromkeys(("he", "him", "his"), "m"),
    **dict.fromkeys(("she", "her", "hers"), "f"),
}


def _predicates(
    spans: Sequence[MentionSpan],
    text: Text,
    syntax: Sequence[Syntax],
    by_head: dict[int, int],
    subjects: frozenset[int],
) -> dict[int, int]:
    """Nouns that say what somebody is: "she was a surgeon", not "she would be a surgeon"."""
    same: dict[int, int] = {}
    if not syntax:
        return same
    subject_of: dict[int, int] = {}
    for i in subjects:
        subject_of.setdefault(syntax[spans[i].head].head, i)
    for head, i in by_head.items():
        who = subject_of.get(head)
        if spans[i].form != "nominal" or who is None or spans[who].start >= spans[i].start:
            continue
        between = text.words[spans[who].head + 1 : head]
        low = [w.lower() for w in between]
        copula = any(
            syntax[t].relation == "cop" and syntax[t].head == head
            for t in range(spans[who].head + 1, head)
        )
        if not copula or any(w in _MAYBE for w in low) or len(low) > 16:
            continue
        before = text.words[max(0, spans[who].head - 2) : spans[who].head]
        if any(w.lower() in ("if", "though", "wish") for w in before):
            continue
        if _may_be_one(spans, text, i, who):
            same[i] = who
    return same


def _is_called(draft: Draft, i: int, same: dict[int, int]) -> bool:
    """Whether a name or noun in speech is set off as an address: "Go home, my dear." """
    span, text = draft.reading.mentions[i], draft.text
    if draft.quoted[i] < 0 or span.form == "pronoun" or span.type != "PER":  # type: ignore[index]
        return False
    if i in same:
        return False
    words, syntax = text.words, draft.reading.syntax
    first = text.token_at(span.start)
    last = text.token_at(max(span.start, span.end - 1))
    before = words[first - 1] if first else ","
    after = words[last + 1] if last + 1 < len(words) else "."
    opener = words[first].lower()
    if opener in ("your", "thy") and words[span.head].lower() in HONOURS:
        return True
    if span.form == "nominal" and opener not in _DEAR and first != last:
        return False
    if syntax and syntax[span.head].relation == "vocative" and not after[:1].isalnum():
        return True
    apart_before = before[:1] in _SPEECH or before[:1] in _ENDS or before.lower() in _CALLS
    return apart_before and not after[:1].isalnum() and after not in ("'s", "’s")


HONOURS = word_set("lordship ladyship majesty highness honour honor grace excellency worship")
YOU = word_set("you ye thou")
_COUNTED = word_set("all both each two three four five six seven eight nine ten none some")
_TALKERS = word_set("i me my mine myself you your yours we us our ye thou thee thy")
_CALLS = word_set("oh o yes no well ah come sorry thanks please and")


__all__ = ["OBJECT", "Grammar", "begins_with_tie", "grammar"]
