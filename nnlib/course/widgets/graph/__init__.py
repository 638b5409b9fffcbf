"""The graph stepper: an expression walked forward for values and back for derivatives."""
