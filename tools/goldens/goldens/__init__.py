"""Expected values of the conformance suite, computed from the definitions with mpmath."""
