"""Models of contributions: what kind of work, through which channel, and what it leads on to."""
