"""What the crawl is compared with: clients that fetch the pages of a sitemap and parse nothing.

`python tests/bench/bare.py scrapy|asyncio BASE`. Both ask for one page after another, as we do.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
}


class Bare(scrapy.Spider):
    """Fetches what the sitemap lists: the least that Scrapy does."""

    name = "bare"
    base = ""

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{self.base}/sitemap.xml", callback=self.listed)

    def listed(self, response: Any) -> Iterator[Any]:
        for url in re.findall(r"<loc>(.*?)</loc>", response.text):
            yield scrapy.Request(url, callback=self.page)

    def page(self, response: Response) -> None:
        """Do nothing with a page."""


def with_scrapy(base: str) -> None:
    process = CrawlerProcess(SETTINGS)
    process.crawl(Bare, base=base)
    process.start()


async def with_asyncio(base: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(base).port, limit=2**26)

    async def get(path: str) -> bytes:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"Content-Length: (\d+)", head)
        assert found
        return await reader.readexactly(int(found[1]))

    sitemap = (await get("/sitemap.xml")).decode()
    for url in re.findall(r"<loc>(.*?)</loc>", sitemap):
        await get(urlsplit(url).path)
    writer.close()


if __name__ == "__main__":
    way, base = sys.argv[1:]
    with_scrapy(base) if way == "scrapy" else asyncio.run(with_asyncio(base))
