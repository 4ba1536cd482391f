"""Rasa components of our own: Python 3.10, in the bot's environment; they import nothing of the other rooms."""
