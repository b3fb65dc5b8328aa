"""`python -m tendlc` and the `tendlc` command: hands over to the command line.

Nothing is imported before it is needed, so that asking for help costs nothing.
"""

from __future__ import annotations


def main() -> None:
    from tendlc.entrypoints.cli.main import run

    run()


if __name__ == "__main__":
    main()
