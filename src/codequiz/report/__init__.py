"""Domain objects → Rich renderables, JSON, CSV; never prints."""
