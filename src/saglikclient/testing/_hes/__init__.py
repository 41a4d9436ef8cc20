"""The Sandbox's side of HES."""
