"""The command line: what it prints, what it writes, and how it fails."""

import gc
import io
import os
import re
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from write.stories import ferry

import fabula
from fabula import cli
from fabula.errors import BrokenSource, WriteError
from fabula.story.story import Story
from fabula.write import WRITERS

ROOT = Path(__file__).parents[1]
STORY = (
    "Title: The Lamp\nRating: G\n\n"
    "“Who left the lamp on?” asked Ines.\n\n“I did,” said Oskar. “I was reading.”\n\n"
    "“All night?” said Ines.\n\n“All night,” Oskar said. He was not sorry.\n"
)


@pytest.fixture
def story_file(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.txt"
    path.write_text(STORY, "utf-8")
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], Story]], None]:
    """Put another reading in the place of fabula's."""

    def put(read: Callable[[Path], Story]) -> None:
        monkeypatch.setattr("fabula.pipeline.read", lambda path, **options: read(Path(path)))

    return put


def fabula_command(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    options = {"capture_output": True} | options
    return subprocess.run(
        [sys.executable, "-m", "fabula", *map(str, arguments)],
        check=False, text=True, encoding="utf-8", timeout=60, **options,
    )  # fmt: skip


def test_the_collector_rests_while_a_story_is_read_and_not_after(
    story_file: Path, reads: Callable[[Callable[[Path], Story]], None], tmp_path: Path
) -> None:
    seen = []

    def reading(path: Path) -> Story:
        seen.append(gc.isenabled())
        if path.name == "bad.txt":
            raise BrokenSource("bad.txt: broken")
        return ferry()

    reads(reading)
    assert cli.main(["read", "bad.txt", str(story_file), "-o", str(tmp_path / "out")]) == 2
    assert seen == [False, False]
    assert gc.isenabled()


def test_without_a_format_it_prints_a_portrait(story_file: Path) -> None:
    done = fabula_command("read", story_file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The Lamp" in done.stdout and "Rating: G" in done.stdout
    assert re.search(r"Ines .*\d+%", done.stdout) and re.search(r"Oskar .*\d+%", done.stdout)
    assert "\x1b" not in done.stdout


def test_formats_are_written_and_their_paths_printed(story_file: Path, tmp_path: Path) -> None:
    done = fabula_command("read", story_file, "--to", "json,html", "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        str(tmp_path / "out/lamp.json"),
        str(tmp_path / "out/lamp.html"),
    ]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["lamp.html", "lamp.json"]


def test_a_folder_alone_means_json_and_a_format_alone_means_here(
    story_file: Path, tmp_path: Path
) -> None:
    assert fabula_command("read", story_file, "-o", tmp_path / "out", "--quiet").stdout == ""
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["lamp.json"]
    here = tmp_path / "here"
    here.mkdir()
    assert fabula_command("read", story_file, "--to", "csv", cwd=here).returncode == 0
    assert [p.name for p in here.iterdir()] == ["lamp.csv"]


def test_one_file_that_fails_does_not_stop_the_others(story_file: Path, tmp_path: Path) -> None:
    done = fabula_command("read", tmp_path / "none.txt", story_file, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("fabula: ")
    assert "none.txt" in done.stderr
    assert (tmp_path / "out/lamp.json").is_file()


def test_an_error_is_one_line_whatever_is_in_it(
    reads: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(path: Path) -> Story:
        raise BrokenSource("first\nsecond \x1b[31m")

    reads(broken)
    assert cli.main(["read", "x.txt"]) == 2
    assert capsys.readouterr().err == "fabula: first second \ufffd[31m\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["read", "a.txt", "--to", "pdf"], "there is no format 'pdf'; there are: json"),
        (["read", "a.txt", "--to", ","], "no format was named"),
        (["read", "a/x.txt", "b/x.epub", "-o", "o"], "would both be written to o/x.json"),
        (["read", "a/x.txt", "b/X.txt", "--to", "csv"], "would both be written"),
        (["read", "a.html", "--to", "html"], "a.html would be written over a.html"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(
    arguments: list[str], message: str, reads: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(path: Path) -> Story:
        raise AssertionError("read although the command makes no sense")

    reads(never)
    assert cli.main(arguments) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert message in line


@pytest.mark.parametrize("arguments", [["read"], ["read", "a.txt", "--threads", "0"], ["reed"], []])
def test_a_wrong_command_line_is_exit_code_two(arguments: list[str]) -> None:
    done = fabula_command(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "usage: fabula" in done.stderr


def test_the_options_reach_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def read(path: Path, **options: Any) -> Story:
        seen.update(options, path=path)
        return ferry()

    monkeypatch.setattr("fabula.pipeline.read", read)
    assert cli.main(["read", "a.txt", "--model", "rules", "--threads", "3"]) == 0
    assert (seen["path"], seen["model"], seen["threads"]) == (Path("a.txt"), "rules", 3)


def test_an_interrupt_is_130_and_quiet(reads: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(path: Path) -> Story:
        raise KeyboardInterrupt

    reads(interrupted)
    assert cli.main(["read", "a.txt"]) == 130
    assert capsys.readouterr().err == ""


def test_a_write_error_is_exit_code_two(
    reads: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file")
    reads(lambda path: ferry())
    assert cli.main(["read", "a.txt", "-o", str(tmp_path / "out")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("fabula: cannot write")


FULL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
from fabula.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
@pytest.mark.parametrize("format", WRITERS)
def test_a_disk_that_fills_up_is_one_line_and_leaves_nothing(
    format: str, story_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, "read", story_file, "--to", format, "-o", out],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("fabula: cannot write") and "File too large" in line
    assert not out.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_one_line(story_file: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = fabula_command(
            "read", story_file, stdout=full, stderr=subprocess.PIPE, capture_output=False
        )
    assert done.returncode == 2
    assert done.stderr == "fabula: cannot write the output: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes as POSIX has them")
def test_a_reader_who_leaves_is_no_error(story_file: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = fabula_command(
        "read", story_file, stdout=write, stderr=subprocess.PIPE, capture_output=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (cli.BROKEN_PIPE, "")
    assert cli.BROKEN_PIPE == 128 + signal.SIGPIPE


def test_version() -> None:
    assert fabula_command("--version").stdout == f"fabula {fabula.__version__}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs the processor time of a child")
def test_help_comes_at_once() -> None:
    import resource

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime  # what a clock would show on an idle machine

    times = []
    for _ in range(3):
        begin = spent()
        assert "COMMAND" in fabula_command("--help").stdout
        times.append(spent() - begin)
    assert min(times) < 0.3


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "patience", "options", "shown"),
    [(True, 0.0, [], True), (True, 60.0, [], False), (False, 0.0, [], False),
     (True, 0.0, ["--quiet"], False)],
)  # fmt: skip
def test_a_progress_bar_is_for_a_terminal_and_for_what_takes_long(
    terminal: bool, patience: float, options: list[str], shown: bool,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    stderr = Terminal() if terminal else io.StringIO()

    def read(path: Path, *, progress: Callable[[str, float], None], **options: Any) -> Story:
        progress("reading [bold]", 0.5)
        return ferry()

    monkeypatch.setattr("fabula.pipeline.read", read)
    monkeypatch.setattr(cli, "_PATIENCE", patience)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert cli.main(["read", "ferry.txt", *options]) == 0
    assert ("ferry.txt: reading (bold)" in stderr.getvalue()) == shown
    assert "reading" not in capsys.readouterr().out


def test_every_option_is_documented_and_the_page_is_current() -> None:
    made = runpy.run_path(str(ROOT / "docs/cli_page.py"))
    assert (ROOT / "docs/cli.md").read_text("utf-8") == made["page"](), (
        "the command line has changed: run python docs/cli_page.py"
    )
    for format in WRITERS:
        assert format in made["page"](), f"the help of --to does not name {format}"


def test_a_failed_story_is_followed_by_the_next(
    reads: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(path: Path) -> Story:
        if path.stem == "bad":
            raise WriteError("no")
        return ferry()

    reads(read)
    assert cli.main(["read", "bad.txt", "good.txt"]) == 2
    printed = capsys.readouterr()
    assert printed.err == "fabula: no\n" and "Nell Ardagh" in printed.out


def test_corrections_are_applied_and_what_does_not_match_is_said(story_file: Path) -> None:
    kept = story_file.with_name("lamp.fixes.toml")
    kept.write_text(
        '[[fix]]\ndo = "rename"\nwho = "Ines"\nto = "Inês Duarte"\n'
        '[[fix]]\ndo = "dismiss"\nwords = "“Gone\\u001b[31m!”"\n',
        "utf-8",
    )
    done = fabula_command("read", story_file)
    assert done.returncode == 0 and "Inês Duarte" in done.stdout
    assert done.stderr == (
        f"{story_file}: fix 2 (dismiss “Gone\ufffd[31m!”): no quotation has these words\n"
    )
    without = fabula_command("read", story_file, "--no-fixes")
    assert "Duarte" not in without.stdout and without.stderr == ""
    kept.write_text("[[fix", "utf-8")
    broken = fabula_command("read", story_file)
    assert broken.returncode == 2 and "lamp.fixes.toml is not TOML" in broken.stderr


def test_open_writes_the_page_and_opens_it(
    story_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    out = tmp_path / "out"
    assert cli.main(["read", str(story_file), "--open", "-o", str(out), "--to", "json"]) == 0
    assert opened == [(out / "lamp.html").resolve().as_uri()]
    assert sorted(p.name for p in out.iterdir()) == ["lamp.html", "lamp.json"]
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["read", str(story_file), "--open", "--quiet"]) == 0
    assert "there is no browser to open" in capsys.readouterr().err
    assert (tmp_path / "lamp.html").is_file()
