"""
What the tests and the long runs share: wires, servers, golden files, people.
"""
