"""Plain text: encodings, line ends, wrapped and unwrapped layouts, verse."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

import pytest
from books import PROSE

from fabula.errors import BrokenSource, EmptySource
from fabula.source import from_bytes, from_text

CURLY = "“Go to bed,” said Tam — it wasn’t late… “He knows the café, the naïve fool.”"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252"],
)
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    text = f"{CURLY}\n\n{PROSE}\n"
    assert from_bytes(text.encode(encoding), "lamp.txt").text == f"{CURLY}\n\n{PROSE}"


def test_utf_16_big_endian_with_its_mark() -> None:
    assert from_bytes(b"\xfe\xff" + CURLY.encode("utf-16-be"), "lamp.txt").text == CURLY


def test_mac_roman_is_told_from_windows_by_its_apostrophes() -> None:
    text = f"{CURLY} " * 4
    assert from_bytes(text.encode("mac_roman"), "lamp.txt").text == text.strip()


def test_latin_1_letters() -> None:
    text = "Zoë ate the crème brûlée. Señor Muñoz, à côté, had none."
    assert from_bytes(text.encode("latin-1"), "lamp.txt").text == text


def test_cyrillic_in_its_old_code_page() -> None:
    text = (
        "Лампа стояла на подоконнике, и никто не шёл по дороге ни в ту ночь, ни в следующую. " * 5
    )
    assert from_bytes(text.encode("cp1251"), "lamp.txt").text == text.strip()


def test_a_stray_windows_byte_in_a_utf_8_file() -> None:
    data = CURLY.encode() * 8 + b" It wasn\x92t late."
    assert from_bytes(data, "lamp.txt").text == CURLY * 8 + " It wasn’t late."


def test_mojibake_is_mended_and_only_that_line() -> None:
    broken = CURLY.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    whole = 'The Ãnglish sign stayed -- "as it was", didn\'t it_?'
    source = from_bytes(f"{broken}\n\n{whole}\n".encode(), "lamp.txt")
    assert source.text.split("\n\n")[0].startswith("“Go to bed,")
    assert "wasn’t late…" in source.text
    assert source.text.endswith(whole)


def test_plain_characters_stay_as_typed() -> None:
    text = "\"Oh--no,\" she _said_... 'tis *late* & <cold>  now - don't you think?"
    assert from_text(text).text == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_line_ends_of_every_kind(end: str) -> None:
    data = f"{PROSE}{end}{end}{CURLY}{end}".encode()
    assert from_bytes(data, "lamp.txt").text == f"{PROSE}\n\n{CURLY}"


def test_nuls_controls_and_lone_surrogates_never_get_through() -> None:
    assert from_bytes(b"The la\x00mp was\x07 out.\x1a", "lamp.txt").text == "The lamp was out."
    assert from_text("The \ud800lamp\ufeff was out.").text == "The \ufffdlamp was out."
    assert from_text("Title: The \ud83dLamp\x00\n\nIt was out.").header["title"] == "The \ufffdLamp"


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\n\r\n", b"\x00" * 5000, b"* * *\n\n---\n", b"\xef\xbb\xbf"]
)
def test_nothing_to_read_is_said_so(data: bytes) -> None:
    with pytest.raises(EmptySource, match=r"^lamp\.txt: "):
        from_bytes(data, "lamp.txt")


def test_binary_rubbish_is_refused() -> None:
    import random

    with pytest.raises(BrokenSource, match="binary"):
        from_bytes(random.Random(7).randbytes(50_000), "lamp.txt")


WRAPPED = (
    "Wren set the lamp on the sill and waited. Nobody came up the lane that\n"
    "night, and nobody had come the night before, but she trimmed the wick\n"
    "all the same and sat down to her mending.\n"
)


def test_wrapped_lines_are_joined() -> None:
    source = from_text(
        f'{WRAPPED}\n"Go to bed," said Tam from the stairs, where he had been standing for\nsome time. "He knows the way."\n\n{WRAPPED}'
    )
    assert source.text.split("\n\n")[0] == WRAPPED.replace("\n", " ").strip()
    assert source.text.count("\n\n") == 2


def test_a_word_broken_at_its_hyphen_keeps_it_and_gets_no_space() -> None:
    text = "Wren set the lamp on the sill beside the looking-\nglass and waited. Nobody came up the lane that\nnight, or the next one; she was used to waiting--\nit was what she did.\n"
    assert from_text(text).text == (
        "Wren set the lamp on the sill beside the looking-glass and waited. Nobody came up the lane that"
        " night, or the next one; she was used to waiting-- it was what she did."
    )


def test_a_line_is_a_paragraph_where_nothing_is_wrapped() -> None:
    assert from_text(f"{PROSE}\n{CURLY}\n{PROSE}\n").text == f"{PROSE}\n\n{CURLY}\n\n{PROSE}"


def test_paragraphs_that_begin_with_an_indent() -> None:
    one = WRAPPED.replace("Wren", "    Wren", 1)
    two = one.replace("Wren", "Tam")
    text = from_text((one + two) * 6).text
    assert text.split("\n\n")[1].startswith("Tam set the lamp")
    assert text.count("\n\n") == 11


def test_verse_in_wrapped_prose_keeps_its_lines() -> None:
    verse = "    O lamp of brass,\n    That I have trimmed,\n    Burn on, burn on,\n    The lane is long.\n"
    text = from_text(f"{WRAPPED}\n{verse}\n{WRAPPED}").text
    assert (
        text.split("\n\n")[1]
        == "O lamp of brass,\nThat I have trimmed,\nBurn on, burn on,\nThe lane is long."
    )


def test_a_letter_set_narrower_is_prose() -> None:
    letter = (
        "    Dear Tam, I have gone to look for the other\n    lamp, which was on the hook when we went to\n"
        "    bed and is not there now. Do not wait for me\n    with the soup.\n"
    )
    assert "for the other lamp, which" in from_text(f"{WRAPPED}\n{letter}\n{WRAPPED}").text


def test_messages_line_by_line_stay_apart() -> None:
    text = from_text(
        f"{PROSE} {PROSE}\n\nDee: are you coming\nSal: in an hour\nDee: bring rope\n\n{CURLY}\n"
    ).text
    assert "\n\nDee: are you coming\n\nSal: in an hour\n\nDee: bring rope\n\n" in text


def test_one_line_of_twenty_megabytes_is_read() -> None:
    line = (PROSE + " ") * (20_000_000 // (len(PROSE) + 1))
    assert from_bytes(line.encode(), "long.txt").text == line.strip()


def test_offsets_are_those_of_the_text() -> None:
    source = from_text(f"CHAPTER I\n\n{PROSE}\n\n* * *\n\n{CURLY}\n\nCHAPTER II\n\n{PROSE}\n")
    assert [(s.kind, s.title, source.text[s.start : s.end]) for s in source.sections] == [
        ("chapter", "CHAPTER I", f"{PROSE}\n\n{CURLY}"),
        ("scene", None, PROSE),
        ("scene", None, CURLY),
        ("chapter", "CHAPTER II", PROSE),
    ]
    assert source.text[source.breaks[0] :].startswith(CURLY)
