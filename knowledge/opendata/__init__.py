"""The page about the open data files: which file for whom, and what stands in each column."""
