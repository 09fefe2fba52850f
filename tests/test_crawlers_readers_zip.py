"""What a zip of a stranger may hold, and every bomb and trap that costs only itself (B6)."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read
from crawlers.readers import _zip as limits
from crawlers.readers._zip import unpacked

URL = "https://zomerdorp.example.nl/export.zip"
WANTED = ("a.json", "b.json")
LINE, END = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")  # the list of a zip, its end


def zipped(entries: dict[str, bytes], **how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


def opened(body: bytes) -> tuple[dict[str, bytes], Reading]:
    reading = Reading()
    return unpacked(File(URL, body), reading, WANTED), reading


def refused(body: bytes) -> str:
    """Give the code of the one error, where nothing came out."""
    found, reading = opened(body)
    (problem,) = reading.problems
    assert found == {}
    assert (problem.level, problem.place) == ("error", URL)
    return problem.code


def test_wanted_entries_are_unpacked_whatever_their_folder() -> None:
    found, reading = opened(zipped({"map/a.json": b"[1]", "b.json": b"[]", "c.json": b"x"}))

    assert found == {"a.json": b"[1]", "b.json": b"[]"}
    assert reading.problems == []


def test_what_is_not_there_is_not_in_the_answer() -> None:
    assert opened(zipped({"ander.json": b"[]"}))[0] == {}


@pytest.mark.parametrize(
    "name",
    ["../a.json", "map/../../a.json", "/a.json", "\\a.json", "map\\a.json", "C:/a.json", "..",
     "a\nb.json"],
)  # fmt: skip
def test_names_that_leave_the_folder_refuse_the_whole_zip(name: str) -> None:
    assert refused(zipped({"b.json": b"[]", name: b"[]"})) == "zip-unsafe"


def test_a_name_that_ends_early_is_refused() -> None:
    body = zipped({"a.jsonX.exe": b"[]"}).replace(b"a.jsonX.exe", b"a.json\x00.exe")

    assert refused(body) == "zip-unsafe"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(kind: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.json")
        entry.external_attr = (kind | 0o644) << 16
        archive.writestr(entry, "/etc/hostname")

    assert refused(out.getvalue()) == "zip-unsafe"


def test_an_encrypted_entry_is_refused() -> None:
    body = bytearray(zipped({"a.json": b"[]"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + place] |= 1

    assert refused(bytes(body)) == "zip-encrypted"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_whose_size_cannot_be_limited_is_refused(compression: int) -> None:
    assert refused(zipped({"a.json": b"[]"}, compression=compression)) == "zip-unsafe"


def test_a_bomb_is_refused_by_what_comes_out_of_it() -> None:
    assert refused(zipped({"a.json": b" " * 8 * 1024 * 1024})) == "zip-too-large"


def test_a_size_that_lies_brings_nothing() -> None:
    body = bytearray(zipped({"a.json": b"[" + b" " * 4_000_000 + b"]"}))
    at = body.index(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<L", 10)

    assert refused(bytes(body)) == "not-zip"


def test_one_entry_may_not_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_ENTRY", 1000)

    assert refused(zipped({"a.json": b"1" * 1001})) == "zip-too-large"
    assert len(opened(zipped({"a.json": b"1" * 1000}))[0]["a.json"]) == 1000


def test_all_entries_together_may_not_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_TOTAL", 1500)

    assert refused(zipped({"a.json": b"1" * 1000, "b.json": b"1" * 1000})) == "zip-too-large"


def overlapping(names: list[bytes]) -> bytes:
    """Make a zip in which every line of the list points at the same entry."""
    entry = zipped({"a.json": b"1" * 5000})
    start = entry.index(b"PK\x01\x02")
    line = entry[start : start + LINE.size]
    lines = b"".join(line[:28] + struct.pack("<H", len(name)) + line[30:] + name for name in names)
    count = min(len(names), 0xFFFF)
    end = END.pack(b"PK\x05\x06", 0, 0, count, count, len(lines), start, 0)
    return entry[:start] + lines + end


def test_entries_that_overlap_are_refused() -> None:
    assert refused(overlapping([b"a.json", b"b.json"])) == "zip-unsafe"


def test_an_entry_that_reaches_into_the_list_is_refused() -> None:
    body = bytearray(zipped({"c.json": b"1" * 50, "a.json": b"[]"}, compression=zipfile.ZIP_STORED))
    at = body.rindex(b"PK\x01\x02")
    body[at + 20 : at + 24] = struct.pack("<L", 5000)

    assert refused(bytes(body)) == "zip-unsafe"


def test_a_million_entries_are_refused_before_they_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the list was read")

    body = overlapping([b"a"] * 200_000)
    monkeypatch.setattr(zipfile.ZipFile, "__init__", never)

    assert refused(body) == "zip-too-large"


def test_a_count_that_lies_does_not_help() -> None:
    body = bytearray(overlapping([b"a"] * 3000))
    at = body.rindex(b"PK\x05\x06")
    body[at + 8 : at + 12] = struct.pack("<HH", 1, 1)

    assert refused(bytes(body)) == "zip-too-large"


def test_two_files_of_one_name_are_refused() -> None:
    assert refused(zipped({"x/a.json": b"[1]", "y/a.json": b"[2]"})) == "zip-unsafe"


def test_a_zip_in_a_zip_stays_closed() -> None:
    inner = zipped({"b.json": b"[2]"})

    assert opened(zipped({"binnen.zip": inner}))[0] == {}


@pytest.mark.parametrize("cut", [5, 40, 90])
def test_a_broken_zip_is_refused(cut: int) -> None:
    assert refused(zipped({"a.json": b"1" * 200})[:cut]) == "not-zip"


@given(place=st.integers(0, 400), byte=st.integers(0, 255))
def test_one_wrong_byte_never_brings_down_the_reader(place: int, byte: int) -> None:
    items = [{"identificatie": "Z1", "omschrijving": "Boom"}]
    body = bytearray(zipped({"ZaakType.json": json.dumps(items).encode(), "x.json": b"[]"}))
    body[place % len(body)] = byte

    reading = read(File(URL, bytes(body)))

    assert reading.records or reading.problems
