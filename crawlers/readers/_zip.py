"""Zip files of strangers, made harmless: nothing is written, nothing inside is a zip again.

Rules (threats.md C.3, B6): at most 2,000 entries, unpacked sizes counted while they are read and
never believed, no overlapping entries, no encryption, no names that leave the folder, no links.
One sign of an attack refuses the whole file.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection

from crawlers.readers import File, Reading

MOST_ENTRIES = 2_000
LONGEST = 16 * 1024 * 1024  # bytes of the zip itself
LONGEST_ENTRY = 10 * 1024 * 1024  # bytes of one entry, unpacked
LONGEST_TOTAL = 40 * 1024 * 1024  # bytes of all entries that are read, unpacked
HIGHEST_RATIO = (
    200  # unpacked against packed, of what is larger than a MB; JSON packs some 20 times
)
_MUCH = 1024 * 1024
_CHUNK = 64 * 1024
_START, _LISTED = b"PK\x03\x04", b"PK\x01\x02"  # of an entry, and of its line in the list
_LOCAL = struct.Struct("<4s22xHH")  # signature, then the lengths of name and extra field
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
           ValueError, OverflowError, struct.error)  # fmt: skip
_HARMFUL = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\\\x00-\x1f]")


class _Refused(Exception):
    """Why a zip is not read: a code, and what its publisher can do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def is_zip(body: bytes) -> bool:
    """Tell whether bytes start as a zip with something in it does."""
    return body.startswith(_START)


def names_in(body: bytes, *names: bytes) -> bool:
    """Tell whether all these names stand in the list at the end of a zip; cheap, and no proof."""
    listed = body[-128 * 1024 :] if is_zip(body) else b""
    return all(name in listed for name in names)


def unpacked(file: File, reading: Reading, wanted: Collection[str]) -> dict[str, bytes]:
    """Give the content of the wanted entries by the last part of their name.

    A zip that is broken or not safe gives a problem (`not-zip`, `zip-unsafe`, `zip-encrypted`,
    `zip-too-large`) and nothing else; an entry that is not there is simply not in the answer.
    """
    try:
        return _unpacked(file.body, wanted)
    except _Refused as refused:
        reading.problem(refused.code, str(refused), place=file.url)
    except _BROKEN:
        said = "het zip-bestand is stuk. Maak het opnieuw en controleer of het te openen is."
        reading.problem("not-zip", said, place=file.url)
    return {}


def _unpacked(body: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    # each line of the list starts with this mark: counting it costs less than reading the list
    if len(body) > LONGEST or body.count(_LISTED) > MOST_ENTRIES:
        said = f"het zip-bestand is te groot (meer dan {LONGEST // 1024 // 1024} MB of meer dan "
        raise _Refused("zip-too-large", said + f"{MOST_ENTRIES} bestanden). Splits het op.")
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entries = archive.infolist()
        for entry in entries:
            _check(entry)
        _check_places(body, entries, archive.start_dir)
        left = LONGEST_TOTAL
        for entry in entries:
            name = entry.filename.rpartition("/")[2]
            if name not in wanted:
                continue
            if name in found:
                raise _unsafe(f"er staan twee bestanden met de naam {name} in")
            found[name] = _content(archive, entry, min(left, LONGEST_ENTRY))
            left -= len(found[name])
    return found


def _unsafe(reason: str) -> _Refused:
    said = f"het zip-bestand is niet veilig: {reason}. Maak het opnieuw, met alleen de bestanden "
    return _Refused("zip-unsafe", said + "van de export.")


def _check(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry by what the list says of it: encryption, packing, name, kind of file."""
    if entry.flag_bits & 0x41:
        said = "het zip-bestand is versleuteld. Publiceer het zonder wachtwoord."
        raise _Refused("zip-encrypted", said)
    if _HARMFUL.search(entry.orig_filename):
        raise _unsafe("de naam van een bestand erin wijst buiten de map")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe("er staat een koppeling in in plaats van een bestand")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unsafe("het is op een ongebruikelijke manier ingepakt")


def _check_places(body: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse entries that lie over each other or over the list, as those of a zip quine do."""
    at = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < at:
            raise _unsafe("de bestanden erin overlappen elkaar")
        mark, name, extra = _LOCAL.unpack_from(body, entry.header_offset)
        if mark != _START:
            raise zipfile.BadZipFile
        at = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
        if at > end:
            raise _unsafe("de bestanden erin overlappen elkaar")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Read one entry, counting what really comes out; a _Refused where that is too much."""
    parts, size = [], 0
    with archive.open(entry) as stream:
        while part := stream.read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > most or size > max(_MUCH, HIGHEST_RATIO * entry.compress_size):
                said = "het zip-bestand wordt bij het uitpakken te groot. Splits het op."
                raise _Refused("zip-too-large", said)
    return b"".join(parts)
