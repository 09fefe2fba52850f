"""What websites need: sitemaps, links, and what keeps a crawl out of traps."""
