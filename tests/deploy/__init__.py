"""What deploy/ holds can be run: rendered, linted, and true to the settings and metrics of the code."""
