"""What must be forgotten is recognised however it is written, and a decision gives nothing away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.withholding import names, remembered
from knowledge.forgetting import GRAVE, REMOVED, Forgotten
from knowledge.forgetting.phrases import mark_of_address, marks_of_text, spellings
from knowledge.forgetting.withdrawals import (
    VARIABLE,
    Key,
    folder_of,
    key_for_writing,
    load_decisions,
    load_key,
    new_decision,
    write_decision,
)
from knowledge.home import Home
from knowledge.member import Member, Source
from knowledge.model import Document, NoaberError, Problem, Process, Solution, Statement, Step

KEY = Key("een geheim dat lang genoeg is om te tellen")
NAME, PHONE, MAIL = "Wilhelmina Kwastenmaker", "06-12 34 56 78", "w.kwast@voorbeeld.example"
PAGE = "https://zomerdorp.example/balie/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-20")
    monkeypatch.delenv(VARIABLE, raising=False)


def forgotten(*texts: str, address: str = "") -> Forgotten:
    found = [new_decision("text", KEY, marks_of_text(KEY, text), "verzoek") for text in texts]
    if address:
        found.append(new_decision("page", KEY, [mark_of_address(KEY, address)], "verzoek"))
    return Forgotten(found, KEY)


@pytest.mark.parametrize("text", [
    "Wilhelmina Kwastenmaker", "WILHELMINA  kwastenmaker", "Wilhelmina\nKwastenmaker",
    "Wilhelmína Kwästenmaker", "Wilhelmina-Kwastenmaker", "Wilhelmina_Kwastenmaker",
    "Wilhelmina Kwasten-\nmaker", "Wilhelmina Kwas\u00adtenmaker", "Wilhelmina&nbsp;Kwastenmaker",
    "Wilhelm&iacute;na Kwastenmaker", "Wilhelmina%20Kwastenmaker", "Wilhelmina **Kwastenmaker",
    "Wilhelmi\u0301na\u00a0Kwastenmaker", "WilhelminaKwastenmaker",
])  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    found = forgotten(NAME).text(f"Vraag het aan {text}, elke dag.")

    assert found == f"Vraag het aan {REMOVED}, elke dag."


@pytest.mark.parametrize("text", [
    "0612345678", "06 12345678", "(06) 12 34 56 78", "06.12.34.56.78", "0031612345678",
    "0031 6 1234 5678",
])  # fmt: skip
def test_a_phone_number_is_found_in_all_its_forms(text: str) -> None:
    assert "12" not in forgotten(PHONE).text(f"Bel {text} nu")


@pytest.mark.parametrize("text", ["+31 6 12345678", "+31612345678", "+31 (0)6 12 34 56 78"])
def test_a_phone_number_is_found_whichever_form_was_forgotten(text: str) -> None:
    assert forgotten(text).text("Bel 06-12345678 nu") == f"Bel {REMOVED} nu"
    assert "12" not in forgotten(PHONE).text(f"Bel {text} nu")


def test_a_mail_address_is_found_with_its_sign_in_words_too() -> None:
    found = forgotten(MAIL)

    assert found.text("w.kwast@voorbeeld.example") == REMOVED
    assert found.text("w.kwast [at] voorbeeld.example") == REMOVED


@pytest.mark.parametrize("text", [
    "Wilhelmina Kwastenmakers", "Wilhelmina van Kwastenmaker", "Kwastenmaker Wilhelmina",
    "Awilhelmina Kwastenmaker", "Wilhelmina", "",
])  # fmt: skip
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert forgotten(NAME).text(text) == text


def test_a_name_in_another_script_is_found() -> None:
    assert forgotten("Дима Кистев").text("от Дима  КИСТЕВ.") == f"от {REMOVED}."


def test_texts_that_overlap_go_together() -> None:
    found = forgotten("Wilhelmina Kwastenmaker", "Kwastenmaker de Boer")

    assert found.text("Wilhelmina Kwastenmaker de Boer belt") == f"{REMOVED} belt"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_name_never_stays_between_other_words(before: str, after: str) -> None:
    found = forgotten(NAME)

    said = found.text(f"{before} {NAME} {after}")

    assert NAME not in said
    assert found.text(said) == said


@given(st.text(max_size=200))
def test_where_nothing_is_to_be_forgotten_nothing_changes(text: str) -> None:
    assert Forgotten().text(text) is text
    assert forgotten("zxqjvbnmkwpq rtyghfdswc").text(text) == text


@pytest.mark.parametrize("url", [
    "https://zomerdorp.example/balie", "http://www.zomerdorp.example/balie/",
    "https://zomerdorp.example/balie?utm_source=x#top",
])  # fmt: skip
def test_a_page_is_found_in_every_spelling_of_its_address(url: str) -> None:
    found = forgotten(address=PAGE)

    assert found.address(url)
    assert found.text(f"Zie ([balie]({url})).") == f"Zie ([balie]({REMOVED}))."
    assert not found.address("https://zomerdorp.example/balie2")
    assert not found.address("https://zomerdorp.example/balie/open")


def document(**more: Any) -> Document:
    said = Statement(subject="noaber:organisatie/zomerdorp", relation="publishes", object="x")
    return Document(**{"id": "https://zomerdorp.example/x", "title": "Balie",
                       "url": "https://zomerdorp.example/x",
                       "statements": (said,)} | more)  # fmt: skip


@pytest.mark.parametrize("more", [
    {"url": PAGE}, {"id": PAGE}, {"id": "https://x.example/wilhelmina-kwastenmaker"},
    {"source": "entry:experience/wilhelmina-kwastenmaker"},
])  # fmt: skip
def test_a_record_whose_address_is_forgotten_goes_as_a_whole(more: dict[str, Any]) -> None:
    assert forgotten(NAME, address=PAGE).record(document(**more)) is None


def test_a_solution_that_is_also_known_under_a_forgotten_address_goes() -> None:
    record = Solution(id="noaber:oplossing/x", title="X", aliases=(PAGE,))

    assert forgotten(address=PAGE).record(record) is None


def test_every_text_of_a_record_is_cleansed_and_the_rest_stays() -> None:
    step = Step(id="s1", name=f"Bel {NAME}", kind="userTask", lane=NAME)
    said = Statement(subject="a", relation="makes", object="b", subject_name=NAME, role="maker")
    record = Process(id="p", title=f"Proces van {NAME}", summary="Kort", lanes=(NAME, "Balie"),
                     steps=(step,), statements=(said,), text=f"Vraag {NAME}.")  # fmt: skip

    kept = forgotten(NAME).record(record)

    assert kept == Process(
        id="p", title=f"Proces van {REMOVED}", summary="Kort", lanes=(REMOVED, "Balie"),
        steps=(step.model_copy(update={"name": f"Bel {REMOVED}", "lane": REMOVED}),),
        statements=(said.model_copy(update={"subject_name": REMOVED}),), text=f"Vraag {REMOVED}.",
    )  # fmt: skip


@pytest.mark.parametrize("end", ["subject", "object", "url", "claimant"])
@pytest.mark.parametrize("field", ["statements", "past"])
def test_a_statement_with_a_forgotten_end_goes_alone(end: str, field: str) -> None:
    said = Statement(subject="a", relation="about", object="b")
    lost = said.model_copy(update={end: PAGE})

    kept = forgotten(address=PAGE).record(document(**{field: (said, lost)}))

    assert kept is not None
    assert getattr(kept, field) == (said,)


def test_an_address_that_is_no_id_becomes_empty() -> None:
    record = Solution(id="noaber:oplossing/x", title="X", website=PAGE, documentation=PAGE)

    kept = forgotten(address=PAGE).record(record)

    assert kept == Solution(id="noaber:oplossing/x", title="X")


def test_a_record_that_nothing_touches_is_the_same_object() -> None:
    record = document(text="Een balie")

    assert forgotten(NAME, PHONE, address=PAGE).record(record) is record
    assert Forgotten().record(record) is record


def test_a_tombstone_without_data_is_never_shown() -> None:
    grave = document(id=f"{GRAVE}a/b")

    assert Forgotten().record(grave) is None


def test_members_and_problems_do_not_give_it_away() -> None:
    found = forgotten(NAME, address=PAGE)
    sources = (Source(protocol="website", url=PAGE), Source(protocol="forge", owner="zomerdorp"))
    member = Member(slug="zomerdorp", name=f"Bureau {NAME}", type="overig", sources=sources)

    kept = found.member(member)
    problem = found.problem(Problem(code="x", message=f"'{NAME}' kan niet", place=PAGE, line=3))

    assert (kept.name, kept.sources) == (f"Bureau {REMOVED}", sources[1:])
    assert problem == Problem(code="x", message=f"'{REMOVED}' kan niet", line=3)


def test_keys_of_plain_values_do_not_give_it_away() -> None:
    kept = forgotten(NAME, address=PAGE).plain({PAGE: 1, NAME: 2, "b": [PAGE, {"id": PAGE}, 3]})

    assert kept == {REMOVED: 2, "b": [3]}


def entry(**more: Any) -> dict[str, Any]:
    return {"place": "https://zomerdorp.example/x", "ids": ["a", "b"], **more}


def test_the_memory_drops_a_place_and_keeps_what_stands_beside_it() -> None:
    found = forgotten(address=PAGE)

    assert remembered(entry(place=PAGE), found) is None
    assert remembered(entry(place=f"list:{PAGE}"), found) is None
    assert remembered(entry(mark={"url": PAGE}), found) is None
    assert remembered(entry(ids=["a", PAGE]), found) == entry(ids=["a"])
    assert remembered(entry(ids=[PAGE]), found) is None
    assert remembered(entry(), found) == entry()


def test_a_page_of_a_list_is_read_again_where_an_item_of_it_is_forgotten() -> None:
    page = entry(place="page:https://zomerdorp.example/lijst", ids=["a", PAGE], total=2)

    assert remembered(page, forgotten(address=PAGE)) is None


@pytest.mark.parametrize("text", [
    f"<loc>{PAGE}</loc>", '{"url": "https:\\/\\/zomerdorp.example\\/balie"}',
    '<a href="/balie">x</a>', "<a href=/balie>x</a>", '{"naam": "Wilhelm\\u00edna Kwastenmaker"}',
])  # fmt: skip
def test_a_list_that_names_it_is_recognised_unread(text: str) -> None:
    found = forgotten(NAME, address=PAGE)

    assert names(text, found, "https://zomerdorp.example/sitemap.xml")
    assert not names("<loc>https://zomerdorp.example/open</loc>", found, PAGE)


def test_a_decision_is_the_same_after_writing_and_gives_nothing_away(tmp_path: Path) -> None:
    home = Home(tmp_path)
    key = key_for_writing(home, ())
    decisions = [new_decision("text", key, marks_of_text(key, text), "verzoek")
                 for text in (NAME, PHONE, MAIL)]  # fmt: skip

    texts = [write_decision(home, decision).read_text() for decision in decisions]

    assert {*load_decisions(home)} == {*decisions}
    assert Forgotten.load(home).text(f"{NAME} {PHONE}") == f"{REMOVED} {REMOVED}"
    for word in (*spellings(NAME), *spellings(PHONE), "wilhelmina", "kwast", "voorbeeld"):
        assert word not in "".join(texts).lower()


def test_two_hubs_have_different_marks_for_the_same_text(tmp_path: Path) -> None:
    one, other = (key_for_writing(Home(tmp_path / name), ()) for name in "ab")

    assert not {*marks_of_text(one, NAME)} & {*marks_of_text(other, NAME)}


def test_git_ignores_the_key_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    key_for_writing(home, ())

    assert "\n/key\n" in (folder_of(home) / ".gitignore").read_text()
    assert (folder_of(home) / "key").stat().st_mode & 0o777 == 0o600


def without_key(folder: Path) -> None:
    (folder / "key").unlink()


def with_other_key(folder: Path) -> None:
    (folder / "key").write_text("x" * 64)


def with_short_key(folder: Path) -> None:
    (folder / "key").write_text("kort")


def with_half_a_decision(folder: Path) -> None:
    next(folder.glob("*.yml")).write_text("kind: text\n")


@pytest.mark.parametrize("damage", [without_key, with_other_key, with_short_key,
                                    with_half_a_decision])  # fmt: skip
def test_what_cannot_be_read_stops_everything(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    home = Home(tmp_path)
    key = key_for_writing(home, ())
    write_decision(home, new_decision("text", key, marks_of_text(key, NAME), "verzoek"))

    damage(folder_of(home))

    with pytest.raises(NoaberError):
        Forgotten.load(home)


def test_the_key_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    key = key_for_writing(home, ())
    write_decision(home, new_decision("text", key, marks_of_text(key, NAME), "verzoek"))
    monkeypatch.setenv(VARIABLE, (folder_of(home) / "key").read_text())
    (folder_of(home) / "key").unlink()

    assert Forgotten.load(home).text(NAME) == REMOVED


def test_a_home_without_decisions_needs_no_key(tmp_path: Path) -> None:
    assert load_key(Home(tmp_path), ()) is None
    assert not Forgotten.load(Home(tmp_path))
