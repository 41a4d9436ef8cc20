"""
`python -m saglikclient doctor`: what stands between this machine and the Ministry's services.

It sends no credentials and makes no call of a service: the most it asks for is the headers of a host's root.
"""
