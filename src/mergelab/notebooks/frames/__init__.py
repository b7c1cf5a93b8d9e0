"""Interactive outputs: off until somebody asks, then run in a frame that can reach nothing.

The frame's page holds no word of the notebook. It is sandboxed by its own policy and by the element
that holds it, so its origin is opaque: no cookies, no storage, no requests but for the libraries
that the policy names by path. The page around it fetches the output and hands it in by a message.
"""
