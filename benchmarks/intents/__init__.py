"""Parts of ``benchmarks/understanding.py``."""
