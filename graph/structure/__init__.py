"""Groups, ties and ways in the graph: what the questions about structure need."""
