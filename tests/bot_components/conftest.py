"""These tests run in the bot's environment (Python 3.10, Rasa); the shop's pytest passes them by."""

import importlib.util
import os

if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
