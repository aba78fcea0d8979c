"""The words by which writers of fan fiction name the lines above, in and below a story."""

from __future__ import annotations

import re
from typing import NamedTuple

# What a label names. Most of them open no sentence of a story, so one is enough to know a header;
# those under _WEAK do ("Note: I was dead"), and need others beside them.
_STRONG = {
    "title": "title, story title, fic title, name of story",
    "author": "author, authors, writer, written by, pen name, penname, author name",
    "fandom": "fandom, fandoms",
    "rating": "rating, rated, story rating, ratings",
    "pairing": "pairing, pairings, pairing/s, pairing(s), paring, ship, ships, relationship,"
    " relationships, relationship(s), couple, main pairing",
    "summary": "summary, story summary, synopsis, brief summary",
    "disclaimer": "disclaimer, disclaimers, legal disclaimer, standard disclaimer, legal",
    "spoilers": "spoiler, spoilers, spoilers for, spoiler(s), spoiler warning",
    "warnings": "warnings, warning(s), warnings/triggers, content warning, content warnings,"
    " trigger warning, trigger warnings, archive warning, archive warnings, tw, cw",
    "category": "categories, story category",
    "genre": "genre, genres, genre(s)",
    "characters": "characters, character(s), main characters, main character(s)",
    "keywords": "keywords, key words, classification",
    "archive": "archive, archiving, archived, distribution, permission to archive",
    "feedback": "feedback",
    "beta": "beta, betas, beta reader, beta readers, betaed by, beta'd by, beta-reader, beta by",
    "notes": "a/n, a/ns, an, author's note, author's notes, authors note, authors notes,"
    " author note, author notes, authors' note, authors' notes, author's notes/disclaimer,"
    " story notes, note from the author, a/n 1, a/n 2",
    "words": "word count, wordcount",
    "setting": "timeline, time line, timeframe, time frame, continuity, episode related",
    "tags": "additional tags",
    "prompt": "written for",
}
_WEAK = {
    "title": "story, chapter title",
    "category": "category",
    "notes": "note, notes, n.b., nb",
    "warnings": "warning",
    "date": "date, date written, date posted, written, posted",
    "published": "published, first published",
    "updated": "updated, last updated",
    "completed": "completed",
    "status": "status, complete",
    "words": "words, length",
    "chapters": "chapters",
    "series": "series, sequel to, sequel, prequel to, part of",
    "setting": "setting, season, episode, universe, era, verse",
    "language": "language",
    "characters": "character",
    "dedication": "dedication, dedicated to",
    "thanks": "thanks, thanks to, special thanks, special thanks to, acknowledgements",
    "email": "email, e-mail, contact",
    "url": "url, website, site, homepage, source, link",
    "tags": "tags, tag",
    "prompt": "prompt, challenge, request",
    "copyright": "copyright",
    "content": "content, contains",
    "part": "part, chapter, chapter number",
    "translator": "translator, translated by",
}


def _table(of: dict[str, str]) -> dict[str, str]:
    return {label: name for name, labels in of.items() for label in re.split(r",\s+", labels)}


_STRONG_LABELS = _table(_STRONG)
_WEAK_LABELS = _table(_WEAK)
# Fields whose value may run over several lines.
LONG = frozenset(("summary", "disclaimer", "notes", "warnings", "spoilers", "thanks", "feedback"))

_LABEL = re.compile(
    r"([A-Za-z][A-Za-z/'’() .&-]{0,38}?\d?)[\s*_]{0,4}(?::|[-–—]{1,2}\s)[\s*_]{0,4}(.*)", re.S
)
_RATED = re.compile(
    r"(?:Rated|Rating)\s(?:is\s|for\s)?((?:G|K\+?|PG(?:[- ]?1[35])?|R|T|M|MA|X|NC[- ]?17"
    r"|FR\w{1,3}|Teen|Mature|Explicit"
    r"|General|Everyone)\b.{0,80})"
)
_SETTING = re.compile(
    r"(?:Seasons?\s\w|S\d{1,2}\b|Episodes?\b|Set\s(?:in|after|during|before|between|at|a\s)"
    r"|Post[- ]|Pre[- ]|Takes place"
    r"|Time ?line|AU\b|Alternate|Missing scene|Tag (?:to|for)|Episode tag|Coda to|Follows|Sequel to"
    r"|Prequel to|Spoil)",
    re.I,
)
_OWNS = re.compile(
    r"\b(?:(?:do not|don['’]?t|does not|doesn['’]t) own|own nothing|own none|not mine"
    r"|isn['’]t mine|aren['’]t mine"
    r"|belongs? to|(?:is|are) (?:the )?property of|no copyright infringement|no infringement)\b",
    re.I,
)
_WORKS = re.compile(
    r"\b(?:characters?|show|series|copyright|infringement|profit|rights|creators?|owners?|fandom"
    r"|franchise|any of"
    r"|them|anything|nothing|mine)\b",
    re.I,
)
# What authors write about when they write about the story.
_ABOUT = re.compile(
    r"\b(?:fics?|fanfic\w*|stor(?:y|ies)|chapters?|reviews?|beta|thank|thanks|enjoy|enjoyed|canon|AU|update"
    r"|updates|feedback|kudos|comments?|disclaimer|fandom|sequel|spoilers?|written|readers?|read)\b",
    re.I,
)
_BYLINE = re.compile(
    r"(?:(?:a|an)\s[\w' -]{0,40}\s)?(?:(?:written|fic|story|fanfic|posted)\s)?by:?\s+(\S.{0,60})",
    re.I,
)
_TRANSLATED = re.compile(r"translated (?:from the \w+ )?by\s+(\S.{0,60})", re.I)
_TITLE_BY = re.compile(r"(.{2,80}?),?\s+by:?\s+(\S.{0,50})")
_NOTE = re.compile(
    r"[\s*_~\[({<=-]{0,5}(?:A/N|a/n|A\.N\.|AN(?=\s?[:*\-–—])|Author['’]?s?['’]?\s[Nn]otes?"
    r"|AUTHOR['’]?S?['’]?\sNOTES?"
    r"|Note from the [Aa]uthor)(?:\s?\d)?(?P<rest>[\s*_]{0,4}(?:[:;\-–—.)\]*_].*)?|\s.*)",
    re.S,
)
_INLINE_NOTE = re.compile(
    r"[\[(]{1,2}\s?(?:A/N|a/n|AN:|Author['’]s [Nn]ote)[\s:;,-][^\[\]()]{0,800}[\])]{1,2}"
)
_DECOR = " \t*_~=#|•·<>"


class Labelled(NamedTuple):
    """A line with a label: the header field it names, what it says, and whether that is certain."""

    field: str
    value: str
    strong: bool


def labelled(line: str) -> Labelled | None:
    """The field and value of a line like ``Rating: PG``, ``**Pairing** - A/B`` or ``Rated M``."""
    bare = line.lstrip(_DECOR + "[(-")
    if not bare[:1].isalpha():
        return None
    found = _LABEL.match(bare)
    if found is not None:
        label = " ".join(found[1].strip(_DECOR).lower().replace("’", "'").split())
        value = _value(found[2], line)
        if label == "an" and not bare.startswith("AN"):
            return None
        if label in _STRONG_LABELS:
            return Labelled(_STRONG_LABELS[label], value, True)
        if label in _WEAK_LABELS and bare[found.end(1) :].lstrip("*_ ").startswith(":"):
            return Labelled(_WEAK_LABELS[label], value, False)
    rated = _RATED.match(bare)
    if rated is not None and len(bare) < 60:
        return Labelled("rating", _value(rated[1], line), True)
    return None


def _value(value: str, line: str) -> str:
    value = value.strip(_DECOR)
    if line.lstrip(_DECOR)[:1] in ("(", "[") and value[-1:] in (")", "]"):
        opens = value.count("(") + value.count("[")
        if value.count(")") + value.count("]") > opens:
            value = value[:-1].rstrip()
    return value


def is_setting(line: str) -> bool:
    """``Season 3, after "Lanterns"``, ``Set after the war``: asked only among labels."""
    return len(line) <= 150 and _SETTING.match(line.lstrip(_DECOR + "([")) is not None


def is_disclaimer(text: str) -> bool:
    """``I don't own any of these characters.`` Only among other signs of a header."""
    return len(text) <= 500 and _OWNS.search(text) is not None and _WORKS.search(text) is not None


def is_about_the_story(text: str) -> bool:
    """Whether an author may be talking of the story here: nobody speaks, and it is named."""
    return len(text) < 1500 and not re.search('["“”‘]', text) and _ABOUT.search(text) is not None


def byline(line: str) -> str | None:
    """The name in ``by Ann Example`` or ``A Story by deepwater_9``; None for ``By the river``."""
    found = _BYLINE.fullmatch(line.strip(_DECOR + "([])"))
    if found is None:
        return None
    name = found[1].strip(_DECOR + ",")
    return name if _is_name(name) else None


def translator(line: str) -> str | None:
    """The name in ``Translated by Ann Example``."""
    found = _TRANSLATED.fullmatch(line.strip(_DECOR + "([])"))
    return found[1].strip(_DECOR) if found and _is_name(found[1].strip(_DECOR)) else None


def title_and_author(line: str) -> tuple[str, str] | None:
    """The parts of a line ``The Long Way by Ann Example``."""
    found = _TITLE_BY.fullmatch(line.strip(_DECOR))
    if found is None or not _is_name(found[2]) or not found[2][0].isupper():
        return None
    return found[1].strip(_DECOR + '"“”,'), found[2].strip()


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(words) > 6 or name[-1] in '!?,;:"”' or "." in name.rstrip(".")[-1:]:
        return False
    if len(words) == 1 and not name.endswith("."):
        return True
    low = sum(
        word[0].islower() and word not in ("and", "de", "la", "von", "van", "der", "du", "of")
        for word in words
    )
    return low == 0 and (
        not name.endswith(".") or len(words[-1]) <= 3 or words[-1] in ("Jr.", "Sr.", "Esq.")
    )


def note_opens(line: str) -> bool:
    """Whether an author's note begins here: ``A/N: sorry for the wait``, ``(Author's Note ...``."""
    found = _NOTE.fullmatch(line)
    if found is None:
        return False
    rest = found["rest"]
    # "Author's notes lay on the desk": prose goes on in small letters without a mark.
    return (
        not rest.strip()
        or rest.strip(" *_")[:1] in ":;-–—.)]"
        or line.lstrip(" *_")[:1] in "(["
        or ("/" in line[:8])
    )


def note_alone(line: str) -> bool:
    """Whether the line is only the label, as a heading over the note."""
    found = _NOTE.fullmatch(line)
    return found is not None and not found["rest"].strip(_DECOR + ":.-–—)]")


def inline_notes(text: str) -> tuple[str, list[str]]:
    """The text without ``(A/N: ...)`` in the midst of it, and those notes."""
    if "A/N" not in text and "a/n" not in text and "uthor" not in text and "AN:" not in text:
        return text, []
    kept: list[str] = []
    notes: list[str] = []
    end = 0
    for found in _INLINE_NOTE.finditer(text):
        start = found.start()
        if start > end and text[start - 1].isspace():
            start -= 1  # the space before a note goes with it
        kept.append(text[end:start])
        notes.append(found[0].strip(" []()\n"))
        end = found.end()
    return ("".join([*kept, text[end:]]), notes) if notes else (text, [])
