"""Models of influence."""
