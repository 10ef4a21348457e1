"""Proof that the judge can fail: the fault collection, kill rates, false alarms, and other tools on the same cases."""
