"""Measures the crawl and prints its tables; `--write` puts them in README.md.

`python tests/bench/crawl.py [--pages 5000] [--sizes 1000 20000] [--rounds 3] [--write]`. The host,
ours on loopback (`host.py`), and each crawl are processes of their own; things compared take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import host as host_module

from crawlers.readers import File, read, readers
from knowledge.home import CHECKOUT

README = Path(__file__).with_name("README.md")
START, END = "<!-- crawl -->", "<!-- end of crawl -->"
PROTOCOLS = {  # the sources of one host, by protocol
    "website": {"protocol": "website", "url": "{base}/"},
    "sru": {"protocol": "sru", "url": "{base}/sru?x-connection=sc&authority=Dorp"},
    "forge": {"protocol": "forge", "api": "{base}/api/v3", "owner": "dorp"},
}
BARE = Path(__file__).with_name("bare.py")


class Host:
    """The host of the bench while a block runs."""

    def __init__(self, pages: int) -> None:
        self.pages = pages

    def __enter__(self) -> Host:
        command = [sys.executable, str(Path(__file__).with_name("host.py")), str(self.pages)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.base = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()

    def counts(self) -> dict[str, Any]:
        """Give requests and bytes since the last time."""
        with urllib.request.urlopen(f"{self.base}/counts") as answer:
            found: dict[str, Any] = json.load(answer)
        return found


def timed(*command: str) -> dict[str, Any]:
    """Run Python in a process of its own; give wall and CPU seconds, and what it said."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        env=os.environ | {"NOABER_NOW": "2026-11-01"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - began, "cpu": cpu, "out": done.stdout, "err": done.stderr}


def home_of(base: str, protocol: str) -> Path:
    """Make a home with one member that has one source."""
    home = Path(tempfile.mkdtemp(prefix="noaber-bench-"))
    source = {key: value.format(base=base) for key, value in PROTOCOLS[protocol].items()}
    member = {"name": "Gemeente Dorp", "type": "gemeente", "sources": [source]}
    folder = home / "knowledge" / "members"
    folder.mkdir(parents=True)
    (folder / "dorp.yml").write_text(json.dumps(member))
    return home


CRAWL = """
import resource, sys, noaber
sys.argv[1:] = ["--home", sys.argv[1], "crawl", "--json", "--allow-loopback", "dorp"]
try:
    noaber.main()
finally:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("PEAK", own, child, file=sys.stderr)
"""


def crawled(host: Host, home: Path) -> dict[str, Any]:
    """Crawl a home once; adds what the host counted and what the run said."""
    host.counts()
    run = timed("-c", CRAWL, str(home))
    source = json.loads(run["out"])["sources"][0]
    peak = re.search(r"PEAK ([\d.]+) ([\d.]+)", run["err"])
    assert peak
    assert source["state"] == "complete", run["out"][:2000]
    return (
        run | host.counts() | {"source": source, "peak": float(peak[1]), "reader": float(peak[2])}
    )


def fetched(host: Host, way: str) -> float:
    """Let a bare client fetch all pages; give the wall seconds."""
    host.counts()
    run = timed(str(BARE), way, host.base)
    assert host.counts()["requests"] > host.pages, run["err"][-2000:]
    return run["wall"]


def protocol_rows(pages: int, rounds: int) -> list[str]:
    """Compare first and second crawl, per protocol."""
    rows = []
    for protocol in PROTOCOLS:
        firsts, seconds = [], []
        with Host(pages) as host:
            for _ in range(rounds):
                home = home_of(host.base, protocol)
                firsts.append(crawled(host, home))
                seconds.append(crawled(host, home))
                shutil.rmtree(home)
        first, second = firsts[-1], seconds[-1]
        share = [statistics.median(s[key] / f[key] for f, s in zip(firsts, seconds, strict=True))
                 for key in ("bytes", "requests", "wall")]  # fmt: skip
        wall = statistics.median(f["wall"] for f in firsts)
        rows.append(f"| {protocol} | {first['source']['records']:,} | {first['requests']:,} | "
                    f"{wall:.1f} | {second['requests']:,} | "
                    + " | ".join(f"{part:.1%}" for part in share) + " |")  # fmt: skip
    return rows


def speed_rows(pages: int, rounds: int) -> list[str]:
    """Compare our crawl of a website with a bare Scrapy and a bare asyncio client, in turn."""
    ours: list[float] = []
    bare: list[float] = []
    plain: list[float] = []
    with Host(pages) as host:
        fetched(host, "asyncio")  # makes the pages, so that nobody waits for that
        for _ in range(rounds):
            home = home_of(host.base, "website")
            ours.append(crawled(host, home)["wall"])
            shutil.rmtree(home)
            bare.append(fetched(host, "scrapy"))
            plain.append(fetched(host, "asyncio"))
    rows = []
    for name, walls in (("noaber, read and written", ours), ("bare Scrapy", bare),
                        ("bare asyncio", plain)):  # fmt: skip
        ratio = statistics.median(b / w for b, w in zip(bare, walls, strict=True))
        rows.append(f"| {name} | {pages / statistics.median(walls):,.0f} | {ratio:.2f}× |")
    return rows


def reading_rows(pages: int) -> list[str]:
    """Give what it costs to read one thing of each protocol, without fetching it."""
    host = host_module.Host(pages)
    host.base = "https://dorp.example"
    made = {
        "website, a page": [(f"/p/{n}", "a.html", 1) for n in range(200)],
        "sru, a product": [("/sru?startRecord=1", "sru.xml", 50)] * 20,
        "forge, a text": [(f"/raw/dorp/r{n}/main/README.md", "README.md", 1) for n in range(200)],
    }
    rows = []
    known = readers()
    for name, asked in made.items():
        files = [(File(f"https://dorp.example/{n}/{path}", (host.answer(target) or (b"", ""))[0]),
                  number) for n, (target, path, number) in enumerate(asked)]  # fmt: skip
        read(files[0][0], known)
        spent = []
        for file, number in files:
            began = time.process_time()
            read(file, known)
            spent.append((time.process_time() - began) / number)
        rows.append(f"| {name} | {statistics.median(spent) * 1000:.2f} |")
    return rows


def memory_rows(sizes: list[int]) -> list[str]:
    """Give the peak memory of a first and a second crawl, by size."""
    rows = []
    for size in sizes:
        with Host(size) as host:
            home = home_of(host.base, "website")
            first, second = crawled(host, home), crawled(host, home)
            shutil.rmtree(home)
        rows.append(f"| {size:,} | {first['peak']:.0f} | {second['peak']:.0f} | "
                    f"{first['reader']:.0f} | {first['wall']:.0f} | "
                    f"{second['wall']:.1f} |")  # fmt: skip
    return rows


def tables(sizes: list[int], small: int, rounds: int) -> str:
    """Measure and give the tables in Markdown."""
    lines = [
        f"Measured on {date.today()}; two shared cores, host and crawl on loopback, median of "
        f"{rounds} rounds.",
        "",
        f"| {small:,} pages of a website | pages/s | against bare Scrapy |",
        "|---|---|---|",
        *speed_rows(small, rounds),
        "",
        "| protocol | records | first: requests | wall s | second: requests | bytes | requests "
        "| time |",
        "|---|---|---|---|---|---|---|---|",
        *protocol_rows(small, rounds),
        "",
        "| reading one thing | CPU ms |",
        "|---|---|",
        *reading_rows(small),
        "",
        "| pages | first: peak MiB | second: peak MiB | reader: peak MiB | first: s | second: s |",
        "|---|---|---|---|---|---|",
        *memory_rows(sizes),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000], help="for memory")
    parser.add_argument("--pages", type=int, default=5000, help="of the tables of speed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the tables in README.md")
    options = parser.parse_args()
    text = tables(options.sizes, options.pages, options.rounds)
    print(text)
    if options.write:
        readme = README.read_text()
        before, _, rest = readme.partition(START)
        README.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
