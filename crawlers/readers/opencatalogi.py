"""Reads openCatalogi.yaml: what an organisation itself says that it owns, uses and supports.

Proposed for the `.github` repository of an organisation, earlier as publicorganisation.yaml
(standards.md A.4). It is the only format in which the user of software makes the claim, so its
statements are the strongest there are. Contacts, which may be persons, are never read.
"""

from __future__ import annotations

from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._publiccode import Source
from crawlers.readers._text import one_line, own, web_address
from knowledge.identity import named_organisation
from knowledge.model import Organisation, Statement
from knowledge.strict_yaml import YamlError, load_yaml

NAME = "opencatalogi"
ORDER = 11
NAMES = ("opencatalogi.yaml", "opencatalogi.yml", "publicorganisation.yaml",
         "publicorganisation.yml")  # fmt: skip
SUPPORT = {"maintenance", "support"}  # who does this keeps the software going
SUPPLY = {"hosting", "saas", "training", "consultancy", "purchase"}
_ADDRESSES = ("url", "repository", "repositoryUrl", "software")


def accepts(file: File) -> bool:
    """Accept both names with both endings, in any capitals."""
    return file.name in NAMES


def read(file: File) -> Reading:
    """Give the organisation that publishes the file, with what it says of software.

    A file that is no YAML or no mapping, and one that says nothing of software, nor by whom, gives
    a problem only.
    """
    reading = Reading(format="opencatalogi")
    try:
        loaded = load_yaml(file.body, file.url)
    except YamlError as error:
        reading.problems.append(error.problem)
        return reading
    if not isinstance(loaded.data, dict):
        said = "er staan geen sleutels in dit bestand. Begin met name en softwareUsed."
        reading.problem("not-a-mapping", said, place=file.url, line=1, column=1)
        return reading
    source = Source(loaded, reading, file.url)
    versions = [key for key in loaded.data if key.lower().endswith("ymlversion")]
    reading.version = source.text(versions[0]) if versions else ""
    name = one_line(source.text("name"))
    organisation = file.organisation or (named_organisation(name) if name else "")
    if not organisation:
        said = "de sleutel name ontbreekt. Vul de naam van de organisatie in."
        reading.problem("no-name", said, place=file.url, line=1, column=1)
        return reading
    record = _organisation(file, source, organisation, name)
    if not record.statements:
        said = "er staat geen software in die te lezen is. Vul softwareUsed of softwareOwned."
        source.warn("no-software", said)
    reading.records.append(record)
    return reading


def _organisation(file: File, source: Source, organisation: str, name: str) -> Organisation:
    file = File(url=file.url, body=b"", organisation=organisation)
    said = [_made(file, one, "maker") for one in _addresses(source, "softwareOwned")]
    used = [own(file, organisation, "uses", one) for one in _addresses(source, "softwareUsed")]
    said += [one.model_copy(update={"role": "in gebruik"}) for one in used]
    said += [_made(file, one, "beheerder") for one in _supported(source)]
    return Organisation(
        id=organisation,
        title=name or organisation,
        url=file.url,
        website=source.link("website"),
        statements=tuple(dict.fromkeys(said)),
    )


def _made(file: File, solution: str, role: str) -> Statement:
    makes = own(file, file.organisation, "makes", solution)
    return makes.model_copy(update={"role": role})


def _addresses(source: Source, key: str) -> list[str]:
    """List the software in a list of addresses, or of mappings with an address."""
    found = [_address(source, where, item) for where, item in source.items(key)]
    return [address for address in found if address]


def _address(source: Source, where: tuple[str | int, ...], item: Any) -> str:
    """Give the address of one item, "" with a warning where it has none."""
    if isinstance(item, dict):
        key = next((key for key in _ADDRESSES if item.get(key)), "")
        if not key:
            said = "hier ontbreekt het adres van de software. Vul de sleutel url in."
            source.warn("no-address", said, *where)
            return ""
        where, item = (*where, key), item[key]
        if isinstance(item, dict):
            return _address(source, where, item)
    return web_address(source.link(*where))


def _supported(source: Source) -> list[str]:
    """List the software that the organisation itself maintains; supplying it is not making it."""
    found = []
    for where, item in source.items("softwareSupported"):
        address = _address(source, where, item)
        kind = one_line(source.text(*where, "type")) if isinstance(item, dict) else ""
        if kind.lower() in SUPPORT:
            found += [address] if address else []
        elif kind.lower() in SUPPLY:
            said = f"{kind} is levering van software. Dat telt niet als maken of gebruiken."
            _hint(source, "supply", said, *where)
        else:
            said = f"{kind[:40]!r} is geen soort ondersteuning. Kies Maintenance of Support, "
            said += "of anders Hosting, SAAS, Training, Consultancy of Purchase."
            source.warn("support-type", said, *where)
    return found


def _hint(source: Source, code: str, message: str, *path: str | int) -> None:
    line, column = source.loaded.where(*path)
    name = ".".join(map(str, path))
    source.reading.problem(code, message, level="hint", place=source.place, line=line,
                           column=column, field=name)  # fmt: skip
