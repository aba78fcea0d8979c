"""The reading model as it lies on disk, loaded once a process.

A model is a folder of five files: ``encoder.onnx`` (the network, 8-bit), ``heads.npz`` (the small
layers on top of it, which numpy runs), ``model.json`` (sizes, labels, thresholds), ``vocab.txt``
and a ``MODEL_CARD.md`` for people. One comes with fabula; others are read from where they are.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

from fabula.errors import ModelError, UsageError
from fabula.reading.wordpieces import Wordpieces

Floats = NDArray[np.float32]

FORMAT = 2
"""The layout of a model's folder that this version reads."""
BUILT_IN = "small"
"""The model that comes with fabula, in its folder ``weights``."""
PACKAGES = {BUILT_IN: "fabula", "large": "fabula_large"}
"""The packages that hold models in such a folder, by the models' names."""
SETTINGS = frozenset(
    [
        "name",
        "version",
        "window",
        "stride",
        "margin",
        "break_id",
        "cls_id",
        "sep_id",
        "max_pieces",
        "marks",
        "apostrophes",
        "types",
        "forms",
        "upos",
        "relations",
        "stopwords",
        "thresholds",
        "buckets",
        "max_sentence",
        "coarse",
        "fine",
        "speaker",
        "layers",
        "emotions",
        "modes",
        "holder",
        "cue_words",
    ]
)
"""What ``model.json`` must say."""
FILES = ("encoder.onnx", "heads.npz", "vocab.txt")


@dataclass(frozen=True)
class Model:
    """A loaded reading model.

    Attributes:
        name: name and version, as :attr:`fabula.reading.reading.Reading.model` gives it.
        settings: ``model.json``.
        heads: float32 arrays by name, shaped ``[in, out]``.
        wordpieces: the vocabulary.
        encoder: the network; see :meth:`hidden`.
    """

    name: str
    settings: Mapping[str, Any]
    heads: Mapping[str, Floats]
    wordpieces: Wordpieces
    encoder: onnxruntime.InferenceSession

    def bounds(self, name: str) -> NDArray[np.int64]:
        """The ascending bounds that part a distance into buckets."""
        return np.asarray(self.settings["buckets"][name], dtype=np.int64)

    def hidden(
        self, pieces: NDArray[np.int64], cases: NDArray[np.int64], quotes: NDArray[np.int64]
    ) -> Floats:
        """The encoder's last states ``[length, size]`` of one window of ``[length]`` pieces.

        One window at a time: 8-bit arithmetic scales each tensor by its largest value, so in a
        batch every window would be read a little differently for the company it is in.
        """
        feed = {
            "input_ids": pieces[None],
            "case_ids": cases[None],
            "quote_ids": quotes[None],
            "attention_mask": np.ones((1, len(pieces)), dtype=np.int64),
        }
        (hidden,) = self.encoder.run(["hidden"], feed)
        states: Floats = hidden[0]
        return states


def load(model: str | Path = BUILT_IN, *, threads: int | None = None) -> Model:
    """The model of that name, or the one in that folder; loaded at most once a process.

    Args:
        model: one of ``PACKAGES``, or a folder.
        threads: processor threads of the encoder; None for one a core, which is also the most.

    Raises:
        UsageError: no such name, its package is not installed, or fewer threads than one.
        ModelError: the files are missing, damaged, or of another format.
    """
    if threads is not None and threads < 1:
        raise UsageError(f"the reading model needs at least one thread, not {threads}")
    if isinstance(model, str) and model not in PACKAGES:
        raise UsageError(f"there is no model {model!r}; known: {', '.join(PACKAGES)}")
    # More threads than cores are never quicker, and ten thousand are never done.
    return load_once(model, None if threads is None else min(threads, os.cpu_count() or 1))


@lru_cache(maxsize=4)
def load_once(model: str | Path, threads: int | None) -> Model:
    """``load`` for arguments that are in order."""
    if isinstance(model, Path):
        return _open(model, threads)
    try:
        package = importlib.resources.files(PACKAGES[model])
    except ModuleNotFoundError as error:
        name = PACKAGES[model].replace("_", "-")
        raise UsageError(
            f"the {model} model is a package of its own, {name}, which is not installed "
            f"(models/{model}/README.md in fabula's repository says how)"
        ) from error
    with importlib.resources.as_file(package / "weights") as folder:
        return _open(folder, threads)


def _open(folder: Path, threads: int | None) -> Model:
    settings = _settings(folder)
    _check(folder, settings.get("sha256", {}))
    try:
        with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
            heads = {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"the reading model's heads.npz cannot be read: {error}") from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Idle threads of the encoder sleep: spinning, they would take the cores from numpy's heads.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads is not None:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
    try:
        encoder = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises bare classes of its own, without a common base
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"the reading model's encoder.onnx cannot be loaded: {reason}") from error
    wordpieces = Wordpieces.load(
        folder / "vocab.txt",
        marks=settings["marks"],
        apostrophes=settings["apostrophes"],
        most_pieces=settings["max_pieces"],
    )
    name = f"{settings['name']} {settings['version']}"
    return Model(name, settings, heads, wordpieces, encoder)


def _settings(folder: Path) -> Mapping[str, Any]:
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"there is no reading model in {folder}") from error
    except ValueError as error:
        raise ModelError(f"the reading model's model.json is damaged: {error}") from error
    found = settings.get("format") if isinstance(settings, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"the reading model is of format {found}, and this fabula reads format {FORMAT}"
        )
    lacking = SETTINGS - settings.keys()
    if lacking:
        raise ModelError(f"the reading model's model.json lacks {', '.join(sorted(lacking))}")
    return dict(settings)


def _check(folder: Path, sums: Mapping[str, str]) -> None:
    """Each file is there and is what the model was shipped with."""
    for name in FILES:
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"the reading model lacks its {name}") from error
        if name in sums and sums[name] != found:
            raise ModelError(f"the reading model's {name} is damaged: install fabula again")
