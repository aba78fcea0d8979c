"""Self-made speaker data: dialogue of whole novels whose tags (said Anne) name the speaker.

A rule finds the tags; some are then cut out of the text, so that the model must tell from the
conversation who speaks. Only names are candidates here: nobody has marked whom a pronoun means.
No novel that the project measures on is used: PDNC's, and LitBank's held-out texts.
"""

from __future__ import annotations

import csv
import json
import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from training import plain
from training.documents import Document, Quote

_VERB = (
    "(?:said|replied|cried|asked|answered|exclaimed|returned|remarked|observed|added|continued|"
    "repeated|whispered|murmured|demanded|inquired|enquired|muttered|shouted|called|rejoined|"
    "responded|declared|suggested|laughed|sighed|retorted|growled|protested|persisted|admitted|"
    "explained|began|interrupted|interposed|ventured|assented|agreed|announced|insisted)"
)
_TITLE = (
    "(?:Mr\\.|Mrs\\.|Miss|Dr\\.|Doctor|Sir|Lady|Lord|Captain|Colonel|Aunt|Uncle|Cousin|Father|"
    "Brother|Sister|Judge|Major|Madame|Monsieur|Master|Old)"
)
_NAME = f"(?:{_TITLE}\\s)?[A-Z][a-z]+(?:\\s[A-Z][a-z]+)?"
_AFTER = re.compile(f"\\s(?:{_VERB}\\s({_NAME})|({_NAME})\\s{_VERB})\\b")
_QUOTED = re.compile('\u201c[^\u201c\u201d]*(?:\u201d|$)|"[^"]*(?:"|$)')
_NOBODY_TEXT = (
    "The He She It They We You I But And Then That This There Here So What Why When Where How "
    "As If In On At His Her My Their Our Not Now Oh Yes No Well God Christmas"
)
_NOBODY = frozenset(_NOBODY_TEXT.split())
WORDS = 650


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: its text, whose its speech is (if tagged), and its text without the tag.

    ``bare`` is the paragraph up to the tag where nothing else follows, or with the halves of the
    speech joined where the tag parts them; None where the tag stands amid narration.
    """

    text: str
    speaker: str | None
    bare: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive paragraphs of one novel with several tagged speeches of several speakers."""

    name: str
    lines: tuple[Line, ...]


def allowed(data: Path) -> list[Path]:
    """The novels of ``data`` that nothing is measured on."""
    held = set(json.loads((data / "litbank/split.json").read_text())["dev"])
    with (data / "pdnc/PDNC-Novel-Index.csv").open() as file:
        rows = list(csv.DictReader(file))
    titles = {_plain(row[key]) for row in rows for key in ("Novel Title", "Folder Name")}
    paths = []
    for path in sorted((data / "novels").glob("*.txt")):
        title = _plain(path.stem.split("_", 1)[1])
        if path.stem not in held and not any(t in title or title in t for t in titles):
            paths.append(path)
    return paths


def load(data: Path) -> list[Passage]:
    """Passages of the novels that may be trained on."""
    return [x for path in allowed(data) for x in _passages(path.stem, path.read_text())]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if c.isalpha())


def _passages(name: str, text: str) -> list[Passage]:
    lines = [_line(" ".join(p.split())) for p in re.split(r"\n[ \t\r]*\n", text) if p.strip()]
    out: list[Passage] = []
    start, words = 0, 0
    for end, line in enumerate(lines):
        words += line.text.count(" ") + 1
        if words >= WORDS:
            part = tuple(lines[start : end + 1])
            tagged = [x.speaker for x in part if x.speaker]
            if len(tagged) >= 4 and len(set(tagged)) >= 2 and words < 2 * WORDS:
                out.append(Passage(name, part))
            start, words = end + 1, 0
    return out


def spoken(text: str) -> list[tuple[int, int]]:
    """What stands between double quotation marks, marks included."""
    return [(m.start(), m.end()) for m in _QUOTED.finditer(text) if m.end() - m.start() > 3]


@dataclass(frozen=True, slots=True)
class Tag:
    """An explicit tag of a paragraph: the name in it, where that stands, and the paragraph without
    the tag (``Line.bare``)."""

    name: str
    span: tuple[int, int]
    bare: str | None


def tag(text: str) -> Tag | None:
    """The tag after the first tagged speech of a paragraph."""
    quotes = spoken(text)
    for k, (_, end) in enumerate(quotes):
        found = _AFTER.match(text, end)
        group = 1 if found and found[1] else 2
        if not found or found[group].split()[0] in _NOBODY:
            continue
        following = quotes[k + 1][0] if k + 1 < len(quotes) else len(text)
        bare = None
        if following - found.end() <= 60:
            if k + 1 < len(quotes):
                bare = text[: end - 1] + " " + text[following + 1 :]
            else:
                stop = "." if text[end - 2] == "," else text[end - 2]
                bare = text[: end - 2] + stop + text[end - 1]
        return Tag(found[group], found.span(group), bare)
    return None


def _line(text: str) -> Line:
    found = tag(text)
    return Line(text, found.name, found.bare) if found else Line(text, None, None)


def document(passage: Passage, chance: random.Random, cut: float = 0.7) -> Document:
    """The passage with a share ``cut`` of its cuttable tags cut out. Entity numbers stand for
    names; ``Document.mentions`` is None, since the model finds them itself."""
    names: dict[str, int] = {}
    parts: list[str] = []
    marked: list[tuple[int, int, int, str | None]] = []
    length = 0
    for turn, line in enumerate(passage.lines):
        text = line.text
        if line.bare and chance.random() < cut:
            text = line.bare
        marked += [(length + a, length + b, turn, line.speaker) for a, b in spoken(text)]
        parts.append(text)
        length += len(text) + 2
    text = "\n\n".join(parts)
    prose = plain.cut(text)
    starts = {a: i for i, (a, _) in enumerate(prose.tokens)}
    ends = {b: i + 1 for i, (_, b) in enumerate(prose.tokens)}
    quotes = [
        Quote(starts[a], ends[b], turn, None if who is None else names.setdefault(who, len(names)))
        for a, b, turn, who in marked
        if a in starts and b in ends
    ]
    return Document(
        passage.name,
        prose.words,
        prose.sentence,
        prose.paragraph,
        quotes,
        attributed=True,
        names=[*names],
    )


def meant(name: str, words: tuple[str, ...]) -> bool | None:
    """Whether a mention's lower-cased words are this name; None if that cannot be told.

    >>> meant("Anne", ("anne", "shirley")), meant("Morel", ("mrs.", "morel"))
    (True, None)
    """
    own, other = ({w.strip(".") for w in x} for x in (name.lower().split(), words))
    if own.isdisjoint(other - _TITLES):
        return False
    if own & _TITLES != other & _TITLES:
        return None
    return True if own <= other or other <= own else None


_TITLES_TEXT = (
    "mr mrs miss ms dr doctor sir lady lord captain colonel aunt uncle cousin father brother "
    "sister judge major madame monsieur master old young little the"
)
_TITLES = frozenset(_TITLES_TEXT.split())
