"""
What MHRS speaks of: frozen values in the Ministry's words. They know their own rules and nothing of any wire.
"""
