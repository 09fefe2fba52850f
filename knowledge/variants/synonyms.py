"""The register of words that mean the same in the name of a step: words, phrases, and the reason.

Only what a reader would call the same step stands here. Deliberately apart are assessing and
deciding (two steps, often of two people), withdrawing by who asked and cancelling by who handles,
checking and a visit or an investigation, a report and a declaration (aangifte, an act in law), and
granting and approving. Stems and participles of regular verbs need no place here:
`knowledge.variants.wording` finds those.
"""

from __future__ import annotations

from typing import NamedTuple


class Same(NamedTuple):
    """Words that count as one: the word they count as, the others, and why, for readers."""

    word: str
    others: tuple[str, ...]
    why: str


SYNONYMS: tuple[Same, ...] = (
    Same("controleren", ("controle", "toetsen", "toets", "nagaan", "nagegaan", "checken", "check",
                         "gecheckt", "getoetst", "nakijken", "nagekeken", "verifieren",
                         "verificatie", "geverifieerd"),
         "kijken of iets klopt"),
    Same("ontvangen", ("ontvangst", "binnenkomen", "binnengekomen", "binnenkomst"),
         "het is er, en het werk begint"),
    Same("versturen", ("sturen", "gestuurd", "verstuurd", "verzenden", "verzonden", "verzending",
                       "zenden", "toesturen", "toezenden", "opsturen", "stuurt", "verstuurt"),
         "iets gaat de deur uit; hoe, staat in het kanaal"),
    Same("beslissen", ("beslist", "besluiten", "besluit", "besloten"),
         "de Awb noemt de uitkomst een besluit, werkprocessen de stap beslissen"),
    Same("vastleggen", ("vastgelegd", "registreren", "geregistreerd", "noteren", "genoteerd"),
         "gegevens komen in een systeem; registratie is ook dat systeem en telt daarom niet"),
    Same("opvragen", ("vragen", "gevraagd", "vraagt", "opgevraagd", "verzoeken"),
         "een ander moet iets geven; aanvragen doet de inwoner en is iets anders"),
    Same("informeren", ("inlichten", "ingelicht", "geinformeerd"),
         "iemand hoort hoe het ervoor staat"),
    Same("annuleren", ("geannuleerd", "annulering", "cancelen", "gecanceld"),
         "een afspraak of reservering gaat niet door"),
    Same("weigeren", ("geweigerd", "weigering", "afwijzen", "afgewezen", "afwijzing"),
         "het antwoord is nee"),
    Same("goedkeuren", ("goedgekeurd", "goedkeuring", "accorderen", "geaccordeerd", "akkoord",
                        "fiatteren"),
         "het antwoord is ja"),
    Same("afsluiten", ("sluiten", "gesloten", "afgesloten", "afronden", "afgerond"),
         "de zaak is klaar"),
    Same("doorgeven", ("doorgegeven", "melden", "gemeld", "melding", "meldt"),
         "een inwoner laat weten dat iets is veranderd"),
    Same("identificeren", ("identificatie", "geidentificeerd"), "weten wie het is"),
    Same("inwoner", ("burger", "klant"), "voor wie de gemeente het doet"),
    Same("huis", ("huizen",), "enkelvoud en meervoud die de stammen niet bij elkaar brengen"),
    Same("adres", ("adressen",), "idem"),
)  # fmt: skip

# several words that count as one; longer ones first where one holds another
PHRASES: tuple[tuple[str, str], ...] = (
    ("op de hoogte stellen", "informeren"),
    ("op de hoogte brengen", "informeren"),
    ("in ontvangst nemen", "ontvangen"),
    ("komt binnen", "ontvangen"),
    ("kwam binnen", "ontvangen"),
    ("laten weten", "informeren"),
    ("besluit nemen", "beslissen"),
    ("nemen besluit", "beslissen"),
    ("beslissing nemen", "beslissen"),
    ("controle uitvoeren", "controleren"),
    ("basisregistratie personen", "brp"),
    ("klant contact centrum", "kcc"),
    ("klantcontactcentrum", "kcc"),
    ("burgerservicenummer", "bsn"),
)

# words that say little about which step it is, and so weigh less; split at the blanks
LIGHT = (
    "aanvullend afdeling beschikbaar betrokken cluster dienst doen eventueel gegeven gegevens juist"
    " maken medewerker medewerkers nemen nieuw nieuwe nodig openen pagina proces stap starten taak"
    " team tonen uitvoeren verrichten"
)

# words that carry no meaning here; niet, geen and zonder do, and stay
STOP = (
    "aan af als bij bv dan dat de deze die dit door e een en er evt het hij hoe hun ie in"
    " ingevolge is je kan kunnen mbt met moet moeten naar nav of om onder op over s t te ten"
    " ter tot tussen u uit uw van via volgens voor waar waarom wanneer want wat wel welke werd"
    " wie worden wordt zal ze zich zij zijn zullen"
)

NEGATIONS = frozenset(("niet", "geen", "zonder", "nooit", "non"))
