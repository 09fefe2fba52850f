"""Facts read by hand in published architecture models and publiccode.yml; skipped without them."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read
from knowledge.model import Process, Solution

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
GEMMA = "VNG-Realisatie/GEMMA-Archi-repository"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


def rows(*kinds: str) -> list[dict[str, str]]:
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    return [row for row in csv.DictReader(lines) if row["kind"] in kinds]


def reading(local: str, repository: str = "") -> Reading:
    url = f"https://github.com/{local}".replace(" ", "%20")
    return read(File(url, (CORPUS / local).read_bytes(), path=local, repository=repository))


@cache
def parts() -> dict[str, Reading]:
    """Read each file of GEMMA in the form of Archi by its path."""
    names = [row["local_path"] for row in rows("process-archimate")]
    return {
        name: reading(name, f"https://github.com/{GEMMA}")
        for name in names
        if name.startswith(f"{GEMMA}/model/")
    }


def test_each_part_of_gemma_gives_a_record_or_a_problem() -> None:
    assert len(parts()) == 677
    assert all(one.records or one.problems for one in parts().values())
    assert {one.format for one in parts().values()} == {"archi"}


def test_176_of_177_business_processes_have_a_name() -> None:
    found = {name: one for name, one in parts().items() if "/BusinessProcess_" in name}
    nameless = [one.problems for one in found.values() if not one.records]

    assert (len(found), len(nameless)) == (177, 1)
    assert [problem.code for problem in nameless[0]] == ["no-name"]


def test_what_is_no_process_in_gemma_is_a_hint() -> None:
    problems = [problem for one in parts().values() for problem in one.problems]

    assert Counter((one.level, one.code) for one in problems) == {
        ("hint", "no-process"): 500,
        ("error", "no-name"): 1,
    }


def test_ids_of_the_parts_of_gemma_differ() -> None:
    ids = [record.id for one in parts().values() for record in one.records]

    assert len(set(ids)) == len(ids) == 176
    assert all(one.startswith("https://github.com/vng-realisatie/gemma-") for one in ids)


def test_the_exchange_file_about_gemma_has_29_processes() -> None:
    result = reading(f"{GEMMA}/export/2025-01-29 Over GEMMA.xml")
    processes = [one for one in result.records if isinstance(one, Process)]
    named = {one.title: one for one in result.records if isinstance(one, Solution)}

    assert (len(processes), len(named), result.problems) == (29, 11, [])
    assert len([s for one in processes for s in one.statements if s.relation == "based_on"]) == 4
    assert len(named["Softwarecatalogus"].statements) == 2


def test_the_sketch_of_dimpact_has_six_processes_and_three_applications() -> None:
    folder = "VNG-Realisatie/gemma-zaken/docs/archief/processen/bestanden/Dimpact"
    result = reading(f"{folder}/architectuurschets-dimpact-mor.archimate")

    assert [one.title for one in result.records][:2] == [
        "1. Melding openbare ruimte doen",
        "2. In behandeling nemen",
    ]
    assert Counter(one.kind for one in result.records) == {"process": 6, "solution": 3}


def test_deprecated_keys_give_at_most_one_hint_a_file() -> None:
    found = [reading(row["local_path"]) for row in rows("publiccode", "publiccode-history")]
    hints = [[one for one in result.problems if one.code == "deprecated"] for result in found]

    assert {len(one) for one in hints} == {0, 1}
    assert sum(map(len, hints)) > 40


def test_the_italian_reuse_file_says_gdpr_and_names_its_old_keys() -> None:
    result = reading("AgID/pat/publiccode.yml")

    (record,) = result.records
    assert isinstance(record, Solution)
    assert record.standards == ("gdpr",)
    (problem,) = result.problems
    assert "it.riuso.codiceIPA (gebruik organisation.uri)" in problem.message
    assert "it.piattaforme.spid (gebruik supports met alias:spid)" in problem.message


def test_a_version_that_does_not_exist_is_read_with_a_warning() -> None:
    name = "OpenCatalogi/web-app/_history/2024-01-02_6c62de2d42/publiccode.yaml"
    result = reading(name)

    assert result.version == "1.0"
    assert "unknown-version" in [one.code for one in result.problems if one.level == "warning"]
    assert len(result.records) == 1
