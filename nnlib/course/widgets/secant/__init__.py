"""The widget of the derivative: from secant to tangent, and the error of each way."""
