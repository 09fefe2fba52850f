"""A person's name beside a mail address or phone number. Other names in a text are left alone.

There is no model that knows names: what stands right beside the address must look like one, by
its title, its initials, a given name that many people have, or by returning in the address.
"""

from __future__ import annotations

import re

from knowledge.identity import folded

_TITLES = " dhr mw mevr mevrouw meneer heer drs dr ir ing prof mr msc bsc "
_PARTICLES = " van de der den het ter ten te 't el al la le von in op uit bij du des d' ’t "
_NO_NAMES = (  # words with a capital that begin no name of a person
    " gemeente provincie waterschap stichting vereniging team afdeling bureau dienst loket balie "
    "contact contactpersoon vragen vraag meer informatie telefoon tel mail email adres postbus "
    "bel mailt stuur neem voor bij via met of en het een de uw ons onze als kijk zie naam door "
    "maintainer auteur author contributor projectleider burgerlijke stand openbare ruimte werk "
    "inkomen sociale zaken wijkteam stadsdeel stadhuis gemeentehuis receptie algemeen kantoor "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag klantenservice helpdesk "
    "nederland kinderopvang school bibliotheek huisarts apotheek politie brandweer ggd "
    "public sector software open source the for and please copyright license support "
)
_LABELS = (  # words between a name and the address that goes with it
    " mail email e-mail e-mailadres mailadres emailadres tel telefoon telefoonnummer mobiel mob "
    "phone mobile via op of t e m mailto bereikbaar is te bereiken per nummer "
)
_GIVEN = (
    " aad abdel abdullah ad adam adriaan agnes ahmed aicha albert alex alexander ali alice amina "
    "amir andre andrea anja anke anna anne annelies annemarie annemiek annet annette annie anouk "
    "anton antoon arend arjan arie arjen arno arnold arthur astrid ayse barbara bart bas ben "
    "bernard bert bianca bob boris bram brigitte carla carolien caroline casper cees chantal "
    "charlotte chris christa christian christina claudia coen cor corine cornelis corrie daan "
    "daniel daphne david debbie dennis diana dick diederik dirk dorien edith edwin eline elisabeth "
    "ellen els elsa emma emiel erik eric erwin esther eva evelien evert fatima fatma femke ferry "
    "floor floris fons frank frans fred frederik frits gerard gerda gerrit gert gijs gerben guido "
    "hanna hannah hanneke hans harm harrie harry hassan heleen helena hendrik henk henri herman "
    "hilde hugo ibrahim ilse ineke ingrid irene iris isabel ivo jaap jack jacob jacqueline jan "
    "janine janneke jasper jeanette jelle jeroen jesse jessica jet jo joan job jochem joep johan "
    "johanna john joke jolanda joost jordy joris jos jose josje joyce judith julia jurgen karel "
    "karim karin kees kevin khadija kim klaas koen koos lars laura leen leo leon leonie lia lies "
    "lieke linda lisa lisette liesbeth loes lotte louis lucas luuk maaike maarten mara marc marcel "
    "margriet maria marian marianne marieke marijke marijn marion marit mariska marja mark marleen "
    "marlies martijn martin martine marten matthijs maurice max mehmet melissa menno merel michael "
    "michel michiel miranda mireille mirjam mohamed mohammed monique mustafa nadia nancy natasja "
    "nathalie nick nico nicole niels nienke nina noor nynke olaf omar onno oscar pascal patricia "
    "patrick paul paula pauline peter petra philip pien piet pieter pim quinten rachid ralph "
    "raymond rebecca remco rene renate rianne richard rick rien rik rob robbert robert robin roel "
    "roeland roland rolf romy ron ronald rosa ruben rudolf ruth ruud ruurd sabine said samira "
    "sander sandra sanne sara sarah saskia sebastiaan selma sem simon simone sjoerd sonja sophie "
    "stefan stephan steven suzanne sven sylvia tamara tanja ted teun theo thijs thea thomas tijn "
    "tim tineke tjeerd tobias tom ton trudy vera victor vincent wendy wesley wil wilco wilhelmina "
    "willem wim wout wouter yasmin yolanda youssef yvonne zeynep "
)
_EDGE = " \t\u00a0,;:|<([{]\u2013\u2014-\"'*_>#`/=+"
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,6}|[A-Z]")
_CAPITAL = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'’-]*[a-zß-ÿ](?:-[A-ZÀ-Þ][\w'’]+)?\Z|[A-Z]{3,}\Z")
_IN_BRACKETS = re.compile(r"[>)\]]?[ \t]{0,2}[(<]([^()<>\n\d@]{3,50})[)>]")
_NEXT_FIELD = re.compile(
    r"[\"',;]{0,3}\n[ \t]{0,40}[\"']?(?:naam|name)[\"']?[ ]?[:=][ ]?[\"']?"
    r"([^\W\d_][^\n\d@:\"]{2,50})",
    re.I,
)
_REACH = 110
_MOST = 7  # words


def name_before(text: str, at: int, address: str = "") -> tuple[int, int] | None:
    """Give where the name stands that goes with the address or number that starts at a place.

    On the same line, or on a line of its own just above, or above a line with a function. With
    an `address` a name counts also where it returns in that.
    """
    start = max(0, at - _REACH)
    head = text[start:at]
    line, above = _line(head, len(head)), 0
    end = _trimmed(head, line, len(head))
    if end > line:
        return _name_at_end(text, start + line, start + end, address)
    while line > 0 and above < 2:
        above += 1
        line, end = _line(head, line - 1), line - 1
        if line == 0 and start > 0:
            return None
        found = _whole_line(text, start + line, start + _trimmed(head, line, end), address)
        if found or len(head[line:end]) > 45 or re.search(r"[\d@.]", head[line:end]):
            return found
    return None


def name_after(text: str, at: int, address: str = "") -> tuple[int, int] | None:
    """Give where a name stands behind an address or number: in brackets, or as the next field."""
    found = _IN_BRACKETS.match(text, at) or _NEXT_FIELD.match(text, at)
    if not found:
        return None
    name = _name_at_end(text, found.start(1), found.end(1), address)
    return name if name and not text[found.start(1) : name[0]].strip() else None


def _line(head: str, end: int) -> int:
    """Give where the line starts that ends at a place."""
    return head.rfind("\n", 0, end) + 1


def _trimmed(head: str, line: int, end: int) -> int:
    """Give where a line ends without the signs and labels before an address."""
    for _ in range(5):
        end = line + len(head[line:end].rstrip(_EDGE))
        word = re.search(r"[^\W\d_][\w-]*\.?\Z", head[max(line, end - 20) : end])
        if not word or f" {word[0].lower().rstrip('.')} " not in _LABELS:
            break
        end -= len(word[0])
    return end


def _whole_line(text: str, start: int, end: int, address: str) -> tuple[int, int] | None:
    """Give the name on a line that holds nothing else but, at most, a label before it."""
    name = _name_at_end(text, start, end, address)
    before = text[start : name[0]].strip(_EDGE) if name else ""
    return name if name and (not before or text[start : name[0]].rstrip().endswith(":")) else None


def _name_at_end(text: str, start: int, end: int, address: str) -> tuple[int, int] | None:
    """Give the name that the words up to a place end in."""
    words = list(_WORD.finditer(text, max(start, end - 70), end))[-_MOST:]
    if not words or words[-1].end() != end or _is_no_name(words[-1][0]):
        return None
    if not _CAPITAL.match(words[-1][0]):
        return None
    first = len(words) - 1
    while first > 0 and _joins(text, words[first - 1], words[first]):
        first -= 1
    while first < len(words) and _is_particle(words[first][0]):
        first += 1
    chosen = words[first:]
    return (chosen[0].start(), end) if _is_name([one[0] for one in chosen], address) else None


def _joins(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Tell whether the word on the left may belong to the same name."""
    word = left[0]
    if text[left.end() : right.start()].strip(" \t") or _is_no_name(word):
        return False
    is_initials = bool(_INITIALS.fullmatch(word))
    if word.endswith(".") and not is_initials and not _is_title(word):
        return False
    return is_initials or _is_title(word) or _is_particle(word) or bool(_CAPITAL.match(word))


def _is_no_name(word: str) -> bool:
    return f" {word.lower().rstrip('.')} " in _NO_NAMES and not _is_particle(word)


def _is_title(word: str) -> bool:
    return f" {word.lower().rstrip('.')} " in _TITLES


def _is_particle(word: str) -> bool:
    return word[0].islower() and f" {word} " in _PARTICLES


def _is_name(words: list[str], address: str) -> bool:
    """Tell whether words look like the name of a person."""
    own = [word for word in words if not _is_title(word) and not _is_particle(word)]
    if not own or len(own) > 5:
        return False
    if any(_is_title(word) or _INITIALS.fullmatch(word) for word in words[:-1]):
        return True
    if len(own) < 2:
        return False
    local = folded(address.partition("@")[0]).replace(" ", "")
    if local and any(len(part) > 2 and part in local for part in map(_joined, own)):
        return True
    return f" {folded(own[0])} " in _GIVEN or any(_is_particle(word) for word in words[1:-1])


def _joined(word: str) -> str:
    return folded(word).replace(" ", "")
