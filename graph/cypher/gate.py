"""The gate before the database: one statement that reads the graph, and nothing else, passes.

LadybugDB that is opened read-only still reads any file (`LOAD FROM`), writes files (`COPY … TO`,
`EXPORT DATABASE`), fetches extensions (`INSTALL`) and lifts its own limits (`CALL timeout=…`):
measured with 0.22. The gate lets pass what it knows: every clause begins with a word of `READING`,
no word of `ACTING` stands outside quotes, and `CALL` names one of a few functions. A word that it
does not know can only be a name, because it may not follow on something that has a value.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import NoReturn

from graph.cypher.schema import pairs
from graph.cypher.tokens import Token, refuse, tokens, without_comments

FIRST = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"))
# words of the language that may stand anywhere
READING = FIRST | frozenset((
    "WHERE", "ORDER", "BY", "SKIP", "LIMIT", "ASC", "ASCENDING", "DESC", "DESCENDING", "DISTINCT",
    "AS", "AND", "OR", "XOR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "CASE", "WHEN", "THEN",
    "ELSE", "END", "STARTS", "ENDS", "CONTAINS", "UNION", "ALL", "ANY", "NONE", "SINGLE", "EXISTS",
    "COUNT", "CAST", "SHORTEST", "WSHORTEST", "TRAIL", "ACYCLIC", "YIELD",
))  # fmt: skip
# words of LadybugDB and its kin that write, load, fetch, set or explain
ACTING = frozenset((
    "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CHECKPOINT", "COMMENT", "COMMIT",
    "COMMIT_SKIP_CHECKPOINT", "COPY", "CREATE", "DELETE", "DETACH", "DROP", "EXECUTE", "EXPLAIN",
    "EXPORT", "FORCE", "FOREACH", "FROM", "GLOB", "GRANT", "HEADERS", "HINT", "IMPORT",
    "INSERT", "INSTALL", "LOAD", "MACRO", "MERGE", "PRAGMA", "PREPARE", "PROFILE", "PROJECT",
    "REMOVE", "RENAME", "RESET", "REVOKE", "ROLLBACK", "ROLLBACK_SKIP_CHECKPOINT", "SET",
    "TRUNCATE", "UNINSTALL", "UPDATE", "USE", "VACUUM",
))  # fmt: skip
CALLED = frozenset(("SHOW_TABLES", "TABLE_INFO", "SHOW_FUNCTIONS"))
# of the words above, those that LadybugDB takes for a name after a full stop
_ALSO_NAMES = frozenset(
    ("MATCH", "RETURN", "CALL", "BY", "SKIP", "LIMIT", "AS", "IS", "CONTAINS", "COUNT")
)
_VALUES = frozenset(("NULL", "TRUE", "FALSE", "END", "ASC", "ASCENDING", "DESC", "DESCENDING"))
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ENDING = frozenset(")]}!")
_SOME = ", ".join(("MATCH", "OPTIONAL MATCH", "WITH", "UNWIND", "RETURN"))
LONGEST = 20_000
DEEPEST = 50


class Passed:
    """A query that may be asked: its text for the database, and its tokens."""

    def __init__(self, query: str, found: Sequence[Token]) -> None:
        self.query = query
        self.tokens = tuple(found)
        last = self.tokens[-1]
        self.text = without_comments(query)[: last.start + len(last.text)]

    @property
    def returned(self) -> tuple[Token, ...]:
        """The tokens of the last part that gives rows, after its RETURN; none where there is none.

        None either where parts are joined by UNION.
        """
        if any(token.upper == "UNION" for token in self.tokens):
            return ()
        places = [place for place, token in enumerate(self.tokens) if token.upper == "RETURN"]
        return self.tokens[places[-1] + 1 :] if places else ()

    def limited(self, rows: int) -> str:
        """Give the text with a limit on its rows, where it has none and can have one."""
        words = {token.upper for token in self.returned}
        return self.text if not words or "LIMIT" in words else f"{self.text}\nLIMIT {rows}"


def passed(query: str) -> Passed:
    """Let a query through that does nothing but read the graph.

    Raises CypherError with the place of what cannot pass, why, and what to write instead.
    """
    if len(query) > LONGEST:
        refuse(query, LONGEST, f"de vraag is te lang; gebruik hoogstens {LONGEST} tekens")
    found = tokens(query)
    while found and found[-1].text == ";":
        found.pop()
    if not found:
        refuse(query, 0, f"er staat geen vraag; begin met {_SOME}")
    if found[0].upper in ACTING:
        _refuse_acting(query, found[0])
    if found[0].upper not in FIRST:
        refuse(query, found[0].start, f"{found[0].text} kan niet vooraan; begin met {_SOME}")
    _check_words(query, found)
    _check_pairs(query, found)
    _check_end(query, found)
    return Passed(query, found)


def _check_words(query: str, found: Sequence[Token]) -> None:
    """Refuse words that act, a second statement, and a word that could begin an unknown clause."""
    has_value = False
    for place, token in enumerate(found):
        before = found[place - 1].text if place else ""
        word = token.upper
        if token.text == ";":
            refuse(query, token.start, "stel één vraag tegelijk; haal ; weg")
        if word in ACTING:
            _refuse_acting(query, token)
        if word in READING and before == "." and word not in _ALSO_NAMES:
            refuse(query, token.start, f"{token.text} is ook een woord van Cypher; schrijf de "
                   f"eigenschap tussen ` en `: .`{token.text}`")  # fmt: skip
        if word == "CALL" and before != ".":
            _check_call(query, token, found[place + 1 : place + 3])
        is_value = token.kind != "sign" and (word not in READING or before == ".")
        if is_value and has_value:
            refuse(query, token.start, f"{token.text} kan hier niet staan; ontbreekt er een komma, "
                   "een teken of een woord als AS, WHERE of RETURN?")  # fmt: skip
        is_all = token.text == "*" and before.upper() in ("RETURN", "WITH", "DISTINCT")
        has_value = is_value or is_all or word in _VALUES or token.text in _ENDING


def _check_call(query: str, token: Token, after: Sequence[Token]) -> None:
    """Refuse a CALL of what may read or change more than the graph."""
    called = [one.upper or one.text for one in after]
    if len(called) < 2 or called[0] not in CALLED or called[1] != "(":
        allowed = ", ".join(f"{name.lower()}()" for name in sorted(CALLED))
        refuse(query, token.start, f"met CALL kunt u alleen {allowed} gebruiken")


def _refuse_acting(query: str, token: Token) -> NoReturn:
    near = difflib.get_close_matches(token.text.lower(), pairs(), 1)
    hint = f"Bedoelde u {near[0]}? " if near else ""
    refuse(query, token.start, f"{token.text} mag hier niet: u kunt alleen lezen, met {_SOME}. "
           f"{hint}Is het een naam, schrijf hem dan tussen ` en `: `{token.text}`")  # fmt: skip


def _check_pairs(query: str, found: Sequence[Token]) -> None:
    """Refuse brackets that do not match, or that nest deeper than a parser can follow."""
    opened: list[Token] = []
    for token in found:
        if token.kind == "sign" and token.text in "([{":
            opened.append(token)
            if len(opened) > DEEPEST:
                refuse(query, token.start, f"hier staan meer dan {DEEPEST} haakjes in elkaar")
        elif token.text in _PAIRS and (not opened or opened.pop().text != _PAIRS[token.text]):
            refuse(query, token.start, f"{token.text} sluit niets; controleer de haakjes")
    if opened:
        refuse(query, opened[-1].start, f"{opened[-1].text} wordt nergens gesloten")


def _check_end(query: str, found: Sequence[Token]) -> None:
    """Refuse a query that gives nothing back."""
    words = [token.upper for token in found]
    if "RETURN" not in words:
        last = found[-1]
        refuse(query, last.start + len(last.text), "er ontbreekt RETURN: schrijf wat u terug wilt")
