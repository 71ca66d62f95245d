"""Groups of commands, as Typer shows them."""

from typing import Any, Final

from typer.core import TyperGroup

_WHOLE: Final = 1000


class CommandGroup(TyperGroup):
    """A group whose help says in a whole sentence what each command does, instead of cutting it off."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(_WHOLE))
                    for name, command in commands
                    if command is not None and not command.hidden
                ]
            )
