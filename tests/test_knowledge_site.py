"""The built site: MkDocs and Pagefind over a small made-up hub, looked at by a parser and Chromium.

What is said of existing products and municipalities here is made up for the test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name, slug
from knowledge.member import Member, Source
from knowledge.model import (
    Box,
    Decision,
    Document,
    Drawing,
    Flow,
    Initiative,
    Line,
    NoaberError,
    Organisation,
    Problem,
    Process,
    Product,
    Shape,
    Solution,
    Statement,
    Step,
)
from knowledge.pages import stage
from knowledge.site import render

SCRIPTS = tuple(f"assets/{name}.js" for name in ("noaber", "services", "diagram", "compare",
                                                 "tabellen", "verkennen", "kosten",
                                                 "libraries/cytoscape"))  # fmt: skip
SCHEMES = {"", "http", "https", "mailto"}
SEEN_FOCUS = """(() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const isInView = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const isSeen = look.outlineStyle !== "none" && isInView;
  return isSeen ? [] : [at.outerHTML.slice(0, 80)];
})()"""
DAY = date(2026, 11, 23)
GM = "https://identifier.overheid.nl/tooi/id/gemeente/"
UPL = "http://standaarden.overheid.nl/owms/terms/"
TOWNS = (
    ("gm0344", "Utrecht", "Utrecht"),
    ("gm0363", "Amsterdam", "Noord-Holland"),
    ("gm0268", "Nijmegen", "Gelderland"),
    ("gm1900", "Súdwest-Fryslân", "Fryslân"),
    ("gm0796", "'s-Hertogenbosch", "Noord-Brabant"),
    ("gm0150", "Deventer", "Overijssel"),
    ("gm0193", "Zwolle", "Overijssel"),
    ("gm0153", "Enschede", "Overijssel"),
    ("gm0307", "Amersfoort", "Utrecht"),
    ("gm0392", "Haarlem", "Noord-Holland"),
    ("gm0599", "Rotterdam", "Zuid-Holland"),
    ("gm0518", "'s-Gravenhage", "Zuid-Holland"),
)
SIGNALEN = "https://github.com/amsterdam/signals"
FORMS = "https://github.com/open-formulieren/open-forms"
ZAAK = "https://github.com/open-zaak/open-zaak"
CHAT = "https://github.com/voorbeeld/gem"
PARKEER = f"{UPL}parkeervergunning"
MELDING = f"{UPL}melding_openbare_ruimte"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{7*7}} \u202e--8<-- "x"'
TEXT = """Met **Signalen** handelt een gemeente meldingen over de openbare ruimte af.

## Wat doet het?

Inwoners melden een losse stoeptegel of een volle afvalbak. Het systeem kiest zelf de afdeling.

| Onderdeel | Wat het doet |
| --- | --- |
| Formulier | Neemt de melding aan |
| Verdeling | Kiest de afdeling met *zelflerende* software |

- Werkt met [Open Zaak](https://github.com/open-zaak/open-zaak)
- Vragen? Mail jan.jansen@amsterdam.nl of info@amsterdam.nl

### Installeren

```
docker compose up
```
"""
SEEN = {"first_seen": date(2026, 9, 14), "last_seen": DAY}


def _towns() -> list[Organisation]:
    return [
        Organisation(
            id=GM + code,
            title=name,
            type="gemeente",
            official_name=f"gemeente {name}",
            province=province,
            website=f"https://www.{slug(name)}.example/",
            contact=f"info@{slug(name)}.example",
            source="register:organisations",
            url="https://identifier.overheid.nl/tooi/set/rwc_gemeenten_compleet/4",
            last_seen=DAY,
            predecessors=(f"{GM}gm0683",) if code == "gm1900" else (),
        )
        for code, name, province in TOWNS
    ] + [
        Organisation(
            id=f"{GM}gm0683",
            title="Wymbritseradiel",
            type="gemeente",
            valid_until=date(2010, 12, 31),
            successors=(f"{GM}gm1900",),
            source="register:organisations",
            last_seen=DAY,
        ),
        Organisation(
            id="noaber:organisatie/dimpact",
            title="Dimpact",
            type="samenwerkingsverband",
            source="member:dimpact",
            last_seen=DAY,
        ),
        Organisation(
            id="noaber:organisatie/maykin",
            title="Maykin Media",
            type="leverancier",
            source="utrecht-forge",
            url=FORMS,
            last_seen=DAY,
        ),
    ]


def _solutions() -> list[Solution]:
    return [
        Solution(
            id=SIGNALEN,
            title="Signalen",
            summary="Meldingen over de openbare ruimte aannemen, verdelen en afhandelen.",
            url=f"{SIGNALEN}/blob/main/publiccode.yml",
            solution_type="standalone/web",
            phase="stable",
            licence="MPL-2.0",
            repository=SIGNALEN,
            website="https://signalen.example/",
            version="2.41.0",
            released="2026-10-02",
            maintenance="community",
            standards=("ZGW-API's", "StUF"),
            languages=("nl",),
            categories=("openbare ruimte", "meldingen"),
            features=("Melding doen zonder account", "Zelf de juiste afdeling kiezen", "Rapporten"),
            text=TEXT,
            text_licence="MPL-2.0",
            source="amsterdam-forge",
            reader="publiccode",
            **SEEN,
        ),
        Solution(
            id=SIGNALEN,
            title="Signalen",
            phase="beta",
            source="dimpact-files",
            url="https://dimpact.example/portfolio.json",
            **SEEN,
        ),
        Solution(
            id=FORMS,
            title="Open Formulieren",
            summary="Slimme formulieren maken zonder te programmeren.",
            phase="stable",
            licence="EUPL-1.2",
            repository=FORMS,
            solution_type="standalone/web",
            maintenance="contract",
            text="Niet open.",
            text_licence="",
            url=FORMS,
            source="utrecht-forge",
            **SEEN,
        ),
        Solution(
            id=ZAAK,
            title="Open Zaak",
            summary="Zaken opslaan en delen volgens de landelijke API's.",
            phase="stable",
            licence="EUPL-1.2",
            repository=ZAAK,
            solution_type="standalone/backend",
            url=ZAAK,
            source="utrecht-forge",
            **SEEN,
        ),
        Solution(
            id=CHAT,
            title="Gem",
            summary="Digitale hulp die vragen van inwoners beantwoordt.",
            phase="development",
            url=CHAT,
            source="utrecht-forge",
            first_seen=DAY,
            last_seen=DAY,
        ),
        Solution(
            id="https://example.org/x",
            title=HOSTILE,
            summary=HOSTILE,
            url="javascript:alert(1)",
            website="javascript:alert(2)",
            features=(HOSTILE,),
            text=HOSTILE + "\n\n[x](javascript:alert(3)){: onclick=alert(4)}\n\n" + "[" * 10_000,
            text_licence="MIT",
            source="utrecht-forge",
            **SEEN,
        ),
    ]


def _drawing(steps: list[Step], flows: list[tuple[str, str, str]]) -> Drawing:
    """Draw steps in a row, with an arrow for each flow."""
    left = {step.id: 40.0 + 150 * number for number, step in enumerate(steps)}
    shapes = [
        Shape(id=step.id, kind=step.kind, name=step.name, box=Box(left[step.id], 80, 100, 80))
        for step in steps
    ]
    lines = [
        Line(name=name, points=((left[source] + 100, 120), (left[target], 120)))
        for source, target, name in flows
    ]
    return Drawing(shapes=tuple(shapes), lines=tuple(lines))


def _process(owner: str, days: str, extra: bool) -> Process:
    steps = [
        Step(id="s", kind="startEvent", name="Aanvraag ontvangen", lane="Inwoner"),
        Step(
            id="a",
            kind="userTask",
            name="Controleer of de aanvraag compleet is",
            lane="Publiekszaken",
        ),
        Step(id="g", kind="exclusiveGateway", name="Is alles compleet?", lane="Publiekszaken"),
        Step(id="v", kind="sendTask", name="Vraag ontbrekende gegevens", lane="Publiekszaken"),
        Step(id="b", kind="businessRuleTask", name="Toets aan de regels", lane="Parkeren"),
        Step(id="h", kind="exclusiveGateway", name="", lane="Parkeren"),
        Step(id="t", kind="serviceTask", name="Verleen de vergunning", lane="Parkeren"),
        Step(id="w", kind="userTask", name="Stel een afwijzing op", lane="Parkeren"),
        Step(id="e", kind="endEvent", name="Besluit verstuurd", lane="Parkeren"),
    ]
    flows = [
        ("s", "a", ""),
        ("a", "g", ""),
        ("g", "v", "nee"),
        ("v", "a", ""),
        ("g", "b", "ja"),
        ("b", "h", ""),
        ("h", "t", "voldoet"),
        ("h", "w", "voldoet niet"),
        ("t", "e", ""),
        ("w", "e", ""),
    ]
    return Process(
        id=f"https://github.com/gemeente{owner}/processen/blob/main/parkeren.bpmn",
        drawings=(_drawing(steps, flows),),
        title="Parkeervergunning aanvragen",
        summary=f"Zo behandelt {owner.capitalize()} een aanvraag voor een parkeervergunning.",
        format="BPMN",
        term=days,
        url=f"https://github.com/gemeente{owner}/processen/blob/main/parkeren.bpmn",
        channels=("website", "balie"),
        evidence=("kenteken", "bewijs van woonadres"),
        partners=("RDW",),
        legal_basis=("Parkeerverordening, artikel 3",),
        steps=tuple(steps if extra else steps[:4] + steps[-1:]),
        flows=tuple(Flow(source=a, target=b, name=n) for a, b, n in flows),
        decisions=(
            Decision(
                id="d",
                name="Aantal vergunningen per adres",
                inputs=("zone", "auto's op het adres"),
                outputs=("uitkomst",),
                rules=(
                    ("centrum", "0", "verlenen"),
                    ("centrum", "≥ 1", "weigeren"),
                    ("overig", "≤ 2", "verlenen"),
                ),
            ),
        )
        if extra
        else (),
        source=f"{owner}-forge",
        **SEEN,
    )


def _documents() -> list[Document]:
    made = [
        Document(
            id="noaber:entry/experience/signalen",
            title="Overstap naar Signalen in vier maanden",
            genre="ervaring",
            format="markdown",
            text="De techniek viel mee. **De meeste tijd** ging naar opleiden.",
            text_licence="CC-BY-4.0",
            source="entry:experience/signalen",
            summary="Wat goed ging en wat tegenviel.",
            **SEEN,
        ),
        Document(
            id="noaber:entry/cost/signalen",
            title="Beheer van Signalen",
            genre="kosten",
            amount=18500.0,
            year="2025",
            format="markdown",
            summary="Beheer en hosting voor een jaar.",
            text="Zonder eigen uren.",
            text_licence="CC-BY-4.0",
            source="entry:cost/signalen",
            **SEEN,
        ),
        Document(
            id="https://utrecht.example/parkeren",
            title="Parkeren in Utrecht",
            genre="webpagina",
            summary="Dit is gesloten tekst.",
            headings=("Vergunning aanvragen", "Kosten"),
            text="Gesloten tekst over parkeren.",
            url="https://utrecht.example/parkeren",
            source="utrecht-website",
            language="nl",
            date="2026-03-01",
            **SEEN,
        ),
    ]
    made.append(
        Document(
            id="https://utrecht.example/guide",
            title="Installation guide",
            genre="documentatie",
            format="markdown",
            summary="How to install and use this in your own town.",
            text="This is the guide for those that install it.\n\n"
            "~~~~\n~~~ html\n</div><b>x\n~~~~\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n"
            f"    {'curl' * 60}\n",
            text_licence="CC0-1.0",
            url="https://utrecht.example/guide",
            source="utrecht-website",
            **SEEN,
        )
    )
    return made + [
        Document(
            id=f"https://utrecht.example/{n}",
            title=f"Handleiding deel {n}",
            genre="handleiding",
            url=f"https://utrecht.example/{n}",
            source="utrecht-website",
            **SEEN,
        )
        for n in range(1, 24)
    ]


def _statements() -> list[Statement]:
    said = []

    def say(subject: str, relation: str, target: str, **more: object) -> None:
        about = {
            "source": "utrecht-forge",
            "url": "https://github.com/x/y",
            "last_seen": DAY,
            "strength": "third",
        }
        said.append(Statement(subject=subject, relation=relation, object=target, **(about | more)))

    for code, _, _ in TOWNS[:9]:
        own = {"strength": "own", "claimant": GM + code, "source": f"entry:statement/{code}"}
        say(
            GM + code,
            "uses",
            SIGNALEN,
            role="in gebruik",
            since="2021-04",
            **(own if code != "gm0193" else {"strength": "maker"}),
        )
    say(
        f"{GM}gm0344",
        "uses",
        SIGNALEN,
        role="pilot",
        strength="maker",
        claimant=f"{GM}gm0363",
        source="amsterdam-forge",
    )
    say(
        f"{GM}gm0392",
        "uses",
        SIGNALEN,
        role="in gebruik",
        state="disputed",
        strength="own",
        claimant=f"{GM}gm0392",
    )
    say(f"{GM}gm0153", "uses", FORMS, role="pilot", state="stale", strength="maker")
    for code, _, _ in TOWNS[:4]:
        say(
            GM + code,
            "uses",
            FORMS,
            role="in gebruik",
            strength="maker",
            claimant="noaber:organisatie/maykin",
        )
    say(
        f"{GM}gm0344",
        "uses",
        ZAAK,
        role="in gebruik",
        since="2022",
        strength="own",
        claimant=f"{GM}gm0344",
    )
    say(f"{GM}gm0363", "makes", SIGNALEN, role="maker", strength="own")
    say("noaber:organisatie/maykin", "makes", FORMS, role="maker")
    say("noaber:organisatie/dimpact", "funds", FORMS)
    say(f"{GM}gm0344", "makes", CHAT, role="opdrachtgever")
    say(SIGNALEN, "based_on", ZAAK, strength="derived")
    say(SIGNALEN, "supports", MELDING, strength="maker")
    for owner, code in (("utrecht", "gm0344"), ("nijmegen", "gm0268")):
        process = f"https://github.com/gemeente{owner}/processen/blob/main/parkeren.bpmn"
        say(GM + code, "publishes", process, strength="own")
        say(process, "handles", PARKEER, strength="own")
    say(FORMS, "supports", "https://github.com/gemeenteutrecht/processen/blob/main/parkeren.bpmn")
    for code, _, _ in TOWNS[:4]:
        say(GM + code, "member_of", "noaber:organisatie/dimpact")
        say(GM + code, "performs", PARKEER)
    say(
        "noaber:entry/experience/signalen",
        "about",
        SIGNALEN,
        source="entry:experience/signalen",
        url="",
    )
    say("noaber:entry/cost/signalen", "about", SIGNALEN, source="entry:cost/signalen", url="")
    for document in _documents()[2:]:
        say(
            f"{GM}gm0344",
            "publishes",
            document.id,
            strength="own",
            source="utrecht-website",
            url=document.url,
        )
    say(f"{GM}gm0344", "takes_part", "noaber:initiatief/samen-melden")
    return said


def demo_hub() -> Hub:
    """A hub with every kind of page, every state of a statement, and one hostile solution."""
    records = [
        *_towns(),
        *_solutions(),
        _process("utrecht", "P8W", True),
        _process("nijmegen", "P6W", False),
        *_documents(),
        Product(
            id=PARKEER,
            title="parkeervergunning",
            audience=("Burger", "Bedrijf"),
            levels=("Gemeente",),
            source="register:products",
            last_seen=DAY,
        ),
        Product(
            id=MELDING,
            title="melding openbare ruimte",
            audience=("Burger",),
            source="register:products",
            last_seen=DAY,
        ),
        Product(id=f"{UPL}ongebruikt", title="ongebruikt product", source="register:products"),
        Initiative(
            id="noaber:initiatief/samen-melden",
            title="Samen melden",
            phase="zoekt partners",
            summary="Eén app voor meldingen.",
            text="We zoeken **drie** gemeenten.",
            text_licence="CC-BY-4.0",
            source="entry:initiative/samen-melden",
            **SEEN,
        ),
    ]
    grouped: dict[str, list] = {}
    for record in records:
        grouped.setdefault(record.id, []).append(record)
    things = {}
    for identifier, same in grouped.items():
        plain = same[0].kind in ("organisation", "product")
        name = slug(same[0].title) if plain else page_name(same[0].title, identifier)
        things[identifier] = Thing(identifier, same[0].kind, name, tuple(same))
    member = Member(
        slug="utrecht",
        name="Gemeente Utrecht",
        type="gemeente",
        id=f"{GM}gm0344",
        sources=(
            Source(protocol="forge", api="https://api.github.com", owner="GemeenteUtrecht"),
            Source(protocol="website", url="https://www.utrecht.example/"),
        ),
    )
    others = [
        Member(
            slug=s, name=n, type=t, id=i, sources=(Source(protocol=p, url=f"https://{s}.example/"),)
        )
        for s, n, t, i, p in (
            ("amsterdam", "Gemeente Amsterdam", "gemeente", f"{GM}gm0363", "forge"),
            ("dimpact", "Dimpact", "samenwerkingsverband", "", "files"),
        )
    ]
    problems = [
        {
            "level": "error",
            "code": "bad-xml",
            "message": "het bestand is geen goede XML",
            "place": "https://github.com/GemeenteUtrecht/x/blob/main/oud.bpmn",
            "line": 12,
        }
    ]
    run = {"run": "2026-11-23T0400", "refused": 0, "unchanged": 0, "gone": 0, "seconds": 3.2}
    sources = {
        "utrecht-forge": run
        | {
            "source": "utrecht-forge",
            "state": "partial",
            "found": 31,
            "records": 30,
            "refused": 1,
            "problems": problems,
        },
        "utrecht-website": run
        | {"source": "utrecht-website", "state": "complete", "found": 24, "records": 24},
        "amsterdam-forge": run
        | {"source": "amsterdam-forge", "state": "failed", "found": 0, "records": 0},
    }
    return Hub(
        things=dict(sorted(things.items())),
        edges=tuple(edges_from(_statements())),
        members=(member, *others),
        sources=sources,
        problems=(
            Problem(
                code="bad-entry",
                message="hier ontbreekt een titel",
                place="knowledge/entries/cost/x.md",
                line=3,
            ),
        ),
    )


def demo_neighbours() -> dict:
    return {
        f"{GM}gm0344": [
            {"organisation": f"{GM}gm0363", "shared": [SIGNALEN, FORMS]},
            {"organisation": f"{GM}gm0268", "shared": [SIGNALEN]},
        ]
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The built site of the made-up hub."""
    home = Home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        assert stage(demo_hub(), home, demo_neighbours()) == []
    render(home)
    return home.build / "site"


@pytest.fixture(scope="module")
def trees(site: Path) -> dict[str, Any]:
    """Every built page by its path, parsed."""
    paths = (path for path in sorted(site.rglob("*.html")) if "pagefind" not in path.parts)
    return {
        path.relative_to(site).as_posix(): lxml.html.fromstring(path.read_bytes()) for path in paths
    }


def only(trees: dict[str, Any], start: str) -> Any:
    """The one page whose path starts so."""
    (found,) = [tree for path, tree in trees.items() if path.startswith(start)]
    return found


def words(tree: Any) -> str:
    """All text of a page on one line."""
    return " ".join(tree.text_content().split())


def test_each_kind_of_page_is_built(trees):
    expected = {"index.html", "404.html", "zoeken/index.html", "over/index.html",
                "bronnen/index.html", "meedoen/index.html", "organisaties/utrecht/index.html",
                "producten/parkeervergunning/index.html", "oplossingen/index.html",
                "documenten/index.html", "initiatieven/index.html", "processen/index.html",
                "producten/index.html", "organisaties/index.html"}  # fmt: skip

    assert expected <= set(trees)
    assert only(trees, "oplossingen/signalen-") is not None


def strange(element: Any) -> Iterator[str]:
    """What of an element is not ours to run or load."""
    if element.tag in {"style", "iframe", "object", "embed", "base", "math"}:
        yield element.tag
    # the parts of a map, a diagram or a line of our own
    drawn = {"svg", "title", "desc", "g", "path", "circle", "rect", "text", "tspan", "polyline"}
    if element.tag == "svg" and not {part.tag for part in element.iter()} <= drawn:
        yield "svg"
    if element.tag == "script" and (element.text or not element.get("src", "").endswith(SCRIPTS)):
        yield "script"
    if element.get("http-equiv", "").lower() == "refresh":
        yield "refresh"
    for name, value in element.attrib.items():
        where = urlsplit(value) if name in {"href", "src", "action", "formaction"} else None
        loads = element.tag == "link" or name != "href"
        if name.startswith("on") or name == "style":
            yield name
        elif where and (where.scheme not in SCHEMES or (loads and where.netloc)):
            yield value


def test_no_built_page_runs_or_loads_anything_that_is_not_ours(trees):
    elements = ((p, e) for p, tree in trees.items() for e in tree.iter() if isinstance(e.tag, str))

    assert [(path, what) for path, element in elements for what in strange(element)] == []


def test_hostile_text_stands_there_as_the_text_it_is(trees):
    tree = only(trees, "oplossingen/script-")
    seen = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{7*7}} --8<-- "x"'

    assert tree.findtext(".//title") == f"{seen} | Noaber"
    assert tree.find(".//meta[@name='description']").get("content") == seen
    assert words(tree.find(".//h1")) == seen
    assert words(tree).count(seen) >= 4
    assert "[[[[[" in words(tree)


def test_every_link_within_the_site_leads_to_a_page_and_place(trees, site):
    staged_later = {"data/graph.json", "data/statements.csv", "data/graph.graphml"}
    broken = []
    for path, tree in trees.items():
        ids = {}
        for href in tree.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
            target = urlsplit(urljoin(f"https://x.example/{path}", href))
            if target.netloc != "x.example" or target.scheme == "mailto":
                continue
            name = unquote(target.path).lstrip("/")
            name += "index.html" if name.endswith("/") or not name else ""
            if name in staged_later:
                continue
            if not (site / name).is_file():
                broken.append((path, href))
            elif target.fragment and name.endswith(".html"):
                ids[name] = ids.get(name) or set(trees[name].xpath("//@id"))
                if target.fragment not in ids[name]:
                    broken.append((path, href))

    assert broken == []


def test_pages_are_built_as_accessible_pages_are(trees):
    for path, tree in trees.items():
        assert tree.get("lang") == "nl", path
        assert len(tree.findall(".//h1")) == 1, path
        assert tree.findtext(".//title").strip(), path
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        labels = set(tree.xpath("//label/@for"))
        assert all(field.get("id") in labels for field in tree.xpath("//input | //select")), path
        levels = [
            int(heading.tag[1])
            for heading in tree.xpath(
                "//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"
            )
        ]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        for table in tree.findall(".//table"):
            assert table.xpath("ancestor::section[@class='text'] or caption"), path
        own = tree.xpath("//th[not(ancestor::section[@class='text'])]")
        assert all(head.get("scope") for head in own), path
        assert all(link.text_content().strip() for link in tree.xpath("//body//a[@href]")), path
        assert all(picture.get("alt") is not None for picture in tree.findall(".//img")), path
        assert {"-1", "0"} >= set(tree.xpath("//@tabindex")), path


def test_all_that_stands_on_a_page_is_in_a_landmark_with_its_own_name(trees):
    for path, tree in trees.items():
        outside = [e.tag for e in tree.body if e.tag not in {"header", "main", "footer", "aside"}]
        assert outside == ["a"], path  # the link to the content
        named = tree.xpath("//nav | //aside | //form[@role='search'] | //*[@role='region']")
        names = [(e.tag, e.get("aria-label")) for e in named if e.tag != "form"]
        assert all(name for _, name in names), path
        assert len(names) == len(set(names)), path


def test_text_in_another_language_says_so_and_dutch_text_does_not(trees):
    guide, signalen = only(trees, "documenten/installation-"), only(trees, "oplossingen/signalen-")
    spoken = {e.text_content()[:20].strip(): e.get("lang") for e in guide.xpath("//body//*[@lang]")}

    assert spoken == {
        "Installation guide": "en", "How to install and u": "en", "This is the guide f": "en"
    }  # fmt: skip
    assert signalen.xpath("//body//@lang") == []
    assert trees["documenten/index.html"].xpath("//a[@lang]/text()") == ["Installation guide"]


def test_a_fence_of_code_in_a_text_swallows_nothing_of_the_page(trees):
    guide = only(trees, "documenten/installation-")

    assert guide.find(".//pre").text_content().strip() == "~~~ html\n</div><b>x"
    assert len(guide.xpath("//main/div")) == 1
    assert "Gegevens" in guide.xpath("//aside//h2/text()")


def test_a_table_in_a_text_scrolls_by_itself_and_can_be_reached(trees):
    (box,) = only(trees, "documenten/installation-").xpath("//div[@class='scroll']")

    assert (box.get("tabindex"), box.get("aria-label"), box[0].tag) == ("0", "Tabel", "table")


def test_the_page_for_what_is_not_there_works_below_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    monkeypatch.setenv("NOABER_SITE_URL", "https://dorp.example/hub/")
    home = Home(tmp_path)
    stage(Hub(), home)
    render(home)
    tree = lxml.html.fromstring((home.build / "site" / "404.html").read_bytes())

    ours = tree.xpath("//a/@href | //link/@href | //script/@src")
    assert [link for link in ours if not link.startswith(("/hub/", "#"))] == []


def test_the_policy_allows_no_inline_script_or_style_and_no_other_host(trees):
    for tree in trees.values():
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]

        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "http" not in policy


def test_pages_of_things_stay_under_20_kb(site):
    pages = [path for path in site.glob("*/*/index.html") if path.parts[-3] != "data"]

    assert len(pages) > 40
    assert max(path.stat().st_size for path in pages if "script-" not in str(path)) <= 20_000


def test_only_pages_of_things_are_in_the_search_index(site, trees):
    indexed = [path for path, tree in trees.items() if tree.xpath("//*[@data-pagefind-body]")]

    (entry,) = [json.loads((site / "pagefind" / "pagefind-entry.json").read_bytes())["languages"]]
    assert entry["nl"]["page_count"] == len(indexed)
    assert all(path.count("/") == 2 for path in indexed)


def test_a_home_without_pages_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(NoaberError, match="noaber build"):
        render(Home(tmp_path))


def test_what_mkdocs_warns_about_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)
    stage(Hub(), home)
    (home.build / "pages" / "bronnen.md").unlink()

    with pytest.raises(NoaberError, match="bronnen"):
        render(home)


def test_an_empty_hub_gives_a_site(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)

    assert stage(Hub(), home) == []
    render(home)

    assert "Hier staat nog niets" in (home.build / "site/documenten/index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def address(site: Path, served: Any) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that notes what goes wrong; a test ends with nothing wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    opened.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request",
        lambda asked: (
            wrong.append(asked.url) if not asked.url.startswith((address, "data:")) else None
        ),
    )
    yield opened
    opened.close()
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 320])
def test_no_page_scrolls_sideways(page, address, trees, width):
    page.set_viewport_size({"width": width, "height": 900})
    starts = ("index", "organisaties/", "oplossingen/", "processen/", "producten/", "zoeken",
              "over", "bronnen", "meedoen", "initiatieven/", "documenten/index",
              "documenten/parkeren", "documenten/beheer", "documenten/installation")  # fmt: skip
    wide = []
    for path in (path for path in trees if path.startswith(starts)):
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


@pytest.mark.browser
def test_searching_from_home_shows_results_and_leads_to_the_page(page, address):
    page.goto(address)
    page.get_by_label("Waar zoekt u naar?").fill("vergunningen")

    page.locator(".hits a").first.wait_for()
    assert "voor “vergunningen”" in page.locator(".found [role=status]").inner_text()
    page.get_by_role("button", name="Zoeken").click()
    page.wait_for_url("**/zoeken/?q=vergunningen")
    page.locator(".hits a", has_text="Parkeervergunning aanvragen").first.click()
    page.wait_for_url("**/processen/**")


@pytest.mark.browser
def test_search_filters_stand_in_the_address_and_come_back_with_it(page, address):
    page.goto(f"{address}zoeken/?q=utrecht")
    page.locator(".hits li").first.wait_for()
    page.get_by_label("Soort").select_option("Proces")
    page.wait_for_url("**/zoeken/?q=utrecht&soort=Proces")
    page.wait_for_function(
        "[...document.querySelectorAll('.hits small')].every(x => /^Proces/.test(x.textContent))"
    )
    page.get_by_label("Organisatie", exact=True).select_option(value="Utrecht")
    page.wait_for_url("**organisatie=Utrecht")
    page.wait_for_function("document.querySelectorAll('.hits li').length === 1")

    page.wait_for_load_state("networkidle")  # a load that is cut off is an error in the console
    page.reload()
    page.locator(".hits li").first.wait_for()

    assert page.locator(".hits small").all_inner_texts() == ["Proces · Utrecht"]
    assert page.get_by_label("Organisatie", exact=True).input_value() == "Utrecht"


@pytest.mark.browser
def test_a_solution_comes_before_documents_that_mention_it(page, address):
    page.goto(f"{address}zoeken/?q=signalen")
    page.locator(".hits li").first.wait_for()

    assert page.locator(".hits small").first.inner_text() == "Oplossing · Amsterdam"
    kinds = page.locator(".hits small").all_inner_texts()
    assert any(kind.startswith("Document: ervaring") for kind in kinds)


@pytest.mark.browser
def test_a_result_in_another_language_says_so(page, address):
    page.goto(f"{address}zoeken/?q=installation+guide")
    page.locator(".hits li").first.wait_for()

    assert page.locator(".hits a").first.get_attribute("lang") == "en"


@pytest.mark.browser
def test_every_stop_of_the_keyboard_can_be_seen(browser, address, trees):
    path = next(path for path in trees if path.startswith("oplossingen/signalen-"))
    context = browser.new_context(reduced_motion="reduce")  # no scrolling that takes time
    page = context.new_page()
    page.goto(address + path)
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        unseen += page.evaluate(SEEN_FOCUS)
    context.close()

    assert unseen == []


@pytest.mark.browser
def test_the_table_of_a_small_screen_is_still_a_table(page, address, trees):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + next(path for path in trees if path.startswith("oplossingen/signalen-")))

    table = page.get_by_role("table", name="Organisaties die Signalen gebruiken", exact=True)
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("rowheader", name="Utrecht").count() == 1


@pytest.mark.browser
def test_with_forced_colours_the_menu_shows_where_one_is(browser, address):
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{address}processen/")
    lines = page.evaluate(
        "[...document.querySelectorAll('#menu a')].map(a => getComputedStyle(a).textDecorationLine)"
    )
    context.close()

    assert lines.count("underline") == 1


@pytest.mark.browser
def test_a_search_without_result_says_so(page, address):
    page.goto(f"{address}zoeken/?q=zzzzqqqq")

    page.get_by_text("Niets gevonden voor “zzzzqqqq”").wait_for()


@pytest.mark.browser
def test_list_filters_work_and_stand_in_the_address(page, address):
    page.goto(f"{address}documenten/")
    page.get_by_label("Soort document").select_option("handleiding")
    page.get_by_text("23 resultaten gevonden").wait_for()
    assert page.url.endswith("documenten/?soort=handleiding")
    page.get_by_label("Naam bevat").fill("deel 2")
    page.get_by_text("6 resultaten gevonden").wait_for()

    page.reload()
    page.get_by_text("6 resultaten gevonden").wait_for()

    page.get_by_role("button", name="Wis filters").click()
    page.get_by_text("27 documenten").wait_for()
    assert page.url.endswith("documenten/")
    assert page.locator(".cards li").count() == 27


@pytest.mark.browser
def test_solutions_with_users_can_be_asked_for(page, address):
    page.goto(f"{address}oplossingen/?met=1")

    page.get_by_text("3 resultaten gevonden").wait_for()

    assert page.get_by_label("Alleen met gebruikers").is_checked()
    assert page.locator(".cards .tag").first.inner_text() == "4 gebruikers"


@pytest.mark.browser
def test_the_menu_of_a_small_screen_opens_with_the_keyboard(page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    entry = page.get_by_role("link", name="Organisaties", exact=True).first
    assert not entry.is_visible()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
    page.get_by_role("button", name="Menu").press("Enter")

    entry.wait_for()


@pytest.mark.browser
def test_without_javascript_pages_and_lists_are_whole(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}documenten/")

    assert page.locator(".cards li").count() == 27
    assert not page.get_by_label("Naam bevat").is_visible()
    page.goto(address)
    assert page.locator("noscript .note").is_visible()
    context.close()
