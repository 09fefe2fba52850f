"""Hosts of the corpus, looked at: what is found is what the directory says they have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from crawlers.probing.probe import Probe, probe
from crawlers.probing.visitor import MOST_REQUESTS
from knowledge.findings import Findings
from knowledge.home import Home
from knowledge.member_file import member_from
from knowledge.strict_yaml import load_yaml


@pytest.fixture(scope="module")
def sources(federation: str) -> list[dict[str, Any]]:
    with urlopen(federation) as answer:
        organisations = json.load(answer)["organisations"]
    return [source for one in organisations for source in one["sources"]]


def looked_at(source: dict[str, Any], home: Path) -> Probe:
    url = source.get("url") or f"{source['api']}/orgs/{source['owner']}"
    return probe(Home(home), url, allow_loopback=True)


@pytest.mark.parametrize("protocol", ["forge", "website", "files", "feed"])
def test_the_protocol_of_a_source_is_found(
    sources: list[dict[str, Any]], tmp_path: Path, protocol: str
) -> None:
    listed = [one for one in sources if one["protocol"] == protocol]

    missed = []
    for source in listed:
        result = looked_at(source, tmp_path)
        assert len(result.requests) <= MOST_REQUESTS
        if protocol not in {one.protocol for one in result.sources}:
            missed.append((source, [str(problem) for problem in result.problems]))

    assert listed
    assert missed == []


def test_what_is_proposed_is_a_member_file(sources: list[dict[str, Any]], tmp_path: Path) -> None:
    for source in (one for one in sources if one["protocol"] in ("forge", "files")):
        result = looked_at(source, tmp_path)
        found = Findings("x.yml")

        member_from(load_yaml(result.member_text.encode(), "").data, "x", found)

        assert found.problems == []


def test_every_catalogue_with_datasets_is_found(
    sources: list[dict[str, Any]], tmp_path: Path
) -> None:
    listed = [one for one in sources if one["protocol"] == "dcat"]

    shown = {one["url"]: looked_at(one, tmp_path) for one in listed}

    kinds = {url: {one.protocol for one in result.sources} for url, result in shown.items()}
    assert len(kinds) > 10
    assert {url: kind for url, kind in kinds.items() if kind != {"dcat"}} == {}
