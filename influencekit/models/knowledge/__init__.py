"""Models of knowledge: who knows which part of the code, and where it hangs by one person."""
