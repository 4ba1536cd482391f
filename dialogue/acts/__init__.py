"""What a message does in its context: acts, learned from labelled lines."""
