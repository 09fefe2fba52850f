"""The example federation is served as promised, and what it says fits together."""

import base64
import csv
import json
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
import yaml
from lxml import etree

from crawlers.readers import File, read

HERE = Path(__file__).parent / "federation"
SHARED = HERE.parents[2] / "shared"
SCHEMA = SHARED / "standards/bpmn/BPMN20.xsd"
PRODUCTS = SHARED / "corpus/maykinmedia/sdg-invoervoorziening/data/UPL-actueel.csv"
REGISTER = (
    SHARED / "corpus/Regionaal-Archief-Rivierenland/mdto.py/mdto/data/rwc_gemeenten_compleet_4.json"
)
CODE = "https://code.voorbeeld.example"
UPL = "http://standaarden.overheid.nl/owms/terms/"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"

# the fixed words of the project's model
TYPES = {"gemeente", "samenwerkingsverband", "provincie", "waterschap", "ministerie",
         "uitvoeringsorganisatie", "leverancier", "overig"}  # fmt: skip
RELATIONS = {"uses", "makes", "funds", "publishes", "performs", "supports", "based_on", "handles",
             "member_of", "takes_part", "about"}  # fmt: skip
ROLES = {"uses": {"verkent", "pilot", "in gebruik", "uitgefaseerd"},
         "makes": {"maker", "opdrachtgever", "beheerder"}}  # fmt: skip
STATES = {"current", "stale", "confirmed", "disputed", "withdrawn"}
PHASES = {"idee", "zoekt partners", "pilot", "in gebruik", "gestopt"}
KINDS = {
    "organisation",
    "solution",
    "process",
    "statement",
    "experience",
    "cost",
    "initiative",
    "agreement",
}

ORGANISATIONS = json.loads((HERE / "directory.json").read_bytes())
REPOSITORIES = sorted(path for path in HERE.glob("forge/*/*") if path.is_dir())
DIAGRAMS = sorted(HERE.rglob("*.bpmn"))
PAGES = sorted(HERE.glob("www/*/**/*.html"))
ENTRIES = sorted(HERE.glob("entries/*/*.md"))
SEARCH = "https://zoekdienst.voorbeeld.example/sru/Search"
# the list of products of each, whose it is, and how many of them have a page on its website here
PRODUCT_LISTS = [
    ("www/www.eikendaal.example/sc.xml", "eikendaal", 3),
    ("www/www.molenrode.example/wp-json/owc/pdc/v1/items.json", "molenrode", 1),
    ("files/zoekdienst.voorbeeld.example/producten.xml", "duinwerf", 1),
]
LISTS = [HERE / path for path, _, _ in PRODUCT_LISTS] + [*HERE.glob("forge/*/*/zaaktypen/*.json")]
# what each other source lists, by its public address
CATALOGUES = {
    "https://www.eikendaal.example/sc.xml": ["productpagina"] * 3,
    SEARCH: ["productpagina"] * 3,  # its first page
    "https://www.molenrode.example/wp-json/owc/pdc/v1/items": ["productpagina"] * 3,
    "https://data.waterhoek.example/catalog.ttl": ["dataset", "dataset", "solution"],
    "https://www.samensterk.example/nieuws/berichten.atom": ["bericht"] * 3,
}


def names(paths):
    return [path.relative_to(HERE).as_posix() for path in paths]


def front_matter(path):
    start, meta, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    return yaml.safe_load(meta), text


def public_address(path):
    """The address at which the public would find a file of the federation."""
    kind, host, *parts = path.relative_to(HERE).parts
    if kind != "forge":
        return "https://" + "/".join([host, *parts]).removesuffix("index.html")
    return f"{CODE}/{host}/{parts[0]}/blob/HEAD/{'/'.join(parts[1:])}"


def known_ids():
    files = [path for room in ("forge", "www", "files") for path in (HERE / room).rglob("*.*")]
    return (
        {f"noaber:organisatie/{known['slug']}" for known in ORGANISATIONS}
        | {f"noaber:oplossing/{path.stem}" for path in HERE.glob("entries/solution/*.md")}
        | {f"{CODE}/{path.parent.name}/{path.name}" for path in REPOSITORIES}
        | {public_address(path) for path in files if path.is_file()}
    )


@pytest.fixture(scope="module")
def directory():
    """The address of the directory of a running federation."""
    command = [sys.executable, str(HERE / "serve.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(10) == 0


def get(url, **headers):
    """Status, headers and body of an answer, also of one that is an error."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        response = urlopen(Request(url, headers=fields), timeout=10)
    except HTTPError as problem:
        response = problem
    with closing(response):
        return response.status, response.headers, response.read()


@pytest.fixture(scope="module")
def sources(directory):
    """Where the sources of all organisations are, by public address and owner."""
    listed = json.loads(get(directory)[2])["organisations"]
    return {
        (source["stands_for"] + urlsplit(source.get("url", "")).path, source.get("owner")): (
            source.get("url") or source["api"]
        )
        for known in listed
        for source in known["sources"]
    }


@pytest.fixture(scope="module")
def api(sources):
    return sources[CODE, "eikendaal"]


@pytest.fixture(scope="module")
def site(sources):
    return sources["https://www.eikendaal.example/", None]


def test_the_directory_lists_at_least_eight_organisations(directory):
    status, headers, body = get(directory)
    listed = json.loads(body)["organisations"]
    assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert len(listed) >= 8
    assert {"name", "slug", "type", "tooi", "sources"} == set.intersection(*map(set, listed))
    assert {known["type"] for known in listed} <= TYPES
    assert sum(known["type"] == "gemeente" for known in listed) >= 6
    assert len({known["slug"] for known in listed}) == len(listed)


def test_every_source_is_on_loopback_and_stands_for_an_example_host(sources):
    for (stands_for, _), address in sources.items():
        assert urlsplit(address).hostname == "127.0.0.1"
        assert urlsplit(stands_for).hostname.endswith(".example")


def test_every_source_answers(sources):
    for (_, owner), address in sources.items():
        status, _, body = get(f"{address}/orgs/{owner}/repos" if owner else address)
        assert status == 200
        assert body


def test_an_answer_is_the_same_every_time(sources):
    for (_, owner), address in sources.items():
        place = f"{address}/orgs/{owner}/repos" if owner else address
        assert get(place)[2] == get(place)[2]


def test_every_organisation_says_that_it_is_fictional():
    for known in ORGANISATIONS:
        assert known["name"].lower().startswith("voorbeeld")
    for page in PAGES:
        assert re.search(r"is een fictie(f|ve) \w+", page.read_text(encoding="utf-8")), page


@pytest.mark.skipif(not REGISTER.exists(), reason="needs the register of ../shared")
def test_no_real_municipality_has_the_name_of_an_example():
    register = REGISTER.read_text(encoding="utf-8").lower()
    for known in ORGANISATIONS:
        assert f'"{known["name"].split()[-1].lower()}"' not in register


def test_every_page_of_the_site_is_in_the_folder_of_a_listed_host():
    hosts = {source["host"] for known in ORGANISATIONS for source in known["sources"]}
    found = {path.name for room in ("www", "files") for path in (HERE / room).iterdir()}
    assert hosts == found | {urlsplit(CODE).hostname}


def test_the_forge_pages_its_lists_with_links(api):
    status, headers, body = get(f"{api}/orgs/eikendaal/repos?per_page=2")
    names = [repo["name"] for repo in json.loads(body)]
    assert (status, len(names)) == (200, 2)
    assert headers["X-RateLimit-Remaining"]
    following = re.search(r'<([^>]+)>; rel="next"', headers["Link"])[1]
    _, headers, body = get(following)
    names += [repo["name"] for repo in json.loads(body)]
    assert 'rel="next"' not in headers["Link"]
    assert names == ["vergunningscheck", "verhuisformulier", "werkprocessen"]


def test_the_forge_describes_a_repository(api):
    repo = json.loads(get(f"{api}/repos/Molenrode/bijstand-rekenhulp")[2])
    assert repo["fork"] is True
    assert repo["license"]["spdx_id"] == "EUPL-1.2"
    assert repo["html_url"] == f"{api.removesuffix('/api/v3')}/molenrode/bijstand-rekenhulp"


def test_the_forge_gives_the_tree_and_each_file_in_it(api):
    for repo in REPOSITORIES:
        place = f"{api}/repos/{repo.parent.name}/{repo.name}"
        branch = json.loads(get(place)[2])["default_branch"]
        tree = json.loads(get(f"{place}/git/trees/{branch}?recursive=1")[2])["tree"]
        paths = [entry["path"] for entry in tree if entry["type"] == "blob"]
        found = [path for path in repo.rglob("*") if path.is_file()]
        assert sorted(path.relative_to(repo).as_posix() for path in found) == paths
        for path in paths:
            raw = f"{api.removesuffix('/api/v3')}/raw/{repo.parent.name}/{repo.name}/HEAD/{path}"
            assert (repo / path).read_bytes() == get(raw)[2]


def test_the_forge_gives_a_file_in_base64(api):
    place = f"{api}/repos/eikendaal/verhuisformulier/contents/docs/invoeren.md?ref=main"
    file = json.loads(get(place)[2])
    expected = (HERE / "forge/eikendaal/verhuisformulier/docs/invoeren.md").read_bytes()
    assert expected == base64.b64decode(file["content"]) == get(file["download_url"])[2]


def test_what_the_client_has_already_is_not_sent_again(directory, api, site):
    for address in [directory, f"{api}/orgs/eikendaal/repos", site, f"{site}sitemap.xml"]:
        tag = get(address)[1]["ETag"]
        assert get(address, If_None_Match=tag)[::2] == (304, b"")
        assert get(address, If_None_Match='"another"')[0] == 200


def test_robots_and_the_sitemap_leave_the_internal_pages_out(site):
    robots = get(f"{site}robots.txt")[2].decode()
    assert "Disallow: /intern/" in robots
    sitemap = etree.fromstring(get(re.search("Sitemap: (.+)", robots)[1])[2])
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = sitemap.xpath("//s:loc/text()", namespaces=space)
    dates = sitemap.xpath("//s:lastmod/text()", namespaces=space)
    assert get(f"{site}intern/rooster.html")[0] == 200
    assert {200} == {get(place)[0] for place in found}
    assert not any("/intern/" in place for place in found)
    assert (site, "2026-08-24") in zip(found, dates, strict=True)


def test_what_is_not_there_is_an_html_page_on_a_site_and_json_on_the_forge(api, site):
    status, headers, body = get(f"{site}bestaat-niet")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"<h1>Pagina niet gevonden</h1>" in body
    for call in ["orgs/niemand/repos", "repos/eikendaal/niets", "repos/eikendaal/niets/git/x/y"]:
        status, headers, body = get(f"{api}/{call}")
        assert (status, json.loads(body)["message"]) == (404, "Not Found")


def test_a_files_host_links_to_its_diagrams_and_decisions(sources):
    address = sources["https://files.molenrode.example/", None]
    links = re.findall('href="([^"]+)"', get(address)[2].decode())
    assert {".bpmn", ".dmn"} == {Path(link).suffix for link in links}
    for link in links:
        assert etree.fromstring(get(urljoin(address, link))[2]) is not None


def test_each_protocol_has_an_organisation_that_shows_it():
    shown = {source["protocol"] for known in ORGANISATIONS for source in known["sources"]}
    assert shown == {"forge", "website", "files", "sru", "pdc", "dcat", "feed"}


def test_the_search_service_gives_its_products_in_pages(sources):
    address = sources[SEARCH, None]
    asked = f"{address}&version=1.2&operation=searchRetrieve&maximumRecords=50"
    first = etree.fromstring(get(f"{asked}&startRecord=1")[2])
    second = etree.fromstring(get(f"{asked}&startRecord=4")[2])
    pages = [page.findall(".//{*}identifier") for page in (first, second)]
    assert [page.findtext("{*}numberOfRecords") for page in (first, second)] == ["5", "5"]
    assert [page.findtext("{*}nextRecordPosition") for page in (first, second)] == ["4", None]
    assert [len(page) for page in pages] == [3, 2]
    assert len({one.text for page in pages for one in page}) == 5


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ('authority="Voorbeeldgemeente Duinwerf"', 5),
        ('authority="Voorbeeldgemeente Eikendaal"', 0),
        ('(authority="Voorbeeldgemeente Duinwerf") and modified>"2026-03-09"', 2),
        ('(authority="Voorbeeldgemeente Duinwerf") and modified>"2026-09-14"', 0),
    ],
)
def test_the_search_service_finds_what_is_asked(sources, query, total):
    address = sources[SEARCH, None].partition("?")[0]
    answer = etree.fromstring(get(f"{address}?query={quote(query)}&maximumRecords=1")[2])
    assert answer.findtext("{*}numberOfRecords") == str(total)
    assert len(answer.findall(".//{*}scproduct")) == min(total, 1)


@pytest.mark.parametrize(("source", "kinds"), CATALOGUES.items(), ids=[*CATALOGUES])
def test_a_catalogue_is_read_whole_and_without_a_problem(sources, source, kinds):
    _, headers, body = get(sources[source, None])
    media_type = headers["Content-Type"].partition(";")[0]
    reading = read(File(source, body, media_type=media_type, licence="CC0-1.0"))
    assert reading.problems == []
    assert sorted(getattr(record, "genre", record.kind) for record in reading.records) == kinds


def test_a_product_in_a_catalogue_has_a_page_on_the_website_of_its_municipality():
    known = {source["host"] for one in ORGANISATIONS for source in one["sources"]}
    pages = {public_address(path) for path in PAGES}
    for path, owner, own_pages in PRODUCT_LISTS:
        records = read(File(f"{CODE}/{path}", (HERE / path).read_bytes())).records
        addresses = [record.url for record in records]
        assert {urlsplit(one).hostname for one in addresses} == {f"www.{owner}.example"} <= known
        assert len(pages.intersection(addresses)) == own_pages


def test_an_adopter_uses_what_others_made():
    about = yaml.safe_load((HERE / "forge/lindenveen/.github/openCatalogi.yaml").read_bytes())
    assert about["name"] in {known["name"] for known in ORGANISATIONS}
    assert set(about["softwareOwned"] + about["softwareUsed"]) <= known_ids()
    assert [one.split("/")[3] for one in about["softwareUsed"]] == ["zilverdraad", "waterhoek"]


def test_what_is_no_page_is_not_in_the_sitemap(sources):
    for known in ("eikendaal", "molenrode", "samensterk"):
        sitemap = get(f"{sources[f'https://www.{known}.example/', None]}sitemap.xml")[2]
        assert set(re.findall(rb"\.\w+(?=</loc>)", sitemap)) == {b".html"}


def test_the_server_takes_ports_from_the_one_it_is_told(directory):
    taken = str(urlsplit(directory).port)
    command = [sys.executable, str(HERE / "serve.py"), "--port", taken]
    result = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert result.returncode == 1
    assert "in use" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_the_links_of_a_page_lead_to_something_in_the_federation(path):
    page = etree.HTML(path.read_text(encoding="utf-8"))
    known = known_ids() | {
        f"https://{source['host']}/" for o in ORGANISATIONS for source in o["sources"]
    }
    known |= {f"{CODE}/{path.parent.name}" for path in REPOSITORIES}
    base = public_address(path)
    assert [base] == page.xpath("//link[@rel='canonical']/@href")
    assert len(page.xpath("//main//h1")) == 1
    assert page.xpath("//meta[@name='description']/@content")[0]
    for link in page.xpath("//main//a/@href | //nav//a/@href"):
        assert urljoin(base, link) in known


@pytest.mark.parametrize("path", DIAGRAMS, ids=names(DIAGRAMS))
@pytest.mark.skipif(not SCHEMA.exists(), reason="needs the BPMN schema of ../shared/standards")
def test_a_diagram_is_valid_bpmn(path):
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.parse(path))


@pytest.mark.parametrize("path", DIAGRAMS, ids=names(DIAGRAMS))
def test_a_diagram_draws_every_step_and_names_its_product(path):
    tree = etree.parse(path)
    drawn = {element.get("bpmnElement") for element in tree.iter("{*}BPMNShape", "{*}BPMNEdge")}
    elements = [e for e in tree.find(f"{BPMN}process") if e.get("id") and "laneSet" not in e.tag]
    assert {element.get("id") for element in elements} <= drawn
    steps = [e for e in elements if not e.tag.endswith("sequenceFlow")]
    assert all(step.get("name") for step in steps)
    in_lanes = sorted(element.text for element in tree.iter(f"{BPMN}flowNodeRef"))
    assert sorted(step.get("id") for step in steps) == in_lanes
    products = re.findall(rf"{UPL}\w+", " ".join(e.text for e in tree.iter(f"{BPMN}documentation")))
    assert len(products) == 1


def test_three_municipalities_describe_the_same_product_each_in_its_own_way():
    same = [path for path in DIAGRAMS if f"{UPL}bijzBijstUitk" in path.read_text(encoding="utf-8")]
    processes = [etree.parse(path).find(f"{BPMN}process") for path in same]
    assert len(same) == 3
    steps = [frozenset(process.xpath("*/@name")) for process in processes]
    assert len(set(steps)) == 3


@pytest.mark.skipif(not PRODUCTS.exists(), reason="needs the product list of ../shared/corpus")
def test_every_product_is_in_the_uniform_product_list():
    with PRODUCTS.open(encoding="utf-8-sig", newline="") as lines:
        products = {row["URI"] for row in csv.DictReader(lines)}
    found = {
        product
        for path in [*DIAGRAMS, *ENTRIES, *HERE.glob("forge/*/*/publiccode.yml"), *LISTS]
        for product in re.findall(rf"{UPL}\w+", path.read_text(encoding="utf-8"))
    }
    assert len(found) >= 8
    assert found <= products


def test_publiccode_files_are_of_several_versions_and_name_organisations_we_know():
    known = {organisation["name"] for organisation in ORGANISATIONS}
    versions = set()
    for path in HERE.glob("forge/*/*/publiccode.yml"):
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
        versions.add(str(about["publiccodeYmlVersion"]))
        assert set(about["usedBy"]) <= known
        assert {funder["name"] for funder in about.get("fundedBy", [])} <= known
        assert about["url"] in known_ids()
        for contractor in about["maintenance"].get("contractors", []):
            assert contractor["name"] in known
        for contact in about["maintenance"]["contacts"]:
            assert contact["name"].startswith("Team ")
    assert {"0.2", "0.5", "0.7"} <= versions


def test_addresses_are_of_teams_on_example_hosts():
    for path in HERE.rglob("*.*"):
        if path.is_file() and path.suffix != ".pyc":  # what Python leaves beside serve.py
            for address in re.findall(r"[\w.+-]+@[\w.-]+\w", path.read_text(encoding="utf-8")):
                assert address.endswith(".example"), (path, address)


@pytest.mark.parametrize("path", ENTRIES, ids=names(ENTRIES))
def test_an_entry_uses_the_words_of_the_model_and_ids_that_exist(path):
    meta, text = front_matter(path)
    known = known_ids()
    assert path.parent.name in KINDS
    assert meta["title"]
    assert re.search(r", [\w.]+@[\w.]+\.example$", meta["owner"])
    assert 60 <= len(text.split()) <= 200
    assert meta.get("phase", "idee") in PHASES
    ids = [meta[key] for key in ("id", "publisher", "lead", "claimant") if key in meta]
    ids += [*meta.get("about", []), *meta.get("sources", [])]
    ids += meta.get("partners", []) if path.parent.name == "initiative" else []
    for statement in meta.get("statements", []):
        relation = statement["relation"]
        assert relation in RELATIONS
        assert statement.get("state", "current") in STATES
        assert "role" not in statement or statement["role"] in ROLES[relation]
        ids += [statement[key] for key in ("subject", "object", "url") if key in statement]
        assert meta["claimant"] in (statement["subject"], statement["object"])
    assert [one for one in ids if one not in known and not one.startswith(UPL)] == []


def test_one_organisation_disputes_what_a_maker_says_of_it():
    statements = [s for path in ENTRIES for s in front_matter(path)[0].get("statements", [])]
    disputed = [s for s in statements if s.get("state") == "disputed"]
    assert [("noaber:organisatie/duinwerf", f"{CODE}/eikendaal/verhuisformulier")] == [
        (s["subject"], s["object"]) for s in disputed
    ]
    about = yaml.safe_load((HERE / "forge/eikendaal/verhuisformulier/publiccode.yml").read_bytes())
    assert "Voorbeeldgemeente Duinwerf" in about["usedBy"]
