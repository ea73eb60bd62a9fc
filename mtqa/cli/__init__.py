"""The command line: thin files, a command each, over the functions of the package."""

from mtqa.cli.app import main

__all__ = ["main"]
