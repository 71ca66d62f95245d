"""Code-set releases: one module a foreign format, each of which yields code entries."""
