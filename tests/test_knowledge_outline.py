"""The outline of a diagram in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Decision, Flow, Message, Process, Step
from knowledge.outline import OutlineStep, choices, outline, tables


def process(steps: str, flows: str, **more) -> Process:
    """A process from "id:kind:name:lane:pool" and "from>to:name", each separated by blanks."""
    made = []
    for text in steps.split():
        parts = [*text.split(":"), "", "", ""]
        made.append(Step(id=parts[0], kind=parts[1], name=parts[2].replace("_", " "),
                         lane=parts[3], pool=parts[4]))  # fmt: skip
    arrows = []
    for text in flows.split():
        ends, _, name = text.partition(":")
        source, _, target = ends.partition(">")
        arrows.append(Flow(source=source, target=target, name=name))
    return Process(id="p", title="p", steps=tuple(made), flows=tuple(arrows), **more)


def lines(made: Process) -> list[str]:
    """Each step as its number, name and where it goes on."""
    return [
        f"{step.number} {step.name}"
        + "".join(f" |{way.when}>{way.number or way.pool}" for way in step.branches)
        for pool in outline(made)
        for step in pool.steps
    ]


def test_steps_stand_in_the_order_of_the_arrows_not_of_the_file():
    made = process("e:endEvent b:userTask:Toets a:userTask:Lees s:startEvent", "s>a a>b b>e")

    assert lines(made) == ["1 Het proces begint", "2 Lees", "3 Toets", "4 Het proces eindigt"]


def test_a_choice_names_its_outcomes_and_the_join_comes_after_both_ways():
    made = process(
        "s:startEvent g:exclusiveGateway:Compleet? a:task:Vraag b:task:Toets e:endEvent",
        "s>g g>a:nee g>b:ja a>e b>e",
    )

    assert lines(made) == [
        "1 Het proces begint",
        "2 Compleet? |nee>3 |ja>4",
        "3 Vraag |>5",
        "4 Toets",
        "5 Het proces eindigt",
    ]


def test_a_loop_ends_where_it_points_back():
    made = process("s:startEvent a:task:A b:task:B", "s>a a>b b>a b>b")

    assert lines(made) == ["1 Het proces begint", "2 A", "3 B |>2 |>3"]


def test_a_circle_without_a_start_is_told_once():
    made = process("a:task:A b:task:B", "a>b b>a")

    assert lines(made) == ["1 A", "2 B |>1"]


def test_steps_without_arrows_are_still_there():
    made = process("s:startEvent a:task:A x:task:Los", "s>a")

    assert lines(made) == ["1 Het proces begint", "2 A", "3 Los"]


def test_pools_are_told_apart_and_messages_name_the_other_pool():
    made = process(
        "s:startEvent::Balie:Gemeente m:sendTask:Bericht:Balie:Gemeente r:task:Leest::Inwoner",
        "s>m m>r:brief",
        pools=("Gemeente", "Inwoner", "Leeg"),
    )

    pools = outline(made)

    assert [(pool.name, len(pool.steps)) for pool in pools] == [("Gemeente", 2), ("Inwoner", 1)]
    (way,) = pools[0].steps[1].branches
    assert (way.when, way.number, way.name, way.pool) == ("brief", 0, "Leest", "Inwoner")
    assert pools[0].steps[0].role == "Balie"


def test_nameless_steps_get_a_dutch_word():
    made = process("g:exclusiveGateway j:parallelGateway t:userTask o:vreemd", "")

    names = {step.id: (step.name, step.kind) for step in outline(made)[0].steps}

    assert names == {
        "g": ("De wegen komen samen", "samenkomst"),
        "j": ("De wegen komen samen", "samenkomst"),
        "t": ("Taak zonder naam", "taak"),
        "o": ("Stap zonder naam", "stap"),
    }


def test_a_way_to_a_join_calls_it_a_join():
    made = process("a:task:A b:task:B j:exclusiveGateway e:endEvent", "a>j b>j j>e")

    assert lines(made)[0] == "1 A |>3"
    assert outline(made)[0].steps[0].branches[0].name == "De wegen komen samen"


def test_a_fork_says_that_its_ways_run_together():
    made = process("f:parallelGateway a:task:A b:task:B", "f>a f>b")

    fork = outline(made)[0].steps[0]

    assert (fork.name, fork.is_choice) == ("Deze stappen lopen tegelijk", True)
    assert [way.number for way in fork.branches] == [2, 3]


def test_arrows_to_nowhere_are_left_out():
    made = process("a:task:A", "a>weg weg>a")

    assert lines(made) == ["1 A"]


def test_a_chain_of_thousands_does_not_exhaust_the_stack():
    steps = " ".join(f"t{n}:task:T{n}" for n in range(5000))
    flows = " ".join(f"t{n}>t{n + 1}" for n in range(4999))

    assert len(lines(process(steps, flows))) == 5000


def test_every_step_is_told_exactly_once_whatever_the_arrows():
    steps = " ".join(f"t{n}:task" for n in range(40))
    flows = " ".join(f"t{n * 7 % 40}>t{n * 13 % 40}" for n in range(200))

    told = [step.id for pool in outline(process(steps, flows)) for step in pool.steps]

    assert sorted(told) == sorted(f"t{n}" for n in range(40))


def test_no_steps_give_no_outline():
    assert outline(process("", "")) == []


def test_decision_tables_have_rows_as_wide_as_their_headings():
    table = Decision(id="d", name="Tarief", inputs=("zone",), outputs=("prijs", "per"),
                     rules=(("1", "2"), ("a", "b", "c", "d")))  # fmt: skip
    empty = Decision(id="e", name="Leeg", rules=(("x",),))

    (found,) = tables([table, empty])

    assert (found.inputs, found.outputs) == (("zone",), ("prijs", "per"))
    assert found.rows == (("1", "2", ""), ("a", "b", "c"))


def test_choices_that_are_drawn_are_not_told_twice():
    drawn = Decision(id="g", name="Compleet?", outcomes=("ja", "nee"))
    apart = Decision(id="x", name="Rijk?", outcomes=("ja", "nee"))
    made = process("g:exclusiveGateway", "", decisions=(drawn, apart))

    assert choices(made) == [apart]


# --- everything that a step says ----------------------------------------------------------------


def step(identifier: str, kind: str = "task", name: str = "", **more) -> Step:
    return Step(**({"id": identifier, "kind": kind, "name": name, "lane": ""} | more))


def told(*steps: Step, ways: str = "", **more) -> list[OutlineStep]:
    """The outline of steps; `ways` has their arrows as "a>b", separated by blanks."""
    ends = [way.split(">") for way in ways.split()]
    more.setdefault("flows", tuple(Flow(source=one, target=to) for one, to in ends))
    made = Process(id="p", title="p", steps=steps, **more)
    return [one for pool in outline(made) for one in pool.steps]


def test_what_stands_on_the_border_of_a_step_follows_it_and_its_way_comes_last():
    found = told(
        step("s", "startEvent"),
        step("a", name="Beoordelen"),
        step("b", name="Besluiten"),
        step("w", "boundaryEvent", at="a", event="timer", term="P14D"),
        step("h", name="Herinneren"),
        step("m", "boundaryEvent", "Vraag komt", at="a", event="message", interrupting=False),
        ways="s>a a>b w>h",
    )

    assert [(one.number, one.id) for one in found] == [
        (1, "s"), (2, "a"), (3, "w"), (4, "m"), (5, "b"), (6, "h")
    ]  # fmt: skip
    assert (found[2].kind, found[2].notes) == ("onderbreking bij stap 2", ("na 14 dagen",))
    assert [(way.lead, way.number) for way in found[2].branches] == [("verder met", 6)]
    assert (found[3].kind, found[3].notes) == (
        "ondertussen bij stap 2", ("als er een bericht komt",)
    )  # fmt: skip


def test_what_a_subprocess_holds_follows_it_and_says_where_it_is_part_of():
    found = told(
        step("s", "startEvent"),
        step("d", "subProcess", "Toetsen"),
        step("e", "endEvent"),
        step("d1", "startEvent", inside="d"),
        step("d2", name="Kijken", inside="d"),
        ways="s>d d>e d1>d2",
    )

    assert [(one.id, one.level, one.part_of) for one in found] == [
        ("s", 0, ""), ("d", 0, ""), ("d1", 1, "Toetsen"), ("d2", 1, "Toetsen"), ("e", 0, "")
    ]  # fmt: skip
    assert found[1].notes == ("bestaat uit stap 3 tot en met 4",)
    assert [way.number for way in found[1].branches] == [5]
    assert found[2].name == "Dit deel begint"


def test_a_subprocess_that_an_event_starts_comes_last_and_says_when():
    found = told(
        step("x", "subProcess", "Verlengen", event="timer", term="P6W", interrupting=False),
        step("s", "startEvent"),
        step("a"),
        ways="s>a",
    )

    assert [one.id for one in found] == ["s", "a", "x"]
    assert found[2].notes == ("na 6 weken", "de rest gaat door")


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("P14D", "na 14 dagen"),
        ("R/P1W", "elke week"),
        ("R3/PT2H", "elke 2 uur, 3 keer"),
        ("2026-12-01T09:00:00", "op 1 december 2026"),
        ("twee weken voor de trouwdag", "op tijd: twee weken voor de trouwdag"),
        ("${termijn}", "op een vast moment"),
        ("0 0 9 * * ?", "op een vast moment"),
        ("", "op een vast moment"),
    ],
)
def test_a_timer_is_told_in_words(term, said):
    (only,) = told(step("t", "intermediateCatchEvent", event="timer", term=term))

    assert only.notes == (said,)


def test_a_timer_that_says_nothing_leaves_it_to_its_name():
    (only,) = told(step("t", "intermediateCatchEvent", "Trouwdag", event="timer"))

    assert only.notes == ()


def test_a_way_without_a_name_has_its_condition_only_where_people_can_read_it():
    flows = (
        Flow(source="g", target="a", condition="het bedrag is hoger dan 500 euro"),
        Flow(source="g", target="b", condition="${bedrag > 500}"),
        Flow(source="g", target="c", default=True),
    )

    found = told(step("g", "exclusiveGateway"), step("a"), step("b"), step("c"), flows=flows)

    ways = [(way.lead, way.when) for way in found[0].branches]
    assert ways == [("als", "het bedrag is hoger dan 500 euro"), ("of", ""), ("anders", "")]


def test_a_way_back_is_called_so():
    flows = (Flow(source="a", target="g"), Flow(source="g", target="a", name="nee"),
             Flow(source="g", target="b", name="ja"))  # fmt: skip

    found = told(step("a"), step("g", "exclusiveGateway"), step("b"), flows=flows)

    assert [(way.when, way.number, way.is_back) for way in found[1].branches] == [
        ("nee", 1, True), ("ja", 3, False)
    ]  # fmt: skip


def test_messages_say_with_whom_and_where_there():
    messages = (
        Message(source="a", sender="Gemeente", receiver="BRP", name="vraag"),
        Message(source="i", target="a", sender="Inwoner", receiver="Gemeente"),
    )
    pools = ("Gemeente", "Inwoner")

    found = told(step("a", pool="Gemeente"), step("i", pool="Inwoner"), messages=messages,
                 pools=pools)  # fmt: skip

    assert found[0].notes == ("stuurt bericht naar BRP: vraag",
                              "krijgt bericht van Inwoner, stap 1 daar")  # fmt: skip
    assert found[1].notes == ("stuurt bericht naar Gemeente, stap 1 daar",)


def test_repeats_calls_and_data_are_told():
    (loop,) = told(step("a", repeats="loop"))
    (each,) = told(step("a", repeats="sequential"))
    (call,) = told(step("a", "callActivity", "Betalen", calls="Betaling innen"))
    (code,) = told(step("a", "callActivity", "Betalen", calls="process_1a2b"))
    (data,) = told(step("a", reads=("Dossier", "BRP"), writes=("Besluit",)))

    assert loop.notes == ("wordt herhaald",)
    assert each.notes == ("gebeurt voor elk onderdeel, na elkaar",)
    assert call.notes == ("start het proces Betaling innen",)
    assert code.notes == ("start een ander proces",)
    assert data.notes == ("gebruikt: Dossier, BRP", "maakt: Besluit")


def test_events_are_named_by_what_they_do():
    kinds = [
        told(step("a", kind, event=event))[0].kind
        for kind, event in (
            ("intermediateThrowEvent", "message"),
            ("intermediateThrowEvent", ""),
            ("endEvent", "terminate"),
            ("endEvent", "error"),
            ("endEvent", ""),
        )
    ]

    assert kinds == [
        "bericht versturen", "moment", "einde van alles", "einde met een fout", "einde"
    ]  # fmt: skip


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f", "weg", ""])
STEPS = st.lists(
    st.builds(
        Step,
        id=NAMES,
        name=st.just(""),
        kind=st.sampled_from(["task", "startEvent", "boundaryEvent", "subProcess",
                              "exclusiveGateway"]),
        lane=st.just(""),
        pool=st.sampled_from(["", "Gemeente", "Inwoner"]),
        event=st.sampled_from(["", "timer", "message"]),
        at=NAMES,
        inside=NAMES,
    ),
    max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(STEPS, st.lists(st.builds(Flow, source=NAMES, target=NAMES), max_size=20))
def test_every_step_is_told_once_whatever_arrows_borders_and_subprocesses_say(steps, flows):
    made = Process(id="p", title="p", steps=tuple(steps), flows=tuple(flows), pools=("Gemeente",))

    pools = outline(made)

    assert sum(len(pool.steps) for pool in pools) == len(steps)
    assert {one.id for one in steps} - {""} <= {one.id for pool in pools for one in pool.steps}
    for pool in pools:
        assert [one.number for one in pool.steps] == list(range(1, len(pool.steps) + 1))
        assert all(0 <= way.number <= len(pool.steps) for one in pool.steps for way in one.branches)


def test_subprocesses_in_each_other_end_somewhere():
    deep = [step(str(n), "subProcess", inside=str(n - 1) if n else "") for n in range(200)]

    assert len(told(*deep)) == 200
