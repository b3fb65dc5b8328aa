"""`python -m tendlc` and the `tendlc` command: hands over to the command line."""

from __future__ import annotations


def main() -> None:
    from tendlc.entrypoints.cli.main import run

    run()


if __name__ == "__main__":
    main()
