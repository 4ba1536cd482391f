"""The cases of ``python -m benchmarks.attack``: each function is one attack, and raises where it succeeds."""
