"""A host that asks for rest gets it: within a cap it is waited for, beyond it nothing is asked."""

from __future__ import annotations

import time
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.patience import rest


def asking(**headers: str) -> Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://dorp.nl/", 503, headers=told)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "9" * 30}, 999_999_999),
        ({"Retry_After": "-1"}, None),
        ({"Retry_After": "straks"}, None),
        ({"Retry_After": "Tue, 01 Sep 2020 00:00:00 GMT"}, 0),
        ({"Retry_After": "Tue, 01 Sep 99999 00:00:00 GMT"}, None),
        ({"X_RateLimit_Remaining": "5", "X_RateLimit_Reset": "9999999999"}, None),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1"}, 0),
    ],
)
def test_what_a_host_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert rest(asking(**headers)) == seconds


def test_a_moment_may_be_a_date_or_a_number() -> None:
    now = time.time()

    assert rest(asking(Retry_After=formatdate(now + 20, usegmt=True))) == pytest.approx(20, abs=2)
    reset = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(now + 20))}
    assert rest(asking(**reset)) == pytest.approx(20, abs=2)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of sites whose page `/a` asks for rest, each in its own way."""
    said = {
        "second": answer(status=503, headers={"Retry-After": "1"}),
        "limit": answer(status=429, headers={"Retry-After": "1"}),
        "huge": answer(status=503, headers={"Retry-After": "86400"}),
        "spent": answer(status=429, headers={"Retry-After": "86400"}),
        "silent": answer(status=429),
        "closed": answer(status=403),
    }
    sites = {name: serve({"/": "<a href='/a'>a</a>", "/a": page}) for name, page in said.items()}
    for name in ("second", "limit"):
        waiting = iter([said[name]])
        page = answer("<p>Een pagina.</p>")
        sites[name].pages["/a"] = lambda waiting=waiting, page=page: next(waiting, page)
    sources = {name: [{"protocol": "files", "url": f"{site.url}/"}] for name, site in sites.items()}
    found = crawl(tmp_path_factory.mktemp("patience"), sources)
    return SimpleNamespace(sites=sites, sources=found.sources, found=found)


@pytest.mark.parametrize("name", ["second", "limit"])
def test_a_short_rest_is_given_and_nothing_is_lost(run: Any, name: str) -> None:
    first, again = (hit for hit in run.sites[name].hits if hit.path == "/a")

    assert again.started - first.started >= 0.95
    assert run.sources[f"{name}-files"]["state"] == "complete"


@pytest.mark.parametrize("name", ["huge", "spent", "silent", "closed"])
def test_a_host_that_wants_long_rest_is_asked_once(run: Any, name: str) -> None:
    assert run.sites[name].paths.count("/a") == 1


def test_why_it_was_left_alone_is_said(run: Any) -> None:
    codes = {name: next(iter(run.found.codes(f"{name}-files").values()))
             for name in ("huge", "spent", "silent")}  # fmt: skip

    assert codes == {"huge": "status-503", "spent": "rate-limit", "silent": "rate-limit"}
    assert {run.sources[f"{name}-files"]["state"] for name in codes} == {"partial"}
