"""Wording, similarity and flavours: what counts as the same, and that the order never matters."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Decision, Edition, Flow, Process, Result, Step
from knowledge.variants.changes import changes
from knowledge.variants.durations import days
from knowledge.variants.flavours import THRESHOLD, flavours_of
from knowledge.variants.indexing import Standard
from knowledge.variants.lookalikes import lookalikes
from knowledge.variants.profile import profile
from knowledge.variants.similarity import Likenesses, similarity
from knowledge.variants.synonyms import SYNONYMS
from knowledge.variants.wording import SAME, key, likeness

WORDS = ["adres", "controleren", "aanvraag", "formulier", "aanvraagformulier", "niet", "toetsen",
         "de", "melding", "beoordelen", "besluit", "versturen", "gegevens", "2", "huisbezoek",
         "verhuizing", "verhuisformulier", "opegvraagd", "opgevraagd", "binnen"]  # fmt: skip
NAMES = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
KINDS = ["userTask", "serviceTask", "task", "startEvent", "endEvent", "intermediateCatchEvent",
         "exclusiveGateway"]  # fmt: skip


def process(identifier: str, *names: str, linked: bool = True, **more: Any) -> Process:
    """A process with these steps, each following the one before."""
    steps = tuple(
        Step(id=f"s{at}", name=name, kind="userTask", lane="") for at, name in enumerate(names)
    )
    flows = tuple(Flow(source=f"s{at}", target=f"s{at + 1}") for at in range(len(names) - 1))
    values = {"steps": steps, "flows": flows if linked else (), **more}
    return Process(id=identifier, title=identifier, **values)


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """A process as a diagram gives it, with any steps, arrows and other parts."""
    names = draw(st.lists(NAMES, max_size=7))
    steps = tuple(
        Step(id=str(at), name=name, kind=draw(st.sampled_from(KINDS)),
             lane=draw(st.sampled_from(["", "Balie", "Burgerzaken"])),
             term=draw(st.sampled_from(["", "P2W", "P14D", "snel"])))
        for at, name in enumerate(names)
    )  # fmt: skip
    ends = st.sampled_from([step.id for step in steps]) if steps else st.just("0")
    arrows = draw(st.lists(st.tuples(ends, ends), max_size=8)) if steps else []
    return Process(
        id=f"p{draw(st.integers(0, 10**6))}", title="t", steps=steps,
        flows=tuple(Flow(source=a, target=b) for a, b in arrows),
        lanes=tuple(dict.fromkeys(step.lane for step in steps if step.lane)),
        decisions=tuple(
            Decision(id=str(at), name=name, outcomes=("ja", "nee"))
            for at, name in enumerate(draw(st.lists(NAMES, max_size=2)))
        ),
        term=draw(st.sampled_from(["", "P4W", "P8W", "8 weken"])),
        partners=tuple(draw(st.lists(NAMES, max_size=2))),
    )  # fmt: skip


# --- names ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adres controleren", "Controle van het adres"),
        ("Adressen checken", "Het adres wordt gecontroleerd"),
        ("Verzoek komt binnen", "Ontvangst verzoek"),
        ("Vraag aanvullende gegevens op", "Aanvullende gegevens opvragen"),
        ("Besluit nemen", "Beslissen"),
        ("Aanvraagformulier", "Formulier aanvraag"),
        ("Termijnbewaking", "Termijn bewaken"),
        ("Inkomenstoets", "Inkomen toetsen"),
        ("Reservering geanulleerd", "Reservering geannuleerd"),
        ("Klantcontactcentrum", "KCC"),
        ("Bevestiging sturen", "Verzenden bevestiging"),
    ],
)
def test_names_that_a_reader_takes_for_the_same_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wens vervuld", "Wens niet vervuld"),
        ("Gegevens volledig", "Gegevens onvolledig"),
        ("Betalen", "Bepalen"),
        ("Uitkering verlenen", "Uitkering verlengen"),
        ("Inschrijving verwerken", "Uitschrijving verwerken"),
        ("Aanvraag beoordelen", "Op de aanvraag beslissen"),
        ("Controleren curatele", "Controleren verwantschap"),
        ("Openen pagina locatie", "Openen pagina getuigen"),
        ("Reservering bevestigd", "Reservering geannuleerd"),
        ("", ""),
        ("Adres", ""),
    ],
)
def test_names_of_other_steps_are_not_the_same(one: str, other: str) -> None:
    assert likeness(one, other) < SAME


def test_municipal_words_keep_their_stem() -> None:
    """Snowball's newer `dutch` makes "meen" of gemeenten and "bied" of gebied."""
    assert key("gemeente") == key("gemeenten") == ("gemeent",)
    assert key("gebied") == ("gebied",) != key("bieden")


def test_a_name_of_stop_words_only_still_has_a_key() -> None:
    assert key("Op en af") == ("af", "en", "op")
    assert key("") == key("?!") == ()


def test_each_group_of_synonyms_has_one_key_and_a_reason() -> None:
    for same in SYNONYMS:
        assert {key(word) for word in same.others} == {key(same.word)}, same.word
        assert same.why


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, one) == (1.0 if key(one) else 0.0)


@given(st.lists(NAMES, max_size=12))
def test_looking_in_all_names_at_once_finds_what_each_pair_says(names: list[str]) -> None:
    found = lookalikes(names)

    for one in names:
        for other in names:
            expected = likeness(one, other)
            assert found[one].get(other, 0.0) == (expected if expected >= SAME else 0.0)


# --- two versions ---


@given(processes(), processes())
def test_similarity_is_symmetric_and_a_share(one: Process, other: Process) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0.0 <= similarity(one, other) <= 1.0


@given(processes())
def test_a_version_is_wholly_like_itself(one: Process) -> None:
    parts = Likenesses([profile(one)]).parts(profile(one), profile(one))

    assert similarity(one, one.model_copy(update={"id": "other", "title": "other"})) == 1.0
    assert all(alike == pytest.approx(1.0) for _, alike in parts.values())


def test_words_in_another_order_and_a_typing_error_make_no_other_process() -> None:
    one = process("a", "Aanvraag ontvangen", "Adres controleren", "Reservering annuleren")
    other = process("b", "Aanvraag komt binnen", "Controle adres", "Reservering anulleren")

    assert similarity(one, other) == 1.0


def test_the_same_steps_in_another_order_are_less_alike() -> None:
    one = process("a", "Betalen", "Beoordelen", "Besluit versturen")
    other = process("b", "Beoordelen", "Besluit versturen", "Betalen")

    assert THRESHOLD < similarity(one, other) < 0.9


def test_gateways_and_nameless_events_do_not_count() -> None:
    one = process("a", "Aanvraag ontvangen", "Beoordelen")
    join = Step(id="j", name="Samen", kind="parallelGateway", lane="")
    end = Step(id="e", name="", kind="endEvent", lane="")
    other = one.model_copy(update={"steps": (*one.steps, join, end)})

    assert similarity(one, other) == 1.0


def test_what_a_source_does_not_say_is_not_a_difference() -> None:
    one = process("a", "Beoordelen", "Besluit versturen")
    other = one.model_copy(update={"term": "P8W", "partners": ("UWV",), "channels": ("balie",)})

    assert similarity(one, other) == 1.0
    assert similarity(one.model_copy(update={"term": "P4W", "partners": ("SVB",)}), other) < 0.9


def test_terms_are_compared_in_days() -> None:
    weeks, days, months = (
        process(term, "Beoordelen", "Besluit versturen", term=term)
        for term in ("P8W", "P56D", "P4W")
    )

    assert similarity(weeks, days) == 1.0
    assert 0.9 < similarity(weeks, months) < 1.0


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2,5 jaar", 912.5), ("1,5 uur", 0.0625), ("binnen 8 weken", 56.0), ("1.000 dagen", None),
        ("12345 dagen", None), ("8 weken (56 dagen)", None),
    ],
)  # fmt: skip
def test_a_number_in_a_term_is_read_whole_or_not_at_all(written: str, found: float | None) -> None:
    """The end of a number is another number: 2,5 jaar is not 5 jaar."""
    assert days(written) == found


def test_what_a_computer_does_is_a_little_unlike_what_a_person_does() -> None:
    one = process("a", "Verhuizing verwerken")
    (step,) = one.steps
    other = one.model_copy(update={"steps": (step.model_copy(update={"kind": "serviceTask"}),)})

    assert 0.9 < similarity(one, other) < 1.0


def test_the_municipality_itself_is_no_role() -> None:
    steps = [
        Step(id="1", name="Intake", kind="task", lane="", pool="Gemeente Voorbeeld"),
        Step(id="2", name="Advies", kind="task", lane="", pool="Bureau"),
    ]

    assert profile(process("a", steps=tuple(steps))).roles == ("Bureau",)


def test_the_council_is_a_role_and_not_the_municipality_itself() -> None:
    steps = [
        Step(id="1", name="Voorstel schrijven", kind="task", lane="", pool="Gemeente Voorbeeld"),
        Step(id="2", name="Besluiten", kind="task", lane="", pool="Gemeenteraad"),
    ]

    assert profile(process("a", steps=tuple(steps))).roles == ("Gemeenteraad",)


# --- flavours ---


def family(number: int) -> list[Process]:
    """Versions of three flavours, each with a step of its own."""
    kinds = [
        ("Aanvraag ontvangen", "Automatisch verwerken", "Bevestiging sturen"),
        ("Gesprek plannen", "Huisbezoek afleggen", "Advies vragen aan wijkteam", "Beslissen"),
        ("Formulier printen", "Handtekening zetten", "Dossier archiveren"),
    ]
    return [process(f"https://x.example/{at}", *kinds[at % 3], f"Taak {'abcdefghij'[at]}")
            for at in range(number)]  # fmt: skip


@given(st.lists(processes(), max_size=6, unique_by=lambda one: one.id), st.randoms())
@settings(max_examples=40)
def test_flavours_do_not_depend_on_the_order(
    versions: list[Process], chance: random.Random
) -> None:
    shuffled = chance.sample(versions, len(versions))

    assert flavours_of(shuffled) == flavours_of(versions)


@given(st.lists(processes(), max_size=6, unique_by=lambda one: one.id))
@settings(max_examples=40)
def test_every_version_is_in_one_flavour_or_named_as_unread(versions: list[Process]) -> None:
    found = flavours_of(versions)
    members = [one for flavour in found.flavours for one in flavour.members]

    assert sorted([*members, *found.unread]) == sorted(version.id for version in versions)


def test_nine_versions_of_three_ways_are_three_flavours() -> None:
    found = flavours_of(family(9))

    assert [[one[-1] for one in flavour.members] for flavour in found.flavours] == [
        ["0", "3", "6"], ["1", "4", "7"], ["2", "5", "8"],
    ]  # fmt: skip
    assert [flavour.letter for flavour in found.flavours] == ["A", "B", "C"]
    assert (found.pairs, found.pairs_between) == (9, 27)


def test_no_version_and_one_version_have_no_numbers() -> None:
    assert flavours_of([]).flavours == ()
    (alone,) = flavours_of(family(1)).flavours
    assert (alone.within, alone.between, alone.pairs, alone.traits) == (None, None, 0, ())


def test_two_versions_have_a_number_that_rests_on_one_pair() -> None:
    found = flavours_of([family(4)[0], family(4)[3]])

    (flavour,) = found.flavours
    assert (flavour.pairs, flavour.pairs_between, flavour.between) == (1, 0, None)
    assert flavour.within == found.within != 1.0


def test_the_medoid_is_the_version_most_like_the_others() -> None:
    steps = ("Aanvraag ontvangen", "Beoordelen", "Besluit versturen")
    versions = [process("a", *steps, "Afspraak maken"), process("b", *steps),
                process("c", *steps, "Archief bijwerken")]  # fmt: skip

    assert flavours_of(versions).flavours[0].medoid == "b"


def test_a_version_without_steps_is_named_and_not_compared() -> None:
    found = flavours_of([*family(2), Process(id="dicht", title="dicht")])

    assert (found.unread, found.compared) == (("dicht",), 2)


def test_a_usual_term_that_differs_is_told_in_weeks() -> None:
    versions = [one.model_copy(update={"term": "P4W" if at % 3 else "P8W"})
                for at, one in enumerate(family(6))]  # fmt: skip

    (first, *_) = flavours_of(versions).flavours
    assert [one.said for one in first.traits if one.part == "term"] == [
        "Termijn meestal 8 weken, elders 4 weken (van 2 en 4 bekend)"
    ]


def test_what_is_not_said_elsewhere_sets_nothing_apart() -> None:
    versions = [one.model_copy(update={"channels": () if at % 3 else ("balie",)})
                for at, one in enumerate(family(6))]  # fmt: skip

    found = flavours_of(versions)

    assert not [one for flavour in found.flavours for one in flavour.traits
                if one.part == "channels"]  # fmt: skip


# --- the index ---


def test_the_index_uses_what_held_on_the_day() -> None:
    was = process("-", "Gesprek plannen", "Huisbezoek afleggen").steps
    now = ("Aanvraag ontvangen", "Automatisch verwerken")
    one = process("a", *now, first_seen=date(2025, 1, 1))
    edition = Edition(until="2026-06-01", steps=was)
    other = process("b", *now, first_seen=date(2025, 8, 1), earlier=(edition,))
    standard = Standard([one, other], {"a": ["A"], "b": ["B"]})

    points = [standard.on(date(2025, 2, 1)), standard.on(date(2026, 5, 31)),
              standard.on(date(2026, 6, 1))]  # fmt: skip

    assert [(point.score, point.publishers) for point in points] == [(None, 1), (0, 2), (100, 2)]


def test_two_versions_of_one_publisher_count_as_one() -> None:
    day = date(2026, 1, 1)
    named = {"a": "Beoordelen", "b": "Archiveren", "c": "Beoordelen"}
    a, b, c = (process(name, step, first_seen=day) for name, step in named.items())
    standard = Standard([a, b, c], {"a": ["A"], "b": ["A"], "c": ["B"]})

    point = standard.on(day)

    assert (point.score, point.publishers, point.versions) == (50, 2, 3)


def test_the_index_over_time_ends_today_and_has_no_day_before_the_first() -> None:
    one = process("a", "Beoordelen", first_seen=date(2026, 2, 1))
    points = Standard([one], {}).over_time(date(2026, 11, 23))

    days = [point.day.isoformat() for point in points]
    assert days == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-11-23"]


def test_a_version_that_held_no_more_is_left_out() -> None:
    one = process("a", "Beoordelen", valid_from="2020-01-01", valid_until="2021-01-01")

    standard = Standard([one], {})

    assert [standard.on(date(year, 7, 1)).versions for year in (2019, 2020, 2021)] == [0, 1, 0]


def test_the_last_day_that_a_source_names_still_counts() -> None:
    """The page of a process says "geldig tot en met"; year 9999 says that there is no last day."""
    one = process("a", "Beoordelen", valid_from="2020-01-01", valid_until="2021-03-31")
    always = process("b", "Beoordelen", valid_from="2020-01-01", valid_until="9999-12-31")
    standard = Standard([one, always], {})

    days = (date(2021, 3, 31), date(2021, 4, 1))
    assert [standard.on(day).publishers for day in days] == [2, 1]


@pytest.mark.parametrize(
    "written", ["0001-01-01", "1900-01-01", "9999-12-31", "2025-02-30", "ooit"]
)
def test_an_odd_day_in_a_source_breaks_no_index(written: str) -> None:
    """Year 1 is what many systems write for a day that nobody filled in."""
    seen = date(2026, 1, 1)
    odd = process("a", "Beoordelen", valid_from=written, first_seen=seen)
    points = Standard([odd, process("b", "Beoordelen", first_seen=seen)], {}).over_time(
        date(2026, 11, 23)
    )

    future = written.startswith("9")
    assert (points[-1].score, points[-1].publishers) == ((None, 1) if future else (100, 2))
    days = [point.day for point in points]
    assert days == sorted(set(days))
    assert len(days) <= 21


# --- changes ---


def test_each_change_is_one_line_with_its_day() -> None:
    was = Edition(
        until="2026-03-01",
        lanes=("Balie",),
        steps=process("-", "Aanvraag ontvangen", "Adres controleren", "Dossier printen").steps,
        term="P8W",
        channels=("balie",),
        results=("Verleend",),
    )
    now = process(
        "a", "Aanvraag ontvangen", "Adres en bewoners controleren", "Huisbezoek afleggen",
        lanes=("Balie", "Toezicht"), term="P6W", channels=("website",),
        results=(Result(name="Verleend"),), earlier=(was,),
    )  # fmt: skip

    found = changes(now)

    assert {change.day for change in found} == {"2026-03-01"}
    assert [change.said for change in found] == [
        "Stap ‘Huisbezoek afleggen’ kwam erbij",
        "Stap ‘Dossier printen’ verdween",
        "Stap ‘Adres controleren’ heet nu ‘Adres en bewoners controleren’",
        "Rol ‘Toezicht’ kwam erbij",
        "Termijn van 8 weken naar 6 weken",
        "Kanaal ‘website’ kwam erbij",
        "Kanaal ‘balie’ verdween",
    ]


def test_changes_come_newest_first_and_an_order_is_told() -> None:
    first = Edition(until="2025-01-01", steps=process("-", "Beoordelen").steps)
    second = Edition(until="2026-01-01", steps=process("-", "Beoordelen", "Betalen").steps)
    now = process("a", "Betalen", "Beoordelen", linked=False, earlier=(first, second))

    assert [(change.day, change.said) for change in changes(now)] == [
        ("2026-01-01", "De stappen staan in een andere volgorde"),
        ("2025-01-01", "Stap ‘Betalen’ kwam erbij"),
    ]


def test_the_order_in_the_file_of_a_diagram_is_no_change() -> None:
    """A modeller may write steps in any order, and an edition has no arrows."""
    now = process("a", "Ontvangen", "Beoordelen", "Besluit versturen", term="P2W")
    was = Edition(until="2026-01-01", steps=now.steps[::-1], term="P1W")

    found = changes(now.model_copy(update={"earlier": (was,)}))

    assert [change.said for change in found] == ["Termijn van 1 week naar 2 weken"]


def test_a_process_without_editions_has_no_changes() -> None:
    assert changes(process("a", "Beoordelen")) == []
