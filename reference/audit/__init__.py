"""The audit: whether an entry is what it declares, proven at points, with no tolerance."""

from nablacheck.reference.audit.activations import audit_activation
from nablacheck.reference.audit.costs import audit_cost
from nablacheck.reference.audit.entries import audited

__all__ = ["audit_activation", "audit_cost", "audited"]
