"""html: the story as one page that opens anywhere and asks nothing of the network.

The text with each speaker's words in that speaker's colour and the cast beside it, made here; what
moves is the script's: cards of names, feelings in the margin, ties, arcs, scenes, search and
corrections, from the story as ``tables`` has it. ``page/`` holds the template, the style and the
parts of the script. The page's policy (CSP) lets only that style and that script run, each by its
hash, and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import resources
from string import Template

import fabula
from fabula.story.story import Character, Story
from fabula.write import escape
from fabula.write.blocks import Paragraphs, Part, parts
from fabula.write.colour import palette
from fabula.write.files import Output
from fabula.write.tables import tables

SCRIPTS = (
    "base.js", "story.js", "text.js", "card.js", "people.js", "web.js", "arc.js", "scenes.js",
    "marks.js", "search.js", "fixes.js", "keys.js",
)  # fmt: skip
"""The parts of the page's script, in order; together they are one function."""
_HEADER_FIRST = ("fandom", "rating", "warnings", "pairing", "spoilers", "summary")
_HEADER_ELSEWHERE = ("title", "author")
_LONG = 280
_WORDS_A_MINUTE = 240
_BINS = 96
_PASSING = 2  # mentions


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.html``."""
    yield f"{stem}.html", _page(story)


def _page(story: Story) -> Iterator[str]:
    speakers = _speakers(story)
    classes = {id: f"c{id}" for id in speakers}
    names = {c.id: c.name for c in story.characters}
    chapters = parts(story)
    contents = _contents(chapters)
    style = _asset("page.css") + _colours(speakers)
    script = "".join(['"use strict";\n(() => {\n', *map(_asset, SCRIPTS), "})();\n"])
    title = escape.one_line(story.title)
    head, tail = _asset("template.html").split("<!-- text -->")
    values = {
        "csp": (
            "default-src 'none'; base-uri 'none'; form-action 'none'; "
            f"style-src {_hash(style)}; script-src {_hash(script)}"
        ),
        "version": fabula.__version__,
        "title": escape.text(title),
        "style": style,
        "script": script,
        "card": _card(story),
        "kind": " class=chaptered" if contents else "",
        "contents": contents,
        "cast": _cast(story, classes),
        "data": tables(story, [span for part in chapters for span in part.paragraphs]),
    }
    yield Template(head).substitute(values)
    paragraphs = Paragraphs(story, classes, names)
    for part in chapters:
        yield from _part(part, paragraphs)
    yield Template(tail).substitute(values)


def _asset(name: str) -> str:
    return resources.files("fabula.write").joinpath("page", name).read_text("utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _speakers(story: Story) -> list[int]:
    """Who speaks, most words first: the first have the colours that are farthest apart."""
    speaks = {q.speaker for q in story.quotes}
    cast = [c for c in story.characters if c.id in speaks]
    return [c.id for c in sorted(cast, key=lambda c: -c.words_spoken)]


def _colours(speakers: list[int]) -> str:
    pairs = zip(speakers, palette(len(speakers)), strict=True)
    return "".join(f".c{id}{{--l:{light};--d:{dark}}}\n" for id, (light, dark) in pairs)


def _bdi(string: str) -> str:
    return f"<bdi>{escape.text(escape.one_line(string))}</bdi>"


def _count(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _duration(words: int) -> str:
    hours, minutes = divmod(max(1, round(words / _WORDS_A_MINUTE)), 60)
    if not hours:
        return _count(minutes, "minute")
    return f"{hours} h {minutes:02} min"


def _card(story: Story) -> str:
    """Title, author and the header's fields."""
    header = story.header
    out = [f"<h1>{_bdi(story.title)}</h1>\n"]
    if "author" in header:
        out.append(f"<p class=by>by {_bdi(_joined(header['author']))}</p>\n")
    facts = [
        _count(story.words, "word"),
        f"{_duration(story.words)} to read",
        _count(len(story.quotes), "spoken line"),
        _count(len(_speakers(story)), "person speaks", "people speak"),
    ]
    narrator = next((c for c in story.characters if c.narrator), None)
    if narrator is not None:
        facts.append(f"told by {_bdi(narrator.name)}")
    out.append(f"<p class=facts>{' · '.join(facts)}</p>\n")
    fields = [f for f in _HEADER_FIRST if f in header]
    fields += [f for f in header if f not in _HEADER_FIRST + _HEADER_ELSEWHERE]
    if fields:
        rows = "".join(_field(f, _joined(header[f])) for f in fields)
        out.append(f"<dl>\n{rows}</dl>\n")
    return "".join(out)


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _field(name: str, value: str) -> str:
    body = f"<bdi>{escape.text(value)}</bdi>"
    if len(value) > _LONG:
        start = escape.text(escape.one_line(value[:80]).rsplit(" ", 1)[0])
        body = f"<details><summary><bdi>{start}</bdi> …</summary>{body}</details>"
    label = escape.text(escape.one_line(name.replace("_", " ").capitalize()))
    return f"<dt>{label}</dt><dd>{body}</dd>\n"


def _heading(part: Part) -> str:
    if part.section is None:
        return ""
    if part.section.title:
        return escape.one_line(part.section.title)
    return f"Chapter {part.number}" if part.section.kind == "chapter" else ""


def _contents(chapters: list[Part]) -> str:
    rows = [
        f'<li><a href="#s{part.number}">{_bdi(heading)}</a></li>\n'
        for part in chapters
        if (heading := _heading(part))
    ]
    return f"<ol>\n{''.join(rows)}</ol>\n" if len(rows) > 1 else ""


def _part(part: Part, paragraphs: Paragraphs) -> Iterator[str]:
    kind = part.section.kind if part.section else "chapter"
    heading = _heading(part)
    yield f'<section id=s{part.number} class="{kind}">\n'
    if heading:
        yield f"<h2>{_bdi(heading)}</h2>\n"
    yield from paragraphs.html(part.paragraphs)
    yield "</section>\n"


def _cast(story: Story, classes: Mapping[int, str]) -> str:
    """The cast in groups: who speaks, who is there, who is only talked of, and who has no name
    and hardly a mention."""
    presence = _presence(story)
    total = sum(c.words_spoken for c in story.characters) or 1
    speaking = [c for c in story.characters if c.id in classes]
    others = [c for c in story.characters if c.id not in classes]
    passing = [c for c in others if not c.named and c.mentions <= _PASSING]
    others = [c for c in others if c.named or c.mentions > _PASSING]
    silent = [c for c in others if c.on_stage]
    absent = [c for c in others if not c.on_stage]
    lines = Counter(q.speaker for q in story.quotes)
    out = []
    for title, group, shut in (
        ("Who speaks", speaking, False),
        ("On stage, silent", silent, len(speaking) + len(silent) > 12),
        ("Only talked of", absent, len(speaking) + len(absent) > 12),
    ):
        if not group:
            continue
        items = "".join(
            _person(c, classes.get(c.id), c.words_spoken / total, lines[c.id], presence.get(c.id))
            for c in group
        )
        opened = "" if shut else " open"
        out.append(
            f"<details{opened}><summary>{title} <small>{len(group):,}</small></summary>\n"
            f"<ul>\n{items}</ul></details>\n"
        )
    if passing:
        names = ", ".join(_bdi(c.name) for c in passing)
        out.append(
            "<details class=passing>"
            f"<summary>In passing <small>{len(passing):,}</small></summary>\n"
            f"<p class=also>{names}</p></details>\n"
        )
    return "".join(out)


def _person(
    character: Character, kind: str | None, share: float, lines: int, presence: str | None
) -> str:
    facts = []
    if lines:
        facts.append(_count(lines, "line"))
        facts.append(f"{share:.0%} of talk" if share >= 0.01 else "under 1% of talk")
    facts.append(_count(character.mentions, "mention"))
    if character.pronouns:
        facts.insert(0, escape.text(escape.one_line(character.pronouns)))
    if character.narrator:
        facts.insert(0, "narrator")
    told = " · ".join(fact.replace(" ", "\u00a0") for fact in facts)
    also = ""
    if character.aliases:
        names = ", ".join(_bdi(alias) for alias in character.aliases)
        also = f"<span class=also>also {names}</span>"
    strip = ""
    if presence:
        strip = (
            f'<svg viewBox="0 0 {_BINS} 8" preserveAspectRatio="none" aria-hidden="true">'
            f'<path d="{presence}"/></svg>'
        )
    return (
        f'<li><button type=button class="who {kind or "c"}" data-c={character.id}>'
        f"<b>{_bdi(character.name)}</b><span class=facts>{told}</span>"
        f"{also}{strip}</button></li>\n"
    )


def _presence(story: Story) -> dict[int, str]:
    """For each character where in the story they are mentioned or speak, as an SVG path."""
    bins: dict[int, Counter[int]] = {c.id: Counter() for c in story.characters}
    scale = _BINS / max(1, len(story.text))
    for mention in story.mentions:
        for id in mention.entities:
            if id in bins:
                bins[id][min(_BINS - 1, int(mention.start * scale))] += 1
    for quote in story.quotes:
        if quote.speaker in bins:
            bins[quote.speaker][min(_BINS - 1, int(quote.start * scale))] += 1
    most = max((n for counts in bins.values() for n in counts.values()), default=1)
    paths = {}
    for id, counts in bins.items():
        heights = ((i, max(1, round(8 * (counts[i] / most) ** 0.5))) for i in sorted(counts))
        paths[id] = "".join(f"M{i} 8v-{h}h.8v{h}z" for i, h in heights)
    return paths
