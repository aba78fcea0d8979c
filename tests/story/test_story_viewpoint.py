"""Whom a scene is seen through where it tells little, and what is no slip."""

from marked import name, tell

from fabula.story.viewpoint import slips

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
