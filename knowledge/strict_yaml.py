"""YAML without surprises: one parse to plain data, each value with the place where it stands.

Rules (threats.md C.3): at most 256 KiB of UTF-8, one document, unique keys, depth at most 20; no
anchors, aliases, merge keys, tags, control characters or tabs as indentation. Only `true`,
`false`, `null`, `~`, nothing, decimal integers and floats with a dot have a type; dates, `yes`,
`0344`, `1_000`, `0x1f` and `12:30` stay text, and so does every key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

import yaml

from knowledge.model import NoaberError, Problem

LONGEST = 256 * 1024  # bytes
DEEPEST = 20
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")  # longer ones are codes, not numbers
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_QUOTES = 'Zet de tekst tussen aanhalingstekens als dit geen YAML moet zijn, zoals: "tekst".'
_EXPLAINED = {
    "mapping values are not allowed in this context": "op deze plek kan geen dubbele punt staan. "
    + _QUOTES,
    "could not find expected ':'": "hier ontbreekt een dubbele punt na de sleutel. "
    "Schrijf: sleutel: waarde",
    "did not find expected key": "hier wordt een sleutel verwacht. Kijk naar de inspringing en "
    "de aanhalingstekens van deze regel en de regels erboven.",
    "did not find expected '-' indicator": "hier wordt een streepje (-) verwacht. Kijk naar de "
    "inspringing van deze lijst.",
    "did not find expected <document start>": "deze regel hoort nergens bij. Begin elke sleutel "
    "op het hoogste niveau helemaal links.",
    "found unexpected end of stream": "een aanhalingsteken is niet gesloten. Zet een "
    "aanhalingsteken aan het eind van de tekst.",
    "found character that cannot start any token": "een tekst kan niet met dit teken beginnen. "
    + _QUOTES,
    "did not find expected ',' or ']'": "deze lijst is niet gesloten. Zet er een ] achter.",
    "did not find expected ',' or '}'": "deze groep is niet gesloten. Zet er een } achter.",
}
_REFUSED = {
    "anchor": "een anker (&naam) is niet toegestaan. Schrijf de waarde voluit op.",
    "alias": "een verwijzing (*naam) is niet toegestaan. Schrijf de waarde voluit op.",
    "merge-key": "samenvoegen met << is niet toegestaan. Schrijf de sleutels voluit op.",
    "tag": "een tag (!naam) is niet toegestaan. Laat de tag weg.",
    "documents": "er staat meer dan één document in. Haal de regel --- en wat erachter staat weg.",
    "too-deep": f"dit is dieper dan {DEEPEST} niveaus. Maak de opbouw eenvoudiger.",
    "key-not-text": "een sleutel moet een gewone tekst zijn.",
    "control-character": "hier staat een onzichtbaar stuurteken. Haal het teken weg.",
    "tab": "deze regel springt in met een tab. Gebruik spaties in plaats van tabs.",
    "too-large": f"het bestand is groter dan {LONGEST // 1024} KiB. Maak het kleiner.",
}


class YamlError(NoaberError):
    """A YAML text that cannot be used; `problem` says where, why and what to do, in Dutch."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Spot(NamedTuple):
    """Where a value stands, how it was written, and the same of what is in it."""

    line: int
    column: int
    written: str = ""
    inner: dict[str | int, _Spot] = {}  # noqa: RUF012 - a default that nobody fills


@dataclass(frozen=True)
class Loaded:
    """The data of a YAML text (`data`), which still knows where each value stands."""

    data: Any
    _spot: _Spot = field(repr=False, compare=False)

    def where(self, *path: str | int) -> tuple[int, int]:
        """Give line and column, from 1, of a key or list item; of its nearest parent if absent."""
        spot = self._spot
        for part in path:
            if part not in spot.inner:
                break
            spot = spot.inner[part]
        return spot.line, spot.column

    def written(self, *path: str | int) -> str:
        """Give a single value as it was written (`1.10` stays `1.10`), "" where there is none."""
        spot: _Spot | None = self._spot
        for part in path:
            spot = spot.inner.get(part) if spot else None
        return spot.written if spot else ""


def load_yaml(text: bytes | str, place: str) -> Loaded:
    r"""Read a YAML text that comes from `place` (a path or URL); a YamlError where it is wrong.

    >>> loaded = load_yaml("naam: Súdwest\ncode: 0344", "voorbeeld.yml")
    >>> loaded.data, loaded.where("code")
    ({'naam': 'Súdwest', 'code': '0344'}, (2, 1))
    """
    source = _decoded(text, place)
    try:
        return _Builder(source, place).loaded()
    except yaml.YAMLError as error:
        raise _explained(error, source, place) from None
    except (RecursionError, MemoryError):
        raise _error(place, "too-deep", 0, 0) from None


def _error(place: str, code: str, line: int, column: int, message: str = "") -> YamlError:
    """Make the error of one spot."""
    said = message or _REFUSED[code]
    return YamlError(Problem(code=code, message=said, place=place, line=line, column=column))


def _decoded(text: bytes | str, place: str) -> str:
    """Give the text without byte order mark; refuse what is too long or not clean UTF-8."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LONGEST:
        raise _error(place, "too-large", 0, 0)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            said = f"het bestand is geen UTF-8 (byte {error.start}). Sla het op als UTF-8."
            raise _error(place, "not-utf-8", line, 0, said) from None
    text = text.removeprefix("\ufeff")
    if control := _CONTROL.search(text):
        before = text[: control.start()]
        column = control.start() - before.rfind("\n")
        raise _error(place, "control-character", before.count("\n") + 1, column)
    return text


def _explained(error: yaml.YAMLError, text: str, place: str) -> YamlError:
    """Say in Dutch what the parser says; blame the tab where there is one."""
    mark: Any = getattr(error, "problem_mark", None)
    start: Any = getattr(error, "context_mark", None) or mark
    if mark is None:
        return _error(place, "not-yaml", 0, 0, "dit is geen goede YAML.")
    lines = text.splitlines()
    for number in range(start.line, min(mark.line + 1, len(lines))):
        if _TAB.match(lines[number]):
            return _tab(place, number)
    said = _EXPLAINED.get(getattr(error, "problem", None) or "")
    said = said or "dit is geen goede YAML. Kijk naar de inspringing en de aanhalingstekens."
    return _error(place, "not-yaml", mark.line + 1, mark.column + 1, said)


def _tab(place: str, number: int) -> YamlError:
    """Refuse a tab as indentation, with the line (counted from 0) in words too."""
    said = f"regel {number + 1} springt in met een tab. Gebruik spaties in plaats van tabs."
    return _error(place, "tab", number + 1, 1, said)


def _value(written: str) -> Any:
    """Give the value of a plain scalar: YAML 1.2 core, but for octal, hex, exponents, infinity."""
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    return float(written) if _FLOAT.fullmatch(written) else written


class _Builder:
    """Builds data and spots from the parser's events, with a stack of its own: no recursion."""

    def __init__(self, text: str, place: str) -> None:
        self.text, self.place = text, place
        self.lines = text.splitlines() if _TAB.search(text) else []
        self.root: Any = None
        self.spot = _Spot(1, 1)
        self.stack: list[tuple[Any, _Spot]] = []  # the open lists and mappings
        self.keys: list[tuple[str, Any] | None] = []  # the key that waits for a value, and where

    def loaded(self) -> Loaded:
        """Read all events."""
        documents = 0
        for event in yaml.parse(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()
                self.keys.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._refuse("alias", event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("documents", event)
        return Loaded(self.root, self.spot)

    def _refuse(self, code: str, event: Any) -> NoReturn:
        mark = event.start_mark
        raise _error(self.place, code, mark.line + 1, mark.column + 1)

    def _check(self, event: Any) -> None:
        """Refuse anchors, tags, and tabs before the event on its line."""
        if event.anchor is not None:
            self._refuse("anchor", event)
        if event.tag is not None:
            self._refuse("tag", event)
        if self.lines:
            mark = event.start_mark
            before = self.lines[mark.line][: mark.column] if mark.line < len(self.lines) else ""
            if "\t" in before and before.isspace():
                raise _tab(self.place, mark.line)

    def _scalar(self, event: Any) -> None:
        self._check(event)
        written, plain = event.value, event.implicit[0]
        if _CONTROL.search(written):
            self._refuse("control-character", event)
        if self.stack and self.keys[-1] is None and isinstance(self.stack[-1][0], dict):
            self._key(event, written, plain)
        else:
            self._put(_value(written) if plain else written, event, written)

    def _key(self, event: Any, written: str, plain: bool) -> None:
        """Remember a key until its value comes; refuse a second one of that name."""
        if plain and written == "<<":
            self._refuse("merge-key", event)
        mark = event.start_mark
        first = self.stack[-1][1].inner.get(written)
        if first is not None:
            said = f"de sleutel '{written[:80]}' staat er twee keer in, op regel {first.line} en "
            said += f"op regel {mark.line + 1}. Haal er een weg."
            raise _error(self.place, "duplicate-key", mark.line + 1, mark.column + 1, said)
        self.keys[-1] = (written, mark)

    def _open(self, event: Any) -> None:
        self._check(event)
        if len(self.stack) >= DEEPEST:
            self._refuse("too-deep", event)
        if self.stack and self.keys[-1] is None and isinstance(self.stack[-1][0], dict):
            self._refuse("key-not-text", event)
        data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append((data, self._put(data, event)))
        self.keys.append(None)

    def _put(self, data: Any, event: Any, written: str = "") -> _Spot:
        """Put a value in the open list or mapping, and its spot beside it."""
        key = self.keys[-1] if self.keys else None
        mark = key[1] if key else event.start_mark
        spot = _Spot(mark.line + 1, mark.column + 1, written, {})
        if not self.stack:
            self.root, self.spot = data, spot
        elif key:
            parent, around = self.stack[-1]
            parent[key[0]], around.inner[key[0]] = data, spot
            self.keys[-1] = None
        else:
            parent, around = self.stack[-1]
            around.inner[len(parent)] = spot
            parent.append(data)
        return spot
