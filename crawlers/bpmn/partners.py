"""Which pools of a diagram are chain partners, by their names: who is outside, and no citizen."""

from __future__ import annotations

from knowledge.identity import folded

_ASKS = (  # whoever asks or is concerned
    "aangever aangevers aanvrager aanvragers aanvraagster aanmelder afnemer bedrijf bedrijven "
    "belanghebbende belanghebbenden belastingplichtige betrokkene betrokkenen bewoner bewoners "
    "bezoeker bezwaarmaker bruidspaar burger burgers client cliente clienten consument debiteur "
    "derden eigenaar gebruiker gebruikers gemachtigde getuige getuigen gezin huurder huishouden "
    "indiener indieners ingezetene ingezetenen initiatiefnemer initiator inwoner inwoners "
    "instemmer jongere kind kiezer klager klant klanten leerling melder melders nabestaande "
    "nabestaanden onderdaan ondernemer ondernemers organisator ouder ouders overledene partner "
    "persoon rechthebbende student verzoeker verzoekers wijkbewoner applicant citizen citizens "
    "customer customers resident residents user users"
)
_OWN = (  # a part of the publisher, or a machine
    "afdeling afdelingen applicatie app back backoffice balie behandelaar beheerder burgemeester "
    "burgerzaken collegelid dms eformulier formulier front frontoffice gemeenteraad "
    "griffie kcc klantcontactcentrum loket manager medewerker medewerkers midoffice portaal "
    "systeem systemen team teams vakafdeling vakapplicatie wethouder webformulier website "
    "wijkteam zaaksysteem zaakafhandelcomponent application backend frontend system employee"
)
_ASKING, _OWNED = frozenset(_ASKS.split()), frozenset(_OWN.split())
_FILLERS = frozenset({"de", "het", "een", "onze", "eigen", "gemeente", "municipality"})
_BODIES = frozenset({"raad", "college", "van", "b", "w", "en"})  # the publisher, where alone


def is_outside(name: str, organisation: str = "") -> bool:
    """Tell whether a pool of this name is another party in the chain; when in doubt it is not.

    No partner is the person or company that asks, nor the publisher, a part of it or a machine.

    >>> is_outside("Kadaster"), is_outside("Aanvrager / gemachtigde"), is_outside("De gemeente")
    (True, False, False)
    >>> is_outside("Raad van State"), is_outside("Andere gemeente"), is_outside("Gemeenteraad")
    (True, True, False)
    >>> is_outside("Gemeente Zomerdorp", "noaber:organisatie/zomerdorp")
    False
    """
    words = set(folded(name).split())
    own = _FILLERS.union(folded(organisation.rpartition("/")[2]).split())
    telling = {word for word in words - own if not word.isdigit()}
    return not telling <= _BODIES and words.isdisjoint(_ASKING | _OWNED)
