"""The settings that keep the crawler safe and polite are what threats.md C.2 says."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.settings.default_settings import EXTENSIONS_BASE
from scrapy.utils.misc import load_object

import crawlers.settings as ours
from crawlers.guard import PublicOnlyResolver
from crawlers.loader import spider_for
from crawlers.visits import _settings
from knowledge.home import Home
from knowledge.member import Member, Source

PINNED = {
    "TWISTED_DNS_RESOLVER": "crawlers.guard.PublicOnlyResolver",
    "HTTPPROXY_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_TIMEOUT": 30,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
}


DORP = Member(slug="dorp", name="Dorp", type="gemeente", sources=())


def task(url: str) -> Any:
    return SimpleNamespace(address=url)


def own(url: str) -> Settings:
    """The settings of the spider of one source."""
    source = Source(protocol="website", url=url)
    settings = _settings([], True)
    spider_for(DORP, "dorp", source, Home(Path())).update_settings(settings)
    return settings


@pytest.mark.parametrize(("name", "value"), PINNED.items())
def test_a_setting_has_its_safe_value(name: str, value: Any) -> None:
    assert _settings([], False)[name] == value


@pytest.mark.parametrize("scheme", ["file", "data", "ftp", "s3"])
def test_nothing_downloads_by_another_scheme(scheme: str) -> None:
    assert _settings([], True).getwithbase("DOWNLOAD_HANDLERS")[scheme] is None


def test_an_answer_is_at_most_ten_to_thirty_two_mebibytes() -> None:
    assert 10 * 2**20 <= ours.DOWNLOAD_MAXSIZE <= 32 * 2**20


def test_a_source_has_a_budget_of_time_and_things() -> None:
    assert 0 < ours.SOURCE_TIMEOUT <= 24 * 60 * 60
    assert 0 < ours.SOURCE_MOST_THINGS <= 50_000


def test_the_guard_comes_first_and_robots_is_our_own() -> None:
    middlewares = _settings([], False).getwithbase("DOWNLOADER_MIDDLEWARES")
    order = {name: place for name, place in middlewares.items() if place is not None}
    ordered = sorted(order, key=lambda name: order[name])

    assert ordered[:2] == ["crawlers.guard.GuardMiddleware", "crawlers.robots.RobotsMiddleware"]
    assert not [name for name in ordered[2:] if "robots" in str(name)]


def test_each_part_that_is_named_exists() -> None:
    names = [ours.TWISTED_DNS_RESOLVER, ours.SPIDER_LOADER_CLASS, *ours.ITEM_PIPELINES,
             *ours.DOWNLOADER_MIDDLEWARES, *EXTENSIONS_BASE]  # fmt: skip

    assert [load_object(name) for name in names if isinstance(name, str)]
    assert issubclass(load_object(ours.TWISTED_DNS_RESOLVER), PublicOnlyResolver)


def test_scrapy_is_above_the_versions_with_known_holes() -> None:
    assert tuple(map(int, version("scrapy").split(".")[:2])) >= (2, 17)


def test_a_stranger_is_asked_slowly_and_one_thing_at_a_time() -> None:
    polite = own("https://dorp.nl/")

    assert polite.getbool("AUTOTHROTTLE_ENABLED")
    assert polite.getfloat("DOWNLOAD_DELAY") >= 0.5
    assert polite.getfloat("AUTOTHROTTLE_START_DELAY") >= 1
    assert polite.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "http://localhost:80/"])
def test_nobody_waits_on_loopback(url: str) -> None:
    quick = own(url)

    assert not quick.getbool("AUTOTHROTTLE_ENABLED")
    assert quick.getfloat("DOWNLOAD_DELAY") == 0


def test_loopback_opens_only_with_the_option() -> None:
    tasks = [task("http://127.0.0.1:8080/"), task("https://dorp.nl/"), task("http://10.0.0.1/")]

    assert _settings(tasks, True).getlist("OPEN_PLACES") == ["127.0.0.1:8080"]
    assert _settings(tasks, False).getlist("OPEN_PLACES") == []


def test_the_user_agent_says_who_we_are_and_where_to_complain() -> None:
    assert f"noaber (+{ours.CONTACT})" == ours.USER_AGENT
    assert ours.CONTACT.startswith("https://")


def test_no_environment_or_file_opens_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPEN_PLACES", "127.0.0.1:80")
    monkeypatch.chdir(tmp_path)

    assert isinstance(_settings([], False), Settings)
    assert _settings([], False).getlist("OPEN_PLACES") == []
