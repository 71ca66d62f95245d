"""The `codequiz` command: its subcommands, and how failures become exit codes."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from codequiz.cli import console
from codequiz.cli.failures import exit_code_of
from codequiz.errors import ExitCode


class _Group(TyperGroup):
    """Maps the project's errors to exit codes, in real runs and in tests alike."""

    def invoke(self, ctx: Any) -> Any:
        console.reset()
        code = exit_code_of(lambda: super(_Group, self).invoke(ctx))
        if code is not ExitCode.OK:
            raise typer.Exit(code)


app = typer.Typer(
    name="codequiz",
    cls=_Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Look up medical codes, practise the CPC exam under its clock, and know how ready you are.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from codequiz import __version__

        console.write(f"codequiz {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Look up medical codes, practise the CPC exam under its clock, and know how ready you are."""


def _register() -> None:
    from codequiz.cli import book_index, codes, history, lookup, pcs, practice, questions

    lookup.register(app)
    practice.register(app)
    history.register(app)
    codes.register(app)
    book_index.register(app)
    pcs.register(app)
    questions.register(app)


_register()
