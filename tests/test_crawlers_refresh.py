"""`organisations refresh`: registers renewed from their publishers, or kept as they were."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawlers.refresh import Refreshed, refresh
from knowledge.extraction import csv_text
from knowledge.home import CHECKOUT, Home
from knowledge.maps.places import INHABITANTS
from knowledge.model import SourceError
from knowledge.register import (
    ORGANISATIONS,
    PRODUCTS,
    RegisterSource,
    load_organisations,
    load_products,
    load_sources,
)
from knowledge.renewal import Change, differences, put, sources_text

PAGES = Path(__file__).parent / "pages" / "registers"
ID = "https://identifier.overheid.nl/tooi/id/"
ONT = "https://identifier.overheid.nl/tooi/def/ont/"
PROV = "http://www.w3.org/ns/prov#"
TOWNS = ("gm9001 Voorbeeld", "gm9002 Zomerdorp", "gm9003 Winterdorp")
BLOCKS = {  # key: file, type, path of the list
    "gemeenten": ("organisations.csv", "gemeente", "/towns/1/towns_1.json"),
    "provincies": ("organisations.csv", "provincie", "/provinces/1/provinces_1.json"),
    "waterschappen": ("organisations.csv", "waterschap", "/waters/1/waters_1.json"),
    "producten": ("products.csv", "", "/upl.csv"),
    "overheidsorganisaties": ("bodies.csv", "", "/roo.xml"),
}


def value_list(
    kind: str, *bodies: str, version: str = "1", events: Any = (), **more: dict[str, str]
) -> bytes:
    """Make a TOOI value list; `more` gives values of one body by its code."""
    about = {
        "@id": "https://identifier.overheid.nl/tooi/set/x",
        "@type": ["http://www.w3.org/2002/07/owl#Ontology"],
        ONT + "titel": [{"@value": f"Register {kind}"}],
        ONT + "publicatiedatum": [{"@value": f"2026-01-0{version}"}],
        "https://identifier.overheid.nl/tooi/def/wl/volgnummer": [{"@value": version}],
    }
    nodes = [about]
    for code, name in (body.split() for body in bodies):
        texts = {"organisatiecode": code, "voorkeursnaamExclSoort": name,
                 "officieleNaamInclSoort": f"{kind} {name}"} | more.get(code, {})  # fmt: skip
        node: Any = {ONT + key: [{"@value": text}] for key, text in texts.items()}
        if kind == "gemeente":
            node[f"{ONT}ligtInProvincie"] = [{"@id": f"{ID}provincie/pv90"}]
        nodes.append({"@id": f"{ID}{kind}/{code}", **node})
    return json.dumps([*nodes, *events]).encode()


def merger(old: str, new: str) -> dict[str, Any]:
    ends = {"invalidated": old, "generated": new}
    links = {PROV + end: [{"@id": f"{ID}gemeente/{code}"}] for end, code in ends.items()}
    return {"@id": f"{ID}gemeente/wzg_9", "@type": [f"{ONT}Samenvoeging"], **links}


@dataclass
class Place:
    """A home with registers of its own, and the host that publishes them."""

    home: Home
    pages: dict[str, Any]
    hits: Callable[[], list[str]]

    def refresh(self) -> Refreshed:
        return refresh(self.home, allow_loopback=True)

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.home.registers.iterdir()}


@pytest.fixture
def place(tmp_path: Path, serve: Any, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    host = serve({
        "/towns/1/towns_1.json": value_list("gemeente", *TOWNS),
        "/provinces/1/provinces_1.json": value_list("provincie", "pv90 Duinland"),
        "/waters/1/waters_1.json": value_list("waterschap", "ws9001 Duinwater"),
        "/upl.csv": (PAGES / "upl.csv").read_bytes(),
        "/roo.xml": (PAGES / "roo.xml").read_bytes(),
    })  # fmt: skip
    folder = tmp_path / "knowledge" / "registers"
    folder.mkdir(parents=True)
    (folder / "organisations.csv").write_bytes(csv_text(ORGANISATIONS, []))
    (folder / "products.csv").write_bytes(csv_text(PRODUCTS, []))
    about = {"title": "Lijst", "publisher": "KOOP", "licence": "open", "rows": 1,
             "date": "2020-01-01"}  # fmt: skip
    (folder / "sources.yml").write_bytes(sources_text({
        key: RegisterSource.model_validate(about | {
            "register_file": file, "type": kind, "version": "1" if kind else "",
            "address": f"https://example.nl{path}", "download": host.url + path})
        for key, (file, kind, path) in BLOCKS.items()
    }))  # fmt: skip
    return Place(Home(tmp_path), host.pages, lambda: host.paths)


def change(found: Refreshed, name: str) -> Change:
    return next(one for one in found.changes if one.name == name)


def code(found: Refreshed) -> list[str]:
    return [problem.code for problem in found.problems]


def test_the_registers_are_filled_from_their_publishers(place: Place) -> None:
    found = place.refresh()

    towns = {one.id: one for one in load_organisations(place.home.registers)}
    assert (found.status, found.problems, found.folder) == (0, [], place.home.registers)
    assert towns[f"{ID}gemeente/gm9001"].province == "Duinland"
    assert towns[f"{ID}gemeente/gm9001"].website == "https://www.voorbeeld.example/"
    assert towns[f"{ID}ministerie/mnre9001"].title == "Ministerie van Voorbeeldzaken"
    assert [one.title for one in load_products(place.home.registers)] == [
        "springkussen plaatsen", "standplaats ijs",
    ]  # fmt: skip
    assert change(found, "gemeenten").added == (
        "gemeente Voorbeeld", "gemeente Zomerdorp", "gemeente Winterdorp",
    )  # fmt: skip


def test_what_is_written_says_which_file_was_read_and_when(place: Place) -> None:
    place.refresh()

    sources = load_sources(place.home.registers)
    town, upl = sources["gemeenten"], sources["producten"]
    assert (town.title, str(town.date), str(town.fetched)) == (
        "Register gemeente", "2026-01-01", "2026-11-23",
    )  # fmt: skip
    assert (str(upl.date), upl.version, upl.rows) == ("2026-11-23", "2026-11-23", 2)
    assert len(town.sha256) == 64
    assert sources["overheidsorganisaties"].rows == 5


def test_the_same_lists_change_no_byte_and_no_date(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.refresh()
    before = place.bytes()
    monkeypatch.setenv("NOABER_NOW", "2026-12-24")

    found = place.refresh()

    assert place.bytes() == before
    assert {one.state for one in found.changes} == {"same"}
    assert found.status == 0


def test_nodes_in_another_order_give_the_same_rows(place: Place) -> None:
    place.refresh()
    before = place.bytes()
    shuffled = json.loads(place.pages["/towns/1/towns_1.json"])[::-1]
    place.pages["/towns/1/towns_1.json"] = json.dumps(shuffled).encode()

    found = place.refresh()

    assert place.bytes()["organisations.csv"] == before["organisations.csv"]
    assert change(found, "gemeenten").state == "same"


def test_a_later_version_is_found_and_its_merger_followed(place: Place) -> None:
    place.refresh()
    later = value_list(
        "gemeente", *TOWNS, "gm9004 Nieuwdorp", version="2",
        events=[merger("gm9003", "gm9004")], gm9003={"einddatum": "2026-12-31"},
        gm9004={"begindatum": "2027-01-01"}, gm9002={"officieleNaamInclSoort": "gemeente Zomer"},
    )  # fmt: skip
    place.pages["/towns/2/towns_2.json"] = later

    found = place.refresh()

    towns = {one.id: one for one in load_organisations(place.home.registers)}
    source = load_sources(place.home.registers)["gemeenten"]
    told = change(found, "gemeenten")
    assert (told.added, told.changed, told.ended, told.gone) == (
        ("gemeente Nieuwdorp",), ("gemeente Zomer",), ("gemeente Winterdorp",), (),
    )  # fmt: skip
    assert towns[f"{ID}gemeente/gm9003"].successors == (f"{ID}gemeente/gm9004",)
    assert str(towns[f"{ID}gemeente/gm9003"].valid_until) == "2026-12-31"
    assert (source.version, source.address) == ("2", "https://example.nl/towns/2/towns_2.json")
    assert source.download.endswith("/towns/2/towns_2.json")
    assert "/towns/3/towns_3.json" in place.hits()


def test_a_page_that_answers_to_every_address_is_no_later_version(
    place: Place, answer: Any
) -> None:
    place.pages["/towns/2/towns_2.json"] = answer("<html>Niet gevonden</html>")
    place.pages["/waters/2/waters_2.json"] = answer("", 503)

    found = place.refresh()

    warning = found.problems[0]
    assert [(one.name, one.version) for one in found.changes[:3]] == [
        ("gemeenten", "1"), ("provincies", "1"), ("waterschappen", "1"),
    ]  # fmt: skip
    assert (len(found.problems), warning.level, found.status) == (1, "warning", 0)
    assert warning.place.endswith("/waters/2/waters_2.json")


@pytest.mark.parametrize(
    ("path", "body", "key", "why"),
    [
        ("/towns/1/towns_1.json", b"<html>storing</html>", "gemeenten", "not-a-list"),
        ("/towns/1/towns_1.json", value_list("provincie", "pv90 Duinland"), "gemeenten", "empty"),
        ("/towns/1/towns_1.json", value_list("gemeente", TOWNS[0]), "gemeenten", "shrunk"),
        ("/upl.csv", b"<html>storing</html>", "producten", "not-a-list"),
        ("/upl.csv", (PAGES / "upl.csv").read_bytes()[:310], "producten", "empty"),
        ("/roo.xml", b"<html>storing</html>", "overheidsorganisaties", "not-a-list"),
        ("/roo.xml", (PAGES / "roo.xml").read_bytes()[:900], "overheidsorganisaties", "not-a-list"),
        ("/roo.xml", b"<overheidsorganisaties/>", "overheidsorganisaties", "empty"),
        ("/upl.csv", None, "producten", "unfetched"),
    ],
)  # fmt: skip
def test_a_list_that_is_broken_or_shrank_is_refused_and_the_old_one_stays(
    place: Place, answer: Any, path: str, body: bytes | None, key: str, why: str
) -> None:
    place.refresh()
    before = place.bytes()
    place.pages[path] = answer("", 500) if body is None else body

    found = place.refresh()

    assert place.bytes() == before
    assert (code(found), found.status) == ([why], 3)
    assert found.problems[0].place.endswith(path)
    assert change(found, key).state == "kept"
    assert change(found, key).rows > 0


def test_one_list_that_fails_does_not_stop_the_others(place: Place, answer: Any) -> None:
    place.refresh()
    place.pages["/provinces/1/provinces_1.json"] = answer("", 500)
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS, "gm9009 Erbij")

    found = place.refresh()

    towns = {one.id: one for one in load_organisations(place.home.registers)}
    assert change(found, "gemeenten").added == ("gemeente Erbij",)
    assert towns[f"{ID}gemeente/gm9009"].province == "Duinland"  # as the old list says
    assert f"{ID}provincie/pv90" in towns


def test_one_row_less_is_believed_and_named(place: Place) -> None:
    place.refresh()
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS[:2])

    found = place.refresh()

    assert change(found, "gemeenten").gone == ("gemeente Winterdorp",)
    assert found.status == 0


def test_a_list_after_which_the_registers_do_not_load_is_refused(place: Place) -> None:
    place.refresh()
    (place.home.registers / "aliases.yml").write_text(f"{ID}gemeente/gm9003: [Wintersoord]\n")
    before = place.bytes()
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS[:2])

    found = place.refresh()

    assert code(found) == ["unusable"]
    assert "gm9003 staat niet in" in found.problems[0].message
    assert place.bytes() == before


def test_a_list_with_an_impossible_date_is_refused(place: Place) -> None:
    place.pages["/towns/1/towns_1.json"] = value_list(
        "gemeente", *TOWNS, gm9001={"einddatum": "31 december"}
    )

    found = place.refresh()

    assert code(found) == ["unusable"]
    assert "een datum schrijft u als" in found.problems[0].message
    assert change(found, "waterschappen").state == "renewed"


def test_no_person_of_the_export_reaches_any_file(place: Place) -> None:
    place.refresh()

    written = b"".join(place.bytes().values())
    assert b"Dienst Voorbeelden" in written
    for word in (b"Persoon", b"Burgemeester", b"t.persoon"):
        assert word not in written


def test_the_placeholder_product_is_never_taken_and_the_broken_copy_is_read(place: Place) -> None:
    place.refresh()
    before = place.bytes()["products.csv"]
    place.pages["/upl.csv"] = (PAGES / "upl-broken.csv").read_bytes()

    place.refresh()

    assert b"nog niet beschikbaar" not in before
    assert b"Artikel 2, lid 1 IJswet" in before
    assert place.bytes()["products.csv"] == before


def test_when_nothing_can_be_reached_nothing_is_usable(place: Place) -> None:
    place.pages.clear()

    found = place.refresh()

    assert (found.status, set(code(found))) == (1, {"unfetched"})


def test_loopback_is_closed_unless_it_is_opened(place: Place) -> None:
    found = refresh(place.home)

    assert set(code(found)) == {"unfetched"}
    assert place.hits() == []


def test_a_home_without_registers_gets_its_own_and_the_checkout_stays_as_it_is(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = CHECKOUT / "knowledge" / "registers"
    before = {path.name: path.read_bytes() for path in shipped.iterdir()}
    home = Home(tmp_path / "other")

    folder = put(home, {"products.csv": before["products.csv"] + b"http://a/,a,,,\n"})

    assert folder == home.registers == tmp_path / "other" / "knowledge" / "registers"
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == before
    assert (folder / "aliases.yml").read_bytes() == before["aliases.yml"]
    assert len(load_products(folder)) == len(load_products(shipped)) + 1
    assert [path.name for path in folder.parent.iterdir()] == ["registers"]


def test_a_home_where_nothing_changed_gets_no_registers_of_its_own(tmp_path: Path) -> None:
    shipped = (CHECKOUT / "knowledge" / "registers" / "products.csv").read_bytes()

    folder = put(Home(tmp_path), {"products.csv": shipped})

    assert folder == CHECKOUT / "knowledge" / "registers"
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_leaves_every_file_as_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.refresh()
    before = place.bytes()
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS, "gm9009 Erbij")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            place.refresh()

    assert place.bytes() == before


@pytest.mark.parametrize("moves", [0, 1])
def test_a_refresh_that_was_killed_between_two_files_is_made_good_by_the_next(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    place.refresh()
    twin = Home(tmp_path / "twin")
    shutil.copytree(place.home.registers, twin.root / "knowledge" / "registers")
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS, "gm9009 Erbij")
    real, done = Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(target)
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh(twin, allow_loopback=True)
    refresh(twin, allow_loopback=True)
    place.refresh()

    left = {p.name: p.read_bytes() for p in twin.registers.iterdir() if p.name[0] != "."}
    assert left == place.bytes()


def test_the_shipped_sources_are_written_as_refresh_writes_them() -> None:
    folder = CHECKOUT / "knowledge" / "registers"

    assert sources_text(load_sources(folder)) == (folder / "sources.yml").read_bytes()
    assert all(len(source.sha256) == 64 for source in load_sources(folder).values())


def test_the_register_of_bodies_is_asked_at_its_publisher_unless_sources_say_where(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place.home.registers
    sources = load_sources(folder)
    del sources["overheidsorganisaties"]
    (folder / "sources.yml").write_bytes(sources_text(sources))
    asked = []

    def silent(url: str, *_: Any) -> Any:
        asked.append(url)
        raise SourceError(f"{url}: onbereikbaar (test)")

    monkeypatch.setattr("crawlers.refresh.fetch", silent)
    before = place.bytes()

    found = place.refresh()

    assert "https://organisaties.overheid.nl/archive/exportOO.xml" in asked
    assert found.problems[-1].message.startswith("onbereikbaar (test).")
    assert place.bytes() == before


def test_what_changed_is_told_with_the_first_twenty_names(place: Place) -> None:
    towns = [f"gm8{number:03} Dorp{number}" for number in range(25)]
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *towns)

    found = place.refresh()

    document, lines = found.as_json(), "\n".join(found.lines())
    assert document["registers"][0]["added"]["count"] == 25
    assert len(document["registers"][0]["added"]["names"]) == 20
    assert json.loads(json.dumps(document)) == document
    assert "Register gemeente (1): vernieuwd, 25 regels" in lines
    assert "25 nieuw: gemeente Dorp0, " in lines
    assert " en nog 5" in lines


def test_progress_names_each_register(place: Place) -> None:
    said: list[str] = []

    refresh(place.home, True, said.append)

    assert said == ["Lijst …"] * 5


def test_a_row_that_ended_is_not_also_changed() -> None:
    old = {"id": "a", "name": "A", "valid_until": ""}

    found = differences([old], [old | {"name": "B", "valid_until": "2026-01-01"}])

    assert found == {"added": (), "changed": (), "ended": ("B",), "gone": ()}


def with_inhabitants(place: Place, *codes: str) -> None:
    rows = [{"id": f"{ID}gemeente/{one}", "year": "2023", "inhabitants": "12"} for one in codes]
    folder = place.home.registers
    (folder / "inhabitants.csv").write_bytes(csv_text(INHABITANTS, rows))
    sources = load_sources(folder)
    block = sources["producten"].model_copy(update={"register_file": "inhabitants.csv"})
    (folder / "sources.yml").write_bytes(sources_text(sources | {"inwoners": block}))


def test_numbers_of_inhabitants_are_not_asked_and_stay_with_where_they_come_from(
    place: Place,
) -> None:
    place.refresh()
    with_inhabitants(place, "gm9001", "gm9003")
    before = place.bytes()
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS, "gm9009 Erbij")

    found = place.refresh()

    assert (found.status, change(found, "gemeenten").state) == (0, "renewed")
    assert [one.name for one in found.changes] == list(BLOCKS)
    assert place.bytes()["inhabitants.csv"] == before["inhabitants.csv"]
    assert "inwoners" in load_sources(place.home.registers)


def test_a_list_that_lost_a_town_of_which_we_know_the_inhabitants_is_refused(place: Place) -> None:
    place.refresh()
    with_inhabitants(place, "gm9003")
    place.pages["/towns/1/towns_1.json"] = value_list("gemeente", *TOWNS[:2])

    found = place.refresh()

    assert code(found) == ["unusable"]
    assert "gm9003 is geen bekende organisatie" in found.problems[0].message
