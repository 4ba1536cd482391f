"""Rasa's door into the dialogue: one action, which hands every message to :class:`dialogue.agent.Agent`."""
