"""What readers of JSON APIs share: a parsed answer, and values of which no type is sure."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any, NamedTuple

from crawlers.readers import File, Reading
from crawlers.readers._page import Page, plain_text
from crawlers.readers._text import decoded, one_line
from knowledge.clean import sound

LONGEST = 10 * 1024 * 1024  # bytes


class Plain(NamedTuple):
    """The text of a piece of HTML, a line for each block, and the headings in it."""

    text: str
    headings: tuple[str, ...] = ()


def plain(markup: str) -> Plain:
    """Reduce the HTML of strangers to its text, without scripts, styles and menus."""
    page = f"<main>{markup}</main>"
    return Plain(plain_text(page), Page(page).headings() if "<h" in markup.lower() else ())


def words(value: Any) -> str:
    """Give a short text on one line, whatever it came as: HTML, WordPress's `rendered`, a number.

    >>> words("Bouwen &amp; <b>slopen</b>"), words({"rendered": "Afval"}), words(7), words([])
    ('Bouwen & slopen', 'Afval', '7', '')
    """
    text = raw(value)
    if "<" in text:
        text = plain(text).text
    return one_line(unescape(text))


def raw(value: Any) -> str:
    """Give a text of JSON, without half and hidden characters; "" for lists and null."""
    if isinstance(value, dict):
        value = value.get("rendered", "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(number(value)) if number(value) >= 0 else ""
    return sound(value) if isinstance(value, str) else ""


def json_of(file: File, reading: Reading) -> Any:
    """Give what a JSON file holds, None where it is refused; the reading then says why."""
    if len(file.body) > LONGEST:
        said = f"het antwoord is groter dan {LONGEST // 1024 // 1024} MB. Vraag minder."
        reading.problem("too-large", said, place=file.url)
        return None
    text = decoded(file.body, file.charset).text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        said = f"het antwoord is geen JSON ({error.msg}). Kijk of de host een fout meldt."
        where = {"line": error.lineno, "column": error.colno}
        reading.problem("not-json", said, place=file.url, **where)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in …
        said = "het antwoord is geen gewone JSON: te diep genest of met een onmogelijk getal."
        reading.problem("not-json", said, place=file.url)
    return None


def is_json(file: File) -> bool:
    """Tell whether a file looks like JSON: by its first sign, whatever the host calls it."""
    return file.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def mapping(value: Any) -> dict[str, Any]:
    """Give a mapping of JSON; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Give a list of JSON; an empty one for anything else."""
    return value if isinstance(value, list) else []


def number(value: Any) -> int:
    """Give a whole number that came as one or as text, -1 for anything else.

    >>> number("12"), number(12), number(None), number("9" * 5000), number(True)
    (12, 12, -1, -1, -1)
    """
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else -1
