"""Who could buy together, on a graph small enough to answer by hand.

Five towns with a contract: A and B for the form, C for another form that supports the same
product, D for the form too but much later, E of which only the year is known. All are made up.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from graph.build import build
from graph.questions import answered, lines_of
from graph.questions import buying as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import (
    STRENGTHS,
    Document,
    Initiative,
    Organisation,
    Product,
    Solution,
    Statement,
)
from knowledge.parts import Contract

FORM, OTHER = "https://c.example/form", "https://c.example/other"
PRODUCT, SUPPLIER = "http://standaarden.overheid.nl/owms/terms/verhuizing", "noaber:organisatie/lev"
A, B, C, D, E = (f"noaber:organisatie/{name}dorp" for name in "abcde")
CLUB = "noaber:organisatie/samen"
SEEN = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def says(subject, relation, target, **more):
    values = {"source": "s", "url": "https://e.example/x", "last_seen": SEEN} | more
    return Statement(subject=subject, relation=relation, object=target, **values)


def deal(name, holder, *targets, claimant="", **contract):
    """An agreement of a holder about things, with the statements that it makes."""
    known = f"noaber:entry/agreement/{name}"
    paper = Document(id=known, title=f"Contract {name}", genre="afspraak", source=f"entry:{name}",
                     contact=f"Team {name}", contract=Contract(**contract))  # fmt: skip
    about = [says(known, "about", one, claimant=claimant) for one in (holder, *targets) if one]
    return [paper, *about]


def graph_of(*given, more=()):
    """A graph of five towns, two forms of a product, and what is given."""
    records = [Organisation(id=one, title=one.rpartition("/")[2].title(), type="gemeente",
                            province=province, inhabitants=people)
               for one, province, people in ((A, "Utrecht", 24_000), (B, "Utrecht", 31_000),
                                             (C, "Drenthe", 44_000), (D, "", None),
                                             (E, "Drenthe", 260_000))]  # fmt: skip
    records += [Organisation(id=SUPPLIER, title="Leverancier", type="leverancier"),
                Organisation(id=CLUB, title="Samen", type="samenwerkingsverband"),
                Solution(id=FORM, title="Formulier"), Solution(id=OTHER, title="Ander formulier"),
                Product(id=PRODUCT, title="verhuizing")]  # fmt: skip
    said = [says(one, "supports", PRODUCT) for one in (FORM, OTHER)]
    said += [says(one, "member_of", CLUB) for one in (A, C)]
    flat = [one for part in given for one in (part if isinstance(part, list) else [part])]
    records += [one for one in flat if not isinstance(one, Statement)]
    said += [one for one in flat if isinstance(one, Statement)]
    things = {r.id: Thing(r.id, r.kind, r.id.rpartition("/")[2], (r,)) for r in records}
    return Hub(things=things, edges=tuple(edges_from(said, SEEN)))


DEALS = (
    deal("a", A, FORM, claimant=A, begins="2024-01-01", ends="2027-12-31", notice="P6M",
         supplier=SUPPLIER),
    deal("b", B, FORM, claimant=SUPPLIER, ends="2027-09-30", notice="P3M", supplier=SUPPLIER),
    deal("c", C, OTHER, ends="2028-01-31", notice="P5M"),
    deal("d", D, FORM, ends="2031-01-01", notice="P1M"),
)  # fmt: skip


def groups(*given):
    return questions.buy_together(build(graph_of(*given)))


def brief(rows):
    return [(row["thing"], row["organisations"], row["from"], row["until"], row["decide_before"])
            for row in rows]  # fmt: skip


def test_contracts_that_can_be_left_in_the_same_days_are_a_group():
    # a: 30 June to 31 December 2027, b: 30 June to 30 September, c: 31 August to 31 January
    assert brief(groups(*DEALS)) == [
        (FORM, [A, B], "2027-06-30", "2027-09-30", "2027-06-30"),
        (PRODUCT, [A, B, C], "2027-08-31", "2027-09-30", "2027-06-30"),
    ]


def test_who_is_no_longer_said_to_have_a_contract_is_in_no_group():
    """That the contract is of B too was withdrawn; the rest of the agreement stands."""
    mine = deal("a", A, FORM, ends="2027-12-31", notice="P6M")
    theirs = deal("c", C, FORM, ends="2027-12-31", notice="P6M")
    gone = says(mine[0].id, "about", B, claimant=mine[0].id, state="withdrawn")

    reuse = build(graph_of(mine, theirs, gone))

    assert [row["organisations"] for row in questions.buy_together(reuse)] == [[A, C]]
    assert {row["agreement"]: row["organisations"] for row in questions.contracts(reuse)} == {
        mine[0].id: [A], theirs[0].id: [C],
    }  # fmt: skip


def test_contracts_that_end_at_other_times_are_no_group():
    assert groups(DEALS[0], DEALS[3]) == []
    assert groups(DEALS[0]) == []


def test_a_contract_that_may_be_longer_gives_another_group():
    longer = deal("a", A, FORM, ends="2027-12-31", notice="P6M", extension="P3Y")

    assert brief(groups(longer, DEALS[3])) == [
        (FORM, [A, D], "2030-12-01", "2030-12-31", "2030-06-30")
    ]
    assert groups(longer, DEALS[3])[0]["extended"] is True
    assert "Daarvoor moet eerst langer lopen: Contract a." in groups(longer, DEALS[3])[0]["reasons"]


def test_what_has_gone_by_is_no_group(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2027-10-01")
    assert brief(groups(*DEALS)) == [(PRODUCT, [A, C], "2027-08-31", "2027-12-31", "")]

    monkeypatch.setenv("NOABER_NOW", "2032-01-01")
    assert groups(*DEALS) == []


def test_a_last_day_of_notice_that_has_gone_by_is_said(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2027-07-15")

    first, second = groups(*DEALS)

    assert (first["decide_before"], second["decide_before"]) == ("", "2027-08-31")
    said = "De laatste dag om op te zeggen is al voorbij bij Contract a en Contract b."
    assert all(f"{said} Vraag dat na." in row["reasons"] for row in (first, second))


def test_a_last_day_of_notice_that_may_have_gone_by_is_said():
    wide = deal("e", E, FORM, ends="2027", notice="P3M")  # 1 October 2026, or later

    (row,) = groups(DEALS[0], wide)

    said = "De laatste dag om op te zeggen is misschien al voorbij bij Contract e. Vraag dat na."
    assert said in row["reasons"]
    assert row["decide_before"] == "2027-06-30"


def test_an_end_of_which_the_year_is_known_joins_and_is_said_to_be_wide():
    (row,) = groups(DEALS[0], deal("e", E, FORM, ends="2027"))

    assert brief([row]) == [(FORM, [A, E], "2027-06-30", "2027-12-31", "2027-06-30")]
    assert row["wide"] is True
    assert ("Deze tijd is ruim: het einde is niet op de dag bekend bij Contract e."
            in row["reasons"])  # fmt: skip


def test_one_contract_of_two_together_is_no_group():
    both = deal("x", A, FORM, ends="2027-12-31", notice="P6M")
    both.append(says(both[0].id, "about", B))

    assert groups(both) == []


def test_the_same_group_for_several_things_is_one_row():
    (row,) = groups(DEALS[0], DEALS[1])

    assert (row["thing"], row["also"]) == (FORM, [PRODUCT])


def test_reasons_tell_province_cooperation_and_size():
    form, product = groups(*DEALS)

    assert form["reasons"] == [
        "De contracten lopen in dezelfde tijd af: van 30 juni 2027 tot en met 30 september 2027.",
        "Zij liggen in dezelfde provincie: Utrecht.",
        "Zij zijn ongeveer even groot: 20.000 tot 50.000 inwoners.",
    ]
    assert product["reasons"][1:] == [
        "Adorp en Bdorp liggen in dezelfde provincie: Utrecht.",
        "Adorp en Cdorp zijn samen lid van Samen.",
        "Zij zijn ongeveer even groot: 20.000 tot 50.000 inwoners.",
    ]


def test_a_group_names_its_evidence_whom_to_call_and_how_sure_it_is():
    row = groups(*DEALS)[0]

    assert row["evidence"] == ["noaber:entry/agreement/a", "noaber:entry/agreement/b"]
    assert row["urls"] == ["https://e.example/x"] * 2
    assert row["contact"] == "Team a"
    assert (row["own"], row["maker"], row["third"], row["weakest"]) == (1, 1, 0, "maker")


def test_a_contract_that_does_not_count_joins_no_group():
    old = [one.model_copy(update={"state": "stale"}) if isinstance(one, Statement) else one
           for one in DEALS[1]]  # fmt: skip

    assert groups(DEALS[0], old) == []
    assert [row["counts"] for row in questions.contracts(build(graph_of(DEALS[0], old)))] == [
        False,
        True,
    ]


def seeking(name="i", who=(A, B), **more):
    values = {"id": f"noaber:initiatief/{name}", "title": name.title(), "contact": "Team I"} | more
    one = Initiative(**values)
    return [one, says(one.id, "about", FORM), *(says(w, "takes_part", one.id) for w in who)]


def test_who_seeks_the_same_is_a_group_without_days():
    (row,) = groups(seeking(phase="zoekt partners", deadline="2027-02"),
                    says(C, "uses", FORM, role="verkent"))  # fmt: skip

    assert brief([row]) == [(FORM, [A, B, C], "", "", "2027-02-01")]
    assert row["why"] == "seeks"
    assert row["evidence"] == [FORM, "noaber:initiatief/i"]
    assert row["reasons"][0] == "Zij verkennen dit, of doen mee aan een initiatief hiervoor."


def test_who_explores_different_solutions_for_one_product_seeks_the_same():
    (row,) = groups(says(A, "uses", FORM, role="verkent"), says(B, "uses", OTHER, role="verkent"))

    assert (row["thing"], row["organisations"]) == (PRODUCT, [A, B])
    assert row["reasons"][0] == "Zij verkennen Formulier en Ander formulier."


@pytest.mark.parametrize(
    "more", [{"phase": "gestopt"}, {"phase": "pilot"}, {"phase": "idee", "deadline": "2026-11-22"}]
)
def test_an_initiative_that_cannot_be_joined_seeks_nobody(more):
    assert groups(seeking(**more)) == []


def test_one_initiative_is_said_to_be_one():
    (row,) = groups(seeking(phase="idee"))

    assert row["reasons"][0] == "Zij doen mee aan hetzelfde initiatief: I."


def test_who_uses_it_already_does_not_seek_it():
    assert groups(says(A, "uses", FORM), says(B, "uses", FORM, role="pilot")) == []


def test_contracts_tell_who_has_what_and_until_when():
    rows = questions.contracts(build(graph_of(*DEALS)))

    assert [(row["agreement"].rpartition("/")[2], row["decide_before"]) for row in rows] == [
        ("b", "2027-06-30"), ("a", "2027-06-30"), ("c", "2027-08-31"), ("d", "2030-12-01"),
    ]  # fmt: skip
    second = rows[1]
    assert (second["organisations"], second["solutions"]) == ([A], [FORM])
    assert (second["supplier"], second["supplier_name"]) == (SUPPLIER, "Leverancier")
    assert [row["strength"] for row in rows] == ["maker", "own", "third", "third"]
    assert {"source", "url", "last_seen", "state"} <= set(second)


def test_a_supplier_does_not_have_the_contract():
    found = deal("x", A, SUPPLIER, FORM, ends="2027")

    assert questions.contracts(build(graph_of(found)))[0]["organisations"] == [A]


def test_where_nobody_is_named_the_claimant_has_it():
    found = deal("x", "", FORM, claimant=A, ends="2027")

    assert questions.contracts(build(graph_of(found)))[0]["organisations"] == [A]


def test_a_contract_that_is_over_is_last_and_says_so():
    rows = questions.contracts(build(graph_of(DEALS[0], deal("x", B, FORM, ends="2025-01-01"))))

    assert [(row["title"], row["over"]) for row in rows] == [
        ("Contract a", False),
        ("Contract x", True),
    ]


def test_what_is_not_known_is_counted():
    uses = [says(one, "uses", FORM) for one in (A, B, E)]
    found = graph_of(*DEALS[:2], deal("x", "", begins="2027"), *uses)

    for question in (questions.contracts, questions.buy_together):
        unknown = question(build(found)).unknown
        assert unknown["contract"] == (1, 3)
        assert unknown["ends"] == (1, 3)
        assert unknown["notice"] == (1, 3)


def test_an_empty_graph_has_no_contracts_and_knows_that_it_knows_nothing():
    for question in (questions.contracts, questions.buy_together):
        rows = question(build(Hub()))
        assert rows == []
        assert rows.unknown["contract"] == (0, 0)


def test_unnamed_users_of_closed_products_are_said_to_be_missing():
    hub = graph_of(*DEALS)
    counted = Hub(things=hub.things, edges=hub.edges, counted={FORM: "4"})

    assert questions.buy_together(build(counted)).notes == (
        "Wie een gesloten product zonder naam gebruikt, staat hier niet bij.",
    )


@pytest.mark.parametrize("odd", ["__proto__", "constructor", "hasOwnProperty"])
def test_odd_ids_break_nothing(odd):
    things = [Organisation(id=odd, title=odd), Solution(id=f"x:{odd}", title="?")]
    found = graph_of(*things, deal("x", odd, f"x:{odd}", ends="2027"),
                     deal("y", A, f"x:{odd}", ends="2027-03"))  # fmt: skip

    (row,) = questions.buy_together(build(found))

    assert row["organisations"] == [odd, A]


def test_the_order_in_which_things_are_known_does_not_matter():
    one = graph_of(*DEALS, seeking(phase="idee"))
    other = Hub(things=dict(reversed(one.things.items())), edges=one.edges[::-1])

    for question in (questions.contracts, questions.buy_together):
        assert json.dumps(question(build(one))) == json.dumps(question(build(other)))


@pytest.mark.parametrize("name", ["contracts", "buy_together"])
def test_an_answer_is_plain_json_and_reads_as_lines(name):
    found = answered(graph_of(*DEALS), name, ())

    assert json.loads(json.dumps(found)) == found
    assert any("Formulier" in line or "Contract" in line for line in lines_of(found))
    # a row of contracts states a claim; a group rests on several, and tells how many of which
    counts = [sum(row.get(one, 0) for one in STRENGTHS) for row in found["rows"]]
    assert sum(found["strengths"].values()) == (len(counts) if name == "contracts" else 0)
    assert name == "contracts" or all(counts)
