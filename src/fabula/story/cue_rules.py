"""The grammar of words of feeling: whose ``angry``, ``fear``, ``loved`` or ``sadly`` it is.

Each function takes the token of such a word and its emotion, and gives the cue, or None where the
words around it do not say whose feeling it is.
"""

from __future__ import annotations

from fabula.story.clauses import Clauses
from fabula.story.cue import Cue, Lexicon
from fabula.story.function_words import AUXILIARIES, POSSESSIVES, STOPS, SUBJECTS
from fabula.story.story import Emotion
from fabula.story.tables import forms

_BE = (
    forms("be")
    | forms("feel")
    | forms("become")
    | forms("grow")
    | forms("get")
    | forms("turn")
    | {"remain", "remained", "stay", "stayed"}
)
_SEEM = forms("look") | forms("seem") | forms("appear") | forms("sound")
_DEGREES = frozenset(
    "so very too quite rather almost a little bit more most less as half that not n't never "
    "always still now "
    "all even just only ever also enough pretty really somehow somewhat both such at once kind "
    "sort of to be been".split()
)
FACES = frozenset(
    "look looks face eyes eye smile voice tone expression glance gaze stare grin laugh cry "
    "sigh nod "
    "words countenance mouth frown gesture shout tears shriek sob air manner whisper groan".split()
)
_TROUBLES = frozenset(
    "sense feeling pang stab surge wave rush flash spark moment cry look tears tear sigh gasp "
    "shout scream "
    "expression fit bubble burst thrill twinge touch flicker shiver groan howl glow hint "
    "paroxysm note shudder "
    "mixture glance gleam ring flood pinch prick stirring exclamation shriek smile outburst "
    "murmur".split()
)
_HAVING = (
    forms("feel") | forms("have") | forms("show") | forms("hide") | forms("conceal")
    | forms("express")
    | forms("know") | forms("experience") | forms("betray") | forms("feign") | forms("suppress")
    | forms("share") | forms("confess")
)  # fmt: skip
_BEFORE_NOUNS = (_DEGREES - {"of", "to", "be", "been"}) | frozenset(
    "great deep sudden some the an such small little hot cold real pure sheer same own old".split()
)
# "In love", "in hope": no more than an idiom, or a cause.
_PLAIN_NOUNS = frozenset(
    "love hope trust temper surprise worry pity contempt suspense dread".split()
)
_COMES_OVER = frozenset(
    "in through over upon on filled seized overcame took inside swept gripped came".split()
)
_ADJECTIVAL = frozenset(
    "long longer longing longs missing loving trusting adoring suffering".split()
)
_DETERMINERS = frozenset(
    "the a an no some any such this that his her my your their our its".split()
)
_NOUNY = _DETERMINERS | frozenset(
    "of in with for from by into at first true old great deep little 's".split()
)
_ACT_NOUNS = frozenset(
    "laugh smile grin sob sigh gasp frown scowl shudder wince sneer blush shriek scream glare "
    "chuckle "
    "giggle whimper wail flinch shrug snarl howl cry titter guffaw".split()
)
_SHOUTS = (
    forms("cry")
    | forms("scream")
    | forms("shriek")
    | forms("snap")
    | forms("wail")
    | forms("howl")
    | forms("rage")
)


def _copula(c: Clauses, token: int) -> tuple[int, bool] | None:
    """The verb that says an adjective of somebody: its token, and whether it is "seem"."""
    k = token - 1
    for _ in range(8):
        if k < 0 or c.voice[k] != c.voice[token]:
            return None
        word = c.words[k]
        if word in _SEEM and not (word in ("look", "looks") and c.word(k - 1) in _NOUNY):
            return k, True
        if word == "'s" and not _is(c, k):
            return None
        if word in _BE:
            return k, False
        if word in _DEGREES or word.endswith("ly") or word in ("and", ",", "or", "but"):
            k -= 1
            continue
        if word in SUBJECTS | {"you"} and c.word(k - 1) in _BE | _SEEM:
            return k - 1, c.word(k - 1) in _SEEM  # "were you angry?"
        if c.word(k + 1) in ("and", ",", "or", "but") and (
            word.isalpha() and word not in _DETERMINERS
        ):
            k -= 1  # "tired and angry"
            continue
        return None
    return None


def _is(c: Clauses, token: int) -> bool:
    """Whether an ``'s`` is "is" and no possessive."""
    before = c.word(token - 1)
    return before in SUBJECTS | {"it", "that", "there", "what", "who", "this", "here"}


def state(c: Clauses, i: int, lex: Lexicon) -> Cue | None:
    word = c.words[i]
    emotion = lex.states.get(word) or lex.participles[word]
    after = c.word(i + 1)
    toward = _target(c, i)
    if word == "anxious" and after == "to":
        return None  # eager
    if word == "afraid" and c.voice[i] >= 0 and after not in ("of", "to", ".", "!", "?"):
        return None  # "I am afraid that I must go" is manners
    if word == "sorry" and c.voice[i] >= 0 and c.word(i + 1) in ("?", ",", ".", "!"):
        return None
    copula = _copula(c, i)
    if copula is not None:
        verb, seems = copula
        subject = c.subject(verb)
        who = c.who(subject)
        if not who and c.starting(verb + 1) is not None:  # "was he angry?"
            who = c.who(c.starting(verb + 1))
        if who:
            return Cue(
                verb, i + 1, verb, "look" if seems else "state", emotion, None, who, toward, 0.75
            )
        return None
    if after in FACES and word in lex.faces:
        return face(c, i, emotion)
    holder = c.within[i]
    if holder >= 0 and c.ranges[holder][0] < i + 1 < c.ranges[holder][1]:
        who = c.who(holder)
        if len(who) == 1 and c.words[c.ranges[holder][0]] not in POSSESSIVES and after.isalpha():
            return Cue(i, i + 1, i, "state", emotion, None, who, None, 0.5)
        return None
    before = c.word(i - 1)
    object_ = c.closing.get(i - 1)
    if object_ and c.word(c.ranges[object_[0]][0] - 1) in forms("make") | forms("leave") | forms(
        "see"
    ) | forms("keep"):
        return Cue(i, i + 1, i, "state", emotion, None, c.who(object_[0]), None, 0.6)
    if before in (",", "—", "and", "so", "too", "very") and (
        after in ("with", "at", "by", ",", ".", "that", "of", "about", "—", ";", "for", "to")
    ):
        who = c.who(c.subject(i))
        if who and not c.within[i] >= 0:
            return Cue(i, i + 1, i, "state", emotion, None, who, toward, 0.5)
    return None


def _target(c: Clauses, i: int) -> int | None:
    """Whom the feeling at a token is for: ``angry with Jimmy``, ``loved her``."""
    k = i + 1
    for _ in range(3):
        m = c.starting(k)
        if m is not None:
            a, b = c.ranges[m]
            if b - a == 1 and c.words[a] in POSSESSIVES and c.words[a] != "her":
                return None
            if c.words[a] in SUBJECTS:
                return None
            who = c.who(m)
            return who[0] if len(who) == 1 else None
        if c.word(k) in ("at", "with", "for", "of", "by", "about", "toward", "towards", "to", "on"):
            k += 1
            continue
        return None
    return None


def face(c: Clauses, i: int, emotion: Emotion) -> Cue | None:
    for k in range(i - 1, max(-1, i - 4), -1):
        m = c.possessor(k)
        if m is not None:
            return (
                Cue(i, i + 2, i, "look", emotion, "shown", c.who(m), None, 0.6)
                if c.who(m)
                else None
            )
    of = c.starting(i + 3) if c.word(i + 2) == "of" else None
    who = c.who(of) if of is not None else c.who(c.subject(i))
    if who and c.word(i - 1) in ("a", "an", "with", "the", "that", "such", "very"):
        return Cue(i, i + 2, i, "look", emotion, "shown", who, None, 0.55)
    return None


def stirred(c: Clauses, i: int, emotion: Emotion) -> Cue | None:
    """``It frightened her``: the object of the verb feels, toward its subject."""
    m = c.starting(i + 1)
    if m is None or c.words[c.ranges[m][0]] in SUBJECTS or nominal(c, i):
        return None
    a, b = c.ranges[m]
    if b - a == 1 and c.words[a] in POSSESSIVES - {"her"}:
        return None
    if (
        c.words[a] == "her"
        and c.word(b).isalpha()
        and c.word(b)
        not in (
            "to",
            "that",
            "and",
            "so",
            "when",
            "but",
            "with",
            "more",
            "as",
            "very",
            "a",
            "the",
            "in",
            "for",
            "at",
            "by",
        )
    ):
        return None
    who = c.who(m)
    if c.words[i].endswith("ing") and c.word(i - 1) not in AUXILIARIES:
        return None  # "thought about frightening him"
    subject = c.who(c.subject(i))
    if not who or set(who) & set(subject):
        return None
    return Cue(i, b, i, "verb", emotion, None, who, subject[0] if len(subject) == 1 else None, 0.6)


def nominal(c: Clauses, i: int) -> bool:
    """Whether what stands before a word makes it a noun."""
    return c.word(i - 1) in _NOUNY


def verb(c: Clauses, i: int, emotion: Emotion) -> Cue | None:
    word, before = c.words[i], c.word(i - 1)
    if not c.tagged(i, "VERB"):
        return None
    toward = _target(c, i)
    if word in forms("miss") and (
        toward is None or (word == "miss" and before not in SUBJECTS | AUXILIARIES | {"to", "you"})
    ):
        return None
    if word in forms("long") and c.word(i + 1) not in ("to", "for"):
        return None
    if word in _ADJECTIVAL or (word == "hope" and c.voice[i] >= 0):
        return None  # "I hope you are well" is manners
    who = c.who(c.subject(i))
    if not who or (toward in who and len(who) == 1):
        return None
    return Cue(i, i + 1, i, "verb", emotion, None, who, toward, 0.65)


def noun(c: Clauses, i: int, emotion: Emotion) -> Cue | None:
    word = c.words[i]
    k = i - 1
    while k > i - 4 and c.word(k) in _BEFORE_NOUNS:
        k -= 1
    lead = c.word(k)
    m = c.possessor(k)
    if m is None and lead in ("'s", "'"):
        m = next(iter(c.closing.get(k - 1, ()) or c.closing.get(k, ())), None)
    if m is not None or lead in POSSESSIVES - {"its"}:
        who = c.who(m) or c.who(c.subject(k))
        return Cue(k, i + 1, i, "noun", emotion, None, who, None, 0.55) if who else None
    if (lead == "with" or (lead in ("in", "without") and word not in _PLAIN_NOUNS)) and not (
        c.word(k + 1) in ("the", "that") or c.word(i + 1) == "of"
    ):
        who = actor(c, k)
        return Cue(k, i + 1, k, "noun", emotion, None, who, None, 0.55) if who else None
    if lead == "of" and c.word(k - 1) in _TROUBLES:
        owner = next(
            (c.possessor(j) for j in (k - 2, k - 3) if j >= 0 and c.possessor(j) is not None), None
        )
        who = c.who(owner) if owner is not None else (_after(c, i) or actor(c, k - 1))
        return Cue(k - 1, i + 1, k - 1, "noun", emotion, None, who, None, 0.55) if who else None
    if lead in _HAVING:
        who = c.who(c.subject(k))
        return Cue(k, i + 1, k, "noun", emotion, None, who, None, 0.6) if who else None
    who = _after(c, i)
    return Cue(i, i + 1, i, "noun", emotion, None, who, None, 0.5) if who else None


def _after(c: Clauses, i: int) -> tuple[int, ...]:
    """``Anger rose in him``, ``a spark of rage went through her``: the one it comes over."""
    _, last = c.stretch(i)
    for k in range(i + 1, min(last, i + 8)):
        if c.words[k] in STOPS or c.words[k] == ",":
            break
        if c.words[k] in _COMES_OVER:
            m = c.starting(k + 1)
            if m is not None and c.words[c.ranges[m][0]] not in SUBJECTS:
                a, b = c.ranges[m]
                if not (b - a == 1 and c.words[a] in POSSESSIVES - {"her"}):
                    return c.who(m)
            if m is None and c.possessor(k + 1) is not None:
                return c.who(c.possessor(k + 1))
    return ()


def actor(c: Clauses, i: int) -> tuple[int, ...]:
    """Who does what an adverb or a phrase at a token tells the manner of."""
    ending = c.closing.get(i - 1) or (c.closing.get(i - 2) if c.word(i - 1) == "," else None)
    if ending:  # "said Anna sadly", "he angrily"
        m = ending[0]
        a, _ = c.ranges[m]
        if a > 0 and (c.words[a] not in POSSESSIVES) and c.word(a - 1) in _SPOKE:
            return c.who(m)
    subject = c.subject(i)
    if subject is not None:
        return c.who(subject)
    for k in range(i + 1, i + 3):  # "Sadly, she ..."; "sadly said Anna"
        if c.word(k) in SUBJECTS:
            return c.who(c.starting(k))
    if c.voice[i] < 0:
        first, _ = c.stretch(i)
        if i - first <= 6 and first > 0 and c.sentence(first - 1)[1] > first:
            return c.speaker(first - 1)  # "Go," said slowly
    return ()


_SPOKE = frozenset(
    "said says asked asks replied answered cried whispered murmured muttered shouted called "
    "exclaimed "
    "added repeated returned declared observed remarked thought laughed sighed sobbed snapped "
    "growled".split()
)


def act(c: Clauses, i: int, emotion: Emotion) -> Cue | None:
    word, before = c.words[i], c.word(i - 1)
    if word in _ACT_NOUNS and (
        before in _NOUNY or c.word(i - 2) in ("a", "an", "his", "her", "their")
    ):
        for k in (i - 1, i - 2):
            m = c.possessor(k)
            if m is not None:
                return (
                    Cue(k, i + 1, i, "act", emotion, None, c.who(m), None, 0.55)
                    if c.who(m)
                    else None
                )
        if "a" in (before, c.word(i - 2)):
            on = c.possessor(i + 2) if c.word(i + 1) in ("on", "from") else None
            named = c.starting(i + 2) if c.word(i + 1) == "from" else None
            mention = on if on is not None else named
            who = c.who(mention) if mention is not None else actor(c, i)
            return Cue(i, i + 1, i, "act", emotion, None, who, None, 0.55) if who else None
        return None
    if before in _DETERMINERS or not c.tagged(i, "VERB"):
        return None
    if word in _ACT_NOUNS and not _finite(c, i):
        return None  # "the low howl of the wolf"
    if word in _SHOUTS and beside_speech(c, i):
        return None
    if word in forms("cry") and c.word(i + 1) in ("out", "for", "that", "to", "upon"):
        return None
    if word in ("beams", "keen", "snap", "snaps", "snapping", "squirm"):
        return None  # more often a thing's than a person's
    who = c.who(c.subject(i))
    if not who:
        return None
    toward = _target(c, i) if c.word(i + 1) in ("at", "on", "with", "to") else None
    return Cue(i, i + 1, i, "act", emotion, None, who, toward, 0.65)


def _finite(c: Clauses, i: int) -> bool:
    """Whether a bare form stands where a verb does: behind its subject, "to" or an auxiliary."""
    before = c.word(i - 1)
    return (
        before in SUBJECTS
        or before in AUXILIARIES
        or before in ("to", "and", "or", "you", ",")
        or before.endswith("ly")
        or bool(c.closing.get(i - 1))
        or c.voice[i - 1] != c.voice[i]
    )


def beside_speech(c: Clauses, i: int) -> bool:
    return any(0 <= k < len(c.words) and c.voice[k] != c.voice[i] for k in range(i - 3, i + 5))


__all__ = [
    "FACES",
    "act",
    "actor",
    "beside_speech",
    "face",
    "nominal",
    "noun",
    "state",
    "stirred",
    "verb",
]
