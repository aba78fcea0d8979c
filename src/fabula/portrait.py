"""A story's portrait for the terminal: who is in it, who talks most, who talks to whom."""

from __future__ import annotations

import unicodedata
from collections import Counter

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from fabula.reading.lexicon import PRONOUN_SETS
from fabula.sayings import Saying, main_characters, sayings
from fabula.story.story import Character, Story

SHOWN = 20  # people and chapters beyond these are counted, not listed
_ENDS = ".?!…”’\"'*"
_PAIRS = 8
_NARROW = 60
_FIELDS = ("fandom", "rating", "warnings", "pairing", "spoilers", "summary", "disclaimer", "notes")


def plain(string: str) -> str:
    """Text of a book that cannot steer a terminal: control and format characters (escape
    sequences, direction overrides) become ``\\ufffd``, line breaks a space.

    >>> plain("Nell\\x1b[31m")
    'Nell\\ufffd[31m'
    """
    return " ".join(
        "".join(
            c if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "\ufffd"
            for c in string
        ).split()
    )


class Portrait:
    """Renders a story with rich, as wide as the console is."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        story = self._story
        ascii_only = options.encoding.lower().replace("-", "") not in ("utf8", "utf16", "utf32")
        yield Rule(Text(plain(story.title), "bold"), characters="-" if ascii_only else "─")
        yield from self._header()
        yield Text()
        yield from self._cast(ascii_only, options.max_width)
        yield from self._sayings(ascii_only)
        yield from self._talk("->" if ascii_only else "→")
        yield from self._chapters()

    def _header(self) -> RenderResult:
        story = self._story
        if "author" in story.header:
            yield Text(f"by {_field(story.header['author'])}", "italic")
        facts = [_count(story.words, "word"), _count(len(story.quotes), "quotation")]
        persons = Counter[str]()
        viewpoints = Counter[int]()
        for scene in story.scenes:
            persons[scene.person] += scene.end - scene.start
            if scene.viewpoint is not None:
                viewpoints[scene.viewpoint] += scene.end - scene.start
        for person, _ in persons.most_common(1):
            facts.append(f"{person} person")
        narrator = next((c for c in story.characters if c.narrator), None)
        if narrator is not None:
            facts.append(f"told by {plain(narrator.name)}")
        for id, _ in viewpoints.most_common(1):
            facts.append(f"mostly as {self._name(id)} sees it")
        yield Text(", ".join(facts), "dim")
        for name in _FIELDS:
            if name in story.header:
                value = _field(story.header[name])
                short = value if len(value) <= 200 else value[:199].rstrip() + "…"
                yield Text.assemble((f"{name.capitalize()}: ", "dim"), short)

    def _cast(self, ascii_only: bool, width: int) -> RenderResult:
        cast = self._story.characters
        if not cast:
            yield Text("No people found.")
            return
        total = sum(c.words_spoken for c in cast)
        most = max(c.words_spoken for c in cast) or 1
        bar = max(4, min(20, width // 5))
        narrow = width < _NARROW
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("People", overflow="fold")
        if not narrow:
            table.add_column("Pronoun")
            table.add_column("Mentions", justify="right")
            table.add_column("Lines", justify="right")
        table.add_column("Share of talk", no_wrap=True)

        # Somebody without a name, a line or a second mention is counted, not listed; nor is one
        # of whom a pronoun is all there is.
        def listed(c: Character) -> bool:
            known = c.mentions > 1 and c.name.lower() not in PRONOUN_SETS
            return c.named or bool(c.quotes) or known

        shown = [c for c in cast if listed(c)][:SHOWN]
        for c in shown:
            full = round(bar * c.words_spoken / most)
            share = f" {c.words_spoken / total:.0%}" if c.words_spoken else ""
            cells: list[Text | str] = [self._who(c)]
            if not narrow:
                cells.append(Text(plain(c.pronouns or "")))
                cells.append(f"{c.mentions:,}")
                cells.append(f"{c.quotes:,}" if c.quotes else "")
            table.add_row(*cells, Text(("#" if ascii_only else "█") * full + share, "cyan"))
        yield table
        if len(cast) > len(shown):
            yield Text(f"and {len(cast) - len(shown):,} more", "dim")

    def _who(self, character: Character) -> Text:
        notes = [plain(alias) for alias in character.aliases[:6]]
        if len(character.aliases) > 6:
            notes.append(f"{len(character.aliases) - 6} more")
        who = Text(plain(character.name), "bold" if character.on_stage else "")
        if notes:
            who.append(f" ({', '.join(notes)})", "not bold dim")
        if character.narrator:
            who.append(", narrator", "not bold italic")
        if not character.on_stage:
            who.append(", only talked of", "not bold italic dim")
        return who

    def _sayings(self, ascii_only: bool) -> RenderResult:
        """What there is to say of each main character, each with its line."""
        for character in main_characters(self._story):
            said = sayings(self._story, character.id)
            if not said:
                continue
            yield Text()
            yield Text(plain(character.name), "bold")
            for one in said:
                yield Padding(self._saying(one, ascii_only), (0, 0, 0, 2))

    def _saying(self, saying: Saying, ascii_only: bool) -> Text:
        text, (start, end), (low, high) = self._story.text, saying.line, saying.proof
        low, high = max(start, low), min(end, high)
        bar, cut = ("| ", "...") if ascii_only else ("│ ", "…")
        line = Text.assemble(
            f"{plain(saying.words)}\n",
            (bar + (cut if _cut(text, start) else ""), "dim"),
            (_spaced(text[start:low]), "dim"),
            (_spaced(text[low:high]), "dim italic"),
            (_spaced(text[high:end]), "dim"),
            (cut if _cut(text, end) else "", "dim"),
        )
        chapter = self._chapter(start)
        if chapter:
            line.append(f" ({chapter})", "dim")
        return line

    def _chapter(self, offset: int) -> str:
        """Where a line stands: the number of its chapter, where there are several."""
        chapters = [s for s in self._story.sections if s.kind == "chapter"]
        here = [i for i, s in enumerate(chapters, 1) if s.start <= offset < s.end]
        return f"chapter {here[0]}" if here and len(chapters) > 1 else ""

    def _talk(self, arrow: str) -> RenderResult:
        pairs = Counter(
            (q.speaker, to)
            for q in self._story.quotes
            for to in q.addressees
            if q.speaker is not None and to != q.speaker
        )
        if not pairs:
            return
        yield Text()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("Who talks to whom", overflow="fold")
        table.add_column("Lines", justify="right")
        for (speaker, to), n in pairs.most_common(_PAIRS):
            table.add_row(Text(f"{self._name(speaker)} {arrow} {self._name(to)}"), f"{n:,}")
        yield table

    def _chapters(self) -> RenderResult:
        chapters = [s for s in self._story.sections if s.kind == "chapter"]
        if len(chapters) < 2:
            return
        yield Text()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("Chapters", overflow="fold")
        table.add_column("Words", justify="right")
        for i, chapter in enumerate(chapters[:SHOWN], 1):
            words = len(self._story.text[chapter.start : chapter.end].split())
            table.add_row(Text(plain(chapter.title or f"Chapter {i}")), f"{words:,}")
        yield table
        if len(chapters) > SHOWN:
            yield Text(f"and {len(chapters) - SHOWN:,} more", "dim")

    def _name(self, id: int | None) -> str:
        character = self._story.characters.by_id(id)
        return plain(character.name) if character else "?"


def _cut(text: str, at: int) -> bool:
    """Whether a line that begins or ends here is cut out of a longer sentence."""
    before, after = text[:at].rstrip(" ")[-1:], text[at:].lstrip(" ")[:1]
    return before not in ("", *_ENDS) and after not in ("", "\n") and before != "\n"


def _spaced(words: str) -> str:
    """Words of a line made plain, with the spaces at their ends kept."""
    bounded = plain(f"|{words}|")
    return bounded[1:-1]


def _field(value: str | tuple[str, ...]) -> str:
    return plain(value if isinstance(value, str) else ", ".join(value))


def _count(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + 's'}"
