"""What was read and found, as tables for programs."""
