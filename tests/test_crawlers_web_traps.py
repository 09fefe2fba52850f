"""Traps: what is refused, what is a page all the same, and that every walk over links ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.web import following, traps
from crawlers.web.following import Trail
from crawlers.web.traps import Texts, Traps, months, repeats, shape
from knowledge.model import Document

TODAY = date(2026, 11, 1)
SITE = "https://zomerdorp.example"
HOSTS = ["zomerdorp.example:443"]


def why(path: str, followed: bool = True) -> str:
    refused = Traps(TODAY, followed).refusal(f"{SITE}{path}")
    return refused[0] if refused else ""


@pytest.mark.parametrize("path", ["/a/a/a", "/x/a/b/a/b/a/b/y", "/nl/nl/nl/nieuws", "/a//a/a/"])
def test_a_path_that_repeats_itself_is_a_trap(path: str) -> None:
    assert why(path) == why(path, followed=False) == "repeating-path"


@pytest.mark.parametrize("path", ["/", "/a/a", "/a/b/a/c/a", "/nieuws/2026/11/11", "/a/b/a/b"])
def test_a_path_with_the_same_word_twice_is_a_page(path: str) -> None:
    assert why(path) == ""


@pytest.mark.parametrize("path", ["/agenda/2028/12", "/agenda/2031-05", "/agenda?dag=2031-05-03",
                                  "/agenda?year=2031&month=5", "/agenda?maand=1&jaar=2035",
                                  "/kalender/2029/1/3/", "/agenda/2031-05-03-feest"])  # fmt: skip
def test_a_date_more_than_two_years_ahead_is_a_trap(path: str) -> None:
    assert why(path) == why(path, followed=False) == "far-date"


@pytest.mark.parametrize("path", ["/agenda/2028/11", "/visie-2040", "/visie/2040",
                                  "/plan?jaar=2050", "/product/20310512", "/besluit?id=203105",
                                  "/2031/vergunningen", "/agenda?m=5",
                                  "/artikel/2031/13", "/9999/01"])  # fmt: skip
def test_a_plan_for_later_or_a_number_is_no_calendar(path: str) -> None:
    assert why(path) == ""


def test_old_pages_in_a_list_are_pages_and_behind_links_a_trap() -> None:
    assert why("/nieuws/1999/12") == "far-date"
    assert why("/nieuws/1999/12", followed=False) == ""
    assert why("/nieuws/2006/11") == ""


def test_an_address_of_one_visit_is_a_trap() -> None:
    assert why("/(S(x3k2v0qpl1h2zz55))/afval.aspx") == "session-id"
    assert why("/(S(x))/afval") == why("/regels(oud)/afval") == ""


def test_a_search_page_with_many_filters_is_a_trap() -> None:
    judge = Traps(TODAY, followed=True)
    found = [judge.refusal(f"{SITE}/zoek?thema={word}&wie=inwoner") for word in words(130)]

    assert found.count(None) == traps.MOST_FILTERED
    assert {one[0] for one in found if one} == {"many-filters"}
    assert why("/zoek?" + "&".join(f"{word}=x" for word in words(7))) == "many-filters"


def test_pages_that_differ_in_a_number_are_read_up_to_a_limit() -> None:
    judge = Traps(TODAY, followed=True)
    found = [judge.refusal(f"{SITE}/product/{number}") for number in range(1_200)]

    assert found.count(None) == traps.MOST_OF_A_SHAPE
    assert all(judge.refusal(f"{SITE}/over/{word}") is None for word in words(1_200))


def test_days_of_a_calendar_are_read_up_to_a_lower_limit() -> None:
    judge = Traps(TODAY, followed=True)
    days = [f"{SITE}/agenda/2026/{n % 12 + 1}/{n // 12 + 1}" for n in range(200)]

    assert [judge.refusal(day) for day in days].count(None) == traps.MOST_OF_A_DATE


def test_a_sitemap_may_list_as_many_as_it_wants() -> None:
    judge = Traps(TODAY)

    assert all(judge.refusal(f"{SITE}/agenda/2026/10/{n}?a=1&b={n}") is None for n in range(2_000))


def words(number: int) -> list[str]:
    return ["".join("abcdefghij"[int(digit)] for digit in str(n)) for n in range(number)]


def test_the_fourth_page_with_the_same_title_and_text_is_refused() -> None:
    seen = Texts()
    page = Document(id="x", title="Agenda", text="Er is niets gepland.")

    found = [seen.refusal([page]) for _ in range(5)]

    assert found[:3] == [None] * 3
    assert {one[0] for one in found[3:] if one} == {"same-text"}
    assert seen.refusal([page.model_copy(update={"title": "Nieuws"})]) is None


def test_pages_without_text_are_never_the_same() -> None:
    seen = Texts()

    assert all(seen.refusal([Document(id="x", title="Film")]) is None for _ in range(9))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.integers(3, 9))
def test_whatever_comes_three_times_repeats(piece: list[str], times: int) -> None:
    assert repeats("/start/" + "/".join(piece * times) + "/eind")


@given(st.text(max_size=60))
def test_any_address_is_judged(text: str) -> None:
    url = f"{SITE}/{text}"

    assert all(Traps(TODAY, followed=True).refusal(url) or [True])
    assert shape(shape(url)) == shape(url)
    assert all(1 <= month <= 12 for _, month in months(url))


def trail() -> Trail:
    return Trail(HOSTS, [], TODAY)


def add(made: Trail, path: str, depth: int = 1) -> str:
    url = path if ":" in path else f"{SITE}{path}"
    refused = made.add(url, url, depth)
    return refused[0] if refused else ""


def walked(made: Trail) -> list[str]:
    found = []
    while step := made.next():
        found.append(step[0].removeprefix(SITE))
    return found


def test_an_address_is_visited_once_in_whatever_spelling() -> None:
    made = trail()
    for path in ("/a", "/a/", "/a?utm_source=x", "/b", "http://www.zomerdorp.example/a", "/a"):
        add(made, path)

    assert walked(made) == ["/a", "/b"]


def test_where_a_redirect_led_is_not_visited_again() -> None:
    made = trail()
    made.visited(f"{SITE}/nieuw")
    add(made, "/nieuw/")

    assert walked(made) == []


def test_pictures_and_styles_are_no_pages() -> None:
    made = trail()
    for path in ("/logo.PNG", "/stijl.css?v=2", "/regels.pdf", "/"):
        add(made, path)

    assert walked(made) == ["/regels.pdf", "/"]


@pytest.mark.parametrize(("url", "code"), [
    ("file:///etc/hostname", "scheme"), ("data:text/html,x", "scheme"), ("http://[::1", "scheme"),
    ("javascript:alert(1)", "scheme"), ("https://127.0.0.1/", "closed"),
    ("https://zomerdorp.example@127.0.0.1/", "userinfo"), ("gopher://zomerdorp.example/", "scheme"),
    (f"{SITE}/{'a/b' * 30}", "too-long"),
])  # fmt: skip
def test_what_may_not_be_asked_is_refused_and_said(url: str, code: str) -> None:
    made = trail()

    assert add(made, url) == code
    assert walked(made) == []


def test_other_hosts_are_counted_and_not_followed() -> None:
    made = trail()

    assert add(made, "https://elders.example/1") == add(made, "https://elders.example/2") == ""
    assert made.others == {"elders.example": "https://elders.example/1"}
    assert walked(made) == []


def test_traps_of_one_kind_are_said_once_and_counted() -> None:
    made = trail()
    said = [add(made, f"/agenda/{year}/{month}") for year in (2040, 2041) for month in (1, 2)]

    assert said == ["far-date", "", "", ""]
    assert made.trapped == {"far-date": 4}


def test_a_walk_ends_by_depth_and_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    made = trail()
    add(made, "/diep", following.DEEPEST_LINK + 1)
    assert (walked(made), made.is_cut) == ([], True)

    monkeypatch.setattr(following, "MOST_VISITED", 3)
    made = trail()
    for word in words(3):
        add(made, f"/{word}")
    assert not made.is_cut
    add(made, "/nog-een")
    assert (len(walked(made)), made.is_cut) == (3, True)


def test_a_link_back_to_what_was_read_cuts_nothing() -> None:
    made = trail()
    add(made, "/", 0)
    add(made, "/", following.DEEPEST_LINK + 1)

    assert not made.is_cut
