"""Shared ground: knows no business word and imports no app."""
