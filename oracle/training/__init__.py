"""Training, judged at every step."""
