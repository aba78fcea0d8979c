"""Where does a paragraph begin, in words whose paragraphs were lost?

A speech mostly begins one, but not where the speaker goes on after a tag, and not where what
somebody does leads up to it. A logistic regression over the two sentences beside each seam
(``paragraphs.tsv``, fitted by ``python -m training.paragraphs``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from fabula.text.words import SAYING

Features = dict[str, float]

_DOUBLE = (frozenset(("“", "„", "«", "``")), frozenset(("”", "»", "''")), '"')
_SINGLE = (frozenset(("‘", "`")), frozenset(("’",)), "'")
_PERSONS = frozenset(("he", "she", "they", "it", "his", "her", "their", "its"))
_GOES_ON = frozenset("and but then so for yet or this that such".split())
_SETS = frozenset("when as after one once at on in there meanwhile presently".split())
_SMALL = _GOES_ON | _SETS | frozenset("the a an if with now not no what how who".split())
_FAR = 12  # sentences
# A break too many costs a reader less than one too few: of 0 to -1.6, on LitBank's dev split.
_LEAST = -0.7


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a sentence is to those beside it."""

    opens: bool
    """It begins with an opening mark."""
    inside: bool
    """It begins inside a quotation."""
    open: bool
    """It ends inside one."""
    speech: bool
    narration: bool
    closes: bool
    tag: bool
    """It begins as the rest of a tag does: ``she said .``"""


def begins_paragraph(sentences: Sequence[Sequence[str]]) -> list[bool]:
    """For each sentence, of words, whether a paragraph is likely to begin with it; the first
    always does.

    >>> begins_paragraph([["“", "Go", ".", "”"], ["“", "No", ".", "”"], ["said", "Ann", "."]])
    [True, True, False]
    """
    weights = _weights()
    return [
        not i or sum(weights.get(name, 0.0) * value for name, value in features.items()) > _LEAST
        for i, features in enumerate(seams(sentences))
    ]


def seams(sentences: Sequence[Sequence[str]]) -> Iterator[Features]:
    """For each sentence what speaks for and against a paragraph's beginning with it, by name; an
    empty sentence has nothing."""
    kinds = _kinds(sentences)
    last = 0  # the sentence before this one that has words
    speech = -_FAR  # the last sentence that opened a quotation
    for i, words in enumerate(sentences):
        if not i or not words or not sentences[last]:
            yield {}
        else:
            then = kinds[last - 1] if last else None
            after = kinds[i + 1] if i + 1 < len(kinds) else None
            yield _seam(sentences[last], words, (then, kinds[last], kinds[i], after), i - speech)
        if words:
            last = i
            if kinds[i].opens:
                speech = i


def _seam(
    before: Sequence[str],
    words: Sequence[str],
    kinds: tuple[_Kind | None, _Kind, _Kind, _Kind | None],
    since: int,
) -> Features:
    then, was, is_, after = kinds
    past = _past(then, was)
    now = "goes on" if is_.inside else "opens" if is_.opens else "tag" if is_.tag else "tells"
    found: Features = {"": 1.0, f"{past} | {now}": 1.0}
    if now not in ("opens", "tells"):
        return found
    found[f"{now}, length before"] = log(1 + len(before))
    found[f"{now}, length"] = log(1 + len(words))
    found[f"{now}, since speech"] = log(min(_FAR, since))
    if after is not None and after.opens:
        found[f"{now}, speech after"] = 1.0
    if before[-1] in (":", ",", "--", "—"):
        found[f"{now}, not ended"] = 1.0
    first = next((w for w in words if w[:1].isalnum()), "")
    led = next((w for w in before if w[:1].isalnum()), "")
    if now == "tells":
        if first.lower() in _PERSONS:
            found[f"{past} | person"] = 1.0
        elif first[:1].isupper() and first.lower() not in _SMALL:
            found[f"{past} | name"] = 1.0
        if first.lower() in _GOES_ON:
            found["tells, goes on"] = 1.0
        elif first.lower() in _SETS:
            found["tells, sets"] = 1.0
        if is_.speech:
            found["tells, speech in it"] = 1.0
        return found
    if past in ("tells", "act"):
        if led.lower() in ("he", "she"):
            found["opens, person before"] = 1.0
        elif led[:1].isupper() and led.lower() not in _SMALL:
            found["opens, name before"] = 1.0
    if is_.narration:
        found[f"{past} | opens, tag in it"] = 1.0
    elif after is not None and after.tag:
        found[f"{past} | opens, tag after"] = 1.0
    if first.lower() in _GOES_ON:
        found[f"{past} | opens, goes on"] = 1.0
    if "?" in before[-2:]:
        found[f"{past} | opens, asked"] = 1.0
    if "?" in words[-2:]:
        found[f"{past} | opens, asks"] = 1.0
    return found


def _past(then: _Kind | None, was: _Kind) -> str:
    """What the sentence before is: speech, speech with a tag after or amid it, the rest of a tag,
    what somebody does beside their words, or what is told."""
    if was.open:
        return "open"
    if was.speech:
        return "speech" if not was.narration else "parted" if was.closes else "tagged"
    if then is not None and then.speech and then.closes:
        return "tag" if was.tag else "act"
    return "tells"


def _kinds(sentences: Sequence[Sequence[str]]) -> list[_Kind]:
    """What each sentence is, by the marks in which the text sets most of its speech."""
    starts = [words[0] for words in sentences if words]
    single = sum(w in _SINGLE[0] or w == "'" for w in starts)
    marks = _SINGLE if single > sum(w in _DOUBLE[0] or w == '"' for w in starts) else _DOUBLE
    opening, closing, straight = marks
    found = []
    inside = False
    for words in sentences:
        began, opens, speech, narration = inside, False, False, False
        for i, word in enumerate(words):
            if word in opening or (word == straight and not inside):
                inside, speech, opens = True, True, opens or not i
            elif word in closing or word == straight:
                inside, speech = False, speech or began
            elif inside:
                speech = True
            elif word[:1].isalnum():
                narration = True
        closes = bool(words) and not inside and (words[-1] in closing or words[-1] == straight)
        tag = bool(words) and not opens
        tag = tag and (words[0][:1].islower() or any(w.lower() in SAYING for w in words[:3]))
        found.append(_Kind(opens, began and not opens, inside, speech, narration, closes, tag))
    return found


@cache
def _weights() -> Mapping[str, float]:
    table = files("fabula.text").joinpath("paragraphs.tsv").read_text("utf-8")
    split = (row.rsplit("\t", 1) for row in table.splitlines() if not row.startswith("#"))
    return {name: float(weight) for name, weight in split}
