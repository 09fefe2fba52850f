"""Numbers of persons in text: burgerservicenummer and bank account.

A random number of nine digits passes the test of the burgerservicenummer (BSN) in one of eleven
cases. So only one with the word beside it counts as certain; without it is merely possible. RSIN
and OIN, the numbers of organisations, pass the same test: with their own word they are no BSN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban
from stdnum.nl import bsn

# published by their issuers to test with, so no person has them: hidden, but no reason to refuse
_TESTS = frozenset({"111222333", "123456782", "900026236"})
_TEST_START = "9999"  # the test persons of the national register (RvIG), such as 999990019
WORDS = ("bsn", "service", "sofi")  # one of them is in each form of the word, in lower case
_WORD = re.compile(
    r"(?:(?<![A-Za-z])bsn|Bsn|BSN)(?:'?s)?(?![a-z])|bsn[-_ ]?n(?:umme)?r"
    r"|burger[-_ ]?service[-_ ]?n(?:umme)?r|sofi[-_ ]?(?:n(?:umme)?r|num)"
    r"|citizen service n(?:umber|o)",
    re.I,
)
OTHER = re.compile(  # labels of numbers that are something else
    r"rsin|\boin\b|\worganisatie|kvk|koophandel|kenmerk|referentie|btw|isbn|isin|barcode|\bbag-"
    r"|(?:zaak|order|factuur|dossier|klant|melding|bestel|polis|volg|vestiging|project|artikel"
    r"|serie|product|relatie|debiteur|contract)s?[-_ ]?(?:n(?:umme)?r|id\b|code)",
    re.I,
)
_SEP = "[ .\u00a0\u2010-\u2013-]"
_NINE = re.compile(rf"(?<!\w)[0-9](?:{_SEP}?[0-9]){{8}}(?!\w|[.,]?[0-9])")
_EIGHT = re.compile(r"\W{0,4}(?:is |nummer\W{1,2})?([0-9]{8})(?!\w|[.,]?[0-9])")
_GROUPS = re.compile(rf"[0-9]{{2,4}}(?:{_SEP}[0-9]{{2,4}}){{2,3}}|[0-9]{{9}}")
_AFTER_IT = re.compile(
    rf"([0-9](?:{_SEP}?[0-9]){{8}})[ ()\[\],:=\u2013-]{{0,5}}(?:is (?:uw |mijn |een |het )?)?\Z"
)
_BARE = re.compile(r"(?<![\w.,/+#=-])(?<![0-9][ ])[0-9]{9}(?![\w/-]|[.,][0-9]|[ ][0-9])")
_STOP = re.compile(r"[.!?](?=\s+[A-Z])|\n[ \t]*\n")
_VALUE = re.compile(r"[ \t]*(?:\"(?:value|waarde)\"[ ]?:[ ]?\"?)?[0-9]", re.I)
_REACH = 80  # characters after the word that it may tell of
_CELL = re.compile(r"[|;\t]")
# where a text may have one, the number of signs of an account by country (ISO 13616)
_LENGTHS = {
    "NL": 18, "BE": 16, "DE": 22, "FR": 27, "LU": 20, "GB": 22, "ES": 24, "IT": 27, "AT": 20,
    "CH": 21, "PL": 28, "PT": 25, "IE": 22, "DK": 18, "SE": 24, "NO": 15, "FI": 18, "TR": 26,
    "CZ": 24, "RO": 24, "HU": 28, "BG": 22, "GR": 27, "HR": 21, "SK": 24, "SI": 19, "LT": 20,
    "LV": 21, "EE": 20, "MT": 31, "CY": 28,
}  # fmt: skip
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})[0-9]{2}(?:[ .\u00a0-]?[A-Z0-9]){11,30}", re.I)
_PUBLIC = r"(?:gemeente|provincie|waterschap|hoogheemraadschap|omgevingsdienst|veiligheidsregio)"
_SHORT = re.compile(r"\bt\.\s?n\.\s?v\.", re.I)
_OWNER = re.compile(r"\btnv\b|ten name van|op naam van", re.I)
_OF_PUBLIC = re.compile(rf"\W{{0,3}}(?:de |het )?{_PUBLIC}", re.I)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")

Span = tuple[int, int, bool]


def service_numbers(text: str) -> Iterator[Span]:
    """Give where a burgerservicenummer stands, certain or one to test with (False)."""
    for word in _WORD.finditer(text):
        spans = [*_after(text, word.end()), *_before(text, word.start())]
        yield from spans or _in_column(text, word)


def _after(text: str, at: int) -> Iterator[Span]:
    """Give the numbers that follow the word on its line, or alone at the start of the next."""
    reach = text[at : at + _REACH + 15]
    for stop in (_STOP.search(reach), _WORD.search(reach), OTHER.search(reach)):
        reach = reach[: stop.start()] if stop else reach
    line, _, following = reach.partition("\n")
    if _VALUE.match(following) and len(line) < 30 and not re.search("[0-9]", line):
        line = reach[: len(line) + 1 + len(following.partition("\n")[0])]
    found = [(n.start(), n[0]) for n in _NINE.finditer(line) if _GROUPS.fullmatch(n[0])]
    if not found and (short := _EIGHT.match(line)):
        found = [(short.start(1), short[1])]
    for start, number in found:
        if start <= _REACH and bsn.is_valid(number):
            yield at + start, at + start + len(number), not _is_test(number)


def _before(text: str, at: int) -> Iterator[Span]:
    """Give the number that stands just before the word."""
    head = text[max(0, at - 40) : at]
    found = _AFTER_IT.search(head)
    if found and _GROUPS.fullmatch(found[1]) and bsn.is_valid(found[1]):
        is_part = found.start() > 0 and (head[found.start() - 1].isalnum())
        start = at - len(head) + found.start()
        if not is_part:
            yield start, start + len(found[1]), not _is_test(found[1])


def _in_column(text: str, word: re.Match[str]) -> Iterator[Span]:
    """Give the numbers below the word where it heads a column of a table."""
    start = text.rfind("\n", max(0, word.start() - 2000), word.start()) + 1
    end = text.find("\n", word.end())
    if end < 0 or not (sign := _CELL.search(text, start, end)):
        return
    column = text.count(sign[0], start, word.start())
    while 0 <= end < len(text) - 1:
        start, end = end + 1, text.find("\n", end + 1)
        row = text[start : end if end >= 0 else len(text)][:2000]
        if sign[0] not in row or _WORD.search(row):
            return
        cells = row.split(sign[0])
        for found in _NINE.finditer(cells[column] if column < len(cells) else ""):
            if bsn.is_valid(found[0]):
                at = start + sum(len(cell) + 1 for cell in cells[:column]) + found.start()
                yield at, at + len(found[0]), not _is_test(found[0])


def _is_test(number: str) -> bool:
    digits = bsn.compact(number)
    is_pattern = len(set(digits)) < 3  # 111111110
    return is_pattern or digits in _TESTS or digits.startswith(_TEST_START)


def possible_service_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Give where nine digits stand that pass the test, while nothing says what they are."""
    for found in _BARE.finditer(text):
        if bsn.is_valid(found[0]):
            head = text[max(0, found.start() - 30) : found.start()].rpartition("\n")[2]
            if not OTHER.search(head) and not is_in_address(text, found.start()):
                yield found.span()


def is_in_address(text: str, at: int) -> bool:
    """Tell whether a place in a text stands inside a web address."""
    head = text[max(0, at - 300) : at]
    token = re.split(r"[\s\"'<>(]", head)[-1]
    return "://" in token or token.startswith("www.")


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Give where the account (IBAN) of a person stands, or of nobody knows whom.

    An account in a sentence that tells of a public body is that body's, unless the sentence says
    in whose name it is and that is no public body.
    """
    at = 0
    while found := _ACCOUNT.search(text, at):
        end = _account_end(found)
        at = end or found.start() + 4
        if end and not _is_public(text, found.start(), end):
            yield found.start(), end


def _account_end(found: re.Match[str]) -> int:
    """Give where a valid account ends, 0 where there is none."""
    left = _LENGTHS.get(found[1].upper(), 0)
    for at, sign in enumerate(found[0], 1):
        left -= sign.isalnum()
        if not left:
            written = re.sub(r"[^A-Za-z0-9]", "", found[0][:at])
            rest = found.string[found.start() + at : found.start() + at + 1]
            is_good = iban.is_valid(written, check_country=False) and not rest.isalnum()
            return found.start() + at if is_good else 0
    return 0


def _is_public(text: str, start: int, end: int) -> bool:
    head, tail = text[max(0, start - 150) : start], text[end : end + 100]
    before = _SENTENCE.split(_SHORT.sub("tnv", head))[-1]
    after = _SENTENCE.split(_SHORT.sub("tnv", tail))[0]
    sentence = f"{before} {after}"
    if named := _OWNER.search(sentence):
        return bool(_OF_PUBLIC.match(sentence, named.end()))
    return bool(re.search(_PUBLIC, sentence, re.I))
