"""Questions about peers: who is most like an organisation, and what they use that it does not."""

from __future__ import annotations

from collections import defaultdict

from graph.build import Reuse
from graph.peers.calling import NOBODY, said, whom
from graph.peers.likeness import (
    PARTS,
    WORDS,
    Likeness,
    Profile,
    likeness,
    others,
    profiles,
    reasons,
    weights_of,
)
from graph.rows import Row, Rows, by_strength
from graph.walking import day_of, out_of, title
from knowledge.words import number

PEERS = 10  # of which gaps are told
_Compared = tuple[str, Profile, Likeness]
_Use = tuple[str, float, Row]
_APART = {
    "early": "verkent dit al", "over": "gebruikte dit eerder",
    "withdrawn": "dat zij dit gebruikt, is ingetrokken",
    "stale": "dat zij dit gebruikt, is lang niet gezien",
    "doubtful": "dat zij dit gebruikt, is twijfelachtig",
    "inherited": "een voorganger gebruikte dit",
}  # fmt: skip


def peers(reuse: Reuse, organisation: str, *, weights: str = "") -> list[Row]:
    """Welke organisaties lijken het meest op deze?

    A row for each organisation of the same type that exists and has anything in common, the most
    alike first; municipalities for a municipality. `likeness` is 0 to 1, the mean of the known
    parts `size`, `region`, `solutions` and `processes` (None where unknown) by their `weights`,
    which are those of the known parts; `unknown_parts` counts the others, `unknown` names them.
    With these it is `likeness_at_least` if all of them were unlike, `likeness_at_most` if all were
    equal; rows go by the first, so that one known part never goes before three.
    `inhabitants` are those of the row. `shared` are the solutions that both use, `shared_products`
    what both perform or handle. Raises UnknownQuestionError where `weights` names another part: it
    is text such as "size=1,region=1,solutions=2,processes=2".

    Uitleg: We vergelijken vier onderdelen, elk van 0 tot 1. Grootte: 1 is evenveel inwoners, 0 is
    tien keer zoveel of meer. Regio: dezelfde provincie en lid van hetzelfde samenwerkingsverband.
    Oplossingen: welk deel van alle oplossingen van die twee gebruiken zij allebei. Processen:
    hetzelfde voor de producten die zij uitvoeren of waarvoor zij een proces publiceren.
    Gelijkenis is het gemiddelde; oplossingen en processen wegen dubbel. U kiest zelf hoe zwaar een
    onderdeel weegt, in het Engels: --weights size=2,region=0. Wat we niet weten telt niet mee en is
    dus geen 0. Vooraan staat van wie we zeker het meest weten dat zij lijkt: daarvoor kijken we hoe
    groot de gelijkenis minstens is.
    """
    weighed = weights_of(weights)
    if not _is_organisation(reuse, organisation):
        return Rows()
    own = profiles(reuse)[organisation]
    every = _compared(reuse, organisation, weighed)
    titles = {node: str(data["title"]) for node, data in reuse.nodes(data=True)}
    rows = [_peer(one, own, weighed, titles) for one in every if one[2].whole]
    lacking = {
        part: (sum(found.parts[part] is None for *_, found in every), len(every)) for part in PARTS
    }
    return Rows(rows, lacking, _left_out(every))


def _peer(
    compared: _Compared, own: Profile, weights: dict[str, float], titles: dict[str, str]
) -> Row:
    """Give the row of one peer."""
    one, other, found = compared
    return {
        "organisation": one, "title": titles[one], "likeness": found.whole,
        "reasons": list(reasons(own, other, titles)),
        "likeness_at_least": found.least, "likeness_at_most": found.most, **found.parts,
        "inhabitants": other.inhabitants,
        "weights": {part: weights[part] for part, v in found.parts.items() if v is not None},
        "shared": sorted(own.solutions & other.solutions),
        "shared_products": sorted(own.tasks & other.tasks),
        "unknown_parts": len(found.unknown), "unknown": [WORDS[part] for part in found.unknown],
    }  # fmt: skip


def gaps(reuse: Reuse, organisation: str, *, weights: str = "") -> list[Row]:
    """Wat gebruiken vergelijkbare organisaties wel en deze niet, en wie kunt u bellen?

    A row per solution that at least one of the ten most alike `peers` of which any use is known
    uses, and the organisation does not; what it disputes to use is left out. `number` of them,
    `weight` is their likeness added up, `strengths` counts their uses by the strength of the
    evidence. `own_claim` says in Dutch where the organisation has a claim on it that does not
    count. `call` is whom to call, at `call_organisation`: the peer with the best team for it, else
    a website; "" where nobody names one. Raises UnknownQuestionError as `peers` does.

    Uitleg: We nemen de tien organisaties die het meest lijken en waarvan we
    gebruik kennen. Elke oplossing die zij gebruiken en deze organisatie niet, staat hier: wat de
    meeste gebruiken eerst. We noemen een team of algemeen adres dat zij zelf publiceren, anders hun
    website. Verkent u iets al, of gebruikte u het eerder, dan staat dat erbij. We kennen alleen
    gebruik dat ergens openbaar staat. Misschien gebruikt deze organisatie dit dus toch al. Gesloten
    producten staan er niet bij: daarvan mogen we niet elke gebruiker noemen.
    """
    weighed = weights_of(weights)
    if not _is_organisation(reuse, organisation):
        return Rows()
    every = _compared(reuse, organisation, weighed)
    chosen = [one for one in every if one[1].solutions and one[2].whole][:PEERS]
    own = dict(out_of(reuse, organisation, "uses"))
    settled = {one for one, data in own.items() if data["counts"] or data["apart"] == "disputed"}
    rows = [
        _gap(reuse, solution, those) | {"own_claim": _own_claim(reuse, own.get(solution))}
        for solution, those in _used_by(reuse, chosen).items()
        if solution not in settled
    ]
    rows.sort(key=lambda row: (-row["number"], -row["weight"], row["title"].casefold(),
                               row["solution"]))  # fmt: skip
    unseen = sum(not other.solutions for _, other, _ in every)
    unknown = {"solutions": (unseen, len(every)),
               "call": (sum(not row["call"] for row in rows), len(rows))}  # fmt: skip
    return Rows(rows, unknown, _said_of_gaps(reuse, organisation, len(chosen)))


def _used_by(reuse: Reuse, chosen: list[_Compared]) -> dict[str, list[_Use]]:
    """Give what the peers use: of each solution who, how alike, and the claim.

    Closed products are left out: who uses those and is not named, looks as if it does not.
    """
    using: dict[str, list[_Use]] = defaultdict(list)
    for one, _, found in chosen:
        for solution, data in out_of(reuse, one, "uses"):
            if data["counts"] and not reuse.nodes[solution].get("closed"):
                using[solution].append((one, found.whole or 0, data))
    return using


def _gap(reuse: Reuse, solution: str, those: list[_Use]) -> Row:
    """Give the row of one solution that peers use."""
    names = [one for one, *_ in those]
    return {
        "solution": solution, "title": title(reuse, solution), "number": len(those),
        "weight": round(sum(whole for _, whole, _ in those), 4),
        "peers": names, "peers_title": [title(reuse, one) for one in names],
        "strengths": by_strength(data for *_, data in those), **_call(reuse, solution, names),
    }  # fmt: skip


def _is_organisation(reuse: Reuse, node: str) -> bool:
    return node in reuse and reuse.nodes[node]["kind"] == "organisation"


def _compared(reuse: Reuse, organisation: str, weights: dict[str, float]) -> list[_Compared]:
    """Compare with every other of the same type, the most alike first."""
    own = profiles(reuse)[organisation]
    found = [
        (one, other, likeness(own, other, weights))
        for one, other in others(reuse, organisation).items()
    ]
    return sorted(
        found,
        key=lambda one: (
            -one[2].least, -(one[2].whole or 0), len(one[2].unknown),
            title(reuse, one[0]).casefold(), one[0],
        ),
    )  # fmt: skip


def _left_out(every: list[_Compared]) -> list[str]:
    """Say with how many others nothing could be compared, or nothing was in common."""
    unlike = sum(found.whole == 0 for *_, found in every)
    dark = sum(found.whole is None for *_, found in every)
    notes = [f"Met {number(unlike)} andere is niets gemeen gevonden."] if unlike else []
    if dark:
        notes.append(
            f"Met {number(dark)} andere is niets te vergelijken: daarvoor is te weinig bekend."
        )
    return notes


def _said_of_gaps(reuse: Reuse, organisation: str, chosen: int) -> list[str]:
    """Say with how many is compared, and where little is known."""
    notes = []
    if chosen < PEERS:
        notes.append(
            f"Vergeleken met {number(chosen)} organisaties: van meer vergelijkbare organisaties "
            "kennen wij geen gebruik."
        )
    if not profiles(reuse)[organisation].solutions:
        notes.append(
            "Van deze organisatie kennen wij geen gebruik. Dat iets hier staat, zegt dus niet dat "
            "zij het mist."
        )
    return notes


def _own_claim(reuse: Reuse, data: Row | None) -> str:
    """Say which claim the organisation itself has that does not count."""
    if not data:
        return ""
    if data["apart"] == "over" and data["since"] > day_of(reuse).isoformat()[: len(data["since"])]:
        return "gaat dit later gebruiken"
    return _APART.get(data["apart"], "dat zij dit gebruikt, telt niet mee")


def _call(reuse: Reuse, solution: str, those: list[str]) -> Row:
    """Give whom to call: of the peers, the most alike first, the one with the best contact."""
    best = min(
        ((whom(reuse, one, solution), place, one) for place, one in enumerate(those)),
        key=lambda found: (found[0].rank, found[1]),
    )
    call, _, one = best
    known = call.rank < NOBODY
    return {
        "call": said(reuse, one, call) if known else "", "call_organisation": one if known else "",
    }  # fmt: skip
