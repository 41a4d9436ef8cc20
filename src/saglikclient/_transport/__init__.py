"""
The only code that accesses the network. `http` sends requests, `exceptions` translates the errors of other libraries, `retry` decides on
retries, `soap` builds messages with zeep.
"""
