"""Letters on a drawing: how wide they are, where lines and words break, how large they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.diagrams.lettering import LEADING, broken, fitted, width, wrapped

TEXTS = st.text(st.sampled_from("abeijklmnorstuvwW éß-/.,(日"), min_size=1, max_size=120).filter(
    str.strip
)


@given(TEXTS, st.floats(20, 200), st.sampled_from([8, 11, 13]))
def test_no_line_is_wider_than_it_may_be(text, across, size):
    assert all(width(line, size) <= across + 0.01 for line in wrapped(text, across, size))


@given(TEXTS, st.floats(30, 200))
def test_breaking_loses_and_adds_nothing_but_hyphens_and_blanks(text, across):
    kept = "".join("".join(wrapped(text, across, 12)).split())

    assert kept.replace("-", "") == "".join(text.split()).replace("-", "")


@given(TEXTS, st.floats(30, 200), st.floats(10, 100))
def test_a_text_has_room_or_says_that_it_was_cut(text, across, down):
    made = fitted(text, across, down)

    assert made.height <= max(down, made.size * LEADING) + 0.01
    assert made.width <= across + 0.01
    assert made.is_cut == any(line.endswith("…") for line in made.lines)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Parkeervergunninghouder", ("Parkeer-", "vergunning-", "houder")),
        ("Uitnodiging/bevestiging versturen", ("Uitnodiging/", "bevestiging", "versturen")),
        ("getUserNameFromSystem", ("getUserName-", "FromSystem")),
        ("Invullen (e-mail en telefoon)", ("Invullen (e-mail", "en telefoon)")),
        ("Afsluiten dossier in huwelijksplanner", ("Afsluiten", "dossier in", "huwelijks-",
                                                   "planner")),
    ],
)  # fmt: skip
def test_a_name_breaks_where_a_reader_would(name, lines):
    assert fitted(name, 90, 72).lines == lines


def test_a_long_word_without_parts_breaks_between_its_syllables():
    assert broken("bezwaarschriften", 60, 12) == ["bezwaar-", "schriften"]
    assert broken("voltrekking", 50, 12) == ["voltrek-", "king"]


def test_a_line_narrower_than_a_letter_has_one_letter():
    assert broken("aA", 1, 8) == ["a-", "A"]


def test_letters_stay_large_where_they_have_room():
    assert fitted("Toets", 90, 72).size == 13
    assert fitted("Controleer of alle gegevens van de aanvraag volledig zijn", 90, 72).size < 13


def test_what_has_no_room_at_all_ends_with_an_ellipsis():
    made = fitted("Dit past nergens in " * 20, 60, 20)

    assert (made.is_cut, made.lines[-1][-1]) == (True, "…")


def test_letters_that_we_do_not_know_are_wide_and_marks_on_letters_are_not():
    assert width("日", 10) > width("W", 10)
    assert width("é", 10) == width("e", 10)
    assert width("e\u0301", 10) == width("e", 10)
