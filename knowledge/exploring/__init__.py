"""The page on which one walks through the graph, from one thing to the next."""
