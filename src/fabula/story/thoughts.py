"""Direct thought, quoted or not: ``What a fool I was, she thought``."""

from __future__ import annotations

from dataclasses import replace

from fabula.story.clauses import Clauses
from fabula.story.draft import Draft, step
from fabula.story.function_words import DASHES, SUBJECTS
from fabula.story.story import Thought
from fabula.story.tables import forms

_THINKING = forms("think") | forms("muse") | forms("reflect")
_TELLING = forms("tell") | forms("say") | forms("ask")
_VERBS = _THINKING | _TELLING
_SELVES = frozenset(
    "himself herself myself themselves themself zirself xemself hirself itself".split()
)
_PAST = frozenset(
    "was were had did could would might went came took got made gave knew thought felt saw "
    "heard told left "
    "stood sat ran rose fell held kept began became brought found lost met said looked".split()
)
_PRESENT = frozenset("am is are 's 're 'm 'll will do does has can ca wo".split())
_OWN = frozenset("i me my mine myself i'm you your".split())
_CRIES = frozenset("oh damn what god please no yes stop".split())
# A phrase that begins so after the tag is more of the tag: "she thought, with her face burning".
_LOOSE = frozenset("with and but as while in at for his her looking watching".split())
_ENDS = frozenset(". ? ! ... …".split())
_LONGEST = 60  # words before the tag that a thought may have


@step("clauses", "thoughts")
def thoughts(draft: Draft) -> Draft:
    """Find what somebody thinks in so many words, and who."""
    c = draft.clauses
    assert c is not None
    out: list[Thought] = []
    for i in c.all(_VERBS):
        if c.words[i] in _THINKING or c.word(i + 1) in _SELVES:
            tag = _tag(c, i)
            if tag is not None:
                _tagged(c, i, tag, out)
    return replace(
        draft,
        thoughts=tuple(replace(t, id=n) for n, t in enumerate(sorted(out, key=lambda t: t.start))),
    )


def _tag(c: Clauses, verb: int) -> tuple[int, int, tuple[int, ...]] | None:
    """The tag around a verb of thinking (``he thought``): its range and whose it is."""
    last = verb + 1
    if c.word(last) in _SELVES:
        last += 1
    elif c.word(last) == "to" and c.word(last + 1) in _SELVES:
        last += 2
    before = c.closing.get(verb - 1)
    m = before[0] if before else None
    if (m is None and c.word(verb - 1).endswith("ly")) or c.word(verb - 1) in (
        "had",
        "have",
        "'d",
        "still",
        "only",
    ):
        before = c.closing.get(verb - 2)
        m = before[0] if before else None
    first = c.ranges[m][0] if m is not None else verb
    if m is None or c.word(c.ranges[m][0] - 1) not in (
        ",",
        "?",
        "!",
        "—",
        '"',
        "”",
        "’",
        "'",
        ".",
        "…",
        "...",
        "*",
        "_",
        "and",
        "then",
    ):
        after = c.starting(last)
        if (
            after is not None
            and c.words[c.ranges[after][0]] not in ("her", "his", "him", "them", "me")
            and verb > 0
            and c.words[verb - 1] in (",", "?", "!", "—", '"', "”", "’", "'")
        ):
            m, first, last = after, verb, c.ranges[after][1]
        elif m is None:
            return None
    who = c.who(m)
    return (first, last, who) if len(who) == 1 else None


def _tagged(
    c: Clauses, verb: int, tag: tuple[int, int, tuple[int, ...]], out: list[Thought]
) -> None:
    first, last, who = tag
    a, b = c.sentence(verb)
    if c.voice[verb] >= 0:
        return
    before = c.word(first - 1)
    quoted = c.voice[first - 1] if first > 0 else -1
    ends = last >= len(c.words) or c.words[last] in _ENDS or c.words[last] in (",", ";", "—", ":")
    if quoted >= 0 and ends and (c.words[verb] in _THINKING or c.words[last - 1] in _SELVES):
        quote = c.quotes[quoted]
        out.append(Thought(0, quote.start, quote.end, who[0], 0.8))
        return
    found = False
    if before in (",", "?", "!", "—") or (first > a and before in DASHES):
        begin = _begin(c, a, first)
        end = first if before in ("?", "!") else first - 1
        if begin < end and direct(c, begin, end):
            out.append(Thought(0, *c.span(begin, end), who[0], 0.7))
            found = True
    after = c.word(last)
    if after == "," or after == ":":
        begin, end = last + 1, _end(c, last + 1, b)
        while begin < end and c.words[begin] in ('"', "“", "‘", "'"):
            begin += 1
        if (
            begin < end
            and begin < len(c.words)
            and c.voice[begin] < 0
            and direct(
                c,
                begin,
                end,
                strict=not found
                or c.words[begin] in _LOOSE
                or c.words[begin].endswith(("ed", "ing")),
            )
        ):
            out.append(Thought(0, *c.span(begin, end), who[0], 0.6))
    elif after in _ENDS and found:
        _follow(c, b, who[0], out)


def _begin(c: Clauses, sentence: int, first: int) -> int:
    """Where a thought before its tag begins: with the sentence, or after a semicolon."""
    k = max(sentence, first - _LONGEST)
    for j in range(first - 2, k - 1, -1):
        if c.words[j] in (";", ":") or c.voice[j] >= 0:
            return j + 1
    while k < first and c.words[k] in ('"', "“", "”", "*", "_", "'"):
        k += 1
    return k


def _end(c: Clauses, first: int, sentence: int) -> int:
    for k in range(first, min(sentence, first + _LONGEST)):
        if c.words[k] in _ENDS or c.words[k] == ";":
            return k + (c.words[k] != ";")
    return min(sentence, first + _LONGEST)


def _follow(c: Clauses, token: int, who: int, out: list[Thought]) -> None:
    """Sentences after the tag that go on in the thinker's own words, in the same paragraph."""
    text = c.text
    if token >= len(c.words):
        return
    here = text.paragraph_at(text.tokens[token - 1][0])
    first = token
    while (
        first < len(c.words)
        and text.paragraph_at(text.tokens[first][0]) == here
        and c.voice[first] < 0
    ):
        _, last = c.sentence(first)
        if last <= first or last - first > _LONGEST or not direct(c, first, last, strict=True):
            break
        first = last
    if first > token:
        out.append(Thought(0, *c.span(token, first), who, 0.5))


def direct(c: Clauses, first: int, last: int, *, strict: bool = False) -> bool:
    """Whether words read as a person's own thought and not as the teller's report of it.

    Where a story is not told by an I, an I or you in the narration is somebody's own. Else a
    thought is in the present tense, an order, an exclamation or a bare phrase. ``strict`` asks for
    such a sign where no tag stands right behind the words.
    """
    words = c.words[first:last]
    if not words:
        return False
    if not c.told_by_i and any(w in _OWN for w in words):
        return True
    present = any(w in _PRESENT for w in words)
    if any(w in _PAST for w in words) or any(w.endswith("ed") and len(w) > 4 for w in words):
        bare = not any(w in SUBJECTS for w in words) and not strict
        return present or (bare and not any(w in _PAST for w in words))
    return not strict or present or words[0] in _CRIES or words[-1] == "!"


__all__ = ["direct", "thoughts"]
