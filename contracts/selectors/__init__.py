"""Reads of the contracts: scoped rows and page-shaped models."""
