"""Readers of constraints from free text, one kind a file; :mod:`retrieval.understander` puts them together."""
