"""Models of opportunity."""
