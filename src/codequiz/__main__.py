"""`python -m codequiz` and the `codequiz` command."""


def main() -> None:
    """Run the command line; never returns normally."""
    from codequiz.cli.app import run

    run()


if __name__ == "__main__":
    main()
