"""What goes wrong with a query, in Dutch: what, where in the query, and what to write instead.

LadybugDB says it in English and in the terms of its grammar; what it says is recognised here by its
words. What is not recognised is passed on as it is, without the paths of this machine.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from graph.cypher.gate import Passed
from graph.cypher.schema import edge_columns, labels, pairs
from graph.cypher.tokens import CypherError, Token, position
from knowledge.model import Problem

TOO_LONG = "de vraag duurde langer dan {seconds} seconden en is gestopt; maak het patroon korter, "\
           "begin bij één ding ({{id: '…'}}) of geef meer tijd met --seconds"  # fmt: skip
_TOO_MUCH = "de vraag geeft te veel tegelijk; filter met WHERE, tel met count(*) of zet LIMIT "\
            "achter RETURN"  # fmt: skip
_TOO_DEEP = "de database kon deze vraag niet aan; maak haar eenvoudiger"
_OLD = "de database is met een andere versie gemaakt; maak haar opnieuw met noaber build"
_BROKEN = "de database is beschadigd of half geschreven; maak haar opnieuw met noaber build"
# what LadybugDB says, and what that means; {0} is what its first group found
_SAID = tuple((re.compile(pattern, re.S), said) for pattern, said in (
    (r"Interrupted", TOO_LONG),
    (r"Unable to allocate memory|MemoryError|bad_alloc|Answer too large", _TOO_MUCH),
    (r"different version|not a valid Lbug database", _OLD),
    (r"Reading past the end of the file|Cannot read checkpoint|WAL file is corrupted", _BROKEN),
    (r"Unknown operation '!='", "schrijf <> voor ongelijk"),
    (r"function (\S+) does not exist", "de functie {0} bestaat niet"),
    (r"Cannot bind (\S+) as a relationship", "{0} is een soort en geen relatie; schrijf een soort "
     "tussen ( en )"),
    (r"Cannot bind (\S+) as a node", "{0} is een relatie en geen soort; schrijf een relatie tussen "
     "[ en ]"),
    (r"Upper bound of rel .*exceeds maximum: (\d+)", "een pad kan hoogstens {0} stappen lang zijn"),
    (r"Divide by zero", "hier wordt door nul gedeeld"),
    (r"skip/limit must be", "achter LIMIT en SKIP hoort een heel getal van 0 of meer"),
    (r"Could not convert \"?(.*?)\"? to (?:INT|DOUBLE)", "{0} is geen getal, en wordt met een "
     "getal vergeleken"),
    (r"in WITH must be aliased", "geef alles in WITH een naam met AS"),
    (r"nested aggregation", "tellen binnen tellen kan niet; doe het in twee stappen met WITH"),
    (r"type AGGREGATE_FUNCTION", "in WHERE kunt u niet tellen; tel eerst in WITH … AS aantal"),
    (r"Function (\S+) did not receive", "de functie {0} kan niet met deze waarden"),
    (r"given function (\S+?)\(", "{0} kan niet met deze waarden, bijvoorbeeld tekst met een getal"),
    (r"number of columns to union", "voor en na UNION horen evenveel kolommen"),
))  # fmt: skip
_NAMED = (
    (r"Table (\S+) does not exist", "{name} bestaat niet als soort of relatie"),
    (r"Catalog exception: (\S+) does not exist in catalog", "{name} bestaat niet"),
    (r"Cannot find property (\S+) for (.*?)\.$", "{name} is geen eigenschap van {owner}"),
    (r"Variable (\S+) is not in scope", "{name} is niet bekend; noem het eerst in MATCH of WITH"),
)


def told(said: str, query: Passed, seconds: float) -> CypherError:
    """Give the error that a person can act on, from what LadybugDB said of a query."""
    if found := re.search(r"\(line: (\d+), offset: (\d+)\)", said):
        return CypherError(_unparsed(said, query, int(found[1]), int(found[2])))
    for pattern, words in _NAMED:
        if found := re.search(pattern, said):
            return CypherError(_misnamed(words, found, query))
    for recognised, words in _SAID:
        if found := recognised.search(said):
            groups = [_brief(group) for group in found.groups()]
            return CypherError("vraag: " + words.format(*groups, seconds=f"{seconds:g}"))
    return CypherError(f"vraag: dit kan niet; de database zegt: {_brief(said.splitlines()[0])}")


def died(seconds: float, is_late: bool) -> CypherError:
    """Give the error for a process that was stopped, or fell over the query."""
    return CypherError(
        "vraag: " + (TOO_LONG.format(seconds=f"{seconds:g}") if is_late else _TOO_DEEP)
    )


def _unparsed(said: str, query: Passed, line: int, offset: int) -> str:
    """Say at which word the sentence is no longer Cypher."""
    if "'!='" in said:
        return f"vraag:{line}:{offset + 1}: schrijf <> voor ongelijk"
    starts = [0, *(found.end() for found in re.finditer("\n", query.query))]
    place = starts[min(line, len(starts)) - 1] + offset
    at = next((token for token in query.tokens if token.start + len(token.text) > place), None)
    what = f"bij {_brief(at.text)} " if at else "aan het einde "
    return (f"vraag:{line}:{offset + 1}: {what}klopt de zin niet; kijk of ervoor iets ontbreekt, "
            "of te veel staat")  # fmt: skip


def _misnamed(words: str, found: re.Match[str], query: Passed) -> str:
    """Say which name is not known, where it stands, and what comes near."""
    name = found[1]
    owner = found[2] if found.re.groups > 1 else ""
    places = [token for token in query.tokens if token.text.strip("`").lower() == name.lower()]
    where = f"vraag:{position(query.query, places[0].start)}: " if places else "vraag: "
    choices = _properties(owner, query) if owner else _names(query, "Variable" in found.re.pattern)
    by_key = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(name.lower(), by_key, 1, 0.6)
    hint = f"bedoelde u {by_key[near[0]]}?" if near else f"kies uit {', '.join(choices)}"
    return where + words.format(name=_brief(name), owner=owner) + (f"; {hint}" if choices else "")


def _properties(owner: str, query: Passed) -> list[str]:
    """Give the properties that a name in a query has, of every kind where it says no kind."""
    kinds = {word.lower() for word in _kinds_of(owner, query.tokens)}
    if kinds & {name.lower() for name in pairs()}:
        return [column.name for column in edge_columns()]
    chosen = [one for one in labels() if one.name.lower() in kinds] or labels()
    found = [column.name for label in chosen for column in label.columns]
    return list(dict.fromkeys(found + ([] if kinds else [c.name for c in edge_columns()])))


def _kinds_of(owner: str, found: tuple[Token, ...]) -> Iterator[str]:
    """Give the labels or relations that stand behind a name, as in `(a:Solution|Process`."""
    for place, token in enumerate(found):
        if token.text.strip("`") == owner and [t.text for t in found[place + 1 : place + 2]] == [
            ":"
        ]:
            for sign, word in zip(found[place + 1 :: 2], found[place + 2 :: 2], strict=False):
                if sign.text not in (":", "|"):
                    break
                yield word.text.strip("`")


def _names(query: Passed, is_variable: bool) -> list[str]:
    """Give the names that can stand where one was not known."""
    if not is_variable:
        return [*(label.name for label in labels()), *pairs()]
    before = zip(query.tokens, query.tokens[1:], strict=False)
    return list(dict.fromkeys(
        token.text for sign, token in before
        if token.kind == "word" and (sign.text in ("(", "[") or sign.upper == "AS")
        and token.upper not in ("MATCH", "WHERE")
    ))  # fmt: skip


def hints(query: Passed) -> Iterator[Problem]:
    """Warn of a label or relation without its colon: that is a name, and fits everything."""
    kinds = {name.lower() for name in (*(label.name for label in labels()), *pairs())}
    triples = zip(query.tokens, query.tokens[1:], query.tokens[2:], strict=False)
    for sign, token, after in triples:
        if sign.text in ("(", "[") and token.text.lower() in kinds and after.text in (")", "]"):
            place = position(query.query, token.start).split(":")
            said = f"{token.text} zonder : ervoor is een naam en past op alles; bedoelde u " \
                   f":{token.text}?"  # fmt: skip
            yield Problem(level="warning", code="cypher-name", message=said, place="vraag",
                          line=int(place[0]), column=int(place[1]))  # fmt: skip


def cut(rows: int) -> Problem:
    """Say that there is more than the rows that are shown."""
    said = f"dit zijn de eerste {rows} rijen, er zijn er meer; geef meer met --rows"
    return Problem(level="warning", code="cypher-cut", message=said)


def _brief(text: str | None) -> str:
    """Give a text short, and without paths of this machine."""
    clean = re.sub(r"(?:/[^\s/'\"]+){2,}", "…", text or "")
    return clean if len(clean) <= 200 else clean[:200] + "…"
