"""What was probably typed, where numbers are wrong."""
