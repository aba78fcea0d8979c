"""Two names of one person: which go together, and what is heard of them."""

from __future__ import annotations

from fabula.story.aliases import Aliases, together
from fabula.story.draft import Attribution, Being, Draft
from fabula.story.ranking import NEW


def _being(i: int, *names: str, gender: str | None = None, titles: str = "") -> Being:
    surname = names[0].split()[-1].lower() if titles else None
    return Being(
        i,
        names=names,
        gender=gender,  # type: ignore[arg-type]
        titles=frozenset(titles.split()),
        surname=surname,
    )


def test_a_first_name_goes_with_a_title_and_surname_and_with_no_man() -> None:
    miss = _being(0, "Miss Pell", gender="f", titles="miss")
    assert together(_being(1, "Lavinia", gender="f"), miss) == "first and titled"
    assert together(miss, _being(1, "Lavinia")) == "titled and first"
    assert together(_being(1, "Robert", gender="m"), miss) is None


def test_two_full_names_are_two_people() -> None:
    assert together(_being(0, "Anna Pell"), _being(1, "Ruth Hale")) is None
    assert together(_being(0, "Robert"), _being(1, "Rob")) == "alike"


def _draft(string: str, beings: tuple[Being, ...], speakers: tuple[int | None, ...]) -> Draft:
    """A draft in which the names of beings mean them, and the quotations are said by these."""
    from fabula.reading.reading import MentionSpan, Reading
    from fabula.source import from_text
    from fabula.text import annotate

    source = from_text(string, "story.txt")
    text = annotate(source)
    spans, referents = [], []
    for k in range(len(text.words)):
        for being in beings:
            words = being.names[0].split()
            if list(text.words[k : k + len(words)]) == words:
                start, end = text.tokens[k][0], text.tokens[k + len(words) - 1][1]
                spans.append(MentionSpan(start, end, "PER", "name", k, 1.0))
                referents.append((being.id,))
    quoted = tuple(
        next((q for q, x in enumerate(text.quotations) if x.start <= s.start < x.end), -1)
        for s in spans
    )
    assert len(speakers) == len(text.quotations)
    said = tuple(Attribution(s, (), None, "implicit", 1.0) for s in speakers)
    return Draft(
        text, Reading(tuple(spans)), source, beings=beings, referents=tuple(referents),
        quoted=quoted, attributions=said, narrator=-1,
    )  # fmt: skip


def test_who_answers_to_a_name_speaks_for_it_and_who_calls_it_against() -> None:
    beings = (
        _being(0, "Miss Pell", gender="f", titles="miss"),
        _being(1, "Lavinia", gender="f"),
        _being(2, "Mrs. Oake", gender="f", titles="mrs"),
    )
    text = (
        "Miss Pell sat by Mrs. Oake.\n\n“You are tired, Lavinia.”\n\n“I am,” said Miss Pell.\n\n"
        "“Then sleep, Lavinia,” said Mrs. Oake.\n\n“No,” said Miss Pell."
    )
    found = Aliases(_draft(text, beings, (2, 0, 2, 0))).evidence(1)
    assert set(found) == {(0,), NEW}  # Mrs. Oake never answers to it
    assert found[0,]["answers"] > -0.1 and "named by the other" not in found[0,]
    assert found[NEW]["nobody, only called"] == 1.0
    turned = Aliases(_draft(text, beings, (0, 2, 0, 2))).evidence(1)
    assert (0,) not in turned and turned[2,]["answers"] > -0.1


def test_named_side_by_side_they_are_two() -> None:
    beings = (_being(0, "Anna", gender="f"), _being(1, "Annie", gender="f"))
    text = "Anna and Annie came in. Anna sat.\n\n“Sit, Annie.”\n\n“Yes.”"
    found = Aliases(_draft(text, beings, (None, 0))).evidence(1)
    assert found[0,]["side by side"] == 1.0 and found[0,]["alike"] == 1.0


def test_a_sentence_of_a_thousand_names_is_not_held_each_against_each() -> None:
    letters = "abcdefghij"
    names = [f"Q{a}{b}{c}" for a in letters for b in letters for c in letters]
    beings = tuple(_being(k, name) for k, name in enumerate(names))
    aliases = Aliases(_draft(" and ".join(names) + " came.", beings, ()))
    assert 0 < sum(len(others) for others in aliases._beside.values()) < 200_000
