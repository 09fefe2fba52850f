"""The crawl of the whole corpus; what is expected was read in the corpus by hand."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import urlopen

import pytest

STATES = {"complete", "partial", "held", "failed", "unsupported"}
GITHUB = "https://github.com/"

# publiccode file -> address of the solution, as `url:` in the file says it, in small letters,
# without `.git`, `http:` or a trailing slash. Read with: grep -n '^url:' <file>
PRODUCTS = {
    "AgID/pat/publiccode.yml": "https://github.com/agid/pat",
    "Amsterdam/design-system/publiccode.yml": "https://github.com/amsterdam/design-system",
    "Amsterdam/signals-frontend/publiccode.yml": "https://github.com/amsterdam/signals-frontend",
    "CSTSistemiSUD/GeoCity/publiccode.yml": "https://github.com/cstsistemisud/geocity",
    "CommonGateway/CoreBundle/publiccode.yaml": "https://github.com/commongateway/corebundle",
    "CommonGateway/WooBundle/publiccode.yaml": "https://openwoo.openservices.online",
    "Comune-Milano/ModelloDigitalizzazione/publiccode.yml":
        "https://github.com/comune-milano/modellodigitalizzazione",
    "ComuneDiGenova/emergenze-pcge/publiccode.yml":
        "https://github.com/comunedigenova/emergenze-pcge",
    "ComuneDiMessina/opendata/publiccode.yaml": "https://github.com/comunedimessina/opendata",
    # the file at the root is a symbolic link to this one
    "ConductionNL/CommongroundRegistratieComponent/api/public/schema/publiccode.yaml":
        "https://github.com/conductionnl/proto-component",
    "ConductionNL/OpenPdc/publiccode.yaml": "https://github.com/vng-realisatie/openwebconcept",
    "ConductionNL/OpenPub/publiccode.yaml": "https://github.com/conductionnl/commongroundnu",
    "ConductionNL/checkin-component/publiccode.yaml":
        "https://github.com/conductionnl/checkin-component",
    "ConductionNL/grafregistratiecomponent/publiccode.yaml":
        "https://github.com/conductionnl/grafregistratiecomponent",
    "ConductionNL/waardepapieren-register/publiccode.yaml":
        "https://github.com/conductionnl/waardepapieren-register",
    "ConductionNL/woo-website-template/publiccode.yaml":
        "https://github.com/conductionnl/woo-website-template",
    "OpenCatalogi/OpenCatalogiBundle/publiccode.yaml":
        "https://github.com/opencatalogi/opencatalogibundle",
    "OpenCatalogi/web-app/publiccode.yaml": "https://github.com/opencatalogi/web-app",
    "Sudwest-Fryslan/OpenZaakBrug/publiccode.yml":
        "https://github.com/sudwest-fryslan/openzaakbrug",
    "VNG-Realisatie/Begrafenisplanner/publiccode.yaml":
        "https://github.com/vng-realisatie/begrafenisplanner",
    "VNG-Realisatie/OpenWebConcept/publiccode.yaml": "https://github.com/openwebconcept",
    "VNG-Realisatie/huwelijksplanner/publiccode.yaml":
        "https://github.com/vng-realisatie/huwelijksplanner",
    "developer-overheid-nl/don-crawler/publiccode.yml":
        "https://github.com/developer-overheid-nl/don-crawler",
    "developer-overheid-nl/don-oss-register/publiccode.yml":
        "https://github.com/developer-overheid-nl/don-oss-register",
    "developer-overheid-nl/don-register-site/publiccode.yml":
        "https://github.com/developer-overheid-nl/don-register-site",
    "developer-overheid-nl/don-site/publiccode.yml":
        "https://github.com/developer-overheid-nl/don-site",
    "developer-overheid-nl/publiccode-checker/publiccode.yml":
        "https://github.com/developer-overheid-nl/publiccode-checker",
    "kadaster-labs/sensrnet-home/publiccode.yml":
        "https://github.com/kadaster-labs/sensrnet-home",
    "maykinmedia/objects-api/publiccode.yaml": "https://github.com/maykinmedia/open-object",
    "maykinmedia/objecttypes-api/publiccode.yaml":
        "https://github.com/maykinmedia/objecttypes-api",
    "maykinmedia/open-inwoner/publiccode.yaml": "https://github.com/maykinmedia/open-inwoner",
    "open-formulieren/open-forms/publiccode.yaml":
        "https://github.com/open-formulieren/open-forms",
    "opendatateam/udata/publiccode.yml": "https://github.com/opendatateam/udata",
    "openstad/openstad-headless/publiccode.yml": "https://github.com/openstad/openstad-headless",
    "swiss/oss-catalog/publiccode.yml": "https://github.com/swiss/oss-catalog",
}  # fmt: skip

# Flow nodes per diagram, counted in the XML as text, not as XML, outside comments:
#   re.findall(r"<(?:\w+:)?(\w+)[\s/>]", text), of which those named *Task, task, callActivity,
#   subProcess, *Event and *Gateway (not *EventDefinition). Two were counted again by eye:
#   "instemming-verlenen" (1 start, 1 gateway, 3 tasks, 2 ends) and "Zaak behandelen" (1, 4, 1).
STEPS = {
    "BPMn/Afhandeling reservering en melding.bpmn": 35,
    "BPMn/Babs voor een dag (beëdigd).bpmn": 28,
    "BPMn/Babs voor een dag (niet beëdigd).bpmn": 33,
    "BPMn/Camunda_Aanvraag eigen locatie behandelen.bpmn": 5,
    "BPMn/Controleren inwoner.bpmn": 14,
    "BPMn/Dynamisch trouwproces v2.bpmn": 76,
    "BPMn/Dynamisch trouwproces.bpmn": 54,
    "BPMn/Eigen locatie.bpmn": 15,
    "BPMn/MVPControleren inwoner.bpmn": 14,
    "BPMn/MVPReservering vastleggen.bpmn": 40,
    "BPMn/MVPTrouwproces inwoner.bpmn": 47,
    "BPMn/Proces reserveren 20190612.bpmn": 29,
    "BPMn/Reservering vastleggen.bpmn": 40,
    "BPMn/Structureel trouwproces.bpmn": 49,
    "BPMn/Trouwproces inwoner.bpmn": 47,
    "BPMn/instemming-verlenen.bpmn": 7,
    "BPMn/oud/Zaak behandelen.bpmn": 6,
    "BPMn/reservering-annuleren.bpmn": 13,
}
OTHER_STEPS = {  # likewise
    "GemeenteUtrecht/bptl/BPMN/crash.bpmn": 4,
    "GemeenteUtrecht/bptl/BPMN/long-polling.bpmn": 4,
    "GemeenteUtrecht/zaakafhandelcomponent/backend/src/zac/camunda/dynamic_forms/tests/"
    "dynamic-form-eigenschap.bpmn": 3,
    "GemeenteUtrecht/zaakafhandelcomponent/backend/src/zac/camunda/tests/files/"
    "dynamic-form.bpmn": 3,
    "GemeenteUtrecht/zaakafhandelcomponent/backend/src/zac/camunda/tests/files/keuze-form.bpmn": 3,
    "publiccodenet/about/activities/codebase-stewardship/lifecycle.bpmn": 13,
}

# `maintenance.contacts` of Amsterdam/signals-frontend, AgID/pat, ModelloDigitalizzazione,
# emergenze-pcge, OpenZaakBrug, OpenCatalogi/web-app, VNG-Realisatie/huwelijksplanner,
# open-forms, open-inwoner, openstad-headless and ComuneDiMessina/opendata
CONTACTS = [
    "Amy van Someren", "René van Sprang", "Alessandro Bianchi", "Andrea Danese",
    "Manuele Pesenti", "Eduard Witteveen", "Ruben van der Linde", "Remko Huisman",
    "Joeri Bekker", "Alex de Landgraaf", "Ian Rieken", "Rudi van Hierden", "Bauke Huijbers",
    "Maurizio Mondello",
]  # fmt: skip
ADDRESSES = [
    "a.vansomeren@s-hertogenbosch.nl", "r.van.sprang@amsterdam.nl", "a.bianchi@isweb.it",
    "andrea.danese@comune.milano.it", "manuele.pesenti@gter.it", "e.witteveen@sudwestfryslan.nl",
    "ruben@conduction.nl", "remko@conduction.nl", "m.mondello@comune.messina.it",
]  # fmt: skip
NUMBERS = ["390863441163", "390100899150", "085 303 6840"]
NOT_DUTCH = re.compile(
    r"\b(the|not|is invalid|expected|unexpected|failed|cannot|missing|should|must|found|none"
    r"|exception|traceback|\w+error)\b", re.I,
)  # fmt: skip
DUTCH = re.compile(
    r"\b(de|het|een|geen|niet|dit|deze|is|in|staat|bij|met|er|nog|terwijl|leest|wijst|kopie|meer"
    r"|voordat)\b",
    re.I,
)


def index(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "SOURCES.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def blob(path: str) -> str:
    """The public address of a file of the corpus, in words: nothing is quoted."""
    owner, repository, rest = path.split("/", 2)
    return f"{GITHUB}{owner}/{repository}/blob/HEAD/{rest}"


def of_kind(real: Any, kind: str) -> list[dict[str, Any]]:
    return [record for record in real.records if record["kind"] == kind]


def of_forges(real: Any) -> list[dict[str, Any]]:
    """The solutions that are repositories; others stand in a model or a catalogue."""
    elsewhere = ("archimate", "dcat")
    return [r for r in of_kind(real, "solution") if r["reader"] not in elsewhere]


def problems(real: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(name, p) for name, row in real.report.items() for p in row["problems"]]


def test_import_writes_a_member_file_for_each_of_the_35_organisations(real: Any) -> None:
    done = real.done["import"]
    assert done.returncode in (0, 3), done.stderr
    assert len(list((real.home / "knowledge" / "members").glob("*.yml"))) == 35
    assert len(json.loads(done.stdout)["written"]) == 35


def test_the_five_municipalities_get_the_id_of_the_register(real: Any) -> None:
    rows = real.answer("members")["members"]
    ids = {row["name"]: row["id"] for row in rows if row["name"].startswith("Gemeente ")}
    base = "https://identifier.overheid.nl/tooi/id/gemeente/"
    assert ids == {
        "Gemeente Amsterdam": f"{base}gm0363",
        "Gemeente Haarlem": f"{base}gm0392",
        "Gemeente Nijmegen": f"{base}gm0268",
        "Gemeente Sudwest-Fryslan": f"{base}gm1900",
        "Gemeente Utrecht": f"{base}gm0344",
    }


def test_the_crawl_ends_with_status_3_and_prints_one_json_document(real: Any) -> None:
    done = real.done["crawl"]
    assert done.returncode == 3, done.stderr
    said = json.loads(done.stdout)
    assert set(said) == {"day", "run", "sources"}
    assert said["day"] == "2026-11-23"
    assert "Traceback" not in done.stderr


def test_every_source_of_the_directory_is_a_row_of_the_table(real: Any) -> None:
    with urlopen(real.address) as answer:
        organisations = json.load(answer)["organisations"]
    listed = Counter(s["protocol"] for o in organisations for s in o["sources"])
    assert sum(listed.values()) == len(real.table) == len(real.report)
    assert {row["state"] for row in real.table.values()} <= STATES


def test_for_each_source_records_and_refusals_are_what_was_found(real: Any) -> None:
    for name, row in real.table.items():
        assert row["found"] == row["records"] + row["refused"], name


def test_a_source_has_as_many_lines_as_records_and_none_where_it_is_held(real: Any) -> None:
    read = {n: row for n, row in real.table.items() if row["state"] in ("complete", "partial")}
    assert len(read) > 60
    lines = {name: len(records) for name, records in real.harvest.items()}
    assert lines == {name: row["records"] for name, row in read.items()}


def test_a_first_run_misses_nothing_and_knows_nothing_of_before(real: Any) -> None:
    for name, row in real.table.items():
        assert [row[key] for key in ("unchanged", "gone", "missing", "previous")] == [0] * 4, name


def test_every_refused_thing_is_in_the_report(real: Any) -> None:
    for name, row in real.report.items():
        said = {p["place"] for p in row["problems"] if p["code"] != "too-few"}
        assert len(said) >= row["refused"], name


def test_every_problem_says_in_dutch_what_is_wrong_and_where(real: Any) -> None:
    found = problems(real)
    assert found
    for name, problem in found:
        assert problem["code"], problem
        assert problem["place"].startswith("http") or problem["place"] == name, problem
        words = re.sub(r"'[^']*'|https?://\S+|\(.*?\)", "", problem["message"])
        assert DUTCH.search(words), problem
        assert not NOT_DUTCH.search(words), problem


def test_no_problem_is_a_fault_of_noaber(real: Any) -> None:
    assert [p for _, p in problems(real) if p["code"] in ("bug", "lost")] == []


def test_every_source_of_the_directory_can_be_spoken(real: Any) -> None:
    assert [n for n, row in real.table.items() if row["state"] in ("unsupported", "failed")] == []


def test_a_host_with_nothing_that_can_be_read_is_held(real: Any) -> None:
    held = {name for name, row in real.table.items() if row["state"] == "held"}
    assert held == {name for name, row in real.table.items() if not row["records"]}
    assert all(name.endswith("-files") for name in held)


def test_harvest_lines_are_sorted_and_each_has_an_id_and_a_kind(real: Any) -> None:
    for name, records in real.harvest.items():
        ids = [record["id"] for record in records]
        assert ids == sorted(set(ids)), name
        assert all(record["kind"] for record in records), name
        assert all(record["source"] == name for record in records)
        assert all(record["last_seen"] == "2026-11-23" for record in records), name


@pytest.mark.parametrize(
    ("source", "repositories"),
    [
        # distinct origin_repo in SOURCES.csv with this owner and member
        ("vng-realisatie-forge", 11),
        ("conduction-forge-conductionnl", 8),
        ("conduction-forge-commongateway", 2),
        ("maykin-media-forge", 7),  # of 8; the eighth is listed for VNG Realisatie (SDG)
        ("vng-realisatie-sdg-maykin-forge", 1),
        ("amsterdam-forge", 5),  # of 6; the sixth is a fork
        ("developer-overheid-nl-forge", 5),
        ("ministerie-van-bzk-forge", 2),
        ("utrecht-forge", 2),
        ("dimpact-maykin-forge", 2),
        ("opencatalogi-forge", 2),
    ],
)
def test_each_repository_of_an_owner_is_one_solution(
    real: Any, source: str, repositories: int
) -> None:
    solutions = [r for r in of_forges(real) if r["source"] == source]
    assert len(solutions) == repositories


def test_the_73_repositories_give_72_solutions_and_one_fork(real: Any, corpus: Path) -> None:
    assert len({row["origin_repo"] for row in index(corpus)}) == 73
    assert len({record["id"] for record in of_forges(real)}) == 72
    forks = [p["place"] for _, p in problems(real) if p["code"] == "fork"]
    assert forks == ["https://github.com/Amsterdam/openstad-headless"]


def test_every_publiccode_file_gives_the_solution_that_it_names(real: Any) -> None:
    read = [r for r in of_kind(real, "solution") if r["reader"] == "publiccode"]
    found = {unquote(record["url"]): record["id"] for record in read}
    assert found == {blob(path): url for path, url in PRODUCTS.items()}


def test_a_solution_without_readable_publiccode_is_its_repository(real: Any) -> None:
    thin = [r for r in of_forges(real) if r["reader"] != "publiccode"]
    assert len(thin) == 72 - len(PRODUCTS) == 37
    for record in thin:
        assert record["id"] == record["url"].lower()


def test_a_symbolic_link_to_a_publiccode_file_gives_no_second_solution(real: Any) -> None:
    records = real.harvest["conduction-forge-conductionnl"]
    said = [r["id"] for r in records if r["kind"] == "solution"
            and "CommongroundRegistratieComponent" in r["url"]]  # fmt: skip
    assert said == ["https://github.com/conductionnl/proto-component"]


def test_a_second_file_with_the_same_url_is_refused_as_a_duplicate(real: Any) -> None:
    places = {unquote(p["place"]) for name, p in problems(real)
              if p["code"] == "duplicate" and "-forge" in name}  # fmt: skip
    assert places == {
        blob("ConductionNL/waardepapieren-register/api/public/schema/publiccode.yaml"),
        blob("OpenCatalogi/OpenCatalogiBundle/src/publiccode.yaml"),
    }


def test_the_examples_of_the_standard_give_no_solution(real: Any) -> None:
    records = real.harvest["publiccode-yml-standard-forge"]
    solutions = [r["id"] for r in records if r["kind"] == "solution"]
    assert solutions == ["https://github.com/publiccodeyml/publiccode.yml"]
    assert not any("/example/" in record["url"] for record in records)
    assert not any("italia/medusa" in record["id"] for record in real.records)


def test_older_versions_of_a_publiccode_file_are_no_records(real: Any) -> None:
    assert not any("_history" in record["url"] for record in real.records)


def test_the_24_diagrams_and_the_decision_table_are_processes(real: Any, corpus: Path) -> None:
    rows = index(corpus)
    drawn = [r for r in rows if r["kind"] in ("process-bpmn", "process-dmn")]
    expected = {blob(f"{row['origin_repo']}/{row['origin_path']}") for row in drawn}
    assert len(expected) == 25
    others = ("archi", "archimate", "inavigator", "selectielijst")
    found = [r for r in of_kind(real, "process") if r["reader"] not in others]
    assert {unquote(record["url"]) for record in found} == expected
    assert len(found) == 25


def test_the_export_of_case_types_and_the_selection_list_are_processes(real: Any) -> None:
    found = Counter(r["reader"] for r in of_kind(real, "process"))

    assert (found["inavigator"], found["selectielijst"]) == (1, 29)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        *((f"VNG-Realisatie/huwelijksplanner/{path}", steps) for path, steps in STEPS.items()),
        *OTHER_STEPS.items(),
    ],
)
def test_a_diagram_is_a_process_with_all_its_steps(real: Any, path: str, steps: int) -> None:
    (record,) = (r for r in of_kind(real, "process") if unquote(r["url"]) == blob(path))
    assert len(record["steps"]) == steps
    assert len({step["id"] for step in record["steps"]}) == steps
    assert all(step["kind"] for step in record["steps"])


def test_the_18_wedding_diagrams_have_ids_without_a_commit(real: Any) -> None:
    drawn = [r for r in real.harvest["vng-realisatie-forge"] if r["reader"] == "bpmn"]
    ids = [r["id"] for r in drawn if r["kind"] == "process"]
    base = "https://github.com/vng-realisatie/huwelijksplanner/blob/HEAD/"
    assert sorted(unquote(i) for i in ids) == sorted(base + path for path in STEPS)


def test_the_tab_in_line_34_is_reported_and_loses_nothing_else(real: Any) -> None:
    row = real.report["openwebconcept-forge"]
    (problem,) = (one for one in row["problems"] if one["level"] != "hint")
    assert problem["place"] == blob("OpenWebconcept/plugin-pdc-base/publiccode.yaml")
    assert (problem["line"], problem["level"], problem["code"]) == (34, "error", "tab")
    assert (row["found"], row["records"], row["refused"], row["state"]) == (3, 2, 1, "complete")
    kept = {(r["kind"], r["url"]) for r in real.harvest["openwebconcept-forge"]}
    assert kept == {
        ("solution", "https://github.com/OpenWebconcept/plugin-pdc-base"),
        ("document", blob("OpenWebconcept/plugin-pdc-base/README.md")),
    }


def test_each_readme_and_page_of_documentation_is_a_record_or_a_refusal(
    real: Any, corpus: Path
) -> None:
    known = {unquote(r["url"]) for r in real.records}
    known |= {unquote(p["place"]) for _, p in problems(real)}
    missing = []
    for row in index(corpus):
        path, repository = row["origin_path"], row["origin_repo"]
        folders = {"doc", "docs", "documentation", "documentatie"} & set(path.split("/")[:-1])
        is_text = path.endswith((".md", ".rst"))
        is_readme = bool(re.fullmatch(r"(?i)readme(\.\w+)?", path))
        if is_readme or (folders and is_text):
            place = blob(f"{repository}/{path}")
            if repository != "Amsterdam/openstad-headless" and place not in known:
                missing.append(place)
    assert missing == []


def test_every_page_and_pdf_of_the_websites_is_a_record_or_a_refusal(
    real: Any, corpus: Path
) -> None:
    """SOURCES.csv has 98 .html and 19 .pdf files; each of the 6 websites has a first page."""
    rows = [row for row in index(corpus) if row["format"] in ("html", "pdf")]
    assert Counter(row["format"] for row in rows) == {"html": 98, "pdf": 19}
    websites = {name: row for name, row in real.report.items() if name.endswith("-website")}
    assert len(websites) == 6
    assert sum(row["found"] for row in websites.values()) == 98 + 19 + 6
    assert sum(row["refused"] for row in websites.values()) == 0


def test_evidence_of_a_forge_stands_on_github_and_never_on_loopback(real: Any) -> None:
    forges = {n: records for n, records in real.harvest.items() if "-forge" in n}
    assert len(forges) > 30
    for name, records in forges.items():
        for record in records:
            assert record["url"].startswith(GITHUB), (name, record["url"])
            assert "127." not in record["id"]
            for said in record.get("statements", []):
                assert said["url"].startswith(GITHUB), (name, said)
                ends = said["subject"] + said["object"] + said["claimant"]
                assert "127." not in ends, (name, said)
    for _, problem in problems(real):
        if "-forge" in problem["place"]:
            assert "127." not in problem["place"]


def test_what_is_read_from_publiccode_names_no_contact_person(real: Any) -> None:
    read = [json.dumps(r, ensure_ascii=False) for r in of_kind(real, "solution")]
    for line in read:
        for person in [*CONTACTS, *ADDRESSES, *NUMBERS]:
            assert person not in line, (person, line[:200])
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w", line), line[:200]


def test_no_harvest_file_has_the_mail_address_of_a_contact_person(real: Any) -> None:
    found = [(address, record["url"]) for record in real.records for address in ADDRESSES
             if address in json.dumps(record, ensure_ascii=False)]  # fmt: skip
    assert found == []
