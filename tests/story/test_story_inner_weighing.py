"""What the network saw and what the tables know of a feeling, put together."""

from fabula.reading.reading import CueSpan, Reading
from fabula.story.attitudes import Held
from fabula.story.believing import ATTITUDES, unsaid
from fabula.story.believing import TABLE as BELIEFS
from fabula.story.cue import Cue
from fabula.story.emotions import FAMILY_NAMES
from fabula.story.evidence import Row, places
from fabula.story.fusing import NOVELS, TABLE, asked
from fabula.story.presence import TABLE as PRESENCE
from fabula.story.presence import evidence
from fabula.story.story import Character
from fabula.story.weighing import Question, questions, read, shifted


def test_an_answers_share_grows_with_the_evidence_for_it() -> None:
    question = Question({"tears": {"sad": 2.0, "glad": 0.0}, "laugh": {"glad": 3.0, "sad": 0.0}})
    wept, both = question.shares({"tears": 1.0}), question.shares({"tears": 1.0, "laugh": 1.0})
    assert wept["sad"] > wept["glad"]
    assert both["glad"] > both["sad"]
    assert abs(sum(both.values()) - 1.0) < 1e-9


def test_without_evidence_every_answer_is_as_likely() -> None:
    question = Question({"tears": {"sad": 2.0, "glad": 0.0}})
    assert question.shares({}) == {"glad": 0.5, "sad": 0.5}
    assert Question({}).likelihood({"tears": 9.0}) == 0.5


def test_no_evidence_however_strong_overflows() -> None:
    question = Question({"tears": {"yes": 1e4}})
    assert question.likelihood({"tears": 1.0}) == 1.0
    assert question.likelihood({"tears": -1.0}) == 0.0
    assert question.choose({"a": {"tears": 1.0}, "b": {"tears": -1.0}}) == {"a": 1.0, "b": 0.0}


def test_a_table_is_read_by_question_evidence_and_answer() -> None:
    asked = read([["family", "told joy", "joy=1.5", "fear=-2"], ["so", "any", "yes=0.5"]])
    assert asked["family"].shares({"told joy": 1.0})["joy"] > 0.9
    assert asked["so"].likelihood({"any": 1.0}) > 0.6


def test_the_fitted_table_answers_what_is_asked() -> None:
    ask = questions(TABLE)
    assert set(ask) == {"whose", "family", "mode", "emotion so", "mode so"}
    assert set(ask["family"].answers) == set(FAMILY_NAMES)
    for family in set(FAMILY_NAMES) - {"surprise"}:
        shares = ask["family"].shares({f"told alone {family}": 1.0})
        assert max(shares, key=lambda k: shares[k]) == family


def test_weights_are_moved_by_a_share_of_others() -> None:
    own = read([["so", "any", "yes=1"], ["mode", "smile", "shown=1", "feigned=2"]])
    by = read([["mode", "smile", "feigned=-4"], ["mode", "laugh", "shown=1"]])
    half = shifted(own, by, 0.5)
    assert half["mode"].sums({"smile": 1.0}) == {"shown": 1.0, "feigned": 0.0}
    assert half["mode"].sums({"laugh": 2.0})["shown"] == 1.0
    assert half["so"].sums({"any": 3.0}) == {"yes": 3.0}
    assert own["mode"].sums({"smile": 1.0}) == {"shown": 1.0, "feigned": 2.0}  # as it was


def test_a_short_story_is_weighed_as_the_marked_ones_and_a_novel_as_those_judged() -> None:
    assert asked(0) == asked(2_500) == questions(TABLE)
    assert set(questions(NOVELS)) <= set(questions(TABLE))
    smile = {"any": 1.0, "has smile": 1.0, "seen shown": -1.0, "seen feigned": -0.6}
    feigned = [asked(n)["mode"].shares(smile)["feigned"] for n in (2_000, 10_000, 30_000, 10**6)]
    assert len({*feigned[:3]}) == 3 and feigned[2] == feigned[3]
    told = smile | {"told feigned": 1.0}
    for words in (2_000, 30_000):
        shares = asked(words)["mode"].shares
        assert shares(told)["feigned"] > 1.2 * shares(smile)["feigned"]


def _cue(first: int, last: int) -> CueSpan:
    return CueSpan(first, last, 0.8, (("joy", 1.0),), (("shown", 1.0),), (), ())


def _row(first: int, last: int) -> Row:
    return Cue(first, last, first, "act", "joy", None, (0,), None, 0.6), "shown"


def test_places_are_the_networks_cues_and_what_the_tables_alone_tell() -> None:
    class Words:
        reading = Reading((), feelings=(_cue(2, 5), _cue(9, 12)))

    told = [_row(0, 1), _row(3, 4), _row(4, 6), _row(20, 22)]
    found = places(Words(), told)  # type: ignore[arg-type]
    assert [(p.first, p.last, p.seen is not None, len(p.told)) for p in found] == [
        (0, 1, False, 1),
        (2, 5, True, 2),
        (9, 12, True, 0),
        (20, 22, False, 1),
    ]


def test_the_tables_of_beliefs_stand_and_only_what_else_the_network_saw_is_asked_of() -> None:
    class Words:
        reading = Reading((), beliefs=(_cue(2, 5), _cue(9, 12)))

    told = [Held(4, 7, (0,), "knows", (5, 7), 0.7)]
    assert [(x.first, x.last) for x in unsaid(Words(), told)] == [(9, 12)]  # type: ignore[arg-type]


def test_what_the_network_saw_a_belief_to_be_it_is_the_likelier() -> None:
    ask = questions(BELIEFS)
    assert set(ask) == {"whose", "attitude", "so"}
    none = {"any": 1.0} | {f"seen {x}": -2.4 for x in ATTITUDES}
    for attitude in ATTITUDES:
        seen = {"any": 1.0} | {f"seen {x}": 0.0 if x == attitude else -7.0 for x in ATTITUDES}
        share = ask["attitude"].shares(seen)[attitude]
        assert share > 2 * ask["attitude"].shares(none)[attitude] or share > 0.5
    so = ask["so"]
    assert so.likelihood({"any": 1.0, "seen": 2.0}) > so.likelihood({"any": 1.0, "seen": -1.0})


def test_who_speaks_and_acts_is_likelier_there_than_who_is_talked_of() -> None:
    ask = questions(PRESENCE)["present"]
    ann = Character(0, "Ann", (), "she", False, True, True, 10, 3, 30, 0)
    acting = evidence({"acts": 4, "speaks": 3}, 9, ann, None)
    absent = evidence({"talked of": 6, "had": 1}, 9, ann, None)
    assert ask.likelihood(acting) > 0.5 > 0.25 > ask.likelihood(absent)
