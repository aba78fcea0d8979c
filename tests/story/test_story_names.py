"""Which names a reader takes for one person's: sisters, fathers, titles without a name."""

from __future__ import annotations

import fabula
from fabula.reading.reading import MentionSpan, Reading
from fabula.source import from_text
from fabula.story.draft import Draft
from fabula.story.name_forms import name_forms
from fabula.story.story import Story
from fabula.text import annotate


def read(text: str) -> Story:
    return fabula.read_text(text, model="rules")


def same(story: Story, one: str, other: str) -> bool:
    people = [story.characters.get(name) for name in (one, other)]
    assert None not in people, [(c.name, c.aliases) for c in story.characters]
    return people[0] is people[1]


def test_the_younger_sister_is_not_miss_lorne() -> None:
    told = "Hetty Lorne and Miss Lorne came in. Miss Hetty sat down. Miss Lorne did not. "
    story = read(told * 3 + "“Sit down, Miss Hetty,” said Miss Lorne. Hetty was down already.")
    assert same(story, "Hetty Lorne", "Miss Hetty")
    assert not same(story, "Hetty Lorne", "Miss Lorne")


def test_an_only_daughter_is_miss_lorne_however_near_the_names_stand() -> None:
    told = "Hetty Lorne rose. “Miss Lorne is tired,” he said. Hetty, as Miss Lorne, bowed. "
    assert same(read(told * 3), "Hetty", "Miss Lorne")


def test_the_father_is_mr_tarn_and_the_son_is_dick() -> None:
    told = "Mr. Tarn filled his pipe. Dick lit the lamp. "
    story = read("Dick Tarn was twenty. Dick went to meet Mr. Tarn. " + told * 25
                 + "Mr. Tarn and Dick sat late. Dick had a letter for Mr. Tarn.")  # fmt: skip
    assert same(story, "Dick", "Dick Tarn")
    assert not same(story, "Dick", "Mr. Tarn")


def test_mr_and_mrs_are_two_people_and_a_couple() -> None:
    told = "Dr. and Mrs. Orrin came to tea. Dr. Orrin laughed. Mrs. Orrin wrote to Hetty. "
    for model in ("small", "rules"):
        story = fabula.read_text(told * 2, model=model)
        assert not same(story, "Dr. Orrin", "Mrs. Orrin")
        doctor, wife = story.characters["Dr. Orrin"], story.characters["Mrs. Orrin"]
        both = [m for m in story.mentions if "and" in story.text[m.start : m.end]]
        assert both and all(set(m.entities) == {doctor.id, wife.id} for m in both)
        assert {(r.a, r.b) for r in story.relations if r.label == "wife"} == {(wife.id, doctor.id)}


def test_a_title_alone_is_its_only_bearer() -> None:
    text = (
        "Mademoiselle Sorel played the waltz. Nobody danced. Mademoiselle Sorel shut the lid. "
        "“You are tired, Mademoiselle?” asked Jules. Mademoiselle shook her head."
    )
    for model in ("small", "rules"):
        story = fabula.read_text(text, model=model)
        assert {c.name for c in story.characters if c.named} == {"Mademoiselle Sorel", "Jules"}


def test_two_names_run_together_are_no_third_one() -> None:
    story = read(
        "“Miss Ames’s hat!” cried Rosa. Miss Ames looked up. Miss Ames’s was the blue one. "
        "Dearest Rosa laughed. Rosa had hidden it."
    )
    assert {c.name for c in story.characters if c.named} == {"Miss Ames", "Rosa"}


def test_a_short_name_is_the_long_one_whatever_one_pronoun_beside_it_says() -> None:
    story = read(
        "Samuel Tarn mended the gate. “Sam!” called Petra. Sam looked up. She waved at him. "
        "Samuel waved back."
    )
    assert same(story, "Sam", "Samuel Tarn")


def test_a_first_name_cut_short_is_the_one_that_begins_so() -> None:
    story = read("Miss Beatrix Lunn sat up in bed. “Lie down, Bea!” said Priya. Priya was cross.")
    assert same(story, "Bea", "Miss Beatrix Lunn")


def test_mrs_o_is_the_lady_whose_name_begins_so() -> None:
    story = read(
        "Mrs. Okonjo rang the bell. Nobody came. “I’m here, Mrs. O.,” said Petra. "
        "Mrs. Okonjo rang it again. Petra sighed at Mrs. Okonjo."
    )
    assert same(story, "Mrs. O.", "Mrs. Okonjo")


def test_who_is_mostly_nora_is_nora_hale_and_not_what_others_call_her() -> None:
    story = read(
        "Nora Hale was out. Nora walked to the mill, and Nora sat down there.\n\n“Miss Hale,” said "
        "Tom, “are you cold?”\n\n“No,” said Nora.\n\n“Miss Hale, you are.” Nora laughed.\n\n"
        "“You are blue, Miss Hale,” said Tom. Nora got up."
    )
    assert {"Nora Hale", "Tom"} <= {c.name for c in story.characters if c.named}


def test_marthas_dickon_read_as_one_name_is_dickon() -> None:
    source = from_text("Martha Sorby's Dickon had a spade. Martha Sorby dug.", "story.txt")
    text = annotate(source)
    spans = ((0, 21, 4), (35, 47, 10))
    mentions = tuple(MentionSpan(a, b, "PER", "name", head, 1.0) for a, b, head in spans)
    forms, _ = name_forms(Draft(text, Reading(mentions), source), (-1, -1))
    assert [form.core for form in forms] == [("Dickon",), ("Martha", "Sorby")]


_DAYS = [
    f"{{}} went to the {place} at {hour}. The rain had stopped. The street was empty."
    for place in ("harbour", "market", "mill", "chapel", "station", "library")
    for hour in ("six", "seven", "nine", "ten")
]


def _family(days: list[str], mister: int = 30) -> set[frozenset[str]]:
    """Who the women of a house are, by their names; there is a Mr. Vane in it too, so often."""
    head = "Edna Vane had a house by the sea. "
    tail = " Mr. Vane was in town. He wrote on Fridays." * mister
    story = fabula.read_text(head + " ".join(days) + tail, model="rules")
    women = [c for c in story.characters if "Edna" in c.name or "Mrs" in c.name]
    return {frozenset((c.name, *c.aliases)) for c in women}


def test_a_wife_who_has_two_names_by_turns_is_one_person() -> None:
    days = [day.format("Mrs. Vane") for day in _DAYS] + [day.format("Edna") for day in _DAYS]
    assert _family(days) == {frozenset(("Edna Vane", "Edna", "Mrs. Vane"))}


def test_a_wife_and_a_daughter_told_of_in_the_same_breath_are_two() -> None:
    days = [day.format(name) for day in _DAYS for name in ("Mrs. Vane", "Edna")]
    assert _family(days) == {frozenset(("Mrs. Vane",)), frozenset(("Edna Vane", "Edna"))}
    days = [day.format("Mrs. Vane") for day in _DAYS] + [day.format("Edna") for day in _DAYS]
    assert len(_family([*days, "Miss Edna was seldom late."])) == 2


def test_a_daughter_is_not_the_wife_of_a_house_whose_master_is_named_once() -> None:
    days = [day.format(name) for day in _DAYS for name in ("Mrs. Vane", "Edna")]
    assert len(_family(days, mister=1)) == 2
