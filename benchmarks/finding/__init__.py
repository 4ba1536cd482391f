"""The parts of ``benchmarks/retrieval.py``, one subject a file."""
