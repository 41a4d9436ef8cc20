"""
The models of MHRS: immutable values with the Ministry's names. They validate themselves and do not depend on a wire format.
"""
