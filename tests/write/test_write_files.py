"""Every output is whole or not there, and lies where its name says."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from stories import bare, ferry

from fabula.errors import UsageError, WriteError
from fabula.write import WRITERS, write_story
from fabula.write.files import safe_stem, write_files


def tree(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_each_format_lies_in_one_place_named_after_the_source(tmp_path: Path) -> None:
    paths = write_story(ferry(), tmp_path / "out", "json,html, csv ,booknlp,json")
    assert sorted({p.relative_to(tmp_path / "out").parts[0] for p in paths}) == [
        "ferry.booknlp",
        "ferry.csv",
        "ferry.html",
        "ferry.json",
    ]
    assert all(p.is_file() for p in paths)
    assert tree(tmp_path / "out/ferry.booknlp") == [
        f"ferry.{kind}" for kind in ("book", "entities", "quotes", "tokens")
    ]


def test_formats_may_be_a_list_and_one_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert len(write_story(ferry(), tmp_path, ["json", "html"])) == 2
    with pytest.raises(UsageError, match="no format 'pdf'; there are: json, html, csv, booknlp"):
        write_story(ferry(), tmp_path / "none", "json,pdf")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("format", WRITERS)
def test_writing_twice_gives_the_same_bytes(format: str, tmp_path: Path) -> None:
    first = write_story(ferry(), tmp_path / "a", format)
    second = write_story(ferry(), tmp_path / "b", format)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def breaks_off() -> Iterator[str]:
    yield "the first half"
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before")
    outputs = [("a.txt", ["after"]), ("new/deep/b.txt", breaks_off()), ("c.txt", ["never"])]
    with pytest.raises(WriteError, match=r"^cannot write .*b\.txt: No space left on device$"):
        write_files(tmp_path, outputs)
    assert tree(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "before"


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    def interrupted() -> Iterator[str]:
        yield "some"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, [("x/a.txt", interrupted())])
    assert tree(tmp_path) == []


def test_a_folder_where_a_file_should_be_stops_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(WriteError, match="Is a directory"):
        write_files(tmp_path, [("a.txt", ["a"]), ("b.txt", ["b"])])
    assert tree(tmp_path) == ["b.txt"]


def test_a_file_where_a_folder_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(WriteError, match="cannot write") as caught:
        write_story(ferry(), tmp_path / "out", "json")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "out").read_text() == "not a folder"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is permitted to root")
def test_a_folder_without_permission_is_one_clear_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="Permission denied"):
        write_story(ferry(), tmp_path, "json")


@pytest.mark.parametrize(
    ("stem", "file"),
    [
        ("A Winter's Tale: II", "A Winter's Tale: II"),
        ("été", "été"),
        ("a.b", "a.b"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "story"),
        ("", "story"),
        (".hidden", "hidden"),
        ("nul", "_nul"),
        ("two\nlines\x1b[31m", "two_lines_[31m"),
        ("\udcff", "_"),
        ("long" * 100, "long" * 45),
        ("ж" * 300, "ж" * 90),
    ],
)
def test_odd_names_become_plain_file_names(stem: str, file: str, tmp_path: Path) -> None:
    assert safe_stem(stem) == file
    assert safe_stem(file) == file
    [path] = write_story(bare("Words.", name=f"{stem}.txt" if stem else ""), tmp_path, "json")
    assert path.parent == tmp_path


def test_lone_surrogates_become_one_replacement_character_each(tmp_path: Path) -> None:
    [path] = write_files(tmp_path, [("a.txt", ["x\ud800\udc12y"])])
    assert path.read_text("utf-8") == "x\ufffd\ufffdy"


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    [path] = write_files(tmp_path, [("a.txt", ["a\r\nb\nc\rd"])])
    assert path.read_bytes() == b"a\r\nb\nc\rd"


def test_a_folder_that_no_system_can_name(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no folder is called so"):
        ferry().write(f"{tmp_path}/a\0b", "json")
    assert not any(tmp_path.iterdir())
