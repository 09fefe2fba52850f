"""Turtle, at once or statement by statement: an unescaped quote costs one dataset, not all.

The parser is rdflib's; what it makes of a value is never used, only the text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
from rdflib.term import Literal

from crawlers.readers import File, Reading
from crawlers.readers._text import one_line
from crawlers.readers._triples import PREFIXES, TooMany, Triples, base_of, literal

_MOST_SHOWN = 20  # problems of one file
_START = re.compile(  # of a statement; what else stands at the start of a line is text or HTML
    r"<(?:[a-z][\w+.-]*:|[#/?>])|_:|\[|@?(?:prefix|base)\s|[a-z][\w.-]{0,40}:[\w%]", re.IGNORECASE
)
_END = re.compile(r"\.[ \t]*(?:#.*)?$")


class _Sink(RDFSink):
    """Takes the facts of Turtle as text."""

    def newLiteral(self, s: str, dt: Any, lang: str | None) -> Literal:  # noqa: ARG002, N802
        return literal(s, lang)

    def normalise(self, f: Any, n: Any) -> Any:
        is_number = isinstance(n, bool | int | float | Decimal)
        return literal(n) if is_number else super().normalise(f, n)


def add_turtle(text: str, file: File, triples: Triples, reading: Reading) -> bool:
    """Read Turtle at once or, where that fails, statement by statement."""
    broken = _fed(_parser(triples, file), text, 0, triples)
    if broken is None:
        return True
    parser, failed = _parser(triples, file), 0
    parser._bindings.update(PREFIXES)  # that are used and not declared
    blocks, above = _blocks(text), 0
    for block in blocks:
        wrong = _fed(parser, block, above, triples)
        above += block.count("\n")
        failed += wrong is not None
        if wrong and failed <= _MOST_SHOWN:
            _not_turtle(file, reading, wrong, block)
    if failed > _MOST_SHOWN:
        said = f"nog {failed - _MOST_SHOWN} delen van dit bestand zijn geen goede Turtle."
        reading.problem("not-turtle", said, place=file.url)
    if not failed:
        _not_turtle(file, reading, broken, "", "warning")
    return failed < len(blocks)


def _parser(triples: Triples, file: File) -> Any:
    return SinkParser(_Sink(triples), baseURI=base_of(file), turtle=True)  # type: ignore[arg-type]


def _fed(parser: Any, text: str, above: int, triples: Triples) -> tuple[int, int, str] | None:
    """Read a piece of Turtle; where it is broken give line, column and reason, and keep nothing."""
    try:
        parser.startDoc()
        parser.feed(text)
    except (TooMany, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - rdflib lets out whatever a bad file makes it do
        triples.drop()
        at = min(getattr(error, "_i", 0), len(text))
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        reason = getattr(error, "_why", "") or type(error).__name__
        return above + text.count("\n", 0, at) + 1, column, one_line(reason)[:200]
    triples.keep()
    return None


def _blocks(text: str) -> list[str]:
    """Cut Turtle at each line where a statement may start: after a full stop or an empty line."""
    blocks: list[list[str]] = [[]]
    may_start = False
    for line in text.split("\n"):
        if may_start and _START.match(line):
            blocks.append([])
        blocks[-1].append(line)
        may_start = not line.strip() or bool(_END.search(line))
    return ["\n".join(lines) + "\n" for lines in blocks]


def _not_turtle(
    file: File, reading: Reading, wrong: tuple[int, int, str], block: str, level: str = "error"
) -> None:
    line, column, reason = wrong
    subject = re.match(r"<([^>\s]+:[^>\s]+)>", block)
    said = f"dit is geen goede Turtle ({reason}). Staat er een aanhalingsteken, komma of punt "
    said += "verkeerd, of ontbreekt een prefix? Zet voor een aanhalingsteken in tekst een \\."
    reading.problem("not-turtle", said, level=level, line=line, column=column,
                    place=subject[1] if subject else file.url)  # fmt: skip
