"""`python -m system2`: the same as the script `system2`."""

from system2.cli.app import system2

if __name__ == "__main__":
    system2()
