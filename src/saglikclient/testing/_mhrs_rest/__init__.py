"""The Sandbox's side of MHRS' REST service."""
