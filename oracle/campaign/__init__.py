"""Many problems on many adapters."""
