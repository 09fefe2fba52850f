"""The words and signs of a Cypher query, each with its place, as LadybugDB reads them too.

What LadybugDB might read in another way than this module is refused: an escape that its grammar
(src/antlr4/Cypher.g4) does not have, a sign that is not ASCII outside quotes, a control character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, NoReturn, TypeAlias, cast

from knowledge.model import NoaberError

Kind: TypeAlias = Literal["word", "name", "string", "number", "sign"]
_ESCAPE = r"\\(?:[\\'\"bBfFnNrRtT]|[uU][0-9a-fA-F]{4})"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<comment>//[^\r\n]*|/\*.*?\*/)
    |(?P<string>'(?:[^'\\]|{_ESCAPE})*'|"(?:[^"\\]|{_ESCAPE})*")
    |(?P<name>`[^`]+`)
    |(?P<number>\d+(?:\.\d+)?(?:[eE]-?\d+)?|\.\d+(?:[eE]-?\d+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\.\.|/(?!\*)|[()\[\]{{}},.:;|=<>+\-*%^!~&])""",
    re.VERBOSE | re.DOTALL,
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NO_END = (
    "de tekst tussen {0} en {0} heeft geen einde, of er staat een \\ in die niet kan; schrijf \\\\"
)
_STARTED = {
    "'": _NO_END.format("'"),
    '"': _NO_END.format('"'),
    "`": "de naam tussen ` en ` heeft geen einde",
    "$": "noaber kent geen parameters; schrijf de waarde zelf op",
}


class CypherError(NoaberError):
    """A query that cannot be asked as it stands: says in Dutch where and what to write instead."""

    status = 2


class Token(NamedTuple):
    """A word, a `name` between backticks, a string, a number or a sign, and where it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def upper(self) -> str:
        """The word in capitals, as the lists of words have it; "" for anything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(query: str) -> list[Token]:
    """Give the tokens of a query, without spaces and comments.

    Raises CypherError at the first place that cannot be read.
    """
    return list(_tokens(query))


def _tokens(query: str) -> Iterator[Token]:
    if unseen := _UNSEEN.search(query):
        refuse(query, unseen.start(), "hier staat een teken dat u niet kunt zien; haal het weg")
    place = 0
    while place < len(query):
        found = _TOKEN.match(query, place)
        if not found:
            refuse(query, place, _unreadable(query, place))
        if found.lastgroup not in ("space", "comment"):
            yield Token(cast(Kind, found.lastgroup), found[0], place)
        place = found.end()


def _unreadable(query: str, place: int) -> str:
    """Say why no token begins at a place."""
    sign = query[place]
    if query.startswith("/*", place):
        return "de opmerking die begint met /* heeft geen einde; schrijf */"
    if sign in "‘’“”´":
        return f"{sign} is geen aanhalingsteken; schrijf ' of \""
    return _STARTED.get(
        sign, f"{sign} kan hier niet; namen met zulke tekens schrijft u tussen ` en `"
    )


def without_comments(query: str) -> str:
    """Give a query with spaces in place of comments, so that every other sign stays in place."""

    def blank(found: re.Match[str]) -> str:
        if found.lastgroup != "comment":
            return found[0]
        return re.sub(r"[^\r\n]", " ", found[0])

    return _TOKEN.sub(blank, query)


def position(query: str, place: int) -> str:
    """Give the line and column of a place as people count them, from 1."""
    before = query[:place]
    return f"{before.count(chr(10)) + 1}:{place - before.rfind(chr(10))}"


def refuse(query: str, place: int, why: str) -> NoReturn:
    """Raise CypherError with the line and column of a place in the query."""
    raise CypherError(f"vraag:{position(query, place)}: {why}")
