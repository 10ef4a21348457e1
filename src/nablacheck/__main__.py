"""`python -m nablacheck`"""

from nablacheck.oracle.cli import main

main(prog_name="nablacheck")
