"""Writes synthetic Dutch entries: `python tests/bench/generate.py HOME N [--seed S]`.

The same seed and number give the same bytes. Words are drawn Zipf-like from a vocabulary of
compounds that is made here, so speed and sizes mean something and relevance means nothing. What
is said of municipalities and products is made up.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries import PREFIXES
from knowledge.home import Home
from knowledge.identity import slug
from knowledge.register import load_organisations, load_products

SEED = 2026
LEAST = 40
WORDS = 460  # of an entry's text, about
EXPONENT = 1.07  # of Zipf's law, as in the measurements before the design
SHARES = {  # of 100 entries
    "process": 20, "experience": 20, "statement": 18, "solution": 15, "cost": 10,
    "agreement": 8, "initiative": 5, "organisation": 4,
}  # fmt: skip

# what stands most in Dutch text, in about that order
_COMMON = """
    de van het een en in is dat op te voor met zijn die niet aan er om ook als bij maar door
    wordt naar over dan uit worden nog wij deze hebben kan of zich heeft tot wel meer geen zo
    andere eerst moet waar welke alle wat onze veel al tussen hun na kunnen zonder per dit
    daarom tijdens elke vaak binnen alleen samen altijd soms bijna zelf daarna sinds omdat u
"""
_PLAIN = """
    gemeente inwoner medewerker aanvraag besluit formulier systeem afspraak leverancier raad
    college wijk buurt loket balie proces stap termijn kosten bedrag contract koppeling
    gegeven dossier zaak brief melding klacht vraag antwoord keuze rol team afdeling dag week
    maand jaar winter zomer begin einde deel plan idee wens fout oplossing pilot handleiding
    maken geven vragen werken regelen betalen kiezen wachten bellen sturen tonen meten delen
    beheren vullen leren testen bouwen kopen stoppen starten groeien helpen zoeken vinden
    nieuw oud groot klein goed snel langzaam duur goedkoop eenvoudig lastig digitaal lokaal
    landelijk regionaal openbaar veilig tijdelijk jaarlijks wekelijks duidelijk verplicht
"""
_FIRST = """
    afval riool parkeer belasting subsidie vergunning bouw sloop huis woon wijk buurt straat
    plein park speel groen boom water dijk brug haven markt horeca terras evenement sport
    zwembad school leerling jeugd jongeren ouderen zorg hulp schuld bijstand inkomen werk
    uitkering minima armoede taal inburgering asiel paspoort rijbewijs identiteit geboorte
    huwelijk partner overlijden begraaf adres verhuis kiezer verkiezing raads college
    burgemeester commissie besluit bezwaar klacht melding toezicht handhaving veiligheid brand
    milieu energie warmte duurzaamheid klimaat bodem geluid lucht verkeer fiets bus wegen
    lantaarn container archief document dossier zaak kennis gegevens informatie basis kaart
    geo meet sensor netwerk systeem software beheer test inkoop contract leverancier begroting
    reken factuur grond erfpacht monument museum bibliotheek cultuur toerisme winkel bedrijf
"""
_MIDDLE = "beleids aanvraag plan toets advies gebieds keten dienst regie project uitvoerings"
_LAST = """
    aanvraag advies afspraak ambtenaar analyse balie bank beheer beleid besluit bestand budget
    bureau campagne centrum coach commissie consulent dienst dossier eis formulier fonds
    gebied gids groep heffing kaart kader keten kosten lijst loket medewerker meting model
    module moment norm onderzoek overleg overzicht pas plan platform portaal proces product
    programma project punt raad register regel regeling regisseur rapport ruimte systeem
    tarief team termijn toets traject verordening visie voorziening wet zaak
"""


@cache
def vocabulary() -> tuple[str, ...]:
    """Give all words, the most common first."""
    firsts, lasts, plain = _FIRST.split(), _LAST.split(), _PLAIN.split()
    pairs = [first + last for first in firsts for last in lasts if first != last]
    triples = [
        first + middle + last
        for first, middle, last in itertools.product(firsts, _MIDDLE.split(), lasts[::4])
    ]
    rest = [*firsts, *pairs]
    order = random.Random("vocabulary")  # one order for all seeds: the language is the same
    order.shuffle(rest)
    order.shuffle(triples)
    return tuple(dict.fromkeys([*_COMMON.split(), *plain, *rest, *triples]))


class Zipf:
    """Draws from a row of things, the first of them the most often."""

    def __init__(self, things: Sequence[Any], exponent: float, chance: random.Random) -> None:
        self.things = things
        self.chance = chance
        self.weights = [*itertools.accumulate(1 / (n + 2) ** exponent for n in range(len(things)))]

    def draw(self, number: int) -> list[Any]:
        """Give a number of things; a thing may come more than once."""
        return self.chance.choices(self.things, cum_weights=self.weights, k=number)

    def some(self, most: int) -> list[Any]:
        """Give one to `most` different things."""
        return [*dict.fromkeys(self.draw(self.chance.randint(1, most)))]


class Writer:
    """Makes the entries of one seed and number."""

    def __init__(self, number: int, seed: int) -> None:
        self.chance = random.Random(f"{seed}/{number}")
        self.words = Zipf(vocabulary(), EXPONENT, self.chance)
        self.topics = [word for word in vocabulary() if len(word) > 9][:4000]
        registers = Home().registers
        towns = [o.id for o in load_organisations(registers)
                 if o.type == "gemeente" and not o.valid_until]  # fmt: skip
        products = [product.id for product in load_products(registers)]
        for things in (towns, products):
            self.chance.shuffle(things)
        self.entries = [*self._planned(number)]
        made = {kind: [self._id(k, name) for k, name, _ in self.entries if k == kind]
                for kind in PREFIXES}  # fmt: skip
        self.towns = Zipf(towns, 0.5, self.chance)
        self.products = Zipf(products, 0.8, self.chance)
        self.solutions = Zipf(made["solution"], 0.8, self.chance)
        about = [*made["solution"], *made["process"], *made["organisation"], *made["initiative"]]
        self.chance.shuffle(about)
        self.about = Zipf(about, 0.8, self.chance)

    def _planned(self, number: int) -> Iterator[tuple[str, str, str]]:
        """Give kind, name and title of each entry; the shares hold for any first part."""
        done = dict.fromkeys(SHARES, 0)
        for count in range(1, number + 1):
            kind = max(SHARES, key=lambda k: SHARES[k] * count / 100 - done[k])
            done[kind] += 1
            topic, other = self.chance.sample(self.topics, 2)
            title = f"{topic.capitalize()} en {other} {count}"
            yield kind, slug(title), title

    def _id(self, kind: str, name: str) -> str:
        return PREFIXES[kind] + name  # as knowledge.entries does where an entry gives none

    def files(self) -> Iterator[tuple[str, str]]:
        """Give the path below `knowledge/entries` and the text of each entry."""
        for kind, name, title in self.entries:
            front = {"title": title, "summary": self.sentence(14), **self._front(kind, name)}
            shown = yaml.dump(front, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False,
                              width=1000)  # fmt: skip
            yield f"{kind}/{name}.md", f"---\n{shown}---\n{self.text()}\n"

    def _front(self, kind: str, name: str) -> dict[str, Any]:
        front: dict[str, Any] = {
            "owner": "Team Voorbeeld, team@voorbeeld.example",
            "review_by": f"2027-{self.chance.randint(1, 12):02}-01",
            "sources": [f"https://voorbeeld.example/{kind}/{name}.html"],
        }
        if kind not in ("solution", "process", "organisation"):
            front["about"] = self.about.some(3)
        return front | getattr(self, f"_{kind}")(name)

    def _organisation(self, name: str) -> dict[str, Any]:
        types = ("samenwerkingsverband", "leverancier", "overig")
        own = self._id("organisation", name)  # without a relation it would have no page
        return {
            "type": self.chance.choice(types),
            "website": f"https://{name[:40]}.example/",
            "statements": [{"subject": own, "relation": "uses", "object": solution}
                           for solution in self.solutions.some(2)],
        }  # fmt: skip

    def _solution(self, name: str) -> dict[str, Any]:
        supported = [{"subject": self._id("solution", name), "relation": "supports",
                      "object": product} for product in self.products.some(2)]  # fmt: skip
        return {
            "solution_type": self.chance.choice(["standalone/web", "library", "addon"]),
            "phase": self.chance.choice(["concept", "beta", "stable"]),
            "licence": "EUPL-1.2",
            "website": f"https://{name[:40]}.example/",
            "statements": supported,
        }

    def _process(self, name: str) -> dict[str, Any]:
        return {
            "product": self.products.draw(1)[0],
            "publisher": self.towns.draw(1)[0],
            "term": f"P{self.chance.randint(1, 12)}W",
            "channels": self.chance.sample(["balie", "online met DigiD", "post", "telefoon"], 2),
            "legal_basis": [f"artikel {self.chance.randint(1, 90)} van de Voorbeeldwet"],
            "evidence": [" ".join(self.chance.sample(self.topics, 2)) for _ in range(2)],
            "partners": self.chance.sample(self.topics, 2),
        }

    def _statement(self, name: str) -> dict[str, Any]:
        town = self.towns.draw(1)[0]
        said = [{"subject": town, "relation": "uses", "object": solution,
                 "role": self.chance.choice(["verkent", "pilot", "in gebruik"]),
                 "since": str(self.chance.randint(2015, 2026))}
                for solution in self.solutions.some(4)]  # fmt: skip
        if self.chance.random() < 0.2:
            said[0] |= {"relation": "makes", "role": "maker"}
        return {"claimant": town, "statements": said}

    def _experience(self, name: str) -> dict[str, Any]:
        return {"claimant": self.towns.draw(1)[0]}

    def _cost(self, name: str) -> dict[str, Any]:
        amount, year = self.chance.randint(1, 900) * 250, self.chance.randint(2018, 2026)
        return {"amount": amount, "year": year, "what": self.sentence(8)}

    def _agreement(self, name: str) -> dict[str, Any]:
        return {"year": self.chance.randint(2015, 2026)}

    def _initiative(self, name: str) -> dict[str, Any]:
        lead, *partners = self.towns.some(6)
        phase = self.chance.choice(["idee", "zoekt partners", "loopt"])
        return {"phase": phase, "lead": lead} | ({"partners": partners} if partners else {})

    def sentence(self, about: int) -> str:
        """Give a sentence of about so many words."""
        drawn = self.words.draw(max(3, about + self.chance.randint(-5, 5)))
        return " ".join(drawn).capitalize() + "."

    def text(self) -> str:
        """Give markdown of about `WORDS` words: two headings, paragraphs, a list, a link."""
        long = " ".join
        return "\n\n".join([
            long(self.sentence(14) for _ in range(6)),
            f"## {self.sentence(5)[:-1]}",
            long(self.sentence(14) for _ in range(8)),
            "\n".join(f"- **{self.sentence(4)}** {self.sentence(10)}" for _ in range(4)),
            f"## {self.sentence(5)[:-1]}",
            long(self.sentence(14) for _ in range(9)),
            f"Lees ook [{self.sentence(4)[:-1]}](https://voorbeeld.example/uitleg). "
            + long(self.sentence(14) for _ in range(5)),
        ])  # fmt: skip


def generate(root: Path, number: int, seed: int = SEED) -> list[Path]:
    """Write a number of entries to a home, without those it had; give the files."""
    if number < LEAST:
        raise ValueError(f"{LEAST} entries is the least that has every kind")
    folder = Home(root).entries
    shutil.rmtree(folder, ignore_errors=True)
    written = []
    for name, text in Writer(number, seed).files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("home", type=Path, help="its entries are replaced")
    reader.add_argument("number", type=int)
    reader.add_argument("--seed", type=int, default=SEED)
    asked = reader.parse_args()
    if asked.home.resolve() == Home().root:
        reader.error("this would replace the entries of the checkout; name another folder")
    if asked.number < LEAST:
        reader.error(f"ask for {LEAST} entries or more, so that every kind is there")
    written = generate(asked.home, asked.number, asked.seed)
    print(f"{len(written)} entries in {asked.home}")


if __name__ == "__main__":
    main()
