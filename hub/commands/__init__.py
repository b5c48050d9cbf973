"""Groups of subcommands of the `hub` command, one module for each area; `hub.__main__` puts them together."""
