"""What a licence is called and what it allows; a record without one has facts and a link only."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from knowledge.licences import is_open_source, normalised, notice, permits, share_alike
from knowledge.licences.approved import OPEN_SOURCE
from knowledge.licences.gate import as_licensed, words_of
from knowledge.licences.spdx import FAMILIES, base, recognised
from knowledge.model import (
    Decision,
    Document,
    Flow,
    Initiative,
    Organisation,
    Process,
    Service,
    Solution,
    Statement,
    Step,
)

EU = "http://publications.europa.eu/resource/authority/licence/"
CC = "https://creativecommons.org"
SPDX = "https://spdx.org/licenses"


@pytest.mark.parametrize(("written", "name"), [
    ("http://creativecommons.org/licenses/by/4.0/deed.nl", "CC-BY-4.0"),
    ("https://creativecommons.org/licenses/by-sa/4.0/legalcode.nl", "CC-BY-SA-4.0"),
    ("//creativecommons.org/licenses/by/4.0/?ref=chooser-v1", "CC-BY-4.0"),
    ("http://creativecommons.org/licenses/by/3.0/nl/", "CC-BY-3.0-NL"),
    ("http://creativecommons.org/licenses/by-sa/3.0/nl/", "CC-BY-SA-3.0"),
    ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC-BY-NC-ND-4.0"),
    ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
    ("http://creativecommons.org/publicdomain/mark/1.0/deed.nl", "CC-PDM-1.0"),
    (f"{EU}CC_BY_4_0", "CC-BY-4.0"), (f"{EU}CC_BYNCSA_4_0", "CC-BY-NC-SA-4.0"),
    (f"{EU}CC0", "CC0-1.0"), (f"{EU}EUPL_1_2", "EUPL-1.2"), (f"{EU}GPL_3_0", "GPL-3.0-only"),
    (f"{EU}ODC_BL", "ODbL-1.0"), (f"{EU}OGL_3_0", "OGL-UK-3.0"), (f"{EU}APACHE_2_0", "Apache-2.0"),
    ("http://www.opendefinition.org/licenses/odc-by", "ODC-By-1.0"),
    ("CC-0 (1.0)", "CC0-1.0"), ("cc-zero", "CC0-1.0"), ("CC0 1.0 Universal", "CC0-1.0"),
    ("cc-by", "CC-BY"), ("CC-BY (4.0)", "CC-BY-4.0"), ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
    ("CC-BY-3.0-NL", "CC-BY-3.0-NL"), ("CC BY 4.0 International", "CC-BY-4.0"),
    ("Creative Commons Naamsvermelding-GelijkDelen 4.0", "CC-BY-SA-4.0"),
    ("Creative Commons, Naamsvermelding", "CC-BY"),
    ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
    ("Publiek Domein", "CC-PDM-1.0"), ("Geen beperkingen", "CC-PDM-1.0"),
    ("EUPL", "EUPL"), ("EUPL 1.2", "EUPL-1.2"), ("eupl-1.2", "EUPL-1.2"), ("EUPLv1.2", "EUPL-1.2"),
    ("EUPL-1.2-or-later", "EUPL-1.2-or-later"), ("EUPL v1.2 of hoger", "EUPL-1.2-or-later"),
    ("European Union Public Licence 1.2 (EUPL)", "EUPL-1.2"),
    ("Openbare Licentie van de Europese Unie v. 1.2", "EUPL-1.2"),
    ("https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12", "EUPL-1.2"),
    ("GPLv3", "GPL-3.0-only"), ("GPL v2+", "GPL-2.0-or-later"), ("GPL-3.0", "GPL-3.0-only"),
    ("GNU General Public License v3.0 or later", "GPL-3.0-or-later"),
    ("GNU Affero General Public License version 3", "AGPL-3.0-only"),
    ("LGPL-2.1+", "LGPL-2.1-or-later"), ("gpl-2.0-or-later", "GPL-2.0-or-later"),
    ("https://www.gnu.org/licenses/agpl-3.0.html", "AGPL-3.0-only"),
    ("mit", "MIT"), ("MIT License", "MIT"), ("Apache License 2.0", "Apache-2.0"),
    ("https://opensource.org/licenses/BSD-3-Clause", "BSD-3-Clause"),
    (f"{SPDX}/ODbL-1.0.html", "ODbL-1.0"), ("etalab-2.0", "etalab-2.0"),
    ("(mit OR gpl-2.0+)", "MIT OR GPL-2.0-or-later"), ("eupl-1.2 and mit", "EUPL-1.2 AND MIT"),
    (f"<p>CC BY: <a href='{CC}/licenses/by/4.0/'>lees</a></p>", "CC-BY-4.0"),
])  # fmt: skip
def test_a_licence_gets_its_spdx_name(written: str, name: str) -> None:
    assert normalised(written) == name


@pytest.mark.parametrize("written", [
    "", "niet-open", "http://standaarden.overheid.nl/owms/terms/nietopen", "Geo Gedeeld",
    "http://standaarden.overheid.nl/owms/terms/geslotenlicentie", "other-closed", "other-open",
    "http://standaarden.overheid.nl/owms/terms/licentieonbekend", "unspecified", "notspecified",
    "None", "NOASSERTION", "public domain?", "by", "http://[", "GPL-9.0", "EUPL-1.7",
    "not licensed under CC0-1.0 or MIT", "niet eupl 1.2", "geen CC-BY-4.0", "(MIT", "MIT OR",
    "https://a.example/voorwaarden/fair", f"https://a.example/?u={CC}/licenses/by/4.0/",
    f"Anders dan {CC}/licenses/by/4.0/", "Alle rechten voorbehouden", f"{EU}OGL_NC",
    f"<a href='{CC}/licenses/by/4.0/'>of</a> <a href='{CC}/licenses/by-nc/4.0/'>dit</a>",
    "MIT " * 200, "LicenseRef-niet-open",
])  # fmt: skip
def test_what_is_not_known_stays_as_it_was_written_and_is_closed(written: str) -> None:
    assert normalised(written) == " ".join(written.split())
    assert recognised(written) == ""
    assert not permits(written)
    assert not is_open_source(written)
    assert not share_alike(written)


@given(st.text(max_size=400))
def test_any_text_has_one_name_and_an_answer(written: str) -> None:
    name = normalised(written)

    assert normalised(name) == name
    assert permits(written) == permits(name)
    assert permits(name) or not share_alike(name)
    assert permits(name) or not is_open_source(name)


LICENCES = st.sampled_from(["MIT", "CC-BY-4.0", "CC-BY-NC-4.0", "LicenseRef-x", "EUPL-1.2"])


@given(st.lists(LICENCES, min_size=1, max_size=6))
def test_of_a_choice_one_licence_is_enough_and_of_a_sum_all_must_permit(parts: list[str]) -> None:
    assert permits(" OR ".join(parts)) == any(map(permits, parts))
    assert permits(" AND ".join(parts)) == all(map(permits, parts))


@pytest.mark.parametrize(("licence", "shown", "source"), [
    ("CC0-1.0", True, True), ("CC-PDDC", True, False), ("PDDL-1.0", True, False),
    ("CC-BY-4.0", True, False), ("CC-BY", True, False), ("CC-BY-SA-3.0", True, False),
    ("CC-BY-SA-3.0-NL", True, False), ("CC-BY-NC-SA-4.0", False, False), ("none", False, False),
    ("ODC-By-1.0", True, False), ("ODbL-1.0", True, False), ("OGL-UK-3.0", True, False),
    ("DL-DE-BY-2.0", True, False), ("CC-BY-NC-4.0", False, False), ("CC-BY-ND-4.0", False, False),
    ("EUPL-1.2", True, True), ("EUPL-1.1", True, True), ("EUPL", True, True),
    ("MIT", True, True), ("Apache-2.0", True, True), ("BSD-3-Clause", True, True),
    ("AGPL-3.0-or-later", True, True), ("LGPL-2.1-only", True, True), ("GPL-2.0", True, True),
    ("MPL-2.0", True, True), ("WTFPL", True, True), ("OFL-1.1", True, True),
    ("BUSL-1.1", False, False), ("SSPL-1.0", False, False), ("JSON", False, False),
    ("Elastic-2.0", False, False), ("PolyForm-Noncommercial-1.0.0", False, False),
    ("MITRE", False, False), ("BSD-3-Clause-No-Nuclear-License", False, False),
    ("GPL-2.0-only WITH Classpath-exception-2.0", True, True),
    ("Apache-2.0 WITH Commons-Clause", False, False), ("MIT WITH MIT", False, False),
    ("(MIT OR LicenseRef-x)", True, True), ("MIT AND LicenseRef-x", False, False),
    ("MIT AND (CC-BY-4.0 OR LicenseRef-x)", True, False), ("CC-BY-NC-4.0 OR CC0-1.0", True, True),
])  # fmt: skip
def test_what_a_licence_allows(licence: str, shown: bool, source: bool) -> None:
    assert (permits(licence), is_open_source(licence)) == (shown, source)


def test_every_listed_licence_is_one_of_spdx() -> None:
    known = get_spdx_licensing().known_symbols
    listed = OPEN_SOURCE - FAMILIES - {"AGPL", "GPL", "LGPL"}

    assert {name for name in listed if not {name, f"{name}-only"} & known.keys()} == set()
    assert {"EUPL-1.2", "MIT", "AGPL-3.0"} <= OPEN_SOURCE


@pytest.mark.parametrize(("licence", "alike", "text"), [
    ("CC-BY-4.0", False, f"{CC}/licenses/by/4.0/deed.nl"),
    ("CC-BY-SA-4.0", True, f"{CC}/licenses/by-sa/4.0/deed.nl"),
    ("CC-BY-3.0-NL", False, f"{CC}/licenses/by/3.0/nl/"),
    ("CC0-1.0", False, f"{CC}/publicdomain/zero/1.0/deed.nl"),
    ("ODbL-1.0", True, f"{SPDX}/ODbL-1.0.html"), ("MIT", False, f"{SPDX}/MIT.html"),
    ("GPL-3.0", True, f"{SPDX}/GPL-3.0-only.html"),
    ("EUPL-1.2-or-later", True,
     "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:32017D0863"),
    ("EUPL-1.1+", True, f"{SPDX}/EUPL-1.1.html"), ("EUPL", True, ""),
    ("GPL-3.0-only OR MIT", False, f"{SPDX}/MIT.html"),
    ("CC-BY-4.0 AND CC-BY-SA-4.0", True, f"{CC}/licenses/by/4.0/deed.nl"),
    ("niet-open", False, ""),
])  # fmt: skip
def test_a_notice_says_who_under_which_licence_and_where_that_stands(
    licence: str, alike: bool, text: str
) -> None:
    found = notice(licence, "Gemeente Voorbeeld", "https://voorbeeld.example/a")

    assert found == (
        "Gemeente Voorbeeld", "https://voorbeeld.example/a", normalised(licence), text, alike,
    )  # fmt: skip
    assert base(found.licence) in found.licence


def diagram(**more: Any) -> Process:
    steps = (
        Step(id="a", name="Zeilboot keuren", kind="userTask", lane="Havenmeester", pool="Haven"),
        Step(id="b", name="", kind="endEvent", lane="Havenmeester", pool="Haven"),
        Step(id="c", name="Ligplaats wijzen", kind="task", lane="Loods", pool="Haven"),
    )
    about: dict[str, Any] = {
        "pools": ("Haven",), "lanes": ("Havenmeester", "Loods"), "steps": steps,
        "flows": (Flow(source="a", target="b", name="Goedgekeurd"),),
        "decisions": (Decision(id="d", name="Diepgang", rules=(("dieper", "weigeren"),)),),
        "text": "Toelichting op de haven.", "term": "P8W", "service_level": "zo snel mogelijk",
        "evidence": ("Meetbrief",), "case_type": "B1234", "version": "2", "format": "bpmn",
    }  # fmt: skip
    return Process(id="https://v.example/p.bpmn", title="Ligplaats", **(about | more))


def test_of_a_closed_diagram_only_facts_and_counts_are_left() -> None:
    said = Statement(subject="s", relation="publishes", object="https://v.example/p.bpmn")
    found: Any = as_licensed(diagram(statements=(said,), url="https://v.example/p.bpmn"))

    assert (found.title, found.url, found.statements) == (
        "Ligplaats", "https://v.example/p.bpmn", (said,),
    )  # fmt: skip
    assert (found.term, found.service_level, found.case_type) == ("P8W", "", "B1234")
    assert (found.steps, found.flows, found.lanes, found.pools, found.decisions) == ((),) * 5
    assert (found.text, found.evidence) == ("", ())
    assert dict(found.closed) == {
        "text": 1, "lanes": 2, "steps": 3, "decisions": 1, "evidence": 1, "service_level": 1,
        "roles": 2,
    }  # fmt: skip


def test_the_words_of_what_is_closed_are_kept_out_of_order_and_once() -> None:
    found: Any = as_licensed(diagram())

    words = found.unshown.split(" ")
    assert len(words) == len(set(words))
    assert words == sorted(words, key=lambda word: (len(word), word))
    assert {"zeilboot", "loods", "goedgekeurd", "dieper", "meetbrief", "toelichting"} <= set(words)
    assert "usertask" not in words


@pytest.mark.parametrize("licence", ["EUPL-1.2", "CC-BY-SA-4.0", f"{CC}/publicdomain/zero/1.0/"])
def test_an_open_record_passes_as_it_is(licence: str) -> None:
    record = diagram(text_licence=licence)

    assert as_licensed(record) is record


@pytest.mark.parametrize("record", [
    Organisation(id="noaber:organisatie/x", title="X", type="gemeente", province="Zeeland"),
    Solution(id="https://v.example/s", title="S", licence="MIT", categories=("zorg",)),
    Document(id="https://v.example/d", title="D", date="2026-01-01", audience=("burger",)),
    Initiative(id="noaber:initiatief/i", title="I", phase="pilot"),
    Process(id="https://v.example/p", title="P", term="P8W", service_level="PT4H"),
])  # fmt: skip
def test_a_closed_record_with_facts_only_passes_as_it_is(record: Any) -> None:
    assert as_licensed(record) is record


@given(st.text(max_size=300))
def test_the_words_of_any_text_are_single_and_in_order_of_length(text: str) -> None:
    words = [word for word in words_of([text]).split(" ") if word]

    assert words == sorted(set(words), key=lambda word: (len(word), word))


def test_the_services_of_a_page_that_is_closed_quote_nothing() -> None:
    services = (
        Service(level="status", why="“Volg hier uw verzoek”", url="https://a.example/volg"),
        Service(level="online", why="onlineAanvragen: ja"),
    )
    page = Document(id="https://a.example/p", title="Paspoort", services=services)

    shown = as_licensed(page)
    assert isinstance(shown, Document)

    assert [one.why for one in shown.services] == ["“…”", "onlineAanvragen: ja"]
    assert shown.services[0].url == "https://a.example/volg"
    assert as_licensed(page.model_copy(update={"text_licence": "CC0-1.0"})) != shown
