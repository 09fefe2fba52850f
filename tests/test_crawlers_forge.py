"""Protocol `forge`: repositories become solutions, and nothing is lost without a word."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.repository import Repository, product_paths, target_of, text_paths
from crawlers.spiders.forge import ForgeSpider
from knowledge.member import Source

BPMN = (
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
    "<process id='p' name='Melden'><task id='t' name='Beoordelen'/></process></definitions>"
)
LINK = "120000"
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
        tree = [{"path": path, "type": "blob", "mode": LINK if path in links else "100644"}
                for path in texts]  # fmt: skip
        said = {"tree": [*tree, {"path": "src", "type": "tree", "mode": "040000"}]}
        place = f"/api/v3/repos/{owner}/{name}/git/trees/main"
        self.site.pages[f"{place}?recursive=1"] = facts.pop("tree", None) or self.json(said)
        self.site.pages[place] = self.json(said)
        for path, text in texts.items():
            raw = f"/raw/{owner}/{name}/main/{path}"
            self.site.pages[raw] = text if not isinstance(text, str) else self.answer(
                text, media_type="text/plain; charset=utf-8")  # fmt: skip
        return {"name": name, "full_name": f"{owner}/{name}", "default_branch": "main",
                "html_url": f"{self.site.url}/{owner}/{name}", "fork": False, "archived": False,
                "description": f"Over {name}",
                "license": {"spdx_id": "EUPL-1.2"}} | facts  # fmt: skip


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
    assert twice.second.sources["less-forge"]["gone"] == 1
    assert [r["reader"] for r in twice.second.records("less-forge").values()] == ["forge"]


@pytest.mark.parametrize(("api", "is_read"), [
    ("https://api.github.com", True), ("https://git.dorp.nl/api/v3/", True),
    ("https://gitlab.com/api/v4", False), ("https://gitlab.com/api/v4/", False),
    ("https://codeberg.org/api/v1", False),
])  # fmt: skip
def test_only_the_api_of_github_is_read(api: str, is_read: bool) -> None:
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
