"""The merge desk on the whole corpus: every proposal was judged by hand, against the files."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.home import Home
from knowledge.load import load_hub
from knowledge.merging.desk import Desk, desk_of

FORGE = "https://github.com/"
BODY = "noaber:organisatie/"
# what is proposed, and whether it is one: read in the publiccode.yml, README or catalogue of each
JUDGED = {
    # repoOwner and the list of users of AgID/pat; one of the two is a slip of the pen
    (f"{BODY}agid", f"{BODY}agid-agenzia-per-l-italia-digiatle",
     f"{BODY}agid-agenzia-per-l-italia-digitale"): True,
    # repoOwner of CSTSistemiSUD/GeoCity and the name of the account
    (f"{BODY}cst-sistemi-sud", f"{BODY}cst-sistemi-sud-s-r-l"): True,
    # `repoOwner` of open-formulieren/open-forms; Maykin Media is its older name, also in _history
    (f"{BODY}maykin", f"{BODY}maykin-media"): True,
    # two catalogues of regels.overheid.nl
    (f"{BODY}sociale-verzekeringsbank", f"{BODY}sociale-verzekeringsbank-svb"): True,
    # two records of one DCAT catalogue
    (f"{BODY}ville-d-evian-les-bains", f"{BODY}ville-evian-les-bains"): True,
    # READMEs: version 0.0.5 and 1.8.0 of one product under its old and its new name
    (f"{FORGE}maykinmedia/open-product", f"{FORGE}maykinmedia/open-producten"): True,
    # the README of Nijmegen: "supporting infrastructure", so not the product itself
    (f"{FORGE}gemeentenijmegen/open-forms", f"{FORGE}open-formulieren/open-forms"): False,
}  # fmt: skip
PRECISION = 6 / 7
# what looks alike and is not one: two bodies of the register, parts of a product, a family of clubs
APART = (
    (f"{BODY}vng", f"{BODY}vng-realisatie"),
    (f"{FORGE}amsterdam/signals", f"{FORGE}amsterdam/signals-frontend"),
    (f"{FORGE}maykinmedia/objecttypes-api", f"{FORGE}maykinmedia/open-object"),
    (f"{FORGE}opencatalogi/web-app", f"{FORGE}opencatalogi/opencatalogibundle"),
    (f"{FORGE}conductionnl/proto-component", f"{FORGE}conductionnl/grafregistratiecomponent"),
    (f"{BODY}automobile-club-roma", f"{BODY}automobile-club-como"),
    (f"{BODY}comune-di-genova", f"{BODY}comune-di-gela"),
)


@pytest.fixture(scope="module")
def desk(hub: Any, real: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", "2026-11-23")
        yield desk_of(hub, Home(real.home))


def test_every_proposal_was_judged(desk: Desk) -> None:
    assert {tuple(sorted(one.ids)) for one in desk.proposals} == set(JUDGED)
    assert sum(JUDGED.values()) / len(JUDGED) == pytest.approx(PRECISION)


def test_what_is_no_pair_has_only_weak_reasons(desk: Desk) -> None:
    wrong = [one for one in desk.proposals if not JUDGED[tuple(sorted(one.ids))]]

    assert {one.rank for one in wrong} <= {"zwak"}


def test_what_only_looks_alike_is_not_proposed(desk: Desk) -> None:
    proposed = [set(one.ids) for one in desk.proposals]

    assert [pair for pair in APART if any(set(pair) <= ids for ids in proposed)] == []


def test_each_proposal_has_reasons_and_evidence_that_can_be_opened(desk: Desk) -> None:
    assert desk.proposals
    for one in desk.proposals:
        assert one.reasons
        assert any(each.url.startswith("https://") for each in one.evidence), one.ids


def test_each_name_that_is_not_certain_has_proposals_and_evidence(desk: Desk) -> None:
    assert all(doubt.proposals and doubt.evidence for doubt in desk.names)


@pytest.mark.parametrize("ids", [ids for ids, is_one in JUDGED.items() if is_one])
def test_what_is_proposed_can_be_decided_and_undone(
    desk: Desk, hub: Any, real: Any, ids: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    home = Home(real.home)
    (proposal,) = [one for one in desk.proposals if set(one.ids) == set(ids)]
    home.merges.mkdir(exist_ok=True)
    path = home.merges / "besluit.yml"
    lines = proposal.same.splitlines()
    signed = ["by: Team, info@voorbeeld.example" if x.startswith("by:") else x for x in lines]
    path.write_text("\n".join(signed))
    try:
        during = load_hub(home)
    finally:
        path.unlink()
        home.merges.rmdir()
    after = load_hub(home)

    assert {one for one in ids if one in during.things} == {proposal.ids[0]}
    assert [p for p in during.problems if p.place.startswith("knowledge/merges")] == []
    assert (after.things, after.edges) == (hub.things, hub.edges)
