"""What a good reader would say of somebody in a line or two, each with the words that show it.

Nothing is said that the text does not: a saying is a judgement of the story (a relation, a mask, a
feeling toward somebody, something come to know, hoped or feared) in set words, with its line. Of
many the surest and most telling are chosen, and no two of one kind.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fabula.story.cue import lexicon
from fabula.story.emotions import FAMILIES
from fabula.story.fusing import SURE
from fabula.story.story import Attitude, Belief, Character, Emotion, Feeling, Relation, Story
from fabula.story.tables import forms
from fabula.text.text import Span

Kind = Literal["relation", "mask", "feeling", "belief", "talk"]

MOST = 3
"""Sayings of one character."""
PEOPLE = 5
"""Main characters, at most."""
_MAIN = 0.12  # share of the leading character's mentions that a main character has
_MASKED = 0.4  # score below which a mask is not spoken of
_LIKELY = 1.6  # a score of feeling times this says how sure it is beside other sayings
_LEAST = 0.35  # worth below which a saying is not worth it
_LONGEST = 150  # code points of a line that is quoted

_DOES: Mapping[Emotion, str] = {
    "joy": "is happy about", "love": "loves", "trust": "trusts", "hope": "has hopes of",
    "pride": "is proud of", "relief": "is relieved about", "gratitude": "is grateful to",
    "amusement": "is amused by", "surprise": "is surprised at", "sadness": "is sad about",
    "grief": "grieves for", "fear": "is afraid of", "anxiety": "worries about",
    "anger": "is angry with", "annoyance": "is annoyed with", "disgust": "is disgusted with",
    "shame": "is ashamed before", "guilt": "feels guilty toward", "regret": "is sorry about",
    "jealousy": "is jealous of", "loneliness": "is lonely without", "longing": "longs for",
    "disappointment": "is disappointed in", "confusion": "is at a loss about",
}  # fmt: skip
# How much it says of somebody, beside how sure it is.
_TELLING: Mapping[Emotion, float] = {
    "love": 1.0, "longing": 1.0, "jealousy": 1.0, "grief": 1.0, "guilt": 1.0, "gratitude": 0.9,
    "trust": 0.9, "disgust": 0.9, "pride": 0.9, "fear": 0.9, "anger": 0.8, "shame": 0.8,
    "disappointment": 0.8, "loneliness": 0.9, "regret": 0.7, "anxiety": 0.7, "annoyance": 0.6,
}  # fmt: skip
_ATTITUDES: Mapping[Attitude, tuple[str, float]] = {
    "realizes": ("comes to see", 1.0), "fears": ("fears", 0.95), "hopes": ("hopes", 0.9),
    "not-knows": ("does not know", 0.85), "decides": ("decides", 0.8), "doubts": ("doubts", 0.8),
    "wonders": ("wonders", 0.7), "knows": ("knows", 0.6), "believes": ("believes", 0.55),
    "remembers": ("remembers", 0.5), "wants": ("wants", 0.5),
}  # fmt: skip
# Words of hiding and feigning: a line with one lets its reader see that a face is a mask.
_CONCEALING = frozenset(
    forms("hide") | forms("conceal") | forms("pretend") | forms("feign") | forms("disguise")
    | forms("swallow") | forms("suppress") | forms("stifle") | forms("mask")
    | forms("force") | {"lied", "secret", "secretly", "inwardly", "privately"}
)  # fmt: skip
_KEPT = forms("keep") | forms("hold") | forms("put") | forms("turn") | forms("wear") | forms("let")
_FACE = frozenset("face smile voice back head mouth eyes".split())
# Beside the words for feelings, by family.
_SIGNS: Mapping[str, str] = {
    "sadness": "tears tear cry cried crying cries weep wept weeping sob sobbed sobbing",
    "fear": "trembled trembling shook shaking shivered white pale breath afraid",
    "joy": "kiss kissed kisses hugged embraced arms heart",
    "anger": "shouted slammed fists teeth glared",
    "shame": "red blushed flushed scarlet fault",
}
_OPENS = frozenset(
    "that what how why who whom whose which where when if whether he she they i we it you there "
    "the his her their my our your".split()
)
_NOUNY = frozenset("the a an his her their my our your this".split())
_THEIR: Mapping[str | None, str] = {"he": "his", "she": "her", "it": "its"}
_TITLES = frozenset("mr mrs ms miss dr sir lady lord master mistress captain colonel".split())
_CROWD = 12  # people with names
_BESIDE = 25  # code points: a name so near is an apposition or the subject of a copula


@dataclass(frozen=True, slots=True)
class Saying:
    """Something to say of a character.

    ``words`` says it, without the character's name before it (``"is Maud's sister"``); ``line`` is
    the span of the text to quote for it and ``proof`` the words within it that show it; ``worth``
    in 0..1 how sure and telling it is.
    """

    who: int
    kind: Kind
    words: str
    line: Span
    proof: Span
    worth: float


def main_characters(story: Story, most: int = PEOPLE) -> tuple[Character, ...]:
    """Those whom the story is about: on stage, named or telling it, and often spoken of."""
    known = [c for c in story.characters if (c.named or c.narrator) and c.on_stage]
    top = max((c.mentions for c in known), default=0)
    return tuple(c for c in known if c.mentions >= _MAIN * top)[:most]


def sayings(story: Story, who: str | int, most: int = MOST) -> tuple[Saying, ...]:
    """The two or three things to say of a character, the most telling first; maybe none.

    Raises ``UsageError`` for nobody.
    """
    person = story.character(who)
    weights = _weights(story)
    found = [
        *_relations(story, person, weights),
        *_masks(story, person),
        *_feelings(story, person, weights),
        *_beliefs(story, person, weights),
        *_talk(story, person),
    ]
    found.sort(key=lambda s: (-s.worth, s.proof))
    chosen: list[Saying] = []
    for saying in found:
        if saying.worth < _LEAST or len(chosen) == most:
            break
        if all(saying.kind != x.kind and saying.line != x.line for x in chosen):
            chosen.append(saying)
    return tuple(chosen)


def _crowd(story: Story) -> bool:
    """Whether so many have names that a line should name whom it is about."""
    return sum(c.named for c in story.characters) > _CROWD


def _own_names(story: Story, id: int) -> set[str]:
    """The words by which somebody alone is named: no titles, no family's name."""
    others: set[str] = set()
    mine: set[str] = set()
    for c in story.characters:
        if c.named:
            for name in (c.name, *c.aliases):
                words = {w.strip(".,").removesuffix("’s").removesuffix("'s") for w in name.split()}
                if c.id == id:
                    mine |= words
                elif c.mentions > 20 or len(story.characters) <= _CROWD:
                    others |= words
    return {w for w in mine - others if w[:1].isupper() and w.lower() not in _TITLES}


def _line_words(story: Story, line: Span) -> set[str]:
    words = story.text[line[0] : line[1]].replace("’", " ").replace("'", " ").split()
    return {w.strip('.,;:!?—-_*"“”()') for w in words}


def _weights(story: Story) -> dict[int, float]:
    """How much each character matters to the story, in 0..1."""
    top = max((c.mentions for c in story.characters), default=1) or 1
    return {c.id: min(1.0, (c.mentions / top) ** 0.5) for c in story.characters if c.named}


def _name(story: Story, id: int) -> str:
    found = story.characters.by_id(id)
    return found.name if found else "somebody"


def _of(name: str) -> str:
    return f"{name}’" if name.endswith("s") and not name.endswith("ss") else f"{name}’s"


def _sentence(story: Story, span: Span, starts: list[int]) -> Span:
    """The sentence around a span, cut to what can be quoted; the span is whole in it."""
    i = max(0, bisect_right(starts, span[0]) - 1)
    start, end = story.sentences[i] if story.sentences else span
    j = i
    while end < span[1] and j + 1 < len(story.sentences):
        j += 1
        end = story.sentences[j][1]
    if end - start <= _LONGEST:
        return start, max(end, span[1])
    room = max(0, _LONGEST - (span[1] - span[0]))
    low = max(start, span[0] - room // 2)
    high = min(max(end, span[1]), max(span[1], low + _LONGEST))
    while low > start and low < span[0] and not story.text[low - 1].isspace():
        low += 1
    while high < end and high > span[1] and not story.text[high].isspace():
        high -= 1
    return low, high


def _starts(story: Story) -> list[int]:
    return [a for a, _ in story.sentences]


def _said(story: Story, kind: Kind, who: int, words: str, proof: Span, worth: float) -> Saying:
    return Saying(who, kind, words, _sentence(story, proof, _starts(story)), proof, worth)


def _in_line(story: Story, span: Span, ids: tuple[int, ...], *, by_name: bool = False) -> bool:
    """Whether words in the sentence around a span mean one of some people."""
    start, end = _sentence(story, span, _starts(story))
    first = bisect_left(story.mentions, start, key=lambda m: m.start)
    for m in story.mentions[first:]:
        if m.start >= end:
            return False
        if m.end <= end and set(m.entities) & set(ids) and (m.form == "name" or not by_name):
            return True
    return False


def _plain_words(story: Story, span: Span) -> list[str]:
    """The words of the sentence around a span, in lower case."""
    start, end = _sentence(story, span, _starts(story))
    words = story.text[start:end].replace("’", "'").lower().split()
    return [w.strip(".,;:!?—-_*\"“”()‘'") for w in words]


@cache
def _shows(emotion: Emotion) -> frozenset[str]:
    """The words that by themselves show a feeling of the family of an emotion."""
    known = lexicon()
    tables = (
        known.states, known.stirs, known.participles, known.verbs, known.nouns, known.manners,
        known.airs, known.acts,
    )  # fmt: skip
    family = FAMILIES[emotion]
    found = {w for t in tables for w, x in t.items() if FAMILIES[x] == family}
    return frozenset(found | set(_SIGNS.get(family, "").split()))


def _told_plainly(story: Story, span: Span, emotion: Emotion) -> bool:
    """Whether a reader of the line alone would see the feeling in it: it has a word for it."""
    return not _shows(emotion).isdisjoint(_plain_words(story, span))


def _relations(story: Story, person: Character, weights: Mapping[int, float]) -> Iterator[Saying]:
    for r in story.relations:
        if person.id not in (r.a, r.b) or not r.evidence:
            continue
        other = r.b if r.a == person.id else r.a
        weight = weights.get(other, 0.0)
        names = (_own_names(story, r.a), _own_names(story, r.b))
        proof = _clearest(story, r, names) if weight else None
        if proof is None:
            continue
        tense = "was" if r.until is not None else "is"
        if r.a == person.id:
            words = f"{tense} {_of(_name(story, r.b))} {r.label}"
        else:
            words = f"{_THEIR.get(person.pronouns, 'their')} {r.label} {tense} "
            words += _name(story, r.a)
        often = min(1.0, 0.7 + 0.1 * len(r.evidence))
        worth = r.score * often * (0.45 + 0.55 * weight)
        if not _in_line(story, proof, (r.a, r.b), by_name=True):
            worth *= 0.75  # "his sister", and who that is stands elsewhere
        yield _said(story, "relation", person.id, words, proof, worth)


def _clearest(story: Story, r: Relation, names: tuple[set[str], set[str]]) -> Span | None:
    """The place that shows a relation best: where the names of both stand beside it. Where there
    are many people it must at least name the one who is somebody's something."""
    starts = _starts(story)
    best: tuple[int, Span] | None = None
    crowd = _crowd(story)
    for span in r.evidence[:40]:
        words = _line_words(story, _sentence(story, span, starts))
        seen = [bool(x & words) for x in names]
        near = _line_words(story, (max(0, span[0] - _BESIDE), span[1] + _BESIDE))
        if crowd and not names[0] & near:
            continue
        if best is None or sum(seen) > best[0]:
            best = sum(seen), span
    return None if best is None else best[1]


def _masks(story: Story, person: Character) -> Iterator[Saying]:
    rows = {f.id: f for f in story.feelings}
    for m in story.masks:
        if m.who != person.id or m.score < _MASKED:
            continue
        places = [
            f
            for f in (rows[i] for i in m.evidence if i in rows)
            if f.mode in ("hidden", "feigned") and _conceals(story, f)
        ]
        felt = rows.get(m.evidence[0]) if m.evidence else None
        plain = felt is not None and (
            felt in places or _told_plainly(story, (felt.start, felt.end), felt.emotion)
        )
        if not places or not plain:
            continue  # no line by which a reader could see that it is hidden, or felt
        words = f"hides {m.felt}"
        if m.shown != "calm":
            words += f" behind {m.shown}"
        named = [x for x in m.hidden_from if (c := story.characters.by_id(x)) and c.named]
        if named:
            words += f" from {_and([_name(story, x) for x in named[:2]])}"
        seen = [x for x in m.seen_through_by if (c := story.characters.by_id(x)) and c.named]
        if seen:
            words += f"; {_and([_name(story, x) for x in seen[:2]])} can see it"
        proof = max(places, key=lambda f: (f.mode == "hidden", f.score))
        worth = m.score * (0.9 if proof.mode == "hidden" else 0.7)
        yield _said(story, "mask", person.id, words, (proof.start, proof.end), worth)


def _conceals(story: Story, f: Feeling) -> bool:
    """Whether the line has a word of hiding or of feigning."""
    words = _plain_words(story, (f.start, f.end))
    if not _CONCEALING.isdisjoint(words):
        return True
    return any(
        w in _KEPT and not _FACE.isdisjoint(words[i + 1 : i + 4]) for i, w in enumerate(words)
    )


def _and(names: list[str]) -> str:
    return " and ".join(names)


def _feelings(story: Story, person: Character, weights: Mapping[int, float]) -> Iterator[Saying]:
    """What somebody feels toward another time and again, or keeps hidden."""
    toward: dict[tuple[int, Emotion], list[Feeling]] = defaultdict(list)
    crowd = _crowd(story)
    least = 2 if crowd else 1
    for f in story.feelings:
        if (
            f.who == person.id
            and f.toward is not None
            and f.toward in weights
            and f.toward != person.id
            and f.score >= SURE
            and f.mode in ("felt", "hidden", "shown")
            and f.emotion in _TELLING
            and _told_plainly(story, (f.start, f.end), f.emotion)
            and _in_line(story, (f.start, f.end), (f.toward,))
        ):
            toward[f.toward, f.emotion].append(f)
    for (other, emotion), rows in toward.items():
        often = min(1.0, 0.5 + 0.15 * len(rows))
        # What is said of a feeling, by narration or another, shows it better than a sign of it.
        told = [f for f in rows if f.mode != "shown" or (not crowd and _told(story, f))]
        if not told or len(rows) < least:
            continue
        best = max(told, key=lambda f: (f.mode != "shown", f.score, -f.start))
        worth = (
            often
            * min(1.0, _LIKELY * best.score)
            * _TELLING[emotion]
            * (0.4 + 0.6 * weights[other])
        )
        words = f"{_DOES[emotion]} {_name(story, other)}"
        yield _said(story, "feeling", person.id, words, (best.start, best.end), worth)


def _told(story: Story, f: Feeling) -> bool:
    """Whether somebody else speaks of a feeling: "He loves you"."""
    speakers = [q.speaker for q in story.quotes if q.start <= f.start < q.end]
    return bool(speakers) and speakers[-1] is not None and speakers[-1] != f.who


def _beliefs(story: Story, person: Character, weights: Mapping[int, float]) -> Iterator[Saying]:
    speech = sorted((q.start, q.end) for q in story.quotes)
    crowd, mine, starts = _crowd(story), _own_names(story, person.id), _starts(story)
    for b in story.beliefs:
        if b.who != person.id or b.attitude not in _ATTITUDES:
            continue
        verb, telling = _ATTITUDES[b.attitude]
        worth = telling * b.score * _content(story, b)
        if worth and _begins_with(story, b.content[0], b.who):
            continue  # "Candid! thought Julian, and despaired"
        if _inside(b.start, speech):
            worth *= 0.5  # what somebody says of what they know may be a way of talking
        elif crowd and not mine & _line_words(story, _sentence(story, (b.start, b.end), starts)):
            worth *= 0.75
        others = [weights[x] for x in b.about if x in weights and x != person.id]
        worth *= 0.75 + 0.5 * max(others, default=0.0)
        if worth >= _LEAST:
            words = f"{verb}: {_quoted(story, b.content)}"
            yield _said(story, "belief", person.id, words, (b.start, b.end), min(1.0, worth))


def _begins_with(story: Story, at: int, who: int) -> bool:
    """Whether the name of somebody begins at an offset."""
    first = bisect_left(story.mentions, at, key=lambda m: m.start)
    near = story.mentions[first : first + 1]
    return bool(near) and near[0].start == at and near[0].form == "name" and who in near[0].entities


def _quoted(story: Story, span: Span) -> str:
    return " ".join(story.text[span[0] : span[1]].strip(" ,;:—–-\n").split())


def _content(story: Story, b: Belief) -> float:
    """How good to quote the content of a belief is: a clause neither bare nor rambling."""
    words = _quoted(story, b.content).replace("’", "'").split()
    if not 4 <= len(words) <= 22:
        return 0.0
    if words[0] in ("it", "this", "that") and words[1].lower() in ("and", "but", "as", "then"):
        return 0.0
    first = words[0].lower()
    if b.attitude in ("knows", "remembers") and first in _NOUNY:
        return 0.0  # to know a thing or a person, not that something is so
    opens = words[0].lower().strip("\"“‘'_*") in _OPENS or words[0][:1].isupper()
    return (1.0 if opens else 0.75) * (1.0 if len(words) >= 6 else 0.85)


def _inside(offset: int, spans: list[Span]) -> bool:
    i = bisect_right(spans, (offset, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= offset < spans[i][1]


def _talk(story: Story, person: Character) -> Iterator[Saying]:
    """Whom somebody talks to most, where it is far more than to any other."""
    lines: dict[int, list[Span]] = defaultdict(list)
    for q in story.quotes:
        if q.speaker == person.id and len(q.addressees) == 1 and q.addressees[0] != person.id:
            lines[q.addressees[0]].append((q.start, q.end))
    counts = sorted(((len(found), id) for id, found in lines.items()), reverse=True)
    if not counts or counts[0][0] < 5:
        return
    most, other = counts[0]
    share = most / sum(n for n, _ in counts)
    if share < 0.5 or len(counts) < 2:
        return  # with two people in a scene there is nobody else to talk to
    fitting = [s for s in lines[other] if s[1] - s[0] <= _LONGEST] or lines[other]
    line = max(fitting, key=lambda s: (min(s[1] - s[0], 80), -s[0]))
    words = f"talks most to {_name(story, other)} ({most} of {sum(n for n, _ in counts)} lines)"
    yield _said(story, "talk", person.id, words, line, 0.36 + 0.1 * share)


__all__ = ["MOST", "PEOPLE", "Saying", "main_characters", "sayings"]
