"""Bad input: each file is read as the story it is, or ends in one clear line. No crash, no hang."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from books import PROSE, epub, xhtml

import fabula.source
from fabula.errors import BrokenSource, FabulaError, SourceError, TooLarge, UnsupportedFormat
from fabula.source import READERS, from_bytes, open_source


def test_a_sparse_gigabyte_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(TooLarge, match=r"huge\.txt: 1,024 MB is more than the 32 MB"):
        open_source(path)


def test_a_directory(tmp_path: Path) -> None:
    for path in (tmp_path, ".", "..", "/", ""):
        with pytest.raises(SourceError, match="is a directory"):
            fabula.read(path)  # whose corrections would be beside it


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_source(tmp_path / "gone.txt")
    with pytest.raises(SourceError):
        open_source("bad\x00name.txt")
    with pytest.raises(SourceError):
        fabula.read("bad\x00name.txt")
    with pytest.raises(SourceError):
        open_source("x" * 5000)


def test_of_several_files_of_one_name_the_message_says_which(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        path = tmp_path / folder / "story.txt"
        path.parent.mkdir()
        for content in (None, b"", b"\x89PNG\r\n\x1a\n"):
            if content is not None:
                path.write_bytes(content)
            with pytest.raises(SourceError) as error:
                open_source(path)
            assert str(error.value).startswith(f"{path}: ")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(PROSE)
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        open_source(path)


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(PROSE)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SourceError, match="permission"):
        open_source(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    caught: list[BaseException] = []

    def read() -> None:
        try:
            open_source(path)
        except SourceError as error:
            caught.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(10)
    assert caught and "pipe" in str(caught[0])


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device() -> None:
    with pytest.raises(SourceError, match="device"):
        open_source("/dev/zero")


@pytest.mark.parametrize(
    "name",
    [
        "story",
        "story.",
        ".story",
        "st ory (1).TXT",
        "Дом.txt",
        "a'b\"c.txt",
        "story.1",
        "Dr. Marrow",
    ],
)
def test_unusual_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PROSE)
    source = open_source(path)
    assert (source.name, source.text, source.media) == (name, PROSE, "txt")


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_that_is_no_unicode_and_one_with_a_line_end(tmp_path: Path) -> None:
    for raw in (b"st\xffry.txt", b"two\nlines.txt"):
        path = os.fsencode(tmp_path) + b"/" + raw
        Path(os.fsdecode(path)).write_text(PROSE)
        source = open_source(os.fsdecode(path))
        assert source.text == PROSE
        assert source.name.isprintable()
        source.name.encode()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.pdf", b"%PDF-1.7 ...", "epub or txt"),
        ("x.txt", b"%PDF-1.7 ...", "epub or txt"),
        ("x.pdf", b"plain words", "epub or txt"),
        ("x.mobi", b"\x00" * 60 + b"BOOKMOBI" + b"\x00" * 99, "epub"),
        ("x.odt", b"words", "docx"),
        ("x.csv", b"a,b,c", "table"),
    ],
)
def test_formats_without_a_reader_say_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnsupportedFormat, match=says):
        from_bytes(data, name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99),
        ("x.epub", b"Once upon a time."),
        ("x.docx", b"<html><p>Once</p></html>"),
        ("x.txt", b"\x1f\x8b\x08" + b"\x00" * 40),
    ],
)
def test_content_that_is_not_what_the_name_says(name: str, data: bytes) -> None:
    with pytest.raises(BrokenSource, match=rf"^{name}: not "):
        from_bytes(data, name)


def test_content_that_is_certain_is_read_whatever_the_name() -> None:
    page = f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>".encode()
    assert from_bytes(page, "x.txt").media == "html"
    assert from_bytes(rb"{\rtf1\ansi " + PROSE.encode() + b"}", "x.txt").media == "rtf"
    assert from_bytes(PROSE.encode(), "x.html").text == PROSE


def test_every_message_is_one_line_that_names_the_file() -> None:
    for name, data in [
        ("a\nb.txt", b""),
        ("x.epub", b"PK\x03\x04"),
        ("x.pdf", b"%PDF-"),
        ("x.docx", epub({"a": xhtml("")})),
    ]:
        with pytest.raises(FabulaError) as caught:
            from_bytes(data, name)
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith(name.replace("\n", "\ufffd") + ": ")


HOSTILE = {
    "tags left open.html": b"<p><a href=#x>1" * 100_000,
    "links left open.html": b"<p>" + b"<a href='#'>x" * 200_000,
    "quotes left open.html": b"<a \"'>'\"" * 300_000,
    "comments left open.html": b"<!--" * 500_000 + b">",
    "doctypes.html": b"<!DOCTYPE [>" * 200_000,
    "end tags.html": b"<div>" * 100_000 + b"</p></span>" * 100_000,
    "a huge number.html": b"<p>&#" + b"9" * 1_000_000 + b"; lamp",
    "rows.html": b"<table><tr><td>lamp" * 50_000,
    "types.html": b"<p epub:type='a b c'><i epub:type='d'>x" * 50_000,
    "brackets.txt": b"[Illustration " * 200_000 + b" lamp",
    "footnotes.txt": b"[Footnote 1: lamp\n\n" * 50_000,
    "notes.txt": b"(A/N: lamp\n\n" * 50_000,
    "labels.txt": b"Summary: lamp\n" * 100_000,
    "headings.txt": b"CHAPTER I\n\n" * 50_000 + b"It was out.",
    "numerals.txt": b"1\n\nlamp\n\n" * 50_000,
    "stars.txt": b"* " * 2_000_000 + b"lamp",
    "contents.txt": b"CONTENTS\n\nCHAPTER I\n\n" * 20_000 + b"It was out.",
    "dots.txt": b". " * 1_000_000 + b"lamp",
    "licences.txt": b"*** START OF THE PROJECT GUTENBERG EBOOK ***\n\nlamp\n\n" * 20_000,
    "emphasis.md": b"*a **b ***c _d __e " * 100_000,
    "links.md": b"[a](b " * 200_000,
    "quotes.md": b"> " * 500_000 + b"lamp",
    "groups.rtf": b"{\\rtf1 " + b"{\\*\\x " * 200_000 + b"lamp",
    "mojibake.txt": "Ã¢â‚¬â„¢ Ã©".encode() * 100_000,
    "mac.txt": b"lamp\xd5s " * 200_000,
    "bytes.txt": bytes(range(128, 256)) * 8_000,
    "crs.txt": b"\r" * 3_000_000 + b"lamp",
    "spaces.txt": b" " * 5_000_000 + b"lamp",
    "tabs.html": b"<p>" + b"\t " * 2_000_000 + b"lamp",
    "breaks.html": b"<p>lamp" + b"<br>" * 500_000 + b"lamp",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_soon(name: str) -> None:
    import time

    begin = time.perf_counter()
    with contextlib.suppress(FabulaError):
        assert from_bytes(HOSTILE[name], name).text
    assert time.perf_counter() - begin < 15


def test_importing_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; t = time.perf_counter(); import fabula.source; d = time.perf_counter() - t;"
        "print(d); print([m for m in ('ftfy', 'charset_normalizer', 'numpy', 'torch') if m in sys.modules])"
    )
    root = Path(fabula.source.__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ).stdout.split("\n")
    assert float(out[0]) < 1.0
    assert out[1] == "[]"


def test_the_registry_names_every_suffix() -> None:
    assert set(READERS) == {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".epub",
        ".docx",
        ".rtf",
    }
