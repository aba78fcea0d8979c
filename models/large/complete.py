"""A wheel without its weights would install and then fail: it is not built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("encoder.onnx", "heads.npz", "model.json", "vocab.txt", "MODEL_CARD.md")


class Complete(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        folder = Path(self.root, "src", "fabula_large", "weights")
        lacking = [name for name in FILES if not (folder / name).is_file()]
        if lacking:
            raise SystemExit(
                f"{folder} lacks {', '.join(lacking)}: export a trained network there first "
                "(see README.md)"
            )
