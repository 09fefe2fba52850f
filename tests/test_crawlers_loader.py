"""Each member source is a spider, and each protocol one class in one file."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

import crawlers.spiders
from crawlers.loader import MemberLoader, protocols, sources, spider_for
from crawlers.spiders.base import MemberSpider
from knowledge.home import CHECKOUT, Home
from knowledge.member import Member, Source
from knowledge.member_file import PROTOCOLS

MODULES = [path for path in Path(crawlers.spiders.__path__[0]).glob("*.py")
           if path.stem not in ("__init__", "base")]  # fmt: skip
MEMBER = """\
name: Gemeente Dorp
type: gemeente
sources:
  - {protocol: website, url: "https://dorp.nl/"}
  - {protocol: forge, api: "https://api.github.com", owner: Dorp}
  - {protocol: dcat, url: "https://dorp.nl/catalog"}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.members.mkdir(parents=True)
    (home.members / "dorp.yml").write_text(MEMBER)
    return home


def listed(home: Home) -> list[str]:
    """What `scrapy list` says about a home."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list", "-s", f"HOME_DIR={home.root}"],
        cwd=CHECKOUT, env=os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_scrapy_lists_the_sources_that_can_be_read(home: Home) -> None:
    assert listed(home) == ["dorp-dcat", "dorp-forge", "dorp-website"]


def test_a_member_file_more_is_a_spider_more(home: Home) -> None:
    (home.members / "stad.yml").write_text(MEMBER.replace("orp", "tad"))

    assert MemberLoader.from_settings(Settings({"HOME_DIR": str(home.root)})).list() == [
        "dorp-dcat", "dorp-forge", "dorp-website", "stad-dcat", "stad-forge", "stad-website",
    ]  # fmt: skip


def test_an_unknown_source_has_no_spider(home: Home) -> None:
    loader = MemberLoader(Settings({"HOME_DIR": str(home.root)}))

    assert loader.load("dorp-forge").name == "dorp-forge"
    with pytest.raises(KeyError):
        loader.load("stad-forge")


def test_a_file_more_is_a_protocol_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pdc_of_this_test.py").write_text(
        "from crawlers.spiders.base import MemberSpider\n"
        "class PdcSpider(MemberSpider):\n    protocol = 'pdc'\n"
    )
    path = [*crawlers.spiders.__path__, str(tmp_path)]
    monkeypatch.setattr(crawlers.spiders, "__path__", path)
    source = Source(protocol="pdc", url="https://dorp.nl/")
    member = Member(slug="dorp", name="Dorp", type="gemeente", sources=(source,))

    spider = spider_for(member, "dorp-pdc", source, Home(tmp_path))

    assert spider.__mro__[1].__name__ == "PdcSpider"
    assert spider().hosts == {"dorp.nl:443", "www.dorp.nl:443"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_spider_module_holds_one_spider_that_says_which_api_it_reads(path: Path) -> None:
    tree = ast.parse(path.read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    spiders = [node for node in classes
               if "MemberSpider" in [getattr(base, "id", "") for base in node.bases]]  # fmt: skip

    assert len(spiders) == 1
    assert ast.get_docstring(tree)
    assert "source" in (ast.get_docstring(tree) or "")
    assert ast.get_docstring(spiders[0])


def test_each_protocol_is_one_that_member_files_may_name() -> None:
    assert set(protocols()) <= set(PROTOCOLS)
    assert all(issubclass(spider, MemberSpider) for spider in protocols().values())
    assert sorted(protocols()) == sorted(path.stem for path in MODULES)


def test_sources_are_listed_in_the_order_of_the_members() -> None:
    source = Source(protocol="files", url="https://dorp.nl/")
    members = [Member(slug=slug, name=slug, type="gemeente", sources=(source,)) for slug in "ba"]

    assert [name for _, name, _ in sources(members)] == ["b-files", "a-files"]
