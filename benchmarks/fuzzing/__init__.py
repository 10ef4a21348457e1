"""Damaged and odd inputs, drawn at random, and what the command must make of them."""
