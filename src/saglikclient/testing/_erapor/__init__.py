"""The Sandbox's side of e-Rapor."""
