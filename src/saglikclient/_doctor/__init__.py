"""
`python -m saglikclient doctor`: checks the network path to the Ministry's services.

It sends no credentials and calls no service operation; the only HTTP request is HEAD / to a host.
"""
