"""The gateway as it is served, shared with its own tests."""

from tests.gateway.conftest import rasa_server, served, shop, shopper

__all__ = ["rasa_server", "served", "shop", "shopper"]
