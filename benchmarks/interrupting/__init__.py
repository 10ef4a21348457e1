"""What may happen to a campaign, one module for each place where it happens."""
