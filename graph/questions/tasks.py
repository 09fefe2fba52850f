"""Questions about tasks: who does what, how the process runs, and with which solutions."""

from __future__ import annotations

from graph.build import Reuse
from graph.rows import Row, claim
from graph.walking import counting, into, out_of, title


def processes_for(reuse: Reuse, product: str) -> list[Row]:
    """Welke processen zijn er voor dit product, en van wie?

    A row per process and publisher; `organisation` is "" where nobody says whose it is, or says so
    no more. The claim of a row is that the process handles the product.

    Uitleg: Elk proces waarvan iemand zegt, of waaruit wij afleiden, dat het dit product
    behandelt. Een proces van twee uitgevers staat er twee keer. Is niet bekend van wie het is,
    dan blijft dat leeg.
    """
    rows: list[Row] = []
    for process, data in into(reuse, product, "handles"):
        owners = counting(into(reuse, process, "publishes"))
        rows += [
            {"process": process, "title": title(reuse, process), "organisation": who,
             "organisation_title": title(reuse, who), **claim(data)}
            for who in owners or [""]
        ]  # fmt: skip
    return _ordered(rows)


def offered_by(reuse: Reuse, product: str) -> list[Row]:
    """Welke organisaties voeren dit product uit, en wie publiceert het proces?

    `processes` are those that the organisation itself publishes for the product; empty where only
    a product page says that it performs the product.

    Uitleg: Elke organisatie die zegt dat zij dit product uitvoert, bijvoorbeeld met een pagina
    op haar website. Daarnaast staat welk proces zij er zelf voor publiceert.
    """
    own: dict[str, list[str]] = {}
    for process in counting(into(reuse, product, "handles")):
        for who in counting(into(reuse, process, "publishes")):
            own.setdefault(who, []).append(process)
    return _ordered(
        [
            {"organisation": who, "title": title(reuse, who),
             "processes": sorted(own.get(who, [])), **claim(data)}
            for who, data in into(reuse, product, "performs")
        ]
    )  # fmt: skip


def solutions_for(reuse: Reuse, product: str) -> list[Row]:
    """Met welke oplossingen wordt dit product gedaan?

    `through` is the process for this product that the solution supports, "" where it supports the
    product itself; `users` counts the organisations that use it today.

    Uitleg: Oplossingen die het product zelf ondersteunen, of een proces voor dat product.
    Achter elke oplossing staat hoeveel organisaties haar vandaag gebruiken.
    """
    ways = ["", *counting(into(reuse, product, "handles"))]
    return _ordered(
        [
            {"solution": solution, "title": title(reuse, solution), "through": way,
             "users": sum(d["counts"] for _, d in into(reuse, solution, "uses")), **claim(data)}
            for way in ways
            for solution, data in into(reuse, way or product, "supports")
        ]
    )  # fmt: skip


def tasks_of(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke producten voert deze organisatie uit, en met welk proces?

    A row per product that it performs or has a process for; the claim is that it performs it, else
    that its process handles it.

    Uitleg: De producten die deze organisatie uitvoert, en de producten waarvoor zij een proces
    publiceert.
    """
    rows = {product: claim(data) for product, data in out_of(reuse, organisation, "performs")}
    own: dict[str, list[str]] = {}
    for process in counting(out_of(reuse, organisation, "publishes")):
        for product, data in out_of(reuse, process, "handles"):
            if data["counts"]:
                own.setdefault(product, []).append(process)
            rows.setdefault(product, claim(data))
    return _ordered(
        [
            {"product": product, "title": title(reuse, product),
             "processes": sorted(own.get(product, [])), **said}
            for product, said in rows.items()
        ]
    )  # fmt: skip


def _ordered(rows: list[Row]) -> list[Row]:
    """Order rows by whether their claim counts, then by title and what else they start with."""
    return sorted(
        rows,
        key=lambda row: (not row["counts"], row["title"].casefold(), [*map(str, row.values())]),
    )
