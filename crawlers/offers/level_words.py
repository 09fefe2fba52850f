"""The words by which a page says how far a citizen can get online; all Dutch first, then English.

Data only: `levels` reads a page with them. Every pattern meets one sentence or one link text in
small letters, and repeats nothing without a bound.
"""

from __future__ import annotations

import re

# what a citizen does to get a product; a verb that comes apart needs its other half
REQUEST = re.compile(
    r"\b(?:aan ?(?:te )?vragen|aanvraagt|aangevraagd|aanvraag (?:doen|indienen|starten|invullen)"
    r"|door ?(?:te )?geven|doorgeeft|doorgegeven|in ?(?:te )?dienen|ingediend|te? melden|gemeld"
    r"|melden|melding doen|aangifte (?:doen|van)|aangeven|aan ?(?:te )?melden|in ?(?:te )?schrijven"
    r"|op ?(?:te )?zeggen|verlengen|wijzigen|regelen|bestellen|op ?(?:te )?sturen"
    r"|in ?(?:te )?vullen"
    r"|vraagt? .{0,80}\baan|geeft? .{0,80}\bdoor|dient? .{0,80}\bin|meldt? .{1,80}"
    r"|doet? .{0,40}(?:aanvraag|aangifte|melding|verzoek)|schrijft? .{0,60}\bin"
    r"|zegt? .{0,60}\bop|verlengt? .{1,60}|wijzigt? .{1,60}|regelt? .{1,60}|bestelt? .{1,60}"
    r"|(?:stuurt?|vult?) .{0,60}(?:aanvraag|formulier|melding).{0,60}"
    r"|apply|appl(?:ication|ying)|report(?:ing)?|submit(?:ting)?|register(?:ing)?|request)\b"
)
ONLINE = re.compile(
    r"\b(?:online|digitaal|via internet|via (?:de|onze|deze|het) (?:web)?site"
    r"|via het omgevingsloket|(?:via|met) de berichtenbox|webformulier"
    r"|digitale (?:aanvraag|formulier|melding|aangifte)|e-formulier"
    r"|via het (?:digitale?|online) loket|digitally|via message box)\b"
)
SYSTEM = r"(?:digid|digi-d|eherkenning|e-herkenning|eidas|idin|yivi)"
PLAINLY = re.compile(
    r"\b(?:dat|dit|het) (?:kan|gaat) (?:\w+ )?(?:online|digitaal|via (?:ons|het|een) (?:online |"
    r"digitale? |web)?formulier)\b"
)
# a sentence that is only this, as at the start of an item in a list of ways
ONLY_ONLINE = re.compile(r"^\W*(?:online|digitaal|via internet)\b[^?]{0,25}[.:]$")
# the page speaks of a check, an appointment or the news, not of the request
OTHER_ACT = re.compile(
    r"afspra(?:ak|ken)|nieuwsbrief|[a-z]*check\b|reken(?:hulp|tool)|berekenen|contactformulier|klacht"
    r"|bezwaar|appointment|newsletter|objection|vraag stellen|inzien|toestemming"
    r"|vermis|verloren|gestolen|machtig|informatie over|meer informatie|\bleest\b|\bbetalen doet\b"
)
NOT = re.compile(
    r"\b(?:niet|niets(?= (?:online|digitaal|via))|geen|nooit|zonder|not|no|cannot|can't|never)\b"
    r"(?! (?:alleen|enkel|eerder|later|langer|vaker|meer dan|only))"
)
_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)
# what holds for some, for later or before, or for elsewhere is no promise of this page
HEDGED = re.compile(
    r"\b(?:vaak|soms|sommige|meestal|meeste|misschien|wellicht|binnenkort|straks|per gemeente"
    r"|in de toekomst|vanaf volgend|steeds meer|gemeenten|usually|often|some|soon"
    r"|may differ|most municipalities"
    r"|mits|tenzij|zodra|onder voorwaarden|in bepaalde gevallen|stel dat|unless|as soon as"
    r"|(?<!niet )(?:alleen|enkel|uitsluitend) (?:als|wanneer|indien|(?:voor )?(?:\w+ )?(?:bedrijven"
    r"|ondernemers|organisaties|inwoners|bewoners|particulieren|jongeren|ouderen))"
    r"|only (?:if|when)|voorheen|vroeger|kon(?:den)?|could"
    r"|(?:wij|we) werken (?:er|hier)\s?aan|(?:wij|we) zijn (?:er ?)?bezig"
    rf"|(?:vanaf|per|tot|na|from|until) (?:\d\d? )?(?:{_MONTH}|(?:begin |eind )?20\d\d)"
    r"|(?:bij|op de site van|via) (?:de |het )?(?:rdw|duo|justis|uwv|svb|cak|cbr|cjib|ind|kvk"
    r"|belastingdienst|kadaster|politie|notaris|rechtbank))\b"
)
# who has no DigiD cannot: that is how one signs in, not that nobody can or that nobody has to
NEEDS_LOGIN = re.compile(
    r"\b(?:zonder|without) (?:een |uw |je |a )?(?:digid|digi-d|eherkenning|e-herkenning|eidas|idin"
    r"|yivi|in te loggen|inloggen)\b.{0,60}\b(?:niet|geen|not|cannot|can't)\b"
    r"|\b(?:niet|not|cannot|can't)\b.{0,40}\b(?:zonder|without) (?:een |uw |je |a )?(?:digid|digi-d"
    r"|eherkenning|e-herkenning|eidas|idin|yivi|in te loggen|inloggen)\b"
)
# a sentence that starts so is a question or a condition, also without its question mark
ASKED = re.compile(
    r"^\W*(?:kunt u|kun je|kan ik|kan het|lukt|wilt u|wil je|hebt u|heeft u|heb je|bent u|hoe|wat"
    r"|wanneer|waarom|als|indien|mocht|dan|anders|can i|do you|if|when|then)\b"
)
_KEY = r"(?:online|digitaal|via internet|via (?:de|onze) (?:web)?site)"
NOT_ONLINE = (
    re.compile(rf"\b{_KEY}\b.{{0,40}}\b(?:kan|kunt|is|gaat|zijn)\b.{{0,30}}\b(?:niet|geen)\b"),
    re.compile(rf"\b(?:kan|kunt|kunnen|is|mag|helaas|nog)\b.{{0,60}}\b(?:niet|geen)\b"
               rf".{{0,20}}\b{_KEY}\b"),
    re.compile(rf"\b{_KEY}\b.{{0,30}}\b(?:niet (?:meer )?mogelijk|onmogelijk)\b"),
    re.compile(r"\b(?:cannot|can't|not possible to|not able to)\b.{0,40}\bonline\b"
               r"|\bonline\b.{0,30}\bnot (?:possible|available)\b"),
    re.compile(r"\b(?:alleen|uitsluitend|enkel) (?:maar )?(?:aan (?:de|onze) balie|bij (?:de|het) "
               r"(?:balie|loket)|in persoon|persoonlijk|schriftelijk|per post|op papier"
               r"|telefonisch)\b.{0,60}\b(?:aanvragen|doorgeven|melden|indienen|aangifte|regelen)\b"),
)  # fmt: skip
NOT_EVEN = re.compile(r"\bniet (?:alleen|enkel|uitsluitend|eerder|later|langer|vaker)\b")

SIGN_IN = (
    re.compile(rf"\b(?:log|logt|loggen|inloggen|ingelogd|aanmelden|sign|signing)\b.{{0,40}}{SYSTEM}"),
    re.compile(r"^\W*(?:u logt in|log in)\b"),
    re.compile(rf"\b(?:uw|een|je|your|a)? ?{SYSTEM}\b.{{0,40}}\b(?:nodig|need|required)\b"),
    re.compile(rf"\b(?:nodig|need)\b.{{0,20}}\b{SYSTEM}\b"),
    re.compile(rf"\b(?:met|via|with|using) (?:uw |je |your )?{SYSTEM}\b"),
    re.compile(rf"^\W*(?:uw |een |uw eigen |your )?{SYSTEM}(?:[- ](?:code|inlogcode))?"
               r"(?: ?\(.{0,40}\))?\W*$"),
)  # fmt: skip
NOT_SIGN_IN = (
    re.compile(rf"\bgeen {SYSTEM}(?:[- ]code)? nodig\b|\b{SYSTEM}\b.{{0,20}}\bniet nodig\b"),
    re.compile(r"\bhoeft .{0,25}niet in te loggen\b"
               r"|\bno (?:login|digid) (?:is )?(?:needed|required)\b"),
    re.compile(rf"\bzonder (?:{SYSTEM}|in te loggen|inloggen)\b(?=.{{0,60}}{_KEY})"
               rf"|{_KEY}.{{0,60}}\bzonder (?:{SYSTEM}|in te loggen|inloggen)\b"),
)  # fmt: skip
# the login itself as a product: where to get one
LOGIN_ITSELF = re.compile(
    rf"\b{SYSTEM}\b.{{0,20}}\b(?:aanvragen|activeren|vergeten)\b|\bvraagt? .{{0,20}}{SYSTEM} aan\b"
    rf"|\bapply for .{{0,10}}{SYSTEM}\b|machtig"
)

FORM_LINK = re.compile(r"formulier|\bform\b|aanvraagform")
FORM_SAID = (
    re.compile(r"\b(?:download|print|haalt?)\b.{0,40}formulier\b"),
    re.compile(r"formulier\b.{0,40}\b(?:downloaden|uitprinten|printen|afhalen|ophalen|opsturen"
               r"|per post|inleveren|op papier|print)\b"),
    re.compile(r"\b(?:stuurt?|levert?)\b.{0,30}formulier\b.{0,60}\b(?:op|in|terug|naar)\b"),
    re.compile(r"\bpapieren (?:aanvraag)?formulier\b"),
    re.compile(r"\b(?:download|print)\b.{0,30}\bform\b"),
)  # fmt: skip
NOT_FORM = (
    re.compile(r"\b(?:geen|niet)\b.{0,25}\b(?:papieren formulier|formulier op papier|op papier)\b"),
    re.compile(r"\bno paper form\b"),
)
# a form beside the request: for who acts for another, or who disagrees
OTHER_FORM = re.compile(
    r"machtig|toestemming|verklaring|bezwaar|klacht|privacy|volmacht|contact|reactie|feedback"
    r"|online|digita|web-?formulier|hoeft|authori[sz]ation|consent|objection"
)
DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf)$", re.I)

PREFILLED = (
    re.compile(r"\b(?:vooraf|van tevoren|automatisch|alvast) (?:voor u )?(?:deels )?ingevulde?\b"
               r"|\bvoor-?ingevulde?\b"),
    re.compile(r"\bgegevens\b.{0,50}\b(?:zijn|staan)\b.{0,30}\b(?:al|alvast|vast)\b.{0,15}"
               r"\b(?:ingevuld|klaar|in het (?:online )?formulier)\b"),
    re.compile(r"\b(?:wij|we) (?:vullen|hebben)\b.{0,50}\b(?:al|alvast|vooraf)\b.{0,25}"
               r"\b(?:in|ingevuld)\b"),
    re.compile(r"\bpre-?filled\b|\balready (?:been )?filled in\b"),
)  # fmt: skip
CARRIED = re.compile(r"\bneem|meenemen|meebreng|\blever|inlever|\bbring\b")  # filled in by hand

_CASE = (r"(?:aanvraag|aanvragen|melding|zaak|zaken|verzoek|vergunning|aangifte|inschrijving"
         r"|bezwaar|bestelling|application|request|case|report)")  # fmt: skip
STATUS_LINK = (
    re.compile(rf"\b(?:volg|track|follow)\b (?:hier )?(?:uw|je|de|mijn|your) (?:\w+ )?{_CASE}\b"),
    re.compile(rf"\b(?:status|voortgang)\b (?:van |of )?(?:uw|je|de|mijn|your|the) (?:\w+ )?"
               rf"{_CASE}"),
    re.compile(rf"\b{_CASE} (?:online )?volgen\b|\b(?:zaak|aanvraag)status\b"),
    re.compile(r"\b(?:bekijk|check|volg|see) (?:hier )?(?:de |uw |the |your )?"
               r"(?:status|voortgang)\b"),
    re.compile(r"\b(?:mijn|lopende) (?:lopende )?(?:zaken|aanvragen|meldingen)\b"),
)  # fmt: skip
STATUS_SAID = (
    *STATUS_LINK[:4],
    re.compile(rf"\b(?:volgt|volgen|ziet|zien|bekijkt|bekijken)\b.{{0,60}}\b(?:status|voortgang"
               r"|hoe het (?:er ?mee|met (?:uw|de) \w+) staat|hoe ?ver|stand van zaken"
               rf"|{_CASE})\b"),
    re.compile(rf"\b{_CASE}\b.{{0,40}}\bvolgen\b|\bvolgt u de afhandeling\b"),
    re.compile(r"\b(?:status|voortgang|hoe het (?:er ?mee|met (?:uw|de) \w+) staat)\b.{0,60}"
               r"\b(?:volgen|zien|bekijken|terugvinden)\b"),
)  # fmt: skip
# where a citizen follows it by himself
BY_HIMSELF = re.compile(
    rf"\b(?:online|digitaal|mijn ?[\w-]+|inloggen|log in|logt in|{SYSTEM}|app|account|website"
    r"|internet|track|zelf volgen|(?:uw|persoonlijke) (?:internet)?pagina)\b"
)
BY_CALLING = re.compile(r"\bbelt?\b|\bbellen\b|telefo|\bmailt?\b|\bcall\b|phone")

# a link to an explanation of the request
EXPLAINS = re.compile(
    r"^\W*(?:lees|bekijk|zie|ontdek|read|see)\b.{0,40}\b(?:hoe|over|how|about)\b"
    r"|^\W*(?:uitleg|informatie|meer)\b"
)
# a link that starts a request without the word online
START = re.compile(
    r"^\W*(?:direct|meteen|nu|snel|start)\b.{0,50}\b(?:aanvra\w+|regel\w*|doorgeven|melden|aangeven"
    r"|indienen|aanmelden|melding|aangifte|starten)\b|^\W*(?:aanvraag|melding|aangifte) starten"
    r"|^\W*start (?:uw|de|met|je|your) "
    r"|^\W*naar het (?:online |digitale )?(?:aanvraag|meld)?formulier"
    r"|^\W*apply now|^\W*start (?:the |your )?application"
)
FORM_HOST = re.compile(
    r"^https?://(?:[^/]*[.-])?(?:formulier(?:en)?|forms?|e?-?loket|digitaalloket|mijn[a-z-]*"
    r"|omgevingsloket|e-?formulieren|aanvragen)[.-][^/]*"
    r"|^[^?#]*/(?:e-?|web)?formulier(?:en)?/",
    re.I,
)
# words of a link that say nothing of which product it is about
_PLAIN = (
    "aanvragen aanvraag doorgeven melden melding meldt indienen regelen online digitaal direct "
    "meteen starten start formulier formulieren aanvraagformulier meldformulier download "
    "downloaden printen papier papieren digid eherkenning eidas inloggen internet website "
    "aangeven aangifte aanmelden inschrijven opzeggen verlengen wijzigen bestellen hiervoor "
    "daarvoor vraag vragen status volgen volgt bekijk bekijken voortgang zaken mijnzaken lopende "
    "invullen opent nieuw venster tabblad bestand apply application report submit request form "
    "track follow check online number particulieren particulier ondernemers bedrijven inwoners "
    "bewoners organisaties uw je mijn deze onze voor naar"
)
PLAIN = frozenset(_PLAIN.split())
