"""E-mail addresses in text, however they are written, and whether one is that of a person.

An address of a team, desk or organisation is functional: it is there to be used, and stays. Every
other address counts as that of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

_FUNCTIONS = (  # words in addresses of teams and desks
    " aanvraag aanvragen adviesraad afdeling afspraak afspraken afval algemeen antwoord api "
    "archief architectuur avg balie bedrijven beheer belastingen bestuur bezwaar bijstand "
    "bouw bouwen buitendienst bureau burgerzaken ciso college communicatie community contact "
    "cultuur data dev developer developers dienstverlening digitaal digitalisering "
    "duurzaamheid economie erfgoed evenementen facturen fg financien formulier formulieren "
    "functionaris functioneelbeheer gegevens gemeente geo gezondheid gis git griffie hallo "
    "handhaving hello helpdesk horeca huisvesting hulp ict info informatie informatiebeheer "
    "informatievoorziening inkomen inkoop innovatie inwoners it jeugd juridisch kcc klachten "
    "klantcontact klantenservice kwaliteit leefomgeving leerlingenvervoer leerplicht loket "
    "mail melding meldingen meldpunt milieu natuur nieuws noreply office omgeving ondernemers "
    "ondersteuning onderwijs online openbareruimte opendata opensource oss parkeren "
    "participatie pers personeel planning post postbus privacy proces processen productowner "
    "project projecten publiccode publiekszaken receptie redactie register reply ruimte sales "
    "samenwerking schuldhulp secretariaat security service servicedesk sociaal sport "
    "stadsbeheer standaarden statistiek statistieken subsidie subsidies support team techniek "
    "toerisme toezicht vastgoed veiligheid vergunning vergunningen verhuizen verkeer "
    "verkiezingen verkoop vragen web webmaster webredactie welkom werk werkprocessen wijkteam "
    "wmo wonen woo zorg "
)
_STARTS = ("team", "postbus", "gemeente", "info", "digitaal", "noreply", "servicepunt")
_ENDS = ("team", "loket", "balie", "desk")
_WITHIN = re.compile(  # what makes a word in one piece that of a desk: omgevingsloket, gemmaonline
    "advies|algoritme|beheer|belasting|bezwaar|bibliotheek|burgerzaken|catalogus|centrum|commissie"
    "|communicatie|contact|design|dienst|gegevens|gemeente|griffie|helpdesk|informatie|loket|makelaar"
    "|meldpunt|online|ondersteun|overheid|platform|portaal|project|redactie|register|secretar"
    "|service|support|vergunning|webmaster"
)
ADDRESS = re.compile(  # written as such, so that it may become a link
    r"(?<![\w.+-])([\w.+-]{1,64})@((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})\b", re.I
)
# what no address ends in: names of files and packages, such as logo@2x.png
_FILES = " png jpg jpeg gif svg webp avif js mjs css json html htm xml yml yaml pdf map "
_LONGEST = 120  # characters before the sign that may belong to an address
_GAP = "[ \t\u00a0]"
_SIGN = r"@|＠|%40|\\u0040|&#0*64;|&#x0*40;|&commat;"
_AT = re.compile(
    rf"(?P<sign>{_SIGN})|{_GAP}{{0,2}}[(\[{{]{_GAP}?(?P<said>at|a|@|apenstaart(?:je)?){_GAP}?[)\]}}]"
    rf"{_GAP}{{0,2}}|{_GAP}(?P<word>at|apenstaart(?:je)?){_GAP}",
    re.I,
)
_WRITTEN = rf"{_GAP}?[(\[{{]{_GAP}?(?:dot|punt|\.){_GAP}?[)\]}}]{_GAP}?|{_GAP}(?:dot|punt){_GAP}"
_DOT = re.compile(_WRITTEN, re.I)
_BACK = (  # the same, read from its end
    rf"\.|E2%|{_GAP}?[)\]}}]{_GAP}?(?:tod|tnup|\.){_GAP}?[(\[{{]{_GAP}?|{_GAP}(?:tod|tnup){_GAP}"
)
_PLAIN_BEFORE = re.compile(r"[\w.+'%&=-]+")
_BEFORE = re.compile(rf"[\w+'-]+(?:(?:{_BACK})[\w+'-]+){{0,6}}", re.I)
_LABEL = r"[^\W_](?:[\w-]{0,62})"
_PLAIN_AFTER = re.compile(rf"(?:{_LABEL}(?:\.|%2E)){{1,6}}[^\W\d_]{{2,24}}(?![\w-])", re.I)
_AFTER = re.compile(
    rf"{_GAP}?{_LABEL}(?:(?:\.|{_WRITTEN}){_LABEL}){{0,5}}(?:\.|{_WRITTEN})[^\W\d_]{{2,24}}(?![\w-])",
    re.I,
)
_CUT = re.compile(r"[\w.-]{0,64}…")  # what is left of an address where a text was cut short


class Mailbox(NamedTuple):
    """An address in a text: where it stands, and how it is written when nothing is hidden."""

    start: int
    end: int
    address: str

    @property
    def is_personal(self) -> bool:
        """Whether it counts as the address of a person."""
        return not is_functional(self.address)


def is_functional(address: str) -> bool:
    """Tell whether an e-mail address is that of a team, desk or organisation."""
    local, _, domain = address.casefold().partition("@")
    words = re.split(r"[_-]", re.split(r"[.+]", local)[0])  # voornaam.post is a person
    return local == domain.partition(".")[0] or any(
        f" {word} " in _FUNCTIONS
        or word.startswith(_STARTS)
        or word.endswith(_ENDS)
        or _WITHIN.search(word)
        for word in words
    )


def mailboxes(text: str) -> Iterator[Mailbox]:
    """Give the e-mail addresses in a text, also `%40`, `&#64;`, (at) and "apenstaart".

    >>> [box.address for box in mailboxes("mail jan punt bos apenstaart dorp punt nl")]
    ['jan.bos@dorp.nl']
    """
    done = 0
    for sign in _AT.finditer(text):
        found = _around(text, sign, done)
        if found:
            done = found.end
            yield found


def _around(text: str, sign: re.Match[str], done: int) -> Mailbox | None:
    """Give the address around an at sign, None where there is none."""
    head = text[max(done, sign.start() - _LONGEST) : sign.start()]
    plain = bool(sign["sign"])
    before = (_PLAIN_BEFORE if plain else _BEFORE).match(head[::-1])
    after = (_PLAIN_AFTER if plain else _AFTER).match(text, sign.end())
    if plain and before and not after:
        after = _CUT.match(text, sign.end())
    if plain and not (before and after):
        return _spaced(text, sign, head)
    if not before or not after:
        return None
    if sign["word"] and sign["word"].lower() == "at" and not _DOT.search(after[0]):
        return None  # "look at example.org" is no address
    return _mailbox(text, sign.start() - len(before[0]), sign, after.end())


def _spaced(text: str, sign: re.Match[str], head: str) -> Mailbox | None:
    """Give an address with blanks around its sign, where its name has a dot as names have."""
    trimmed = head.rstrip(" \t\u00a0")
    before = _PLAIN_BEFORE.match(trimmed[::-1])
    blanks = re.compile(f"{_GAP}{{0,2}}").match(text, sign.end())
    after = _PLAIN_AFTER.match(text, blanks.end() if blanks else sign.end())
    if not before or not after or "." not in before[0].strip(".") or len(head) - len(trimmed) > 2:
        return None
    return _mailbox(
        text, sign.start() - (len(head) - len(trimmed)) - len(before[0]), sign, after.end()
    )


def _mailbox(text: str, start: int, sign: re.Match[str], end: int) -> Mailbox | None:
    """Give an address without what only stands before it, such as `?mail=`."""
    written = text[start : sign.start()]
    cut = max(written.rfind("="), written.rfind("&")) + 1
    cut += len(written[cut:]) - len(written[cut:].lstrip(".'-+%"))
    local, domain = (_read(part) for part in (written[cut:], text[sign.end() : end]))
    is_mention = start + cut > 0 and text[start + cut - 1] in "@＠"  # @name@host of a social medium
    if not local or is_mention or f" {domain.rpartition('.')[2].lower()} " in _FILES:
        return None
    return Mailbox(start + cut, end, f"{local}@{domain}")


def _read(part: str) -> str:
    """Give a part of an address as its owner would write it."""
    return _DOT.sub(".", unquote(unescape(part))).strip().strip(".")
