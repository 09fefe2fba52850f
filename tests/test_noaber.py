"""The front door: each command, its answers, its errors and its exit status."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import noaber
from knowledge.home import CHECKOUT
from knowledge.model import SourceError

SAMPLES = CHECKOUT / "tests" / "federation" / "forge"
PUBLICCODE = SAMPLES / "eikendaal" / "verhuisformulier" / "publiccode.yml"


def run(*arguments, text=None, **environment):
    """Run `noaber` as a user does; give the finished process."""
    command = [sys.executable, "-m", "noaber", *map(str, arguments)]
    values = os.environ | {"NOABER_NOW": "2026-11-23"} | environment
    return subprocess.run(
        command, capture_output=True, text=True, input=text, env=values, check=False, timeout=300
    )


@pytest.fixture
def home(tmp_path):
    for folder in ("members", "entries"):
        (tmp_path / "knowledge" / folder).mkdir(parents=True)
    return tmp_path


def member(home, name, text):
    (home / "knowledge" / "members" / name).write_text(text)


def test_every_command_is_explained_to_readers():
    text = (CHECKOUT / "README.md").read_text() + (CHECKOUT / "CONTRIBUTING.md").read_text()
    commands = [f"noaber {name}" for name in noaber.cli.commands]
    commands += [f"noaber members {name}" for name in noaber.members.commands]
    commands += [f"noaber organisations {name}" for name in noaber.organisations.commands]

    assert [command for command in commands if command not in text] == []


def test_every_command_has_help():
    for name in noaber.cli.commands:
        answer = CliRunner().invoke(noaber.cli, [name, "--help"])
        assert answer.exit_code == 0
        assert len(answer.output.splitlines()) > 3


def test_the_demo_makes_a_site_with_each_kind_of_page(demo):
    site = demo / "build" / "site"

    for page in (
        "",
        "organisaties/eikendaal/",
        "processen/",
        "oplossingen/",
        "documenten/",
        "over/",
    ):
        assert (site / page / "index.html").is_file(), page
    assert (demo / "build" / "pages" / "data" / "graph.json").is_file()


def test_every_page_of_the_demo_says_that_it_is_an_example(demo):
    for path in (demo / "build" / "site").rglob("index.html"):
        assert "is verzonnen" in path.read_text(), path


def test_the_demo_reads_every_source_whole_and_leaves_out_one_copy(demo):
    pages = sorted((demo / "build" / "pages" / "data" / "gezondheid").glob("*.json"))
    sources = [one for page in pages for one in json.loads(page.read_text())["sources"]]
    refused = {one["source"]: one["days"][-1]["refused"] for one in sources}
    levels = {(p["level"], p["code"]) for one in sources for p in one["problems"]}

    assert len(sources) == 24
    assert {one["state"] for one in sources} == {"complete"}
    assert {name: count for name, count in refused.items() if count} == {"molenrode-forge": 1}
    assert ("hint", "fork") in levels
    assert {level for level, _ in levels} == {"hint"}


def test_the_demo_knows_which_municipalities_show_how_they_handle_a_move_and_which_only_say_so(
    demo,
):
    page = (demo / "build" / "site" / "producten" / "verhuismelding" / "index.html").read_text()
    shown = page.partition('id="processen"')[2].partition("</section>")[0]
    only_pages = page.partition('id="paginas"')[2].partition("</section>")[0]

    def towns(part):
        return sorted(set(re.findall("Voorbeeldgemeente ([A-Z][a-z]+)(?=</a>)", part)))

    assert towns(shown) == ["Eikendaal", "Lindenveen", "Molenrode", "Vossenbeek", "Waterhoek"]
    assert towns(only_pages) == ["Duinwerf"]


def test_the_demo_knows_who_uses_the_moving_form(demo):
    answer = run("--home", demo, "ask", "users_of", "verhuisformulier", "--json")
    rows = {
        row["title"]: (row["state"], row["strength"], row["role"])
        for row in json.loads(answer.stdout)["rows"]
    }

    assert rows == {
        "Voorbeeldgemeente Duinwerf": ("disputed", "own", ""),
        "Voorbeeldgemeente Eikendaal": ("current", "own", "in gebruik"),
        "Voorbeeldgemeente Vossenbeek": ("confirmed", "own", "in gebruik"),
        "Voorbeeldgemeente Waterhoek": ("current", "own", "pilot"),
    }


def test_the_demo_knows_three_variants_of_one_product(demo):
    answer = run("--home", demo, "search", "bijzondere bijstand", "--kind", "process", "--json")
    found = [
        row
        for row in json.loads(answer.stdout)["results"]
        if row["product"].endswith("/bijzBijstUitk")
    ]

    assert len(found) >= 3


def test_search_answers_many_queries_one_document_a_line(demo):
    answer = run("--home", demo, "search", "-", "--json", text="verhuizing\n\ncontainer\n")

    assert [json.loads(line)["query"] for line in answer.stdout.splitlines()] == [
        "verhuizing",
        "container",
    ]


def test_search_for_people_names_the_page(demo):
    assert "oplossingen/zaakbrug" in run("--home", demo, "search", "zaakbrug").stdout


def test_a_path_between_two_municipalities_can_be_asked(demo):
    answer = run("--home", demo, "ask", "path", "duinwerf", "molenrode", "--json")
    rows = json.loads(answer.stdout)["rows"]

    assert rows
    assert all(row["source"] and row["last_seen"] for row in rows)


def test_an_ambiguous_name_is_answered_with_candidates_and_status_1(demo):
    answer = run("--home", demo, "ask", "users_of", "niet-bestaand")

    assert answer.returncode == 1
    assert answer.stderr.startswith("noaber: 'niet-bestaand' is niet bekend")


def test_the_questions_are_listed_in_dutch(demo):
    assert "Welke organisaties gebruiken deze oplossing?" in run("ask").stdout


def test_export_writes_the_open_data_files(demo, tmp_path):
    answer = run("--home", demo, "export", tmp_path, "--format", "csv", "--json")

    assert str(tmp_path / "statements.csv") in json.loads(answer.stdout)["written"]
    assert "verhuisformulier" in (tmp_path / "statements.csv").read_text()


def test_check_finds_nothing_wrong_in_what_is_shipped():
    answer = run("check")

    assert (answer.returncode, answer.stdout) == (0, "")


def test_members_lists_the_real_ones():
    listed = json.loads(run("members", "--json").stdout)["members"]

    assert {"utrecht", "amsterdam"} <= {row["slug"] for row in listed}


def test_organisations_lists_the_register():
    listed = json.loads(run("organisations", "--json").stdout)["organisations"]

    assert sum(row["type"] == "gemeente" for row in listed) == 605


def test_organisations_of_a_day_are_those_that_existed_then():
    def municipalities(day):
        answer = run("organisations", "--as-of", day, "--json")
        rows = json.loads(answer.stdout)["organisations"]
        return {row["title"] for row in rows if row["type"] == "gemeente"}

    before, after = municipalities("2022-03-23"), municipalities("2023-01-01")

    assert len(after) == 342
    assert "Gemeente Weesp" in before - after
    assert "Gemeente Voorne aan Zee" in after - before


def test_a_name_is_resolved_with_its_rule():
    answer = run("organisations", "resolve", "Gemeente Den Haag", "Xyz", "--json")
    first, second = map(json.loads, answer.stdout.splitlines())

    assert first["organisations"] == ["https://identifier.overheid.nl/tooi/id/gemeente/gm0518"]
    assert first["certain"] is True
    assert second == {
        "written": "Xyz",
        "organisations": [],
        "rule": "unknown",
        "certain": False,
        "proposals": [],
    }


def test_names_to_resolve_can_come_from_standard_input():
    answer = run("organisations", "resolve", "-", text="Utrecht\nGemeente Utrecht\n")

    assert len(answer.stdout.splitlines()) == 2


def test_inspect_shows_the_records_and_statements_of_a_file():
    answer = run("inspect", PUBLICCODE, "--json")
    found = json.loads(answer.stdout)

    assert (answer.returncode, found["format"]) == (0, "publiccode")
    assert {"file", "format", "version", "records", "problems"} == set(found)
    assert [r["kind"] for r in found["records"] if "kind" in r] == ["solution"]
    assert {r["relation"] for r in found["records"] if "relation" in r} >= {"uses", "funds"}


def test_inspect_of_a_diagram_gives_every_step_with_its_lane():
    (path,) = (SAMPLES / "eikendaal" / "verhuisformulier" / "processen").glob("*.bpmn")
    found = json.loads(run("inspect", path, "--json").stdout)
    (process,) = [r for r in found["records"] if r.get("kind") == "process"]

    assert all({"id", "name", "kind", "lane"} <= set(step) for step in process["steps"])
    assert {"startEvent", "endEvent"} <= {step["kind"] for step in process["steps"]}


def test_inspect_of_a_diagram_tells_people_how_the_process_runs():
    (path,) = (SAMPLES / "eikendaal" / "verhuisformulier" / "processen").glob("*.bpmn")
    said = run("inspect", path).stdout

    assert "3. Gaan alle gegevens vanzelf goed? (keuze, Verhuisformulier)" in said
    assert "als 'ja', dan 4. Verhuizing verwerken in de registratie" in said
    assert "over te nemen als bpmn, werkt met: BPMN 2.0" in said


def test_inspect_of_nothing_readable_is_status_1(tmp_path):
    broken = tmp_path / "publiccode.yml"
    broken.write_text("name: x\n\turl: y\n")
    answer = run("inspect", broken)

    assert answer.returncode == 1
    assert ":2:" in answer.stdout
    assert "niet te lezen" in run("inspect", tmp_path / "none").stdout


def test_inspect_shows_drafts_where_they_are_asked_for(tmp_path):
    draft = {"identificatie": "V1", "omschrijving": "Kap", "handelingInitiator": "x"}
    path = tmp_path / "zaaktype.json"
    path.write_text(json.dumps(draft | {"concept": True}))
    plain, asked = run("inspect", path), run("inspect", path, "--drafts")

    assert (plain.returncode, asked.returncode) == (1, 0)
    assert "Kap (concept)" not in plain.stdout
    assert "Kap (concept)" in asked.stdout


def test_a_member_file_without_a_field_is_named_with_its_line(home):
    member(home, "fout.yml", "name: Fout\nsources: []\n")
    answer = run("--home", home, "crawl")

    assert answer.returncode == 1
    assert "fout.yml" in answer.stderr
    assert "type" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_protocol_is_reported_and_nothing_usable_is_status_1(home):
    member(
        home,
        "a.yml",
        "name: A\ntype: overig\nsources:\n  - protocol: gopher\n    url: https://a.example/\n",
    )
    answer = run("--home", home, "crawl", "--json")

    assert answer.returncode == 1
    assert [s["state"] for s in json.loads(answer.stdout)["sources"]] == ["unsupported"]
    assert "a.yml:4:" in answer.stderr


def test_an_unreachable_host_fails_its_source_with_a_reason(home):
    member(
        home,
        "a.yml",
        "name: A\ntype: overig\nsources:\n  - protocol: files\n    url: http://127.0.0.1:9/\n",
    )
    answer = run("--home", home, "crawl", "--allow-loopback", "--json")
    (source,) = json.loads(answer.stdout)["sources"]

    assert answer.returncode == 1
    assert source["state"] == "failed"
    assert "onbereikbaar" in source["problems"][0]["message"]


def test_loopback_is_closed_unless_it_is_opened(home):
    member(
        home,
        "a.yml",
        "name: A\ntype: overig\nsources:\n  - protocol: files\n    url: http://127.0.0.1:9/\n",
    )
    (source,) = json.loads(run("--home", home, "crawl", "--json").stdout)["sources"]

    assert source["problems"][0]["code"] == "closed"


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "niemand"),
        ("unknown",),
        ("search",),
        ("search", "x", "--kind", "oplossing"),
        ("search", "x", "--limit", "0"),
        ("ask", "wie_weet"),
        ("ask", "users_of"),
    ],
)
def test_wrong_use_is_status_2(home, arguments):
    answer = run("--home", home, *arguments)

    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("arguments", [("search", "x"), ("serve", "--port", "0")])
def test_before_a_build_search_and_serve_say_what_to_do(home, arguments):
    answer = run("--home", home, *arguments)

    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert "noaber build" in answer.stderr


def test_a_home_that_is_not_there_is_wrong_use(tmp_path):
    answer = run("--home", tmp_path / "tikfout", "ask", "most_reused")

    assert answer.returncode == 2
    assert "tikfout bestaat niet" in answer.stderr


def test_a_folder_that_cannot_be_written_is_one_line(home):
    (home / "bestand").write_text("x")
    answer = run("--home", home, "export", home / "bestand")

    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith(f"noaber: {home / 'bestand'}: ")


def test_a_clock_that_is_none_is_one_line(home):
    answer = run("--home", home, "ask", "most_reused", NOABER_NOW="morgen")

    assert (answer.returncode, answer.stderr) == (
        1,
        "noaber: NOABER_NOW is geen datum als 2026-11-23: 'morgen'\n",
    )


def test_one_wrong_member_file_is_named_and_the_others_are_listed_with_status_3(home):
    member(home, "fout.yml", "name: Fout\nsources: []\n")
    alone = run("--home", home, "members", "--json")
    member(home, "goed.yml", "name: Goed\ntype: gemeente\nsources: []\n")
    both = run("--home", home, "members", "--json")

    assert (alone.returncode, both.returncode) == (1, 3)
    assert [row["slug"] for row in json.loads(both.stdout)["members"]] == ["goed"]


def test_an_export_names_what_it_could_not_read(home, tmp_path):
    (home / "knowledge" / "entries" / "cost").mkdir()
    (home / "knowledge" / "entries" / "cost" / "k.md").write_text("leeg")
    answer = run("--home", home, "export", tmp_path / "data")

    assert answer.returncode == 3
    assert "cost/k.md" in answer.stderr


def test_an_empty_home_exports_the_registers_and_no_statement_but_theirs(home, tmp_path):
    answer = run("--home", home, "export", tmp_path / "data")
    edges = json.loads((tmp_path / "data" / "graph.json").read_text())["edges"]
    rows = (tmp_path / "data" / "statements.csv").read_text().splitlines()[1:]

    assert answer.returncode == 0
    assert {edge["relation"] for edge in edges} == {"member_of"}
    assert rows
    assert all('"register:samenwerkingen"' in row for row in rows)


def test_noaber_works_from_any_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "noaber", "organisations", "resolve", "0344"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "gm0344" in done.stdout


def test_a_directory_that_is_no_json_is_one_line(tmp_path, home):
    (tmp_path / "directory.json").write_text("<html>")
    answer = run("--home", home, "members", "import", tmp_path / "directory.json")

    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)


def test_a_home_comes_from_the_environment(home):
    assert json.loads(run("members", "--json", NOABER_HOME=str(home)).stdout) == {"members": []}


def test_a_poisoned_entry_does_not_stop_the_build(home):
    entries = home / "knowledge" / "entries" / "experience"
    entries.mkdir()
    (entries / "latin.md").write_bytes("---\ntitle: Café\n---\n".encode("latin-1"))
    (entries / "bom.md").write_text("---\ntitle: &a [x]\nabout: [*a, *a]\n---\n")
    (entries / "goed.md").write_text("---\ntitle: Goed <script>alert(1)</script>\n---\nTekst\n")
    answer = run("--home", home, "build")
    page = Path(home / "build" / "site" / "documenten" / "goed" / "index.html").read_text()

    assert answer.returncode == 3
    assert "latin.md" in answer.stderr
    assert "bom.md:2" in answer.stderr
    assert "<script>alert" not in page


def test_an_error_inside_is_one_line_with_its_place(monkeypatch, capsys):
    def broken(**_):
        raise RuntimeError("kapot")

    monkeypatch.setattr(noaber, "cli", broken)
    with pytest.raises(SystemExit) as leaving:
        noaber.main()

    assert leaving.value.code == 1
    assert "bug in test_noaber.py" in capsys.readouterr().err


def test_a_source_that_lost_too_much_is_held_until_somebody_accepts_it(home, serve):
    pages = [f"/{n}" for n in range(8)]
    site = serve({page: f"<title>Blad {page}</title><p>Tekst van {page}" for page in pages})
    site.pages["/"] = "".join(f'<a href="{page}">x</a>' for page in pages)
    member(home, "dorp.yml", "name: Dorp\ntype: gemeente\nsources:\n"
                             f"  - protocol: files\n    url: {site.url}/\n")  # fmt: skip
    crawl = ("--home", home, "crawl", "--allow-loopback")
    accept = ("--home", home, "accept-loss", "dorp-files", "--reason", "opgeschoond")
    assert run(*crawl).returncode == 0
    early = run(*accept)
    site.pages["/"] = '<a href="/0">x</a>'

    held = run(*crawl)
    letter = run("--home", home, "report", "dorp")
    accepted = run(*accept, "--json")
    done = run(*crawl, "--json", NOABER_NOW="2026-11-24")

    assert (early.returncode, "niet vastgehouden" in early.stderr) == (1, True)
    assert (held.returncode, "held" in held.stdout) == (1, True)
    assert "7 van de 8 records zijn er ineens niet meer" in letter.stdout
    assert json.loads(accepted.stdout)["reason"] == "opgeschoond"
    source = json.loads(done.stdout)["sources"][0]
    assert (done.returncode, source["state"], source["missing"]) == (0, "complete", 7)


def test_a_report_of_a_member_that_nobody_knows_is_one_line(home):
    done = run("--home", home, "report", "nergens")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_probe_proposes_a_member_file_that_check_accepts(home, serve):
    site = serve({"/": "<title>Gemeente Zomerdorp</title><p>Welkom", "/a": "<title>A</title><p>A"})
    site.pages["/sitemap.xml"] = f"<urlset><url><loc>{site.url}/a</loc></url></urlset>"

    done = run("--home", home, "members", "probe", site.url, "--allow-loopback", "--json")

    found = json.loads(done.stdout)
    assert [source["protocol"] for source in found["sources"]] == ["website"]
    member(home, found.get("file") or "zomerdorp.yml", found["member"])
    assert "error" not in run("--home", home, "check").stdout


def test_registers_that_cannot_be_fetched_stay_as_they_are(home, monkeypatch):
    def silent(url, *_):
        raise SourceError(f"{url}: onbereikbaar (test)")

    monkeypatch.setattr("crawlers.refresh.fetch", silent)
    command = ["--home", str(home), "organisations", "refresh", "--json"]

    done = CliRunner().invoke(noaber.cli, command)

    assert done.exit_code in (1, 3)
    assert "onbereikbaar (test)" in done.stderr
    assert json.loads(done.stdout)["registers"]
    assert run("--home", home, "organisations", "resolve", "Amsterdam").returncode == 0


def test_ask_as_of_a_day_has_only_what_held_then(demo):
    def users(*options):
        answer = CliRunner().invoke(
            noaber.cli,
            ["--home", str(demo), "ask", "users_of", "verhuisformulier", "--json", *options],
        )
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)

    then, now = users("--as-of", "2000-01-01"), users()

    assert (then["as_of"], then["rows"]) == ("2000-01-01", [])
    assert any(row["apart"] == "disputed" for row in now["rows"])
    assert all(row["source"] and row["last_seen"] for row in now["rows"])


def test_ask_refuses_a_day_that_is_none(demo):
    answer = CliRunner().invoke(noaber.cli, ["--home", str(demo), "ask", "--as-of", "gisteren"])

    assert answer.exit_code == 2
