"""What the strict YAML reading accepts, refuses, and says about it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.strict_yaml import Loaded, YamlError, load_yaml

FRONT_MATTER = """title: Verhuizing doorgeven
owner: team dienstverlening
review_by: 2027-01-01
sources:
  - https://voorbeeld.example/a
about:
  - name: Dakscan
    code: 0344
"""


def refused(text: bytes | str) -> YamlError:
    with pytest.raises(YamlError) as caught:
        load_yaml(text, "p.yml")
    assert caught.value.problem.place == "p.yml"
    return caught.value


def test_only_a_few_spellings_have_a_type() -> None:
    text = """a: true
b: ~
c:
d: 12
e: -1.50
f: 2026-01-01
g: yes
h: 0344
i: 1_000
j: 0x1f
k: 12:30
l: True
m: "12"
n: 1e3
o: .inf
p: 123456789012345678901234567890
1: no
"""

    data = load_yaml(text, "p").data

    assert list(data.values())[:5] == [True, None, None, 12, -1.5]
    rest = ["2026-01-01", "yes", "0344", "1_000", "0x1f", "12:30", "True", "12", "1e3", ".inf"]
    assert list(data.values())[5:-2] == rest
    assert data["p"].startswith("1234567890")
    assert data["1"] == "no"


def test_every_value_knows_its_place() -> None:
    loaded = load_yaml(FRONT_MATTER, "p")

    assert loaded.where("owner") == (2, 1)
    assert loaded.where("about", 0, "code") == (8, 5)
    assert loaded.where("about", 0, "absent", 3) == (7, 5)
    assert loaded.where("absent") == (1, 1)


def test_a_version_can_be_read_as_it_was_written() -> None:
    loaded = load_yaml("versie: 1.10\nlijst: [1]", "p")

    assert loaded.written("versie") == "1.10"
    assert loaded.written("lijst") == loaded.written("lijst", 4, "x") == ""


def test_a_byte_order_mark_is_accepted_and_shifts_nothing() -> None:
    assert load_yaml("\ufeffa: é".encode(), "p").data == {"a": "é"}
    assert load_yaml("\ufeffa: é", "p").where("a") == (1, 1)


def test_nothing_but_comments_is_nothing() -> None:
    assert load_yaml("# niets\n", "p").data is None


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x b", "anchor", 1),
        ("a: b\nc: *x", "alias", 2),
        ("<<: {a: b}", "merge-key", 1),
        ("a: !!python/object/apply:os.system [ls]", "tag", 1),
        ("a: b\n---\nc: d", "documents", 2),
        ("[" * 3000, "too-deep", 1),
        ("- " * 40, "too-deep", 1),
        ("a: \x00", "control-character", 1),
        ('a: b\nc: "\\0"', "control-character", 2),
        ("a:\n\t- b", "tab", 2),
        ("a: [\n\tb]", "tab", 2),
        ("a: b\n\tc", "tab", 2),
        ("{a: b}: c", "key-not-text", 1),
        ("a: b: c", "not-yaml", 1),
        ('a: "b', "not-yaml", 1),
        ("a: " + "b" * 300_000, "too-large", 0),
        ("\ud800", "control-character", 1),
    ],
)
def test_what_is_refused_has_a_code_and_a_line(text: str, code: str, line: int) -> None:
    problem = refused(text).problem

    assert (problem.code, problem.line) == (code, line)
    assert problem.message.endswith(".") or code == "not-yaml"


def test_two_equal_keys_are_both_named() -> None:
    problem = refused("naam: a\nx: 1\nnaam: b").problem

    assert (problem.code, problem.line) == ("duplicate-key", 3)
    assert "regel 1" in problem.message
    assert "regel 3" in problem.message


def test_a_tab_is_blamed_by_its_line() -> None:
    assert "regel 3 springt in met een tab" in str(refused("a:\n  b: c\n\td: e"))


def test_a_tab_inside_a_text_is_fine() -> None:
    assert load_yaml("a: |\n  x\n  \ty\nb: c\td", "p").data == {"a": "x\n\ty\n", "b": "c\td"}


def test_latin_1_is_refused_with_the_byte() -> None:
    problem = refused("a: b\nc: caf\xe9".encode("latin-1")).problem

    assert (problem.code, problem.line) == ("not-utf-8", 2)
    assert "byte 11" in problem.message


def test_bombs_cost_nothing() -> None:
    bomb = "a: &a [x,x,x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a,*a]" for n in range(20))
    started = time.perf_counter()

    for text in (bomb, "[" * 200_000, "? " * 100_000, "{" * 100_000, "a: " * 80_000):
        refused(text)

    assert time.perf_counter() - started < 1


def test_front_matter_is_read_in_a_quarter_of_a_millisecond() -> None:
    best = 1.0
    for _ in range(50):
        started = time.perf_counter()
        load_yaml(FRONT_MATTER, "p")
        best = min(best, time.perf_counter() - started)

    assert best < 250e-6


def is_data_or_our_error(text: str | bytes) -> bool:
    try:
        return isinstance(load_yaml(text, "p"), Loaded)
    except YamlError as error:
        return bool(error.problem.code and error.problem.message)


@given(st.text() | st.text("{}[]:,-?&*!|>'\"%@`#~<\n\t ab0.", max_size=60))
def test_any_text_gives_data_or_an_error_of_ours(text: str) -> None:
    assert is_data_or_our_error(text)


@given(st.binary())
def test_any_bytes_give_data_or_an_error_of_ours(body: bytes) -> None:
    assert is_data_or_our_error(body)
