"""Files of JSON lines change in one move, and are read back by id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawlers.store import Harvest, Spool, write_lines


def test_a_file_is_replaced_in_one_move(tmp_path: Path) -> None:
    path = tmp_path / "map" / "a.jsonl"
    write_lines(path, ["een"])

    def broken() -> Any:
        yield "twee"
        raise OSError("vol")

    with pytest.raises(OSError, match="vol"):
        write_lines(path, broken())
    assert path.read_text() == "een\n"
    assert [*path.parent.iterdir()] == [path]


def test_a_harvest_gives_each_record_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['{"id": "a", "kind": "document", "title": "Één", "hash": "h"}',
             '{"id": "b", "kind": "document", "title": "B", "gone": "2026-11-01"}']  # fmt: skip
    write_lines(path, lines)

    harvest = Harvest(path)

    assert harvest.line("a").decode() == lines[0] + "\n"
    assert harvest.record("a").title == "Één"  # type: ignore[union-attr]
    assert [(k.hash, k.is_gone) for k in harvest.kept.values()] == [("h", False), ("", True)]
    assert (harvest.data("c"), harvest.record("c"), harvest.line("c")) == (None, None, b"")


def test_a_spool_gives_the_last_line_of_a_key() -> None:
    spool = Spool()

    spool.put("a", "een")
    spool.put("b", "twee")
    spool.put("a", "drie, en langer")

    assert ([*spool], len(spool), "a" in spool, "c" in spool) == (["a", "b"], 2, True, False)
    assert (spool.get("a"), spool.get("b")) == ("drie, en langer", "twee")
    spool.close()
