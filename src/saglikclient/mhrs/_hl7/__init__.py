"""
The HL7 v3 wire of MHRS: what is said where in a message, and how we know.
"""
