"""Texts about items, every sentence checked against the catalogue before anyone reads it."""
