"""Who pays what, and who could buy together: what the questions about money need."""
