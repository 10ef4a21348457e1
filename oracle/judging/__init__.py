"""Numbers against the equations that they must satisfy."""
