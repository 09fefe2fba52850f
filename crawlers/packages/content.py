"""What a package file holds, opened once for all who look at it: JSON by entry, or XML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from crawlers.packages.secrets import plain_secrets, secrets_in_json, secrets_in_xml
from crawlers.readers import File, Reading
from crawlers.readers._export import loaded, objects
from crawlers.readers._xml import parsed
from crawlers.readers._zip import is_zip, unpacked

_EXPORTED = frozenset(  # by Open Zaak and Open Forms
    f"{name}.json"
    for name in ("Catalogus", "ZaakType", "StatusType", "ResultaatType", "RolType", "Eigenschap",
                 "InformatieObjectType", "ZaakTypeInformatieObjectType", "BesluitType",
                 "ZaakObjectType", "forms", "formSteps", "formDefinitions", "formLogic",
                 "formVariables", "_meta")
)  # fmt: skip


class _Everything(Collection[str]):
    """All names that a file in a zip can have."""

    def __contains__(self, name: object) -> bool:
        return bool(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Content:
    """The inside of one file; what its reader could not read is not there."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.is_zip = is_zip(file.body)

    @cached_property
    def entries(self) -> dict[str, bytes]:
        """The files in a zip by the last part of their name; nothing where it is no safe zip.

        Where two have the same name, such as a README in two folders, only those of an export.
        """
        if not self.is_zip:
            return {}
        return unpacked(self.file, Reading(), _Everything()) or unpacked(
            self.file, Reading(), _EXPORTED
        )

    @cached_property
    def data(self) -> dict[str, Any]:
        """The JSON of each entry of a zip by its name without `.json`; of a lone file under ""."""
        if not self.is_zip:
            return {"": self._read(self.file.body)}
        found = {name: body for name, body in self.entries.items() if name.endswith(".json")}
        return {name.removesuffix(".json"): self._read(body) for name, body in found.items()}

    def _read(self, body: bytes) -> Any:
        return loaded(body, self.file.url, Reading())

    @cached_property
    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The mappings in each entry that is a list; a lone file may be one of those, or a list."""
        return {
            name: list(objects(data if isinstance(data, list) else [data]))
            for name, data in self.data.items()
        }

    @cached_property
    def root(self) -> Any:
        """The root of an XML file, None where it is not to be read."""
        return parsed(self.file, Reading())

    def secrets(self, is_xml: bool) -> list[str]:
        """Name the places of what looks like a secret, anywhere in the file."""
        bodies = list(self.entries.values()) if self.is_zip else [self.file.body]
        found = [what for body in bodies for what in plain_secrets(body)]
        if is_xml:
            found += secrets_in_xml(self.root) if self.root is not None else []
        else:
            found += [key for data in self.data.values() for key in secrets_in_json(data)]
        return list(dict.fromkeys(found))


def prefix_of(address: str) -> str:
    """Give the path of an address up to its API, "" where that is as it commonly is.

    >>> prefix_of("https://x.nl/zgw/catalogi/api/v1/zaaktypen/1")
    '/zgw/'
    >>> prefix_of("https://x.nl/catalogi/api/v1/zaaktypen/1")
    ''
    """
    found = re.match(r"https?://[^/]+(/(?:[^/]+/)*?)catalogi/api/v\d", address)
    return found[1] if found and found[1] != "/" else ""
