"""Questions with a choice of answers: the self-test, and the reviews of earlier lessons."""
