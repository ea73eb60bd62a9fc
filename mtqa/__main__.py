"""`python -m mtqa`: the command line."""

from mtqa.cli import main

main()
