"""Train the reading model: ``python -m training.train --shared ../shared --out RUN``.

Every epoch goes once through all books (LitBank and stories), each step one book with some part
of the treebank. A killed run goes on from its last checkpoint when called again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import torch

from fabula.reading.windows import LEAD
from training import comments, corpora, evaluate, evaluate_inner, selfmade, warm, windows
from training.base import minilm
from training.comments import Comment
from training.corpora import Corpora
from training.documents import Document, Wordpieces
from training.encoder import Encoder
from training.heads import Heads
from training.inner import comment_losses, moment_losses, passage_losses
from training.labels import Labels
from training.losses import WEIGHTS, book_losses, selfmade_losses, tree_losses
from training.network import Network, restore
from training.pretrain import stretches
from training.thaw import begun

WARM_UP = 0.06
FRESH = 0.4  # of the books are cut so that every window begins as a text does
LED = 0.5  # of the batches of comments are read behind a paragraph
SELF_MADE_FROM = 0.15  # self-made data need a model that finds names
LossesOf = Callable[[Heads, torch.Tensor, Document], dict[str, torch.Tensor]]


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--shared", type=Path, required=True, help="folder that holds data/")
    parse.add_argument("--out", type=Path, required=True, help="folder of the run")
    parse.add_argument("--epochs", type=int, default=16)
    parse.add_argument("--minutes", type=float, help="end by then, the learning rate with it")
    parse.add_argument(
        "--start", type=Path, help="another run's last.pt, or shipped weights, to begin with"
    )
    parse.add_argument("--encoder", type=Path, help="encoder.pt of training.pretrain to begin with")
    parse.add_argument(
        "--teacher", type=int, help="train MPNet with so many layers (12) on the heads of --start"
    )
    parse.add_argument(
        "--learn-from", type=Path, help="a teacher's last.pt, whose heads and states are taken over"
    )
    parse.add_argument("--trees", type=int, default=6, help="treebank parts (200 words) a step")
    parse.add_argument("--triples", type=int, default=6, help="passages of REMAN a step")
    parse.add_argument("--moments", type=int, default=0, help="passages of feelings a step")
    parse.add_argument("--comments", type=int, default=48, help="comments of GoEmotions a step")
    parse.add_argument(
        "--share", type=float, default=1.0, help="of LitBank's texts in an epoch, drawn afresh"
    )
    parse.add_argument(
        "--loose", type=float, default=1.0, help="of the stories told between the lines, the same"
    )
    parse.add_argument("--encoder-rate", type=float, default=1.5e-4)
    parse.add_argument("--head-rate", type=float, default=1e-3)
    parse.add_argument("--measure", type=int, default=3, help="dev figures every so many epochs")
    parse.add_argument("--seed", type=int, default=7)
    parse.add_argument("--steps", type=int, help="stop after so many steps (to try things out)")
    options = parse.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    Run(options).go()


class Run:
    """One training run and its folder: ``last.pt`` and ``metrics.jsonl``."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        torch.manual_seed(options.seed)
        torch.set_flush_denormal(True)  # vanishing gradients would slow the processor down
        folder = minilm()
        self.wordpieces = Wordpieces(folder / "vocab.txt")
        self.data: Corpora = corpora.load(options.shared, self.wordpieces)
        self.last = options.out / "last.pt"
        self.epoch, self.step, self.elapsed = 0, 0, 0.0
        saved: dict[str, Any] = {}
        if self.last.exists():
            self.network, saved = restore(self.last)
            self.epoch, self.step, self.elapsed = saved["epoch"], saved["step"], saved["elapsed"]
        elif options.teacher:
            student = begun(options.start)
            self.network = warm.teacher_of(
                student, self.data.books[::3], folder / "vocab.txt", options.teacher
            )
        elif options.start:
            self.network = begun(options.start)
        else:
            encoder = Encoder.from_minilm(folder / "model.safetensors")
            if options.encoder:
                state = torch.load(options.encoder, weights_only=False)
                encoder.load_state_dict(state["encoder"])
            self.network = Network(encoder, Labels.of(self.data.trees))
        self.teacher: Network | None = None
        if options.learn_from:
            self.teacher, _ = restore(options.learn_from)
            self.teacher.eval()
            if not saved:
                self.network.heads.load_state_dict(self.teacher.heads.state_dict())
        self.optimizer = self._optimizer()
        if saved:
            self.optimizer.load_state_dict(saved["optimizer"])
        self.started = time.monotonic() - self.elapsed
        books = self.data.books
        self.whole = [b for b in books if b.layers]
        # drawn from, each with how many of them an epoch has
        self.drawn = [
            (part, round(share * len(part)))
            for part, share in (
                ([b for b in books if b.typed], options.share),
                ([b for b in books if not b.typed and not b.layers], options.loose),
            )
        ]
        self.total = options.epochs * (len(self.whole) + sum(n for _, n in self.drawn))

    def _optimizer(self) -> torch.optim.Optimizer:
        groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = defaultdict(list)
        for name, value in self.network.named_parameters():
            if value.requires_grad:
                groups[name.startswith("encoder."), value.ndim > 1].append(value)
        rates = {True: self.options.encoder_rate, False: self.options.head_rate}
        return torch.optim.AdamW(
            [
                {"params": values, "peak": rates[encoder], "weight_decay": 0.01 * matrix}
                for (encoder, matrix), values in groups.items()
            ],
            lr=0.0,
            betas=(0.9, 0.98),
        )

    def progress(self) -> float:
        """How much of the run is over, 0 to 1: by steps, or by time where time is short."""
        done: float = self.step / self.total
        if self.options.minutes:
            done = max(done, (time.monotonic() - self.started) / 60 / self.options.minutes)
        return min(1.0, done)

    def go(self) -> None:
        options = {
            k: v
            for k, v in vars(self.options).items()
            if k not in ("shared", "out", "start", "encoder", "learn_from")
        }
        self.log(kind="start", epoch=self.epoch, books=len(self.data.books), options=options)
        while self.epoch < self.options.epochs and self.progress() < 1.0:
            self.train_epoch()
            self.epoch += 1
            self.elapsed = time.monotonic() - self.started
            self.network.save(
                self.last,
                epoch=self.epoch,
                step=self.step,
                elapsed=self.elapsed,
                optimizer=self.optimizer.state_dict(),
            )
            final = self.epoch == self.options.epochs or self.progress() >= 1.0
            if final or self.epoch % self.options.measure == 0:
                self.measure(trees=final)
            if self.options.steps and self.step >= self.options.steps:
                break

    def train_epoch(self) -> None:
        chance = random.Random(f"{self.options.seed} {self.epoch}")
        torch.manual_seed(self.options.seed * 1000 + self.epoch)
        books = self.whole + [b for part, n in self.drawn for b in chance.sample(part, n)]
        chance.shuffle(books)
        stock = Stock(
            _endless(self.data.trees, chance),
            _endless(self.data.triples, chance),
            _comments(self.data.comments, self.options.comments, chance),
            _endless(self.data.moments, chance),
            stretches(self.options.shared / "data", self.wordpieces, chance),
        )
        sums: dict[str, list[float]] = defaultdict(list)
        began = time.monotonic()
        self.network.train()
        for book in books:
            if self.progress() >= 1.0 or (self.options.steps and self.step >= self.options.steps):
                break
            for name, value in self.train_step(book, stock, chance).items():
                sums[name].append(value)
            self.step += 1
            if self.step % 20 == 0:
                self.log(
                    kind="step",
                    rate=self.optimizer.param_groups[0]["lr"],
                    **{k: sum(v[-20:]) / len(v[-20:]) for k, v in sums.items()},
                )
        self.log(
            kind="train",
            epoch=self.epoch,
            seconds=time.monotonic() - began,
            **{k: sum(v) / len(v) for k, v in sums.items()},
        )

    def train_step(self, book: Document, stock: Stock, chance: random.Random) -> dict[str, float]:
        done = self.progress()
        factor = min(done / WARM_UP, 1.0) * (1.0 - done) / (1.0 - WARM_UP * (done < WARM_UP))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        self.optimizer.zero_grad(set_to_none=True)
        shift, fresh = chance.randrange(0, 384), chance.random() < FRESH
        (h,) = self.hidden([book], stride=448, shift=shift, fresh=fresh)
        losses = book_losses(self.network.heads, h, book, chance)
        if self.teacher:
            losses["states"] = self.unlike_the_teacher([book, next(stock.stretches)])
        drawn = (
            (stock.trees, self.options.trees, self._tree_losses),
            (stock.triples, self.options.triples, passage_losses),
            (stock.moments, self.options.moments, moment_losses),
        )
        for documents, n, losses_of in drawn:
            for name, value in self.mean_losses(islice(documents, n), losses_of).items():
                # a moment's tags are of the same loss as the book's
                losses[name] = losses.get(name, torch.zeros(())) + value
        if self.options.comments:
            losses |= self.comment_losses(next(stock.comments), chance.random() < LED)
        if done > SELF_MADE_FROM and self.step % 2 == 0:
            passage = selfmade.document(chance.choice(self.data.passages), chance)
            (h,) = self.hidden([self.wordpieces.fill(passage)], stride=448)
            losses |= selfmade_losses(self.network.heads, h, passage)
        total = sum((WEIGHTS[k] * v for k, v in losses.items()), torch.zeros(()))
        if torch.isfinite(total):
            total.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
        return {k: float(v.detach()) for k, v in losses.items()}

    def mean_losses(self, some: Iterable[Document], losses_of: LossesOf) -> dict[str, torch.Tensor]:
        """What some documents read side by side lose in the mean."""
        documents = list(some)
        if not documents:
            return {}
        out: dict[str, torch.Tensor] = {}
        for document, hidden in zip(documents, self.hidden(documents), strict=True):
            for name, value in losses_of(self.network.heads, hidden, document).items():
                out[name] = out.get(name, torch.zeros(())) + value / len(documents)
        return out

    def _tree_losses(
        self, heads: Heads, h: torch.Tensor, document: Document
    ) -> dict[str, torch.Tensor]:
        return tree_losses(heads, h, document, self.network.labels)

    def unlike_the_teacher(self, documents: list[Document]) -> torch.Tensor:
        """How far the student's vectors are from the teacher's, of what these vary by."""
        assert self.teacher is not None
        arrays = windows.batch(documents, [windows.cut(d)[0] for d in documents])
        kept = torch.from_numpy(arrays["attention_mask"]).bool()
        with torch.no_grad():
            wanted = self.teacher.encode(arrays)[kept]
        found = self.network.encode(arrays)[kept]
        return (found - wanted).square().mean() / wanted.var(0).mean()

    def comment_losses(self, some: list[Comment], led: bool) -> dict[str, torch.Tensor]:
        texts = [comments.document(x, self.wordpieces, led) for x in some]
        hidden = [h[len(LEAD) * led :] for h in self.hidden(texts)]
        ends = list(accumulate(len(h) for h in hidden))
        spans = list(zip([0, *ends], ends, strict=False))
        return comment_losses(
            self.network.heads, torch.cat(hidden), spans, [x.labels for x in some]
        )

    def hidden(
        self,
        documents: list[Document],
        stride: int = windows.STRIDE,
        shift: int = 0,
        fresh: bool = False,
    ) -> list[torch.Tensor]:
        """Word vectors of the documents, with gradients."""
        plans = [windows.cut(d, stride, shift, fresh) for d in documents]
        arrays = windows.batch(documents, [slices for slices, _ in plans])
        width = arrays["input_ids"].shape[1]
        flat = self.network.encode(arrays).flatten(0, 1)
        out, base = [], 0
        for document, (slices, row) in zip(documents, plans, strict=True):
            # rows are counted for full windows; this batch may be narrower
            rows = row // (windows.WINDOW + 2) * width + row % (windows.WINDOW + 2)
            out.append(flat[torch.from_numpy(rows[document.first_piece] + base)])
            base += len(slices) * width
        return out

    def measure(self, trees: bool) -> None:
        began = time.monotonic()
        heads, data = self.network.heads.eval(), self.data
        vectors = evaluate.remembered(self.network.vectors)
        limits = evaluate.thresholds(heads, vectors, data.dev_books)
        figures = {
            "dev": evaluate.books(heads, vectors, data.dev_books, limits),
            "stories": evaluate.books(heads, vectors, data.dev_stories, limits),
        }
        inner = evaluate_inner.limits_of(heads, vectors, data.dev_stories)
        limits |= inner
        figures["inner"] = evaluate_inner.stories(heads, vectors, data.dev_stories, inner)
        if data.dev_moments:
            found = evaluate_inner.moments(heads, vectors, data.dev_moments, inner)
            figures["moments"] = found
        figures["reman"] = evaluate_inner.passages(heads, vectors, data.dev_triples)
        if trees:
            figures["goemotions"] = {"dev_macro_f1": self.measured_comments()}
            figures["ewt"] = evaluate.treebank(heads, vectors, data.dev_trees, self.network.labels)
        self.log(
            kind="dev", epoch=self.epoch, limits=limits, **figures, seconds=time.monotonic() - began
        )

    @torch.no_grad()
    def measured_comments(self) -> float:
        given = self.data.dev_comments
        texts = [comments.document(x, self.wordpieces) for x in given]
        return evaluate_inner.comments(self.network.heads, self.hidden, given, texts)[0]

    def log(self, **values: Any) -> None:
        values = {k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()}
        values |= {"step": self.step, "minutes": round((time.monotonic() - self.started) / 60, 2)}
        line = json.dumps(values)
        print(line, flush=True)
        with (self.options.out / "metrics.jsonl").open("a") as file:
            file.write(line + "\n")


@dataclass(frozen=True, slots=True)
class Stock:
    """What goes beside the book of a step, without end."""

    trees: Iterator[Document]
    triples: Iterator[Document]
    comments: Iterator[list[Comment]]
    moments: Iterator[Document]
    stretches: Iterator[Document]


def _comments(all_: list[Comment], size: int, chance: random.Random) -> Iterator[list[Comment]]:
    """Batches of comments of like length, in any order."""
    while True:
        order = all_[:]
        chance.shuffle(order)
        for i in range(0, len(order), size * 20):
            near = sorted(order[i : i + size * 20], key=lambda x: len(x.text))
            batches = [near[j : j + size] for j in range(0, len(near), size)]
            chance.shuffle(batches)
            yield from batches


def _endless(documents: list[Document], chance: random.Random) -> Iterator[Document]:
    while True:
        order = documents[:]
        chance.shuffle(order)
        # neighbours of like length are batched with little padding
        order = [d for i in range(0, len(order), 50) for d in sorted(order[i : i + 50], key=_size)]
        yield from order


def _size(document: Document) -> int:
    return len(document.pieces) // 16


if __name__ == "__main__":
    main()
