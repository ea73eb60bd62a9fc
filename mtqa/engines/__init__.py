"""Ports to models: what mtqa asks of a translator, an encoder or a language model.

Each port is a small Protocol in `base`; each adapter is a file of its own. Models are loaded
on first use, once, and are identified by the SHA-256 of their files.
"""
