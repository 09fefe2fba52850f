"""A correction is ready to send: the mail, the form, and an entry that passes the check."""

from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml

from knowledge.check import check
from knowledge.corrections import FORM, LISTED, correction
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Solution, Statement
from knowledge.shelf import Shelf

DORP, TOOL = "noaber:organisatie/dorp", "https://code.example/m/tool"
DAY = date(2026, 11, 23)


def shelf_of(*statements, title="Gemeente Dorp"):
    records = [Organisation(id=DORP, title=title, type="gemeente", source="member:dorp")]
    records += [Solution(id=f"{TOOL}{n or ''}", title=f"Hulp {n}") for n in range(30)]
    things = {r.id: Thing(r.id, r.kind, f"p{n}", (r,)) for n, r in enumerate(records)}
    return Shelf(Hub(things, edges=tuple(edges_from(statements))), DAY)


def uses(target=TOOL, **more):
    return Statement(
        subject=DORP,
        relation="uses",
        object=target,
        source="m-forge",
        strength="maker",
        url="https://code.example/m",
        last_seen=DAY,
        **more,
    )


def made(shelf):
    return correction(shelf, shelf.hub.things[DORP], "organisaties/dorp/")


def test_the_mail_says_what_stands_there_who_says_it_and_when():
    text = made(shelf_of(uses())).body

    assert "- gebruikt Hulp 0 (volgens de maker, gezien 23 november 2026)" in text
    assert "De pagina: organisaties/dorp/" in text


def test_the_entry_confirms_what_stands_there_and_passes_the_check(tmp_path):
    given = made(shelf_of(uses(), title='Gemeente "Dorp": # één'))
    path = tmp_path / given.entry_path
    path.parent.mkdir(parents=True)
    path.write_text(given.entry)

    assert [str(p) for p in check(Home(tmp_path), path) if p.level == "error"] == []
    front = yaml.safe_load(given.entry.split("---")[1])
    assert front["claimant"] == DORP
    assert front["statements"] == [
        {"subject": DORP, "relation": "uses", "object": TOOL, "state": "confirmed"}
    ]


def test_an_organisation_of_which_nothing_is_known_can_add_what_it_uses(tmp_path):
    given = made(shelf_of())
    path = tmp_path / given.entry_path
    path.parent.mkdir(parents=True)
    path.write_text(given.entry)

    assert "Dit staat er nu" not in given.body
    assert [str(p) for p in check(Home(tmp_path), path) if p.level == "error"] == []


def test_mail_and_form_are_there_only_where_the_hub_names_them(monkeypatch):
    assert made(shelf_of())[2:4] == ("", "")

    monkeypatch.setenv("NOABER_MAIL", "info@hub.example")
    monkeypatch.setenv("NOABER_ISSUES_URL", "https://code.example/hub/issues/new")
    given = made(shelf_of(uses()))

    assert given.mailto.startswith("mailto:info@hub.example?subject=Klopt%20niet")
    assert "gebruikt Hulp 0" in unquote(given.mailto)
    asked = parse_qs(urlsplit(given.form).query)
    assert (asked["template"], asked["organisatie"]) == ([FORM], [DORP])
    form = yaml.safe_load((CHECKOUT / ".github" / "ISSUE_TEMPLATE" / FORM).read_text())
    assert {"organisatie", "pagina"} <= {part.get("id") for part in form["body"]}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "info@x\nbcc:y@z", "geen"])
def test_a_setting_that_is_no_address_is_not_used(monkeypatch, address):
    monkeypatch.setenv("NOABER_MAIL", address)
    monkeypatch.setenv("NOABER_ISSUES_URL", address)

    assert made(shelf_of(uses()))[2:4] == ("", "")


def test_a_long_list_is_cut_so_that_the_mail_can_be_sent():
    given = made(shelf_of(*(uses(f"{TOOL}{n or ''}") for n in range(30))))

    assert given.body.count("- gebruikt ") == LISTED
