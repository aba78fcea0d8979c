"""Whatever the bytes, a reader gives a Source that holds together, or one FabulaError."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import contextlib
import itertools
import re

import pytest
from books import PROSE, docx, epub, paragraph, xhtml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.errors import FabulaError
from fabula.source import READERS, Source, from_bytes, from_text
from fabula.source.headings import is_break, is_title, mark_of, named, value_of
from fabula.source.labels import labelled, note_opens
from fabula.source.markup import tokens

STORY = (
    f"The Lamp\nby Ann Quill\nRating: PG\nSummary: She waits.\n\nCHAPTER I\n\nFROST\n\n{PROSE}\n\n* * *\n\n"
    "“Go to bed,” said Tam.\n\nDee: are you up\nSal: yes\n\n(A/N: hello)\n\nCHAPTER II\n\nO lamp,\nburn on,\nburn\n\nThe End\n"
)
PAGE = (
    f"<html><head><title>T</title></head><body><div id='preface'><dl class='tags'><dt>Rating:</dt><dd>PG</dd></dl></div>"
    f"<div class='userstuff'><h2>Chapter 1</h2><p>{PROSE}</p><hr/><p>a<br/>b&amp;<i>c</i></p></div></body></html>"
)
SEEDS = {
    ".txt": STORY.encode(),
    ".md": ("# The Lamp\n\n**Rating:** PG\n\n" + STORY).encode(),
    ".html": PAGE.encode(),
    ".rtf": rb"{\rtf1\ansi{\fonttbl{\f0 A;}}{\info{\title L}}\pard \'93Hm\'94 \u8212? yes{\footnote n}\par "
    + PROSE.encode()
    + b"}",
    ".epub": epub(
        {"a.xhtml": xhtml(f"<h1>Frost</h1><p>{PROSE}</p>"), "b.xhtml": xhtml("<p>So.</p>")}
    ),
    ".docx": docx(
        paragraph("Frost", "Heading1") + paragraph(PROSE), footnotes=paragraph("A note.")
    ),
}
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
many = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(source: Source) -> None:
    """What every Source promises."""
    text = source.text
    assert not BAD.search(text)
    assert text == text.strip("\n") and "\n\n\n" not in text
    for value in source.header.values():
        for one in (value,) if isinstance(value, str) else value:
            assert one and not BAD.search(one)
    assert list(source.breaks) == sorted(set(source.breaks))
    for at in source.breaks:
        assert text[at - 2 : at] == "\n\n"
    chapters = [s for s in source.sections if s.kind != "scene"]
    assert chapters[0].start == 0 and chapters[-1].end == len(text)
    for before, after in itertools.pairwise(chapters):
        assert after.start == before.end + 2
    for section in source.sections:
        assert 0 <= section.start < section.end <= len(text)
        assert section.title is None or not BAD.search(section.title)
        outer = next(c for c in chapters if c.start <= section.start and section.end <= c.end)
        assert outer
    order = [(s.start, -s.end) for s in source.sections]
    assert order == sorted(order)


def attempt(data: bytes, name: str) -> None:
    try:
        source = from_bytes(data, name)
    except FabulaError as error:
        assert "\n" not in str(error)
    else:
        check(source)


@pytest.mark.parametrize("suffix", SEEDS)
def test_the_unharmed_files_are_read(suffix: str) -> None:
    source = from_bytes(SEEDS[suffix], f"lamp{suffix}")
    check(source)
    assert PROSE in source.text


@pytest.mark.parametrize("suffix", sorted(READERS))
@many
@given(data=st.binary(max_size=400))
def test_random_bytes(suffix: str, data: bytes) -> None:
    attempt(data, f"x{suffix}")


@pytest.mark.parametrize("suffix", SEEDS)
@many
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=8)), max_size=6
    )
)
def test_mutated_files(suffix: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = SEEDS[suffix]
    for where, cut, put in edits:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    attempt(data, f"x{suffix}")


@pytest.mark.parametrize("suffix", [".epub", ".docx"])
@many
@given(
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.text(max_size=8)), max_size=6),
    member=st.integers(0, 3),
)
def test_mutated_members_of_sound_archives(
    suffix: str, edits: list[tuple[float, int, str]], member: int
) -> None:
    import zipfile
    from io import BytesIO

    from books import zipped

    with zipfile.ZipFile(BytesIO(SEEDS[suffix])) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = list(members)[1:][member % (len(members) - 1)]
    content = bytes(members[name])  # type: ignore[arg-type]
    for where, cut, put in edits:
        at = int(where * len(content))
        content = content[:at] + put.encode("utf-8", "surrogatepass") + content[at + cut :]
    attempt(zipped(members | {name: content}), f"x{suffix}")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *STORY.split("\n"),
                PROSE,
                "",
                "",
                "I",
                "II",
                "***",
                "A/N: x",
                "The End",
                "CONTENTS",
                "12",
                "[Pg 3]",
                "Note: x",
                "Chapter",
                "1",
                "by",
                "X by Y",
            ]
        ),
        st.text(max_size=30),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(lines=LINES)
def test_any_arrangement_of_lines(lines: list[str]) -> None:
    with contextlib.suppress(FabulaError):
        check(from_text("\n".join(lines)))


@settings(max_examples=300, deadline=None)
@given(line=st.text(max_size=60))
def test_judgements_of_a_line_never_fail(line: str) -> None:
    (
        mark_of(line),
        named(line),
        is_title(line),
        is_break(line),
        value_of(line),
        labelled(line),
        note_opens(line),
    )


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "<p>",
                "</p>",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<!DOCTYPE",
                "[",
                "'",
                '"',
                "=",
                "a",
                " ",
                "/",
                "<br/>",
                "<script>",
                "</script>",
                "&amp;",
                "&#x0;",
                "<?",
            ]
        ),
        max_size=60,
    )
)
def test_any_markup_is_tokenized(parts: list[str]) -> None:
    for xml in (False, True):
        list(tokens("".join(parts), xml=xml))
