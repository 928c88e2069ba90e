"""Facts that synthesis and operations share, each written once. Only the standard library is imported."""
