"""Models of knowledge: who knows which part of the code, and where it depends on one person."""
