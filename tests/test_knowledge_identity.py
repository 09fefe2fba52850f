"""Ids and names that stay the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.identity import (
    digest,
    folded,
    named_organisation,
    page_name,
    slug,
    standing_for,
    url_id,
)

REPOSITORY = "https://github.com/amsterdam/signals"


@pytest.mark.parametrize(
    "written",
    [
        "https://github.com/Amsterdam/signals",
        "http://github.com/Amsterdam/signals",
        "https://www.github.com/Amsterdam/signals/",
        "HTTPS://GitHub.com/amsterdam/Signals.git",
        "https://github.com:443/Amsterdam/signals#readme",
        " https://github.com/Amsterdam/signals?utm_source=nieuwsbrief ",
        "https://bot:geheim@github.com/Amsterdam/signals",
        "https://github.com./Amsterdam/signals",
        "git@github.com:Amsterdam/signals.git",
        "ssh://git@github.com/Amsterdam/signals.git",
        "git+https://github.com/Amsterdam/signals.git",
        "git://github.com/Amsterdam/signals",
    ],
)
def test_every_spelling_of_a_repository_is_one_id(written):
    assert url_id(written) == REPOSITORY


def test_the_case_of_a_file_in_a_repository_is_kept():
    assert url_id("https://github.com/VNG/H/blob/HEAD/BPMn/A b.bpmn") == (
        "https://github.com/vng/h/blob/HEAD/BPMn/A%20b.bpmn"
    )


def test_other_hosts_keep_the_case_of_their_paths():
    assert url_id("https://Gemeente.example/Pagina/") == "https://gemeente.example/Pagina"


def test_session_parameters_go_and_others_stay_in_one_order():
    assert url_id("https://g.example/p?b=2&PHPSESSID=9&a=1") == "https://g.example/p?a=1&b=2"


def test_identifiers_of_owms_keep_the_http_they_are_written_with():
    assert url_id("https://standaarden.overheid.nl/owms/terms/verhuismelding") == (
        "http://standaarden.overheid.nl/owms/terms/verhuismelding"
    )


@pytest.mark.parametrize(
    "written",
    [
        "noaber:organisatie/utrecht",
        "http://[",
        "https://a.example:99999",
        "https://a:x",
        "https://a.example/?\ud800",
    ],
)
def test_what_is_no_address_stays_as_it_is(written):
    assert url_id(written) == written


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("https://münchen.example/x", "https://xn--mnchen-3ya.example/x"),
        ("https://www.nl/x", "https://www.nl/x"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
        ("https://a.example\\@b.example/x", "https://a.example/@b.example/x"),
        ("https://a.example/x.git", "https://a.example/x"),
        ("https://a.example/.git/", "https://a.example"),
        ("https://gitlab.com/Groep/Sub/Repo.git", "https://gitlab.com/groep/sub/repo"),
        ("https://gitlab.com/G/S/R/-/blob/main/A.md", "https://gitlab.com/g/s/r/-/blob/main/A.md"),
    ],
)
def test_an_address_is_spelled_in_one_way(written, known):
    assert (url_id(written), url_id(known)) == (known, known)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x%2Fy", "https://a.example/x/y"),
        ("https://a.example/%E2%82", "https://a.example/%E2%83"),
        ("https://a.example/?q=a%26b", "https://a.example/?q=a&b"),
    ],
)
def test_addresses_that_differ_stay_apart(one, other):
    assert url_id(one) != url_id(other)


@given(st.text(max_size=60))
def test_an_id_is_its_own_id(text):
    once = url_id(f"https://gemeente.example/{text}")

    assert url_id(once) == once


def test_an_address_on_another_host_is_not_moved():
    assert (
        standing_for("https://b.example/x", "http://127.0.0.1:1/", "https://a.example")
        == "https://b.example/x"
    )


@given(st.text(max_size=200))
def test_a_slug_is_a_safe_file_name(text):
    name = slug(text)

    assert 0 < len(name) <= 82
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name) == name


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "CON", "index", "404", "日本", "", "..", "a/b"]
)
def test_a_dangerous_name_becomes_a_harmless_one(text):
    assert slug(text) not in {"", "con", "index", "404", "search", ".."}


def test_names_that_look_alike_get_pages_of_their_own():
    names = {page_name(title, title) for title in ("C++", "C#", "Vergunning", "VERGUNNING", "")}

    assert len(names) == 5


def test_a_digest_is_eight_hexadecimal_digits_even_of_broken_text():
    assert digest("\ud800").isalnum()
    assert len(digest("")) == 8


def test_composed_and_decomposed_accents_are_one_name():
    assert folded("Súdwest-Fryslân") == folded("Su\u0301dwest-Frysla\u0302n")
    assert (
        named_organisation("Gemeente Súdwest-Fryslân")
        == "noaber:organisatie/gemeente-sudwest-fryslan"
    )
