"""Relations, scenes, viewpoint and masks, in small stories written for these tests."""

from marked import name, tell

from fabula.story.story import Story
from fabula.story.viewpoint import slips


def ties(marked: str) -> list[tuple[str | None, str | None, str]]:
    story = tell(marked)
    return [(name(story, r.a), name(story, r.b), r.label) for r in story.relations]


# -- relations


def test_a_possessive_with_a_relational_noun() -> None:
    assert ties("[Edwin] waved. [[Maud]'s brother=edwin] was early.") == [
        ("Edwin", "Maud", "brother")
    ]


def test_best_friend_keeps_best_and_drops_what_is_no_part_of_the_relation() -> None:
    assert ties("[[Maud]'s best friend=ada] rang.") == [("Ada", "Maud", "best friend")]
    assert ties("[[Maud]'s sleepy friend=ada] rang.") == [("Ada", "Maud", "friend")]


def test_an_apposition_and_a_copula_say_who() -> None:
    assert ("Tilda", "Maud", "maid") in ties("[Tilda], [[Maud]'s maid=tilda], came in.")
    assert ("Ada", "Edwin", "wife") in ties("[Ada] was [[Edwin]'s wife=ada].")


def test_all_that_shows_a_relation_is_its_evidence_and_makes_it_surer() -> None:
    once = tell("[[Maud]'s brother=edwin] rang.").relations[0]
    story = tell("[[Maud]'s brother=edwin] rang. [[Her=maud] brother=edwin] was cold.")
    (twice,) = story.relations
    assert [story.words_at(e) for e in twice.evidence] == ["Maud's brother", "Her brother"]
    assert twice.score > once.score


def test_marrying_makes_a_husband_and_a_wife() -> None:
    assert sorted(ties("[Maud] married [Edwin] in June.")) == [
        ("Edwin", "Maud", "husband"),
        ("Maud", "Edwin", "wife"),
    ]


def test_a_wedding_that_is_only_planned_or_denied_is_none() -> None:
    assert ties("[Maud] was to marry [Edwin].") == []
    assert ties("[Maud] never married [Edwin].") == []


def test_my_lord_is_a_way_of_speaking() -> None:
    assert ties('{maud>edwin}"Yes, [[my=maud] lord=edwin]," said [Maud].') == []


def test_mum_is_the_mother_of_whoever_says_so() -> None:
    assert ties('{edwin>maud}"[Mum=ada] is out," said [Edwin] to [Maud].') == [
        ("Ada", "Edwin", "mum")
    ]


def test_nobody_is_an_aunt_whom_the_story_calls_he() -> None:
    assert ties("[[Maud]'s aunt=edwin] rang.") == []


def test_of_two_kinships_of_one_pair_the_one_that_far_more_speaks_for_is_kept() -> None:
    often = "[[Maud]'s brother=edwin] rang. " * 4
    assert ties(often + "[[Maud]'s father=edwin] rang.") == [("Edwin", "Maud", "brother")]


def test_his_in_speech_is_neither_of_the_two_who_talk() -> None:
    said = '{maud>edwin}"[Ada] is [[his=edwin] wife=ada]," said [Maud] to [Edwin].'
    assert ties(said) == []
    assert ties(said.replace("his=edwin", "his=bram").replace("Maud to", "Maud. [Bram] told")) == [
        ("Ada", "Bram", "wife")
    ]


def test_his_in_speech_is_not_who_answers_either() -> None:
    assert ties(
        '{maud}"[Ada] is [[his=edwin] wife=ada]," said [Maud].\n\n{edwin}"So," said [Edwin].'
    ) == []  # fmt: skip


def test_your_in_narration_says_nothing_of_who_is_whose() -> None:
    assert ties("[Edwin] went, because [[your=edwin] mother=ada] asked it.") == []


def test_what_only_a_pronoun_is_said_to_be_is_less_sure_than_what_a_name_is() -> None:
    named = tell("[Edwin] was [[Maud]'s brother=edwin].").relations[0]
    pronoun = tell("[Edwin] rang. [He=edwin] was [[Maud]'s brother=edwin].").relations[0]
    assert pronoun.score < named.score


def test_who_is_spoken_to_as_mum_or_boss_is_that_of_whoever_speaks() -> None:
    assert ties('{edwin>ada}"Yes, mum," said [Edwin] to [Ada].') == [("Ada", "Edwin", "mum")]
    assert ties('{edwin>bram}"Right away, boss," said [Edwin] to [Bram].') == [
        ("Bram", "Edwin", "boss")
    ]
    assert ties('{edwin>bram}"The boss is out," said [Edwin] to [Bram].') == []


def test_whose_daughter_one_is_there_is_her_mother() -> None:
    talk = '{maud>ada}"Sit," said [Maud] to [Ada]. {ada>maud}"No," said [Ada] to [Maud]. '
    assert ties(talk + "[[Ada]'s daughter=maud] sat.") == [
        ("Maud", "Ada", "daughter"),
        ("Ada", "Maud", "mother"),
    ]
    assert ties("[[Ada]'s daughter=maud] was in Leeds.") == [("Maud", "Ada", "daughter")]


def test_who_calls_the_father_of_her_children_pa_is_no_child_of_his() -> None:
    talk = (
        '{maud>bram}"[Pa=bram], come," said [Maud] to [Bram]. '
        '{edwin>bram}"[Pa=bram], no," said [Edwin] to [Bram]. '
        "[Maud] was [[Edwin]'s mother=maud]."
    )
    assert ("Bram", "Edwin", "pa") in ties(talk)
    assert ("Bram", "Maud", "pa") not in ties(talk)


# -- scenes and viewpoint

TWO = (
    "[Maud] wondered whether the boat was in. [Maud] felt cold, and saw that the lamp was low. "
    "[Edwin] shut the door. {edwin>maud}\"Sit down,\" said [Edwin]."
    "\n\n"
    "[Ada] knew that the kettle was dry. [Ada] hoped that it would rain. [Bram] came in and "
    "[Bram] sat down. [Ada] saw the mud. [Ada] was sorry for the floor."
)  # fmt: skip


def views(story: Story) -> list[str | None]:
    return [name(story, s.viewpoint) for s in story.scenes]


def test_a_break_parts_two_scenes_and_each_is_seen_through_its_own() -> None:
    story = tell(TWO, breaks=(tell(TWO).text.index("Ada knew"),))
    assert views(story) == ["Maud", "Ada"]
    assert [story.text[s.start : s.end][:4] for s in story.scenes] == ["Maud", "Ada "]


def test_those_who_speak_or_act_are_present_and_those_only_talked_of_are_not() -> None:
    story = tell('{edwin>maud}"[Bram] is in Leeds," said [Edwin] to [Maud]. [Maud] sat down.')
    present = {name(story, p) for p in story.scenes[0].present}
    assert present == {"Edwin", "Maud"}


def test_who_is_him_in_what_is_said_is_not_there_to_hear_it() -> None:
    story = tell(
        '{maud>jimmy}"[He=jimmy] thinks so." {maud>jimmy}"I told [him=jimmy]." [Maud] sat.'
    )
    assert {name(story, p) for p in story.scenes[0].present} == {"Maud"}


def test_who_is_remembered_is_not_there_and_who_comes_in_is() -> None:
    talk = '{edwin>maud}"So," said [Edwin] to [Maud]. [Edwin] sat down. '
    then = "[Bram] had built the boat. [Bram] had sailed it. [Bram's=bram] boat was old. "

    def present(marked: str) -> set[str | None]:
        story = tell(marked)
        return {name(story, p) for p in story.scenes[0].present}

    assert present(talk + then) == {"Edwin", "Maud"}
    assert present(talk + "[Bram] came in. [Bram] shut the door. [Bram] laughed.") == {
        "Edwin", "Maud", "Bram",
    }  # fmt: skip


def test_a_scene_that_looks_into_every_head_is_seen_through_nobody() -> None:
    story = tell(
        "[Maud] wondered about the rain. [Edwin] hoped for tea. [Ada] feared that it was late. "
        "[Bram] knew that it was late. [Cora] hoped for rain. [Dan] wondered about the boat. "
        "[Flora] feared the night."
    )
    assert views(story) == [None]


def test_who_tells_the_story_is_its_viewpoint() -> None:
    story = tell("[I=maud] went down. [I=maud] saw [Edwin]. [I=maud] said no.", narrator="maud")
    assert views(story) == ["Maud"]
    assert (story.scenes[0].person, story.scenes[0].tense) == ("first", "past")


def test_the_present_tense_is_heard() -> None:
    assert (
        tell("[Maud] is late. [She=maud] takes the stairs and looks up.").scenes[0].tense
        == "present"
    )


def test_a_glance_into_another_head_is_a_slip_and_no_new_scene() -> None:
    story = tell(
        "[Maud] wondered whether the boat was in. [Maud] saw that the lamp was low. [Maud] knew "
        "that it was late. [Maud] remembered the tide. [Edwin] was sad. [Maud] realized that "
        "it rained."
    )
    assert views(story) == ["Maud"]
    (slip,) = slips(story)
    assert (name(story, slip.who), story.words_at(slip.span)) == ("Edwin", "was sad")


# -- masks


def test_a_feeling_behind_a_face_is_a_mask() -> None:
    story = tell(
        "[Edwin] sat down across from [Maud]. [Maud] was afraid. {maud>edwin}\"[I=maud]'m fine,\" "
        "said [Maud]. {edwin>maud}\"Good,\" said [Edwin]. [Edwin] knew that [she=maud] lied."
    )  # fmt: skip
    (mask,) = story.masks
    assert (name(story, mask.who), mask.felt, mask.shown) == ("Maud", "fear", "calm")
    assert [name(story, x) for x in mask.hidden_from] == ["Edwin"]
    assert [name(story, x) for x in mask.seen_through_by] == ["Edwin"]
    rows = {f.id: f for f in story.feelings}
    assert [rows[i].mode for i in mask.evidence] == ["felt", "feigned"]


def test_who_hides_nothing_wears_no_mask() -> None:
    assert tell("[Maud] was afraid. [Edwin] laughed. [Maud] wept.").masks == ()


def test_in_a_long_text_what_says_of_hiding_stands_near_what_is_hidden() -> None:
    fear, fine = "[Maud] was afraid.", '{maud>edwin}"[I=maud]\'m fine," said [Maud].'
    sweeping = "[Maud] swept the floor of the shop, and looked at the street again. " * 60
    far = f"[Edwin] sat down. {fear} [Maud] trembled.\n\n{sweeping}\n\n{fine} [Maud] smiled."
    assert len(tell(far).masks) == 1  # of a short story all is told of one occasion
    long = f"\n\n{sweeping * 3}"
    assert tell(far + long).masks == ()
    (mask,) = tell(f"[Edwin] sat down. {fear} {fine}{long}").masks
    assert (mask.felt, mask.shown) == ("fear", "calm")


def test_an_hour_or_a_day_at_a_paragraphs_beginning_moves_the_scene() -> None:
    said = "[Maud] swept the long floor of the shop again, and looked at the street outside. " * 6
    for opener in ("At four ", "By Thursday ", "Afterwards "):
        story = tell(f"{said.strip()}\n\n{opener}[Maud] was tired. {said.strip()}")
        assert len(story.scenes) == 2, opener
    still = tell(f"{said.strip()}\n\nAt four yards [Maud] was a good shot. {said.strip()}")
    assert len(still.scenes) == 1


def test_whoever_a_scene_is_seen_through_sees_the_feeling_that_the_narration_tells_of() -> None:
    story = tell(
        "[Edwin] remembered the winter. [Edwin] realized that it was late. [Edwin] saw the boat. "
        "[Edwin] sat down across from [Maud]. [Maud] was afraid. "
        '{maud>edwin}"[I=maud]\'m fine," said [Maud].'
    )
    (mask,) = story.masks
    assert (name(story, mask.who), name(story, story.scenes[0].viewpoint)) == ("Maud", "Edwin")
    assert [name(story, x) for x in mask.seen_through_by] == ["Edwin"]
