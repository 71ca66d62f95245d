"""Domain objects → Rich renderables, JSON, CSV, and one HTML page with its drawings; never prints."""
