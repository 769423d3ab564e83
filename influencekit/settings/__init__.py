"""Settings: what may be said, by whom, in which files, and what it asks for."""
