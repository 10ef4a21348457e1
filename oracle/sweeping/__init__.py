"""Single functions over the whole line."""
