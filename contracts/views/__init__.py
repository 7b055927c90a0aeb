"""Doors of the contracts: each reads with one selector or acts with one service."""
