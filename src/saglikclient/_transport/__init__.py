"""
The only code that touches the network. `http` posts, `foreign` turns other libraries' errors into ours, `repeat` decides on retries, `soap`
lets zeep build messages.
"""
