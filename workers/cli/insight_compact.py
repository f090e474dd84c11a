"""`claims-worker insight compact`: join the small files of the store and delete old ones."""

import click

from workers.cli.insight_store import read_store_or_exit, store_folder
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit


@click.command("compact", short_help="Join the small files of the store and delete old ones.")
def compact() -> None:
    """Join the small files of the store, and delete files that it has not had for seven days, with erased claims.

    Run it once a day; the sink may run meanwhile.

    \b
    Exit codes:
      0  compacted
      2  invalid setting, or the store cannot be read or written
    """
    store = read_store_or_exit(store_folder(settings_or_exit(require_broker=False)))
    from workers.insight.store_notes import StoreUnusable

    try:
        made = store.compact()
    except StoreUnusable as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    click.echo(f"{made.files_before:,} files joined to {made.files_after:,}; {made.deleted:,} old files deleted")
