"""Whom to ask about a thing."""

from datetime import date

from knowledge.contacts import contacts, own_contacts
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, Organisation, Process, Solution, Statement
from knowledge.shelf import Shelf

DAY = date(2026, 11, 23)
TOWN, MAKER, TOOL = "noaber:organisatie/dorp", "noaber:organisatie/maker", "https://x.nl/tool"


def said(subject, relation, target, **more):
    return Statement(subject=subject, relation=relation, object=target, **more)


def shelf(statements, *records):
    things = {r.id: Thing(r.id, r.kind, f"s{n}", (r,)) for n, r in enumerate(records)}
    return Shelf(Hub(things=things, edges=tuple(edges_from(statements))), DAY)


def entry(slug, contact, **more):
    about = {"title": slug.title(), "reader": "entry", "source": f"entry:{slug}"}
    return Document(id=f"noaber:entry/{slug}", contact=contact, **(about | more))


def shown(found):
    return [("".join(part for part, _ in one.pieces), one.named_by) for one in found]


def test_the_teams_of_users_of_costs_and_of_the_maker_can_be_asked_about_a_solution():
    cost = entry("kosten", "Team Inkoop, inkoop@dorp.nl", genre="kosten")
    use = entry("gebruik", "Team Zaken, team-zaken@dorp.nl")
    made = shelf(
        [
            said(TOWN, "uses", TOOL, source=use.source, claimant=TOWN),
            said(MAKER, "makes", TOOL),
            said(cost.id, "about", TOOL, source=cost.source),
        ],
        Solution(id=TOOL, title="Tool"),
        Organisation(id=TOWN, title="Dorp", type="gemeente"),
        Organisation(id=MAKER, title="Maker", contact="support@maker.nl"),
        cost,
        use,
    )

    assert shown(contacts(made, made.hub.things[TOOL])) == [
        ("Team Zaken, team-zaken@dorp.nl", (TOWN,)),
        ("support@maker.nl", (MAKER,)),
        ("Team Inkoop, inkoop@dorp.nl", (cost.id,)),
    ]


def test_what_is_disputed_leads_to_nobody():
    wrong = said(MAKER, "uses", TOOL, state="disputed")
    made = shelf(
        [wrong],
        Solution(id=TOOL, title="Tool"),
        Organisation(id=MAKER, title="Maker", contact="support@maker.nl"),
    )

    assert contacts(made, made.hub.things[TOOL]) == []


def test_an_organisation_has_its_own_teams_not_those_of_what_it_uses():
    process = Process(id="https://x.nl/p", title="P", contact="team@dorp.nl")
    made = shelf(
        [said(TOWN, "publishes", process.id), said(TOWN, "uses", TOOL)],
        process,
        Solution(id=TOOL, title="Tool", contact="support@maker.nl"),
        Organisation(id=TOWN, title="Dorp", type="gemeente"),
    )

    assert shown(contacts(made, made.hub.things[TOWN])) == [("team@dorp.nl", (process.id,))]


def test_a_contact_of_the_thing_itself_is_not_named_again():
    process = Process(id="https://x.nl/p", title="P", contact="team@dorp.nl")
    made = shelf(
        [said(TOWN, "publishes", process.id)],
        process,
        Organisation(id=TOWN, title="Dorp", contact="team@dorp.nl"),
    )

    assert shown(own_contacts(made.hub.things[process.id])) == [("team@dorp.nl", (process.id,))]
    assert contacts(made, made.hub.things[process.id]) == []


def test_the_address_of_a_person_is_never_a_contact():
    one = Solution(id=TOOL, title="Tool", contact="jan.jansen@dorp.nl")
    two = Solution(id=TOOL, title="Tool", contact="Team Zaken, jan.jansen@dorp.nl")

    assert own_contacts(Thing(TOOL, "solution", "t", (one,))) == []
    assert shown(own_contacts(Thing(TOOL, "solution", "t", (two,)))) == [
        ("Team Zaken, [e-mailadres verborgen]", (TOOL,))
    ]


def test_an_address_to_follow_is_only_that_of_a_website_or_a_desk():
    hostile = "javascript:alert(1) https://a@b.nl/ mailto:info@x.nl?bcc=jan@y.nl https://x.nl/vraag"
    (contact,) = own_contacts(
        Thing(TOOL, "solution", "t", (Solution(id="x", title="x", contact=hostile),))
    )

    assert [where for _, where in contact.pieces if where] == [
        "mailto:info@x.nl",
        "https://x.nl/vraag",
    ]
