"""Quoted words that somebody says, told apart from titles, scare quotes and words as words.

The evidence is what typography gives: a stop or comma inside the closing mark, a verb of saying
beside it, the start of a paragraph before it, capitals; against it, small letters in the middle of
a sentence and words such as ``so-called``, ``the word``, ``entitled``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.text.text import Medium, Span
from fabula.text.words import (
    MESSAGE_NOUNS,
    MESSAGING,
    PERSONAL,
    PRONOUNS,
    SAYING,
    WEAK,
    WRITING,
    WRITING_NOUNS,
    word_set,
)

_WINDOW = 90  # characters looked at on either side
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BREAK = re.compile(r"[.!?;:…]['’\")]?\s|[\"“”«»]|\n")
_EMPHASIS = " \t\n_*"
_STRONG = frozenset("!?…—–―")
_NAMING = word_set(
    "call calls calling called titled entitled named nicknamed dubbed termed labelled labeled "
    "marked known word words phrase phrases term terms expression name names title so-called "
    "letters spelled spelt spelling meaning signed song poem book novel play film movie story "
    "article headed stamped hummed playing sang whistled christened styled sign signs "
    "sobriquet epithet"
)
_TELLING = SAYING | MESSAGING | WRITING
_READING = word_set("read reads reading reread ran runs")
_SHOWING = word_set("said says read reads ran runs began begins went goes")
_AND = (["and"], ["or"], ["then"], ["and", "then"])
_SPEAKERS = PRONOUNS - {"it", "one", "who"}
_NO_TAG = word_set("who that which and was were is are of")
_LINKS = word_set("that out to as him her me them us it you aloud again back up only just")
_TITLE_SMALL = word_set("a an and as at by for from in of on or the to with de la")
_SEVERAL = re.compile(r"[^\W\d_]{2}[.!?…]['’]?\s+[^\W\d_a-z]")  # more than one sentence
_STOPS = frozenset('.!?…”"’')
_LEADS = frozenset('.!?,:—–-”"’…')
_DETERMINERS = word_set(
    "the a an his her its my your our their this that these those such of any no some every"
)


def words_before(text: str, start: int, low: int) -> tuple[list[str], str]:
    """The words of the clause that ends at ``start``, lower case, and the last visible character
    before it (empty at ``low``, the paragraph's start)."""
    window = text[max(low, start - _WINDOW) : start].rstrip(_EMPHASIS + "(")
    if not window:
        return [], ""
    begin = 0
    for match in _BREAK.finditer(window):
        if match.end() < len(window):
            begin = match.end()
    return [w.lower() for w in _WORD.findall(window, begin)], window[-1]


def words_after(text: str, end: int, high: int) -> list[str]:
    """The words of the clause that begins at ``end``, as written."""
    window = text[end : min(high, end + _WINDOW)]
    shift = len(window) - len(window.lstrip(_EMPHASIS + ",—–―-"))
    match = _BREAK.search(window, shift)
    return _WORD.findall(window, shift, match.start() if match else len(window))


def tag_after(words: list[str]) -> str | None:
    """The verb of saying in a tag that begins with ``words`` (``said Jo``, ``the man asked``)."""
    if not words:
        return None
    first = words[0].lower()
    if first in _TELLING and first not in _READING:
        return first
    pronoun = first in PRONOUNS
    if not (pronoun or first in _DETERMINERS or words[0][:1].isupper()):
        return None
    for k, word in enumerate(words[1 : 4 if pronoun else 6]):
        low = word.lower()
        if low in _TELLING:
            # "a coat called a Chesterfield" tells nothing.
            follows = words[k + 2].lower() if k + 2 < len(words) else ""
            return None if low in WEAK and follows in _DETERMINERS and not pronoun else low
        if low in _NO_TAG and (low != "of" or pronoun):
            return None
    return None


def tag_before(words: list[str], last: str) -> str | None:
    """The verb of saying in a clause that leads up to a quotation (``he whispered, ...``).

    Without a comma or colon (``last``) it must stand right before it: ``said "no" to him``.
    """
    if last in ",:":
        for word in reversed(words[-6:]):
            if word in _TELLING:
                return word
        return None
    for k, word in enumerate(reversed(words[-3:])):
        if word in _TELLING:
            return None if word in WEAK else word
        if not (word in _LINKS or word.endswith("ly") or (k == 0 and words[-2:-1] == ["to"])):
            return None
    return None


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a quotation.

    Attributes:
        before: those of the clause that leads up to it, lower case.
        last: the last visible character before it; empty at the start of a paragraph.
        after: those of the clause that follows it, as written.
        told: the verb of saying in ``before``, if any; ``tag`` that in ``after``.
        next: the first visible character after it; empty at the end of a paragraph.
    """

    before: list[str]
    last: str
    after: list[str]
    told: str | None
    tag: str | None
    next: str


def look_around(text: str, span: Span, low: int, high: int) -> Around:
    """The words around ``span`` in the paragraph or quotation ``[low, high)``."""
    before, last = words_before(text, span[0], low)
    after = words_after(text, span[1], high)
    follows = text[span[1] : min(high, span[1] + 4)].lstrip(_EMPHASIS)[:1]
    return Around(before, last, after, tag_before(before, last), tag_after(after), follows)


def is_speech(text: str, inner: Span, around: Around, usual: bool, resumes: bool) -> bool:
    """Whether a quotation is somebody's speech.

    Args:
        inner: the span between its marks.
        usual: whether its marks are those that this section uses for speech at this depth.
        resumes: whether speech already stood before it in the same paragraph.
    """
    before, last, after = around.before, around.last, around.after
    told, tag = around.told, around.tag
    cut_off = around.next != "" and around.next in "-—–("
    content = text[inner[0] : min(inner[1], inner[0] + 400)].strip(_EMPHASIS)
    if not any(c.isalnum() for c in content):
        return bool(content) and content[0] in "?!.…—–-" and usual
    tail = text[max(inner[0], inner[1] - 20) : inner[1]].rstrip(_EMPHASIS + "'’)”\"")[-1:]
    words = _WORD.findall(content)
    short = len(words) <= 5 and inner[1] - inner[0] < 60
    lower = next((c.islower() for c in content if c.isalpha()), False)
    previous = before[-1] if before else ""
    led = last in ",:"  # empty at the start of a paragraph, which leads as well
    strong = tail in _STRONG or content.endswith("--")

    if last.isalpha():
        if previous in _NAMING and short and not strong:
            return False
        determined = previous in _DETERMINERS or "so-called" in before[-2:]
        if determined and short and told is None:
            return False
    if strong:
        return usual or not lower or bool(told or tag)
    if usual and _SEVERAL.search(content):
        return True
    personal = any(w.lower() in PERSONAL for w in words)
    if usual and cut_off and (last == "" or last in '.!?,:;”"' or personal) and not short | lower:
        return True
    if usual and cut_off and (last == "" or resumes or (personal and not lower)):
        return True
    if last == "":
        if tail in ",.;:" or tag or (around.next == "," and usual):
            return True
        # Words as words open paragraphs too: "Gate" was the word.
        return usual and (personal or not (short and after and after[0].islower()))
    if resumes and usual and tail in ",.;" and (last in ",;" or before in _AND):
        return True
    if _is_title(words) and short and not told and not tag and not led:
        return tail in ",." and last in ".!?" and usual
    if lower and last.isalnum() and not (told or tag or personal):
        return False
    if tail in ",.":
        if short and not told and not tag and (last.isalnum() or (lower and last not in _LEADS)):
            return False
        return usual or bool(told or tag) or not short
    if tag and not (short and lower and last not in ",:.!?—"):
        return True
    if told and (led or not short or previous in SAYING):
        return True
    if not lower and usual and (led or (last in _STOPS and (not after or personal))):
        return True
    return len(words) > 9 and usual and not (lower and last.isalpha())


def _is_title(words: list[str]) -> bool:
    """Whether every word that counts begins with a capital (``The Blue Chairs``)."""
    big = [w for w in words if w.lower() not in _TITLE_SMALL]
    return len(words) > 1 and len(big) > 0 and all(w[0].isupper() for w in big) and len(big) > 1


def medium_of(around: Around) -> Medium:
    """Whether a quotation is spoken, written, or sent as a message, by the words around it."""
    before, told = around.before, around.told
    near = set(before[-8:]).union(word.lower() for word in around.after[:6])
    for verb in (told, around.tag):
        if verb in MESSAGING and (verb != "sent" or near & MESSAGE_NOUNS):
            return "message"
        if verb in WRITING and verb not in _READING:
            return "writing"
    # The letter said: "..."; but not: Holding the letter, he said, "..."
    if (told in _SHOWING or (told is None and around.last == ":")) and not near & _SPEAKERS:
        lead = set(before[-6:])
        if lead & MESSAGE_NOUNS:
            return "message"
        if lead & WRITING_NOUNS:
            return "writing"
    return "speech"
