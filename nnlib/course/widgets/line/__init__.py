"""The widgets of the line: explore it, step down its loss, race the optimizers."""
