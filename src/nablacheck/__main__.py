"""`python -m nablacheck`"""

from nablacheck.oracle.commands.cli import main

main(prog_name="nablacheck")
