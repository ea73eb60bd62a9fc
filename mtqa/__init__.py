"""mtqa: can this text be trusted to say what its source said?"""

__version__ = "0.1.0"
