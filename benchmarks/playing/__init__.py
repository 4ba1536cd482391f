"""Playing written conversations through the public API, and checking what a shopper would check."""
