"""How a text that must be forgotten is recognised, and by which marks a decision knows it.

It is found however it is written: accents, capitals, punctuation, blanks, line breaks and hyphens
do not count, nor do `&eacute;` and `%20`. It is compared by its letters from word to word, so
`06-12 34 56 78` is `0612345678`, and "Bos" is not found in "Bosch".
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

import phonenumbers

from knowledge.forgetting.withdrawals import Key
from knowledge.identity import folded, url_id

SHORTEST = 5  # letters of a text; a shorter one stands in too much else
HEAD = 3  # letters that decide whether a text is looked at
WORD = re.compile(r"&#?\w{1,8};|(?:%[0-9A-Fa-f]{2})+|[^\W_]+")


def letters_of(word: str) -> str:
    """Give the letters and digits of a word that count, in lower case and without accents.

    >>> letters_of("Súdwest"), letters_of("&Eacute;"), letters_of("Ж")
    ('sudwest', 'e', 'ж')
    """
    word = html.unescape(word) if word[0] == "&" else unquote(word) if word[0] == "%" else word
    if latin := folded(word).replace(" ", ""):
        return latin
    bare = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def spellings(text: str) -> list[str]:
    """Give what a text may look like, in letters only: of a Dutch phone number in all its forms.

    >>> spellings("06-12 34 56 78")
    ['0612345678', '31612345678', '0031612345678', '310612345678']
    >>> spellings("Jan de Vries")
    ['jandevries']
    """
    written = "".join(map(letters_of, WORD.findall(text)))
    found = [written]
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number and phonenumbers.is_possible_number(number) and not re.search(r"[a-z]", text, re.I):
        country, rest = number.country_code, number.national_number
        found = [f"0{rest}", f"{country}{rest}", f"00{country}{rest}", f"{country}0{rest}"]
    elif re.fullmatch(r"[^\s@]+@[^\s@]+", text.strip()):
        name, _, host = text.partition("@")
        found += ["at".join("".join(map(letters_of, WORD.findall(p))) for p in (name, host))]
    return list(dict.fromkeys([*found, written]))


def marks_of_text(key: Key, text: str) -> list[str]:
    """Give the marks by which a text is known in whatever form it is written."""
    return [
        f"{len(one)}-{key.mac('head', one[:HEAD])[:2]}-{key.mac('text', one)}"
        for one in spellings(text)
    ]


def mark_of_address(key: Key, address: str) -> str:
    """Give the mark of an address or id, in whatever spelling."""
    return key.mac("address", url_id(address))
