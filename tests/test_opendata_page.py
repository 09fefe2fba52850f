"""The page with the open data: every file and column is told, and what changed since a release."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import date

import pytest
from lxml import html

from graph.build import build
from graph.exports import Earlier, export
from graph.tables import tables
from knowledge.forgetting import Forgotten
from knowledge.forgetting.phrases import mark_of_address, marks_of_text
from knowledge.forgetting.withdrawals import Decision, Key
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.maps.borders import load_borders
from knowledge.maps.drawing import Maps
from knowledge.model import Contract, Cost, Document, Organisation, Solution, Statement
from knowledge.opendata.pages import opendata_pages, size
from knowledge.problems import NoaberError
from knowledge.shelf import Shelf
from knowledge.staging import Staging

DAY = date(2026, 11, 1)
TOWN, TOOL, OTHER = "noaber:organisatie/o", "https://c.example/x", "https://c.example/y"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def hub_of(*uses, title="Zomerdorp", seen=DAY, licence="EUPL-1.2"):
    records = [
        Organisation(id=TOWN, title=title),
        *(Solution(id=one, title="X", licence=licence) for one in (TOOL, OTHER)),
    ]
    said = [Statement(subject=TOWN, relation="uses", object=tool, role=role, source="a",
                      last_seen=seen) for tool, role in uses]  # fmt: skip
    return Hub(
        things={one.id: Thing(one.id, one.kind, "s", (one,)) for one in records},
        edges=tuple(edges_from(said)),
    )


def page_of(folder, hub):
    pages = folder / "build" / "pages"
    maps = Maps(load_borders(folder / "registers", ()))
    desk = Staging(Shelf(hub, DAY), pages, {}, maps)
    opendata_pages(desk)
    text = (pages / "open-data" / "index.md").read_text()
    return html.fromstring(text.split("---\n", 2)[2])


def changed(folder, new, old, forgotten=None):
    export(build(old), folder / "old", ("jsonl",))
    earlier = Earlier(folder / "old", forgotten or Forgotten())
    export(build(new), folder / "new", ("jsonl",), earlier)
    lines = (folder / "new" / "changes.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_the_page_tells_of_every_table_and_column(tmp_path):
    hub = hub_of((TOOL, ""))
    export(build(hub), tmp_path / "build" / "pages" / "data")
    page = page_of(tmp_path, hub)

    for table in tables():
        (heading,) = page.xpath(f"//h3[@id='{table.name}']")
        names = heading.xpath("following::table[1]//th/code/text()")
        assert heading.text == table.title
        assert names == list(table.names), table.name


def test_every_file_that_the_page_offers_is_there_with_its_size(tmp_path):
    hub = hub_of((TOOL, ""))
    pages = tmp_path / "build" / "pages"
    export(build(hub), pages / "data")
    (pages / "data" / "bronvermelding.json").write_text("{}")  # made with all pages
    links = [a.get("href") for a in page_of(tmp_path, hub).xpath("//a[@download]")]

    assert len(links) > 40
    assert [one for one in links if not (pages / "open-data" / one).resolve().is_file()] == []


def test_the_page_shows_how_many_rows_know_a_column(tmp_path):
    hub = hub_of((TOOL, ""))
    export(build(hub), tmp_path / "build" / "pages" / "data")
    page = page_of(tmp_path, hub)
    cells = page.xpath("//h3[@id='relations']/following::table[1]//tr[th/code='last_seen']/td")

    assert cells[-1].text == "1"


def test_a_site_without_files_says_so(tmp_path):
    page = page_of(tmp_path, hub_of())

    assert "Er zijn nog geen bestanden" in page.text_content()
    assert page.xpath("//a[@download]") == []


def test_sizes_are_as_readers_know_them():
    assert [size(n) for n in (0, 1499, 999_499, 1_000_000)] == ["1 kB", "1 kB", "999 kB", "1,0 MB"]


def test_changes_say_what_is_new_changed_and_gone(tmp_path):
    old = hub_of((TOOL, "pilot"), (OTHER, ""))
    new = hub_of((TOOL, "in gebruik"))
    found = changed(tmp_path, new, old)
    relations = [one for one in found if one["table"] == "relations"]

    assert relations == [
        {"table": "relations", "key": {"subject": TOWN, "relation": "uses", "object": TOOL},
         "change": "changed", "fields": {"role": ["pilot", "in gebruik"]}},
        {"table": "relations", "key": {"subject": TOWN, "relation": "uses", "object": OTHER},
         "change": "removed"},
    ]  # fmt: skip


def test_what_is_new_comes_with_its_row(tmp_path):
    found = changed(tmp_path, hub_of((TOOL, "")), hub_of())
    kinds = {(one["table"], one["change"]) for one in found}
    (row,) = [one["row"] for one in found if one["table"] == "relations"]

    assert kinds == {("relations", "added"), ("statements", "added")}
    assert (row["subject"], row["object_title"]) == (TOWN, "X")


def test_another_day_of_the_crawl_or_title_of_an_end_is_no_change_of_a_relation(tmp_path):
    old = hub_of((TOOL, ""), seen=date(2026, 10, 1))
    new = hub_of((TOOL, ""), title="Gemeente Zomerdorp")
    found = changed(tmp_path, new, old)

    assert [(one["table"], one["fields"]) for one in found] == [
        ("organisations", {"title": ["Zomerdorp", "Gemeente Zomerdorp"]})
    ]


def test_the_same_release_has_no_changes(tmp_path):
    hub = hub_of((TOOL, ""), (OTHER, "pilot"))

    assert changed(tmp_path, hub, hub) == []


def test_what_must_be_forgotten_is_not_told_as_gone(tmp_path):
    key = Key("geheim" * 6)
    marks = tuple(marks_of_text(key, "Zomerdorp"))
    forgotten = Forgotten([Decision(name="a", kind="text", day=DAY, reason="verzoek",
                                    key=key.name, marks=marks)], key)  # fmt: skip
    new, old = hub_of(title="Een gemeente"), hub_of((TOOL, ""))
    found = changed(tmp_path, new, old, forgotten)
    (title,) = [one["fields"] for one in found if one["table"] == "organisations"]

    assert "Zomerdorp" not in json.dumps(found)
    assert title == {"title": ["[verwijderd]", "Een gemeente"]}


def test_a_row_that_is_recognised_by_what_must_be_forgotten_is_not_told(tmp_path):
    key = Key("geheim" * 6)
    mark = mark_of_address(key, OTHER)
    forgotten = Forgotten([Decision(name="a", kind="page", day=DAY, reason="verzoek",
                                    key=key.name, marks=(mark,))], key)  # fmt: skip
    found = changed(tmp_path, hub_of(), hub_of((OTHER, "")), forgotten)

    assert OTHER not in json.dumps([one for one in found if one["change"] == "removed"])
    assert changed(tmp_path / "b", hub_of(), hub_of((OTHER, "")))


def test_who_no_longer_is_named_with_a_closed_product_is_not_named_as_gone(tmp_path):
    """Whoever is counted or hidden since the release would be told of in the changes."""
    old, new = (hub_of(*uses, licence="Proprietary") for uses in ([(TOOL, "")], []))

    assert changed(tmp_path, new, old) == []
    package = json.loads((tmp_path / "new" / "datapackage.json").read_text())
    assert package["changes"]["tables"]["relations"]["removed"] == 0


def test_use_of_what_nobody_knows_any_more_is_not_told_as_gone(tmp_path):
    found = changed(tmp_path, Hub(things={}, edges=()), hub_of((TOOL, "")))

    assert {one["table"] for one in found} == {"organisations", "solutions"}


def test_use_of_a_closed_product_that_is_still_told_as_past_is_told_as_gone(tmp_path):
    old, new = (hub_of(*uses, licence="Proprietary") for uses in ([(TOOL, "")], []))
    past = Statement(subject=TOWN, relation="uses", object=TOOL, source="a", gone=DAY)
    found = changed(tmp_path, dataclasses.replace(new, past=(past,)), old)

    assert {(one["table"], one["change"]) for one in found} == {
        ("relations", "removed"), ("statements", "removed"), ("past", "added")
    }  # fmt: skip


@pytest.mark.parametrize("genre", ["kosten", "afspraak", "verklaring"])
def test_a_document_that_is_kept_back_since_is_not_told_as_gone(tmp_path, genre):
    paper = Document(id="noaber:entry/agreement/x-zomerdorp", title="X", genre=genre,
                     cost_facts=(Cost(cents=100),), contract=Contract(ends="2027"))  # fmt: skip
    about = Statement(subject=paper.id, relation="about", object=TOOL, source="a", last_seen=DAY)
    new = hub_of()
    old = dataclasses.replace(
        new,
        things=new.things | {paper.id: Thing(paper.id, paper.kind, "p", (paper,))},
        edges=tuple(edges_from([about])),
    )

    assert changed(tmp_path, new, old) == []


def test_the_data_package_and_the_page_count_the_changes(tmp_path):
    old, new = hub_of((OTHER, "")), hub_of((TOOL, ""))
    export(build(old), tmp_path / "old")
    data = tmp_path / "build" / "pages" / "data"
    written = export(build(new), data, (), Earlier(tmp_path / "old", Forgotten()))
    package = json.loads((data / "datapackage.json").read_text())
    page = page_of(tmp_path, new)
    row = page.xpath("//h2[@id='veranderd']/following::table[1]//tr[th='Relaties']/td/text()")

    assert package["changes"]["since"] == "2026-11-23"
    assert package["changes"]["tables"]["relations"] == {"added": 1, "changed": 0, "removed": 1}
    assert row == ["1", "0", "1"]
    assert data / "changes.jsonl" in written
    assert "23 november 2026" in page.text_content()


def test_a_release_of_a_home_is_compared_with_of_itself(tmp_path):
    home = Home(tmp_path)
    none = Earlier.of(home)
    export(build(hub_of()), tmp_path / "data" / "release", ("jsonl",))

    assert none is None
    assert Earlier.of(home).folder == tmp_path / "data" / "release"
    assert Earlier.of(home, tmp_path).folder == tmp_path


def test_a_folder_without_a_release_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(NoaberError, match="geen eerdere uitgave; maak er een met noaber export"):
        export(build(hub_of()), tmp_path / "new", ("jsonl",), Earlier(tmp_path, Forgotten()))


def test_a_broken_line_of_a_release_is_named_by_file_and_line(tmp_path):
    export(build(hub_of()), tmp_path / "old", ("jsonl",))
    broken = tmp_path / "old" / "jsonl" / "solutions.jsonl"
    broken.write_text(broken.read_text() + "{\n")

    with pytest.raises(NoaberError, match=r"solutions\.jsonl:3: geen JSON"):
        export(
            build(hub_of()), tmp_path / "new", ("jsonl",), Earlier(tmp_path / "old", Forgotten())
        )


def test_an_export_without_an_earlier_release_leaves_no_old_changes(tmp_path):
    changed(tmp_path, hub_of((TOOL, "")), hub_of())
    export(build(hub_of()), tmp_path / "new", ("jsonl",))

    assert not (tmp_path / "new" / "changes.jsonl").exists()


def test_rows_that_were_cleansed_are_no_changes(tmp_path):
    export(build(hub_of((TOOL, ""))), tmp_path / "old", ("jsonl",))
    path = tmp_path / "old" / "jsonl" / "solutions.jsonl"
    path.write_text('{"title": "[verwijderd]"}\n[]\n' + path.read_text())
    shutil.rmtree(tmp_path / "old" / "csv", ignore_errors=True)
    export(build(hub_of((TOOL, ""))), tmp_path / "new", ("jsonl",),
           Earlier(tmp_path / "old", Forgotten()))  # fmt: skip

    assert (tmp_path / "new" / "changes.jsonl").read_text() == ""
