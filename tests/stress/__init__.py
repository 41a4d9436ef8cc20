"""
The long runs behind docs/reliability, and their tests.
"""
