"""Desks beside our own: the people answer there, the conversation stays here."""
