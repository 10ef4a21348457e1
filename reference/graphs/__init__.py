"""Networks whose layers are joined by links, and the equations of the book on them."""
