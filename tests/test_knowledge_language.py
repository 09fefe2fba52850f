"""In which language a text is."""

import pytest

from knowledge.language import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zo geeft u een verhuizing door aan de gemeente, ook als u niet in de stad woont", ""),
        ("This page says how to install it and what you can do with the result", "en"),
        ("Il portale della città per la trasparenza e i dati che non sono ancora del tutto", "it"),
        ("Die Anleitung für den Betrieb ist auf der Seite des Projekts und nicht im Paket", "de"),
        ("id da id da id da id da id", ""),
        ("| 5c6d | ArchiMate concept | Actor |", ""),
        ("", ""),
    ],
)
def test_the_small_words_of_a_text_tell_its_language(text, expected):
    assert language(text) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [("en", "en"), ("en-GB", "en-GB"), ("nl", ""), ("nl-NL", ""), ("und", ""), ('"><b>', ""),
     ("x" * 3000, ""), ("EN", "")],
)  # fmt: skip
def test_a_short_text_is_what_its_source_says_where_that_is_a_language(said, expected):
    assert language("Usage", said) == expected


def test_a_clear_text_is_believed_before_its_source():
    assert language("Dit is de handleiding voor een gemeente die het zelf wil doen", "en") == ""
