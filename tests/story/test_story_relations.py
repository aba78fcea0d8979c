"""Which relations are kept where several places speak, and since and until when they hold."""

from marked import name, tell

from fabula.story.kinship import clashes, doubtful, key, styled
from fabula.story.story import Character, Story


def ties(story: Story) -> list[tuple[str | None, str | None, str]]:
    return [(name(story, r.a), name(story, r.b), r.label) for r in story.relations]


def tenure(marked: str) -> list[tuple[str, str | None, str | None]]:
    story = tell(marked)
    return [
        (
            r.label,
            story.words_at(r.since) if r.since else None,
            story.words_at(r.until) if r.until else None,
        )
        for r in story.relations
    ]


# -- where it is said


def test_a_name_after_the_noun_is_whose_it_is() -> None:
    assert ties(tell("[Edwin] waved. [[Maud]'s cousin Bram=bram] was late.")) == [
        ("Bram", "Maud", "cousin")
    ]


def test_a_name_after_the_noun_that_is_nobodys_shows_that_coreference_went_wrong() -> None:
    assert ties(tell("[[Maud]'s cousin Bram=ada] was late.")) == []


def test_what_they_are_to_each_other_is_said_of_them_once() -> None:
    assert ties(tell("[Ada and Maud=ada+maud] were cousins.")) == [("Ada", "Maud", "cousin")]
    assert ties(tell("[Ada and Maud=ada+maud] were not cousins.")) == []


def test_friends_are_friends_both_ways_in_one_row() -> None:
    story = tell("[[Maud]'s friend=ada] rang. [[Ada]'s friend=maud] answered.")
    assert ties(story) == [("Ada", "Maud", "friend")]
    assert len(story.relations[0].evidence) == 2


def test_plurals_that_are_one_person_say_nothing() -> None:
    assert ties(tell("[[Maud]'s sisters=ada] rang.")) == []


# -- what can be at once


def test_somebody_has_one_mother_and_the_better_shown_is_kept() -> None:
    story = tell(
        "[Ada], [[Maud]'s mother=ada], sat. [[Maud]'s mother=ada] slept. [[Her=maud] mother=tess] "
        "slept."
    )
    assert ties(story) == [("Ada", "Maud", "mother")]


def test_mum_and_mother_are_one_relation() -> None:
    assert key("mum") == key("mother") != key("father")
    story = tell("[[Maud]'s mum=ada] sang. [[Maud]'s mother=ada] slept.")
    assert ties(story) == [("Ada", "Maud", "mother")]


def someone(called: str, *aliases: str) -> Character:
    return Character(0, called, aliases, "she", False, True, True, 9, 0, 0, 0)


def test_titles_and_surnames_speak_against_a_kinship() -> None:
    jane, darcy = styled(someone("Miss Jane Fell")), styled(someone("Mr. Rook"))
    mother = styled(someone("Mrs. Fell"))
    assert doubtful("sister", jane, darcy)
    assert doubtful("mother", jane, darcy)
    assert not doubtful("mother", mother, jane)
    assert not doubtful("friend", jane, darcy)
    assert not doubtful("sister", styled(someone("Mrs. Rook", "Jane Fell")), styled(someone("Al")))


def test_a_father_is_no_she() -> None:
    assert clashes("father", "she") and clashes("amma", "he") and not clashes("father", "they")


# -- since and until


def test_a_wedding_is_dated_by_the_words_about_time_beside_it() -> None:
    assert tenure("[Maud] married [Edwin] last spring, in the rain.") == [
        ("wife", "last spring", None),
        ("husband", "last spring", None),
    ]


def test_without_a_time_the_telling_of_a_wedding_is_its_beginning() -> None:
    assert tenure("[Maud] married [Edwin].")[0] == ("wife", "Maud married Edwin", None)


def test_kin_begin_nowhere() -> None:
    assert tenure("[Ada] was [[Maud]'s sister=ada] for ten years.") == [("sister", None, None)]


def test_a_friendship_has_lasted_for_as_long_as_the_text_says() -> None:
    assert tenure("[Ada] had been [[Maud]'s friend=ada] for ten years.") == [
        ("friend", "for ten years", None)
    ]


def test_a_divorce_ends_a_marriage_and_a_denied_one_does_not() -> None:
    husband = "[[Maud]'s husband=edwin] rang. "
    assert tenure(husband + "[Maud] divorced [him=edwin].") == [
        ("husband", None, "Maud divorced him")
    ]
    assert tenure(husband + "[Maud] never divorced [him=edwin].") == [("husband", None, None)]


def test_leaving_a_room_ends_nothing() -> None:
    assert tenure("[[Maud]'s husband=edwin] rang. [Maud] left [him=edwin] standing there.") == [
        ("husband", None, None)
    ]


def test_an_ex_is_over_in_the_word_itself_and_death_ends_a_marriage() -> None:
    assert tenure("[[Edwin]'s ex-wife=maud] rang.") == [("ex-wife", None, "Edwin's ex-wife")]
    assert tenure("[[Maud]'s husband=edwin] died.")[0][2] == "Maud's husband died"
