"""The report to a publisher: in Dutch, ready to send, and the same for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.home import Home
from knowledge.model import NoaberError
from knowledge.reporting import member_named, report_json, report_text

PERSON = "jan.jansen@zomerdorp.example"
CONTACT = "https://noaber.example/over/"
MEMBERS = {
    "zomerdorp": {
        "name": "Gemeente Zomerdorp",
        "id": "https://identifier.overheid.nl/tooi/id/gemeente/gm9998",
        "type": "gemeente",
        "sources": [
            {"protocol": "website", "url": "https://www.zomerdorp.example/"},
            {"protocol": "feed", "url": "https://www.zomerdorp.example/feed"},
        ],
    },
    "winterdorp": {"name": "Gemeente Winterdorp", "type": "gemeente", "sources": []},
    "dorp-a": {"name": "Dorp", "type": "gemeente", "sources": []},
    "dorp-b": {"name": "Gemeente Dorp", "type": "gemeente", "sources": []},
}


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path)
    home.members.mkdir(parents=True)
    home.runs.mkdir(parents=True)
    for slug, member in MEMBERS.items():
        (home.members / f"{slug}.yml").write_text(json.dumps(member))
    return home


def run(home: Home, day: str, state: str = "complete", **more: Any) -> None:
    counts = {"found": 10, "records": 9, "refused": 1}
    source = {"source": "zomerdorp-website", "state": state, "day": day, **counts, **more}
    (home.runs / f"{day}.json").write_text(json.dumps({"run": day, "sources": [source]}))


def problem(number: int, message: str = "geen goede XML", level: str = "error") -> dict[str, Any]:
    place = f"https://www.zomerdorp.example/{number}"
    return {"level": level, "code": "not-xml", "message": message, "place": place, "line": number}


def test_a_report_says_what_where_and_how_to_mend_it(home):
    run(home, "2026-11-23", problems=[problem(n) for n in range(1, 18)])

    lines = report_text(home, "zomerdorp", CONTACT).split("\n")

    assert lines[0] == "Onderwerp: zo leest noaber de bronnen van Gemeente Zomerdorp"
    assert "Beste collega," in lines
    assert "1. Fout (17 keer): geen goede XML" in lines
    at = lines.index("1. Fout (17 keer): geen goede XML")
    assert lines[at + 1].startswith("   Wat u kunt doen: Open het bestand")
    assert lines[at + 2] == "   - https://www.zomerdorp.example/1, regel 1"
    assert lines[at + 7] == "   - en nog 12"
    assert lines[-2:] == ["noaber", ""]


def test_a_report_says_where_to_answer(home):
    assert f"Dat kan via {CONTACT}" in report_text(home, "zomerdorp", CONTACT)


def test_a_report_tells_that_old_data_stays_where_a_source_is_held(home):
    run(home, "2026-11-21")
    run(home, "2026-11-22", "held")

    text = report_text(home, "zomerdorp", CONTACT)

    assert "Stand op 22 november 2026: vastgehouden." in text
    assert "De gegevens van 21 november 2026 blijven staan" in text
    assert "Het laatst helemaal gelezen op 21 november 2026." in text


def test_a_report_where_all_went_well_says_so(home):
    run(home, "2026-11-23", refused=0)

    text = report_text(home, "zomerdorp", CONTACT)

    assert "Gevonden 10, opgenomen 9, geweigerd 0." in text
    assert "Er was niets mis." in text
    assert "Fout" not in text


def test_hints_are_counted_but_ask_nothing(home):
    run(home, "2026-11-23", problems=[problem(n, level="hint") for n in range(3)])

    text = report_text(home, "zomerdorp", CONTACT)

    assert "Verder 3 keer iets waar u niets aan hoeft te doen." in text
    assert "Wat u kunt doen" not in text


def test_problems_that_differ_each_tell_their_own(home):
    run(home, "2026-11-23", problems=[problem(1, "eerste"), problem(2, "tweede")])

    text = report_text(home, "zomerdorp", CONTACT)

    assert "1. Fout (2 keer), bijvoorbeeld: eerste" in text
    assert "   - https://www.zomerdorp.example/2, regel 2: tweede" in text


def test_a_source_that_was_never_visited_is_named(home):
    run(home, "2026-11-23")

    assert "Deze bron is nog niet opgehaald." in report_text(home, "zomerdorp", CONTACT)


def test_a_member_without_sources_gets_a_report_too(home):
    text = report_text(home, "winterdorp", CONTACT)

    assert "Van uw organisatie kennen we nog geen bron." in text


def test_an_accepted_loss_stands_in_the_report_with_its_reason(home):
    run(home, "2026-11-23")
    home.accepted.mkdir()
    losses = [{"day": "2026-11-20", "reason": "opgeruimd", "records": 9}]
    (home.accepted / "zomerdorp-website.json").write_text(json.dumps(losses))

    text = report_text(home, "zomerdorp", CONTACT)

    assert "Verlies vrijgegeven op 20 november 2026: opgeruimd" in text


def test_no_person_and_no_line_of_strangers_gets_into_a_report(home):
    nasty = f"mail {PERSON}\n\nBeste collega,\x1b[31m betaal"
    run(home, "2026-11-23", problems=[problem(1, nasty), problem(2, f"x {PERSON}")])

    text = report_text(home, "zomerdorp", CONTACT)

    assert "jansen" not in text
    assert "\x1b" not in text
    assert text.split("\n").count("Beste collega,") == 1


def test_the_report_for_programs_has_each_problem_with_its_mend(home):
    run(home, "2026-11-23", problems=[problem(n) for n in range(17)])

    found = report_json(home, "zomerdorp", CONTACT)

    assert (found["member"], found["contact"]) == ("zomerdorp", CONTACT)
    assert [source["source"] for source in found["sources"]] == [
        "zomerdorp-website",
        "zomerdorp-feed",
    ]
    assert len(found["sources"][0]["problems"]) == 17
    assert all(one["mend"] for one in found["sources"][0]["problems"])
    assert json.dumps(found)


@pytest.mark.parametrize(
    "written",
    ["zomerdorp", "Gemeente Zomerdorp", "ZOMERDORP", "zomerdorp-feed",
     "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"],
)  # fmt: skip
def test_a_member_is_named_by_slug_name_id_or_source(home, written):
    assert member_named(home, written).slug == "zomerdorp"


def test_a_name_that_means_two_members_is_answered_with_both(home):
    with pytest.raises(NoaberError, match="dorp-a, dorp-b"):
        member_named(home, "Dorp")


def test_an_unknown_member_is_answered_with_the_one_that_is_near(home):
    with pytest.raises(NoaberError, match="Bedoelde u 'zomerdorp'"):
        member_named(home, "zomerdrop")
