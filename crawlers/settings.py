"""Scrapy settings: polite and safe by default. Each value that differs says why.

The numbers are those of threats.md C.2 unless a comment says otherwise.
"""

SITE = "https://noaber.example/"  # placeholder until a hub has an address of its own
CONTACT = SITE + "over/"

BOT_NAME = "noaber"
USER_AGENT = f"noaber (+{CONTACT})"
SPIDER_MODULES = ["crawlers.spiders"]
SPIDER_LOADER_CLASS = "crawlers.loader.MemberLoader"

# who may be asked: public addresses only, checked where the address is dialled
TWISTED_DNS_RESOLVER = "crawlers.guard.PublicOnlyResolver"
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
HTTPPROXY_ENABLED = False  # a proxy would dial for us, past the guard
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOADER_MIDDLEWARES = {
    "crawlers.guard.GuardMiddleware": 50,
    "crawlers.robots.RobotsMiddleware": 100,
    "crawlers.patience.PatientRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard is stricter
}
ROBOTSTXT_OBEY = True
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False  # runs code in-process
REMOTE_CONTROL_ENABLED = False  # likewise

# how much and how long
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
DNS_TIMEOUT = 20

# ours, per source: what costs more is a trap or a host in trouble, and waits for the next run
SOURCE_TIMEOUT = 60 * 60  # seconds; harvest.md section 6
SOURCE_MOST_THINGS = 20_000
SOURCE_MOST_FAILURES = 10  # one after another
LONGEST_REST = 30  # seconds that a host may ask us to wait before the same address once more

# how politely: one request at a time per host, slower when the host is slow
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_DELAY = 0.5

ITEM_PIPELINES = {"crawlers.pipelines.HarvestPipeline": 100}
LOG_INSTALL_ROOT_HANDLER = False
LOG_ENABLED = False  # the run report says what happened; `scrapy crawl -L INFO` shows the rest
