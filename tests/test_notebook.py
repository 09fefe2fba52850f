"""The notebook for analysts: it runs from top to bottom and says what the questions say."""

import runpy

from graph.build import build
from graph.questions.uses import most_reused
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub

NOTEBOOK = CHECKOUT / "docs" / "notebook.py"


def test_the_notebook_runs_and_gives_what_the_questions_give(demo, monkeypatch):
    monkeypatch.setenv("NOABER_HOME", str(demo))
    app = runpy.run_path(str(NOTEBOOK))["app"]

    _, defined = app.run()

    assert list(defined["most"]) == list(most_reused(build(load_hub(Home(demo)))))
    assert defined["users"]
    assert defined["curve"]


def test_one_command_starts_the_notebook():
    made = (CHECKOUT / "Makefile").read_text()

    assert "\nnotebook: " in made
    assert "edit --skip-update-check build/notebook.py" in made
