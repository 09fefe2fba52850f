"""The pages for analysts: every question with its answer, tables and pictures."""
