"""Somebody's function or file: called, decoded, judged."""
