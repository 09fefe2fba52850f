"""The one declaration of all tables of the open data: names, columns, what each means.

Every file with rows (SQLite, LadybugDB, CSV, Parquet, JSON Lines), the data package and the page
that explains them are made from `tables()`, so that they cannot tell different things. What nobody
says is None in every column, also in a text: unknown is never none.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.tables import table_rows
from graph.tables.columns import Column, Licence, Table
from graph.tables.fitting import Type

__all__ = ["Column", "Table", "tables"]

_ID = Column("id", "text", "Het vaste kenmerk: een webadres of een naam die met noaber: begint.",
             required=True, refers="things")  # fmt: skip
_TITLE = Column("title", "text", "De naam zoals de site die toont.")
_PAGE = Column("page", "text", "De pagina op deze site, gezien vanaf het begin van de site.")
_URL = Column("url", "text", "Het webadres van de bron die dit het best weet.")
_CONTACT = Column("contact", "text", "Team of functioneel adres waar u terechtkunt.")
_FIRST = Column("first_seen", "date", "De eerste dag waarop noaber dit zag.")
_REVIEW = Column("review_by", "text", "Wanneer de schrijver dit opnieuw bekijkt.")
_AFTER = (_URL, _CONTACT, _FIRST, _REVIEW)


def tables() -> tuple[Table, ...]:
    """Give all tables: things, one per kind, what is said of them, and what follows from that."""
    return (_things(), *_kinds(), _relations(), _statements(), _past(), _costs(), _contracts(),
            _measures())  # fmt: skip


def _things() -> Table:
    columns = (
        _ID._replace(refers=""),
        Column("kind", "text", "De soort: organisation, product, process, solution, document of "
               "initiative.", required=True),
        _TITLE, _PAGE, _FIRST,
    )  # fmt: skip
    said = "Alles wat een pagina heeft, één rij per ding. De tabellen per soort vertellen meer."
    return Table("things", "Alle dingen", said, columns, ("id",), table_rows.things)


def _kinds() -> Iterator[Table]:
    for name, kind, title, said, columns in _KINDS:
        made = tuple(Column(*one) for one in columns)
        licences: tuple[Licence, ...] = ("CC0-1.0",)
        if name in _ATTRIBUTED:
            licences = (*licences, "CC-BY-4.0")
        yield Table(name, title, said, (_ID, _TITLE, _PAGE, *made, *_AFTER), ("id",),
                    table_rows.of_kind(kind), kind, ("id",), licences)  # fmt: skip


# with inhabitants, which are of CBS, or words of those who wrote an entry
_ATTRIBUTED = ("organisations", "initiatives")
# per kind of thing: its table, and the columns beside those that all have
_KINDS: tuple[tuple[str, str, str, str, tuple[tuple[str, Type, str], ...]], ...] = (
    ("organisations", "organisation", "Organisaties",
     "Overheden, samenwerkingsverbanden en leveranciers.", (
         ("type", "text", "Een van gemeente, samenwerkingsverband, provincie, waterschap, "
          "ministerie, uitvoeringsorganisatie, leverancier of overig."),
         ("province", "text", "De provincie waarin een gemeente ligt."),
         ("inhabitants", "integer", "Aantal inwoners van een gemeente (CBS)."),
         ("inhabitants_year", "integer", "Het jaar van dat aantal."),
         ("valid_from", "date", "De dag waarop de organisatie begon."),
         ("valid_until", "date", "De dag waarop zij ophield, bijvoorbeeld door een herindeling."),
         ("website", "text", "De eigen website."),
     )),
    ("products", "product", "Producten",
     "Producten en diensten uit de Uniforme Productnamenlijst.", ()),
    ("processes", "process", "Processen", "Hoe een product wordt behandeld.", (
        ("valid_from", "text", "Vanaf wanneer het zo gaat, zoals de bron het schrijft."),
        ("valid_until", "text", "Tot wanneer het zo ging, zoals de bron het schrijft."),
    )),
    ("solutions", "solution", "Oplossingen",
     "Software, bouwstenen, formulieren, pakketten, contracten en afspraken.", (
         ("solution_type", "text", "Wat voor oplossing het is, zoals de maker het noemt."),
         ("phase", "text", "Hoe ver de oplossing is, zoals de maker het noemt."),
         ("licence", "text", "De licentie van de oplossing zelf (SPDX)."),
         ("website", "text", "De eigen website."),
         ("closed", "boolean", "Of het een gesloten product is: dan noemen we gebruikers alleen "
          "als zij dat zelf kiezen."),
         ("unnamed_users", "text", "Hoeveel gebruikers we wel tellen maar niet noemen, in "
          "woorden."),
     )),
    ("documents", "document", "Documenten",
     "Pagina's, documentatie, ervaringen, kosten en afspraken.", (
         ("genre", "text", "Wat voor document het is."),
         ("year", "integer", "Het jaar waar het over gaat."),
     )),
    ("initiatives", "initiative", "Initiatieven", "Wat organisaties samen doen of willen.", (
        ("phase", "text", "Hoe ver het is."),
        ("wanted", "text", "Welke partners worden gezocht."),
        ("starts", "text", "Wanneer het begint: een dag, maand of jaar."),
        ("deadline", "text", "Tot wanneer u mee kunt doen: een dag, maand of jaar."),
    )),
)  # fmt: skip

_EDGE = (
    Column("subject", "text", "Het kenmerk van wie of wat links staat.", True, "things"),
    Column("subject_title", "text", "De naam daarvan.", fleeting=True),
    Column("relation", "text", "Hoe de twee samenhangen: uses, makes, funds, publishes, performs, "
           "supports, based_on, handles, member_of, takes_part of about.", True),
    Column("object", "text", "Het kenmerk van wie of wat rechts staat.", True, "things"),
    Column("object_title", "text", "De naam daarvan.", fleeting=True),
)  # fmt: skip
_CLAIM = (
    Column("role", "text", "De rol, bijvoorbeeld verkent, pilot, in gebruik, uitgefaseerd; of maker"
           " en opdrachtgever."),
    Column("since", "text", "Sinds wanneer: een dag, maand of jaar, zoals de bron het schrijft."),
    Column("until", "text", "Tot wanneer: een dag, maand of jaar."),
    Column("claimant", "text", "Het kenmerk van de organisatie die het zegt."),
    Column("source", "text", "De bron waarin noaber het vond."),
    Column("url", "text", "Het webadres van het bewijs."),
    Column("first_seen", "date", "De eerste dag waarop noaber het zag."),
    Column("last_seen", "date", "De laatste dag waarop noaber het zag.", fleeting=True),
    Column("strength", "text", "Hoe sterk: own (de organisatie zelf), maker, third (een ander) of "
           "derived (afgeleid door noaber).", True),
    Column("state", "text", "current, stale (lang niet gezien), confirmed (bevestigd), disputed "
           "(betwist) of withdrawn (ingetrokken).", True),
    Column("via", "text", "De voorganger via wie het bij deze organisatie kwam."),
    Column("doubt", "text", "Waarom er twijfel is. Leeg: er is geen twijfel gevonden."),
)  # fmt: skip
_NUMBER = Column("nr", "integer", "Volgnummer.", True)
_LICENCE = Column("licence", "text", "De licentie van deze rij (SPDX).", True)
_ENDS = ("subject", "relation", "object")
_SAID = ("source", "url", "claimant", "role")


def _relations() -> Table:
    columns = (
        *_EDGE,
        Column("counts", "boolean", "Of de relatie vandaag meetelt.", True),
        Column("apart", "text", "Waarom zij niet meetelt: disputed, withdrawn, stale, over "
               "(voorbij), early (nog niet), doubtful of inherited. Leeg: zij telt mee."),
        *_CLAIM,
        Column("evidence", "integer", "Hoeveel beweringen dit zeggen.", True),
        Column("own", "integer", "Hoeveel daarvan de organisatie zelf doet.", True),
        Column("maker", "integer", "Hoeveel daarvan de maker doet.", True),
        Column("third", "integer", "Hoeveel daarvan een ander doet.", True),
        Column("derived", "integer", "Hoeveel daarvan noaber heeft afgeleid.", True),
    )  # fmt: skip
    said = (
        "Eén rij per relatie tussen twee dingen. Rol, bron en dagen zijn die van de sterkste "
        "bewering."
    )
    return Table(
        "relations", "Relaties", said, columns, _ENDS, table_rows.relations, same=_ENDS
    )  # fmt: skip


def _statements() -> Table:
    number = _NUMBER._replace(said="Volgnummer binnen de relatie; 1 is de sterkste.", fleeting=True)
    said = (
        "Eén rij per bewering: wie zegt het, waar staat het en wanneer zagen we het. Dit is het "
        "bewijs onder elke relatie."
    )
    return Table("statements", "Beweringen", said, (*_EDGE, number, *_CLAIM, _LICENCE),
                 (*_ENDS, "nr"), table_rows.statements, same=(*_ENDS, *_SAID))  # fmt: skip


def _past() -> Table:
    edge = tuple(column._replace(refers="") for column in _EDGE)
    gone = Column("gone", "date", "De dag waarop de bron het niet meer zei.")
    columns = (_NUMBER._replace(fleeting=True), *edge, *_CLAIM, gone, _LICENCE)
    said = "Beweringen die een bron ooit deed en nu niet meer. Zij tellen niet mee."
    return Table("past", "Vroeger gezegd", said, columns, ("nr",), table_rows.past,
                 same=(*_ENDS, *_SAID, "gone"))  # fmt: skip


def _costs() -> Table:
    columns = (
        Column("document", "text", "Het kenmerk van het document met de kosten.", True, "things"),
        _NUMBER._replace(said="Volgnummer binnen het document."),
        Column("document_title", "text", "De naam van het document.", fleeting=True),
        Column("cents", "integer", "Het bedrag in hele eurocenten."),
        Column("kind", "text", "bouw, eenmalig of jaarlijks."),
        Column("year", "integer", "Het jaar waarin dit is betaald."),
        Column("vat", "text", "Of de btw erbij zit: inclusief of exclusief."),
        Column("per", "text", "Waarvoor het een tarief is: inwoner, organisatie of gebruik. Leeg: "
               "het hele bedrag."),
        Column("what", "text", "Waarvoor is betaald, in de woorden van de schrijver."),
        Column("payer", "text", "Het kenmerk van wie betaalde. Leeg: de organisaties waar het "
               "document over gaat."),
    )  # fmt: skip
    said = (
        "Bedragen die iemand opschreef, één rij per bedrag. De naam van de schrijver staat op de "
        "pagina van het document."
    )
    key = ("document", "nr")
    return Table("costs", "Kosten", said, columns, key, table_rows.costs, same=key,
                 licences=("CC-BY-4.0",))  # fmt: skip


def _contracts() -> Table:
    columns = (
        Column("document", "text", "Het kenmerk van de afspraak.", True, "things"),
        Column("document_title", "text", "De naam van de afspraak.", fleeting=True),
        Column("begins", "text", "Wanneer het contract begint: een dag, maand of jaar."),
        Column("ends", "text", "Wanneer het eindigt."),
        Column("notice", "text", "Hoe lang vooraf u moet opzeggen (ISO 8601, P3M is drie "
               "maanden)."),
        Column("extension", "text", "Met hoeveel het kan worden verlengd (ISO 8601)."),
        Column("supplier", "text", "Het kenmerk van de leverancier."),
    )  # fmt: skip
    said = "Van wanneer tot wanneer contracten lopen, voor zover dat openbaar mag zijn."
    key = ("document",)
    return Table("contracts", "Contracten", said, columns, key, table_rows.contracts, same=key)


def _measures() -> Table:
    columns = (
        Column("id", "text", "Het kenmerk van het ding.", True, "things"),
        Column("betweenness", "number", "Op hoeveel kortste wegen tussen twee andere dingen het "
               "ligt; zie de uitleg bij de vraag naar bruggen."),
        Column("community", "integer", "Het nummer van de groep van een organisatie; 0 is wie niets"
               " deelt."),
        Column("pieces", "integer", "In hoeveel stukken dit deel van het netwerk valt zonder dit "
               "ding."),
    )  # fmt: skip
    said = "Wat noaber over de plaats in het netwerk uitrekent, voor wie iets gebruikt of wordt "
    said += "gebruikt. Alleen gebruik dat meetelt."
    return Table("measures", "Maten van het netwerk", said, columns, ("id",), table_rows.measures)
