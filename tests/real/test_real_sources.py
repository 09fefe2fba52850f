"""Catalogues, feeds, models and PDF of the corpus after the crawl; counted in the files by hand."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import urlopen

# Things in each file of a `files` host that has any, counted in the file by hand: subjects with the
# type dcat:Dataset, dcat:DatasetSeries or dcat:DataService (services with one endpointURL are one),
# `results` of the SDG API, `items` of the feed, the entries of the agenda, a package of CKAN.
RONL = "regels.overheid.nl/apps/register/CPSV-AP-RONL"
UDATA = "udata/udata/harvest/tests"
THINGS = {
    "OpenZaakBrug/examples/soap/Swf Suites4SociaalDomein/B1026 - Midoffice-productie name "
    "Minimaregeling aanvraag - Aanvraag minima - INavigator Export.xml": 1,
    "VNG-referentielijsten/src/fixtures/selectielijst_2020_procestypen.json": 29,
    "VNG-referentielijsten/src/fixtures/selectielijst_2020_resultaten.json": 1,
    "dcatd/examples/rdflib/9c3036b8-f6ac-4a4e-9036-5a3cc90c3900.json": 1,
    "don-site/cypress/fixtures/feed.json": 20,
    "don-site/static/agenda/events.json": 31,
    f"{RONL}/Custom_Namespace/aow_leeftiijd.rdf": 1,
    f"{RONL}/Custom_Namespace/aow_leeftijd.json": 1,
    f"{RONL}/Custom_Namespace/aow_leeftijd.ttl": 1,
    f"{RONL}/Custom_Namespace/leeftijd18.json": 2,
    f"{RONL}/Custom_Namespace/leeftijd18.rdf": 2,
    f"{RONL}/Custom_Namespace/leeftijd18.ttl": 2,
    f"{RONL}/Custom_Namespace/ronl_hasCriteriumRequirementConcepts.ttl": 2,
    f"{RONL}/Sandbox/Example-CPSV.ttl": 2,
    f"{RONL}/Sandbox/IIT-CPSV.ttl": 2,
    f"{RONL}/Sandbox/IIT.ttl": 1,
    f"{RONL}/Zorgtoeslag/zorgtoeslag-CPSV-AP-RONL.ttl": 6,
    f"{RONL}/Zorgtoeslag/zorgtoeslag-cpsv-reference.ttl": 3,
    f"{RONL}/Zorgtoeslag/zorgtoeslag.ttl": 1,
    "regels.overheid.nl/apps/register/concordialegal/AOW/AOW-CPSV-AP-RONL.json": 2,
    "regels.overheid.nl/apps/register/concordialegal/AOW/AOW-CPSV-AP-RONL.rdf": 2,
    "regels.overheid.nl/apps/register/concordialegal/AOW/AOW-CPSV-AP-RONL.ttl": 2,
    "sdg-invoervoorziening/src/sdg/services/tests/data/example_api_response.json": 20,
    **{f"{UDATA}/csw_dcat/geonetwork-dcat-page-{page}.xml": 2 for page in (1, 3, 5)},
    **{f"{UDATA}/csw_dcat/geonetwork-geodcatap-page-{page}.xml": 4 for page in (1, 3, 5)},
    f"{UDATA}/dcat/bnodes.jsonld": 3,
    f"{UDATA}/dcat/datara--5a26b0f6-0ccf-46ad-ac58-734054b91977.rdf.xml": 1,
    f"{UDATA}/dcat/datara--f40c3860-7236-4b30-a141-23b8ae33f7b2.rdf.xml": 1,
    f"{UDATA}/dcat/evian.json": 8,
    f"{UDATA}/dcat/flat.jsonld": 3,
    f"{UDATA}/dcat/geonetwork.xml": 1,
    f"{UDATA}/dcat/nested.jsonld": 1,
    f"{UDATA}/dcat/paged-collection-1.jsonld": 3,
    f"{UDATA}/dcat/paged-collection-2.jsonld": 1,
    f"{UDATA}/dcat/partial-collection-1.jsonld": 3,
    f"{UDATA}/dcat/partial-collection-2.jsonld": 1,
    f"{UDATA}/dcat/series.xml": 3,
    f"{UDATA}/dcat/sig.oreme.rdf": 1,
    f"{UDATA}/dcat/udata.xml": 3,
}
# of these, files with nothing but what a file before them in the list of the host has already
AGAIN = {
    f"{RONL}/Custom_Namespace/aow_leeftijd.json",  # in aow_leeftiijd.rdf
    f"{RONL}/Custom_Namespace/leeftijd18.rdf",  # in leeftijd18.json, as the next two
    f"{RONL}/Custom_Namespace/leeftijd18.ttl",
    f"{RONL}/Custom_Namespace/ronl_hasCriteriumRequirementConcepts.ttl",
    "regels.overheid.nl/apps/register/concordialegal/AOW/AOW-CPSV-AP-RONL.rdf",  # in the .json
    f"{UDATA}/dcat/nested.jsonld",  # data.test.org/datasets/1 to 3 are in flat.jsonld
    f"{UDATA}/dcat/paged-collection-1.jsonld",
    f"{UDATA}/dcat/partial-collection-1.jsonld",
    f"{UDATA}/dcat/partial-collection-2.jsonld",  # data.test.org/datasets/4: paged-collection-2
}
# example.org/dataset_UC of IIT-CPSV.ttl is in Example-CPSV.ttl already; its service is not
HALF = f"{RONL}/Sandbox/IIT-CPSV.ttl"
# PDF files with the word /Font nowhere, not in their packed streams either: they show no text
SCANS = {
    "huwelijksplanner/documenten/datasets_CG/"
    "Almere - Aanvraag benoeming-beediging eenmalige BABS.pdf",
    "about/activities/supporting-codebase-governance/exercise/governance-exercise-icons.pdf",
    "about/activities/supporting-codebase-governance/exercise/"
    "governance-exercise-problem-cards.pdf",
}
GEMMA = "VNG-Realisatie/GEMMA-Archi-repository"
OVER_GEMMA = f"{GEMMA}/export/2025-01-29 Over GEMMA.xml"
DIMPACT = (
    "VNG-Realisatie/gemma-zaken/docs/archief/processen/bestanden/Dimpact/"
    "architectuurschets-dimpact-mor.archimate"
)
NAMELESS = "BusinessProcess_id-df1074a4-b301-4e47-b512-bf0335d8ce5a.xml"  # its name is "..."


def index(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "SOURCES.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def blob(path: str) -> str:
    """The public address of a file of the corpus, in words: nothing is quoted."""
    owner, repository, rest = path.split("/", 2)
    return f"https://github.com/{owner}/{repository}/blob/HEAD/{rest}"


def on_host(row: dict[str, str]) -> str:
    """The path of a file on the host of its organisation: that on the forge without the owner."""
    return f"{row['origin_repo'].partition('/')[2]}/{row['origin_path']}"


def below_host(address: str) -> str:
    """The path of an address, as the corpus writes it."""
    return unquote(address).split("/", 3)[3]


def attributes(text: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each opening tag in a text, read as text and not as XML."""
    return [dict(re.findall(r'([\w:]+)="([^"]*)"', one)) for one in re.findall(tag, text)]


def drawn_in(corpus: Path, path: str) -> tuple[set[str], set[str]]:
    """The ids of processes in a model, and of the applications that say they serve one."""
    text = (corpus / path).read_text(encoding="utf-8")
    tags = attributes(text, r"<(?:element|relationship) [^>]*>")
    kind = {tag.get("identifier") or tag["id"]: tag["xsi:type"].split(":")[-1] for tag in tags}
    processes = {one for one, name in kind.items() if name == "BusinessProcess"}
    applications = {one for one, name in kind.items()
                    if name in ("ApplicationComponent", "ApplicationService")}  # fmt: skip
    supports = [(tag["source"], tag["target"]) for tag in tags
                if re.search("Serving|Realization|Assignment", tag["xsi:type"])]  # fmt: skip
    made_by = [(tag["source"], tag["target"]) for tag in tags
               if re.search("Realization|Assignment", tag["xsi:type"])]  # fmt: skip
    between = {one for one, name in kind.items()
               if name in ("ApplicationService", "ApplicationFunction")}  # fmt: skip
    served = {source for source, target in supports if target in processes}
    direct = served & applications
    through = {source for source, target in made_by
               if source in applications and target in between & served}  # fmt: skip
    return processes, direct | through


def of_kind(real: Any, kind: str, *readers: str) -> list[dict[str, Any]]:
    return [r for r in real.records if r["kind"] == kind and r["reader"] in readers]


def problems(real: Any, code: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, p) for name, row in real.report.items() for p in row["problems"]
            if p["code"] == code]  # fmt: skip


def test_each_catalogue_and_feed_gives_what_stands_in_its_file(real: Any) -> None:
    with urlopen(real.address) as answer:
        organisations = json.load(answer)["organisations"]
    files = [below_host(source["url"]) for one in organisations for source in one["sources"]
             if source["protocol"] in ("dcat", "feed")]  # fmt: skip
    rows = [row for name, row in real.table.items() if re.search("-(dcat|feed)", name)]
    assert len(files) == len(rows) == 14 + 2
    assert Counter(row["records"] for row in rows) == Counter(THINGS[path] for path in files)
    assert sum(row["refused"] for row in rows) == 0


def test_only_a_catalogue_that_promises_more_than_its_page_is_partial(
    real: Any, corpus: Path
) -> None:
    """The page with hydra:totalItems 4 has fewer, and the next page is on data.test.org."""
    catalogues = {path: (corpus / "opendatateam" / path).read_text(encoding="utf-8")
                  for path in THINGS if path.startswith(f"{UDATA}/dcat/")}  # fmt: skip
    promising = [p for p, text in catalogues.items()
                 if re.search(r'totalItems": \[\{"@value": "?4\b', text)]  # fmt: skip
    partial = [row for row in real.report.values() if row["state"] == "partial"]
    assert len(promising) == len(partial) == 4
    said = {p["place"]: p["code"] for row in partial for p in row["problems"]
            if p["code"] == "incomplete"}  # fmt: skip
    assert {below_host(place) for place in said} == set(promising)
    codes = Counter(p["code"] for row in partial for p in row["problems"])
    assert codes["other-host"] == 2  # of the first pages; the last ones name no next page


def test_a_catalogue_with_nothing_new_is_refused_as_a_duplicate(real: Any) -> None:
    places = {below_host(p["place"]) for name, p in problems(real, "duplicate")
              if name.endswith("-files") and p["place"].startswith("http://127.")}  # fmt: skip
    assert places - {HALF} == AGAIN


def test_services_of_a_catalogue_are_solutions_once_for_each_endpoint(
    real: Any, corpus: Path
) -> None:
    """Endpoints in the file, read as text: no www., as in every id."""
    found = {r["id"] for r in real.harvest["udata-data-gouv-fr-files"] if r["kind"] == "solution"}
    named = set()
    for path in (path for path in THINGS if path.startswith(UDATA)):
        text = (corpus / "opendatateam" / path).read_text(encoding="utf-8")
        named |= set(re.findall(r'endpointURL rdf:resource="https?://(?:www\.)?([^"]+?)/?"', text))
    assert len(found) == len(named) == 9
    assert {unquote(one).removeprefix("https://") for one in found} == named


def test_every_file_of_a_files_host_is_a_record_or_a_refusal(real: Any, corpus: Path) -> None:
    """The kinds and formats that README and serve.py of shared/federation put on such a host."""
    kinds = {"api-response", "dcat", "feed", "geo", "municipality-reference", "product-catalogue",
             "redirect-list", "usage-registry", "zaaktype-catalogue"}  # fmt: skip
    formats = {"csv", "ics", "json", "jsonld", "rdf", "ttl", "xml", "yaml", "yml"}
    served = [r for r in index(corpus) if r["kind"] in kinds and r["format"] in formats]
    paths = {on_host(row) for row in served}
    assert len(paths) == len(served) == 150
    assert paths > THINGS.keys() > AGAIN
    hosts = [row for name, row in real.report.items() if name.endswith("-files")]
    fresh = {path: number for path, number in THINGS.items() if path not in AGAIN}
    assert sum(row["records"] for row in hosts) == sum(fresh.values()) - 1  # of HALF
    refused = paths - fresh.keys()
    said = {below_host(p["place"]) for row in hosts for p in row["problems"]
            if p["place"].startswith("http://127.")}  # fmt: skip
    assert refused <= said
    assert sum(row["refused"] for row in hosts) == len(refused)


def test_applications_that_serve_a_process_in_a_model_are_solutions(
    real: Any, corpus: Path
) -> None:
    drawn = [r["id"] for r in of_kind(real, "solution", "archimate")]
    for path, number in ((OVER_GEMMA, 11), (DIMPACT, 3)):
        _, serving = drawn_in(corpus, path)
        assert len(serving) == number
        base = blob(path).lower()
        assert {one.partition("#")[2] for one in drawn if base in unquote(one).lower()} == serving


def test_each_business_process_of_a_model_is_a_process(real: Any, corpus: Path) -> None:
    models = {OVER_GEMMA: 29, DIMPACT: 6}
    drawn = of_kind(real, "process", "archimate")
    assert Counter(unquote(r["url"]) for r in drawn) == {
        blob(path): number for path, number in models.items()
    }
    for path, number in models.items():
        processes, _ = drawn_in(corpus, path)
        assert len(processes) == number
        ids = {r["id"].partition("#")[2] for r in drawn if unquote(r["url"]) == blob(path)}
        assert ids == processes


def test_each_business_process_of_gemma_with_a_name_is_a_process(real: Any, corpus: Path) -> None:
    """Archi keeps a file for each element; one of the 177 processes has `...` for a name."""
    files = [row["origin_path"] for row in index(corpus) if row["origin_repo"] == GEMMA
             and "/BusinessProcess_" in row["origin_path"]]  # fmt: skip
    assert len(files) == 177
    found = [unquote(r["url"]) for r in of_kind(real, "process", "archi")]
    expected = {blob(f"{GEMMA}/{path}") for path in files if not path.endswith(NAMELESS)}
    assert len(found) == len(expected) == 176
    assert set(found) == expected
    ((_, problem),) = problems(real, "no-name")
    assert problem["place"].endswith(NAMELESS)


def test_each_pdf_is_a_document_and_a_scan_is_told_to_have_no_text(real: Any, corpus: Path) -> None:
    found = {below_host(r["url"]): r for r in of_kind(real, "document", "pdf")}
    assert set(found) == {on_host(row) for row in index(corpus) if row["format"] == "pdf"}
    assert len(found) == 19
    assert all(record["title"] for record in found.values())
    assert {path for path, record in found.items() if not record.get("text")} == SCANS
    assert {below_host(p["place"]) for _, p in problems(real, "no-text")} == SCANS


def test_the_title_of_a_pdf_is_not_that_of_the_file_it_was_made_from(real: Any) -> None:
    """The meta data of these two say `... 3 november 2008` and `Interne notitie`."""
    found = of_kind(real, "document", "pdf")
    titles = {below_host(r["url"]).rpartition("/")[2]: r["title"] for r in found}
    decided = titles["Besluitenlijst-raadsvergadering-29-juni-2015.pdf"]
    assert decided == "Besluitenlijst raadsvergadering 29 juni 2015"
    report = titles["verslag Sensorenregistratie 15 september 2020.pdf"]
    assert report == "Verslag Sensorenregistratie 15 september 2020"
