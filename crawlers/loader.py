"""Gives Scrapy one spider per member source: `scrapy list` names them, `scrapy crawl` runs one."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

import crawlers.spiders
from crawlers.confined import Confined
from crawlers.guard import is_loopback
from crawlers.spiders.base import MemberSpider
from knowledge.home import CHECKOUT, Home
from knowledge.member import Member, Source
from knowledge.members import load_members, source_names

NO_WAITING = (("AUTOTHROTTLE_ENABLED", False), ("DOWNLOAD_DELAY", 0))  # on loopback


def protocols() -> dict[str, type[MemberSpider]]:
    """Give the spider of each protocol: every subclass of MemberSpider in crawlers.spiders."""
    found: dict[str, type[MemberSpider]] = {}
    for module in pkgutil.iter_modules(crawlers.spiders.__path__):
        loaded = importlib.import_module(f"{crawlers.spiders.__name__}.{module.name}")
        for _, spider in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(spider, MemberSpider) and spider.protocol:
                found[spider.protocol] = spider
    return found


def spider_for(
    member: Member,
    name: str,
    source: Source,
    home: Home,
    allow_loopback: bool = False,
    confined: Confined | None = None,
    reads_with: str = "",
) -> type[MemberSpider]:
    """Make the spider class of one source. Raises KeyError for a protocol without a spider.

    Its files are read in `confined` by the code that `reads_with` stands for; the sources of a run
    share both.
    """
    spider = protocols()[source.protocol]
    nobody_waits = is_loopback(source.api or source.url)
    values = {
        "name": name,
        "source_name": name,
        "member": member,
        "source": source,
        "home": home,
        "allow_loopback": allow_loopback,
        "confined": confined,
        "code": reads_with or code(),
        "custom_settings": dict(NO_WAITING) if nobody_waits else {},
    }
    return type(name, (spider,), values)


def code() -> str:
    """Give what stands for the code that reads: another code may read the same file otherwise."""
    digest = hashlib.sha256()
    reading = ("clean", "contacts", "identity", "model", "strict_yaml", "personal/*", "licences/*")
    paths = [*(CHECKOUT / "crawlers").rglob("*.py")]
    rooms = CHECKOUT / "knowledge"
    paths += [path for name in reading for path in rooms.glob(f"{name}.py")]
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def sources(members: list[Member]) -> Iterator[tuple[Member, str, Source]]:
    """List every source with its member and name, in order."""
    for member in members:
        for name, source in source_names(member).items():
            yield member, name, source


class MemberLoader:
    """Scrapy's loader interface over the member files of a home."""

    def __init__(self, settings: BaseSettings) -> None:
        self.home = Home(Path(settings.get("HOME_DIR") or CHECKOUT))
        members, _ = load_members(self.home.members)
        self.spiders = {
            name: (member, source)
            for member, name, source in sources(members)
            if source.protocol in protocols() and not protocols()[source.protocol].supports(source)
        }

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> MemberLoader:
        """Make one for Scrapy."""
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """Give the spider of a source. Raises KeyError where there is none."""
        member, source = self.spiders[spider_name]
        return spider_for(member, spider_name, source, self.home)

    def find_by_request(self, request: Request) -> Sequence[str]:  # noqa: ARG002
        """Give no spider: an address alone does not say whose source it is."""
        return []

    def list(self) -> Sequence[str]:  # last: below it, `list` would mean this method
        """Give the names of all sources that this version can read."""
        return sorted(self.spiders)
