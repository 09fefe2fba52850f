"""A notebook for analysts: `make notebook` puts a copy in build/ and starts it in the browser.

It looks at the home of NOABER_HOME, else at the example (`make demo`), and asks the same functions
as `noaber ask`. Every cell is plain Python; change what you like, nothing here is used elsewhere.
"""

import marimo

app = marimo.App(width="medium", app_title="Het hergebruik van oplossingen")


@app.cell
def _():
    import os
    from pathlib import Path

    import marimo as mo

    from graph import measures, questions
    from graph.build import build
    from knowledge.home import CHECKOUT, Home
    from knowledge.load import load_hub

    home = Home(Path(os.environ.get("NOABER_HOME", CHECKOUT / "build" / "demo")))
    if not home.root.is_dir():
        raise SystemExit("Er is nog niets om te bekijken: voer eerst `make demo NO_SERVE=1` uit.")
    return build, home, load_hub, measures, mo, questions


@app.cell
def _(build, home, load_hub, measures):
    hub = load_hub(home)
    reuse = build(hub)
    measures.attach(reuse, home)
    return hub, reuse


@app.cell
def _(hub, mo, reuse):
    mo.md(f"""
    # Het hergebruik van oplossingen

    **{len(reuse):,}** dingen en **{reuse.number_of_edges():,}** relaties. Elke relatie heeft een
    bron en een sterkte: *own* zegt de organisatie zelf, *maker* de maker van de oplossing, *third*
    een ander, *derived* heeft noaber afgeleid. Problemen bij het laden: {len(hub.problems)}.
    """)
    return


@app.cell
def _(mo):
    mo.md("""## Het meest hergebruikt""")
    return


@app.cell
def _(mo, questions, reuse):
    most = questions.questions()["most_reused"](reuse)
    mo.ui.table(list(most), selection=None, label="Oplossingen met hun gebruikers")
    return (most,)


@app.cell
def _(mo, most):
    choices = {f"{row['title']} ({row['users']})": row["solution"] for row in most}
    solution = mo.ui.dropdown(choices, value=next(iter(choices), None), label="Oplossing")
    solution
    return (solution,)


@app.cell
def _(mo, questions, reuse, solution):
    users = questions.questions()["users_of"](reuse, solution.value) if solution.value else []
    curve = questions.questions()["adoption_curve"](reuse, solution.value) if solution.value else []
    mo.vstack([
        mo.ui.table(list(users), selection=None, label="Wie gebruikt haar, volgens wie?"),
        mo.ui.table(list(curve), selection=None, label="Sinds wanneer?"),
        mo.md(f"Onbekend: {getattr(curve, 'unknown', {}) or 'niets'}"),
    ])  # fmt: skip
    return curve, users


@app.cell
def _(mo, questions):
    asking = mo.ui.dropdown(
        {row["question"]: row["name"] for row in questions.listed()}, label="Stel een vraag"
    )
    words = mo.ui.text(label="Over (naam of id, met ; ertussen)", full_width=True)
    strength = mo.ui.dropdown(
        ["own", "maker", "third", "derived"], value="derived", label="Zwakste bewijs dat telt"
    )
    mo.vstack([mo.md("## Vraag zelf"), asking, words, strength])
    return asking, strength, words


@app.cell
def _(asking, hub, mo, questions, strength, words):
    from knowledge.model import NoaberError

    answer = {}
    try:
        if asking.value:
            given = tuple(one.strip() for one in words.value.split(";") if one.strip())
            answer = questions.answered(hub, asking.value, given, least=strength.value)
        shown = mo.ui.table(answer.get("rows", []), selection=None)
    except NoaberError as error:
        shown = mo.callout(str(error), kind="warn")
    mo.vstack([shown, mo.md(" ".join(answer.get("notes", [])))])
    return (answer,)


@app.cell
def _(mo):
    query = mo.ui.text_area(
        "MATCH (o:Organisation)-[:uses {counts: true}]->(s:Solution)\n"
        "RETURN s.title AS oplossing, count(o) AS gebruikers ORDER BY gebruikers DESC LIMIT 10",
        label="Cypher, na `noaber build`",
        full_width=True,
    )
    query
    return (query,)


@app.cell
def _(home, mo, query):
    from graph.cypher import ask
    from knowledge.model import NoaberError as CypherError

    try:
        found = ask(home, query.value).as_json()
        rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
        told = mo.ui.table(rows, selection=None)
    except CypherError as error:
        told = mo.callout(str(error), kind="warn")
    told
    return


if __name__ == "__main__":
    app.run()
