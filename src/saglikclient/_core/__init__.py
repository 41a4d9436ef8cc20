"""Values, rules and the boundary that all services share."""
