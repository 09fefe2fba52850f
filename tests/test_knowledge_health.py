"""How well sources are read: state, score, counts over time, and what to mend."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.health import HEIGHT, WIDTH, SourceHealth, as_json, member_health
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub
from knowledge.member import Member, Source
from knowledge.pages import stage
from knowledge.personal import HIDDEN
from knowledge.runs import Acceptance, History, Visit, histories_of

EXPECTED = CHECKOUT / "tests" / "expected"
PERSON = "jan.jansen@zomerdorp.example"
WEBSITE = "https://www.zomerdorp.example/"


def visit(number: int = 1, state: str = "complete", records: int = 9, **more: Any) -> Visit:
    day = f"2026-{10 + (number - 1) // 28:02}-{(number - 1) % 28 + 1:02}"
    about = {"found": 10, "records": records, "refused": 1, "missing": 0, "gone": 0}
    return Visit(run=f"{day}T1", day=day, state=state, seconds=1.0, **(about | more))


def problem(code: str = "not-xml", place: str = f"{WEBSITE}a", **more: Any) -> dict[str, Any]:
    about = {"level": "error", "message": "geen goede XML", "place": place}
    return {"code": code, **about, **more}


def health(*visits: Visit, problems: Any = (), accepted: Any = ()) -> SourceHealth:
    history = History("dorp-website", visits, {"problems": list(problems)}) if visits else None
    return SourceHealth("dorp-website", Source(protocol="website", url=WEBSITE), history, accepted)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("complete", "We lazen alles"),
        ("partial", "nu niet zagen, blijft staan"),
        ("unsupported", "nog niet lezen"),
    ],
)
def test_a_state_says_what_it_means(state, words):
    assert words in health(visit(state=state)).meaning


@pytest.mark.parametrize(
    ("state", "end"), [("held", "de beheerder"), ("failed", "weer kunnen lezen")]
)
def test_what_is_held_or_failed_says_from_which_day_the_records_are_that_stay(state, end):
    found = health(visit(1), visit(2, "partial"), visit(3, state), visit(4, state)).meaning

    assert "De gegevens van 2 oktober 2026 blijven staan" in found
    assert end in found


@pytest.mark.parametrize("state", ["held", "failed"])
def test_what_never_worked_says_that_there_is_nothing(state):
    found = health(visit(1, state)).meaning

    assert "tonen we nog niets" in found
    assert "blijven staan" not in found


def test_a_source_that_was_never_visited_says_so():
    found = health()

    assert found.meaning == "Deze bron is nog niet opgehaald."
    assert (found.state, found.last, found.score, found.line) == ("", None, None, None)
    assert (found.problems, found.groups, found.rows) == ([], [], ())


def test_the_score_is_the_part_that_was_read_without_error_or_warning():
    problems = [
        problem(place=f"{WEBSITE}1"),
        problem("wrong-type", f"{WEBSITE}2", level="warning"),
        problem("wrong-type", f"{WEBSITE}2", level="warning", line=9),
        problem("fork", f"{WEBSITE}3", level="hint"),
    ]

    assert health(visit(found=10), problems=problems).score == 80


def test_what_each_code_costs_adds_up_to_what_the_score_lacks():
    problems = [
        problem(place=f"{WEBSITE}1"),
        problem("wrong-type", f"{WEBSITE}1", level="warning"),
        problem("wrong-type", f"{WEBSITE}2", level="warning"),
        problem("fork", f"{WEBSITE}3", level="hint"),
    ]

    found = health(visit(found=10), problems=problems)

    assert {group.code: group.cost for group in found.groups} == {
        "not-xml": 1,
        "wrong-type": 1,
        "fork": 0,
    }
    assert found.score == 80


@given(st.lists(st.sampled_from(["error", "warning", "hint"])), st.integers(0, 40))
def test_the_score_is_always_between_0_and_100(levels, found):
    problems = [problem(place=f"{WEBSITE}{n}", level=level) for n, level in enumerate(levels)]

    score = health(visit(found=found), problems=problems).score

    assert score is None if not found else 0 <= score <= 100


def test_a_problem_of_the_source_as_a_whole_is_no_thing_that_was_found():
    found = health(visit(found=1, state="held"), problems=[problem("too-few", "dorp-website")])

    assert found.score == 100
    assert found.groups[0].cost == 0


def test_a_failed_source_scores_nothing_and_an_empty_or_unsupported_one_has_no_score():
    scores = [
        health(visit(state="failed", found=0)).score,
        health(visit(found=0)).score,
        health(visit(state="unsupported", found=0)).score,
    ]

    assert scores == [0, None, None]


def test_equal_problems_are_one_group_and_the_worst_come_first():
    problems = [
        problem("fork", f"{WEBSITE}h", level="hint"),
        *(problem("wrong-type", f"{WEBSITE}{n}", level="warning") for n in range(300)),
        problem("bug", f"{WEBSITE}b"),
        *(problem("not-xml", f"{WEBSITE}x{n}") for n in range(2)),
    ]

    groups = health(visit(found=500), problems=problems).groups

    assert [(g.code, len(g.problems)) for g in groups] == [
        ("not-xml", 2),
        ("bug", 1),
        ("wrong-type", 300),
        ("fork", 1),
    ]


def test_a_group_has_one_message_only_where_all_its_problems_say_the_same():
    problems = [problem(), problem(place=f"{WEBSITE}b"), problem("bug"), problem("bug", message="")]

    messages = {group.code: group.message for group in health(visit(), problems=problems).groups}

    assert messages == {"not-xml": "geen goede XML", "bug": ""}


def test_each_problem_says_how_to_mend_it_in_the_json():
    member = Member(slug="dorp", name="Dorp", type="gemeente", sources=())

    found = as_json(member, [health(visit(), problems=[problem(), problem("nieuw", level="hint")])])

    mends = [one["mend"] for one in found["sources"][0]["problems"]]
    assert mends[0].startswith("Open het bestand")
    assert mends[1].startswith("U hoeft niets te doen")


def test_a_report_that_is_not_as_it_should_be_shows_what_it_can():
    odd = [
        "tekst",
        None,
        {},
        {"code": 7, "level": "rood", "message": None, "place": 5, "line": "x"},
    ]

    found = health(visit(), problems=odd)

    assert [(one["code"], one["level"]) for one in found.problems] == [
        ("", "error"),
        ("7", "error"),
    ]
    assert found.problems[1]["place"] == "5"
    assert "line" not in found.problems[1]
    assert found.score == 90


@pytest.mark.parametrize("problems", [None, 5, "tekst", {"code": "x"}])
def test_a_report_whose_problems_are_no_list_has_none(problems):
    history = History("dorp-website", (visit(),), {"problems": problems})

    found = SourceHealth("dorp-website", Source(protocol="website", url=WEBSITE), history)

    assert (found.problems, found.groups) == ([], [])


def test_no_address_of_a_person_is_in_the_json():
    member = Member(slug="dorp", name="Dorp", type="gemeente", sources=())
    problems = [problem(message=f"mail {PERSON}\x00", place=f"https://{PERSON}/x", field=PERSON)]
    losses = (Acceptance("2026-11-01", f"zei {PERSON}", 3),)

    text = json.dumps(as_json(member, [health(visit(), problems=problems, accepted=losses)]))

    assert "jansen" not in text
    assert "\\u0000" not in text
    assert text.count(json.dumps(HIDDEN)[1:-1]) == 4


def test_the_json_has_all_days_and_neither_seconds_nor_run():
    member = Member(slug="dorp", name="Dorp", type="gemeente", sources=())

    days = as_json(member, [health(*map(visit, range(1, 41)))])["sources"][0]["days"]

    assert len(days) == 40
    assert days[0].keys() == {"day", "state", "found", "records", "refused", "missing", "gone"}


def test_the_table_has_the_last_thirty_days_the_newest_first():
    rows = health(*map(visit, range(1, 41))).rows

    assert len(rows) == 30
    assert (rows[0].day, rows[-1].day) == ("2026-11-12", "2026-10-11")


def test_one_day_makes_no_line():
    assert health(visit()).line is None


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=60))
def test_the_line_stays_in_its_frame_and_goes_from_left_to_right(counts):
    visits = [visit(n, records=count) for n, count in enumerate(counts, 1)]

    points = [tuple(map(int, p.split(","))) for p in health(*visits).line.points.split()]

    assert all(0 <= x <= WIDTH and 0 < y < HEIGHT for x, y in points)
    assert (points[0][0], points[-1][0]) == (0, WIDTH)
    assert points == sorted(points, key=lambda point: point[0])


def test_the_line_has_the_same_in_words():
    words = health(visit(1, records=8), visit(2, records=3), visit(3, records=9)).line.words

    assert words == (
        "Opgenomen op 3 dagen, van 1 oktober 2026 tot en met 3 oktober 2026: "
        "eerst 8, het laatst 9, het minst 3, het meest 9."
    )


def zomerdorp(many: int = 7) -> tuple[Member, dict[str, list[dict[str, Any]]]]:
    """A member whose sources are in each state there is, and the reports of three days."""
    sources = (
        Source(protocol="website", url=WEBSITE),
        Source(protocol="forge", api="https://api.code.example", owner="zomerdorp"),
        Source(protocol="pdc", url="https://pdc.zomerdorp.example/"),
        Source(protocol="feed", url="https://www.zomerdorp.example/feed"),
        Source(protocol="dcat", url="https://data.zomerdorp.example/"),
        Source(protocol="sru", url="https://sru.zomerdorp.example/"),
    )
    member = Member(slug="zomerdorp", name="Gemeente Zomerdorp", type="gemeente", sources=sources)
    counts = {"found": 40, "records": 38, "refused": 2}
    odd = [
        problem("not-xml", f"{WEBSITE}x.bpmn", line=12, message="geen goede XML (<b>&</b>)"),
        *(problem("empty-page", f"{WEBSITE}{n}", message="geen tekst") for n in range(many)),
        problem("bad-url", f"{WEBSITE}publiccode.yml", line=6, level="warning", field="url",
                message=f"'{PERSON}' is geen webadres"),
        problem("javascript", "javascript:alert(1)", level="warning", message='"><script>x()'),
        problem("fork", "https://code.example/zomerdorp/kopie", level="hint", message="kopie"),
    ]  # fmt: skip
    days = {
        "2026-11-21": {"zomerdorp-website": {"state": "complete", **counts}},
        "2026-11-22": {
            "zomerdorp-website": {"state": "failed", "problems": [problem("timeout", WEBSITE)]},
            "zomerdorp-forge": {"state": "complete", **counts},
        },
        "2026-11-23": {
            "zomerdorp-website": {"state": "partial", "found": 400, "records": 98, "refused": 302,
                                  "missing": 4, "problems": odd},
            "zomerdorp-forge": {"state": "held", "found": 3, "records": 3,
                                "problems": [problem("sudden-loss", "zomerdorp-forge")]},
            "zomerdorp-pdc": {"state": "failed", "problems": [problem("status-503", WEBSITE)]},
            "zomerdorp-dcat": {"state": "unsupported"},
            "zomerdorp-sru": {"state": "complete", **counts, "gone": 1},
        },
    }  # fmt: skip
    return member, days


def write_runs(home: Home, days: dict[str, dict[str, Any]]) -> None:
    for day, sources in days.items():
        listed = [{"source": name, "day": day, **said} for name, said in sources.items()]
        (home.runs / f"{day}.json").write_text(json.dumps({"run": f"{day}T1", "sources": listed}))


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    home = Home(tmp_path)
    home.runs.mkdir(parents=True)
    home.accepted.mkdir(parents=True)
    write_runs(home, zomerdorp()[1])
    loss = {"day": "2026-11-20", "reason": f"<i>opgeruimd</i>, zei {PERSON}", "records": 50}
    (home.accepted / "zomerdorp-sru.json").write_text(json.dumps([loss]))
    return home


@pytest.mark.parametrize(
    ("staged", "golden"),
    [("bronnen/zomerdorp.md", "health.html"), ("data/gezondheid/zomerdorp.json", "health.json")],
)
def test_the_health_page_is_as_expected(home, staged, golden):
    """Where the page is changed on purpose: look at it, and copy it to tests/expected."""
    assert stage(Hub(members=(zomerdorp()[0],)), home) == []

    made = (home.build / "pages" / staged).read_text("utf-8")
    assert made == (EXPECTED / golden).read_text("utf-8")


def test_the_health_page_shows_no_text_of_strangers_as_html(home):
    stage(Hub(members=(zomerdorp()[0],)), home)

    page = (home.build / "pages" / "bronnen" / "zomerdorp.md").read_text("utf-8")

    assert "<script" not in page
    assert "<b>&" not in page
    assert "<i>" not in page
    assert 'href="javascript' not in page
    assert "jansen" not in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_three_hundred_equal_problems_take_one_line_with_examples(home):
    write_runs(home, zomerdorp(300)[1])

    stage(Hub(members=(zomerdorp()[0],)), home)

    page = (home.build / "pages" / "bronnen" / "zomerdorp.md").read_text("utf-8")

    assert page.count("geen tekst") == 1
    assert "empty-page, 300 keer" in page
    assert "En nog 295." in page


def test_the_health_page_of_a_member_that_left_goes_with_its_json(home):
    stage(Hub(members=(zomerdorp()[0],)), home)
    stage(Hub(), home)

    assert not (home.build / "pages" / "bronnen" / "zomerdorp.md").exists()
    assert not (home.build / "pages" / "data" / "gezondheid" / "zomerdorp.json").exists()


def test_a_member_has_its_sources_in_the_order_of_its_file():
    member, days = zomerdorp()

    found = member_health(member, histories_of(days["2026-11-23"]), {})

    assert [health.name for health in found] == [
        "zomerdorp-website",
        "zomerdorp-forge",
        "zomerdorp-pdc",
        "zomerdorp-feed",
        "zomerdorp-dcat",
        "zomerdorp-sru",
    ]
    assert [health.address for health in found][:2] == [
        WEBSITE,
        "https://api.code.example/zomerdorp",
    ]
