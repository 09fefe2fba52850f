"""A quick host on loopback for the bench: web pages, an SRU endpoint and a code host, in asyncio.

`python tests/bench/host.py PAGES` prints its port. Every answer has an ETag and honours
If-None-Match. `/counts` gives requests, bytes and statuses since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))

from generate import EXPONENT, SEED, Zipf, vocabulary

DAY = "2026-09-01T00:00:00Z"


class Host:
    """Answers by path; the same number of pages gives the same bytes."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.words = Zipf(vocabulary(), EXPONENT, random.Random(SEED))
        self.made: dict[str, tuple[bytes, str]] = {}
        self.clear()

    def clear(self) -> None:
        self.requests, self.bytes, self.statuses = 0, 0, {}

    def counts(self) -> dict[str, object]:
        found = {"requests": self.requests, "bytes": self.bytes, "statuses": self.statuses}
        self.clear()
        return found

    def answer(self, target: str) -> tuple[bytes, str] | None:
        """Give body and media type of a path, None where there is nothing."""
        if target not in self.made:
            found = self._make(target)
            if found is None:
                return None
            self.made[target] = found
        return self.made[target]

    def _make(self, target: str) -> tuple[bytes, str] | None:
        parts = urlsplit(target)
        match parts.path.split("/")[1:]:
            case ["robots.txt"]:
                return (
                    f"User-agent: *\nAllow: /\nSitemap: {self.base}/sitemap.xml\n".encode(),
                    "text/plain",
                )
            case ["sitemap.xml"]:
                urls = "".join(f"<url><loc>{self.base}/p/{n}</loc><lastmod>{DAY}</lastmod></url>"
                               for n in range(self.pages))  # fmt: skip
                text = (
                    f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
                )
                return text.encode(), "application/xml"
            case ["p", number] if int(number) < self.pages:
                return self._page(int(number)), "text/html; charset=utf-8"
            case ["sru"]:
                asked = parse_qs(parts.query)
                is_news = "modified" in asked.get("query", [""])[0]  # nothing is ever newer
                start = int(asked.get("startRecord", ["1"])[0])
                most = int(asked.get("maximumRecords", ["50"])[0])
                return self._products(start, most, is_news), "application/xml"
            case ["api", "v3", "orgs", _, "repos"]:
                page = int(parse_qs(parts.query).get("page", ["1"])[0])
                return self._repositories(page), "application/json"
            case ["api", "v3", "repos", _, _, "git", "trees", *_]:
                tree = [{"path": name, "type": "blob", "mode": "100644"}
                        for name in ("README.md", "docs/a.md", "docs/b.md")]  # fmt: skip
                return json.dumps({"tree": tree, "truncated": False}).encode(), "application/json"
            case ["raw", *path]:
                return f"# {'/'.join(path)}\n\n{self._text(220)}\n".encode(), "text/plain"
        return None

    def _text(self, words: int) -> str:
        return " ".join(self.words.draw(words))

    def _page(self, number: int) -> bytes:
        links = "".join(f'<li><a href="/p/{(number + n * 7) % self.pages}">pagina</a></li>'
                        for n in range(35))  # fmt: skip
        text = "".join(f"<p>{self._text(60)}</p>" for _ in range(8))
        return (f'<!doctype html><html lang="nl"><head><title>Pagina {number}</title></head>'
                f"<body><nav><ul>{links}</ul></nav><main><h1>Pagina {number}</h1>{text}</main>"
                "</body></html>").encode()  # fmt: skip

    def _products(self, start: int, most: int, is_news: bool) -> bytes:
        total = 0 if is_news else self.pages
        last = min(start + most - 1, total)
        records = "".join(self._product(n) for n in range(start, last + 1))
        more = f"<nextRecordPosition>{last + 1}</nextRecordPosition>" if last < total else ""
        return (
            '<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/">'
            f"<numberOfRecords>{total}</numberOfRecords><records>{records}</records>{more}"
            "</searchRetrieveResponse>"
        ).encode()

    def _product(self, number: int) -> str:
        product = "http://standaarden.overheid.nl/product/terms/"
        terms = f'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:overheidproduct="{product}"'
        return (f"<record><recordData><overheidproduct:scproduct {terms}><meta><owmskern>"
                f"<dcterms:identifier>https://dorp.example/product/{number}</dcterms:identifier>"
                f"<dcterms:title>Product {number}</dcterms:title>"
                "<dcterms:language>nl</dcterms:language>"
                f"<dcterms:modified>2026-09-01</dcterms:modified></owmskern><owmsmantel>"
                f"<dcterms:abstract>{self._text(50)}</dcterms:abstract></owmsmantel></meta>"
                f"</overheidproduct:scproduct></recordData></record>")  # fmt: skip

    def _repositories(self, page: int) -> bytes:
        count = self.pages // 4  # with its files a repository costs four answers
        numbers = range((page - 1) * 100, min(page * 100, count))
        return json.dumps([{
            "id": n, "name": f"r{n}", "full_name": f"dorp/r{n}", "default_branch": "main",
            "html_url": f"{self.base}/dorp/r{n}", "pushed_at": DAY, "updated_at": DAY,
            "fork": False, "archived": False, "description": self._text(8),
            "license": {"spdx_id": "EUPL-1.2"}, "owner": {"login": "dorp"},
        } for n in numbers]).encode()  # fmt: skip

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while line := await reader.readline():
                target = unquote(line.split(b" ")[1].decode("latin-1"))
                tags = b""
                while (header := await reader.readline()).strip():
                    name, _, value = header.partition(b":")
                    if name.lower() == b"if-none-match":
                        tags = value.strip()
                writer.write(self._reply(target, tags))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _reply(self, target: str, tags: bytes) -> bytes:
        if target == "/counts":
            body = json.dumps(self.counts()).encode()
            return _head(200, body, "application/json", "") + body
        found = self.answer(target)
        status, body, media, tag = 404, b"weg", "text/plain", ""
        if found:
            body, media = found
            tag = f'"{hashlib.md5(body).hexdigest()}"'
            status = 304 if tags == tag.encode() else 200
        body = b"" if status == 304 else body
        link = self._link(target) if status != 404 else ""
        reply = _head(status, body, media, tag, link) + body
        self.requests += 1
        self.bytes += len(reply)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return reply

    def _link(self, target: str) -> str:
        parts = urlsplit(target)
        if not parts.path.endswith("/repos"):
            return ""
        page = int(parse_qs(parts.query).get("page", ["1"])[0])
        if page * 100 >= self.pages // 4:
            return ""
        query = f"per_page=100&sort=full_name&page={page + 1}"
        return f'Link: <{self.base}{parts.path}?{query}>; rel="next"\r\n'

    async def run(self) -> None:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        print(self.base, flush=True)
        await server.serve_forever()


def _head(status: int, body: bytes, media: str, tag: str, more: str = "") -> bytes:
    told = f"ETag: {tag}\r\n" if tag else ""
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
            f"{told}{more}\r\n").encode()  # fmt: skip


if __name__ == "__main__":
    asyncio.run(Host(int(sys.argv[1])).run())
