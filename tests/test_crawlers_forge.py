"""Protocol `forge`: repositories become solutions, and nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.forge.api import tree_of
from crawlers.forge.candidates import product_paths, target_of, text_paths
from crawlers.forge.repository import Repository
from crawlers.spiders.forge import ForgeSpider
from knowledge.member import Source

BPMN = (
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
    "<process id='p' name='Melden'><task id='t' name='Beoordelen'/></process></definitions>"
)
LINK = "120000"
HERE = Path(__file__).parent / "pages" / "forge"
SPENT = {"X_RateLimit_Remaining": "0"}


def product(name: str, url: str = "", **more: Any) -> str:
    said = {"publiccodeYmlVersion": "0.4", "name": name, **({"url": url} if url else {}), **more}
    return json.dumps(said)


class Forge:
    """A code host in the pages of a site; `repos` per owner: name -> path -> text."""

    def __init__(self, site: Any, answer: Any) -> None:
        self.site, self.answer = site, answer

    def add(self, owner: str, repos: dict[str, dict[str, Any]], kind: str = "orgs") -> None:
        listed = [self.repository(owner, name, files) for name, files in repos.items()]
        self.site.pages[self.listing(owner, kind)] = self.json(listed)

    def listing(self, owner: str, kind: str = "orgs") -> str:
        return f"/api/v3/{kind}/{owner}/repos?per_page=100&sort=full_name"

    def json(self, data: Any, status: int = 200, **headers: str) -> Any:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.answer(json.dumps(data), status, told, "application/json; charset=utf-8")

    def repository(self, owner: str, name: str, files: dict[str, Any]) -> dict[str, Any]:
        """Make a repository; keys that start with `:` are facts about it, texts are its files."""
        facts = {key[1:]: value for key, value in files.items() if key.startswith(":")}
        texts = {key: value for key, value in files.items() if not key.startswith(":")}
        links = facts.pop("links", ())
        has_ids = facts.pop("ids", False)
        tree = [{"path": path, "type": "blob", "mode": LINK if path in links else "100644",
                 "sha": f"{path} {text}" if has_ids else ""}
                for path, text in texts.items()]  # fmt: skip
        said = {"tree": [*tree, {"path": "src", "type": "tree", "mode": "040000"}]}
        place = f"/api/v3/repos/{owner}/{name}/git/trees/main"
        self.site.pages[f"{place}?recursive=1"] = facts.pop("tree", None) or self.json(said)
        self.site.pages[place] = self.json(said)
        for path, text in texts.items():
            raw = f"/raw/{owner}/{name}/main/{path}"
            self.site.pages[raw] = text if not isinstance(text, str) else self.answer(
                text, media_type="text/plain; charset=utf-8")  # fmt: skip
        about = {"name": name, "full_name": f"{owner}/{name}", "default_branch": "main",
                "html_url": f"{self.site.url}/{owner}/{name}", "fork": False,
                 "archived": False, "description": f"Over {name}",
                 "license": {"spdx_id": "EUPL-1.2"}} | facts  # fmt: skip
        self.site.pages[f"/api/v3/repos/{owner}/{name}"] = self.json(about)
        return about


def source(site: Any, owner: str, **more: Any) -> list[dict[str, Any]]:
    return [{"protocol": "forge", "api": f"{site.url}/api/v3", "owner": owner,
             "stands_for": "https://github.com", **more}]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many owners, each with another oddity."""
    host = Forge(serve(), answer)
    bare, own = {"README.md": "# Lees mij\n\nUitleg over dit project."}, "https://signalen.example"
    said = product("Signalen", "https://github.com/full/signalen")
    host.add("full", {"signalen": {
        "publiccode.yml": said, "README.md": "# Signalen\n\nMelden.", "docs/beheer.md": "# Beheer",
        "processen/melden.bpmn": BPMN, "src/README.md": "binnenkant", "app.py": "pass",
    }})  # fmt: skip
    host.add("bare", {"kaal": bare, "oud": {":archived": True}, "kopie": {":fork": True},
                      "leeg": {":tree": host.json({"message": "Git Repository is empty."}, 409)},
                      "Vrij": {":license": {"spdx_id": "NOASSERTION"},
                               ":description": None}})  # fmt: skip
    host.add("second", {"deel": {
        "publiccode.yml": product("Hoofd", "https://github.com/second/deel"),
        "api/publiccode.yml": product("Koppeling", own), "api/docs/uitleg.md": "# Koppeling",
        "docs/hoofd.md": "# Hoofd", "examples/publiccode.yml": product("Voorbeeld", "https://a.nl"),
        "templates/x/publiccode.yml": product("Sjabloon", "https://b.nl"),
        "tests/publiccode.yml": product("Test", "https://c.nl"),
        "fixtures/publiccode.yml": product("Vast", "https://d.nl"),
        "copy/publiccode.yml": product("Koppeling", own),
    }, "los": {"app/publiccode.yml": product("App", "https://app.example"), **bare}})  # fmt: skip
    host.add("links", {"linkje": {
        ":links": ["publiccode.yml", "README.md", "docs/weg.md"], "publiccode.yml": "meta/code.yml",
        "meta/code.yml": product("Gelinkt"), "README.md": "docs/lees.md", "docs/lees.md": "# Lees",
        "docs/weg.md": "../../../etc/passwd",
    }})  # fmt: skip
    other = product("Ander", "https://z.nl")
    host.add("twins", {"dubbel": {"publiccode.yml": product("Goed"), "publiccode.yaml": other}})
    host.add("broken", {"stuk": {"publiccode.yml": "name: Stuk\nurl: [\nlegal: x\n", **bare}})
    first = "https://github.com/copied/eerste"
    written = {"eerste": ("A", first), "tweede": ("B", first), "derde": ("C", own),
               "vierde": ("D", own)}  # fmt: skip
    host.add("copied", {r: {"publiccode.yml": product(*said)} for r, said in written.items()})
    host.add("user", {"eigen": bare}, kind="users")
    host.add("some", dict.fromkeys(("een", "twee", "drie"), bare))
    cut = {"truncated": True, "tree": [{"path": "a.py", "type": "blob", "mode": "100644"}]}
    host.add("cut", {"groot": {":tree": host.json(cut), "publiccode.yml": product("Groot")}})
    host.add("odd", {"goed": bare})
    good = host.repository("odd", "goed", bare)
    odd: list[Any] = [
        "tekst",
        None,
        {"name": "x"},
        good | {"html_url": "javascript:alert(1)"},
        good,
    ]
    host.site.pages[host.listing("odd")] = host.json(odd)
    for name, said in {"text": answer("<h1>Hallo</h1>"), "dict": host.json({"message": "Hallo"}),
                       "deep": answer("[" * 100_000),
                       "angry": host.json({}, 401)}.items():  # fmt: skip
        host.site.pages[host.listing(name)] = said
    for status in (403, 429):
        host.site.pages[host.listing(f"spent-{status}")] = host.json({}, status, **SPENT)
    host.add("loop", {"a": {}})
    following = f'<{host.site.url}{host.listing("loop")}>; rel="next"'
    host.site.pages[host.listing("loop")].headers["Link"] = following
    host.add("much", {"a": {f"docs/{n}.md": f"# Over {n}" for n in range(30)}})
    names = ["spent-403", "spent-429", "loop", "much",
             "full", "bare", "second", "links", "twins", "broken", "copied", "user", "cut", "odd",
             "text", "dict", "deep", "angry", "gone"]  # fmt: skip
    members = {name: source(host.site, name) for name in names}
    members["some"] = source(host.site, "some", repos=["Een", "drie", "vier"])
    before = "import crawlers.spiders.forge as f; f.MOST_FILES = 20"
    found = crawl(tmp_path_factory.mktemp("forge"), members, before=before)
    return SimpleNamespace(host=host, found=found, report=lambda n: found.sources[f"{n}-forge"],
                           records=lambda n: found.records(f"{n}-forge"),
                           codes=lambda n: found.codes(f"{n}-forge"))  # fmt: skip


def test_a_repository_gives_its_solution_its_texts_and_its_diagrams(run: Any) -> None:
    records, home = run.records("full"), "https://github.com/full/signalen"

    assert {i.removeprefix(home): r["kind"] for i, r in records.items()} == {
        "": "solution", "/blob/HEAD/README.md": "document", "/blob/HEAD/docs/beheer.md": "document",
        "/blob/HEAD/processen/melden.bpmn": "process",
    }  # fmt: skip
    assert records[home]["url"] == f"{home}/blob/HEAD/publiccode.yml"
    assert records[home]["licence"] == "EUPL-1.2"
    assert run.report("full")["state"] == "complete"


def test_documentation_is_about_the_solution_it_belongs_to(run: Any) -> None:
    about = {
        identifier.rpartition("HEAD/")[2]: [
            said["object"] for said in record["statements"] if said["relation"] == "about"
        ]
        for identifier, record in run.records("second").items()
        if record["kind"] == "document"
    }

    assert about["docs/hoofd.md"] == ["https://github.com/second/deel"]
    assert about["api/docs/uitleg.md"] == ["https://signalen.example"]
    assert about["README.md"] == ["https://github.com/second/los"]


def test_a_repository_that_says_nothing_of_itself_is_a_thin_record(run: Any) -> None:
    records = run.records("bare")
    thin = records["https://github.com/bare/kaal"]

    assert (thin["title"], thin["summary"], thin["licence"]) == ("kaal", "Over kaal", "EUPL-1.2")
    assert thin["statements"][0] | {"first_seen": "", "last_seen": ""} == {
        "subject": "noaber:organisatie/bare", "relation": "makes", "role": "beheerder",
        "object": "https://github.com/bare/kaal", "claimant": "noaber:organisatie/bare",
        "source": "bare-forge", "url": "https://github.com/bare/kaal", "strength": "own",
        "first_seen": "", "last_seen": "",
    }  # fmt: skip
    assert records["https://github.com/bare/oud"]["archived"] is True
    assert "licence" not in records["https://github.com/bare/vrij"]


def test_an_empty_repository_is_a_thin_record_of_a_whole_run(run: Any) -> None:
    assert "https://github.com/bare/leeg" in run.records("bare")
    assert run.report("bare")["state"] == "complete"


def test_a_fork_is_left_out_and_said(run: Any) -> None:
    assert run.codes("bare") == {"https://github.com/bare/kopie": "fork"}
    assert not [path for path in run.host.site.paths if "bare/kopie" in path]


def test_a_second_product_counts_unless_it_is_an_example(run: Any) -> None:
    titles = {i: r["title"] for i, r in run.records("second").items() if r["kind"] == "solution"}

    assert titles == {
        "https://github.com/second/deel": "Hoofd", "https://signalen.example": "Koppeling",
        "https://github.com/second/los": "los", "https://app.example": "App",
    }  # fmt: skip


def test_a_copy_of_a_product_in_the_same_repository_is_a_duplicate(run: Any) -> None:
    place = "https://github.com/second/deel/blob/HEAD/copy/publiccode.yml"

    problems = run.report("second")["problems"]

    assert "duplicate" in [p["code"] for p in problems if p["place"] == place]


def test_symbolic_links_are_followed_inside_the_repository_only(run: Any) -> None:
    records = run.records("links")

    assert records["https://github.com/links/linkje"]["title"] == "Gelinkt"
    assert [i for i in records if i.endswith(".md")] == [
        "https://github.com/links/linkje/blob/HEAD/docs/lees.md"
    ]
    assert run.codes("links")["https://github.com/links/linkje/blob/HEAD/docs/weg.md"] == "symlink"


def test_of_two_spellings_the_standard_one_counts_and_the_other_is_said(run: Any) -> None:
    assert [r["title"] for r in run.records("twins").values()] == ["Goed"]
    assert "twin" in run.codes("twins").values()


def test_a_broken_file_leaves_a_thin_record_and_a_problem_with_its_line(run: Any) -> None:
    place = "https://github.com/broken/stuk/blob/HEAD/publiccode.yml"
    problem = next(p for p in run.report("broken")["problems"] if p["place"] == place)

    assert problem["line"] > 1
    assert run.records("broken")["https://github.com/broken/stuk"]["reader"] == "forge"


def test_an_address_copied_from_another_repository_is_not_believed(run: Any) -> None:
    titles = {i: r["title"] for i, r in run.records("copied").items()}

    assert titles == {
        "https://github.com/copied/eerste": "A", "https://github.com/copied/tweede": "B",
        "https://signalen.example": "C", "https://github.com/copied/vierde": "D",
    }  # fmt: skip
    codes = [p["code"] for p in run.report("copied")["problems"]]
    assert codes.count("url-mistake") == 2
    said = run.records("copied")["https://github.com/copied/tweede"]["statements"]
    assert {s["object"] for s in said} == {"https://github.com/copied/tweede"}


def test_an_owner_who_is_a_person_is_found_too(run: Any) -> None:
    assert "https://github.com/user/eigen" in run.records("user")


def test_only_the_named_repositories_are_read_and_a_missing_one_is_said(run: Any) -> None:
    ids = [i for i, r in run.records("some").items() if r["kind"] == "solution"]

    assert ids == ["https://github.com/some/drie", "https://github.com/some/een"]
    assert run.codes("some") == {"vier": "no-repository"}
    assert not [path for path in run.host.site.paths if "some/twee" in path]


def test_a_list_of_files_that_is_cut_off_leaves_the_run_partial(run: Any) -> None:
    assert run.report("cut")["state"] == "partial"
    assert [r["title"] for r in run.records("cut").values()] == ["Groot"]


def test_what_is_no_repository_costs_itself_only(run: Any) -> None:
    assert run.report("odd")["state"] == "partial"
    assert [*run.codes("odd").values()].count("bad-repository") == 4
    assert "https://github.com/odd/goed" in run.records("odd")


@pytest.mark.parametrize(("name", "code"), [("text", "bad-answer"), ("dict", "bad-answer"),
                                            ("deep", "bad-answer"), ("angry", "status-401"),
                                            ("gone", "status-404")])  # fmt: skip
def test_an_answer_that_is_no_list_fails_the_source(run: Any, name: str, code: str) -> None:
    assert run.report(name)["state"] == "failed"
    assert [*run.codes(name).values()] == [code]


@pytest.mark.parametrize("name", ["spent-403", "spent-429"])
def test_a_limit_at_once_fails_the_source(run: Any, name: str) -> None:
    assert run.report(name)["state"] == "failed"
    assert "aantal verzoeken is op" in run.report(name)["problems"][0]["message"]


def test_a_list_that_points_to_itself_ends_and_is_said(run: Any) -> None:
    assert (run.report("loop")["state"], run.report("loop")["records"]) == ("partial", 1)
    assert [*run.codes("loop").values()] == ["loop"]


def test_too_much_documentation_is_cut_and_said(run: Any) -> None:
    assert (run.report("much")["state"], run.report("much")["records"]) == ("partial", 21)
    assert [*run.codes("much").values()] == ["too-many"]


def test_found_is_what_became_a_record_and_what_was_refused(run: Any) -> None:
    for report in run.found.sources.values():
        assert report["found"] == report["records"] + report["refused"], report["source"]


def test_the_documented_api_is_asked_without_robots(run: Any) -> None:
    assert "/robots.txt" not in run.host.site.paths
    assert run.host.site.hits[0].headers["Accept"] == "application/vnd.github+json"


def paged(forge: Forge, owner: str) -> None:
    """Three pages of repositories."""
    first = forge.listing(owner)
    for page, repo in enumerate("abc", 1):
        item = forge.repository(owner, repo, {"README.md": f"# {repo}"})
        following = f'<{forge.site.url}{first}&page={page + 1}>; rel="next", <x>; rel="last"'
        headers = {"Link": following} if page < 3 else {}
        forge.site.pages[first + f"&page={page}" * (page > 1)] = forge.json([item], **headers)


LISTS = {f"list-{status}": status for status in (500, 403, 429, 404)}
LIMITS = {f"limit-{status}-{number}": (status, place) for status in (403, 429)
          for number, place in enumerate(("tree", "publiccode.yml", "README.md"))}  # fmt: skip
FAILS = {"fails-tree": "/api/v3/repos/{}/a/git/trees/main?recursive=1",
         "fails-raw": "/raw/{}/a/main/publiccode.yml"}  # fmt: skip
WRONG = {"page": 200, "vanished": 404}  # what comes for two files that the list names


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Two crawls of many owners; between them each host breaks in its own way."""
    host = Forge(serve(), answer)
    files = {"publiccode.yml": product("B", "https://b.example"), "README.md": "# B"}
    for owner in LISTS:
        paged(host, owner)
    for owner in LIMITS:
        host.add(owner, {"a": files | {"publiccode.yml": product("A")}, "b": files, "c": files})
    for owner in FAILS:
        host.add(owner, {"a": {"publiccode.yml": product("Mooie naam")}, "b": {}})
    host.add("less", {"a": {"publiccode.yml": product("A"), "README.md": "# A"}})
    for owner in WRONG:
        host.add(owner, {"a": {"publiccode.yml": product("Rijk"), "README.md": "# A"}})
    owners = [*LISTS, *LIMITS, *FAILS, *WRONG, "less"]
    home = tmp_path_factory.mktemp("twice")
    first = crawl(home, {owner: source(host.site, owner) for owner in owners})
    for owner, status in LISTS.items():
        said = host.json({"message": "weg"}, status, **SPENT)
        host.site.pages[f"{host.listing(owner)}&page=3"] = said
    for owner, (status, place) in LIMITS.items():
        tree = f"/api/v3/repos/{owner}/b/git/trees/main?recursive=1"
        page = tree if place == "tree" else f"/raw/{owner}/b/main/{place}"
        host.site.pages[page] = host.json({"message": "API rate limit"}, status, **SPENT)
    for owner, page in FAILS.items():
        host.site.pages[page.format(owner)] = answer("stuk", 502)
    for owner, status in WRONG.items():
        for name in ("publiccode.yml", "README.md"):
            host.site.pages[f"/raw/{owner}/a/main/{name}"] = answer("<h1>Even geduld</h1>", status)
    host.add("less", {"a": {}})
    host.site.hits.clear()
    return SimpleNamespace(host=host, first=first, second=crawl(home))


@pytest.mark.parametrize("owner", LISTS)
def test_a_list_in_pages_is_read_to_its_end(twice: Any, owner: str) -> None:
    report = twice.first.sources[f"{owner}-forge"]

    assert (report["state"], report["records"]) == ("complete", 6)


@pytest.mark.parametrize("owner", LISTS)
def test_a_list_that_breaks_off_removes_nothing(twice: Any, owner: str) -> None:
    name = f"{owner}-forge"
    report = twice.second.sources[name]

    assert (report["state"], report["records"], report["gone"]) == ("partial", 4, 0)
    assert twice.second.files[name] == twice.first.files[name]
    assert "de lijst brak af" in report["problems"][0]["message"]


@pytest.mark.parametrize("owner", LIMITS)
def test_a_limit_halfway_leaves_all_that_was_known(twice: Any, owner: str) -> None:
    name = f"{owner}-forge"
    report = twice.second.sources[name]

    assert (report["state"], report["gone"]) == ("partial", 0)
    assert twice.second.files[name] == twice.first.files[name]
    assert "rate-limit" in twice.second.codes(name).values()
    asked = [path for path in twice.host.site.paths if f"{owner}/c/" in path]
    assert asked == []  # the host asked for rest and gets it


@pytest.mark.parametrize("owner", FAILS)
def test_a_repository_that_fails_for_now_does_not_become_thin(twice: Any, owner: str) -> None:
    name = f"{owner}-forge"

    assert twice.second.sources[name]["state"] == "partial"
    assert twice.second.files[name] == twice.first.files[name]


@pytest.mark.parametrize(("owner", "code"), [("page", "page-instead"), ("vanished", "status-404")])
def test_a_listed_file_that_does_not_come_takes_nothing_away(
    twice: Any, owner: str, code: str
) -> None:
    name = f"{owner}-forge"
    report = twice.second.sources[name]

    assert (report["state"], report["found"], report["refused"]) == ("partial", 2, 2)
    assert twice.second.files[name] == twice.first.files[name]
    assert {*twice.second.codes(name).values()} == {code}


def test_a_file_that_is_gone_goes_and_its_repository_becomes_thin(twice: Any) -> None:
    records = twice.second.records("less-forge")

    assert twice.second.sources["less-forge"]["missing"] == 1
    assert [r["reader"] for r in records.values() if "missed" not in r] == ["forge"]


@pytest.mark.parametrize(("api", "is_read"), [
    ("https://api.github.com", True), ("https://git.dorp.nl/api/v3/", True),
    ("https://gitlab.com/api/v4", True), ("https://dorp.nl/gitlab/api/v4/", True),
    ("https://codeberg.org/api/v1", True), ("https://git.dorp.nl/", False),
    ("https://git.dorp.nl/api/v2", False), ("https://api.github.com.dorp.nl", False),
])  # fmt: skip
def test_an_api_is_known_by_its_path(api: str, is_read: bool) -> None:
    source = Source(protocol="forge", api=api, owner="dorp")

    assert bool(ForgeSpider.supports(source)) is not is_read


def test_a_product_is_never_taken_from_a_folder_of_examples() -> None:
    folders = ["example", "Examples", "voorbeelden", "template", "templates/x", "test", "tests/a",
               "fixtures", "a/testdata/b", "vendor/x", "node_modules/x"]  # fmt: skip

    assert product_paths([f"{folder}/publiccode.yml" for folder in folders]) == ([], [])


def test_products_come_from_the_root_down() -> None:
    paths = ["b/publiccode.yaml", "a/c/publiccode.yml", "a/publiccode.yml", "PublicCode.yaml",
             "publiccode.yml.bak"]  # fmt: skip

    assert product_paths(paths)[0] == ["PublicCode.yaml", "a/publiccode.yml", "b/publiccode.yaml",
                                       "a/c/publiccode.yml"]  # fmt: skip


def test_texts_are_readme_documentation_and_diagrams() -> None:
    tree = ["readme", "README.nl.md", "docs/a/b.rst", "docs/plaatje.png", "documentatie/x.txt",
            "a/x.BPMN", "a/x.dmn", "CHANGELOG.md", "src/README.md"]  # fmt: skip

    assert text_paths(tree) == ["README.nl.md", "a/x.BPMN", "a/x.dmn", "docs/a/b.rst",
                                "documentatie/x.txt", "readme"]  # fmt: skip


@pytest.mark.parametrize(("link", "target"), [
    (b"b.md", "docs/b.md"), (b"../c.md", "c.md"), (b"../../c.md", ""), (b"/etc/passwd", ""),
    (b"weg.md", ""), (b"lus.md", ""), (b"", ""), (b"\xff\x00", ""), (b"x" * 100_000, ""),
])  # fmt: skip
def test_a_link_leads_to_a_file_of_the_same_tree_or_nowhere(link: bytes, target: str) -> None:
    tree = {"docs/b.md": "100644", "c.md": "100755", "docs/lus.md": LINK}

    assert target_of("docs/a.md", link, tree) == target


@pytest.mark.parametrize("fact", [
    {"name": ""}, {"name": 1}, {"full_name": None}, {"default_branch": None}, {"html_url": "x"},
    {"html_url": "javascript:alert(1)"}, {"html_url": "https://[::1/"}, {"html_url": "https://"},
    {"name": " "}, {"full_name": ["o/a"]},
])  # fmt: skip
def test_a_repository_without_what_we_need_is_none(fact: dict[str, Any]) -> None:
    good = {"name": "a", "full_name": "o/a", "default_branch": "main", "html_url": "https://x.nl/a"}

    assert Repository.from_api(good) is not None
    assert Repository.from_api(good | fact) is None


def test_odd_facts_of_a_repository_are_left_out() -> None:
    odd = {"name": "a", "full_name": "o/a", "default_branch": "main", "html_url": "https://x.nl/a",
           "license": "MIT", "description": ["x"], "archived": None}  # fmt: skip

    repository = Repository.from_api(odd)

    assert repository is not None
    assert (repository.licence, repository.summary, repository.archived) == ("", "", False)


def test_exports_and_models_are_guessed_from_their_paths_and_come_last() -> None:
    tree = ["README.md", "zaaktypen/melding.zip", "export/Zaaktypecatalogus.json", "a/b.zip",
            "formulieren/verhuizen.zip", "openforms/package.json", "src/openforms/nl.json",
            "tests/openzaak/x.zip", "archimate/plaat.xml", "gemma/export.xml", "config/web.xml",
            "model/b/x/BusinessProcess_id-1.xml", "model/b/x/ApplicationComponent_id-2.xml",
            "model/r/FlowRelationship_id-3.xml", "model/folder.xml", "plaat.archimate", "c/a.cmmn",
            ".github/formulier.json"]  # fmt: skip

    assert text_paths(tree) == [
        "README.md", "c/a.cmmn", "plaat.archimate",
        "archimate/plaat.xml", "export/Zaaktypecatalogus.json", "formulieren/verhuizen.zip",
        "gemma/export.xml", "model/b/x/ApplicationComponent_id-2.xml",
        "model/b/x/BusinessProcess_id-1.xml", "zaaktypen/melding.zip",
    ]  # fmt: skip


ORIGIN = "https://github.com/stad/origineel"
WORKED_ON = {":fork": True, ":created_at": "2026-01-01T00:00:00Z",
             ":pushed_at": "2026-05-01T00:00:00Z"}  # fmt: skip


def forked(name: str, url: str = "", **more: Any) -> dict[str, Any]:
    """A fork that was worked on, of a repository of another owner."""
    file = {"publiccode.yml": product(name, url, **more)} if name else {}
    return WORKED_ON | {":parent": {"html_url": ORIGIN}, "README.md": "# Lees"} | file


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Two crawls; between them repositories got other names, other owners and other files."""
    host = Forge(serve(), answer)
    own, bare = "https://github.com/forks/eigen", {"README.md": "# Lees mij"}
    host.add("forks", {
        "kopie": forked("Kopie", ORIGIN), "kaal": forked(""), "eigen": forked("Eigen", own),
        "variant": forked("Variant", ORIGIN, isBasedOn=ORIGIN),
        "stil": WORKED_ON | {":pushed_at": "2025-12-01T00:00:00Z", "README.md": "# Stil"},
    })  # fmt: skip
    declaration = (HERE / "openCatalogi.yaml").read_text()
    host.add("adopter", {
        ".github": {"openCatalogi.yaml": declaration, "profile/README.md": "# Wij"},
        "app": {"LICENSE": "MIT License", "PublicOrganisation.yml": "name: Gemeente adopter",
                ":license": {"spdx_id": "NOASSERTION"}},
    })  # fmt: skip
    host.add("licences", {"a": {"LICENSE.txt": "SPDX-License-Identifier: EUPL-1.2", **bare,
                                ":license": None}})  # fmt: skip
    host.add("guesses", {"a": {"formulieren/lijst.json": "{}", **bare}})
    host.add("names", {"oud": {":id": 5, "publiccode.yml": product("App")}, "kaal": {":id": 6}})
    host.add("chosen", {"oud": {":id": 7}, "ander": {":id": 8}})
    host.add("moved", {"nieuw": {":id": 9}})
    redirect = answer("", 301, {"Location": f"{host.site.url}/api/v3/repositories/9"})
    host.site.pages["/api/v3/repos/moved/oud"] = redirect
    listed = host.repository("moved", "nieuw", {":id": 9})
    host.site.pages["/api/v3/repositories/9"] = host.json(listed)
    day = {":pushed_at": "2026-09-01T00:00:00Z", ":ids": True}
    files = {"publiccode.yml": product("Zelfde"), "README.md": "# A", "docs/a.md": "# A",
             "LICENSE": "MIT License", ":license": None} | day  # fmt: skip
    host.add("same", {"stil": files, "druk": files, "fork": forked("Kopie", ORIGIN) | day})
    only = {"chosen": {"repos": ["oud"]}, "moved": {"repos": ["oud"]}}
    names = ["forks", "adopter", "licences", "guesses", "names", "chosen", "moved", "same"]
    home = tmp_path_factory.mktemp("grown")
    first = crawl(home, {name: source(host.site, name, **only.get(name, {})) for name in names})
    host.add("names", {"fris": {":id": 5, "publiccode.yml": product("App")}, "kaal": {":id": 6}})
    host.add("chosen", {"fris": {":id": 7}, "ander": {":id": 8}})
    changed = files | {":pushed_at": "2026-09-02T00:00:00Z", "README.md": "# B"}
    host.add("same", {"stil": files, "druk": changed, "fork": forked("Kopie", ORIGIN) | day})
    early = list(host.site.paths)
    host.site.hits.clear()
    return SimpleNamespace(host=host, early=early, first=first, second=crawl(home))


def test_a_fork_counts_only_when_its_makers_gave_it_a_life_of_its_own(grown: Any) -> None:
    records, home = grown.first.records("forks-forge"), "https://github.com/forks"

    assert {i: r["title"] for i, r in records.items() if r["kind"] == "solution"} == {
        f"{home}/eigen": "Eigen", f"{home}/variant": "Variant",
    }  # fmt: skip
    assert {p["place"].removeprefix(home): p["level"]
            for p in grown.first.sources["forks-forge"]["problems"] if p["code"] == "fork"} == {
        "/kopie/blob/HEAD/publiccode.yml": "hint", "/kaal": "hint", "/stil": "hint",
    }  # fmt: skip
    assert grown.first.sources["forks-forge"]["state"] == "complete"


@pytest.mark.parametrize(("name", "strength"), [("eigen", "derived"), ("variant", "maker")])
def test_a_variant_is_based_on_its_parent(grown: Any, name: str, strength: str) -> None:
    record = grown.first.records("forks-forge")[f"https://github.com/forks/{name}"]

    assert [(s["subject"], s["object"], s["strength"]) for s in record["statements"]
            if s["relation"] == "based_on"] == [(record["id"], ORIGIN, strength)]  # fmt: skip


def test_a_fork_that_nobody_touched_is_not_looked_at(grown: Any) -> None:
    assert "/api/v3/repos/forks/kaal/git/trees/main?recursive=1" in grown.early
    assert not [path for path in grown.early if "/forks/stil" in path]


def test_the_declaration_of_an_adopter_is_read_and_its_repository_is_no_solution(
    grown: Any,
) -> None:
    records = grown.first.records("adopter-forge")

    assert {i: r["kind"] for i, r in records.items()} == {
        "noaber:organisatie/adopter": "organisation", "https://github.com/adopter/app": "solution",
    }  # fmt: skip
    record = records["noaber:organisatie/adopter"]
    assert (record["type"], record["title"]) == ("gemeente", "Gemeente Zomerdorp")
    assert ("uses", "https://github.com/lindeveld/kaartlaag") in [
        (said["relation"], said["object"]) for said in record["statements"]
    ]
    codes = [p["code"] for p in grown.first.sources["adopter-forge"]["problems"]]
    assert codes.count("other-organisation") == 1
    assert "duplicate" in codes  # the second declaration, which is said


def test_a_licence_is_recognised_by_its_text_or_stays_unknown(grown: Any) -> None:
    known = grown.first.records("licences-forge")
    unknown = grown.first.records("adopter-forge")["https://github.com/adopter/app"]

    assert known["https://github.com/licences/a"]["licence"] == "EUPL-1.2"
    assert known["https://github.com/licences/a/blob/HEAD/README.md"]["text_licence"] == "EUPL-1.2"
    assert "licence" not in unknown


def test_a_wrong_guess_is_a_hint(grown: Any) -> None:
    (problem,) = grown.first.sources["guesses-forge"]["problems"]

    assert (problem["code"], problem["level"]) == ("unread-format", "hint")
    assert grown.first.sources["guesses-forge"]["state"] == "complete"


def test_a_repository_with_another_name_keeps_the_old_one(grown: Any) -> None:
    first, second = (crawl.records("names-forge") for crawl in (grown.first, grown.second))
    home = "https://github.com/names"

    assert "aliases" not in first[f"{home}/oud"]
    assert second[f"{home}/fris"]["aliases"] == [f"{home}/oud"]
    assert "aliases" not in second[f"{home}/kaal"]
    (problem,) = grown.second.sources["names-forge"]["problems"]
    assert (problem["code"], problem["level"]) == ("renamed", "hint")
    assert problem["place"] == f"{home}/fris"


def test_a_member_file_may_name_a_repository_as_it_was_called(grown: Any) -> None:
    assert list(grown.first.records("chosen-forge")) == ["https://github.com/chosen/oud"]
    assert "https://github.com/chosen/fris" in grown.second.records("chosen-forge")
    assert "https://github.com/chosen/ander" not in grown.second.records("chosen-forge")
    said = [p["message"] for p in grown.second.sources["chosen-forge"]["problems"]]
    assert "'oud' heet nu chosen/fris; noem het zo in het ledenbestand" in said


def test_an_earlier_name_that_only_the_host_knows_is_followed(grown: Any) -> None:
    (record,) = grown.first.records("moved-forge").values()

    assert (record["id"], record["aliases"]) == (
        "https://github.com/moved/nieuw", ["https://github.com/moved/oud"],
    )  # fmt: skip
    assert {*grown.first.codes("moved-forge").values()} == {"renamed"}
    assert grown.first.sources["moved-forge"]["state"] == "complete"


def test_what_its_list_calls_unchanged_is_not_asked_for(grown: Any) -> None:
    asked = [path for path in grown.host.site.paths if "same" in path]

    assert asked == [
        "/api/v3/orgs/same/repos?per_page=100&sort=full_name",
        "/api/v3/repos/same/druk/git/trees/main?recursive=1",
        "/raw/same/druk/main/LICENSE", "/raw/same/druk/main/README.md",
    ]  # fmt: skip
    report = grown.second.sources["same-forge"]
    assert (report["state"], report["missing"]) == ("complete", 0)
    assert report["found"] == report["records"] + report["refused"]


def test_what_was_left_out_is_said_again_when_nothing_was_asked(grown: Any) -> None:
    place = "https://github.com/same/fork/blob/HEAD/publiccode.yml"

    assert grown.first.codes("same-forge")[place] == "fork"
    assert grown.second.codes("same-forge") == grown.first.codes("same-forge")


def test_half_a_character_costs_nobody_anything() -> None:
    half = {"name": "a\ud800", "full_name": "o/a\ud800", "default_branch": "main",
            "html_url": "https://x.nl/o/a\ud800", "description": "\udfff"}  # fmt: skip

    repository = Repository.from_api(half)

    assert repository is not None
    assert repository.place("docs/a.md") == "https://x.nl/o/a?/blob/HEAD/docs/a.md"
    entry = {"type": "blob", "path": "docs/\ud800.md"}
    assert list(tree_of([entry]).modes) == ["docs/?.md"]


SECRET = "ghp_geheim0123456789"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """A crawl with a token, of a host that sends one reader elsewhere, and of one that refuses."""
    other = serve({"/": "hallo"})
    host, angry = Forge(serve(), answer), Forge(serve(), answer)
    host.add("dorp", {"a": {"publiccode.yml": product("A"), "README.md": "# A"}})
    away = answer("", 302, {"Location": f"{other.url}/raw/dorp/a/main/README.md"})
    host.site.pages["/raw/dorp/a/main/README.md"] = away
    angry.site.pages[angry.listing("stad")] = angry.json({"message": "Bad credentials"}, 401)
    home = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_TOKEN_127_0_0_1", SECRET)
        found = crawl(home, {"dorp": source(host.site, "dorp"), "stad": source(angry.site, "stad")})
    written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    return SimpleNamespace(host=host, other=other, found=found, written=written)


def test_a_token_goes_to_the_host_of_the_api(guarded: Any) -> None:
    sent = {hit.headers.get("Authorization") for hit in guarded.host.site.hits}

    assert sent == {f"Bearer {SECRET}"}


def test_a_token_goes_nowhere_else(guarded: Any) -> None:
    assert guarded.other.hits == []
    assert SECRET.encode() not in b"".join(guarded.written)
    assert SECRET not in guarded.found.stderr + json.dumps(guarded.found.sources)


def test_a_token_that_is_refused_is_named_by_its_variable(guarded: Any) -> None:
    (problem,) = guarded.found.sources["stad-forge"]["problems"]

    assert problem["code"] == "bad-token"
    assert "NOABER_TOKEN_127_0_0_1" in problem["message"]
