"""The four classes of forks: what a copy is, whatever the spelling of its addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.forge.forks import as_variant, class_of, fork_class
from knowledge.model import Solution, Statement

OWN, PARENT = "https://github.com/dorp/app", "https://github.com/stad/app"
OTHER = "https://github.com/provincie/kern"


@pytest.mark.parametrize(("stated", "based", "parent", "expected"), [
    (PARENT, [], PARENT, "TECHNICAL_FORK"),  # the file of the original, as it was
    (PARENT, [], "", "TECHNICAL_FORK"),
    (PARENT, [OTHER], PARENT, "TECHNICAL_FORK"),  # the original is itself based on another
    (OTHER, [], PARENT, "TECHNICAL_FORK"),  # the fork of a fork
    (OWN, [], PARENT, "VARIANT_FORK"),
    (OWN, [PARENT], PARENT, "VARIANT_FORK"),
    (PARENT, [PARENT], PARENT, "VARIANT_FORK"),  # says what it is based on, and forgot its url
    (PARENT, [PARENT], "", "VARIANT_FORK"),
    ("https://app.dorp.example", [PARENT], PARENT, "VARIANT_FORK"),
    ("https://app.dorp.example", [OTHER], "", "VARIANT_FORK"),
    ("", [], PARENT, "GIT_FORK"), ("", [PARENT], "", "GIT_FORK"),
])  # fmt: skip
def test_a_fork_is_judged_by_what_its_makers_changed(
    stated: str, based: list[str], parent: str, expected: str
) -> None:
    assert fork_class(True, stated, OWN, based, parent) == expected


@pytest.mark.parametrize(("stated", "expected"), [
    (OWN, ""), ("", ""), (PARENT, "URL_MISTAKE"), ("https://app.dorp.example", "URL_MISTAKE"),
])  # fmt: skip
def test_what_the_forge_calls_no_fork_is_never_one(stated: str, expected: str) -> None:
    assert fork_class(False, stated, OWN) == expected
    assert fork_class(False, stated, OWN, [PARENT], PARENT) == expected


@given(
    scheme=st.sampled_from(["http://", "https://", "HTTPS://", "git+https://"]),
    www=st.sampled_from(["", "www."]),
    ending=st.sampled_from(["", "/", ".git", ".git/", "#readme", "?utm_source=x"]),
    upper=st.booleans(),
    is_fork=st.booleans(),
)
def test_the_spelling_of_an_address_decides_nothing(
    scheme: str, www: str, ending: str, upper: bool, is_fork: bool
) -> None:
    path = "dorp/app".upper() if upper else "dorp/app"
    spelled = f"{scheme}{www}github.com/{path}{ending}"

    assert fork_class(is_fork, spelled, OWN) == fork_class(is_fork, OWN, spelled)
    assert fork_class(is_fork, spelled, OWN) == fork_class(is_fork, OWN, OWN)


def product(identifier: str, *based: str) -> Solution:
    said = [Statement(subject=identifier, relation="based_on", object=one) for one in based]
    made = Statement(subject="noaber:organisatie/dorp", relation="makes", object=identifier)
    return Solution(id=identifier, title="App", url=f"{OWN}/x", statements=(made, *said))


def test_a_file_without_a_product_makes_no_variant() -> None:
    assert class_of([], OWN, PARENT) == "GIT_FORK"
    assert class_of([product(PARENT)], OWN, PARENT) == "TECHNICAL_FORK"
    assert class_of([product(PARENT, PARENT)], OWN, PARENT) == "VARIANT_FORK"


def test_a_variant_that_kept_the_url_of_its_original_gets_its_own_id() -> None:
    record = as_variant(product(PARENT, PARENT), OWN, PARENT)

    assert record.id == OWN
    assert [(s.subject, s.object) for s in record.statements] == [
        ("noaber:organisatie/dorp", OWN), (OWN, PARENT),
    ]  # fmt: skip


def test_what_the_forge_says_of_its_origin_is_derived_and_said_once() -> None:
    once = as_variant(product(OWN), OWN, PARENT)

    assert [(s.object, s.strength) for s in once.statements if s.relation == "based_on"] == [
        (PARENT, "derived")
    ]
    assert as_variant(once, OWN, PARENT) == once
    assert as_variant(product(OWN), OWN, "") == product(OWN)
