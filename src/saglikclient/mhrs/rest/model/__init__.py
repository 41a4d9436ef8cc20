"""
What the REST service is asked with, and what it answers.
"""
