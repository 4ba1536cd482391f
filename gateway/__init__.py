"""The only public door: identity, limits, history, and the routing between bot and person."""
