"""What the last run saw counts only while harvest, code and circumstances are the same."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.memory import FULL, Entry, Mark, Memory, entry_from
from crawlers.store import Harvest, write_lines
from knowledge.model import Problem, to_json

DAY = date(2026, 11, 1)
WRONG = Problem(
    level="warning", code="vreemd", message="dit is vreemd", place="https://x.nl/a", line=3
)


class Place:
    """The files of one source, in which a test writes harvests and remembers entries."""

    def __init__(self, root: Path) -> None:
        self.seen, self.path = root / "seen" / "bron.jsonl", root / "bron.jsonl"

    def harvest(self, **hashes: str) -> None:
        lines = [to_json({"id": name, "hash": said.strip("!"), **({"gone": "2026-11-01"}
                 if said.endswith("!") else {})}) for name, said in hashes.items()]  # fmt: skip
        write_lines(self.path, lines)

    def memory(self, day: date = DAY, code: str = "code") -> Memory:
        return Memory(self.seen, Harvest(self.path), code, day)

    def remember(self, *entries: Entry, is_complete: bool = True, day: date = DAY,
                 code: str = "code", **stamps: str) -> Memory:  # fmt: skip
        memory = self.memory(day, code)
        for entry in entries:
            memory.keep(entry)
        memory.stamps |= stamps
        memory.save(is_complete)
        memory.fresh.close()
        return self.memory(day + timedelta(1), code)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.harvest(a="1", b="1", c="2")
    return made


def entry(name: str, *ids: str, said: str = "1", context: str = "zo", **more: Any) -> Entry:
    mark = Mark(url=f"https://x.nl/{name}", etag='"e"', hash=said, context=context)
    return Entry(name, mark, ids, **more)


text = st.text(max_size=20)
marks = st.builds(Mark, *[text] * 7)
problems = st.builds(Problem, code=text, message=text, place=text, line=st.integers(0, 99),
                     level=st.sampled_from(["error", "warning", "hint"]))  # fmt: skip
entries = st.builds(
    Entry, text, marks, st.lists(text, max_size=3).map(tuple),
    st.lists(problems, max_size=2).map(tuple), text, st.booleans(), text,
    st.integers(-1, 99), text, text,
    st.dictionaries(text, text, max_size=2),
)  # fmt: skip


@given(entries)
def test_an_entry_reads_back_as_it_was_written(one: Entry) -> None:
    assert entry_from(one.as_json()) == one


def test_what_was_read_may_be_used_the_day_after(place: Place) -> None:
    one = entry("f", "a", "b", problems=(WRONG,), next="2", total=7, format="html")

    memory = place.remember(one)

    assert memory.usable("f", "zo") == one
    assert not memory.is_full
    assert memory.is_whole


@pytest.mark.parametrize(("hashes", "why"), [
    ({"b": "1"}, "gone from the file"), ({"a": "9", "b": "1"}, "another hash"),
    ({"a": "1!", "b": "1"}, "a tombstone"), ({}, "no harvest at all"),
])  # fmt: skip
def test_what_the_harvest_no_longer_has_as_it_was_is_read_again(
    place: Place, hashes: dict[str, str], why: str
) -> None:
    place.remember(entry("f", "a", "b"), entry("g", "b"))
    place.harvest(**hashes)

    memory = place.memory(DAY + timedelta(1))

    assert memory.usable("f", "zo") is None, why
    assert (memory.usable("g", "zo") is None) == ("b" not in hashes)
    assert not memory.is_whole


@pytest.mark.parametrize("one", [entry("f", "a", context="anders"),
                                 entry("f", "a", is_refused=True)])  # fmt: skip
def test_other_circumstances_and_refusals_are_no_knowledge(place: Place, one: Entry) -> None:
    memory = place.remember(one)

    assert memory.usable("f", "zo") is None
    assert memory.entry("f") == one


@pytest.mark.parametrize(("code", "is_known"), [
    ("bug", False), ("too-heavy", False), ("no-title", True), ("unread-format", True),
])  # fmt: skip
def test_what_noaber_itself_could_not_read_is_tried_again(
    place: Place, code: str, is_known: bool
) -> None:
    memory = place.remember(entry("f", problems=(WRONG, WRONG.model_copy(update={"code": code}))))

    assert bool(memory.usable("f", "zo")) == is_known


@pytest.mark.parametrize(("days", "full"), [
    (0, False), (1, False), (FULL - 1, False), (FULL, True), (FULL + 99, True), (-1, True),
])  # fmt: skip
def test_after_so_many_days_everything_is_read_afresh(place: Place, days: int, full: bool) -> None:
    place.remember(entry("f", "a"), g="1")

    memory = place.memory(DAY + timedelta(days))

    assert memory.is_full == full
    assert (memory.usable("f", "zo") is None) == full
    assert memory.entry("f")


def test_other_code_reads_everything_afresh(place: Place) -> None:
    place.remember(entry("f", "a"))

    assert place.memory(code="nieuwer").is_full


def test_the_days_count_from_the_last_full_reading(place: Place) -> None:
    place.remember(entry("f", "a"))
    place.remember(entry("f", "a"), day=DAY + timedelta(20))

    assert not place.memory(DAY + timedelta(FULL - 1)).is_full
    assert place.memory(DAY + timedelta(FULL)).is_full


def test_a_complete_run_forgets_what_it_did_not_see(place: Place) -> None:
    place.remember(entry("f", "a"), entry("g", "b"), old="1")

    memory = place.remember(entry("f", "a"), day=DAY + timedelta(1), new="1")

    assert memory.entry("g") is None
    assert memory.group("old", "1") == []


def test_an_incomplete_run_keeps_what_it_did_not_see(place: Place) -> None:
    place.remember(entry("f", "a"), entry("g", "b", group="oud"), oud="1")

    memory = place.remember(entry("f", "a"), is_complete=False, day=DAY + timedelta(1))

    assert memory.usable("g", "zo") == entry("g", "b", group="oud")
    assert memory.group("oud", "1") == [entry("g", "b", group="oud")]


def test_a_source_that_is_never_complete_is_not_read_afresh_each_time(place: Place) -> None:
    memory = place.remember(entry("f", "a"), is_complete=False)

    assert not memory.is_full
    assert memory.usable("f", "zo") == entry("f", "a")


def test_what_an_incomplete_run_did_not_read_afresh_is_not_called_fresh(place: Place) -> None:
    place.remember(entry("f", "a"), entry("g", "b"), oud="1")

    memory = place.remember(entry("f", "a"), is_complete=False, day=DAY + timedelta(FULL))

    assert not memory.is_full
    assert memory.usable("f", "zo")
    assert memory.entry("g") is None


def test_a_group_is_as_it_was_where_its_stamp_is_the_same(place: Place) -> None:
    group = [entry("f", "a", group="g"), entry("g", group="g", is_refused=True, problems=(WRONG,))]

    memory = place.remember(*group, entry("h", "b"), g="nu")

    assert memory.group("g", "nu") == group
    assert memory.group("g", "later") == memory.group("g", "") == memory.group("h", "nu") == []


def test_a_group_of_which_one_record_is_not_there_is_read_whole(place: Place) -> None:
    place.remember(entry("f", "a", group="g"), entry("h", "b", group="g"), g="nu")
    place.harvest(a="1")

    assert place.memory(DAY + timedelta(1)).group("g", "nu") == []


def test_no_group_is_reused_in_a_full_reading(place: Place) -> None:
    place.remember(entry("f", "a", group="g"), g="nu")

    assert place.memory(DAY + timedelta(FULL)).group("g", "nu") == []


def test_all_gives_what_became_of_things_and_no_lists(place: Place) -> None:
    memory = place.remember(entry("f", "a"), entry("lijst", body="aGFsbG8="), entry("h"))

    assert [one.place for one in memory.all()] == ["f", "h"]


def test_nothing_remembered_is_not_whole(place: Place) -> None:
    assert place.memory().is_full
    assert not place.memory().is_whole
    assert not place.remember().is_whole


def test_notes_stay_between_runs(place: Place) -> None:
    memory = place.memory()
    memory.notes["sitemap"] = "ja"
    memory.save(True)

    assert place.memory().notes == {"sitemap": "ja"}


@pytest.mark.parametrize("line", [
    "", "{", "[]", "null", "7", '"f"', "{}", '{"place": "f", "nieuw": 1}', "\udc80",
    '{"place": "f", "mark": []}', '{"place": "f", "ids": 3}', '{"place": "f", "problems": [{}]}',
])  # fmt: skip
@pytest.mark.parametrize("is_header", [True, False])
def test_a_line_that_is_none_of_ours_counts_as_absent(
    place: Place, line: str, is_header: bool
) -> None:
    place.remember(entry("f", "a"), entry("g", "b"))
    lines = place.seen.read_bytes().splitlines()
    lines[0 if is_header else 1] = line.encode("utf-8", "surrogateescape")
    place.seen.write_bytes(b"\n".join(lines) + b"\n")

    memory = place.memory(DAY + timedelta(1))

    assert memory.is_full == is_header
    assert (memory.entry("f") is None) == (not is_header)
    assert memory.entry("g") == entry("g", "b")
    memory.save(False)  # and what is written then is sound
    assert all(json.loads(one) for one in place.seen.read_bytes().splitlines())


def test_the_file_is_the_same_whatever_the_order(place: Place) -> None:
    some = [entry("f", "a"), entry("g", "b"), entry("h", "c", said="2")]
    place.remember(*some)
    first = place.seen.read_bytes()
    place.seen.unlink()

    place.remember(*reversed(some))

    assert place.seen.read_bytes() == first
