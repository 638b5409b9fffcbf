"""Colours by meaning, after Okabe and Ito; a marker, dash, sign or label stands beside each."""

BLUE = "#0072B2"  # forward: inputs, activations, predictions
VERMILLION = "#D55E00"  # backward: deltas, gradients, residuals
GREEN = "#009E73"
ORANGE = "#E69F00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
YELLOW = "#F0E442"
GREY = "#757575"
INK = "#222222"
