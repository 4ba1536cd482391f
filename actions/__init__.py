"""Rasa's custom actions: one file a topic, thin over `retrieval`, the model service's client and the shop's store.

The action server imports every module here, so none of them does work at import: what they need is passed to them
(`actions.wiring` builds it once, when the server starts).
"""
