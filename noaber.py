"""The front door: one short function per command. `noaber --help` lists them."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterable, Iterator
from functools import partial, reduce
from pathlib import Path
from typing import Any

import click

from knowledge.home import CHECKOUT, Home
from knowledge.model import KINDS, STRENGTHS, NoaberError, Problem

json_option = click.option("--json", "is_json", is_flag=True, help="Print JSON.")
loopback_option = click.option(
    "--allow-loopback", is_flag=True, help="Open the loopback host and port a source itself names."
)
day_option = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As of that day.")
_QUESTION_OPTIONS = (
    day_option,
    click.option("--min-strength", "least", default="derived", type=click.Choice(STRENGTHS),
                 help="The weakest evidence that counts."),
    click.option("--with", "together", multiple=True, help="cost: who shares, not its users."),
    click.option("--key", help="cost: gelijk, inwoners, grootteklasse, vast=30 or a CSV file."),
    click.option("--weights", help="peers and gaps: what counts how much: size=1,region=0."),
    click.option("--csv", "is_csv", is_flag=True, help="Print CSV."),
)  # fmt: skip
home_of = click.make_pass_decorator(Home)


def question_options(command: Any) -> Any:
    """Give a command the options that questions may have."""
    return reduce(lambda made, option: option(made), reversed(_QUESTION_OPTIONS), command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="NOABER_HOME",
    default=CHECKOUT,
    help="The folder that holds knowledge/, data/ and build/. Default: the checkout.",
)
@click.pass_context
def cli(context: click.Context, home: Path) -> None:
    """Collect, know, relate and publish what municipalities reuse."""
    if not (home.is_dir() or context.invoked_subcommand in ("demo", "inspect", "members")):
        raise click.BadParameter(f"de map {home} bestaat niet", param_hint="--home")
    context.obj = Home(home.resolve())


def answer(data: Any, is_json: bool, lines: Iterable[str]) -> None:
    """Print the answer: one JSON document, or lines for people."""
    for line in [json.dumps(data, ensure_ascii=False)] if is_json else lines:
        click.echo(line)


def say(problems: Iterable[Problem]) -> bool:
    """Say each problem on standard error; tell whether any is an error."""
    problems = list(problems)
    for problem in problems:
        click.echo(str(problem), err=True)
    return any(problem.level == "error" for problem in problems)


def tell(found: Any, is_json: bool) -> None:
    """Print what a room found, say its problems, and end with its status."""
    say(found.problems)
    answer(found.as_json(), is_json, found.lines())
    sys.exit(found.status)


def given(words: tuple[str, ...]) -> Iterator[str]:
    """Give the arguments, or the lines of standard input where the argument is `-`."""
    if words == ("-",):
        yield from (line.strip() for line in sys.stdin if line.strip())
    else:
        yield from words


@cli.command()
@click.option("--no-serve", is_flag=True, help="Stop after the build.")
@click.option("--port", default=8000, show_default=True, help="Where the site is served.")
def demo(no_serve: bool, port: int) -> None:
    """Do the whole job on the example federation, in the home build/demo."""
    from crawlers.directory import import_members
    from crawlers.example import example_federation, example_home

    home = example_home()
    with example_federation() as address:
        import_members(home, address, True)
        status = crawl_members(home, (), True, False)
    status = build_home(home) or status
    if not no_serve:
        serve_home(home, port)
    sys.exit(status)


@cli.group(invoke_without_command=True)
@json_option
@click.pass_context
def members(context: click.Context, is_json: bool) -> None:
    """List the members and their sources."""
    if context.invoked_subcommand is None:
        from knowledge.members import load_members, source_names

        found, problems = load_members(context.obj.members)
        rows = [
            {"slug": m.slug, "name": m.name, "id": m.organisation, "sources": [*source_names(m)]}
            for m in found
        ]
        lines = (f"{row['slug']}: {row['name']} ({', '.join(row['sources'])})" for row in rows)
        answer({"members": rows}, is_json, lines)
        sys.exit((3 if found else 1) if say(problems) else 0)


@members.command("import")
@click.argument("where")
@loopback_option
@json_option
@home_of
def members_import(home: Home, where: str, allow_loopback: bool, is_json: bool) -> None:
    """Write member files from a directory of organisations, a file or an address."""
    from crawlers.directory import import_members

    written, problems = import_members(home, where, allow_loopback)
    say(problems)
    data = {"written": written, "problems": [p.model_dump() for p in problems]}
    answer(data, is_json, [f"{len(written)} ledenbestanden in {home.members}"])
    sys.exit(0 if not problems else 3 if written else 1)


@members.command()
@click.argument("url")
@loopback_option
@json_option
@home_of
def probe(home: Home, url: str, allow_loopback: bool, is_json: bool) -> None:
    """Look at what a host speaks and allows, and propose a member file."""
    from crawlers.probing.probe import probe

    tell(probe(home, url, allow_loopback, lambda text: click.echo(text, err=True)), is_json)


@cli.command()
@click.argument("member", nargs=-1)
@loopback_option
@json_option
@home_of
def crawl(home: Home, member: tuple[str, ...], allow_loopback: bool, is_json: bool) -> None:
    """Collect what members publish: of all members whose sources are due, or of those named."""
    sys.exit(crawl_members(home, member, allow_loopback, is_json))


def crawl_members(home: Home, names: tuple[str, ...], allow: bool, is_json: bool) -> int:
    """Crawl with progress on standard error and a table at the end; give the exit status."""
    from crawlers.run import crawl, outcome
    from knowledge.members import load_members

    found, problems = load_members(home.members)
    wrong = say(problems)
    if unknown := set(names) - {member.slug for member in found}:
        raise click.BadParameter(f"onbekend lid: {', '.join(sorted(unknown))}")
    chosen = [member for member in found if not names or member.slug in names]
    run = crawl(home, chosen, allow, lambda text: click.echo(text, err=True), not names)
    answer(run.as_json(), is_json, (report.as_text() for report in run.sources))
    return outcome(run, wrong)


@cli.command("accept-loss")
@click.argument("source")
@click.option("--reason", required=True, help="Why the loss is right; shown with the source.")
@json_option
@home_of
def accept_loss(home: Home, source: str, reason: str, is_json: bool) -> None:
    """Release once a source that is held because it lost too much."""
    from crawlers.losses import accept_loss

    accepted = {"source": source} | accept_loss(home, source, reason)
    done = f"{source}: het verlies van nu is geaccepteerd; de volgende keer gaat het door"
    answer(accepted, is_json, [done])


@cli.command()
@click.argument("member")
@json_option
@home_of
def report(home: Home, member: str, is_json: bool) -> None:
    """Tell a publisher what went well and wrong, in Dutch, ready to send."""
    from crawlers.settings import CONTACT
    from knowledge.reporting import report_json, report_text

    found = report_json(home, member, CONTACT) if is_json else {}
    answer(found, is_json, [] if is_json else [report_text(home, member, CONTACT).rstrip()])


@cli.group(invoke_without_command=True)
@day_option
@json_option
@click.pass_context
def organisations(context: click.Context, as_of: Any, is_json: bool) -> None:
    """List the registers of organisations: all, or those of a day."""
    if context.invoked_subcommand is None:
        from knowledge.members import registered
        from knowledge.model import plain

        found = registered(context.obj, as_of.date() if as_of else None)
        rows = [plain(one) | {"type": one.type} for one in found]
        lines = (f"{o.id}  {o.title}  {o.valid_until or ''}".rstrip() for o in found)
        answer({"organisations": rows}, is_json, lines)


@organisations.command()
@loopback_option
@json_option
@home_of
def refresh(home: Home, allow_loopback: bool, is_json: bool) -> None:
    """Renew the registers from their publishers."""
    from crawlers.refresh import refresh

    tell(refresh(home, allow_loopback, lambda text: click.echo(text, err=True)), is_json)


@organisations.command()
@click.argument("name", nargs=-1, required=True)
@day_option
@json_option
@home_of
def resolve(home: Home, name: tuple[str, ...], as_of: Any, is_json: bool) -> None:
    """Say which organisation a written name means, and by which rule; `-` reads names."""
    from knowledge.members import load_register

    register = load_register(home)
    for written in given(name):
        found = register.resolve(written, as_of.date() if as_of else None)
        means = ", ".join(found.organisations) or f"? {', '.join(found.proposals)}".strip()
        answer(found.model_dump(mode="json"), is_json, [f"{written}: {means} ({found.rule})"])


@cli.command()
@click.argument("file", nargs=-1, required=True)
@click.option("--drafts", is_flag=True, help="Also what its maker calls a draft.")
@loopback_option
@json_option
def inspect(file: tuple[str, ...], drafts: bool, allow_loopback: bool, is_json: bool) -> None:
    """Show what noaber would make of a published file or address."""
    from crawlers.inspection import shown

    sys.exit(shown(given(file), partial(answer, is_json=is_json), allow_loopback, drafts))


@cli.command()
@click.argument("what", required=False)
@click.option("--reason", default="", help="Why; it is published, so it names nobody.")
@click.option("--even-if-unknown", "anyway", is_flag=True, help="Also where nothing here has it.")
@click.option("--no-build", is_flag=True, help="Do not build the site again.")
@json_option
@home_of
def forget(home: Home, /, what: str | None, no_build: bool, is_json: bool, **how: Any) -> None:
    """Remove a page, record or text everywhere and for good; list what was; `-` reads a text."""
    from crawlers import takedown

    if what is None:
        tell(takedown.decided(home), is_json)
    found = takedown.forget(home, "\n".join(given((what or "",))), **how)
    if found.had_site and not no_build:
        build_home(home)
    tell(found, is_json)


@cli.command()
@click.argument("path", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", default="text", type=click.Choice(["text", "github", "json", "errorformat"])
)
@home_of
def check(home: Home, path: tuple[Path, ...], form: str) -> None:
    """Check member files and entries: file:line:column: level: field: message."""
    from knowledge.check import FORMATS, check

    problems = [problem for each in path or (None,) for problem in check(home, each)]
    if problems or form == "json":
        click.echo(FORMATS[form](problems))
    sys.exit(1 if any(problem.level == "error" for problem in problems) else 0)


@cli.command()
@home_of
def build(home: Home) -> None:
    """Build model, graph, search index, pages and site."""
    sys.exit(build_home(home))


def build_home(home: Home) -> int:
    """Build everything from what was harvested and written; give the exit status."""
    from crawlers.cleansing import cleanse
    from graph import measures
    from graph.build import build
    from graph.exports import Earlier, export
    from graph.pages import answers_of, neighbours_of_all
    from knowledge.load import load_hub
    from knowledge.pages import stage
    from knowledge.search import build_index
    from knowledge.site import render

    cleanse(home)
    hub = load_hub(home)
    reuse = build(hub)
    measures.store(reuse, home)
    click.echo(f"{len(hub.things)} dingen, {len(hub.edges)} relaties", err=True)
    build_index(hub, home.build / "index")
    export(reuse, home.build / "pages" / "data", earlier=Earlier.of(home))  # a page tells of them
    problems = [*hub.problems, *stage(hub, home, neighbours_of_all(reuse), answers_of(reuse))]
    render(home)
    click.echo(f"site: {home.build / 'site'}", err=True)
    return 3 if say(problems) else 0


@cli.command()
@click.option("--port", default=8000, show_default=True)
@home_of
def serve(home: Home, port: int) -> None:
    """Show the built site; build again when an entry changes."""
    serve_home(home, port)


def serve_home(home: Home, port: int) -> None:
    """Serve the site until interrupted."""
    from knowledge.serve import serve

    serve(home, port, lambda: build_home(home), lambda text: click.echo(text, err=True))


@cli.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS))
@click.option("--organisation", default="", help="An id, slug or name.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@json_option
@home_of
def search(home: Home, /, query: tuple[str, ...], is_json: bool, **how: Any) -> None:
    """Search as the site does; `-` answers a query per line of standard input."""
    from knowledge.search import Searcher, lines_of

    searcher = Searcher(home.build / "index")
    for text in given(query) if query == ("-",) else [" ".join(query)]:
        found = searcher.search(text, **how)
        answer(found, is_json, lines_of(found))


@cli.command()
@click.argument("process", nargs=-1, required=True)
@json_option
@home_of
def compare(home: Home, process: tuple[str, ...], is_json: bool) -> None:
    """Put two or three processes side by side, or show how one changed over time."""
    from knowledge.comparing.telling import compared
    from knowledge.load import load_hub

    tell(compared(load_hub(home), process), is_json)


@cli.command()
@click.argument("question", required=False)
@click.argument("arguments", nargs=-1)
@question_options
@json_option
@home_of
def ask(home: Home, /, question: str | None, arguments: tuple[str, ...], **how: Any) -> None:
    """List the questions, or answer one from the graph."""
    from graph.questions import answered, csv_of, lines_of, listed

    is_json, is_csv = how.pop("is_json"), how.pop("is_csv")
    if question is None:
        lines = (f"{q['usage']}\n  {q['question']}" for q in listed())
        answer({"questions": listed()}, is_json, lines)
        return
    from knowledge.load import load_hub

    day = how.pop("as_of").date() if how["as_of"] else how.pop("as_of")
    found = answered(load_hub(home, day), question, arguments, day, how.pop("least"), how, home)
    answer(found, is_json, [csv_of(found).rstrip()] if is_csv else lines_of(found))


@cli.command()
@click.argument("query")
@click.option("--rows", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1, 600))
@json_option
@home_of
def cypher(home: Home, /, query: str, is_json: bool, **limits: int) -> None:
    """Ask the graph anything in Cypher, reading only; `-` reads the query."""
    from graph.cypher import ask

    tell(ask(home, sys.stdin.read(10**6) if query == "-" else query, **limits), is_json)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "names", multiple=True, help="Such as csv or sqlite; default all.")
@click.option("--since", type=click.Path(path_type=Path), help="An earlier export: what changed?")
@json_option
@home_of
def export(home: Home, /, folder: Path, names: tuple[str, ...], is_json: bool, **how: Any) -> None:
    """Write the open data files of the graph."""
    from graph import measures
    from graph.build import build
    from graph.exports import Earlier, export
    from knowledge.load import load_hub

    hub = load_hub(home)
    measures.attach(reuse := build(hub), home)
    earlier = Earlier.of(home, how["since"]) if how["since"] else None
    written = [str(path) for path in export(reuse, folder, names, earlier)]
    answer({"written": written}, is_json, written)
    sys.exit(3 if say(hub.problems) else 0)


def main() -> None:
    """Run a command; an error that a person can mend is one line, anything else a bug report."""
    try:
        cli(standalone_mode=True)
    except NoaberError as error:
        click.echo(f"noaber: {error}", err=True)
        sys.exit(error.status)
    except OSError as error:
        click.echo(f"noaber: {error.filename or 'systeem'}: {error.strerror or error}", err=True)
        sys.exit(1)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        click.echo(f"noaber: bug in {where}: {type(error).__name__}: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
