"""A story and its tables as a notebook shows them: small HTML with its style inside each tag.

Jupyter asks an object for ``_repr_html_`` and knows nothing of fabula, nor fabula of Jupyter. No
``<style>``, script or address is used, so that a notebook that cleans its outputs shows the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.errors import UsageError
from fabula.story.story import Cast, Character, Story
from fabula.write import csv, escape
from fabula.write.colour import palette

_PEOPLE = 12
_ROWS = 40
_BINS = 60
_SANS = "font:13px/1.45 system-ui,sans-serif"
_CELL = "padding:2px 14px 2px 0;text-align:left;vertical-align:top"
_NUMBER = "padding:2px 14px 2px 0;text-align:right;vertical-align:top"
_FAINT = "opacity:.7"


@dataclass(frozen=True, slots=True)
class Table:
    """One of a story's tables (``story.table("quotes")``): the words stand beside each pair of
    offsets and the name beside each id. pandas takes it as
    ``DataFrame(table.rows, columns=table.columns)``.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"Table({self.name}: {len(self.rows)} rows of {', '.join(self.columns)})"

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="{_CELL}">{_text(c)}</th>' for c in self.columns)
        body = "".join(
            "<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in self.rows[:_ROWS]
        )
        more = len(self.rows) - _ROWS
        note = f'<p style="{_FAINT}">and {more:,} more rows</p>' if more > 0 else ""
        return (
            f'<div style="{_SANS}"><b>{_text(self.name)}</b> '
            f'<span style="{_FAINT}">{len(self.rows):,} rows</span>'
            f'<table style="border-collapse:collapse;margin:4px 0"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>{note}</div>"
        )


def table(story: Story, name: str) -> Table:
    """One of the tables that ``csv`` writes. Raises ``UsageError`` where none is so called."""
    if name not in csv.TABLES:
        raise UsageError(f"there is no table {name!r}; there are: {', '.join(csv.TABLES)}")
    columns, rows = csv.table(story, name)
    return Table(name, columns, tuple(tuple(row) for row in rows))


def story_html(story: Story) -> str:
    """Title, facts and the people with their share of talk and where they are."""
    facts = [f"{story.words:,} words", f"{len(story.quotes):,} spoken lines"]
    facts += [f"{n:,} {what}" for what, n in (
        ("feelings", len(story.feelings)), ("beliefs", len(story.beliefs)),
        ("relations", len(story.relations)), ("scenes", len(story.scenes)),
    ) if n]  # fmt: skip
    author = story.header.get("author")
    by = f" by {_text(author if isinstance(author, str) else ', '.join(author))}" if author else ""
    return (
        f'<div style="{_SANS}"><div style="font:500 20px/1.3 Georgia,serif">'
        f'{_text(story.title)}<span style="font-size:15px;font-style:italic">{by}</span></div>'
        f'<div style="{_FAINT}">{" · ".join(facts)}</div>{_people(story.characters, story)}</div>'
    )


def cast_html(cast: Cast) -> str:
    """The people, without where they are."""
    return f'<div style="{_SANS}">{_people(cast, None)}</div>'


def _people(cast: Cast, story: Story | None) -> str:
    if not cast:
        return f'<p style="{_FAINT}">No people found.</p>'
    total = sum(c.words_spoken for c in cast) or 1
    shown = list(cast)[:_PEOPLE]
    rows = []
    for character, (colour, _) in zip(shown, palette(len(shown)), strict=True):
        # Grey between day and night suits both; a speaker's colour is in the bars alone.
        bar = f"border-left:4px solid {colour};padding:2px 14px 2px 8px;text-align:left"
        share = 100 * character.words_spoken / total
        talk = (
            f'<span style="display:inline-block;height:9px;width:{share:.1f}px;'
            f'background:{colour}"></span> {share:.0f}%'
            if character.words_spoken
            else ""
        )
        rows.append(
            f'<tr><td style="{bar}"><b>{_text(character.name)}</b>{_also(character)}</td>'
            f'<td style="{_CELL}">{_text(character.pronouns or "")}</td>'
            f'<td style="{_NUMBER}">{character.mentions:,}</td>'
            f'<td style="{_NUMBER}">{character.quotes:,}</td><td style="{_CELL}">{talk}</td>'
            f'<td style="{_CELL}">{_where(character, story, colour) if story else ""}</td></tr>'
        )
    names = ("person", "", "mentions", "lines", "share of talk", "where" if story else "")
    head = "".join(
        f'<th style="{_NUMBER if name in ("mentions", "lines") else _CELL}">{name}</th>'
        for name in names
    )
    more = len(cast) - len(shown)
    note = f'<div style="{_FAINT}">and {more:,} more</div>' if more > 0 else ""
    return (
        f'<table style="border-collapse:collapse;margin:6px 0"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{note}"
    )


def _also(character: Character) -> str:
    notes = [_text(alias) for alias in character.aliases[:4]]
    if character.narrator:
        notes.append("narrator")
    if not character.on_stage:
        notes.append("only talked of")
    return f' <span style="{_FAINT}">{", ".join(notes)}</span>' if notes else ""


def _where(character: Character, story: Story, colour: str) -> str:
    scale = _BINS / max(1, len(story.text))
    bins = {
        min(_BINS - 1, int(m.start * scale)) for m in story.mentions if character.id in m.entities
    }
    bins |= {
        min(_BINS - 1, int(q.start * scale)) for q in story.quotes if q.speaker == character.id
    }
    path = "".join(f"M{2 * i} 0h2v10h-2z" for i in sorted(bins))
    return (
        f'<svg width="{2 * _BINS}" height="10" viewBox="0 0 {2 * _BINS} 10" aria-hidden="true">'
        f'<path d="M0 9h{2 * _BINS}v1H0z" fill="#8888"/><path d="{path}" fill="{colour}"/></svg>'
    )


def _cell(value: object) -> str:
    if value is None:
        return f'<td style="{_CELL}"></td>'
    if isinstance(value, float):
        return f'<td style="{_NUMBER}">{value:.2f}</td>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td style="{_NUMBER}">{value}</td>'
    words = escape.one_line(str(value))
    return f'<td style="{_CELL}">{_text(words if len(words) <= 90 else words[:89] + "…")}</td>'


def _text(words: str) -> str:
    return f"<bdi>{escape.text(escape.one_line(words))}</bdi>"
