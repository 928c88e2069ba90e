"""Programs and archives that tests and workflows run, built from pinned sources into a cache."""
