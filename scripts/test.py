"""Set up a virtual environment and pass every check: ``python3 scripts/test.py``.

Needs Python 3.11 or later and PyPI, nothing else. Exits with the status of the first check that fails.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str) -> None:
    print("$", *command, flush=True)  # noqa: T201
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"fabula needs Python 3.11 or later; this is {sys.version.split()[0]}")
    if not (BIN / "python").exists():
        venv.create(VENV, with_pip=True)
    python = str(BIN / "python")
    run(python, "-m", "pip", "install", "--quiet", "--editable", ".[dev]")
    run(python, "-m", "ruff", "check", ".")
    run(python, "-m", "ruff", "format", "--check", ".")
    run(python, "-m", "mypy")
    run(python, "-m", "pytest", *sys.argv[1:])


if __name__ == "__main__":
    main()
