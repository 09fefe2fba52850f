"""What pages tell of packages: offered or not, where, what to change, and the lists of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from knowledge import packages
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name
from knowledge.maps.borders import Borders
from knowledge.maps.drawing import Maps
from knowledge.member import Member, Source
from knowledge.model import Organisation, Package, Process, Product, Solution, Statement
from knowledge.package_pages import PER_PAGE, stage_packages
from knowledge.pages import stage
from knowledge.rendering import templates
from knowledge.shelf import Shelf
from knowledge.staging import Staging

DAY = date(2026, 11, 23)
TOWN = "https://identifier.overheid.nl/tooi/id/gemeente/gm0001"
PRODUCT = "http://standaarden.overheid.nl/owms/terms/kapvergunning"
FILE = "https://github.com/Zomerdorp/bomen/blob/HEAD/kap.bpmn"
SUM = "a1" * 32
MEMBER = Member(slug="zomerdorp", name="Gemeente Zomerdorp", type="gemeente", id=TOWN,
                sources=(Source(protocol="forge", api="https://api.github.com",
                                owner="Zomerdorp"),))  # fmt: skip


def package(kind: str = "bpmn", **more: Any) -> Package:
    about = {"works_with": ("BPMN 2.0",), "holds": ("4 stappen",), "size": 31_427}
    return Package(kind=kind, **(about | more))


def process(identifier: str = FILE, **more: Any) -> Process:
    about = {"title": "Boom kappen", "url": identifier, "source": "zomerdorp-forge", "hash": SUM,
             "text_licence": "EUPL-1.2", "last_seen": DAY, "package": package()}  # fmt: skip
    return Process(id=identifier, **(about | more))


def said(subject: str, relation: str, target: str) -> Statement:
    return Statement(subject=subject, relation=relation, object=target, source="zomerdorp-forge",
                     url=FILE, last_seen=DAY, strength="own")  # fmt: skip


def hub(*records: Any, told: tuple[Statement, ...] = ()) -> Hub:
    town = Organisation(id=TOWN, title="Gemeente Zomerdorp", type="gemeente",
                        source="register:organisations")  # fmt: skip
    things = {
        one.id: Thing(one.id, one.kind, page_name(one.title, one.id), (one,))
        for one in (town, *records)
    }
    return Hub(things=things, members=(MEMBER,), edges=tuple(edges_from(told)))


def shelf(*records: Any, told: tuple[Statement, ...] = ()) -> Shelf:
    return Shelf(hub(*records, told=told), DAY)


def offer(**more: Any) -> packages.Offer:
    on = shelf(process(**more))
    (found,) = packages.offers(on, on.hub.things[FILE])
    return found


def shown(on: Shelf, identifier: str, macro: str = "package") -> str:
    """Give the HTML that a page shows of the packages of a thing."""
    text = f'{{% import "package.html" as take with context %}}{{{{ take.{macro}(shelf, thing) }}}}'
    template = templates().from_string(text)
    return template.render(shelf=on, root="../", thing=on.hub.things[identifier])


def words(html: str) -> str:
    return " ".join(lxml.html.fromstring(f"<div>{html}</div>").text_content().split())


def desk(on: Shelf, folder: Path) -> Staging:
    return Staging(on, folder, {}, Maps(Borders({})))


def test_a_file_under_an_open_licence_is_offered_at_its_source() -> None:
    found = offer()

    assert found.download == "https://github.com/Zomerdorp/bomen/raw/HEAD/kap.bpmn"
    assert (found.page, found.size, found.is_permitted) == (FILE, "31 kB", True)
    assert found.health == "bronnen/zomerdorp/#zomerdorp-forge"


@pytest.mark.parametrize("licence", ["", "CC-BY-NC-4.0", "LicenseRef-onbekend"])
def test_a_file_that_may_not_be_passed_on_is_not_offered(licence: str) -> None:
    assert offer(text_licence=licence).download == ""


def test_a_withheld_file_is_not_offered_whatever_its_licence() -> None:
    assert offer(package=package(withheld="er staat een geheim in")).download == ""


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("https://git.example.nl/groep/a/b/-/blob/HEAD/c d.zip",
         "https://git.example.nl/groep/a/b/-/raw/HEAD/c d.zip"),
        ("https://codeberg.org/a/b/src/branch/HEAD/c.dmn",
         "https://codeberg.org/a/b/raw/branch/HEAD/c.dmn"),
        ("https://github.com/a/b/blob/HEAD/blob/c.bpmn",
         "https://github.com/a/b/raw/HEAD/blob/c.bpmn"),
        ("https://zomerdorp.example.nl/blob/c.bpmn", "https://zomerdorp.example.nl/blob/c.bpmn"),
        ("https://zomerdorp.example.nl/a/b/src/c.zip", "https://zomerdorp.example.nl/a/b/src/c.zip"),
    ],
)  # fmt: skip
def test_the_file_itself_is_found_at_each_kind_of_code_host(page: str, file: str) -> None:
    assert packages.raw(page) == file


@pytest.mark.parametrize(("maker", "is_told"), [("Open Zaak", True), ("iNavigator 3.2", False)])
def test_only_an_export_of_open_zaak_is_imported_there(maker: str, is_told: bool) -> None:
    way = offer(package=package("zaaktype", made_with=maker)).way

    assert any("Open Zaak" in step for step in way.steps) is is_told
    assert bool(way.url) is is_told


def test_a_source_of_no_member_has_no_health_page() -> None:
    assert offer(source="zomerdorp-website").health == ""


def test_records_without_a_package_offer_nothing() -> None:
    on = shelf(process(package=None))

    assert packages.offers(on, on.hub.things[FILE]) == []
    assert shown(on, FILE).strip() == ""


def test_the_page_tells_all_that_the_taker_needs() -> None:
    made = package(local=("Groepen die moeten bestaan: 'bomen'.",), made_with="Modelleur 5.1",
                   version="2026-03-04")  # fmt: skip
    html = shown(shelf(process(package=made)), FILE)

    text = words(html)
    for part in ("Processchema", "4 stappen", "BPMN 2.0", "Modelleur 5.1", "4 maart 2026",
                 "We vonden geen fouten", "EUPL", "Groepen die moeten bestaan: 'bomen'.",
                 "Wat moet u zelf aanpassen?", "31 kB", SUM, "Zo neemt u het over"):  # fmt: skip
        assert part in text
    tree = lxml.html.fromstring(html)
    links = {a.get("href"): a.text_content() for a in tree.iter("a")}
    assert links[FILE] == "bekijk het bij de bron"
    assert "Download" in links["https://github.com/Zomerdorp/bomen/raw/HEAD/kap.bpmn"]


def test_what_is_wrong_leads_to_the_health_page_of_its_source() -> None:
    html = shown(shelf(process(package=package(problems=2))), FILE)

    assert '<a href="../bronnen/zomerdorp/#zomerdorp-forge">2 punten van aandacht</a>' in html


def test_without_a_licence_the_page_says_whom_to_ask_and_has_no_button() -> None:
    html = shown(shelf(process(text_licence="", contact="info@zomerdorp.example")), FILE)

    assert "Vraag de maker om toestemming" in words(html)
    assert "Dit kunt u overnemen" not in html
    assert "mailto:info@zomerdorp.example" in html
    assert "Download" not in html
    assert "/raw/" not in html


def test_of_a_file_that_is_not_open_no_names_in_it_are_told() -> None:
    local = ("Groepen die moeten bestaan: 'bomen', 'team's nachts' en nog 2.",
             "Werk voor eigen programma's: 'kappen'. Die programma's moeten bij u draaien.",
             "Adressen: dit verwijst naar zaken.example.nl.",
             "Beslistabellen: 'afgekna")  # fmt: skip

    shown = offer(text_licence="", package=package(local=local)).package.local

    assert shown == (
        "Groepen die moeten bestaan: … en nog 2.",
        "Werk voor eigen programma's: …. Die programma's moeten bij u draaien.",
        "Adressen: dit verwijst naar zaken.example.nl.", "Beslistabellen: …",
    )  # fmt: skip
    assert offer(package=package(local=local)).package.local == local


def test_a_withheld_file_has_no_link_to_it() -> None:
    held = package(withheld="er staat iets in dat op een geheim lijkt")
    html = shown(shelf(process(package=held)), FILE)

    assert "We bieden dit bestand niet aan" in words(html)
    assert FILE not in html
    assert "/raw/" not in html


def test_text_of_strangers_is_escaped() -> None:
    bad = "<script>x</script>"
    made = package(local=(bad,), works_with=(bad,), made_with=bad, holds=(bad,), version=bad)

    assert "<script>" not in shown(shelf(process(package=made)), FILE)


def test_an_address_that_is_none_is_no_link() -> None:
    html = shown(shelf(process(url="javascript:alert(1)")), FILE)

    assert "javascript:" not in html


def test_a_product_lists_the_packages_of_its_processes_and_solutions() -> None:
    form = Solution(id="https://github.com/Zomerdorp/bomen#f", title="Kapformulier",
                    url="https://github.com/Zomerdorp/bomen/blob/HEAD/f.zip",
                    source="zomerdorp-forge", package=package("formulier"))  # fmt: skip
    told = (said(FILE, "handles", PRODUCT), said(form.id, "supports", PRODUCT),
            said(form.id, "supports", FILE), said(TOWN, "publishes", FILE))  # fmt: skip
    on = shelf(process(), form, Product(id=PRODUCT, title="Kapvergunning"), told=told)

    around = {kind: [end.title for end, _ in packages.around(on, on.hub.things[identifier])]
              for kind, identifier in (("product", PRODUCT), ("solution", form.id),
                                       ("organisation", TOWN), ("process", FILE))}  # fmt: skip

    assert around == {"product": ["Boom kappen", "Kapformulier"], "solution": ["Boom kappen"],
                      "organisation": ["Boom kappen"], "process": []}  # fmt: skip
    text = words(shown(on, PRODUCT, "packages_list"))
    assert "Gemeente Zomerdorp" in text
    assert "niet te downloaden" in text


def test_the_list_has_a_page_for_all_and_one_for_each_kind_there_is(tmp_path: Path) -> None:
    table = process("https://zomerdorp.example.nl/b.dmn", title="Leges",
                    package=package("dmn", problems=1))  # fmt: skip
    stage_packages(desk(shelf(process(), table), tmp_path))

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")) == [
        "overnemen/beslistabellen/index.md", "overnemen/index.md",
        "overnemen/processchemas/index.md",
    ]  # fmt: skip
    items = json.loads((tmp_path / "data" / "overnemen.json").read_text())["items"]
    assert [(one["title"], one["type"]) for one in items] == [
        ("Boom kappen", "Processchema"), ("Leges", "Beslistabel"),
    ]  # fmt: skip
    assert items[0]["url"].endswith("/#overnemen")
    assert items[1]["summary"].endswith("1 punt van aandacht")
    only = (tmp_path / "overnemen" / "beslistabellen" / "index.md").read_text()
    assert "Leges" in only
    assert "Boom kappen" not in only


def test_the_filters_know_each_kind_and_organisation_of_the_rows(tmp_path: Path) -> None:
    table = process("https://zomerdorp.example.nl/b.dmn", title="B", package=package("dmn"))
    told = (said(TOWN, "publishes", FILE),)
    stage_packages(desk(shelf(process(), table, told=told), tmp_path))

    body = (tmp_path / "overnemen" / "index.md").read_text().split("---\n", 2)[2]
    tree = lxml.html.fromstring(body)
    kinds = {one.get("value") for one in tree.xpath("//select[@name='soort']/option")}
    items = json.loads((tmp_path / "data" / "overnemen.json").read_text())["items"]
    assert kinds - {""} == {one["type"] for one in items}
    assert tree.xpath("//form/@data-list") == ["../data/overnemen.json"]


def test_a_long_list_has_pages_and_old_ones_go(tmp_path: Path) -> None:
    many = [process(f"https://zomerdorp.example.nl/{n}.bpmn", title=f"Proces {n}")
            for n in range(PER_PAGE + 1)]  # fmt: skip
    stage_packages(desk(shelf(*many), tmp_path))
    second = tmp_path / "overnemen" / "lijst" / "2.md"
    was_there = second.is_file()

    stage_packages(desk(shelf(many[0]), tmp_path))

    assert was_there
    assert not second.exists()


def test_without_packages_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    stage_packages(desk(shelf(), tmp_path))

    assert "Hier staat nog niets" in (tmp_path / "overnemen" / "index.md").read_text()


def test_as_many_rows_stand_on_a_page_as_the_script_shows_at_once() -> None:
    script = (CHECKOUT / "site" / "assets" / "noaber.js").read_text()

    assert f"const STEP = {PER_PAGE};" in script


def test_the_site_has_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)

    problems = stage(hub(process()), home)

    assert problems == []
    assert (home.build / "pages" / "overnemen" / "processchemas" / "index.md").is_file()


@pytest.mark.parametrize("kind", sorted(packages.WAYS))
def test_each_kind_of_package_says_how_to_take_it_over(kind: str) -> None:
    way = packages.WAYS[kind]

    assert way.steps
    assert way.url.startswith("https://") or not way.url
    assert way.folder.isascii()
    assert way.folder.islower()
