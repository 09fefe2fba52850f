"""What noaber makes of the names that stand in the corpus, against labels made by hand.

`names.csv` has each name once: `written`, `where` it stands, `as_of` when that matters, and
`expected`: what it means by the registers, by member files or by what stands beside it; blank where
it is nobody that those have. Names of persons are left out. Of 348 names 123 mean somebody.

| what is known        | decided | right | precision | recall of the known | recall of all |
| -------------------- | ------- | ----- | --------- | ------------------- | ------------- |
| as noaber is shipped |      90 |    90 |     1.000 |        90/93  0.968 | 90/123  0.732 |
| the corpus's members |      95 |    95 |     1.000 |       95/103  0.922 | 95/123  0.772 |

Both with the registers that noaber ships. Precision is right / decided. The known are the names
whose organisations stand in a register or a member file; most of the others are national bodies,
which `noaber organisations refresh` brings in from ROO.
"""

from __future__ import annotations

import csv
import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from knowledge.home import CHECKOUT
from knowledge.members import import_directory, load_members
from knowledge.organisations import OrganisationRegister, Resolution
from knowledge.organisations.cooperations import FILE, load_cooperations, with_cooperations
from knowledge.register import load_organisations
from knowledge.strict_yaml import YamlError, load_yaml

REGISTERS = CHECKOUT / "knowledge" / "registers"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
NAMED = ("usedBy", "fundedBy", "contractors", "repoOwner", "mainCopyrightOwner")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared is absent"),
]


class Name(NamedTuple):
    """A row of `names.csv`."""

    written: str
    where: str
    as_of: str
    expected: str
    note: str

    @property
    def meant(self) -> set[str]:
        return set(self.expected.split())


class Measure(NamedTuple):
    """How many names were decided, and how many of those that mean somebody were found."""

    decided: int
    right: int
    known: int
    expected: int

    @property
    def precision(self) -> float:
        return self.right / self.decided

    @property
    def recall(self) -> tuple[float, float]:
        return round(self.right / self.known, 3), round(self.right / self.expected, 3)


def labels() -> list[Name]:
    with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    assert tuple(heading) == Name._fields
    return [Name(*row) for row in rows]


def meaning(register: OrganisationRegister, name: Name) -> Resolution:
    return register.resolve(name.written, date.fromisoformat(name.as_of) if name.as_of else None)


def measured(register: OrganisationRegister) -> Measure:
    rows = [(name, set(meaning(register, name).organisations)) for name in labels()]
    known = [name for name, _ in rows if name.meant and name.meant <= set(register.organisations)]
    return Measure(
        decided=sum(1 for _, found in rows if found),
        right=sum(1 for name, found in rows if found and found == name.meant),
        known=len(known),
        expected=sum(1 for name, _ in rows if name.meant),
    )


@pytest.fixture(scope="module")
def bodies() -> OrganisationRegister:
    """Give what the registers have, without any member."""
    cooperations, problems = load_cooperations(REGISTERS / FILE)
    assert problems == []
    return OrganisationRegister(with_cooperations(load_organisations(REGISTERS), cooperations))


@pytest.fixture(scope="module")
def shipped(bodies: OrganisationRegister) -> OrganisationRegister:
    members, _ = load_members(CHECKOUT / "knowledge" / "members")
    return bodies.with_members(members)


@pytest.fixture(scope="module")
def served(bodies: OrganisationRegister, federation: str) -> OrganisationRegister:
    with urllib.request.urlopen(federation) as answer:
        data = json.loads(answer.read())
    members, _ = import_directory(data, bodies)
    return bodies.with_members(members)


def test_each_name_stands_once_and_in_the_file_that_is_named() -> None:
    names = labels()

    assert len({name.written for name in names}) == len(names) == 348
    assert sum(1 for name in names if name.meant) == 123
    for name in names:
        assert name.written in text_of(CORPUS / name.where), name


def test_every_name_of_a_publiccode_file_is_labelled() -> None:
    labelled = {name.written for name in labels()}
    found = {name for path in publiccode_files() for name in names_in(path)}

    assert len(found) > 250
    assert found - labelled == set()


def test_with_what_noaber_ships_no_name_gets_a_wrong_meaning(
    shipped: OrganisationRegister,
) -> None:
    measure = measured(shipped)

    assert wrong(shipped) == []
    assert measure.precision == 1.0
    assert measure == Measure(decided=90, right=90, known=93, expected=123)
    assert measure.recall == (0.968, 0.732)


def test_with_the_members_of_the_corpus_no_name_gets_a_wrong_meaning(
    served: OrganisationRegister,
) -> None:
    measure = measured(served)

    assert wrong(served) == []
    assert measure.precision == 1.0
    assert measure == Measure(decided=95, right=95, known=103, expected=123)
    assert measure.recall == (0.922, 0.772)


def test_every_list_of_municipalities_in_the_corpus_agrees(bodies: OrganisationRegister) -> None:
    right, other = {}, set()
    for title, pairs in lists_of_municipalities(bodies).items():
        each = [(written, code, codes_of(bodies, written)) for written, code in pairs]
        right[title] = (sum(1 for _, code, codes in each if codes == [code]), len(each))
        other |= {(written, code, *codes) for written, code, codes in each if codes != [code]}

    assert right == {
        "CBS": (380, 380), "CBS 2023": (340, 343), "OWMS labels": (588, 596),
        "OWMS terms": (590, 596),
    }  # fmt: skip
    assert other == {
        ("Groningen", "gm0014"),  # a province too
        ("Utrecht", "gm0344"),
        ("Buitenland", "gm0998"),  # no municipality
        # what OWMS calls "oud" went before the one of TOOI, and has no id there
        ("Bergen (Li)", "", "gm0893"),
        ("Groningen (Gr)", "", "gm0014"),
        ("Het Bildt", "", "gm0063"),
        ("Hummelo", ""),
        ("Súdwest Fryslân", "", "gm1900"),
        ("Utrecht (Utr)", ""),
        ("Bergen_oud", ""),
        ("Groningen_oud", ""),
        ("Het_Bildt_oud", ""),
        ("Hummelo_en_Keppel_oud", ""),
        ("Sudwest_Fryslan_oud", ""),
        ("Utrecht_oud", ""),
    }


def codes_of(register: OrganisationRegister, written: str) -> list[str]:
    return [key.rpartition("/")[2] for key in register.resolve(written).organisations]


def wrong(register: OrganisationRegister) -> list[tuple[str, Resolution]]:
    """Give the names that got a meaning they do not have."""
    found = [(name, meaning(register, name)) for name in labels()]
    return [
        (name.written, one)
        for name, one in found
        if one.organisations and set(one.organisations) != name.meant
    ]


def lists_of_municipalities(register: OrganisationRegister) -> dict[str, list[tuple[str, str]]]:
    """Give the names in lists that others made, each with the code that stands beside it."""
    cbs = json.loads((CORPUS / "openstate/open-raadsinformatie/json/gemeenten.json").read_bytes())
    maps = json.loads((CORPUS / "stdekker/open-data-maps/web/data/gemeenten.json").read_bytes())
    owms = (CORPUS / "maykinmedia/sdg-invoervoorziening/data/Gemeente.xml").read_text("utf-8")
    values = re.findall(r"<prefLabel>(.*?)</prefLabel>\s*<resourceIdentifier>(.*?)<", owms)
    codes = {term: register.with_id(term).rpartition("/")[2] for _, term in values}
    facts = [one["properties"] for one in maps["features"]]
    return {
        "CBS": [(one["Title"], one["Key"].strip().lower()) for one in cbs["value"]],
        "CBS 2023": [(one["gemeentenaam"], one["gemeentecode"].lower()) for one in facts],
        "OWMS labels": [(label, codes[term]) for label, term in values],
        "OWMS terms": [(term.rpartition("/")[2], codes[term]) for _, term in values],
    }


def text_of(path: Path) -> str:
    """Give the text of a file, with what JSON and RDF write otherwise as it is read."""
    text = path.read_text("utf-8", "replace")
    escaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    return f"{escaped}\n{escaped.replace('&amp;', '&')}\n{escaped.replace(chr(39) * 2, chr(39))}"


def publiccode_files() -> list[Path]:
    found = (one for one in CORPUS.rglob("publiccode*.y*ml") if one.is_file())
    return sorted(found)


def names_in(path: Path) -> Iterator[str]:
    """Give the names of organisations in one publiccode file; none where it is no YAML."""
    try:
        data = load_yaml(path.read_bytes(), path.name).data
    except YamlError:
        return
    yield from _below(data)
    organisation = data.get("organisation") if isinstance(data, dict) else None
    if isinstance(organisation, dict):
        yield from (str(value) for value in organisation.values() if value)


def _below(data: Any) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if key in NAMED and one:
                yield str(one.get("name", "")) if isinstance(one, dict) else str(one)
            elif isinstance(one, dict):
                yield from _below(one)
