"""References over the API, and which articles cite which work."""
