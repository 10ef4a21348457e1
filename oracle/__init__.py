"""What is done with reference and adapters."""
