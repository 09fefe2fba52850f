"""No relation anywhere without source and day: files, answers and pages of the example."""

import csv
import io
import json
import random
import shutil

import pytest
from click.testing import CliRunner
from lxml import html

import noaber
from graph.build import build
from graph.exports import as_json
from graph.questions import questions, wanted
from knowledge.home import Home
from knowledge.load import load_hub

# sections of what noaber counts or finds, with no claim of anybody
UNTOLD = ("Deelt oplossingen met", "Wie kunt u vragen?", "Zoek verder",
          "Gemeenten die op u lijken", "Wat zij gebruiken en u niet")  # fmt: skip


@pytest.fixture(scope="module")
def hub(demo):
    return load_hub(Home(demo))


def test_every_edge_of_the_open_data_has_a_source_a_day_and_who_says_so(demo):
    data = demo / "build" / "pages" / "data"
    edges = json.loads((data / "graph.json").read_text())["edges"]
    rows = list(csv.DictReader(io.StringIO((data / "statements.csv").read_text("utf-8-sig"))))

    assert len(edges) > 100
    for said in [*edges, *rows, *(one for edge in edges for one in edge["evidence"])]:
        assert said["source"], said
        assert said["last_seen"], said
        assert said.get("url") or said["source"].startswith(("entry:", "member:", "register:")), (
            said
        )
        assert said["strength"], said
        assert said["state"], said


def test_every_answer_that_states_a_relation_has_a_source_and_a_day(demo):
    given = {"solution": "verhuisformulier", "organisation": "eikendaal", "a": "eikendaal",
             "b": "vossenbeek", "product": "verhuismelding",
             "thing": "https://code.voorbeeld.example/eikendaal/verhuisformulier"}  # fmt: skip
    asked = 0
    for name, function in questions().items():
        ids = [given[one] for one in wanted(function)[0]]
        answer = CliRunner().invoke(noaber.cli, ["--home", str(demo), "ask", name, *ids, "--json"])
        for row in json.loads(answer.stdout)["rows"]:
            if "strength" in row or "relation" in row:
                asked += 1
                assert row["source"], (name, row)
                assert row["last_seen"], (name, row)
                assert row["state"], (name, row)

    assert asked > 20


def test_every_relation_on_a_page_has_a_source_and_a_day(demo):
    site = demo / "build" / "site"
    seen = 0
    for folder in ("organisaties", "oplossingen", "producten", "processen"):
        for path in sorted((site / folder).glob("*/index.html")):
            page = html.fromstring(path.read_bytes())
            for section in page.xpath("//section[h2][.//table[@class='rows'] or .//ul[@class]]"):
                if section.findtext("h2") in UNTOLD:
                    continue
                together = "".join(section.xpath("./p[@class='bron']//text()"))
                for row in section.xpath(".//tbody/tr | ./ul[@class]/li[a]"):
                    seen += 1
                    said = row.text_content() + together
                    assert "gezien" in said, (path, section.findtext("h2"), said)

    assert seen > 50


def test_the_same_input_in_another_order_makes_the_same_graph(demo, hub, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(demo / "knowledge", home / "knowledge")
    shutil.copytree(demo / "data", home / "data")
    for path in (home / "data" / "harvest").glob("*.jsonl"):
        lines = path.read_text().splitlines(keepends=True)
        random.Random(7).shuffle(lines)
        path.write_text("".join(lines))

    assert as_json(build(load_hub(Home(home)))) == as_json(build(hub))
