"""`python -m shared` and the command `quaestor`."""

from shared.cli import main

if __name__ == "__main__":
    main()
