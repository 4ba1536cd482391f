"""The parts of the demo shop, one noun a file. Run through ``data/demo/make.py``."""
