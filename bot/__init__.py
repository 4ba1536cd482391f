"""What Rasa reads. Python 3.10, in an environment of its own."""
