"""tau-bench retail's world behind the order port, and scripted shoppers in it."""
