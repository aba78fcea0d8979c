"""Time and memory of the whole process ``fabula read FILE --to json``, from start to end.

Each measurement is a process of its own: what it takes to start, load, read and write is all in it.
Memory is the process's greatest resident set, as the kernel reports it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.report import Figure, Options, Report, Table

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_RUN = "import sys; from fabula.cli import main; sys.exit(main(sys.argv[1:]))"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Run:
    """One process: words read, seconds on the clock, seconds of processor, peak resident MB."""

    label: str
    words: int
    seconds: float
    processor: float
    megabytes: float

    @property
    def rate(self) -> float:
        return self.words / self.seconds


def run(options: Options) -> Report:
    """Time each file given (a folder means its .txt files), and texts of ``options.sizes`` words
    made by joining them, over and over if need be; and one of ``options.line`` megabytes on one
    line. ``options.threads`` limits threads and processors."""
    files = list(_files((options.data, *options.more)))
    if not files:
        raise EvaluationError(f"{options.data} holds no .txt files")
    start = min(_measure("--help", 0, ["--help"], options.threads).seconds for _ in range(3))
    runs: list[Run] = []
    sized: list[Run] = []
    lines: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        if not (options.sizes or options.line) or options.more or options.data.is_file():
            for path in files:
                words = len(path.read_bytes().split())
                runs.append(_read(path.name, words, path, folder, options))
                _tell(runs[-1])
        for size in options.sizes:
            path = Path(folder) / f"words_{size}.txt"
            words = _joined(files, size, path)
            sized.append(_read(f"{size:,} words", words, path, folder, options))
            _tell(sized[-1])
            path.unlink()
        if options.line:
            path = Path(folder) / "line.txt"
            words = _one_line(files, options.line * 1_000_000, path)
            lines.append(_read(f"one line, {options.line} MB", words, path, folder, options))
            _tell(lines[-1])
    rates = [r.processor / r.words for r in sorted(sized, key=lambda r: r.words)]
    columns = ("text", "words", "seconds", "processor_seconds", "words_per_second", "peak_mb")
    return Report(
        f"fabula read FILE --to json, model {options.model or 'as by default'}",
        (
            Figure("machine", machine(), "where this was measured"),
            Figure("threads", options.threads, "processors and threads allowed (-: all)"),
            Figure("help_seconds", start, "`fabula --help`, the best of three"),
            Figure(
                "flatness",
                rates[-1] / rates[-2] if len(rates) > 1 else None,
                "processor time a word of the largest made text over that of the next smaller one",
            ),
        ),
        tuple(
            Table(
                name,
                columns,
                tuple(
                    (r.label, r.words, r.seconds, r.processor, r.rate, r.megabytes) for r in rows
                ),
            )
            for name, rows in (("files", runs), ("sizes", sized), ("line", lines))
            if rows
        ),
    )


def machine() -> str:
    """Processor, number of processors, memory, Python."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {cores} processors, {memory:.0f} GiB, Python {platform.python_version()}"


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.txt"))
        elif path.is_file():
            yield path
        else:
            raise EvaluationError(f"{path}: there is no such file or folder")


def _joined(files: list[Path], words: int, into: Path) -> int:
    """Write a text of that many words, paragraph by paragraph, from the files one after another."""
    written = 0
    with into.open("w", encoding="utf-8") as out:
        while written < words:
            before = written
            for path in files:
                text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
                for paragraph in text.split("\n\n"):
                    out.write(paragraph + "\n\n")
                    written += len(paragraph.split())
                    if written >= words:
                        return written
            if written == before:
                raise EvaluationError("the files hold no words")
    return written


def _one_line(files: list[Path], size: int, into: Path) -> int:
    """Write a text of that many bytes without a line end, from the files one after another; gives
    its words."""
    line = b""
    while len(line) < size:
        for path in files:
            line += path.read_bytes().replace(b"\r", b"").replace(b"\n", b" ") + b" "
            if len(line) >= size:
                break
        if not line.strip():
            raise EvaluationError("the files hold no words")
    line = line[:size].decode("utf-8", "ignore").encode()  # never half a letter at its end
    into.write_bytes(line)
    return len(line.split())


def _read(label: str, words: int, path: Path, folder: str, options: Options) -> Run:
    arguments = ["read", str(path), "--to", "json", "-o", str(Path(folder) / "out")]
    if options.model is not None:
        arguments += ["--model", options.model]
    return _measure(label, words, arguments, options.threads)


def _measure(label: str, words: int, arguments: list[str], threads: int | None) -> Run:
    environment = dict(os.environ)
    if threads is not None:
        environment |= dict.fromkeys(_THREADS, str(threads))
    allowed = sorted(os.sched_getaffinity(0))[:threads]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    )
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        last = said.splitlines()[-1] if said else "no word of why"
        raise EvaluationError(f"{label}: fabula ended with {process.returncode}: {last}")
    # ru_maxrss counts in KiB on Linux.
    return Run(label, words, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _tell(done: Run) -> None:
    print(f"{done.label}: {done.seconds:.2f} s", file=sys.stderr, flush=True)
