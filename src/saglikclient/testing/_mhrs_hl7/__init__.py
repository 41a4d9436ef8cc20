"""The Sandbox's side of MHRS' HL7 service."""
