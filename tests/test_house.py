"""The shape of the house: what may import what, what stands where, what is explained."""

import ast
import json
import re
import tomllib

import pytest
import yaml

from crawlers.loader import protocols
from graph.questions import questions
from knowledge.home import CHECKOUT

ROOMS = {
    "crawlers": {"crawlers", "knowledge"},
    "graph": {"graph", "knowledge"},
    "knowledge": {"knowledge"},
}
MODULES = sorted(path for room in ROOMS for path in (CHECKOUT / room).rglob("*.py"))
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
LONGEST_FUNCTION = 35  # "about" 25 and 250 lines: beyond these it is no longer about
LONGEST_MODULE = 300
LONGEST_SPIDER = 250
LONGEST_COMMAND = 21  # lines of noaber.py for each command, with its options and what they share


def imported(path):
    """Name the rooms that a module imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_imports_point_one_way(path):
    room = path.relative_to(CHECKOUT).parts[0]
    ours = set(imported(path)) & {*ROOMS, "noaber", "tests"}

    assert ours <= ROOMS[room]


def test_no_room_reaches_into_what_another_keeps_private():
    reaching = [
        f"{path.name}: {node.module}.{alias.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_")
        and node.module.partition(".")[0] != path.relative_to(CHECKOUT).parts[0]
    ]

    assert reaching == []


def test_the_front_door_imports_rooms_only_inside_its_commands():
    tree = ast.parse((CHECKOUT / "noaber.py").read_text())
    top = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}

    assert {name for name in top if name.partition(".")[0] in ROOMS} <= {
        "knowledge.home",
        "knowledge.model",
    }


def test_there_is_no_python_in_site():
    assert list((CHECKOUT / "site").rglob("*.py")) == []


def test_the_built_site_never_lands_on_its_source():
    settings = yaml.load((CHECKOUT / "mkdocs.yml").read_text(), yaml.BaseLoader)

    assert (settings["docs_dir"], settings["site_dir"]) == ("build/pages", "build/site")


def test_git_ignores_anchored_paths_only_and_no_source():
    lines = (CHECKOUT / ".gitignore").read_text().splitlines()

    assert "/site" not in lines
    assert "/site/" not in lines
    assert {"/data/", "/build/"} <= set(lines)


def test_each_spider_file_holds_one_protocol_and_says_where_it_is_documented():
    files = [
        p
        for p in (CHECKOUT / "crawlers" / "spiders").glob("*.py")
        if p.stem not in ("__init__", "base")
    ]

    assert sorted(path.stem for path in files) == sorted(protocols())
    for path in files:
        assert f"Protocol `{path.stem}`" in ast.get_docstring(ast.parse(path.read_text()))


def test_each_module_class_and_function_that_others_may_use_says_what_it_gives():
    silent = []
    for path in [CHECKOUT / "noaber.py", *MODULES]:
        tree = ast.parse(path.read_text())
        nodes = [
            tree,
            *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | ast.FunctionDef)),
        ]
        silent += [
            f"{path.name}: {getattr(n, 'name', '')}"
            for n in nodes
            if not getattr(n, "name", "").startswith("_")
            and not ast.get_docstring(n)
            and not nested(n, tree)
        ]

    assert silent == []


def nested(node, tree):
    """Tell whether a definition stands inside a function or a private class."""
    return any(
        node is inner
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(outer, ast.ClassDef) and outer.name.startswith("_"))
        for inner in ast.walk(outer)
        if inner is not outer
    )


def test_modules_and_functions_stay_small():
    large = []
    for path in [CHECKOUT / "noaber.py", *MODULES]:
        text = path.read_text()
        commands = len(re.findall(r"^@\w+\.(?:command|group)\(", text, re.M))
        longest = LONGEST_COMMAND * commands if path.name == "noaber.py" else LONGEST_MODULE
        if len(text.splitlines()) > longest:
            large.append(f"{path.name}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    large.append(f"{path.name}: {node.name} has {length} lines")

    assert large == []


def test_files_are_named_after_what_is_in_them():
    assert [path for path in MODULES if path.stem in BANNED] == []


def test_every_question_is_explained_to_readers():
    text = (CHECKOUT / "README.md").read_text()

    assert [name for name in questions() if f"`{name}" not in text] == []


def test_every_protocol_is_explained_to_contributors():
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()

    assert [name for name in protocols() if f"`{name}`" not in text] == []


def test_only_the_front_door_prints():
    printing = [
        path.name
        for path in MODULES
        if re.search(r"^\s*(print|click\.echo)\(", path.read_text(), re.M)
    ]

    assert printing == []


def test_the_version_is_that_of_the_changelog_and_the_citation():
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]

    assert f"\n## {version}\n" in (CHECKOUT / "CHANGELOG.md").read_text()
    assert f"\nversion: {version}\n" in (CHECKOUT / "CITATION.cff").read_text()


@pytest.mark.parametrize(
    ("name", "least"),
    [("requirements.txt", 50), ("requirements-dev.txt", 50), ("requirements-node.txt", 0)],
)
def test_lock_files_have_hashes_and_name_no_host_or_path(name, least):
    text = (CHECKOUT / name).read_text()
    pinned = re.findall(r"^[a-z0-9][^\s=]*==", text, re.M | re.I)

    assert len(pinned) > least
    assert text.count("--hash=sha256:") > len(pinned)
    assert not re.search(r"https?://|file:|--index-url|--find-links|^[./-]e? ", text, re.M)
    assert "mkdocs-macros" not in text  # threats.md T3: runs templates of strangers


def test_the_lock_of_what_browsers_load_has_hashes_and_names_no_host():
    wanted = json.loads((CHECKOUT / "site" / "package.json").read_text())["dependencies"]
    text = (CHECKOUT / "site" / "package-lock.json").read_text()
    locked = {path: one for path, one in json.loads(text)["packages"].items() if path}

    assert {f"node_modules/{name}" for name in wanted} <= set(locked)
    assert all(one["integrity"].startswith("sha512-") for one in locked.values())
    assert "resolved" not in text
    assert not re.search(r"https?://|file:", text)


def test_both_lock_files_name_the_same_versions():
    def pins(name):
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (CHECKOUT / name).read_text(), re.M))

    all_of_them = pins("requirements-dev.txt")

    assert {k: v for k, v in pins("requirements.txt").items() if all_of_them.get(k) != v} == {}


def test_every_dependency_has_its_reason():
    lines = (CHECKOUT / "pyproject.toml").read_text().splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[project.scripts]")
    wanted = [line for line in lines[start:end] if line.startswith('  "')]

    assert len(wanted) > 20
    assert [line for line in wanted if " # " not in line] == []


def test_no_spider_is_longer_than_a_newcomer_reads_at_once():
    spiders = (CHECKOUT / "crawlers" / "spiders").glob("*.py")

    assert [p.name for p in spiders if len(p.read_text().splitlines()) > LONGEST_SPIDER] == []


NEW_PROTOCOL = '''
"""Protocol `hub`: another hub, as a file of JSON lines with one address a line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider


class HubSpider(MemberSpider):
    """One address a line; `url` of the source."""

    protocol: ClassVar[str] = "hub"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each page that is listed."""
        listing = await self.listing(self.source.url)
        for place in listing.body.decode().split():
            if self.find(place) and (settled := await self.settled(place, place)):
                yield settled
'''


def test_one_file_more_is_a_protocol_and_one_yaml_file_a_member(tmp_path, serve, crawl):
    """Do both, and nothing else: the new protocol crawls, remembers and reports like the others."""
    folder = tmp_path / "spiders"
    folder.mkdir()
    (folder / "hub.py").write_text(NEW_PROTOCOL)
    page = "<!doctype html><title>Verhuizen</title><main><p>Geef uw verhuizing door.</p></main>"
    site = serve({"/a": page})
    site.pages["/list"] = f"{site.url}/a\n{site.url}/weg\n"
    member = {"dorp": [{"protocol": "hub", "url": f"{site.url}/list"}]}
    before = f"import crawlers.spiders as s; s.__path__.append({str(folder)!r})"
    home = tmp_path / "home"

    first = crawl(home, member, before=before)
    again = crawl(home, before=before)

    for run in (first, again):
        report = run.sources["dorp-hub"]
        assert (report["state"], report["records"], report["refused"]) == ("complete", 1, 1)
        assert run.codes("dorp-hub") == {f"{site.url}/weg": "status-404"}
        assert [record["title"] for record in run.records("dorp-hub").values()] == ["Verhuizen"]
    assert again.sources["dorp-hub"]["unchanged"] == 1
