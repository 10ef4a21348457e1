"""The audit: whether an entry is what it declares, proven at points, with no tolerance."""

from nablacheck.reference.audit.audited import audited
from nablacheck.reference.audit.of_activations import audit_activation
from nablacheck.reference.audit.of_costs import audit_cost

__all__ = ["audit_activation", "audit_cost", "audited"]
