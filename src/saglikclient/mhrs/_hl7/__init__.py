"""
The HL7 v3 wire format of MHRS: the fields of each message, their places and sources.
"""
