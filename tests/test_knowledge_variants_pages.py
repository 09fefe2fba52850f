"""The flavours on the page of a product, in its open data, and the changes of a process."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import slug
from knowledge.licences.gate import as_licensed
from knowledge.model import Edition, Flow, Organisation, Process, Product, Statement, Step
from knowledge.pages import stage
from knowledge.shelf import Shelf
from knowledge.variants.durations import days
from knowledge.variants.flavours import MOST as MOST_VERSIONS
from knowledge.variants.flavours import THRESHOLD
from knowledge.variants.profile import _WEIGHTS, MOST
from knowledge.variants.similarity import _ORDERED, WEIGHTS, _alike
from knowledge.variants.traits import FEW, MANY
from knowledge.variants.view import shown, told, version_of
from knowledge.variants.wording import SAME, weight

DAY = date(2026, 11, 23)
MOVE = "http://standaarden.overheid.nl/owms/terms/verhuismelding"
TOWNS = ("zomerdorp", "winterstad", "herfstwoud", "lentedal")
SITE = Path(__file__).parents[1] / "site"
ONLINE = ("Melding ontvangen", "Vanzelf verwerken", "Bevestiging sturen")
DESK = ("Afspraak plannen", "Papieren bekijken", "Gegevens intypen <b>", "Bewijs meegeven")


def process(town: str, *names: str, **more: Any) -> Process:
    steps = tuple(Step(id=str(at), name=name, kind="userTask", lane="Balie")
                  for at, name in enumerate(names))  # fmt: skip
    flows = tuple(Flow(source=str(at), target=str(at + 1)) for at in range(len(names) - 1))
    values = {
        "id": f"https://{town}.example/verhuizen.bpmn", "title": f"Verhuizen in {town}",
        "url": f"https://{town}.example/verhuizen.bpmn", "format": "bpmn", "steps": steps,
        "flows": flows, "source": f"{town}-files", "text_licence": "CC0-1.0",
        "first_seen": date(2026, 1, 1), "last_seen": DAY,
    }  # fmt: skip
    return Process(**(values | more))


def shelf(*processes: Process, day: date = DAY) -> Shelf:
    """A shelf with these processes for one product, each of the town in its address."""
    records: list[Any] = [Product(id=MOVE, title="verhuismelding", source="register:products")]
    said = []
    for one in processes:
        town = one.id.split("/")[2].removesuffix(".example")
        body = Organisation(id=f"noaber:organisatie/{town}", title=town.title(), type="gemeente")
        records += [body, as_licensed(one)]
        about = {"source": one.source, "claimant": body.id, "strength": "own",
                 "first_seen": DAY, "last_seen": DAY}  # fmt: skip
        said += [Statement(subject=body.id, relation="publishes", object=one.id, **about),
                 Statement(subject=one.id, relation="handles", object=MOVE, **about)]  # fmt: skip
    things = {r.id: Thing(r.id, r.kind, slug(r.title), (r,)) for r in records}
    return Shelf(Hub(things=things, edges=tuple(edges_from(said, day))), day)


def four() -> list[Process]:
    return [process(town, *(ONLINE if at % 2 == 0 else DESK), term="P1W")
            for at, town in enumerate(TOWNS)]  # fmt: skip


def staged(tmp_path: Path, made: Shelf, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    assert stage(made.hub, Home(tmp_path)) == []
    return tmp_path / "build" / "pages"


def section(folder: Path) -> Any:
    text = (folder / "producten" / "verhuismelding.md").read_text(encoding="utf-8")
    (found,) = lxml.html.fromstring(text.split("---\n", 2)[2]).xpath("//section[@id='varianten']")
    return found


def test_a_product_page_has_each_flavour_with_who_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = section(staged(tmp_path, shelf(*four()), monkeypatch))
    flavours = found.xpath(".//section[@class='flavour']")
    towns = [{town for town in TOWNS if town.title() in one.text_content()} for one in flavours]

    assert towns == [{"zomerdorp", "herfstwoud"}, {"winterstad", "lentedal"}]
    assert [one.findtext("h3") for one in flavours] == [
        "Variant A: Melding ontvangen", "Variant B: Afspraak plannen",
    ]  # fmt: skip
    # two pairs of six are the same, the other four share only their term: 0.75 of 5.75
    assert "De standaardisatie-index is 42 van 100" in found.text_content()


def test_the_words_of_strangers_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = section(staged(tmp_path, shelf(*four()), monkeypatch))

    assert "Gegevens intypen <b>" in found.text_content()
    assert not found.xpath(".//b[contains(., 'elders')]")


def test_links_lead_to_a_comparison_of_at_most_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = process("voorjaar", *ONLINE), process("najaar", *ONLINE)
    found = section(staged(tmp_path, shelf(*four(), *more), monkeypatch))

    hrefs = found.xpath(".//p[@class='links']/a/@href")
    assert hrefs[0].count("met=") == 3
    assert hrefs[1] == "../../vergelijken/?met=verhuizen-in-herfstwoud&met=verhuizen-in-lentedal"


def test_the_open_data_say_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = staged(tmp_path, shelf(*four()), monkeypatch)
    data = json.loads((folder / "data" / "varianten" / "verhuismelding.json").read_bytes())

    assert [one["variant"] for one in data["varianten"]] == ["A", "B"]
    assert data["gelijkenis_binnen"] == {"waarde": 1.0, "paren": 2}
    assert data["gelijkenis_tussen"]["paren"] == 4
    assert data["index"][-1] == {"dag": "2026-11-23", "index": 42, "uitgevers": 4, "processen": 4}


def test_open_data_of_a_product_that_has_no_flavours_any_more_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = staged(tmp_path, shelf(*four()), monkeypatch)
    staged(tmp_path, shelf(four()[0]), monkeypatch)

    assert list((folder / "data" / "varianten").glob("*")) == []


def test_a_process_whose_steps_may_not_be_shown_is_named_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = process("dichtbij", "Geheime stap", text_licence="")
    made = shelf(*four(), closed)

    assert [end.id for end in shown(made, made.hub.things[MOVE]).closed] == [closed.id]
    found = section(staged(tmp_path, made, monkeypatch))
    assert "de bron staat overnemen niet toe" in found.text_content()
    assert "Geheime" not in found.text_content()


@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_processes_there_is_nothing_to_compare(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shelf(*four()[:count])
    page = staged(tmp_path, made, monkeypatch) / "producten" / "verhuismelding.md"

    assert shown(made, made.hub.things[MOVE]).today.score is None
    assert not page.exists() or "varianten" not in page.read_text(encoding="utf-8")


def test_the_line_of_the_index_has_a_table_with_the_same_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = Edition(until="2026-07-01", steps=process("-", *DESK).steps)
    first, second = process("zomerdorp", *ONLINE), process("winterstad", *ONLINE, earlier=(was,))
    found = section(staged(tmp_path, shelf(first, second), monkeypatch))

    rows = found.xpath(".//table//tr[td]")
    assert [row.xpath("string(th)") for row in rows][-1] == "31 maart 2026"
    assert [row.xpath("string(td[1])") for row in rows] == ["100", "100", "0", "0"]
    (line,) = found.xpath(".//svg[@aria-hidden='true']/polyline/@points")
    assert len(line.split()) == len(rows)


def test_what_an_entry_says_besides_counts_for_the_drawing() -> None:
    drawn = process("zomerdorp", *ONLINE)
    entry = Process(id=drawn.id, title="Bijdrage", term="P8W", channels=("balie",))
    thing = Thing(drawn.id, "process", "x", (entry, drawn))

    version = version_of(thing)

    assert version is not None
    assert (version.steps, version.term, version.channels) == (drawn.steps, "P8W", ("balie",))


def test_the_changes_of_a_process_are_told_by_day() -> None:
    was = Edition(until="2026-07-01", steps=process("-", *ONLINE[:2]).steps, term="P1W")
    made = process("zomerdorp", *ONLINE, earlier=(was,), term="P2W")

    assert told(Thing(made.id, "process", "x", (made,))) == [
        ("2026-07-01", ["Stap ‘Bevestiging sturen’ kwam erbij", "Termijn van 1 week naar 2 weken"])
    ]


def test_what_an_entry_says_besides_is_no_change_of_the_drawing() -> None:
    was = Edition(until="2026-07-01", steps=process("-", *ONLINE[:2]).steps)
    drawn = process("zomerdorp", *ONLINE, earlier=(was,))
    entry = Process(id=drawn.id, title="Bijdrage", term="P8W", channels=("balie",))

    assert told(Thing(drawn.id, "process", "x", (entry, drawn))) == [
        ("2026-07-01", ["Stap ‘Bevestiging sturen’ kwam erbij"])
    ]


def test_the_page_that_explains_it_names_every_part_and_its_weight() -> None:
    tree = lxml.html.fromstring((SITE / "pages" / "varianten.md").read_text(encoding="utf-8"))
    weights = sorted(row.findtext("td[1]") for row in tree.xpath("//table//tr[td]"))
    dutch = [f"{weight:g}".replace(".", ",") for weight in WEIGHTS.values()]

    assert sorted(weight.removeprefix("tot ") for weight in weights) == sorted(dutch)


@pytest.mark.parametrize(
    "said",
    [
        f"ten minste {SAME:.0%} van de woorden",
        f"minder dan {SAME:.0%} over",
        f"zolang dat {THRESHOLD:.0%} of meer is",
        f"de {_ORDERED} stappen die",
        f"de eerste {MOST} stappen",
        f"hoogstens {MOST_VERSIONS:,} processen".replace(",", "."),
        f"tellen daarbij voor {weight('gegeven'):g}".replace(".", ","),
        f"een computer daar, dan telt de gelijkenis voor {_alike('person', 'machine'):.0%}",
        f"een gebeurtenis, dan voor {_alike('task', 'event'):.0%}",
        f"het begin en einde voor {_WEIGHTS['start']:g}".replace(".", ","),
        f"Een maand is {days('P1M'):g} dagen, een jaar {days('P1Y'):g}",
    ],
)
def test_the_page_that_explains_it_has_the_numbers_of_the_program(said: str) -> None:
    text = (SITE / "pages" / "varianten.md").read_text(encoding="utf-8")

    assert said in text
    assert (MANY, FEW, days("5 werkdagen"), _WEIGHTS["event"]) == (0.75, 0.25, 7.0, 0.5)
