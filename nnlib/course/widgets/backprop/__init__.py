"""The backprop stepper: a network, one equation at a time."""
