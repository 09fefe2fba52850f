"""Asks again as a host asks: `Retry-After` (RFC 9110 section 10.2.3) is waited for, within a cap.

Scrapy asks again at once, whatever the host says.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

YEARS = 1_000_000_000  # seconds: no host means to wait so long, so it is a moment


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's middleware, but it waits; a host that wants more than `LONGEST_REST` is left alone.

    So is one that is asked too much (403 or 429) and does not say for how long.
    """

    async def process_response(  # type: ignore[override] # Scrapy awaits it
        self, request: Request, response: Response
    ) -> Request | Response:
        """Give the same request once more, after the rest that the host asks for."""
        if response.status not in (*self.retry_http_codes, 403):
            return response
        assert self.crawler.spider
        seconds = rest(response)
        if seconds is None and response.status in (403, 429):
            return response
        if (seconds or 0) > self.crawler.spider.settings.getfloat("LONGEST_REST"):
            return response
        again = self._retry(request, f"HTTP {response.status}")
        if again and seconds:
            await asyncio.sleep(seconds)
        return again or response


def rest(response: Response) -> float | None:
    """Give for how many seconds a host asks to be left alone, None where it does not say.

    GitHub and Gitea say it of a spent limit with `X-RateLimit-Reset`, GitLab with
    `RateLimit-Reset`, in seconds since 1970; others give the latter in seconds from now.
    """
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
        return max(0.0, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - time.time())
    except (ValueError, OverflowError):
        pass
    for prefix in ("X-", ""):
        reset = (response.headers.get(f"{prefix}RateLimit-Reset") or b"").decode("latin-1").strip()
        if response.headers.get(f"{prefix}RateLimit-Remaining") == b"0" and reset.isdecimal():
            moment_or_span = float(reset[:12])
            is_span = not prefix and moment_or_span < YEARS
            return moment_or_span if is_span else max(0.0, moment_or_span - time.time())
    return None
