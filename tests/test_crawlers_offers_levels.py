"""Which levels of service a page shows: a labelled set of own snippets, and what links may say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.offers.levels import Link, from_links, levels, merged, sentences, service

TOPIC = "Parkeervergunning voor bewoners aanvragen"
HERE = "https://www.zomerdorp.example/parkeren/aanvragen"
PAPER = "https://www.zomerdorp.example/bestanden/formulier.pdf"


def of_text(text: str, topic: str = TOPIC) -> set[str]:
    """The levels that a text shows; those that it denies with a minus before them."""
    return {f"{'' if one.offered else '-'}{one.level}" for one in levels([], text, topic)}


def of_link(text: str, url: str = HERE, topic: str = TOPIC) -> set[str]:
    return {one.level for one in from_links([Link(text, url)], topic)}


LABELLED = [
    # the request online
    ("Vraag de vergunning online aan.", {"online"}),
    ("U vraagt de vergunning digitaal aan.", {"online"}),
    ("U kunt de vergunning direct online aanvragen.", {"online"}),
    ("Dat kan online en kost niets.", {"online"}),
    ("Dit kan ook digitaal.", {"online"}),
    ("Dat kan via ons webformulier of aan de balie.", {"online"}),
    ("Dien uw aanvraag in via het Omgevingsloket.", {"online"}),
    ("Geef uw nieuwe kenteken digitaal door.", {"online"}),
    ("U vult het online formulier in.", {"online"}),
    ("Via internet aanvragen is het snelst.", {"online"}),
    ("Wilt u het snel? Vraag het online aan.", {"online"}),
    ("Online, als proef. We leren nog.", {"online"}),
    ("U kunt niet alleen aan de balie aanvragen: ook online aanvragen kan.", {"online"}),
    ("You can apply for the permit online.", {"online"}),
    # no request online
    ("U kunt de vergunning niet online aanvragen.", {"-online"}),
    ("Online kan het bij ons niet.", {"-online"}),
    ("Deze vergunning kunt u helaas niet digitaal aanvragen.", {"-online"}),
    ("Online aanvragen is niet mogelijk.", {"-online"}),
    ("Via internet aanvragen niet mogelijk", {"-online"}),
    ("Het is nog niet mogelijk om dit digitaal te regelen: het kan niet online.", {"-online"}),
    ("U kunt dit alleen aan de balie aanvragen.", {"-online"}),
    ("It is not possible to apply online.", {"-online"}),
    # nothing is said of the request
    ("Kunt u de vergunning online aanvragen?", set()),
    ("Kunt u niet online aanvragen, kom dan langs.", set()),
    ("Lukt online aanvragen niet? Bel ons.", set()),
    ("Maak online een afspraak om een vergunning aan te vragen.", set()),
    ("Meld u online aan voor de nieuwsbrief.", set()),
    ("Meer informatie vindt u online.", set()),
    ("Stel uw vraag online.", set()),
    ("Vaak kunt u dit online aanvragen.", set()),
    ("Binnenkort kunt u dit online aanvragen.", set()),
    ("In veel gemeenten kunt u dit online aanvragen.", set()),
    ("U kunt het niet eerder dan vier weken van tevoren online aanvragen.", {"online"}),
    ("Vraag de vergunning aan bij de balie.", set()),
    ("Stuur een foto mee.", set()),
    # a condition, another day, another place
    ("U kunt online aanvragen, mits u 18 jaar bent.", set()),
    ("U kunt dit online aanvragen, tenzij u in het buitenland woont.", set()),
    ("Online aanvragen kan alleen als u eigenaar bent.", set()),
    ("Alleen ondernemers kunnen dit online aanvragen.", set()),
    ("Onder voorwaarden kunt u online aanvragen.", set()),
    ("Zodra het systeem klaar is, vraagt u het online aan.", set()),
    ("Bent u eigenaar? Dan kunt u dit online aanvragen.", set()),
    ("Hebt u geen DigiD? Dan kunt u niet online aanvragen.", set()),
    ("Vanaf 1 januari 2027 kunt u dit online aanvragen.", set()),
    ("U kunt vanaf april online aanvragen.", set()),
    ("Vroeger kon u dit via internet aanvragen.", set()),
    ("Wij werken eraan dat u dit online kunt aanvragen.", set()),
    ("Door een storing kunt u niets online aanvragen.", set()),
    ("Bij de RDW kunt u dit online aanvragen.", set()),
    ("Betalen doet u online bij het aanvragen.", set()),
    ("Meer informatie over aanvragen leest u online.", set()),
    ("Alleen online aanvragen is mogelijk.", {"online"}),
    ("U kunt niet alleen als inwoner online aanvragen.", {"online"}),
    # signing in
    ("Zonder DigiD kunt u niet online aanvragen.", set()),
    ("U kunt dit niet zonder DigiD online aanvragen.", set()),
    ("U kunt zonder DigiD online aanvragen.", {"-sign-in"}),
    ("U logt in met DigiD.", {"sign-in"}),
    ("Ondernemers loggen in met eHerkenning.", {"sign-in"}),
    ("Hiervoor hebt u uw DigiD nodig.", {"sign-in"}),
    ("Uw DigiD", {"sign-in"}),
    ("Een DigiD (externe link)", {"sign-in"}),
    ("U vraagt de vergunning met DigiD digitaal aan.", {"online", "sign-in"}),
    ("U hebt geen DigiD nodig.", {"-sign-in"}),
    ("U hoeft hiervoor niet in te loggen.", {"-sign-in"}),
    ("Hebt u geen DigiD?", set()),
    ("Een DigiD kunt u aanvragen op de site van DigiD.", set()),
    ("De ouders geven met DigiD toestemming.", set()),
    ("Met of zonder DigiD bent u welkom.", set()),
    # filled in before
    ("Uw naam en adres: deze gegevens zijn al ingevuld.", {"prefilled"}),
    ("U krijgt een vooraf ingevuld formulier te zien.", {"prefilled"}),
    ("Wij vullen uw gegevens alvast in.", {"prefilled"}),
    ("The form is pre-filled with your data.", {"prefilled"}),
    ("Neem het vooraf ingevulde formulier mee.", set()),
    ("Wij vullen de aanvraag samen met u in.", set()),
    ("De gegevens zijn niet vooraf ingevuld.", set()),
    # following it
    ("In Mijn Zomerdorp volgt u uw aanvraag.", {"status"}),
    ("U ziet online hoe het met uw aanvraag staat.", {"status"}),
    ("Op uw pagina kunt u de status van uw aanvraag bekijken.", {"status"}),
    ("Log in en volg uw melding.", {"sign-in", "status"}),
    ("U kunt de status van uw aanvraag niet online volgen.", {"-status"}),
    ("Wilt u weten hoe het met uw aanvraag staat? Bel ons.", set()),
    ("Bel ons om de status van uw aanvraag te horen.", set()),
    ("Volg ons op sociale media.", set()),
    # a form to print
    ("Download het formulier en stuur het per post.", {"form"}),
    ("Het formulier kunt u ophalen bij de balie.", {"form"}),
    ("Liever op papier? Vraag het papieren formulier.", {"form"}),
    ("Er is geen papieren formulier.", {"-form"}),
    ("U hoeft geen formulier op te sturen.", set()),
    ("Download het machtigingsformulier.", set()),
]


@pytest.mark.parametrize(("text", "expected"), LABELLED, ids=[text for text, _ in LABELLED])
def test_a_sentence_shows_what_its_label_says(text: str, expected: set[str]) -> None:
    assert of_text(text) == expected


@pytest.mark.parametrize(("text", "url", "expected"), [
    ("Aanvragen met DigiD", HERE, {"online", "sign-in"}),
    ("Direct aanvragen", HERE, {"online"}),
    ("Parkeervergunning online aanvragen", HERE, {"online"}),
    ("Vergunning aanvragen", "https://formulieren.zomerdorp.example/parkeren", {"online"}),
    ("Start uw aanvraag", "", {"online"}),
    ("Inloggen met eHerkenning", HERE, {"sign-in"}),
    ("Volg uw aanvraag", HERE, {"status"}),
    ("Mijn zaken", HERE, {"status"}),
    ("Check the status of your application", HERE, {"status"}),
    ("Aanvraagformulier parkeervergunning (PDF)", PAPER, {"form"}),
    ("Vergunning aanvragen", HERE, set()),
    ("Kaart van de vergunningen (PDF)", "https://zomerdorp.example/kaart.pdf", set()),
    ("Machtigingsformulier (PDF)", PAPER, set()),
    ("Hondenbelasting online aangeven", HERE, set()),
    ("Maak online een afspraak", HERE, set()),
    ("DigiD aanvragen", "https://www.digid.example/", set()),
    ("Niet online aanvragen", HERE, set()),
    ("Bekijk hoe u online kunt aanvragen", HERE, set()),
    ("Online aanvragen (vanaf 1 mei)", HERE, set()),
    ("Meer informatie", "https://formulieren.zomerdorp.example/", set()),
])  # fmt: skip
def test_a_link_shows_what_it_starts(text: str, url: str, expected: set[str]) -> None:
    assert of_link(text, url) == expected


@pytest.mark.parametrize("url", [
    "javascript:start()", "JavaScript:start()", "data:text/html,x", "mailto:info@dorp.example",
    "/aanvragen", "https://a.example/<x>", "https://[", "vbscript:x",
])  # fmt: skip
def test_what_is_no_address_on_the_web_is_left_out_of_a_level(url: str) -> None:
    (found,) = from_links([Link("Online aanvragen", url)], TOPIC)

    assert (found.level, found.url) == ("online", "")


def test_a_level_says_by_which_words_and_at_which_address() -> None:
    (found,) = levels([Link("Volg uw aanvraag", HERE)], "", TOPIC)

    assert (found.level, found.offered, found.why) == ("status", True, "“Volg uw aanvraag”")
    assert found.url == HERE


def test_long_sentences_are_quoted_only_where_they_say_it() -> None:
    long = "Woont u al langer in de wijk met de bloemen en de bomen en de vijver, vraag de " \
           "vergunning dan online aan bij ons, want dat is het snelst."  # fmt: skip
    (found,) = levels([], long, TOPIC)

    assert found.why == "“vraag de vergunning dan online aan”"


def test_of_one_page_a_yes_outdoes_a_no() -> None:
    said = "Vraag het online aan. Voor een bedrijf kan online aanvragen niet."

    assert of_text(said) == {"online"}


def test_what_another_service_needs_is_about_the_product_where_that_is_its_product() -> None:
    said = "U kunt online bezwaar maken: u dient het digitaal in."

    assert of_text(said) == set()
    assert of_text(said, "Bezwaar maken") == {"online"}


def test_an_address_with_data_of_a_person_is_left_out() -> None:
    found = service("online", "forms", "https://loket.example/?mail=j.bos%40dorp.example")

    assert (found.why, found.url) == ("forms", "")


def test_a_field_and_a_page_that_disagree_are_both_kept() -> None:
    no = service("online", "onlineAanvragen: nee", offered=False)
    yes = service("online", "“Vraag het online aan.”")
    again = service("online", "“Dat kan online.”")

    assert merged([no], [yes, again]) == (yes, no)


def test_levels_come_from_low_to_high() -> None:
    text = "U ziet online hoe het met uw aanvraag staat. U logt in met DigiD. Dat kan online."

    assert [one.level for one in levels([], text, TOPIC)] == ["online", "sign-in", "status"]


@given(st.text(alphabet="abdeginlort .?!\nDigD", max_size=400))
def test_any_text_gives_each_level_once_at_most_as_offered(text: str) -> None:
    found = [one.level for one in levels([], text, "")]

    assert len(found) == len(set(found))


@given(st.text(max_size=200))
def test_no_sentence_is_empty_or_too_long(text: str) -> None:
    assert all(0 < len(one) <= 400 for one in sentences(text))


@pytest.mark.parametrize("part", ["vraag ", "aan", "niet online ", "stuur formulier ", "digid ",
                                  "status van uw ", "a", " ", "alleen aan de balie "])  # fmt: skip
def test_hostile_text_ends_and_gives_no_more_than_the_levels_there_are(part: str) -> None:
    found = levels([Link(part * 1_000, HERE)] * 50, part * 100_000, part * 1_000)

    assert len(found) <= 6
