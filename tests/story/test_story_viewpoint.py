"""Whom a scene is seen through where it tells little, and what is no slip."""

from marked import name, tell

from fabula.story.sight import Sign, weights
from fabula.story.viewpoint import Part, slips, viewpoints

LONG = (
    "[Maud] knew that the boat was late. [Maud] wondered about the tide. [Maud] remembered the "
    "lamp. [Maud] hoped that it burned. [Maud] feared that it did not. [Maud] saw that it was "
    "dark. [Maud] realized that it rained. "
)


def test_a_scene_that_tells_little_is_seen_through_whom_the_story_is() -> None:
    marked = LONG + "\n\n❄\n\n[Maud] came down. [Edwin] stood in the hall. [Maud] shut the door."
    assert [name(t, s.viewpoint) for t in [tell(marked)] for s in t.scenes] == ["Maud", "Maud"]


def test_a_line_of_ornament_parts_scenes() -> None:
    story = tell("[Maud] came down.\n\n~ ~\n\n[Edwin] went up.")
    assert [story.text[s.start : s.end][:4] for s in story.scenes][-1] == "Edwi"


def test_what_the_viewpoint_gathers_of_another_is_no_slip() -> None:
    assert slips(tell(LONG + "[Edwin] seemed to her as if he was sad.")) == []
    (slip,) = slips(tell(LONG + "[Edwin] was sad."))
    assert slip.span[0] > len("Maud")


def views(marked: str) -> list[str | None]:
    story = tell(marked)
    return [name(story, s.viewpoint) for s in story.scenes]


def test_who_is_seen_from_without_is_not_the_one_who_sees() -> None:
    glances = "[Edwin] seemed tired. [Maud] watched [him=edwin]. [Edwin] looked pale. " * 2
    assert views(glances + "[Edwin] believed the tale.") == ["Maud"]


def test_what_could_be_heard_is_told_of_who_could_hear_it() -> None:
    assert views("[Edwin] knocked. [Maud] could hear the tide. [Maud] could smell tar.") == ["Maud"]


def test_a_story_that_looks_into_nobody_is_seen_through_nobody() -> None:
    play = "[Maud] set down the lamp on the long table by the window and turned the key. "
    assert views((play + "[Edwin] shrugged and smiled at the wall of the old house. ") * 12) == [
        None
    ]


def test_one_wrong_guess_at_a_pronoun_moves_no_scene_to_another_head() -> None:
    first = LONG + "\n\n❄\n\n"
    second = "[Maud] came down. [Edwin] knew that it was late. [Maud] felt cold. [Maud] sat down."
    assert views(first + second) == ["Maud", "Maud"]


def test_who_sees_changes_at_a_break_where_the_next_scene_is_plainly_anothers() -> None:
    other = LONG.replace("Maud", "Edwin")
    assert views(LONG + "\n\n❄\n\n" + other + "\n\n❄\n\n" + LONG) == ["Maud", "Edwin", "Maud"]


def test_a_scene_is_seen_through_whom_it_begins_with_where_two_are_looked_into_alike() -> None:
    two = "{0} came down to the landing. {1} was there. {1} felt cold. {0} felt cold. "
    for first, second in (("[Maud]", "[Edwin]"), ("[Edwin]", "[Maud]")):
        assert views(two.format(first, second)) == [first.strip("[]")]


def test_within_a_chapter_of_a_novel_the_viewpoint_changes_at_a_higher_cost() -> None:
    # The same glance of some paragraphs into another head, in a story and in a long chapter.
    signs = [Sign(at, 1, "thinks") for at in range(0, 1000, 100)]
    signs += [Sign(at, 2, "thinks") for at in range(1000, 1300, 100)]
    signs += [Sign(at, 1, "thinks") for at in range(1300, 3000, 100)]

    def heads(words: int) -> set[int | None]:
        parts = [Part(a, a + 100, words) for a in range(0, 3000, 100)]
        (path,) = viewpoints(signs, [parts], weights() | {"word": 0.0})
        return set(path)

    assert heads(30) == {1, 2}
    assert heads(1000) == {1}
