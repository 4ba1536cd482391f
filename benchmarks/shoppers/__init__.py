"""Parts of ``benchmarks/simulator.py``: who comes into the shop, what they want, and how they say it."""
