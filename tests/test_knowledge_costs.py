"""Dividing costs: the vectors that the browser runs too, a million cases, keys and their files."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.costs.division import (
    KINDS,
    SCALE,
    DivisionError,
    Key,
    Sharer,
    divide,
    joined,
    numbers,
    scaled,
    shared,
    weights,
)
from knowledge.costs.facts import Fact, each, euro, facts_in, totals
from knowledge.costs.keys import key_of, numbers_of
from knowledge.costs.sharing import how, shares
from knowledge.entries import load_entry
from knowledge.model import NoaberError
from knowledge.parts import Cost

VECTORS = json.loads((Path(__file__).parent / "divisions.json").read_text())
MILLION = 1_000_000
KNOWN = {"Zomerdorp": "z", "Winterdorp": "w", "z": "z"}


def named(written: str) -> str:
    return KNOWN.get(written, "")


def basis(case):
    """The numbers of a case: as people write them, or what is not known."""
    if case["key"] == "gelijk":
        return {who: SCALE for who, _ in case["numbers"]}
    for who, number in case["numbers"]:
        if number is None:
            raise DivisionError("onbekend", "", who)
    return {who: scaled(number) for who, number in case["numbers"]}


def result(case):
    key = Key(case["key"], fixed=case["fixed"])
    try:
        return [list(pair) for pair in divide(case["cents"], weights(key, basis(case))).items()]
    except DivisionError as error:
        return f"{error.why} {error.who}".strip()


@pytest.mark.parametrize("case", VECTORS["shares"], ids=lambda case: case["name"])
def test_vectors_give_their_shares_or_why_not(case):
    assert result(case) == case.get("shares", case.get("error"))


@pytest.mark.parametrize("case", VECTORS["joined"], ids=lambda case: case["name"])
def test_one_more_of_the_average_lowers_the_shares_as_the_vectors_say(case):
    found = joined(case["cents"], Key(case["key"], fixed=case["fixed"]), basis(case))

    assert [list(pair) for pair in found.items()] == case["shares"]


def test_amounts_and_parts_are_written_as_the_vectors_say():
    assert [euro(cents) for cents, _ in VECTORS["euro"]] == [text for _, text in VECTORS["euro"]]
    assert [each(cents, n) for cents, n, _ in VECTORS["each"]] == [x for *_, x in VECTORS["each"]]


def test_a_million_divisions_add_up_to_the_cent_over_all_keys():
    """Seeded; each share lies within a cent of the exact one, so no key divides unevenly."""
    chance = random.Random(20261124).random
    ids = [f"m{n}" for n in range(12)]
    wrong = 0
    for at in range(MILLION):
        kind = KINDS[at % len(KINDS)]
        size = 1 + int(chance() * 6)
        cents = int(chance() ** 4 * 10**12)
        most = 9 if kind == "grootteklasse" else 10 ** (1 + at % 7)
        found = {ids[n]: 1 if kind == "gelijk" else int(chance() * most) for n in range(size)}
        found[ids[0]] += 1  # so that not all are zero
        weighed = weights(Key(kind, fixed=at % 101), found) if kind == "vast" else found
        given = divide(cents, weighed)
        whole = sum(weighed.values())
        is_near = all(abs(given[who] * whole - cents * one) < whole for who, one in weighed.items())
        wrong += sum(given.values()) != cents or not is_near
    assert wrong == 0


@given(
    st.integers(0, 10**12),
    st.sets(st.text(max_size=3), min_size=1, max_size=12),
    st.text(max_size=3),
)
def test_an_equal_share_never_rises_when_a_member_joins(cents, group, new):
    before = divide(cents, dict.fromkeys(group, 1))
    after = divide(cents, dict.fromkeys(group | {new}, 1))

    assert all(after[who] <= before[who] for who in group)


def test_equal_shares_of_few_cents_never_rise_wherever_the_new_id_comes():
    """All totals up to 60 cents, all sizes up to 14, and the new member at each place."""
    for size in range(1, 15):
        ids = [f"{n:02}" for n in range(size + 1)]
        for new in ids:
            rest = [one for one in ids if one != new]
            for cents in range(61):
                before = divide(cents, dict.fromkeys(rest, 1))
                after = divide(cents, dict.fromkeys(ids, 1))
                assert all(after[who] <= before[who] for who in rest)


WEIGHTS = st.dictionaries(st.text(max_size=4), st.integers(0, 10**9), min_size=1)


@given(st.integers(0, 10**12), WEIGHTS, st.randoms())
def test_the_order_of_the_input_does_not_matter(cents, found, chance):
    found[""] = 1
    mixed = list(found.items())
    chance.shuffle(mixed)

    assert list(divide(cents, dict(mixed)).items()) == list(divide(cents, found).items())


@given(st.integers(0, 10**12), st.integers(0, 10**6))
def test_with_the_same_number_a_share_differs_a_cent_at_most(cents, number):
    found = divide(cents, {"a": number + 1, "b": number + 1, "c": number})

    assert abs(found["a"] - found["b"]) <= 1


def test_a_member_without_inhabitants_is_named_and_not_guessed():
    group = [Sharer("z", "Gemeente Zomerdorp", 10_000), Sharer("w", "Gemeente Winterdorp")]

    for kind in ("inwoners", "grootteklasse", "vast"):
        with pytest.raises(DivisionError, match="Gemeente Winterdorp weten we niet hoeveel inwo"):
            shared(100, Key(kind, fixed=100), group)


def test_a_member_that_the_file_does_not_have_is_named():
    key = Key("eigen", given={"z": SCALE}, file="sleutel.csv")
    group = [Sharer("z", "Gemeente Zomerdorp"), Sharer("w", "Gemeente Winterdorp")]

    with pytest.raises(DivisionError, match=r"in sleutel\.csv staat geen getal voor Gemeente Wint"):
        shared(100, key, group)


def test_a_size_class_counts_as_many_parts_as_its_number():
    group = [Sharer("a", "A", 4_999), Sharer("b", "B", 5_000), Sharer("c", "C", 250_000)]

    found = numbers(Key("grootteklasse"), group)

    assert {who: one // SCALE for who, one in found.items()} == {"a": 1, "b": 2, "c": 8}


# --- keys and their files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("", Key("gelijk")), ("gelijk", Key("gelijk")), ("Equal", Key("gelijk")),
        ("inwoners", Key("inwoners")), ("inhabitants", Key("inwoners")),
        ("grootteklasse", Key("grootteklasse")), ("class", Key("grootteklasse")),
        ("vast=30", Key("vast", 30)), ("fixed = 30%", Key("vast", 30)),
        ("vast+variabel=0", Key("vast", 0)), ("vast=100", Key("vast", 100)),
    ],
)  # fmt: skip
def test_a_key_has_words_in_dutch_and_english(written, wanted):
    assert key_of(written, named) == wanted


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("per hoofd", "kennen we niet; kies uit gelijk"),
        ("vast", "hoeveel procent"), ("vast=101", "hoeveel procent"),
        ("vast=-1", "hoeveel procent"),
        ("vast=3,5", "hoeveel procent"), ("vast=٣", "hoeveel procent"),
        ("gebruik", "gebruik=BESTAND.csv"), ("inwoners=5", "hoort niets achter"),
        ("er-is-niets.csv", "niet te openen"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_with_what_to_do(written, said):
    with pytest.raises(NoaberError, match=said):
        key_of(written, named)


@pytest.mark.parametrize(
    "text",
    [
        "organisation,weight\nZomerdorp,2\nWinterdorp,7.5\n",
        '\ufefforganisatie;gewicht\r\n"Zomerdorp";2\r\nWinterdorp;7,5\r\n',
        'Naam\tOpmerking\tAantal\n\nz\t"met ""aanhaling"", en komma"\t2\nWinterdorp\tx\t7,5',
        'organisation,weight\nZomerdorp,"2,0"\n"Winterdorp","7,5"',
    ],
)
def test_a_file_with_numbers_is_read_however_a_spreadsheet_writes_it(text):
    found = numbers_of(text.encode(), "sleutel.csv", named)

    assert found == {"z": 2 * SCALE, "w": 7_500_000}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"k\.csv:1:1: dit bestand is leeg"),
        ("wie;wat\nZomerdorp;1", r"k\.csv:1:1: de kolom organisation ontbreekt"),
        ("organisation;wat\nZomerdorp;1", r"k\.csv:1:1: de kolom weight ontbreekt"),
        ("organisation;weight\n\nZomerdorp;veel", r"k\.csv:3:11: 'veel' is geen getal"),
        ("organisation;weight\nZomerdorp;1.250", r"k\.csv:2:11: '1\.250' kan twee dingen zijn"),
        ("organisation;weight\nZomerdorp;-1", r"k\.csv:2:11: '-1' is geen getal"),
        ("organisation;weight\nZomerdorp;=1+1", r"k\.csv:2:11: '=1\+1' is geen getal"),
        ("organisation;weight\nZomerdorp", r"k\.csv:2:10: hier ontbreekt een waarde"),
        ("organisation;weight\nHerfstdorp;1", r"k\.csv:2:1: 'Herfstdorp' kennen we niet"),
        ("weight;organisation\n1;Zomerdorp\n2;z", r"k\.csv:3:3: 'z' staat er al"),
        ('organisation;weight\n"Zomerdorp;1', r"k\.csv:2:1: dit aanhalingsteken wordt niet gesl"),
        ('organisation;weight\n"Zomer"dorp;1', r"k\.csv:2:8: na een aanhalingsteken hoort ';'"),
        (b"organisation;weight\nZomerdorp;1\nS\xfad;2", r"k\.csv:3:2: dit bestand is geen UTF-8"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(text, said):
    body = text if isinstance(text, bytes) else text.encode()

    with pytest.raises(NoaberError, match=said):
        numbers_of(body, "k.csv", named)


@given(st.binary(max_size=200))
def test_a_file_of_any_bytes_is_read_or_refused(body):
    try:
        found = numbers_of(body, "k.csv", named)
    except NoaberError as error:
        found, said = {}, str(error)
    else:
        said = "k.csv:"

    assert said.startswith("k.csv:")
    assert set(found) <= {"z", "w"}


def test_a_file_is_named_alone_or_after_a_key(tmp_path):
    path = tmp_path / "tellingen.csv"
    path.write_text("organisation;weight\nZomerdorp;3\n")

    own, use = key_of(str(path), named), key_of(f"gebruik={path}", named)

    assert (own.kind, use.kind) == ("eigen", "gebruik")
    assert own.given == use.given == {"z": 3 * SCALE}
    assert own.file == "tellingen.csv"


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "groot.csv"
    path.write_bytes(b"x" * 1_000_001)

    with pytest.raises(NoaberError, match="te groot"):
        key_of(str(path), named)


@pytest.mark.parametrize("form", ["{}", "gebruik={}"])
def test_a_key_that_is_no_file_with_an_end_is_not_read(tmp_path, form):
    pipe, folder, device = (tmp_path / name for name in ("pijp.csv", "map.csv", "nullen.csv"))
    os.mkfifo(pipe)
    folder.mkdir()
    device.symlink_to("/dev/zero")

    for path in (pipe, folder, device):
        with pytest.raises(NoaberError, match="geen gewoon bestand"):
            key_of(form.format(path), named)


# --- facts ----------------------------------------------------------------------------------------


def cost(cents=100, kind="jaarlijks", year="2025", vat="inclusief", **more):
    return Cost(cents=cents, kind=kind, year=year, vat=vat, **more)


def added(*costs):
    return [total.cents for total in totals(facts_in("d", costs, {}, "s"))]


def test_only_amounts_of_one_kind_year_and_vat_are_added_up():
    assert added(cost(1), cost(2)) == [3]
    assert added(cost(1), cost(2, vat="exclusief")) == [1, 2]
    assert added(cost(1), cost(2, year="2024")) == [1, 2]
    assert added(cost(1), cost(2, kind="bouw")) == [1, 2]
    assert added(cost(1), cost(2, payer="p")) == [1, 2]


def test_what_is_not_known_is_never_added_up():
    assert added(cost(1, vat=""), cost(2, vat="")) == [1, 2]
    assert added(cost(1, year=""), cost(2, year="")) == [1, 2]
    assert added(cost(1, kind=""), cost(2, kind="")) == [1, 2]


def test_an_amount_below_zero_or_beyond_counting_is_no_cost():
    for cents in (-5, 2**53):
        with pytest.raises(ValidationError):
            cost(cents)


def test_a_rate_stands_alone():
    assert added(cost(75, per="inwoner"), cost(75, per="inwoner"), cost(5)) == [5, 75, 75]


def test_amounts_of_two_documents_are_not_added_up():
    both = facts_in("d", [cost(1)], {}, "s") + facts_in("e", [cost(2)], {}, "s")

    assert [total.cents for total in totals(both)] == [1, 2]


def test_yearly_costs_come_first_and_of_these_the_newest():
    costs = [cost(1, kind=""), cost(2, kind="bouw"), cost(3, year="2023"), cost(4, year="2024")]

    assert added(*costs) == [4, 3, 2, 1]


def test_who_paid_is_who_the_fact_names_else_whom_the_document_is_about():
    about = {"organisation": ["b", "a"], "solution": ["s", "t"]}

    found = facts_in("d", [cost(), cost(payer="p")], about, "s")

    assert [fact.payers for fact in found] == [("a", "b"), ("p",)]
    assert [fact.others for fact in found] == [("t",), ("t",)]


def test_an_amount_that_is_the_sum_of_the_list_under_it_is_warned_about(tmp_path):
    def said(top):
        path = tmp_path / "knowledge" / "entries" / "cost" / "k.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\ntitle: K\n{top}\nyear: 2025\ncosts:\n  - amount: 0.10\n  - amount: 0.20\n---\n"
        )
        return [(one.code, one.line) for one in load_entry(path)[1]]

    assert said("amount: 0.30") == [("double-amount", 3)]
    assert said("amount: 0.31") == []
    assert said("what: Beheer") == []


# --- sharing --------------------------------------------------------------------------------------

A, B, C = Sharer("a", "A", 10), Sharer("b", "B", 20), Sharer("c", "C", 30)


def total(cents, **more):
    (found,) = totals([Fact("d", 1, cost(cents, **more))])
    return found


def test_a_yearly_cost_is_divided_and_says_what_one_more_and_one_less_do():
    found = shares(total(600), Key("inwoners"), [C, A, B])

    assert [one[1:] for one in found] == [
        (100, 75, 200, 600),  # without C: 10 of 30 inhabitants
        (200, 150, 400, 600),
        (300, 225, 450, 600),  # without B, the largest other: 30 of 40
    ]


def test_alone_nobody_can_leave():
    (found,) = shares(total(600), Key(), [A])

    assert (found.cents, found.left, found.alone) == (600, None, 600)


def test_the_one_off_cost_of_starting_is_paid_by_each_itself():
    one_off = total(600, kind="eenmalig")

    assert how(one_off) == "ieder zelf"
    assert [one.cents for one in shares(one_off, Key(), [A, B])] == [600, 600]


def test_a_rate_is_paid_by_a_number_that_is_known_and_by_no_other():
    unknown = Sharer("u", "U")
    uses = Key("gebruik", given={"a": 3 * SCALE})

    heads = shares(total(75, per="inwoner"), Key(), [A, unknown])
    times = shares(total(75, per="gebruik"), uses, [A, unknown])
    untold = shares(total(75, per="gebruik"), Key(), [A])
    bodies = shares(total(75, per="organisatie"), Key(), [A, unknown])

    assert [one.cents for one in heads] == [750, None]
    assert [one.cents for one in times] == [225, None]
    assert [one.cents for one in untold] == [None]
    assert [one.cents for one in bodies] == [75, 75]
