"""What a reader would say of who is who, with the model that is used unless another is named."""

from __future__ import annotations

import fabula
from fabula.story.story import Character, Story


def read(text: str, model: str | None = None) -> Story:
    return fabula.read_text(text, model=model)


def named(story: Story, name: str) -> Character:
    found = story.characters.get(name)
    assert found is not None, [c.name for c in story.characters]
    return found


def same(story: Story, *names: str) -> bool:
    return len({named(story, name).id for name in names}) == 1


def meant(story: Story, words: str, nth: int = 0) -> set[str]:
    """The names of those whom the nth mention with these words means."""
    found = [m for m in story.mentions if story.words_at((m.start, m.end)).lower() == words]
    people = (story.characters.by_id(e) for e in found[nth].entities)
    return {c.name for c in people if c is not None}


def test_a_nickname_is_its_bearer() -> None:
    story = read(
        "Elizabeth Harrow came down late. Lizzie, her brother thought, had never been early for "
        "anything. Elizabeth took the last egg. “Good morning, Lizzie,” said Peter."
    )
    assert same(story, "Elizabeth Harrow", "Lizzie")
    assert not same(story, "Lizzie", "Peter")


def test_a_clipped_name_is_its_bearer() -> None:
    story = read(
        "Persephone shut the door. “Perse, come back,” he called. Persephone did not. "
        "Later Persephone wrote him a letter, and Perse was what she signed."
    )
    assert same(story, "Persephone", "Perse")


def test_a_diminutive_joins_the_full_name_only_where_one_bears_it() -> None:
    story = read(
        "Tom Ashby and Tom Birch rowed out at six. Tom Ashby steered. Tom Birch sang. "
        "Miss Ashby watched them from the pier, and Mr. Birch from the hill."
    )
    assert not same(story, "Tom Ashby", "Tom Birch")
    assert same(story, "Tom Birch", "Mr. Birch")


def test_members_of_a_family_stay_apart() -> None:
    story = read(
        "Mr. Pell carved. Mrs. Pell watched him carve. Miss Pell, who was nineteen, looked at "
        "neither of them. “More gravy?” said Mr. Pell. “Thank you,” said Miss Pell. "
        "“Henry,” said Mrs. Pell. “The knife.” Henry Pell put down the knife."
    )
    assert same(story, "Mr. Pell", "Henry Pell", "Henry")
    assert len({named(story, n).id for n in ("Mr. Pell", "Mrs. Pell", "Miss Pell")}) == 3
    assert named(story, "Mrs. Pell").pronouns == "she"
    assert named(story, "Mr. Pell").pronouns == "he"


def test_an_initial_stands_for_the_name() -> None:
    story = read(
        "J. M. Corrigan had the corner office. Judith Corrigan was seldom in it. "
        "When Corrigan did come, everyone stood a little straighter."
    )
    assert same(story, "Judith Corrigan", "Corrigan", "J. M. Corrigan")


def test_a_title_and_a_surname_are_the_one_who_has_both() -> None:
    story = read(
        "Dr. Amara Obi set the bone. The boy did not cry. “You are brave,” said Dr. Obi. "
        "Obi washed her hands and sat down."
    )
    assert same(story, "Dr. Amara Obi", "Dr. Obi", "Obi")
    assert named(story, "Obi").pronouns == "she"


def test_a_captain_is_not_his_daughter() -> None:
    story = read(
        "Ada Tresco was nine. Ada had her own oar. She rowed well. Captain Tresco was at sea, and "
        "wrote to her. “When is he coming?” said Ada. Nobody knew when Captain Tresco would come."
    )
    assert same(story, "Ada Tresco", "Ada")
    assert not same(story, "Ada Tresco", "Captain Tresco")


def test_a_doctor_and_his_brother_are_two() -> None:
    told = "Mr. Lowe paid. Dr. Lowe did not. " * 6
    story = read(f"{told}“Good night,” said Mr. Lowe. “Good night,” said Dr. Lowe.")
    assert not same(story, "Mr. Lowe", "Dr. Lowe")


def test_unknown_names_after_titles_are_people() -> None:
    story = read("Captain Vrexxil nodded. Mr. Quonsley did not. “Go,” said Captain Vrexxil.")
    assert named(story, "Captain Vrexxil").on_stage
    assert named(story, "Mr. Quonsley").id != named(story, "Captain Vrexxil").id


def test_names_that_are_words_are_told_from_words() -> None:
    story = read(
        "Hope looked at Will. Will you be long, she wondered, and hope rose in her. "
        "“Will,” said Hope, “may I come too?” Will said no. The rose on the sill had died; "
        "it will do that. I hope it did not suffer, said Hope to Will, and Will laughed."
    )
    assert {c.name for c in story.characters if c.named} == {"Hope", "Will"}


def test_names_from_other_tongues() -> None:
    story = read(
        "Oluwaseun met Nguyễn at the gate. “You’re late,” said Oluwaseun. Nguyễn shrugged. "
        "Siobhán O’Rourke-Díaz waited in the car. “Hurry,” said Siobhán."
    )
    for name in ("Oluwaseun", "Nguyễn", "Siobhán"):
        assert named(story, name).named
    assert same(story, "Siobhán", "Siobhán O’Rourke-Díaz")


def test_places_are_no_people() -> None:
    story = read(
        "Marta drove to Lisbon. In Lisbon she found a room. Marta liked Lisbon, and she stayed "
        "in Lisbon until May. “Lisbon suits you,” said Duarte."
    )
    assert story.characters.get("Lisbon") is None
    assert [e.name for e in story.entities if e.name[:1].isupper()] == ["Lisbon"]


def test_apposition_says_who_somebody_is() -> None:
    story = read(
        "Mara Voss, his oldest friend, stood up. Piet looked at Mara. She was a surgeon.",
        model="rules",  # the network sees no person in "a surgeon" here
    )
    assert meant(story, "his oldest friend") == {"Mara Voss"}
    assert meant(story, "a surgeon") == {"Mara Voss"}


def test_possessed_kin_are_one_person_throughout() -> None:
    story = read(
        "Ines rang her mother. There was no answer. Ines tried her brother. He had not seen "
        "her mother either."
    )
    assert meant(story, "her mother", 0) == meant(story, "her mother", 1)
    assert meant(story, "her mother") != meant(story, "her brother")


def test_two_women_in_one_scene() -> None:
    story = read(
        "Agnes opened the window. She had been hot all night. Ruth came in with the tray. "
        "Agnes thanked her. “Sit down,” said Agnes.",
        model="rules",  # the network is all but sure that Agnes thanked herself
    )
    assert meant(story, "she") == {"Agnes"}
    assert meant(story, "her") == {"Ruth"}


def test_singular_they_is_one_character() -> None:
    story = read(
        "Quill locked the shop. They had been on their feet since six. Quill counted the till, "
        "and then they counted it again. They sighed. “Home,” Quill said to themself. Quill took "
        "their coat. They went out."
    )
    quill = named(story, "Quill")
    assert quill.pronouns == "they"
    assert meant(story, "they", 0) == {"Quill"}


def test_neopronouns_are_pronouns_where_a_text_uses_them() -> None:
    story = read(
        "The radio was dead. At noon Ash tuned it. Xe had built it xemself. “Listen,” xe said, "
        "and held out xyr hand. Nobody had asked xem to share, but xe did."
    )
    assert named(story, "Ash").pronouns == "xe"
    assert meant(story, "xyr") == {"Ash"}


def test_they_are_those_who_were_named_together() -> None:
    story = read("Bea and Tom walked down to the water. They did not speak.")
    assert meant(story, "they") == {"Bea", "Tom"}


def test_both_are_those_named_together_not_who_came_in_since() -> None:
    story = read(
        "Bea and Colm had the shop in Mill Lane. Rosa came in at nine with the bread. Both of them "
        "looked up. “We thought you were ill,” said Colm."
    )
    assert meant(story, "both of them") == {"Bea", "Colm"}


def test_we_of_who_tells_the_story_is_the_teller_and_who_is_there() -> None:
    story = read(
        "I had known Ambrose Quill for nine years. He met me at the station with a lantern. We "
        "walked up through the fog, and Quill held my arm. Both of us were wet. At the gate he "
        "stopped. “Somebody has been here before us,” he said."
    )
    teller = next(c.name for c in story.characters if c.narrator)
    for words in ("we", "both of us", "us"):
        assert meant(story, words) == {teller, "Ambrose Quill"}


def test_they_in_speech_are_neither_who_speaks_nor_who_is_spoken_to() -> None:
    story = read(
        "Mara looked at Dev. “Have you seen the Hendersons?” “They left at noon,” said Dev. “Both "
        "of them?” “We waved to them,” Mara said."
    )
    assert not meant(story, "they") & {"Mara", "Dev"}
    assert not meant(story, "them") & {"Mara", "Dev"}
    assert meant(story, "we") == {"Mara", "Dev"}


def test_who_goes_by_they_is_not_taken_for_several() -> None:
    story = read(
        "Quill and Ada locked the shop. Quill had been on their feet since six, and they were "
        "tired. Ada yawned. She put on her coat. Quill looked for their keys. They had left them "
        "on the counter, they thought, and Ada laughed at them."
    )
    for nth in range(2):
        assert meant(story, "their", nth) == {"Quill"}
    for nth in range(3):
        assert meant(story, "they", nth) == {"Quill"}
