"""What the heads compute in numpy is what they were trained to compute in torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("torch", reason="training parity needs the training environment")
pytest.importorskip("tokenizers", reason="training parity needs the training environment")

import torch

from fabula.reading import attribution, events, inner, links, mentions, syntax
from fabula.reading.layout import Layout, lay_out
from fabula.reading.reading import TONES, Choice
from fabula.reading.session import Floats, Model
from fabula.reading.windows import Block
from fabula.reading.wordpieces import Wordpieces
from fabula.story.emotions import MODES
from fabula.text.text import Quotation, Text
from training import decode
from training.documents import (
    APOSTROPHES,
    ATTITUDES,
    EMOTIONS,
    FORMS,
    LAYERS,
    MARKS,
    MAX_SENTENCE,
    TYPES,
    Cue,
    Document,
    Mention,
    Quote,
)
from training.features import (
    BUCKETS,
    COARSE,
    FINE,
    HOLDER,
    INNER_WORDS,
    SPEAKER,
    STOPWORDS,
    table,
)
from training.heads import Heads

NAMES = ("Ada", "Tom", "the", "old", "captain", "her", "brother", "Mr.", "Pell", "she", "you")


@pytest.fixture(scope="module")
def heads() -> Heads:
    """Heads nobody has trained: every span as likely as another, so all paths are taken."""
    torch.manual_seed(3)
    made = Heads(upos=17, relations=11).eval()
    with torch.no_grad():
        made.span_u *= 8
        made.arc_u *= 40
        made.event_bias += 3
        made.cue_tag_w *= 3
    return made


@pytest.fixture(scope="module")
def model(heads: Heads) -> Model:
    settings = {
        "types": TYPES,
        "forms": FORMS,
        "upos": [f"tag{i}" for i in range(17)],
        "relations": [f"relation{i}" for i in range(11)],
        "stopwords": sorted(STOPWORDS),
        "thresholds": {"mention": 0.6, "event": 0.5, "feeling": 0.6, "belief": 0.6},
        "cue_words": INNER_WORDS,
        "layers": LAYERS,
        "emotions": EMOTIONS,
        "modes": MODES,
        "attitudes": ATTITUDES,
        "holder": HOLDER,
        "buckets": BUCKETS,
        "max_sentence": MAX_SENTENCE,
        "coarse": COARSE,
        "fine": FINE,
        "speaker": SPEAKER,
    }
    arrays = {name: value.detach().numpy() for name, value in heads.named_parameters()}
    wordpieces = Wordpieces(["[UNK]"], marks=MARKS, apostrophes=APOSTROPHES)
    return Model("untrained", settings, arrays, wordpieces, encoder=None)


@pytest.fixture(scope="module")
def text() -> Text:
    """Paragraphs of shuffled names, one in three of them all speech, one sentence very long."""
    draw = np.random.default_rng(11)
    parts: list[str] = []
    for number in range(60):
        length = 300 if number == 20 else int(draw.integers(5, 30))
        words = [NAMES[int(k)] for k in draw.integers(0, len(NAMES), length)]
        parts.append(" ".join(["“", *words, "”"] if number % 3 == 0 else words))
    string = "\n\n".join(parts)
    starts = np.cumsum([0] + [len(part) + 2 for part in parts])[:-1].tolist()
    spans = tuple((a, a + len(part)) for a, part in zip(starts, parts, strict=True))
    tokens: list[tuple[int, int]] = []
    for start, part in zip(starts, parts, strict=True):
        for word in part.split(" "):
            tokens.append((start, start + len(word)))
            start += len(word) + 1
    return Text(
        string=string,
        paragraphs=spans,
        sentences=spans,
        tokens=tuple(tokens),
        words=tuple(string[a:b] for a, b in tokens),
        quotations=tuple(Quotation(*span, turn) for turn, span in enumerate(spans[::3])),
    )


@pytest.fixture(scope="module")
def layout(text: Text) -> Layout:
    return lay_out(text, MAX_SENTENCE)


@pytest.fixture(scope="module")
def document(text: Text, layout: Layout) -> Document:
    quotes = [
        Quote(int(a), int(b), int(turn), None)
        for a, b, turn in zip(layout.first, layout.last, layout.turn, strict=True)
    ]
    return Document("", list(text.words), layout.sentence, layout.paragraph, quotes)


@pytest.fixture(scope="module")
def h(text: Text) -> Floats:
    shape = (len(text.words), 384)
    return np.random.default_rng(5).standard_normal(shape).astype(np.float32)


@pytest.fixture(scope="module")
def found(h: Floats, layout: Layout, model: Model) -> mentions.Mentions:
    return mentions.find(Block(0, h), layout.runs, model)


@pytest.fixture(scope="module")
def described(heads: Heads, h: Floats, document: Document) -> tuple[torch.Tensor, list[Mention]]:
    with torch.no_grad():
        vectors = torch.from_numpy(h)
        spans = decode.span_scores(heads, vectors, document, 0.6)
        return decode.described(heads, vectors, decode.without_crossing(spans, 0.6))


def test_the_same_mentions(
    found: mentions.Mentions, described: tuple[torch.Tensor, list[Mention]]
) -> None:
    vectors, expected = described
    assert len(found) > 100
    assert found.first.tolist() == [m.first for m in expected]
    assert found.end.tolist() == [m.last + 1 for m in expected]
    assert found.type.tolist() == [m.type for m in expected]
    assert found.form.tolist() == [m.form for m in expected]
    assert np.allclose(found.at(0, len(found)), vectors.numpy(), atol=5e-3)


def test_the_same_events(heads: Heads, h: Floats, model: Model) -> None:
    with torch.no_grad():
        p = heads.events(torch.from_numpy(h)).sigmoid().numpy()
    got = events.find(Block(0, h), model)
    assert [event.token for event in got] == np.flatnonzero(p >= 0.5).tolist()
    assert 0 < len(got) < len(h)
    assert np.allclose([event.score for event in got], p[p >= 0.5], atol=1e-5)


def test_the_same_antecedents(
    heads: Heads,
    text: Text,
    layout: Layout,
    document: Document,
    model: Model,
    found: mentions.Mentions,
    described: tuple[torch.Tensor, list[Mention]],
) -> None:
    vectors, listed = described
    with torch.no_grad():
        chosen, logp = heads.links(vectors, table(document, listed), COARSE, FINE)
    shares = logp.exp().numpy()
    got = links.link(
        found, links.wordings(found, text.words, model), links.spots(found, layout), model
    )
    assert len(got) == len(listed)
    for i, choices in enumerate(got):
        expected = dict(zip([None, *chosen[i].tolist()], shares[i].tolist(), strict=True))
        assert choices
        _agree(choices, expected)


def test_the_same_speakers_and_addressees(
    heads: Heads,
    h: Floats,
    layout: Layout,
    document: Document,
    model: Model,
    found: mentions.Mentions,
    described: tuple[torch.Tensor, list[Mention]],
) -> None:
    vectors, listed = described
    numbered = [
        Mention(m.first, m.last, m.type, m.form, i) for i, m in enumerate(listed)
    ]  # every mention its own entity: shares are compared one by one
    mention_table = table(document, numbered)
    quotations = attribution.Quotations(layout, model)
    for start in range(0, len(h), 100):  # blocks that end within quotations
        quotations.add(Block(start, h[start : start + 100]))
    turn = links.spots(found, layout).turn
    got = attribution.attribute(quotations, found, turn, layout, model)
    for column, answers in enumerate(got):
        with torch.no_grad():
            expected = decode.speaker_shares(
                heads, torch.from_numpy(h), vectors, mention_table, document, column
            )
        assert len(answers) == len(expected) == len(document.quotes)
        for choices, shares in zip(answers, expected, strict=True):
            _agree(choices, {None if k < 0 else k: p for k, p in shares.items()})


@pytest.mark.parametrize("kind", ["feeling", "belief"])
def test_the_same_feelings_and_beliefs(
    kind: inner.Kind,
    heads: Heads,
    h: Floats,
    layout: Layout,
    document: Document,
    model: Model,
    found: mentions.Mentions,
    described: tuple[torch.Tensor, list[Mention]],
) -> None:
    vectors, listed = described
    numbered = [Mention(m.first, m.last, m.type, m.form, i) for i, m in enumerate(listed)]
    mention_table = table(document, numbered)
    parts = []
    for low, high in ((0, 15), (15, len(layout.runs) - 1)):
        runs = layout.runs[low : high + 1]
        parts.append(inner.find(Block(int(runs[0]), h[runs[0] : runs[-1]]), layout, model)[kind])
    turn = links.spots(found, layout).turn
    got = inner.tell(kind, inner.join(parts), found, turn, layout, model)
    hidden = torch.from_numpy(h)
    with torch.no_grad():
        layer = LAYERS.index(kind)
        limit = model.settings["thresholds"][kind]
        runs_found = decode.inner(heads, hidden, document, layer, limit)
        cues = [Cue(layer, a, b) for _, a, b in runs_found]
        c = heads.cues(hidden, *np.array([(x.start, x.end) for x in cues]).T)
        labels = heads.named(c, "emotion" if kind == "feeling" else "attitude").argmax(-1).tolist()
        modes = heads.named(c, "mode").argmax(-1).tolist()
        whose = decode.holder_shares(heads, c, vectors, mention_table, document, cues)
        sentences = [
            (
                int(layout.runs[layout.runs <= x.start].max()),
                int(layout.runs[layout.runs >= x.end].min()),
            )
            for x in cues
        ]
        own = heads.comments(hidden, [(x.start, x.end) for x in cues])
        tones = 0.5 * (own + heads.comments(hidden, sentences))
    if kind == "feeling":
        assert np.allclose([x.tones for x in got], tones, atol=1e-3)
        assert len(TONES) == tones.shape[1]
    assert len(cues) > 50
    assert [(x.first, x.last) for x in got] == [(x.start, x.end) for x in cues]
    assert np.allclose([x.score for x in got], [p for p, _, _ in runs_found], atol=1e-4)
    names = EMOTIONS if kind == "feeling" else ATTITUDES
    assert [x.labels[0][0] for x in got] == [names[k] for k in labels]
    if kind == "feeling":
        assert [x.modes[0][0] for x in got] == [MODES[k] for k in modes]
    for span, (who, toward) in zip(got, whose, strict=True):
        _agree(span.who, {None if k < 0 else k: p for k, p in who.items()})
        if kind == "feeling":
            _agree(span.toward, {None if k < 0 else k: p for k, p in toward.items()})


def test_the_same_syntax(
    heads: Heads, h: Floats, text: Text, layout: Layout, document: Document, model: Model
) -> None:
    parts = []
    for low, high in ((0, 15), (15, len(layout.runs) - 1)):
        runs = layout.runs[low : high + 1]
        parts.append(syntax.parse(Block(int(runs[0]), h[runs[0] : runs[-1]]), runs, model))
    got = syntax.spell_out(text.words, parts, model)
    labels = _Labels(model.settings["upos"], model.settings["relations"])
    with torch.no_grad():
        tags, head, relations = decode.syntax(heads, torch.from_numpy(h), document, labels)
    assert [word.upos for word in got] == tags
    assert [word.head for word in got] == head
    assert [word.relation for word in got] == relations


class _Labels:
    def __init__(self, upos: list[str], relations: list[str]) -> None:
        self.upos, self.relations = upos, relations


def _agree(choices: Sequence[Choice], expected: dict[int | None, float]) -> None:
    """The choices are the most likely ones, best first, with their shares."""
    shares = sorted(expected.values(), reverse=True)
    assert np.allclose([c.score for c in choices], shares[: len(choices)], atol=5e-3)
    assert np.allclose(
        [c.score for c in choices], [expected[c.mention] for c in choices], atol=5e-3
    )
