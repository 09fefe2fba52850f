"""The built site: MkDocs and Pagefind over a small made-up hub, looked at by a parser and Chromium.

What is said of existing products and municipalities here is made up for the test.
"""

from __future__ import annotations

import functools
import json
import re
import threading
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name, slug
from knowledge.model import (
    Decision,
    Document,
    Flow,
    Initiative,
    Member,
    NoaberError,
    Organisation,
    Problem,
    Process,
    Product,
    Solution,
    Source,
    Statement,
    Step,
)
from knowledge.pages import stage
from knowledge.site import render

CHROMIUM = Path("/usr/bin/chromium")
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
        Step(id="h", kind="exclusiveGateway", lane="Parkeren"),
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
