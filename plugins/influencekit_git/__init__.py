"""Reads git."""
