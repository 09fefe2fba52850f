"""What reads the files of strangers has limits: too much of it costs one file, never the run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from crawlers.confined import Confined, TooHeavy
from crawlers.failures import Unfetched


def double(number: int) -> int:
    return number * 2


def greedy() -> int:
    return len(b"x" * 8_000_000_000)


def endless() -> None:
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def wrong() -> None:
    raise Unfetched("bad-sitemap", "geen sitemap", True)


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    made = Confined(seconds=0.3, memory=200 * 1024 * 1024)
    yield made
    made.close()


def test_a_call_gives_its_result(confined: Any) -> None:
    assert [confined.call(double, n) for n in range(5)] == [0, 2, 4, 6, 8]


def test_what_a_call_raises_is_raised_here(confined: Any) -> None:
    with pytest.raises(Unfetched, match="geen sitemap") as raised:
        confined.call(wrong)

    assert (raised.value.code, raised.value.passing) == ("bad-sitemap", True)


@pytest.mark.parametrize(("heavy", "said"), [
    (greedy, "geheugen"), (endless, "te lang"), (crash, "tot stilstand"),
])  # fmt: skip
def test_a_call_that_takes_too_much_ends_and_the_next_one_works(
    confined: Any, heavy: Any, said: str
) -> None:
    with pytest.raises(TooHeavy, match=said):
        confined.call(heavy)

    assert confined.call(double, 21) == 42


def test_nothing_is_left_running_once_it_is_closed() -> None:
    made = Confined()
    child = made.call(os.getpid)

    made.close()

    assert child != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(made._nursery, 0)
    with pytest.raises(TooHeavy, match="weggevallen"):
        made.call(double, 1)
