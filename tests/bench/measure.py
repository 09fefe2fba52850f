"""Measures the build at two sizes and prints the tables of README.md; `--write` puts them there.

`python tests/bench/measure.py [--sizes SMALL LARGE] [--write]`. Each measurement runs in its own
process, this same file with `--part`. Ratios are of runs in one go: sizes alternate, and so do
our MkDocs settings and plain ones on the same pages.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))

from generate import EXPONENT, SEED, Zipf, generate, vocabulary

from knowledge.home import CHECKOUT, Home

README = Path(__file__).with_name("README.md")
START, END = "<!-- measured -->", "<!-- end of measured -->"
SENTENCE = "wat doet de gemeente met een melding"  # small words stand on every page
CHROMIUM = Path("/usr/bin/chromium")
STAGES = {  # as build_home of noaber.py calls them: name in the table, module, function
    "load entries and registers": ("knowledge.load", "load_hub"),
    "graph": ("graph.build", "build"),
    "search index (Whoosh)": ("knowledge.search", "build_index"),
    "neighbours": ("graph.pages", "neighbours_of_all"),
    "stage pages": ("knowledge.pages", "stage"),
    "open data files": ("graph.exports", "export"),
    "MkDocs": ("knowledge.site", "_run_mkdocs"),
    "Pagefind": ("knowledge.site", "_run_pagefind"),
}
PLAIN = {  # MkDocs as anyone would set it up: the theme, the same small menu and pages, no more
    "site_name": "Plain",
    "theme": {"name": "material", "language": "nl"},
    "plugins": [],
    "validation": {"nav": {"omitted_files": "ignore"}},
}


class Clock:
    """Wall and CPU seconds of a block; CPU includes programs that it started and ended."""

    def __enter__(self) -> Clock:
        self.began = time.perf_counter(), self._cpu()
        return self

    def __exit__(self, *error: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.began[0], self._cpu() - self.began[1]

    def _cpu(self) -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + ended.ru_utime + ended.ru_stime


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """Give the peak memory in MiB."""
    return resource.getrusage(who).ru_maxrss / 1024


# --- the parts, each in a process of its own ------------------------------------------------------


def part_build(home: Home) -> dict[str, Any]:
    """Build in one piece, as `noaber build` does, with a clock around each stage."""
    import noaber

    times: dict[str, Any] = {}
    for label, (module, name) in STAGES.items():
        room = importlib.import_module(module)
        setattr(room, name, _clocked(label, getattr(room, name), times))
    with Clock() as whole:
        status = noaber.build_home(home)
    if status or set(times) != set(STAGES):
        raise SystemExit(f"the build gave status {status} and ran {', '.join(times)}")
    times["all"] = {"wall": whole.wall, "cpu": whole.cpu, "peak": peak()}
    return {"times": times} | _pages(home)


def _clocked(label: str, function: Callable[..., Any], times: dict[str, Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def clocked(*given: Any, **named: Any) -> Any:
        with Clock() as clock:
            answer = function(*given, **named)
        times[label] = {"wall": clock.wall, "cpu": clock.cpu, "peak": peak()}
        return answer

    return clocked


def _pages(home: Home) -> dict[str, Any]:
    """Count the pages and weigh their HTML: pages of things, and lists with the rest."""
    from knowledge.paths import FOLDERS

    site = home.build / "site"
    things, others = [], []
    for path in site.rglob("*.html"):
        parts = path.relative_to(site).parts
        is_thing = len(parts) == 3 and parts[0] in FOLDERS.values()
        (things if is_thing else others).append(path.stat().st_size)
    return {"pages": len(things) + len(others), "mean": statistics.fmean(things),
            "largest": max(things), "largest other": max(others)}  # fmt: skip


def part_ours(home: Home) -> dict[str, Any]:
    """Render the staged pages with our settings."""
    from knowledge.site import _run_mkdocs

    return _rendered(
        home, lambda out: _run_mkdocs(docs_dir=str(home.build / "pages"), site_dir=out)
    )


def part_plain(home: Home) -> dict[str, Any]:
    """Render the same pages with the theme as it comes."""
    import yaml
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    nav = yaml.load((CHECKOUT / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)["nav"]
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "mkdocs.yml"
        settings.write_text(yaml.dump(PLAIN | {"nav": nav}), encoding="utf-8")
        pages = str(home.build / "pages")
        return _rendered(
            home, lambda out: build(load_config(str(settings), docs_dir=pages, site_dir=out))
        )


def _rendered(home: Home, render: Callable[[str], None]) -> dict[str, Any]:
    import mkdocs.commands.build  # noqa: F401 - importing is not what we compare

    out = Path(tempfile.mkdtemp(dir=home.root))
    try:
        with Clock() as clock:
            render(str(out))
        sizes = [path.stat().st_size for path in out.rglob("*.html")]
    finally:
        shutil.rmtree(out)
    return {"wall": clock.wall, "cpu": clock.cpu, "peak": peak(), "mean": statistics.fmean(sizes)}


def part_pagefind(home: Home) -> dict[str, Any]:
    """Index the built site again, in a small process: what Pagefind itself needs of memory."""
    from knowledge.site import _run_pagefind

    with Clock() as clock:
        _run_pagefind(home)
    return {"wall": clock.wall, "cpu": clock.cpu, "peak": peak(resource.RUSAGE_CHILDREN)}


def part_check(home: Home) -> dict[str, Any]:
    """Read and validate all entries, as `noaber check` does."""
    from knowledge.check import check

    with Clock() as clock:
        problems = check(home)
    if problems:
        raise SystemExit(f"{len(problems)} problems, the first: {problems[0]}")
    return {"wall": clock.wall, "cpu": clock.cpu}


def part_search(home: Home) -> dict[str, Any]:
    """Ask queries of two words: all that `noaber search` does, and Whoosh's part of it alone."""
    from whoosh import qparser

    from knowledge.search import Searcher

    searcher = Searcher(home.build / "index")
    found = Counter(len(searcher.search(text, limit=1)["results"]) for text in _queries(5))
    whole, alone = [], []
    for text in _queries(200):
        with Clock() as clock:
            found[searcher.search(text)["match"]] += 1
        whole.append(clock.wall * 1000)
    with searcher.index.searcher() as bare:
        for text in _queries(200):
            asked = searcher._parsed(text, qparser.AndGroup)
            with Clock() as clock:
                bare.search(asked, limit=20)
            alone.append(clock.wall * 1000)
    size = sum(path.stat().st_size for path in (home.build / "index").iterdir())
    return {"whole": _middle(whole), "alone": _middle(alone), "all words": found["all"] / 200,
            "documents": searcher.index.doc_count(), "index MB": size / 1e6}  # fmt: skip


def _queries(number: int) -> Iterator[str]:
    """Give queries of two words that people could ask: drawn like the texts, no small words."""
    words = [word for word in vocabulary() if len(word) > 4]
    drawn = Zipf(words, EXPONENT, random.Random(f"queries {number}"))
    return (" ".join(drawn.draw(2)) for _ in range(number))


def _middle(values: list[float]) -> dict[str, float]:
    return {"p50": statistics.median(values), "p95": statistics.quantiles(values, n=20)[18]}


def part_browser(home: Home) -> dict[str, Any]:
    """Ask a first query in Chromium and sum what it got from `pagefind/`, for some queries."""
    from playwright.sync_api import sync_playwright

    site, asked = home.build / "site", [*_queries(9), "gemeente", "vergunning"]

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    totals, kinds = [], Counter()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for text in asked:
                files = _asked(browser, f"http://127.0.0.1:{server.server_port}", text, site)
                totals.append(sum(files.values()))
                kinds.update(files)
            files = _asked(browser, f"http://127.0.0.1:{server.server_port}", SENTENCE, site)
            browser.close()
    finally:
        server.shutdown()
    return {"median": statistics.median(totals), "largest": max(totals),
            "sentence": sum(files.values()),
            "kinds": {kind: size / len(asked) for kind, size in kinds.items()}}  # fmt: skip


def _asked(browser: Any, address: str, text: str, site: Path) -> Counter[str]:
    """Give the bytes per kind of file that one query in a fresh browser gets from Pagefind."""
    context = browser.new_context()
    page, paths = context.new_page(), []
    page.on("request", lambda request: paths.append(unquote(urlsplit(request.url).path)))
    page.goto(f"{address}/zoeken/?q={quote(text)}")
    page.wait_for_selector(".hits li, .count:text-matches('^Niets')")
    page.wait_for_load_state("networkidle")
    context.close()
    files: Counter[str] = Counter()
    for path in set(paths):
        if "/pagefind/" in path:
            kind = re.sub(r".*pf_|.*\.", "", path.rpartition("/")[2].replace(".pagefind", ".wasm"))
            files[kind] += (site / path.lstrip("/")).stat().st_size
    return files


PARTS = {name[5:]: part for name, part in globals().items() if name.startswith("part_")}


# --- what is measured, in which order -------------------------------------------------------------


def run(part: str, home: Path) -> dict[str, Any]:
    """Run one part in a process of its own."""
    said = f"{home.name}: {part}"
    print(said, file=sys.stderr, flush=True)
    command = [sys.executable, __file__, "--part", part, str(home)]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1", "NOABER_NOW": "2026-11-23"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(f"{said} failed with status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(folder: Path, sizes: list[int], seed: int, checked: int) -> dict[str, Any]:
    """Measure all: builds of the sizes in turn, then MkDocs in turn, then checks and queries."""
    homes = {size: folder / str(size) for size in sizes}
    for size, home in homes.items():
        generate(home, size, seed)
    small, large = sizes
    builds: dict[int, list[Any]] = {size: [] for size in sizes}
    for size in (small, large, small, small):
        shutil.rmtree(homes[size] / "build", ignore_errors=True)
        builds[size].append(run("build", homes[size]))
    renders: dict[int, dict[str, list[Any]]] = {s: {"ours": [], "plain": []} for s in sizes}
    for size, rounds in ((small, 3), (large, 2)):
        for _ in range(rounds):
            for part, found in renders[size].items():
                found.append(run(part, homes[size]))
    found = {"builds": builds, "renders": renders, "search": run("search", homes[large]),
             "pagefind": run("pagefind", homes[large]),
             "browser": run("browser", homes[large]) if CHROMIUM.is_file() else None}  # fmt: skip
    generate(folder / str(checked), checked, seed)
    found |= {"check": [run("check", folder / str(checked)) for _ in range(2)],
              "checked": checked, "sizes": sizes}  # fmt: skip
    (folder / "found.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


# --- the tables -----------------------------------------------------------------------------------


def table(found: dict[str, Any]) -> str:
    """Give all tables as markdown."""
    small, large = found["sizes"]
    rows = [f"Measured on {date.today()}; two shared cores; ratios count, seconds do not.", ""]
    rows += [*_stage_rows(found, small, large), "", *_render_rows(found), "", *_bar_rows(found)]
    return "\n".join(rows)


def _median(runs: list[Any], *path: str) -> float:
    return statistics.median(functools.reduce(lambda at, key: at[key], path, one) for one in runs)


def _stage_rows(found: dict[str, Any], small: int, large: int) -> Iterator[str]:
    few, many = found["builds"][small], found["builds"][large]
    yield (f"| stage | {small:,}: CPU s | wall s | {large:,}: CPU s | wall s | growth, CPU "
           "| growth, wall | peak MiB so far |")  # fmt: skip
    yield "|---|---|---|---|---|---|---|---|"
    for label in [*STAGES, "all"]:
        a, b = ([_median(runs, "times", label, how) for how in ("cpu", "wall")]
                for runs in (few, many))  # fmt: skip
        grown = [f"{y / x:.1f}×" if y > 0.05 else "" for x, y in zip(a, b, strict=True)]
        memory = _median(many, "times", label, "peak")
        cells = [f"{a[0]:.2f}", f"{a[1]:.2f}", f"{b[0]:.2f}", f"{b[1]:.2f}", *grown]
        yield f"| {label} | {' | '.join(cells)} | {memory:,.0f} |"
    pages = _median(few, "pages"), _median(many, "pages")
    yield f"| pages | {pages[0]:,.0f} | | {pages[1]:,.0f} | | {pages[1] / pages[0]:.1f}× | | |"


def _render_rows(found: dict[str, Any]) -> Iterator[str]:
    yield ("| entries | MkDocs, our settings: CPU s | plain: CPU s | ratio, CPU | ratio, wall "
           "| HTML a page, ours | plain |")  # fmt: skip
    yield "|---|---|---|---|---|---|---|"
    for size, runs in found["renders"].items():
        ours, plain = runs["ours"], runs["plain"]
        ratio = [_median(ours, how) / _median(plain, how) for how in ("cpu", "wall")]
        yield (f"| {size:,} | {_median(ours, 'cpu'):.2f} | {_median(plain, 'cpu'):.2f} "
               f"| {ratio[0]:.2f} | {ratio[1]:.2f} | {_median(ours, 'mean') / 1000:.1f} kB "
               f"| {_median(plain, 'mean') / 1000:.1f} kB |")  # fmt: skip


def _bar_rows(found: dict[str, Any]) -> Iterator[str]:
    small, large = found["sizes"]
    few, many, search = found["builds"][small], found["builds"][large], found["search"]
    growth = _median(many, "times", "all", "cpu") / _median(few, "times", "all", "cpu")
    ratios = [_median(runs["ours"], "cpu") / _median(runs["plain"], "cpu")
              for runs in found["renders"].values()]  # fmt: skip
    at = f"at {search['documents']:,} documents"
    yield "| bar | measured |"
    yield "|---|---|"
    yield (f"| growth {small:,} to {large:,} at most 11× | {growth:.1f}× in CPU s, "
           f"with {_median(many, 'pages') / _median(few, 'pages'):.1f}× the pages |")  # fmt: skip
    yield f"| MkDocs at most 1.2× plain | {max(ratios):.2f}× |"
    yield (f"| HTML per entry at most 20 kB | {_median(many, 'mean') / 1000:.1f} kB on average, "
           f"{_median(many, 'largest') / 1000:.0f} kB the largest |")  # fmt: skip
    if browser := found["browser"]:
        kinds = sorted(browser["kinds"].items(), key=lambda kind: -kind[1])
        parts = ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in kinds)
        yield (f"| first query in the browser at most 300 kB "
               f"| p50 {browser['median'] / 1000:.0f} kB, the largest "
               f"{browser['largest'] / 1000:.0f} kB ({parts}) |")  # fmt: skip
        yield f"| the same for '{SENTENCE}' | {browser['sentence'] / 1000:.0f} kB |"
    alone, whole = ("p50 {p50:.1f}, p95 {p95:.1f} ms".format(**search[name])
                    for name in ("alone", "whole"))  # fmt: skip
    yield f"| Whoosh, all words: p50 at most 3 ms, p95 at most 20 ms | {alone} {at} |"
    yield (f"| no bar: the whole of `noaber search`, with facets and snippets | {whole} {at}; "
           f"index {search['index MB']:.0f} MB |")  # fmt: skip
    checked = min(run["cpu"] for run in found["check"])
    yield (f"| front matter and validation of 20,000 files at most 5 s "
           f"| {checked:.1f} CPU s for {found['checked']:,} |")  # fmt: skip
    yield (f"| no bar: peak memory at {large:,} "
           f"| {_median(many, 'times', 'all', 'peak'):,.0f} MiB, Pagefind beside it "
           f"{found['pagefind']['peak']:,.0f} MiB |")  # fmt: skip


def write(text: str) -> None:
    """Put the tables in README.md, between the marks."""
    before, _, rest = README.read_text("utf-8").partition(START)
    README.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--sizes", type=int, nargs=2, default=[1000, 10000])
    reader.add_argument("--check", type=int, default=20000, help="entries to read and validate")
    reader.add_argument("--seed", type=int, default=SEED)
    reader.add_argument(
        "--keep", type=Path, help="work in this folder and leave it there, with found.json"
    )
    reader.add_argument("--write", action="store_true", help="put the tables in README.md")
    reader.add_argument("--part", nargs=2, metavar=("PART", "HOME"), help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.part:
        print(json.dumps(PARTS[asked.part[0]](Home(Path(asked.part[1]).resolve()))))
        return
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="noaber-bench-"))
    try:
        text = table(measure(folder, asked.sizes, asked.seed, asked.check))
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(text)
    if asked.write:
        write(text)


if __name__ == "__main__":
    main()
