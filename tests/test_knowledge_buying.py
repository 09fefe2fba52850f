"""Windows of contracts, the calendar file, entries that are ready, and the page.

All organisations are made up. Every day in a table was counted by hand on a calendar.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.buying.calendar import Event, as_calendar, of_deadline, of_groups
from knowledge.buying.initiatives import is_open, ready
from knowledge.buying.pages import buying_pages
from knowledge.buying.windows import Duration, duration, moved, overlapping, span, windows
from knowledge.check import check
from knowledge.home import Home
from knowledge.hub import Hub, Thing
from knowledge.load import load_hub
from knowledge.model import Initiative, Organisation
from knowledge.pages import stage
from knowledge.parts import Contract
from knowledge.shelf import Shelf
from knowledge.staging import Staging
from knowledge.strict_yaml import load_yaml

NOW = date(2026, 11, 23)
DORP, STAD = "noaber:organisatie/zomerdorp", "noaber:organisatie/winterstad"
FORM = "https://code.voorbeeld.example/zomerdorp/formulier"
HOSTILE = "Kop\r\nEND:VEVENT\nBEGIN:VEVENT\u2028X-KWAAD:1; a, b \\ \x00\x1b <script>"


def day(text: str) -> date:
    return date.fromisoformat(text)


def row(**more: Any) -> dict[str, Any]:
    """A row of the question `buy_together`."""
    return {
        "thing": FORM, "title": "Formulier", "kind": "solution", "why": "contract",
        "organisations": [DORP, STAD], "names": ["Gemeente Zomerdorp", "Gemeente Winterstad"],
        "solutions": [FORM], "also": [], "reasons": ["Zij liggen in dezelfde provincie: Utrecht."],
        "from": "2027-06-30", "until": "2027-09-30", "decide_before": "2027-06-30",
        "extended": False, "wide": False, "evidence": ["noaber:entry/agreement/a"],
        "sources": ["entry:agreement/a"], "urls": ["https://www.zomerdorp.example/contract"],
        "contact": "Team Inkoop, inkoop@zomerdorp.example", "strength": "own",
        "own": 2, "maker": 0, "third": 0, "derived": 0,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2027-03-14", "2027-03-14", "2027-03-14"),
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_day_as_written_is_all_days_that_it_can_be(written, first, last):
    assert span(written) == (day(first), day(last))


@pytest.mark.parametrize("written", ["", "najaar", "2027-13", "2027-02-30", "0000", "20270314"])
def test_what_is_no_day_has_no_span(written):
    assert span(written) is None


@pytest.mark.parametrize(
    ("start", "by", "times", "expected"),
    [
        ("2027-01-31", "P1M", 1, "2027-02-28"),
        ("2028-01-31", "P1M", 1, "2028-02-29"),
        ("2028-02-29", "P1Y", 1, "2029-02-28"),
        ("2027-12-31", "P6M", -1, "2027-06-30"),
        ("2027-03-31", "P1M", -1, "2027-02-28"),
        ("2027-01-15", "P2M", -1, "2026-11-15"),
        ("2027-03-01", "P1D", -1, "2027-02-28"),
        ("2027-01-01", "P8W", 1, "2027-02-26"),
        ("2027-01-31", "P1M1D", 1, "2027-03-01"),
        ("2027-06-30", "P1Y6M", 1, "2028-12-30"),
        ("2027-06-30", "PT36H", -1, "2027-06-28"),
        ("2027-06-30", "P0D", -1, "2027-06-30"),
        ("9999-12-01", "P1Y", 1, "9999-12-31"),
        ("0001-02-01", "P9M", -1, "0001-01-01"),
        ("9999-12-31", "P1W", 1, "9999-12-31"),
    ],
)
def test_months_are_counted_first_and_stop_at_the_end_of_a_month(start, by, times, expected):
    length = duration(by)

    assert length
    assert moved(day(start), length, times) == day(expected)


@pytest.mark.parametrize("written", ["", "P", "PT", "6 maanden", "P-1M", "p6m", "P6", "P9999999Y"])
def test_what_is_no_duration_is_not_guessed(written):
    assert duration(written) is None


@pytest.mark.parametrize(
    ("contract", "expected"),
    [  # first, last, decide, extended
        (
            Contract(ends="2027-12-31", notice="P6M"),
            [("2027-06-30", "2027-12-31", "2027-06-30", 0)],
        ),
        (
            Contract(ends="2027-12-31", notice="P6M", extension="P1Y"),
            [("2027-06-30", "2027-12-31", "2027-06-30", 0),
             ("2028-06-30", "2028-12-31", "2028-06-30", 1)],
        ),
        (
            Contract(ends="2027-05-31", notice="P3M"),
            [("2027-02-28", "2027-05-31", "2027-02-28", 0)],
        ),
        (Contract(ends="2027-05-31"), [("2027-05-31", "2027-05-31", None, 0)]),
        (Contract(ends="2027", notice="P3M"), [("2026-10-01", "2027-12-31", "2026-10-01", 0)]),
        (Contract(ends="2027-02", notice="P30D"), [("2027-01-02", "2027-02-28", "2027-01-02", 0)]),
        (Contract(begins="2027", notice="P3M"), []),
        (Contract(ends="2027-05-31", notice="zomaar"), [("2027-05-31", "2027-05-31", None, 0)]),
    ],
)  # fmt: skip
def test_a_contract_can_be_left_from_its_last_day_of_notice_until_its_end(contract, expected):
    found = [
        (str(one.first), str(one.last), str(one.decide) if one.decide else None, one.extended)
        for one in windows(contract)
    ]

    assert found == expected


def test_a_window_of_which_only_the_year_is_known_says_that_it_is_wide():
    assert [one.is_wide for one in windows(Contract(ends="2027"))] == [True]
    assert [one.is_wide for one in windows(Contract(ends="2027-06-30"))] == [False]
    assert windows(Contract(ends="2027", notice="P1M"))[0].latest == day("2027-11-30")


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
spans = st.lists(st.tuples(days, st.integers(0, 900)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))), max_size=9)  # fmt: skip


@given(spans)
def test_groups_are_the_largest_sets_with_a_day_in_common_and_all_of_them(given):
    groups = {frozenset(group) for group in overlapping(given)}
    points = {frozenset(n for n, (a, b) in enumerate(given) if a <= first <= b)
              for first, _ in given}  # fmt: skip

    assert groups == {one for one in points if not any(one < other for other in points)}


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_a_longer_notice_is_never_later(start, months, more):
    assert moved(start, Duration(months + more), -1) <= moved(start, Duration(months), -1)


@pytest.mark.parametrize(
    ("phase", "wanted", "deadline", "expected"),
    [
        ("idee", "", "", True),
        ("zoekt partners", "", "2026-11-23", True),
        ("zoekt partners", "", "2026-11-22", False),
        ("zoekt partners", "", "2026", True),
        ("pilot", "", "", False),
        ("pilot", "twee gemeenten", "", True),
        ("gestopt", "twee gemeenten", "", False),
        ("", "", "", False),
    ],
)
def test_an_initiative_can_be_joined_while_it_seeks(phase, wanted, deadline, expected):
    assert is_open(phase, wanted, deadline, NOW) is expected


# --- the calendar, with a reader of our own that takes nothing but what RFC 5545 allows


def parsed(body: bytes) -> list[dict[str, str]]:
    """Read a calendar as strictly as the standard is: lines, folds, names, escapes, nesting."""
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    physical = body.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert all(line.decode() for line in physical)  # each is whole UTF-8
    lines = body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?", name), line
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            assert value == "VEVENT"
            assert not inside
            inside, event = True, {}
        elif name == "END":
            assert (value, inside) == ("VEVENT", True)
            inside = False
            assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= event.keys()
            events.append(event)
        elif inside:
            key = name.removesuffix(";VALUE=DATE")
            assert key not in event
            event[key] = unescaped(value) if key in ("SUMMARY", "DESCRIPTION") else value
        else:
            assert name in ("VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME")
    assert not inside
    assert events
    return events


def unescaped(value: str) -> str:
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value), value
    plain = {"n": "\n"}
    return re.sub(r"\\(.)", lambda found: plain.get(found[1], found[1]), value)


def test_a_group_has_an_event_for_its_days_and_one_for_the_last_day_to_decide():
    window, decide = sorted(parsed(as_calendar(of_groups([row()]), NOW)),
                            key=lambda one: one["SUMMARY"], reverse=True)  # fmt: skip

    assert (window["DTSTART"], window["DTEND"]) == ("20270630", "20271001")  # the end is exclusive
    assert (decide["DTSTART"], decide["DTEND"]) == ("20270630", "20270701")
    assert window["SUMMARY"] == "Samen inkopen kan: Formulier"
    assert decide["SUMMARY"] == "Laatste dag om te beslissen: Formulier"
    assert window["DESCRIPTION"] == (
        "Met: Gemeente Zomerdorp, Gemeente Winterstad\nZij liggen in dezelfde provincie: Utrecht."
    )
    assert window["URL"] == "https://www.zomerdorp.example/contract"
    assert window["DTSTAMP"] == "20261123T000000Z"


def test_a_deadline_of_a_month_takes_the_whole_month():
    (event,) = parsed(as_calendar(of_deadline("i", "Samen", "2027-02", "", ""), NOW))

    assert (event["DTSTART"], event["DTEND"]) == ("20270201", "20270301")
    assert event["SUMMARY"] == "Meedoen kan tot februari 2027: Samen"
    assert list(of_deadline("i", "Samen", "ooit", "", "")) == []


def test_a_hostile_title_begins_no_line_and_no_event():
    groups = [row(title=HOSTILE, reasons=[HOSTILE], names=[HOSTILE], urls=[f"https://x/{HOSTILE}"])]

    events = parsed(as_calendar(of_groups(groups), NOW))

    assert len(events) == 2
    assert all("X-KWAAD:1; a, b \\" in event["SUMMARY"] for event in events)
    assert all(set(event) <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION",
                              "TRANSP"} for event in events)  # fmt: skip


def test_a_mailbox_of_a_person_does_not_reach_the_calendar():
    body = as_calendar(of_groups([row(title="Bel jan.jansen@zomerdorp.example")]), NOW)

    assert b"jan.jansen" not in body.replace(b"\r\n ", b"")


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_text_says_a_calendar_can_be_read_back(title, text):
    (event,) = parsed(as_calendar([Event("k", f"A{title}", NOW, NOW, text)], NOW))

    assert event["SUMMARY"].startswith("A")
    assert event["DTEND"] == "20261124"


def test_an_event_keeps_its_uid_when_titles_and_the_clock_change():
    before = parsed(as_calendar(of_groups([row()]), NOW))
    after = parsed(
        as_calendar(of_groups([row(title="Anders", names=["X", "Y"])]), day("2027-01-01"))
    )
    moved_on = parsed(as_calendar(of_groups([row(until="2027-10-31")]), NOW))

    assert {one["UID"] for one in before} == {one["UID"] for one in after}
    assert len({one["UID"] for one in before}) == 2
    assert {one["UID"] for one in before}.isdisjoint(one["UID"] for one in moved_on)


def test_the_order_of_events_does_not_matter():
    events = [*of_groups([row(), row(thing="https://x.example/y", title="Ander")])]

    assert as_calendar(events, NOW) == as_calendar(events[::-1], NOW)


def test_the_last_day_of_all_has_an_event_too():
    (event,) = parsed(as_calendar([Event("k", "A", date.max, date.max)], NOW))

    assert event["DTEND"] == "99991231"


def test_without_events_there_is_no_calendar():
    assert as_calendar([], NOW) == b""


# --- an entry that is ready


def home_of(tmp_path) -> Home:
    for slug in ("zomerdorp", "winterstad"):
        file = tmp_path / "knowledge" / "members" / f"{slug}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"name: Gemeente {slug.title()}\ntype: gemeente\nsources: []\n")
    form = tmp_path / "knowledge" / "entries" / "solution" / "formulier.md"
    form.parent.mkdir(parents=True)
    form.write_text(f"---\ntitle: Formulier\nid: {FORM}\nlicence: EUPL-1.2\n---\nEen formulier.\n")
    return Home(tmp_path)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"title": HOSTILE, "names": [HOSTILE, "---"], "reasons": [HOSTILE]},
        {
            "title": "'\": {[- #",
            "contact": "",
            "decide_before": "",
            "urls": ["javascript:alert(1)"],
        },
        {"title": "2027", "contact": "yes", "names": ["null", "on"]},
        {"title": ""},
    ],
)
def test_an_entry_that_is_ready_passes_the_check(tmp_path, more):
    home = home_of(tmp_path)
    entry = ready(row(**more))

    file = home.root / entry.path
    file.parent.mkdir(parents=True)
    file.write_text(entry.text, encoding="utf-8")

    assert check(home) == []
    keys: Any = load_yaml(entry.text.split("---\n")[1], "x").data
    assert (keys["lead"], keys["partners"]) == (DORP, [STAD])
    assert keys["phase"] == "idee"


def test_an_entry_that_is_ready_says_who_why_and_until_when():
    entry = ready(row())

    front = yaml.safe_load(entry.text.split("---\n")[1])
    assert front["title"] == "Samen inkopen: Formulier"
    assert front["about"] == [FORM]
    assert front["deadline"] == "2027-06-30"
    assert front["owner"] == "Team Inkoop, inkoop@zomerdorp.example"
    assert front["sources"] == ["https://www.zomerdorp.example/contract"]
    assert "- Gemeente Winterstad\n" in entry.text
    assert "Kies voor 30 juni 2027." in entry.text
    assert re.fullmatch(r"knowledge/entries/initiative/samen-inkopen-formulier-\w{8}\.md",
                        entry.path)  # fmt: skip


# --- the page


def page(tmp_path, rows=(), things=(), contracts=(), **unknown) -> tuple[str, Any]:
    """Stage a hub with these answers; give the page and its open data."""
    records = [Organisation(id=one, title=f"Gemeente {one.rpartition('/')[2].title()}", source="m",
                            type="gemeente") for one in (DORP, STAD)]  # fmt: skip
    records += things
    hub = Hub(things={r.id: Thing(r.id, r.kind, r.id.rpartition("/")[2], (r,)) for r in records})
    answers = {"buy_together": {"rows": list(rows), "unknown": unknown},
               "contracts": {"rows": list(contracts), "unknown": unknown}}  # fmt: skip
    pages = tmp_path / "build" / "pages"
    no_maps: Any = None  # the page has none
    buying_pages(Staging(Shelf(hub, NOW), pages, {}, no_maps, answers))
    data = json.loads((pages / "data" / "samen-inkopen.json").read_bytes())
    return (pages / "samen-inkopen" / "index.md").read_text(), data


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def test_an_empty_page_tells_how_to_add_a_contract_and_has_no_calendar(tmp_path):
    file = tmp_path / "build" / "pages" / "data" / "samen-inkopen.ics"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"van gisteren")

    text, data = page(tmp_path, contract=(218, 218))

    assert 'href="../meedoen/"' in text
    assert "We kennen nog geen contracten" in text
    assert "kennen we het contract (218 keer onbekend)" in text
    assert not file.exists()
    assert (data["groups"], data["contracts"]) == ([], [])
    assert data["unknown"] == {"contract": [218, 218]}


def test_a_group_stands_on_the_page_with_its_reasons_days_contact_and_entry(tmp_path):
    text, data = page(tmp_path, [row()])

    assert "Gemeente Zomerdorp</a> en" in text
    assert "30 juni 2027 tot en met 30 september 2027" in text
    assert "mailto:inkoop@zomerdorp.example" in text
    assert "Zij liggen in dezelfde provincie: Utrecht." in text
    assert "title: &#39;Samen inkopen: Formulier&#39;" in text
    assert data["groups"][0]["initiative"]["text"] == ready(row()).text
    body = (tmp_path / "build" / "pages" / "data" / "samen-inkopen.ics").read_bytes()
    assert len(parsed(body)) == 2


def test_a_hostile_group_cannot_write_html(tmp_path):
    more = {"title": HOSTILE, "names": [HOSTILE], "reasons": [HOSTILE],
            "urls": ["javascript:alert(1)"], "contact": HOSTILE}  # fmt: skip

    text, _ = page(tmp_path, [row(**more)])

    assert "<script" not in text.replace('<script src="', "")
    assert "javascript:" not in text


def test_an_initiative_that_seeks_stands_there_with_who_when_and_a_day_in_the_calendar(tmp_path):
    seeks = Initiative(id="noaber:initiatief/samen", title="Samen doen", phase="zoekt partners",
                       wanted="Twee gemeenten", starts="2027-03", deadline="2027-02-01",
                       source="entry:initiative/samen", reader="entry")  # fmt: skip
    done = seeks.model_copy(update={"id": "noaber:initiatief/klaar", "title": "Al klaar",
                                    "deadline": "2026-01"})  # fmt: skip

    text, _ = page(tmp_path, things=[seeks, done])

    assert "Twee gemeenten" in text
    assert "meedoen kan tot 1 februari 2027" in text
    assert "begint maart 2027" in text
    assert "Al klaar" not in text
    body = (tmp_path / "build" / "pages" / "data" / "samen-inkopen.ics").read_bytes()
    assert [one["DTSTART"] for one in parsed(body)] == ["20270201"]


def test_the_page_of_an_initiative_says_who_is_sought_and_when(tmp_path):
    seeks = Initiative(id="noaber:initiatief/samen", title="Samen doen", phase="zoekt partners",
                       wanted="Twee gemeenten", starts="2027-03", deadline="2027-02-01",
                       source="entry:initiative/samen", reader="entry")  # fmt: skip
    home = Home(tmp_path)

    stage(Hub(things={seeks.id: Thing(seeks.id, seeks.kind, "samen", (seeks,))}), home)

    own = (home.build / "pages" / "initiatieven" / "samen.md").read_text()
    assert all(word in own for word in ("Twee gemeenten", "1 februari 2027", "maart 2027"))


def test_a_group_that_is_one_initiative_already_gets_no_card(tmp_path):
    same = Initiative(id="noaber:initiatief/samen", title="Samen doen", phase="idee",
                      source="entry:initiative/samen", reader="entry")  # fmt: skip
    known = row(why="seeks", evidence=[same.id])
    known |= {"from": "", "until": "", "decide_before": ""}

    text, data = page(tmp_path, [known], [same])

    assert "Maak hier een initiatief van" not in text
    assert text.count("Samen doen") >= 1
    assert len(data["groups"]) == 1


def test_the_page_of_an_agreement_says_until_when_one_can_decide(tmp_path):
    home = home_of(tmp_path)
    file = home.entries / "agreement" / "contract.md"
    file.parent.mkdir(parents=True)
    days = "begins: 2024\nends: 2027\nnotice: P6M\nextension: P1Y"
    about = f"claimant: {DORP}\nabout: [{DORP}, {FORM}]"
    file.write_text(f"---\ntitle: Contract\n{days}\n{about}\n---\nTekst.\n")

    stage(load_hub(home), home)

    text = (home.build / "pages" / "documenten" / "contract.md").read_text()
    assert "<dd>6 maanden</dd>" in text
    # of 2027 the first day that it can be: six months before 1 January 2027
    assert "1 juli 2026 of later: het einde is niet op de dag bekend" in text
    assert "1 juli 2027 na een verlenging of later" in text
