"""What a product page says in its sections: steps, what to bring, costs, term and channels.

A section is known by its heading, of which the words stand in one table. A term becomes an ISO 8601
duration only where a plain sentence says exactly one; working days have no such form and stay
words. Everything is text of its publisher: the licence gate decides whether it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypedDict

from crawlers.offers import level_words as words
from crawlers.offers.levels import sentences
from crawlers.offers.sections import Section, lines
from crawlers.readers._text import clipped, one_line
from knowledge.identity import folded

MOST, LONGEST = 30, 300  # steps or papers of one page, and characters of each
COSTS, TERM = 500, 200  # characters
# the whole heading, folded; the first table that knows it counts
HEADINGS = {
    "evidence": re.compile(
        r"(wat|welke \w+|dit) (u )?(hebt|heeft|heb|neemt|neem|stuurt|stuur|levert|moet|is)"
        r" ?(u|ik|je|er)? ?(mee|nodig|in|meenemen|meesturen)?( (voor|bij) .*)?"
        r"|wat (u )?(nodig )?(hebt|heeft)( u)?( nodig)?|benodigdheden|nodig"
        r"|(bij .{0,40} )?(meenemen|meebrengen)( .{0,40})?|dit hebt u nodig|bewijs(stukken)?"
        r"|bijlagen|(benodigde|welke) (documenten|gegevens|stukken|bewijsstukken).*"
        r"|what (do )?you need.*|required documents|supporting documents|what to bring"
    ),
    "costs": re.compile(
        r"(kosten|tarief|tarieven|leges|prijs|prijzen|costs?|fees?)"
        r"( .{0,60})?|(wat|hoeveel) (kost|kosten|betaalt?) .*"
        r"|wat zijn de kosten.*|(what|how much) does it cost.*"
    ),
    "term": re.compile(
        r"((beslis|behandel|afhandel(ings)?|lever|wacht)?termijn(en)?|doorlooptijd|levertijd|duur)"
        r"( .*)?|hoe ?lang duurt .*|hoe snel .*|wanneer (krijg|hoor|weet|ontvang)t? (u|ik|je)"
        r" (het|iets|antwoord|bericht|een (antwoord|besluit|bericht)|de uitslag).*"
        r"|how long .*|processing time.*|deadlines?"
    ),
    "instructions": re.compile(
        r"(de )?(aanpak|stappen(plan)?|procedure|werkwijze|aanvraagprocedure)"
        r"|(zo|hoe) (werkt|gaat|doet|regelt|vraagt?|geeft?|meldt?|dient|maakt|doe|regel|kan|kunt)"
        r" .*|hoe|(hoe |zelf )?((online|digitaal|direct) )?(aanvragen|doorgeven|melden|aangeven"
        r"|indienen|regelen|aanmelden|inschrijven|aangifte doen|melding doen)( .{0,60})?"
        r"|wat (moet|doet|kunt) (u|ik) doen.*|how (to|do (you|i)|does it) .*|appl(y|ying|ication).*"
    ),
}
_ASKS = re.compile(r" (aanvragen|doorgeven|melden|aangeven|indienen|regelen)\W*$", re.I)
_STEP = re.compile(r"^\s*stap \d{1,2}\s*[:.–-]?\s*", re.I)
_BRING = re.compile(  # the line before a list of papers
    r"\b(neemt? .{0,50}\bmee|stuurt? .{0,50}\bmee|voegt? .{0,50}\btoe|lever .{0,50}\bin"
    r"|(wij|we) (hebben|vragen) .{0,30}\bnodig|(hebt|heeft) u .{0,20}\bnodig|bring.{0,40})\s*:$",
    re.I,
)
_NO = re.compile(r"\b(niet|geen|not|no)\b", re.I)

_COUNTED = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf"
_NUMBERS = {word: number for number, word in enumerate(_COUNTED.split())} | {
    "veertien": 14, "zestien": 16, "twintig": 20, "one": 1, "two": 2, "four": 4, "six": 6,
    "eight": 8,
}  # fmt: skip
_UNITS = {"dag": "P{}D", "dagen": "P{}D", "day": "P{}D", "days": "P{}D", "week": "P{}W",
          "weken": "P{}W", "weeks": "P{}W", "maand": "P{}M", "maanden": "P{}M", "month": "P{}M",
          "months": "P{}M", "jaar": "P{}Y", "year": "P{}Y", "uur": "PT{}H"}  # fmt: skip
_SPAN = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)}) (werk|kalender)?({'|'.join(_UNITS)})\b")
_DECIDES = re.compile(
    r"\b(u (krijgt|ontvangt|hoort|weet)|(krijgt|ontvangt|hoort|weet|stuurt|sturen) u"
    r"|(wij|we) (beslissen|behandelen|nemen)|(beslissen|behandelen|nemen|sturen) (wij|we)"
    r"|de gemeente (beslist|neemt)|you (will )?(get|receive|hear)|we (will )?decide)\b"
)
_DUTY = re.compile(r"\bu (moet|geeft|doet|kunt|vraagt|meldt|mag)\b|bezwaar|beroep|betal|voordat"
                   r"|uiterlijk|verhuis|verhuiz|na de |geldig|opzegtermijn|objection|appeal"
                   )  # fmt: skip
_HEDGE = re.compile(r"\b(ongeveer|circa|gemiddeld|meestal|vaak|soms|minimaal|ten minste|tussen"
                    r"|tot|als|bij|kan|kunnen|extra|verleng\w*|about|usually|at least|may"
                    rf"|(\d+|{'|'.join(_NUMBERS)}) ?(of|à|or|to|-|–) ?(\d+|{'|'.join(_NUMBERS)}))\b"
                    )  # fmt: skip

CHANNELS = {
    "balie": re.compile(r"\b(aan|bij|naar) (de|het|onze) (gemeente)?(balie|loket|publieksbalie)\b"
                        r"|\b(in|naar|op) het (gemeentehuis|stadhuis|stadskantoor)\b"
                        r"|\bop afspraak\b|\bin persoon\b|\bat the (desk|counter|town hall)\b"),
    "post": re.compile(r"\b(per|via de) post\b|\bschriftelijk\b|\bmet een brief\b|\bpostbus\b"
                       r"|\bby (post|mail)\b"),
    "telefoon": re.compile(r"\b(per telefoon|telefonisch|door te bellen|by (tele)?phone)\b"),
    "e-mail": re.compile(r"\b(per|via|met een) e-?mail\b|\bby e-?mail\b"),
}  # fmt: skip
_REQUESTS = re.compile(rf"{words.REQUEST.pattern}|\b(kom|komt|komen|langskomen)\b")
_ITEM_ONLINE = re.compile(r"(online|digitaal|via internet)\b[^?]{0,30}(?:[.:,;]|$)")
_TO_CITIZEN = re.compile(r"\b(u (krijgt|ontvangt)|wij (sturen|bellen|mailen)|vragen\?)")


class Particulars(TypedDict):
    """The fields of a document that come from its sections; empty where it does not say them."""

    instructions: tuple[str, ...]
    evidence: tuple[str, ...]
    costs: str
    term: str
    channels: tuple[str, ...]


def particulars(sections: Sequence[Section], is_online: bool = False) -> Particulars:
    """Give what the sections of a page say; `is_online` is known from its links and fields."""
    sorted_out = {
        name: [one for one in sections if kind_of(one.heading) == name] for name in HEADINGS
    }
    return Particulars(
        instructions=_instructions(sections, sorted_out["instructions"]),
        evidence=_evidence(sections, sorted_out["evidence"]),
        costs=_costs(sorted_out["costs"]),
        term=term(lines_of(sorted_out["term"]), lines(sections)),
        channels=_channels(sections, is_online),
    )


def kind_of(heading: str) -> str:
    """Give what a section is about by its heading, "" where the table does not know it.

    >>> kind_of("Wat hebt u nodig?"), kind_of("Kosten"), kind_of("Zo werkt het"), kind_of("Contact")
    ('evidence', 'costs', 'instructions', '')
    """
    plain = folded(heading[:LONGEST])
    return next((name for name, known in HEADINGS.items() if known.fullmatch(plain)), "")


def lines_of(sections: Iterable[Section]) -> str:
    """Give the text of sections without their headings."""
    return "\n".join(one.text for one in sections)


def _instructions(sections: Sequence[Section], known: Sequence[Section]) -> tuple[str, ...]:
    """Give the steps: of headings "Stap 1", else of a numbered list, else what a section says."""
    heads = [_STEP.sub("", one.heading) for one in sections if _STEP.match(one.heading)]
    if len(heads) > 1:
        return _kept(heads)
    # a numbered list needs no heading of its own where it stands below that of the page
    likely = [one for one in sections if one.level < 2 or _ASKS.search(one.heading)]
    known = [*known, *(one for one in likely if _numbered(one) and one not in known)]
    for form in ("step", "item", "text"):
        for section in known:
            if form == "text" and section.level < 2:
                continue  # what a page starts with, whatever its title
            if found := [one.text for one in section.blocks if one.form == form]:
                return _kept(found)
    return ()


def _numbered(section: Section) -> bool:
    return any(block.form == "step" for block in section.blocks)


def _evidence(sections: Sequence[Section], known: Sequence[Section]) -> tuple[str, ...]:
    """Give what to bring: the lists under its heading, else those behind "neem mee:"."""
    for section in known:
        listed = [one.text for one in section.blocks if one.form in ("item", "step")]
        if section.blocks:
            return _kept(listed or (one.text for one in section.blocks))
    for section in sections:
        for at, block in enumerate(section.blocks[:-1]):
            line = block.text[-120:]
            if block.form == "text" and _BRING.search(line) and not _NO.search(line):
                rest = section.blocks[at + 1 :]
                end = next((i for i, one in enumerate(rest) if one.form != "item"), len(rest))
                if end:
                    return _kept(one.text for one in rest[:end])
    return ()


def _kept(texts: Iterable[str]) -> tuple[str, ...]:
    found = (clipped(one_line(text).rstrip(";"), LONGEST) for text in texts)
    return tuple(dict.fromkeys(text for text in found if text))[:MOST]


def _costs(known: Sequence[Section]) -> str:
    text = " ".join(_ended(block.text) for section in known[:1] for block in section.blocks)
    return clipped(text, COSTS)


def _ended(text: str) -> str:
    return text if text[-1:] in ".!?:;" else f"{text};"


def term(section: str, text: str = "") -> str:
    """Give the term of a decision: ISO 8601 where it is certain, else the sentence that says it.

    `section` is what stands under a heading about terms; without one only a plain sentence of the
    whole text counts, such as "U krijgt binnen acht weken een besluit."

    >>> term("8 weken"), term("U hoort het meestal binnen 3 weken."), term("Binnen 5 werkdagen.")
    ('P8W', 'U hoort het meestal binnen 3 weken.', 'Binnen 5 werkdagen.')
    """
    told = [one for one in sentences(section) if _SPAN.search(one.lower())]
    certain = {iso for one in told or sentences(text) if (iso := _certain(one, bool(told)))}
    if len(certain) == 1:
        return certain.pop()
    return clipped(told[0], TERM) if told else ""


def _certain(sentence: str, is_section: bool) -> str:
    """Give the one duration that a plain sentence about a decision says, else ""."""
    said = sentence.lower()
    found = {match.groups() for match in _SPAN.finditer(said)}
    decides = bool(_DECIDES.search(said)) and re.search(r"\b(binnen|within)\b", said)
    if len(found) != 1 or _HEDGE.search(said) or _DUTY.search(said) or said.endswith("?"):
        return ""
    count, kind, unit = found.pop()
    if kind == "werk" or not (decides or (is_section and len(said) <= 40)):
        return ""
    return _UNITS[unit].format(int(count) if count.isdigit() else _NUMBERS[count])


def _channels(sections: Sequence[Section], is_online: bool) -> tuple[str, ...]:
    """Give the ways to ask: a sentence has to be about asking, an item may start with one."""
    found = {"online"} if is_online else set()
    for section in sections:
        for block in section.blocks:
            start = block.text[:60].lower()
            for sentence in sentences(block.text.lower()):
                found |= set(_ways(sentence))
            if block.form == "item":
                found |= {name for name, way in CHANNELS.items() if way.match(start)}
                found |= {"online"} if _ITEM_ONLINE.match(start) else set()
    return tuple(name for name in ("online", *CHANNELS) if name in found)


def _ways(said: str) -> Iterable[str]:
    if _NO.search(said) or said.endswith("?") or _TO_CITIZEN.search(said):
        return []
    if not _REQUESTS.search(said):
        return []
    return [name for name, way in CHANNELS.items() if way.search(said)]
