"""Query → candidates → ranked hits, each with why it matched."""
