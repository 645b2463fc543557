"""`python -m cultotranscript` is `culto`."""

from cultotranscript.cli import main

main()
