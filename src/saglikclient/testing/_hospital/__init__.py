"""The hospital that the Sandbox keeps in memory."""
