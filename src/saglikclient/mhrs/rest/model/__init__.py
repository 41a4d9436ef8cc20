"""
The models of the REST service: requests and answers.
"""
