"""Two hand-made processes side by side; the answer was written from their pictures, not by running.

Eikendaal asks the main resident for consent and waits five working days. Vossenbeek reminds a
colleague after three days and informs the former municipality. The rest they do alike.
"""

from __future__ import annotations

import json

from click.testing import CliRunner

import noaber

SAME = {
    "Verhuizing ingevuld",
    "Adres en bewoners controleren",
    "Gaan alle gegevens vanzelf goed?",
    "Verhuizing verwerken in de registratie",
    "Melding beoordelen",
    "Verhuizing handmatig verwerken",
    "Bevestiging sturen",
    "Inwoner staat op het nieuwe adres",
}
ONLY_EIKENDAAL = {
    "Toestemming van de hoofdbewoner nodig?",
    "Toestemming vragen",
    "Vijf werkdagen wachttijd",
}
ONLY_VOSSENBEEK = {
    "Drie dagen niet opgepakt",
    "Van een andere gemeente?",
    "Vorige gemeente informeren",
    "Collega herinneren",
    "Collega is herinnerd",
}


def test_eikendaal_and_vossenbeek_differ_as_a_reader_of_both_pictures_says(demo):
    pair = ["verhuizing-eikendaal", "verhuizing-vossenbeek"]
    done = CliRunner().invoke(noaber.cli, ["--home", str(demo), "compare", *pair, "--json"])
    (comparison,) = json.loads(done.stdout)["comparisons"]

    def told(states, side):
        return {
            one["text"]
            for row in comparison["steps"]
            if row["state"] in states
            for one in row["cells"][side]["entries"]
        }

    alone = {row["state"] for row in comparison["steps"]} - {"same"}
    assert told({"same"}, 0) == told({"same"}, 1) == SAME
    assert told(alone, 0) == ONLY_EIKENDAAL
    assert told(alone, 1) == ONLY_VOSSENBEEK
    assert comparison["summary"] == "Stappen: 8 hetzelfde, 8 bij maar één proces."
