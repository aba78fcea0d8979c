"""Whether a document is SSML 1.1 of the core profile.

Made by hand from the recommendation (Speech Synthesis Markup Language 1.1, W3C, 7 September 2010,
section 3): no package of PyPI, npm or Debian was found that carries its XML Schema. For every
element which elements and attributes it may have, which of these it must have, and of which form
their values are. Elements of other namespaces are let through only inside ``metadata``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_LANGUAGE = r"(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)?"
_TOKEN = r"(?! )[^\t\r\n]*(?<! )"
_NAME = r"[^\W\d][\w.\-]*"
_NUMBER = r"\+?(?:\d+(?:\.\d*)?|\.\d+)"
_TIME = rf"{_NUMBER}(?:s|ms)"
_URI = r"[^\s<>\"{}|\\^`]*"
_LEVEL = r"silent|x-soft|soft|medium|loud|x-loud|default"
_HEIGHT = r"x-low|low|medium|high|x-high|default"
_RELATIVE = rf"[+-]?{_NUMBER}(?:Hz|st|%)"
_FEATURES = r"name|languages|gender|age|variant"
_ANY = r"[\s\S]*"

_FETCHED = {"fetchtimeout": _TIME, "maxage": r"\d+", "maxstale": r"\d+"}
_SPOKEN = {
    XML + "lang": _LANGUAGE,
    "onlangfailure": "changevoice|ignoretext|ignorelang|processorchoice",
}
ATTRIBUTES: dict[str, dict[str, str]] = {
    "speak": _SPOKEN
    | {"version": r"1\.1", XML + "base": _URI, "startmark": _TOKEN, "endmark": _TOKEN},
    "lexicon": _FETCHED | {XML + "id": _NAME, "uri": _URI, "type": _ANY},
    "lookup": {"ref": _NAME},
    "meta": {"name": _ANY, "http-equiv": _ANY, "content": _ANY},
    "metadata": {},
    "p": _SPOKEN,
    "s": _SPOKEN,
    "token": _SPOKEN | {"role": _ANY},
    "w": _SPOKEN | {"role": _ANY},
    "say-as": {"interpret-as": r"[\w.:\-]+", "format": r"[\w.:\-]+", "detail": _ANY},
    "phoneme": {"ph": _ANY, "alphabet": _ANY, "type": "default|ruby"},
    "sub": {"alias": _ANY},
    "lang": _SPOKEN,
    "voice": {
        "gender": "male|female|neutral|",
        "age": r"\d*",
        "variant": r"(?:0*[1-9]\d*)?",
        "name": r"(?:\S+(?: \S+)*)?",
        "languages": rf"(?:{_LANGUAGE}(?::{_LANGUAGE})?(?: {_LANGUAGE}(?::{_LANGUAGE})?)*)?",
        "required": rf"(?:(?:{_FEATURES})(?: (?:{_FEATURES}))*)?",
        "ordering": rf"(?:(?:{_FEATURES})(?: (?:{_FEATURES}))*)?",
        "onvoicefailure": "priorityselect|keepexisting|processorchoice",
    },
    "emphasis": {"level": "strong|moderate|none|reduced"},
    "break": {"time": _TIME, "strength": "none|x-weak|weak|medium|strong|x-strong"},
    "prosody": {
        "pitch": f"{_HEIGHT}|{_RELATIVE}",
        "range": f"{_HEIGHT}|{_RELATIVE}",
        "contour": r"[\s(),+\-.%\w]*",
        "rate": f"x-slow|slow|medium|fast|x-fast|default|{_NUMBER}%",
        "duration": _TIME,
        "volume": f"{_LEVEL}|[+-]{_NUMBER}dB",
    },
    "audio": _FETCHED
    | {
        "src": _URI,
        "fetchhint": "prefetch|safe",
        "clipBegin": _TIME,
        "clipEnd": _TIME,
        "repeatCount": _NUMBER,
        "repeatDur": _TIME,
        "soundLevel": rf"[+-]?{_NUMBER}dB",
        "speed": rf"{_NUMBER}%",
    },
    "mark": {"name": _TOKEN},
    "desc": {XML + "lang": _LANGUAGE},
}
REQUIRED = {
    "speak": {"version", XML + "lang"},
    "lexicon": {XML + "id", "uri"},
    "lookup": {"ref"},
    "meta": {"content"},
    "say-as": {"interpret-as"},
    "phoneme": {"ph"},
    "sub": {"alias"},
    "lang": {XML + "lang"},
    "mark": {"name"},
}
_IN_TOKEN = {"audio", "break", "emphasis", "mark", "phoneme", "prosody", "say-as", "sub"}
_IN_SENTENCE = _IN_TOKEN | {"lang", "lookup", "token", "voice", "w"}
_IN_PARAGRAPH = _IN_SENTENCE | {"s"}
_ANYWHERE = _IN_PARAGRAPH | {"p"}
_FIRST = {"lexicon", "meta", "metadata"}
CHILDREN: dict[str, set[str]] = {
    "speak": _ANYWHERE | _FIRST,
    "lookup": _ANYWHERE,
    "p": _IN_PARAGRAPH,
    "s": _IN_SENTENCE,
    "token": _IN_TOKEN,
    "w": _IN_TOKEN,
    "lang": _ANYWHERE,
    "voice": _ANYWHERE,
    "emphasis": _IN_SENTENCE,
    "prosody": _ANYWHERE,
    "audio": _ANYWHERE | {"desc"},
}
WITHOUT_TEXT = {"lexicon", "meta", "break", "mark"}


def faults(document: str) -> list[str]:
    """What is wrong with a document, in words; nothing for one that is valid. Raises
    ``ParseError`` for one that is not well formed."""
    root = ET.fromstring(document)
    if root.tag != NAMESPACE + "speak":
        return [f"the root is {root.tag}"]
    out = []
    todo = [root]
    while todo:
        element = todo.pop()
        out += _of(element)
        if element.tag != NAMESPACE + "metadata":
            todo.extend(element)
    return out


def _of(element: ET.Element) -> Iterator[str]:
    name = element.tag.removeprefix(NAMESPACE)
    if name not in ATTRIBUTES:
        yield f"there is no element {element.tag}"
        return
    for key, value in element.attrib.items():
        form = ATTRIBUTES[name].get(key)
        if form is None:
            yield f"{name} has no attribute {key}"
        elif not re.fullmatch(form, value):
            yield f"{name}: {key} cannot be {value!r}"
    for key in REQUIRED.get(name, set()) - element.attrib.keys():
        yield f"{name} lacks {key}"
    if name == "meta" and ("name" in element.attrib) == ("http-equiv" in element.attrib):
        yield "meta has either name or http-equiv"
    if name == "metadata":
        return
    if name in WITHOUT_TEXT and (element.text or "").strip():
        yield f"{name} has no text"
    begun = bool((element.text or "").strip())
    for child in element:
        inner = child.tag.removeprefix(NAMESPACE)
        if inner not in CHILDREN.get(name, set()):
            yield f"{name} cannot have {inner} in it"
        if inner in _FIRST and begun:
            yield f"{inner} comes before all that is spoken"
        begun |= inner not in _FIRST or bool((child.tail or "").strip())
