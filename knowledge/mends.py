"""What a publisher can do about a problem: one Dutch sentence per code, and one per level.

The codes are those of `Problem.code`. A code says what kind of thing is wrong; the message of the
problem says the rest. A new code gets its line here, which `tests/test_knowledge_mends.py` asks.
"""

from __future__ import annotations

import re
from types import MappingProxyType

_OURS = "U hoeft niets te doen: dit is een fout van noaber. Meld het ons als het terugkomt."
_AGAIN = "U hoeft niets te doen als dit eenmalig is: bij de volgende keer proberen we het opnieuw."
_XML = "Open het bestand in het programma waarmee u het maakte en bewaar het opnieuw."
_ENTRY = "Verbeter het bestand van de bijdrage; 'noaber check' wijst de regel aan."
_MERGE = "Verbeter het bestand in knowledge/merges; 'noaber check' wijst de regel aan."
_MEMBER = "Verbeter het ledenbestand van uw organisatie; 'noaber check' wijst de regel aan."

DEFAULTS = MappingProxyType({
    "error": "Kijk op de genoemde plaats en herstel wat de melding zegt. De volgende keer lezen we "
             "het opnieuw.",
    "warning": "We konden dit lezen, maar niet volledig. Vul aan of verbeter wat de melding zegt.",
    "hint": "U hoeft niets te doen. Klopt dit niet met uw bedoeling, pas het dan aan de bron aan.",
})  # fmt: skip
MENDS = MappingProxyType({
    # the host and the way to it
    "unreachable": "Kijk of het adres klopt en of de host van buiten uw netwerk bereikbaar is.",
    "timeout": "Zorg dat de host binnen 30 seconden antwoordt, of bied kleinere pagina's aan.",
    "broken-off": "Kijk of de host het hele bestand verstuurt: de opgegeven lengte klopt niet.",
    "certificate": "Vernieuw het certificaat van de host, met de hele keten erbij.",
    "rate-limit": "Sta noaber meer verzoeken toe, of geef de beheerder van noaber een leessleutel.",
    "host-down": "Kijk of de host werkt en of een filter noaber tegenhoudt. " + _AGAIN,
    "time": "Zet in sitemap of lijst wanneer iets veranderde; dan lezen we alleen dat. " + _AGAIN,
    "redirects": "Haal de doorverwijzing weg die naar zichzelf wijst.",
    "bad-encoding": "Zet de compressie van de host goed: wat hij gzip of br noemt, is dat niet.",
    "bad-address": "Verbeter het adres: het is geen geldig adres met http of https.",
    "scheme": "Gebruik een adres dat met https:// begint.",
    "downgrade": "Verwijs door naar een adres met https.",
    "userinfo": "Haal de gebruikersnaam en het wachtwoord uit het adres.",
    "too-long": "Gebruik een korter adres, zonder sessie- of zoekgegevens erin.",
    "closed": "Verwijs niet naar adressen binnen uw eigen netwerk: die haalt noaber niet op.",
    "other-host": "Wilt u dit ook laten lezen, geef de andere host dan op als eigen bron.",
    "robots": "Sta noaber toe in robots.txt, als u wilt dat we dit lezen.",
    "noindex": "Haal noindex weg, als u wilt dat we dit lezen.",
    "ignored": "Kijk op de genoemde plaats wat de host antwoordt.",
    "page-instead": "Laat de host het bestand zelf geven, en voor wat er niet is de status 404.",
    "bad-answer": "Laat de host antwoorden zoals zijn API belooft; dit is niet te lezen.",
    # a source as a whole
    **dict.fromkeys(("interrupted", "unread", "bad-repository"), _AGAIN),
    **dict.fromkeys(("lost", "bug", "unwritable", "page-failed"), _OURS),
    "unsupported": "U hoeft niets te doen: noaber kan deze bron nog niet lezen.",
    "too-few": "Kijk of uw lijst volledig is. Klopt het lagere aantal, verlaag dan 'least' in het "
               "ledenbestand.",
    "sudden-loss": "Kijk of uw lijst volledig is. Hebt u echt zoveel weggehaald, meld dat dan bij "
                   "noaber: de beheerder geeft het vrij.",
    "loss-accepted": "U hoeft niets te doen: de beheerder keek ernaar en gaf het vrij.",
    "loop": "Laat de lijst eindigen: zij begint opnieuw of gaat door zonder iets nieuws.",
    "too-many": "Verdeel dit over meer bronnen, of laat weg wat niet gelezen hoeft te worden.",
    "too-deep": "Maak het minder diep: minder lagen sitemaps, of minder niveaus in het bestand.",
    "truncated": "Verdeel de repository: zij is te groot voor de lijst van de codehost.",
    "no-sitemap": "Zet een sitemap op uw website en noem het adres ervan in robots.txt.",
    "bad-sitemap": "Herstel de sitemap; zij moet geldige XML zijn volgens sitemaps.org.",
    "no-repository": "Verbeter de naam onder 'repos' in het ledenbestand, of maak de repository "
                     "openbaar.",
    "duplicate": "Noem dit maar één keer, of geef beide een eigen id of adres.",
    "nothing": "U hoeft niets te doen: hier stond niets voor noaber.",
    "incomplete": "Kijk of de lijst volledig is: zij belooft meer dan er kwam.",
    "broken-page": "Herstel de pagina van de lijst die niet te lezen was.",
    "bad-next": "Laat de verwijzing naar de volgende pagina kloppen.",
    "no-library": "Voer `make libraries` uit op de machine die de site maakt.",
    "forgotten": "U hoeft niets te doen: iemand vroeg noaber om dit niet meer te tonen.",
    "forgotten-part": "U hoeft niets te doen: iemand vroeg noaber om een deel niet te tonen.",
    "not-due": "U hoeft niets te doen: wij kijken volgens afspraak later weer.",
    "private": "U hoeft niets te doen: wat niet openbaar is, leest noaber niet.",
    "renamed": "Zet de nieuwe naam in het ledenbestand, als de oude daar staat.",
    "bad-token": "U hoeft niets te doen: de beheerder van noaber vernieuwt de leessleutel.",
    "no-owner": "Verbeter de naam van de organisatie op de codehost.",
    "no-catalogue": "Zet de API aan, of geef het adres van de lijst met producten.",
    # sitemaps and links
    "malformed-sitemap": "Laat de sitemap opnieuw maken, als geldige XML.",
    "bare-ampersand": "Schrijf in de sitemap &amp; in plaats van een losse &.",
    "second-loc": "Zet in elk deel van de sitemap één <loc>.",
    "feed-as-sitemap": "Zet naast de feed een sitemap met alle pagina's op uw website.",
    "sitemap-gone": "Zet de sitemap terug, of noem het nieuwe adres ervan in robots.txt.",
    "links-cut": "Zet een sitemap op uw website; dan lezen we alles.",
    "woo-collection": "U hoeft niets te doen: deze soort documenten leest noaber niet.",
    "session-id": "Laat sessies weg uit adressen.",
    "repeating-path": "Herstel de koppeling op uw website waardoor het pad zich herhaalt.",
    "far-date": "Laat kalenders niet eindeloos doorlopen, en houd ze buiten de sitemap.",
    "many-filters": "Houd zoekpagina's en filters buiten de sitemap.",
    "many-alike": "Houd pagina's die alleen in een nummer verschillen buiten de sitemap.",
    "same-text": "Houd pagina's met dezelfde tekst buiten de sitemap.",
    # files of every kind
    "unread-format": "Publiceer het ook in een vorm die noaber leest; zie de pagina's Publiceren.",
    "unreadable": "Kijk of het bestand bestaat en te openen is.",
    "too-large": "Maak het bestand kleiner of verdeel het.",
    "too-heavy": "Verdeel het bestand: het lezen kost te veel tijd of geheugen.",
    "lfs-pointer": "Zet het bestand zelf in de repository, zonder Git LFS.",
    "no-name": "Geef het een naam.",
    "no-title": "Vul de titel in.",
    "no-address": "Vul het adres van de pagina in, dat met https:// begint.",
    "no-id": "Geef het een eigen, vaste id of een eigen adres.",
    "duplicate-id": "Geef elk een eigen id.",
    "id-reused": "Geef elk een eigen id.",
    "not-public": "U hoeft niets te doen: wat niet openbaar is, slaan we over.",
    "not-json": "Laat het bestand opnieuw maken, als geldige JSON.",
    "not-a-list": "Geef de lijst zelf; dit is iets anders.",
    "not-zip": "Maak het zip-bestand opnieuw en kijk of het te openen is.",
    "zip-encrypted": "Publiceer het zip-bestand zonder wachtwoord.",
    "zip-too-large": "Verdeel het zip-bestand.",
    "zip-unsafe": "Maak het zip-bestand opnieuw, met alleen de bestanden van de export.",
    "not-utf-8": "Bewaar het bestand als UTF-8.",
    "wrong-encoding": "Bewaar het bestand als UTF-8.",
    "not-text": "Publiceer gewone tekst; dit bestand bevat iets anders.",
    "empty-file": "Vul het bestand, of haal het weg.",
    "cut": "U hoeft niets te doen. Korter is beter te vinden: verdeel een zeer lange tekst.",
    "not-xml": _XML,
    "doctype": "Haal de regel met DOCTYPE uit het bestand; die is niet nodig en onveilig.",
    "symlink": "Laat de koppeling (symlink) wijzen naar een bestand in dezelfde repository.",
    "fork": "U hoeft niets te doen. Is het een eigen product, geef het dan een publiccode.yml met "
            "een eigen 'url'.",
    # web pages
    "empty-page": "Zet de tekst in de pagina zelf; wat een script later invult, zien we niet.",
    "not-html": "Geef een webpagina (HTML) op dit adres.",
    "moved": "Gebruik voortaan het nieuwe adres, ook in de sitemap.",
    "bad-json-ld": "Herstel de JSON-LD in de pagina, of haal haar weg.",
    # PDF
    "not-pdf": "Geef op dit adres een PDF, of geef het de goede soort (media type).",
    "broken-pdf": "Maak de PDF opnieuw.",
    "encrypted": "Publiceer de PDF zonder wachtwoord.",
    "no-text": "Publiceer de PDF met tekst erin, of zet de tekst op een webpagina.",
    "unread-pages": "Maak de PDF opnieuw, met tekst die te kopiëren is.",
    "cut-off": "U hoeft niets te doen. Korter is beter te vinden: verdeel een lange PDF.",
    # products and catalogues
    "no-products": "Zet de naam waaronder uw producten staan achter 'authority=' in het adres.",
    "not-sc": "Geef het adres van de XML met uw producten (scproducten).",
    "sru-diagnostic": "Verbeter het adres of de zoekvraag van deze bron.",
    "product-open": "Kies de naam van dit product uit de Uniforme Productnamenlijst (UPL).",
    "wrong-product": "Kies de naam van dit product uit de Uniforme Productnamenlijst (UPL).",
    # open data
    "dcat-ap-nl": "Vul in de catalogus aan wat er ontbreekt.",
    "missing-fields": "Vul bij de dataset aan wat er ontbreekt.",
    "not-described": "Beschrijf elke dataset die de catalogus noemt.",
    "no-datasets": "Kijk of dit het adres van de catalogus is.",
    "unknown-licence": "Kies een licentie van Creative Commons en zet het adres ervan erbij.",
    "closed-licence": "Kies een open licentie als de tekst getoond mag worden.",
    "mixed-licences": "Geef alle bestanden van een dataset dezelfde licentie, als dat kan.",
    "misspelt-class": "Schrijf dcat:Catalog.",
    "wrong-namespace": "Schrijf de naamruimte zoals de standaard haar schrijft.",
    "not-turtle": "Laat de catalogus opnieuw maken; kijk op de genoemde regel naar leestekens.",
    "not-rdf": "Geef het adres van de catalogus in DCAT.",
    "not-rdfxml": "Laat de catalogus opnieuw maken, als geldige RDF/XML.",
    "not-jsonld": "Laat de catalogus opnieuw maken, als geldige JSON-LD.",
    "unknown-context": "Zet de context in het bestand zelf.",
    "not-ckan": "Verbeter het adres: hier antwoordt geen CKAN.",
    "ckan-refused": "Sta lezen zonder sleutel toe, of verbeter het adres van de bron.",
    "extras-twice": "Laat elk extra veld één keer staan.",
    "resource-without-url": "Geef elk bestand van de dataset een adres, of haal het weg.",
    # feeds
    "not-a-feed": "Geef het adres van de feed zelf (RSS, Atom of JSON Feed).",
    "malformed-feed": "Laat de feed opnieuw maken, als geldige XML.",
    "empty-item": "Geef elk bericht een titel en een eigen adres.",
    # publiccode.yml
    "not-a-mapping": "Schrijf publiccode.yml als lijst van sleutels, zoals de standaard voordoet.",
    "twin": "Laat er één staan, en verwijder of hernoem de andere.",
    "wrong-type": "Schrijf de waarde zoals de standaard haar vraagt: tekst, lijst of sleutels.",
    "bad-url": "Schrijf een volledig adres, dat met https:// begint.",
    "bad-date": "Schrijf de datum als jaar-maand-dag, bijvoorbeeld 2026-11-23.",
    "url-elsewhere": "Zet in 'url' het adres van de repository waarin dit bestand staat.",
    "no-software": "Zet bij 'softwareUsed' de adressen van de software die u gebruikt.",
    "supply": "U hoeft niets te doen: leveren telt niet als maken of gebruiken.",
    "support-type": "Kies bij 'type' een soort die het bestand kent, zoals Maintenance of Support.",
    "other-organisation": "Zet in 'name' uw eigen organisatie, als het bestand van u is.",
    "unknown-version": "Schrijf bij 'publiccodeYmlVersion' een versie die de standaard heeft.",
    "deprecated": "Vervang de oude sleutels door de nieuwe als u het bestand toch bijwerkt.",
    "url-mistake": "Zet in 'url' het adres van uw eigen repository.",
    # diagrams and decision tables
    "not-bpmn": "Exporteer het schema als BPMN 2.0.",
    "not-dmn": "Exporteer de tabel als DMN 1.1 of nieuwer.",
    "dangling-reference": "Teken de losse pijl opnieuw, of haal hem weg.",
    "no-steps": "Zet er stappen in, of haal het lege schema weg.",
    "no-decisions": "Zet er een beslissing in, of haal het lege bestand weg.",
    "too-many-steps": "Verdeel het proces over meer schema's.",
    "too-many-decisions": "Verdeel de beslissingen over meer bestanden.",
    "too-many-rules": "Verdeel de tabel over meer beslissingen.",
    "not-cmmn": "Exporteer het zaakschema als CMMN 1.1.",
    "not-archimate": "Exporteer het model als uitwisselbestand (Open Exchange).",
    "too-many-elements": "Verdeel het model over meer bestanden.",
    "no-process": "U hoeft niets te doen: hier staat geen proces in.",
    # case types and forms
    "no-identifier": "Vul de identificatie van het zaaktype in en exporteer opnieuw.",
    "bad-term": "Schrijf de termijn als P8W (8 weken) of P30D (30 dagen).",
    "draft": "U hoeft niets te doen: een concept tonen we niet.",
    "older-version": "U hoeft niets te doen: de nieuwste versie is gelezen.",
    "parts-elsewhere": "Publiceer de hele export van het zaaktype: de zip met alle lijsten erin.",
    "not-active": "U hoeft niets te doen: wat niet meer in gebruik is, tonen we niet.",
    "too-many-case-types": "Verdeel de zaaktypen over meer bestanden.",
    "no-form": "Exporteer het formulier opnieuw.",
    "removed": "U hoeft niets te doen: dit formulier is verwijderd.",
    "too-many-forms": "Verdeel de formulieren over meer bestanden.",
    # packages: files that others take over
    "secret-in-package": "Haal het geheim uit het bestand, en vervang het overal waar u het "
                         "gebruikt: wie het zag, kan het nog kennen.",
    "missing-list": "Exporteer het zaaktype opnieuw, met statussen, resultaten en rollen.",
    "not-publishable": "Geef het zaaktype minstens twee statussen, één resultaat en één rol.",
    "no-order": "Geef elke status een eigen volgnummer.",
    "no-end-status": "Maak de laatste status de eindstatus.",
    "no-initiator": "Geef een rol de generieke omschrijving 'initiator'.",
    "no-selection-class": "Kies bij elk resultaat een klasse van de selectielijst.",
    "no-process-kind": "Kies bij het zaaktype een procestype van de selectielijst.",
    "no-term": "Vul bij het zaaktype een doorlooptijd in.",
    "overlap": "Geef de oudere versie een einddatum van vóór de nieuwere, of exporteer er één.",
    "unknown-field": "Verwijder de regel in de logica, of zet het veld terug.",
    "old-reference": "Sla de regel in de logica opnieuw op en exporteer het formulier opnieuw.",
    "empty-option": "Sla de registratie van het formulier opnieuw op en exporteer het opnieuw.",
    "test-plugin": "Zet wat alleen om te testen is uit, en exporteer het formulier opnieuw.",
    "no-implementation": "Zeg bij de taak welk programma haar uitvoert, of maak er een gewone taak "
                         "van.",
    "no-condition": "Geef elke pijl uit de keuze een voorwaarde, of maak er één de standaardweg.",
    "no-start": "Geef het proces een begin.",
    "no-logic": "Geef de beslissing een tabel of een formule.",
    "hit-policy": "Kies een manier die DMN kent, zoals UNIQUE, FIRST of COLLECT.",
    "uneven-rule": "Geef elke regel van de tabel evenveel cellen als er kolommen zijn.",
    "same-rules": "Haal een van de gelijke regels weg, of kies een andere hit policy.",
    # YAML
    "not-yaml": "Herstel de YAML op de genoemde regel: kijk naar inspringing en aanhalingstekens.",
    "alias": "Schrijf de waarde voluit, zonder verwijzing met *.",
    "anchor": "Schrijf de waarde voluit, zonder anker met &.",
    "merge-key": "Schrijf de sleutels voluit, zonder <<.",
    "tag": "Laat de tag met ! weg.",
    "tab": "Spring in met spaties in plaats van tabs.",
    "documents": "Laat één document staan: haal de tweede regel --- weg en wat erachter staat.",
    "duplicate-key": "Laat elke sleutel één keer staan.",
    "key-not-text": "Schrijf gewone tekst als sleutel.",
    "control-character": "Haal het onzichtbare teken weg.",
    # what people write
    **dict.fromkeys(("disclosure", "exists", "hosting", "id", "key", "kind", "missing", "name",
                     "protocol", "type", "url"), _MEMBER),
    "version-told": "Laat versienummers en kwetsbaarheden weg: bij een organisatie toont noaber ze "
                    "nooit.",
    "merge-form": _MERGE,
    "merge-conflict": "Haal een van de twee besluiten weg, of laat ze hetzelfde zeggen.",
    "merge-kinds": "Deze kunnen niet samen. Kies andere ids of een ander id bij keep.",
    "merge-unknown": "Kijk of het id nog klopt, en haal het anders weg uit het besluit.",
    "merge-loop": "U hoeft niets te doen: deze twee zijn samengevoegd, dus deze relatie vervalt.",
    "kept-back": "Zet 'disclosure: named' bij uw eigen regel als u bij naam genoemd wilt worden.",
    "double-amount": "Haal 'amount' bovenaan weg: de bedragen bij 'costs' zijn samen hetzelfde.",
    "not-own": "Zet het id van de organisatie zelf bij claimant, of haal 'disclosure' weg.",
    **dict.fromkeys(("bad-entry", "bad-name", "no-effect", "no-front-matter", "no-keys",
                     "unknown-key", "unknown-kind", "unknown-id", "wrong-kind"), _ENTRY),
    "file-name": "Geef het bestand een naam van kleine letters, cijfers en streepjes.",
    "inactive": DEFAULTS["hint"],
    "no-source": "Verwijder het bestand als deze bron met opzet weg is.",
    "other-kind": "Geef het een eigen id: hetzelfde id staat ook voor iets anders.",
    "bad-line": "Haal de bron opnieuw op.",
    "bad-report": "Verwijder het verslag en haal opnieuw op.",
    # questions in Cypher
    "cypher-cut": "Filter met WHERE, tel met count(*), of vraag meer rijen met --rows.",
    "cypher-name": "Zet een dubbele punt voor de naam van een soort of relatie.",
    # personal data
    "likely-bsn": "Haal het burgerservicenummer overal weg waar u het publiceert, en meld het lek "
                  "bij uw functionaris gegevensbescherming.",
    "test-bsn": "U hoeft niets te doen: het nummer is van niemand. Weglaten mag ook.",
    "possible-bsn": "Kijk wat dit getal is. Is het een burgerservicenummer, haal het dan weg.",
    "personal-address": "Geef de pagina of het bestand een adres zonder gegevens van personen.",
    "personal-data": "Schrijf het adres of nummer van een team, en niet dat van een persoon.",
    "masked": "U hoeft niets te doen: wij tonen deze gegevens niet. Kijk of ze bij u nodig zijn.",
    # registers
    "unfetched": "Probeer het later opnieuw; wat we hadden blijft staan.",
    "empty": "Kijk of de uitgever de lijst verplaatste; wat we hadden blijft staan.",
    "shrunk": "Kijk bij de uitgever of de lijst volledig is; wat we hadden blijft staan.",
    "unusable": "Kijk wat er in de lijst veranderde; wat we hadden blijft staan.",
    "bad-cooperation": "Verbeter het blok in knowledge/registers/cooperations.yml; 'noaber check' "
                       "wijst de regel aan.",
})  # fmt: skip
_STATUSES = (
    (r"40[13]|407", "Maak dit openbaar zonder wachtwoord, en laat noaber door uw filter."),
    (r"404|410", "Haal de verwijzing weg, of zet terug waar zij naar wijst."),
    (r"451", DEFAULTS["hint"]),
    (r"3..", "Verwijs door naar een gewoon adres met https."),
    (r"408|5..", "Kijk in het logboek van de host waarom hij een fout geeft. " + _AGAIN),
)


def mend(code: str, level: str = "error") -> str:
    """Give what a publisher can do about a problem, of its level where its code is not known.

    >>> mend("doctype", "error")
    'Haal de regel met DOCTYPE uit het bestand; die is niet nodig en onveilig.'
    >>> mend("status-404"), mend("iets-nieuws", "hint") == DEFAULTS["hint"]
    ('Haal de verwijzing weg, of zet terug waar zij naar wijst.', True)
    """
    status = code.removeprefix("status-") if code.startswith("status-") else ""
    by_status = (text for pattern, text in _STATUSES if re.fullmatch(pattern, status))
    return MENDS.get(code) or next(by_status, "") or DEFAULTS.get(level, DEFAULTS["error"])
