"""What is computed with: random problems, digits, points of the line."""
