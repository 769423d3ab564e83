"""Reads blogs."""
