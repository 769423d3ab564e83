"""Models of mentoring."""
