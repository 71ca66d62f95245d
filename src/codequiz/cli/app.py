"""The `codequiz` command: its subcommands, and how failures become exit codes."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer

from codequiz.cli import console, usage
from codequiz.cli.failures import exit_code_of
from codequiz.cli.groups import CommandGroup
from codequiz.errors import ExitCode

_Result = TypeVar("_Result")


class _Group(CommandGroup):
    """Maps the project's errors to exit codes, in real runs and in tests alike."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        return _explained(lambda: super(_Group, self).parse_args(ctx, args), ctx)

    def invoke(self, ctx: Any) -> Any:
        console.reset()
        code = _explained(lambda: exit_code_of(lambda: super(_Group, self).invoke(ctx)), ctx)
        if code is not ExitCode.OK:
            raise typer.Exit(code)


def _explained(step: Callable[[], _Result], ctx: Any) -> _Result:
    """Do a step of reading the command line; say what is wrong with it as for every other error."""
    try:
        return step()
    except Exception as error:
        if not usage.is_usage_error(error):
            raise
        path = " ".join(filter(None, ("codequiz", ctx.invoked_subcommand)))
        console.error(*usage.explain(error, path))
        raise typer.Exit(ExitCode.USAGE) from None


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
        from codequiz.build import build, platform_line

        console.write(str(build()))
        console.write(platform_line())
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show version and build, and exit.")
    ] = False,
) -> None:
    """Look up medical codes, practise the CPC exam under its clock, and know how ready you are."""


def _register() -> None:
    from codequiz.cli import book_index, codes, doctor, drill, history, lookup, pcs, practice, questions

    lookup.register(app)
    practice.register(app)
    drill.register(app)
    history.register(app)
    codes.register(app)
    book_index.register(app)
    pcs.register(app)
    questions.register(app)
    doctor.register(app)


_register()
