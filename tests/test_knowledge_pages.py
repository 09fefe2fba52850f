"""Staged pages: what a hub becomes before MkDocs sees it."""

from __future__ import annotations

import json
import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name
from knowledge.member import Member, Source
from knowledge.model import (
    Document,
    Flow,
    Initiative,
    Organisation,
    Problem,
    Process,
    Product,
    Record,
    Solution,
    Statement,
    Step,
)
from knowledge.pages import page_path, stage
from knowledge.products.themes import ThemedProduct

DAY = date(2026, 11, 23)
SOLUTION = "https://github.com/dorp/meldingen"
TOWN = "https://identifier.overheid.nl/tooi/id/gemeente/gm0001"
OTHER = "https://identifier.overheid.nl/tooi/id/gemeente/gm0002"
PRODUCT = "http://standaarden.overheid.nl/owms/terms/parkeervergunning"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    return Home(tmp_path)


def town(identifier: str = TOWN, title: str = "Ons Dorp", **more: Any) -> Organisation:
    about = {"type": "gemeente", "source": "register:organisations", "last_seen": DAY}
    return Organisation(id=identifier, title=title, **(about | more))


def solution(**more: Any) -> Solution:
    about = {"title": "Meldingen", "source": "dorp-forge", "url": SOLUTION, "last_seen": DAY}
    return Solution(id=SOLUTION, **(about | more))


def document(number: int = 1, **more: Any) -> Document:
    about = {"title": f"Stuk {number}", "source": "dorp-website", "url": f"https://d.nl/{number}"}
    return Document(id=f"https://d.nl/{number}", **(about | more))


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    about = {"source": "dorp-forge", "url": f"{SOLUTION}/x", "last_seen": DAY, "strength": "own"}
    return Statement(subject=subject, relation=relation, object=target, **(about | more))


def step(identifier: str, kind: str, name: str = "", lane: str = "") -> Step:
    return Step(id=identifier, kind=kind, name=name, lane=lane)


def hub(*records: Record, said: list[Statement] | None = None, **more: Any) -> Hub:
    grouped: dict[str, list[Any]] = {}
    for record in records:
        grouped.setdefault(record.id, []).append(record)
    things = {
        i: Thing(i, same[0].kind, page_name(same[0].title, i), tuple(same))
        for i, same in grouped.items()
    }
    return Hub(things=things, edges=tuple(edges_from(said or [])), **more)


def front_and_page(home: Home, made: Hub, identifier: str) -> tuple[dict[str, Any], Any]:
    path = home.build / "pages" / f"{page_path(made.things[identifier]).rstrip('/')}.md"
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), lxml.html.fromstring(body)


def text_of(home: Home, made: Hub, identifier: str) -> str:
    return words(front_and_page(home, made, identifier)[1])


def words(tree: Any) -> str:
    """The text as a reader sees it: blocks apart, blanks folded."""
    for element in tree.iter(
        "p", "li", "dt", "dd", "th", "td", "h1", "h2", "h3", "br", "small", "ul"
    ):
        element.tail = f" {element.tail or ''}"
    return " ".join(tree.text_content().split())


def staged(home: Home) -> dict[str, bytes]:
    folder = home.build / "pages"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_each_kind_has_its_own_folder():
    paths = [
        page_path(Thing("i", kind, "x", ()))
        for kind in ("organisation", "product", "process", "solution", "document", "initiative")
    ]

    assert paths == [
        "organisaties/x/",
        "producten/x/",
        "processen/x/",
        "oplossingen/x/",
        "documenten/x/",
        "initiatieven/x/",
    ]


def everything() -> Hub:
    other = solution(phase="beta", source="elders-files", url="https://elders.example/p.json")
    process = Process(
        id="https://d.nl/p.bpmn",
        title="Aanvraag",
        source="dorp-forge",
        steps=(step("a", "startEvent"), step("b", "task", "T")),
        flows=(Flow(source="a", target="b"),),
    )
    return hub(
        town(),
        town(OTHER, "Buurdorp"),
        solution(phase="stable"),
        other,
        process,
        document(),
        Product(id=PRODUCT, title="parkeervergunning", source="register:products"),
        Initiative(id="noaber:initiatief/samen", title="Samen", source="entry:initiative/samen"),
        said=[
            said(TOWN, "uses", SOLUTION, role="in gebruik", since="2024-05"),
            said(TOWN, "uses", SOLUTION, role="pilot", strength="third", source="elders-files"),
            said(OTHER, "uses", SOLUTION, role="in gebruik", state="disputed", claimant=OTHER),
            said(TOWN, "publishes", process.id),
            said(process.id, "handles", PRODUCT),
            said(TOWN, "publishes", "https://d.nl/1"),
            said(TOWN, "takes_part", "noaber:initiatief/samen"),
        ],
    )


def test_the_same_hub_gives_the_same_bytes_whatever_its_order(home, tmp_path):
    made = everything()
    things, edges = list(made.things.items()), list(made.edges)
    random.Random(7).shuffle(things)
    random.Random(8).shuffle(edges)
    again = Home(tmp_path / "again")

    stage(made, home)
    stage(Hub(things=dict(things), edges=tuple(edges)), again)

    assert staged(home) == staged(again)


def test_only_files_that_changed_are_written(home):
    stage(everything(), home)
    before = {path: path.stat().st_mtime_ns for path in home.build.rglob("*") if path.is_file()}
    time.sleep(0.01)

    stage(everything(), home)

    assert {p: p.stat().st_mtime_ns for p in home.build.rglob("*") if p.is_file()} == before


def test_pages_of_things_that_are_gone_go_and_those_of_other_rooms_stay(home):
    stage(hub(solution(), *(document(n) for n in range(250))), home)
    others = home.build / "pages" / "netwerk" / "index.md"
    others.parent.mkdir()
    others.write_text("# Netwerk\n")
    data = home.build / "pages" / "data" / "graph.json"
    data.write_text("{}")

    stage(hub(document(1)), home)

    names = [name for name in staged(home) if name.startswith(("documenten/", "oplossingen/"))]
    assert sorted(name.partition("-")[0] for name in names) == [
        "documenten/index.md",
        "documenten/stuk",
        "oplossingen/index.md",
    ]
    assert others.exists()
    assert data.exists()


def test_front_matter_has_only_allowed_keys_and_escaped_text(home):
    title = "</title><script>alert(1)</script>\ntemplate: nope.html"
    made = hub(solution(title=title, summary='"><script>x</script>', source="entry:solution/m"))

    stage(made, home)

    front, _ = front_and_page(home, made, SOLUTION)
    assert set(front) <= {"title", "description", "hide", "kind", "edit_path"}
    assert (
        front["title"] == "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; template: nope.html"
    )
    assert front["description"] == "&quot;&gt;&lt;script&gt;x&lt;/script&gt;"
    assert front["edit_path"] == "knowledge/entries/solution/m.md"


@pytest.mark.parametrize(
    "title", ["2026-11-23", "yes", "null", "0344", "- a", "{a: b}", "#x", "---"]
)
def test_titles_that_look_like_yaml_stay_text(home, title):
    made = hub(solution(title=title))

    stage(made, home)

    assert front_and_page(home, made, SOLUTION)[0]["title"] == title


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "</div></div><script>alert(1)</script>",
        "{{7*7}}{% raw %}",
        '--8<-- "/etc/passwd"',
        "[x](javascript:alert(1)){: onclick=alert(1) }",
        "a\x00b\u202ec",
    ],
)
def test_hostile_text_is_only_ever_text(home, payload):
    fields = dict.fromkeys(
        ("title", "summary", "version", "phase", "website", "repository", "maintenance", "licence"),
        payload,
    )
    many = {"features": (payload,), "standards": (payload,), "categories": (payload,)}
    made = hub(
        solution(**fields, **many, text=payload, text_licence="MIT"),
        town(title=payload),
        said=[said(TOWN, "uses", SOLUTION, role=payload, since=payload, url=payload)],
    )

    assert stage(made, home) == []

    for identifier in (SOLUTION, TOWN):
        _, page = front_and_page(home, made, identifier)
        tags = {element.tag for element in page.iter()}
        names = {name for element in page.iter() for name in element.attrib}
        assert not tags & {"script", "img", "svg"}
        assert not {name for name in names if name.startswith("on")}
        assert not [href for href in page.xpath("//@href") if "script:" in href]
        plain = "".join(c for c in payload if c not in "\x00\u202e")
        assert plain in page.text_content()


def test_a_record_that_cannot_be_rendered_is_reported_and_gets_a_plain_page(home):
    broken = Solution.model_construct(
        id=SOLUTION,
        title="Kapot",
        features=5,
        text="",
        text_licence="",
        summary="",
        url="",
        source="x",
        first_seen=None,
        last_seen=None,
        kind="solution",
    )
    made = hub(broken, document())

    (problem,) = stage(made, home)

    assert isinstance(problem, Problem)
    assert problem.code == "page-failed"
    assert "TypeError" in problem.message
    assert "kon niet worden gemaakt" in text_of(home, made, SOLUTION)
    assert "Stuk 1" in text_of(home, made, "https://d.nl/1")


def test_a_page_name_never_leaves_its_folder(home):
    record = solution()
    made = Hub(things={SOLUTION: Thing(SOLUTION, "solution", "../../../etc/x", (record,))})

    (problem,) = stage(made, home)

    assert "paginanaam" in problem.message
    assert (home.build / "pages" / "oplossingen" / "etcx.md").is_file()


def test_a_list_of_120_documents_has_three_pages_and_one_file_for_the_filters(home):
    stage(hub(*(document(n) for n in range(120))), home)
    pages = [
        home.build / "pages" / "documenten" / name
        for name in ("index.md", "lijst/2.md", "lijst/3.md")
    ]
    trees = [lxml.html.fromstring(path.read_text("utf-8").split("---\n", 2)[2]) for path in pages]

    assert [len(tree.xpath("//ul[@class='cards']/li")) for tree in trees] == [50, 50, 20]
    assert trees[0].xpath("//a[@rel='next']/@href") == ["../documenten/lijst/2/"]
    assert trees[2].xpath("//a[@rel='prev']/@href") == ["../../../documenten/lijst/2/"]
    first, last = (tree.xpath("//ul[@class='cards']/li/a/text()") for tree in trees[::2])
    assert (first[0], first[10], last[-1]) == ("Stuk 0", "Stuk 10", "Stuk 119")
    items = json.loads((home.build / "pages/data/documenten.json").read_bytes())["items"]
    assert len(items) == 120
    assert items[0]["url"].startswith("documenten/stuk-0-")


def test_text_without_an_open_licence_is_only_linked(home):
    closed = document(1, text="Geheime tekst", summary="Geheime samenvatting", headings=("Kop",))
    shared = document(2, text="Open tekst", summary="Kort", text_licence="CC-BY-4.0")
    made = hub(closed, shared)

    stage(made, home)

    page = text_of(home, made, closed.id)
    assert "Geheime" not in page
    assert "De tekst staat bij de bron" in page
    assert "Kop" in page
    page = text_of(home, made, shared.id)
    assert "Open tekst" in page
    assert "licentie CC-BY-4.0" in page
    assert "Geheime" not in (home.build / "pages/data/documenten.json").read_text("utf-8")


def test_a_long_text_is_cut_and_says_where_the_rest_is(home):
    text = "\n\n".join(f"Alinea {n}." for n in range(3000))
    made = hub(document(text=text, text_licence="CC0-1.0"))

    stage(made, home)

    page = text_of(home, made, "https://d.nl/1")
    assert "Alinea 100." in page
    assert "Alinea 2999." not in page
    assert "Lees verder bij de bron" in page


def test_values_that_disagree_are_both_shown_with_their_source(home):
    made = everything()

    stage(made, home)

    page = text_of(home, made, SOLUTION)
    assert "klaar voor gebruik bron: dorp-forge · gezien 23 november 2026" in page
    assert "proefversie bron: elders-files · gezien 23 november 2026" in page


def test_each_use_says_who_says_so_where_and_when(home):
    made = everything()

    stage(made, home)

    _, page = front_and_page(home, made, SOLUTION)
    table, apart = page.xpath("//table")
    row = words(table.find(".//tbody/tr"))
    assert row.startswith(
        "Ons Dorp in gebruik, sinds mei 2024 de organisatie zelf dorp-forge gezien 23 november 2026"
    )
    assert "Nog 1 bron proef (pilot), volgens een ander: elders-files" in row
    assert table.xpath(".//td//a/@href")[0] == f"{SOLUTION}/x"
    assert "Buurdorp" in apart.text_content()
    assert "betwist" in apart.text_content()
    assert "1 organisatie, voor zover wij weten" in words(page)


def test_a_solution_without_users_asks_for_them(home):
    made = hub(solution())

    stage(made, home)

    assert "We weten nog niet wie dit gebruikt" in text_of(home, made, SOLUTION)


def test_municipalities_of_today_have_a_page_and_ended_ones_only_where_a_link_needs_it(home):
    ended, lost = town(f"{TOWN}x", "Oud Dorp", valid_until=date(2018, 12, 31)), f"{TOWN}y"
    made = hub(
        town(predecessors=(ended.id, "weg")),
        ended,
        town(lost, "Verdwenen", valid_until=date(2001, 1, 1)),
        town("noaber:organisatie/p", "Provincie", type="provincie"),
        town("noaber:organisatie/l", "Lid", type="overig"),
        town("noaber:organisatie/m", "Maker", type="leverancier"),
        solution(),
        Product(id=PRODUCT, title="nergens"),
        said=[said("noaber:organisatie/m", "makes", SOLUTION)],
        members=(
            Member(slug="lid", name="Lid", type="overig", sources=(), id="noaber:organisatie/l"),
        ),
    )

    stage(made, home)

    titles = {
        name.rpartition("/")[2].rpartition("-")[0]
        for name in staged(home)
        if name.startswith(("organisaties/", "producten/")) and "index" not in name
    }
    assert titles == {"ons-dorp", "oud-dorp", "lid", "maker"}
    assert "Hierin opgegaan Oud Dorp weg" in text_of(home, made, TOWN)


def test_a_municipality_of_which_nothing_is_known_says_so(home):
    made = hub(town(contact="info@onsdorp.nl"))

    stage(made, home)

    page = text_of(home, made, TOWN)
    assert "Van deze gemeente weten we nog niets" in page
    assert "Lees hoe u iets toevoegt" in page
    assert "info@onsdorp.nl" in page


def test_an_organisation_shows_its_sources_and_neighbours(home):
    member = Member(
        slug="dorp",
        name="Ons Dorp",
        type="gemeente",
        id=TOWN,
        sources=(Source(protocol="website", url="https://d.nl/"), Source(protocol="sru")),
    )
    report = {
        "source": "dorp-website",
        "state": "partial",
        "records": 1200,
        "run": "2026-11-22T04",
        "found": 1201,
        "refused": 1,
        "problems": [{"message": "kapot <b>", "place": "https://d.nl/x", "line": 3}],
    }
    made = hub(
        town(),
        town(OTHER, "Buurdorp"),
        solution(),
        members=(member,),
        sources={"dorp-website": report},
    )

    stage(made, home, {TOWN: [{"organisation": OTHER, "shared": [SOLUTION]}]})

    page = text_of(home, made, TOWN)
    assert "Website: deels gelezen 22 november 2026, 1.200 opgenomen" in page
    assert "nog niet opgehaald" in page
    assert "Buurdorp: 1 oplossing Meldingen" in page
    sources = staged(home)["bronnen.md"].decode()
    assert 'href="https://d.nl/x"' in sources
    assert "kapot &lt;b&gt;" in sources
    assert "regel 3" in sources


def test_each_source_leads_to_the_page_that_tells_how_it_is_read(home):
    sources = (Source(protocol="website", url="https://d.nl/"),)
    member = Member(slug="ons-dorp", name="Ons Dorp", type="gemeente", id=TOWN, sources=sources)
    empty = Member(slug="leeg", name="Leeg", type="gemeente", id=OTHER, sources=())

    stage(hub(town(), town(OTHER, "Leeg"), members=(member, empty)), home)

    pages = staged(home)
    link = 'bronnen/ons-dorp/#ons-dorp-website"'
    organisation = next(name for name in pages if name.startswith("organisaties/ons-dorp"))
    assert link in pages["bronnen.md"].decode()
    assert link in pages[organisation].decode()
    assert b'id="ons-dorp-website"' in pages["bronnen/ons-dorp.md"]
    assert "data/gezondheid/ons-dorp.json" in pages
    assert "bronnen/leeg.md" not in pages


def test_pages_for_publishers_are_staged_as_they_are_written(home):
    stage(hub(), home)

    assert {"publiceren/index.md", "publiceren/website.md"} <= staged(home).keys()


def test_no_address_of_a_person_is_staged_anywhere(home):
    person = "jan.jansen@onsdorp.nl"
    made = hub(
        town(contact=person, text=person, text_licence="CC0-1.0"),
        solution(
            title=f"Van {person}",
            summary=person,
            features=(person,),
            maintenance=person,
            text=f"[mail](mailto:{person}) {person}",
            text_licence="MIT",
        ),
        document(genre=person, headings=(person,)),
        said=[said(TOWN, "uses", SOLUTION, role=person)],
        problems=(Problem(code="x", message=person),),
    )

    assert stage(made, home) == []

    assert [name for name, body in staged(home).items() if b"jansen@" in body] == []
    assert b"e-mailadres verborgen" in staged(home)["bronnen.md"]


def test_a_process_tells_its_steps_and_how_others_do_it(home):
    steps = (
        step("g", "exclusiveGateway", "Goed?", "Balie"),
        step("a", "userTask", "Verleen"),
        step("b", "task", "Weiger"),
    )
    flows = (Flow(source="g", target="a", name="ja"), Flow(source="g", target="b", name="nee"))
    ours = Process(
        id="https://d.nl/a",
        title="Bij ons",
        term="P8W",
        steps=steps,
        flows=flows,
        url="https://d.nl/a.bpmn",
        channels=("balie",),
        source="dorp-forge",
    )
    theirs = Process(id="https://b.nl/b", title="Bij hen", term="P6W", steps=steps[:1])
    made = hub(
        ours,
        theirs,
        town(),
        Product(id=PRODUCT, title="parkeervergunning"),
        said=[
            said(ours.id, "handles", PRODUCT),
            said(theirs.id, "handles", PRODUCT),
            said(TOWN, "publishes", ours.id),
        ],
    )

    stage(made, home)

    page = text_of(home, made, ours.id)
    assert "Goed? keuze · Balie als ja, dan 2. Verleen als nee, dan 3. Weiger" in page
    assert "Termijn 8 weken" in page
    assert "Zo doen anderen het" in page
    assert "Bij hen niet bekend 1 6 weken" in page
    assert "Bij ons Ons Dorp 3 8 weken" in text_of(home, made, PRODUCT)


def test_costs_show_their_amount_on_their_own_page_and_that_of_the_solution(home):
    cost = document(
        genre="kosten",
        amount=12500.0,
        year="2025",
        summary="Beheer",
        source="entry:cost/m",
        text_licence="CC-BY-4.0",
    )
    made = hub(cost, solution(), said=[said(cost.id, "about", SOLUTION)])

    stage(made, home)

    assert "€ 12.500 (2025)" in text_of(home, made, cost.id)
    assert "Kosten Stuk 1: € 12.500 (2025) Beheer" in text_of(home, made, SOLUTION)


def test_home_counts_what_counts_and_says_how_old_it_is(home):
    made = everything()
    made = Hub(things=made.things, edges=made.edges, sources={"x": {"run": "2026-11-20T0400"}})

    stage(made, home)

    page = lxml.html.fromstring(staged(home)["index.md"].decode().split("---\n", 2)[2])
    text = words(page)
    assert "1 gemeente die iets gebruikt of deelt" in text
    assert "0 oplossingen met twee of meer gebruikers" in text
    assert "1 proces " in text
    assert "7 gegevens" in text
    assert "voor het laatst opgehaald op 20 november 2026" in text


def test_links_between_pages_are_relative(home):
    made = everything()

    stage(made, home)

    for name, body in staged(home).items():
        if name.endswith(".md"):
            tree = lxml.html.fromstring(body.decode().split("---\n", 2)[2])
            ours = [href for href in tree.xpath("//@href") if "://" not in href]
            assert all(href.startswith((".", "#", "mailto:")) for href in ours), name


def test_every_page_is_one_block_of_html(home):
    stage(everything(), home)

    for name, body in staged(home).items():
        if name.endswith(".md"):
            block = body.decode().split("---\n", 2)[2].strip()
            assert block.startswith('<div class="noaber'), name
            assert block.endswith("</div>"), name
            assert len(lxml.html.fragments_fromstring(block)) == 1, name


def test_staging_uses_the_folder_of_the_home_only(home):
    stage(everything(), home)

    assert [path.name for path in Path(home.root).iterdir()] == ["build"]


def test_solutions_of_many_municipalities_come_before_those_of_many_others(home):
    abroad = "https://github.com/elders/pat"
    made = hub(
        solution(summary="Hier"),
        Solution(id=abroad, title="Elders"),
        town(),
        *(town(f"noaber:organisatie/{n}", f"Comune {n}", type="overig") for n in range(3)),
        said=[
            said(TOWN, "uses", SOLUTION),
            *(said(f"noaber:organisatie/{n}", "uses", abroad) for n in range(3)),
        ],
    )

    stage(made, home)

    page = words(lxml.html.fromstring(staged(home)["index.md"].decode().split("---\n", 2)[2]))
    assert page.index("Meldingen 1 gemeente") < page.index("Elders 3 gebruikers")


def test_the_newest_things_are_of_each_kind_by_turns(home):
    day, began = date(2026, 11, 20), date(2026, 11, 1)
    made = hub(
        *(document(n, first_seen=day) for n in range(12)),
        document(98, title="Gisteren", first_seen=date(2026, 11, 19)),
        document(99, title="Vanouds", first_seen=began),
        Solution(id="x", title="Ook vanouds", source="dorp-forge", first_seen=began),
        solution(first_seen=day),
        Process(id="https://d.nl/p", title="Proces", source="dorp-forge", first_seen=day),
    )

    stage(made, home)

    page = lxml.html.fromstring(staged(home)["index.md"].decode().split("---\n", 2)[2])
    (newest,) = page.xpath("//ul[@class='top']")
    assert newest.xpath("li/a/text()")[:4] == ["Meldingen", "Proces", "Stuk 0", "Stuk 1"]
    assert len(newest) == 10


def test_what_a_source_had_at_its_first_reading_is_no_news_but_an_entry_is(home):
    day = date(2026, 11, 20)
    entry = document(
        7, first_seen=day, source="entry:experience/x", reader="entry", genre="ervaring"
    )
    old = [document(n, first_seen=day) for n in range(3)]

    stage(hub(*old), home)
    assert "Dit is de eerste keer" in staged(home)["index.md"].decode()
    stage(hub(*old, entry), home)

    page = lxml.html.fromstring(staged(home)["index.md"].decode().split("---\n", 2)[2])
    assert page.xpath("//ul[@class='top']/li/a/text()") == ["Stuk 7"]
    assert "Document: ervaring" in words(page)


def test_a_solution_with_hundreds_of_users_names_them_all(home):
    users = [f"noaber:organisatie/{n}" for n in range(150)]
    made = hub(
        solution(),
        *(town(user, f"Gebruiker {n}", type="overig") for n, user in enumerate(users)),
        said=[said(user, "uses", SOLUTION) for user in users],
    )

    stage(made, home)

    _, page = front_and_page(home, made, SOLUTION)
    assert len(page.xpath("//tbody/tr")) == 100
    assert all(f">Gebruiker {n}<" in lxml.html.tostring(page).decode() for n in range(150))


def test_a_claim_of_an_entry_without_an_address_leads_to_the_page_of_the_entry(home):
    entry = document(title="Wij gebruiken het").model_copy(
        update={"source": "entry:statement/wij", "reader": "entry"}
    )
    form = solution()
    claim = said(TOWN, "uses", form.id, source="entry:statement/wij", url="")
    made = hub(town(), form, entry, said=[claim])
    stage(made, home)
    _, page = front_and_page(home, made, form.id)

    (path,) = [a.get("href") for a in page.iter("a") if a.text == "bijdrage aan noaber"]

    assert path.startswith("../../documenten/")


def test_an_organisation_that_somebody_wrote_about_has_a_page_even_without_relations(home):
    written = town("noaber:organisatie/nieuw", "Nieuw", type="leverancier", reader="entry")
    stage(hub(written), home)

    assert list((home.build / "pages" / "organisaties").glob("nieuw-*.md"))


def test_the_team_behind_a_thing_and_those_around_it_are_on_its_page(home):
    cost = document(
        genre="kosten", contact="Team Inkoop, inkoop@dorp.nl", source="entry:cost/m", reader="entry"
    )
    made = hub(
        solution(contact="Team Zaken, support@dorp.nl"),
        cost,
        said=[said(cost.id, "about", SOLUTION, source="entry:cost/m")],
    )

    stage(made, home)

    page = text_of(home, made, SOLUTION)
    assert "Vragen? Team Zaken, support@dorp.nl" in page
    assert "Wie kunt u vragen? Team Inkoop, inkoop@dorp.nl bij: Stuk 1" in page
    assert "Vragen? Team Inkoop, inkoop@dorp.nl" in text_of(home, made, cost.id)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2027-05-01", "kijkt dit na voor 1 mei 2027"), ("2026-10", "misschien verouderd"),
     ("2026", "kijkt dit na voor 2026")],
)  # fmt: skip
def test_a_page_says_until_when_its_writer_stands_for_it(home, until, expected):
    made = hub(document(review_by=until))

    stage(made, home)

    assert expected in text_of(home, made, "https://d.nl/1")


def test_things_with_the_same_title_are_told_apart_by_publisher_or_else_by_place(home):
    one, two = document(1, title="Aanvragen"), document(2, title="Aanvragen")
    third = document(3, title="Uitleg", url="https://d.nl/a/docs/uitleg.md")
    fourth = document(4, title="Uitleg", url="https://d.nl/b/docs/uitleg.md")
    made = hub(
        town(),
        town(OTHER, "Buurdorp"),
        *(one, two, third, fourth),
        solution(),
        said=[
            said(TOWN, "publishes", one.id),
            said(OTHER, "publishes", two.id),
            said(TOWN, "publishes", third.id),
            said(TOWN, "publishes", fourth.id),
            *(said(doc.id, "about", SOLUTION) for doc in (one, two, third, fourth)),
        ],
    )

    stage(made, home)

    expected = ["Aanvragen (Ons Dorp)", "Aanvragen (Buurdorp)",
                "Uitleg (a/docs/uitleg.md)", "Uitleg (b/docs/uitleg.md)"]  # fmt: skip
    rows = lxml.html.fromstring(staged(home)["documenten/index.md"].decode().split("---\n", 2)[2])
    assert sorted(rows.xpath("//ul[@class='cards']/li/a/text()")) == sorted(expected)
    _, page = front_and_page(home, made, SOLUTION)
    assert sorted(page.xpath("//section[h2='Documenten']//li/a/text()")) == sorted(expected)
    items = json.loads((home.build / "pages/data/documenten.json").read_bytes())["items"]
    assert {item["mark"] for item in items} >= {"Buurdorp", "a/docs/uitleg.md"}


def test_a_product_leads_to_solutions_costs_and_plans_also_by_its_processes(home):
    process = Process(id="https://d.nl/p", title="Bij ons")
    cost = document(genre="kosten", amount=10.0)
    plan = Initiative(id="noaber:initiatief/samen", title="Samen", source="entry:initiative/samen")
    made = hub(
        ThemedProduct(id=PRODUCT, title="parkeervergunning", themes=("Sociaal domein",)),
        process,
        solution(),
        cost,
        plan,
        said=[
            said(process.id, "handles", PRODUCT),
            said(SOLUTION, "supports", process.id),
            said(cost.id, "about", SOLUTION),
            said(plan.id, "about", PRODUCT),
            said(plan.id, "about", SOLUTION),
        ],
    )

    stage(made, home)

    page = text_of(home, made, PRODUCT)
    assert "Processen van anderen (1)" in page
    assert "Hiermee wordt het gedaan (1) Meldingen" in page
    assert "Kosten Stuk 1: € 10" in page
    assert "Initiatieven Samen, over Meldingen" in page
    home_page = lxml.html.fromstring(staged(home)["index.md"].decode().split("---\n", 2)[2])
    links = home_page.xpath("//div[@class='themes']//a")
    assert [link.text_content() for link in links] == [
        "Sociaal domein", "Parkeervergunning", "Alle producten waarvan we iets weten",
    ]  # fmt: skip


def test_roles_licences_and_codes_are_in_plain_words(home):
    made = hub(
        town(),
        solution(licence="EUPL-1.2", solution_type="softwareAddon", categories=("survey", "eigen")),
        said=[
            said(TOWN, "makes", SOLUTION, role="opdrachtgever"),
            said(TOWN, "uses", SOLUTION, role="pilot"),
        ],
    )

    stage(made, home)

    page = text_of(home, made, SOLUTION)
    assert "EUPL-1.2: u mag het gratis gebruiken en aanpassen" in page
    assert "Soort uitbreiding" in page
    assert "Onderwerpen vragenlijsten, eigen" in page
    assert "Ons Dorp (laat het maken)" in page
    assert "proef (pilot)" in page


def test_what_a_solution_costs_is_told_or_asked(home):
    made = hub(solution())

    stage(made, home)

    assert "We weten nog niet wat dit kost" in text_of(home, made, SOLUTION)


def test_one_long_value_cannot_make_a_page_endless(home):
    long = "x" * 100_000
    steps = tuple(step(str(n), "task", long, long) for n in range(50))
    made = hub(
        Process(id="https://d.nl/p", title=long, term=long, pools=(long,), steps=steps),
        solution(phase=long, features=(long,) * 30),
        said=[said(TOWN, "uses", SOLUTION, role=long, since=long)],
    )

    stage(made, home)

    assert max(len(body) for name, body in staged(home).items() if "assets" not in name) < 100_000


def test_no_line_of_a_staged_page_starts_a_fence_of_code(home):
    text = "~~~~\n~~~ html\n```\n~~~~\n\n    ```\n    binnen\n    ```"
    made = hub(document(text=text, text_licence="CC0-1.0", format="markdown"))

    stage(made, home)

    body = next(body for name, body in staged(home).items() if name.startswith("documenten/stuk"))
    assert not [line for line in body.decode().split("\n") if line.startswith(("```", "~~~"))]
    assert "~~~ html" in text_of(home, made, "https://d.nl/1")


def test_an_address_that_hides_its_host_is_no_link(home):
    made = hub(solution(website="https://github.com@evil.example/login"))

    stage(made, home)

    _, page = front_and_page(home, made, SOLUTION)
    assert [href for href in page.xpath("//@href") if "evil" in href] == []


def test_claims_that_do_not_count_stand_apart_with_why(home):
    names = ("Kopie", "Erfgenaam", "Stopper", "Kijker")
    towns = [town(f"noaber:organisatie/{n.lower()}", f"Gemeente {n}") for n in names]
    about = [
        {"doubt": "dezelfde lijst staat ook elders", "strength": "maker"},
        {"via": TOWN, "strength": "derived"},
        {"role": "uitgefaseerd"},
        {"role": "verkent"},
    ]
    claims = [
        said(one.id, "uses", SOLUTION, **more) for one, more in zip(towns, about, strict=True)
    ]
    made = hub(solution(), town(), *towns)
    made = Hub(made.things, edges=tuple(edges_from(claims, DAY)))

    stage(made, home)

    text = text_of(home, made, SOLUTION)
    assert "Op dit moment niemand, voor zover wij weten" in text
    assert "Dezelfde lijst staat ook elders" in text.partition("Twijfelachtig")[2]
    assert "Overgenomen van Ons Dorp; nog niet bevestigd" in text
    assert "Gemeente Stopper" in text.partition("Niet meer, of nog niet")[2]
    assert text.index("Gemeente Kijker") < text.index("Niet meer, of nog niet")


def test_what_a_cooperation_uses_stands_with_its_members_as_via(home):
    both = Organisation(id="noaber:organisatie/samen", title="Samen", source="register:x")
    claims = [
        said(TOWN, "member_of", both.id, source="register:x"),
        said(both.id, "uses", SOLUTION, role="in gebruik"),
    ]
    made = hub(town(), both, solution(), said=claims)

    stage(made, home)

    text = text_of(home, made, TOWN)
    via = text.partition("Via een samenwerking")[2]
    assert "Samen" in via
    assert "Meldingen (in gebruik) volgens de organisatie zelf · bron: dorp-forge" in via
    assert "Wordt gebruikt" not in text_of(home, made, SOLUTION)
    assert "1 organisatie, voor zover wij weten" in text_of(home, made, SOLUTION)


def test_a_page_of_an_organisation_has_a_correction_ready_to_send(home):
    made = hub(town(), solution(), said=[said(TOWN, "uses", SOLUTION)])

    stage(made, home)

    _, page = front_and_page(home, made, TOWN)
    mail, entry = (pre.text_content() for pre in page.xpath("//section[h2[@id]]//pre"))
    assert "- gebruikt Meldingen (volgens de organisatie zelf, gezien 23 november 2026)" in mail
    assert f"claimant: {TOWN}" in entry


def test_the_page_of_what_is_not_counted_has_as_many_rows_as_its_data(home):
    claims = [
        said(TOWN, "uses", f"https://c.example/{n}", doubt="meegekopieerd", strength="maker")
        for n in range(120)
    ]
    made = hub(
        town(), *(solution().model_copy(update={"id": c.object}) for c in claims), said=claims
    )

    stage(made, home)

    pages = home.build / "pages"
    rows = json.loads((pages / "data" / "niet-geteld.json").read_text())["rows"]
    text = (pages / "niet-geteld.md").read_text()
    assert len(rows) == 120
    assert all(row["source"] and row["last_seen"] and row["doubt"] for row in rows)
    assert text.count("<tr><th") == 101  # the heading too
    assert "Dit zijn de eerste 100 van 120" in text
