"""The outline of a diagram in words."""

from __future__ import annotations

from knowledge.model import Decision, Flow, Process, Step
from knowledge.outline import choices, outline, tables


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
