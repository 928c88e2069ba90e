"""The documents: their links, the requirements, the decisions, the code map."""
