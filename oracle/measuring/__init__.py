"""How long things take, and what learns slowly."""
