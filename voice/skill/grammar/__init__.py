"""Grammar files: read, checked, expanded to phrases, compiled for matching and for recognisers."""
