"""``shopkeeper import …``: a catalogue, an FAQ, orders, customers or events from files, with a dry run and a report.

Exit status: 0 done; 1 nothing was changed; 2 wrong arguments; with ``--exit-code`` also 3 where rows were refused and
4 where there is something to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from shop.catalogue import Catalogue
from shop.errors import ShopkeeperError
from shop.faqs import Faqs
from shop.importers.base import Options, Report
from shop.importers.report import Kind
from shop.settings import Settings, load_settings
from shop.store import Store

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Bring in a shop's own files.")

File = Annotated[
    Path, typer.Argument(help="The file; its format is recognised from its content.", exists=True, dir_okay=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and report, change nothing.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first bad row, changing nothing.")]
Encoding = Annotated[str | None, typer.Option(help="Where it is not found rightly: utf-8, cp1252, gb18030, …")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", help="Write a page (HTML) of what was read, guessed, lost.")
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 3 if rows were refused, 4 if there are questions.")
]
SHOWN = 20
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("asked", "please check"),
    ("guessed", "guessed"),
    ("lost", "not read"),
    ("note", "note"),
)


@app.command()
def catalogue(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    replace: Annotated[bool, typer.Option("--replace", help="Take out items that the file does not have.")] = False,
    mapping: Annotated[Path | None, typer.Option(help="How JSON or CSV becomes items (TOML).", exists=True)] = None,
    currency: Annotated[str | None, typer.Option(help="Of prices that name none; else shop.currency.")] = None,
    base: Annotated[str | None, typer.Option(help="Address that relative images and links are taken from.")] = None,
    encoding: Encoding = None,
    decimal: Annotated[
        str | None, typer.Option(help="The mark of decimals, where numbers can be read both ways.")
    ] = None,
    report: ReportFile = None,
    save_mapping: Annotated[Path | None, typer.Option(help="Write what was read as what, to be corrected.")] = None,
    exit_code: ExitCode = False,
) -> None:
    """Items: exports of Shopify, WooCommerce, Magento and other platforms, feeds, pages, tables, JSON, XML."""
    from shop.importers.page import mapping_text
    from shop.importers.run import import_catalogue

    def run(settings: Settings, store: Store | None, report: Report, tell: Callable[[float], None]) -> str:
        options = Options(currency or settings.shop.currency, base, encoding, mapping, decimal)
        into = None if store is None else Catalogue(store)
        changes = import_catalogue(into, file, report, options=options, replace=replace, progress=tell)
        name = report.format
        if save_mapping is not None:
            save_mapping.write_text(mapping_text(report), encoding="utf-8")
        if changes is None:
            return f"{name}; nothing was changed (dry run)"
        return (
            f"{name}; {changes.added} added, {changes.updated} updated, {changes.unchanged} unchanged, "
            f"{changes.deleted} deleted"
        )

    if decimal not in (None, ",", "."):
        raise typer.BadParameter("expected , or .", param_hint="--decimal")
    _run(file, dry_run, strict, "items", run, report, exit_code)


@app.command()
def faq(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    replace: Annotated[bool, typer.Option("--replace", help="Take out entries that the file does not have.")] = False,
    encoding: Encoding = None,
    report: ReportFile = None,
    exit_code: ExitCode = False,
) -> None:
    """Questions and answers: tables, JSON, Markdown (heading = question), text with Q: and A:, HTML pages."""
    from shop.importers.faq import read_faq
    from shop.policy import load_policy
    from shop.policy_check import contradictions

    def run(settings: Settings, store: Store | None, report: Report, tell: Callable[[float], None]) -> str:
        entries = list(read_faq(file, report, encoding=encoding, progress=tell))
        wrong = contradictions(entries, load_policy(settings.orders.policy))
        against = "".join(f"\nagainst the policy: {one}" for one in wrong)
        if store is None:
            return f"nothing was changed (dry run){against}"
        if replace:
            return f"{Faqs(store).replace(entries)} entries are the whole FAQ now{against}"
        return f"{Faqs(store).upsert(entries)} added or updated{against}"

    _run(file, dry_run, strict, "entries", run, report, exit_code)


@app.command()
def orders(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    encoding: Encoding = None,
    report: ReportFile = None,
    exit_code: ExitCode = False,
) -> None:
    """Orders: exports of the platforms, JSONL of our Order type, or a table with one row an order line."""
    from shop.importers.history import read_orders
    from shop.orders import StoreOrders, rules_of

    def run(settings: Settings, store: Store | None, report: Report, tell: Callable[[float], None]) -> str:
        read = list(read_orders(file, report, encoding=encoding, progress=tell))
        if store is None:
            return "nothing was changed (dry run)"
        return f"{StoreOrders(store, rules_of(settings.orders)).put(read)} orders put in"

    _run(file, dry_run, strict, "orders", run, report, exit_code)


@app.command()
def customers(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    encoding: Encoding = None,
    report: ReportFile = None,
    exit_code: ExitCode = False,
) -> None:
    """Customers: a platform's export; id, e-mail, name and default address are kept."""
    from shop.importers.history import read_customers
    from shop.shoppers import Shoppers

    def run(settings: Settings, store: Store | None, report: Report, tell: Callable[[float], None]) -> str:
        read = list(read_customers(file, report, encoding=encoding, progress=tell))
        if store is None:
            return "nothing was changed (dry run)"
        return f"{Shoppers(store).put(read)} customers put in"

    _run(file, dry_run, strict, "customers", run, report, exit_code)


@app.command()
def events(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    encoding: Encoding = None,
    report: ReportFile = None,
    exit_code: ExitCode = False,
) -> None:
    """What shoppers did: JSONL or CSV with shopper_id, type, item_id, query, value, ts."""
    from shop.importers.history import read_events
    from shop.loader import load_events

    def run(settings: Settings, store: Store | None, report: Report, tell: Callable[[float], None]) -> str:
        items = None if store is None else set(Catalogue(store).ids())
        read = list(read_events(file, report, items=items, encoding=encoding, progress=lambda share: tell(share / 2)))
        if store is None:
            return "nothing was changed (dry run)"
        return f"{load_events(store, read, lambda what, share: tell(0.5 + share / 2))} new events"

    _run(file, dry_run, strict, "events", run, report, exit_code)


Work = Callable[[Settings, Store | None, Report, Callable[[float], None]], str]


def _run(file: Path, dry_run: bool, strict: bool, things: str, work: Work, page: Path | None, exit_code: bool) -> None:
    console = Console()
    report = Report(strict=strict)
    try:
        settings = load_settings()
        store = None if dry_run else Store(settings.store_url)
        if store is not None:
            store.migrate()
        with _bar(console, file, report, things) as tell:
            said = work(settings, store, report, tell)
    except ShopkeeperError as error:
        _show(console, report)
        _write(page, file, report, f"{error.message}; nothing was changed")
        line = f"[red]shopkeeper import:[/red] {escape(error.message)}; nothing was changed"
        console.print(line, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    _show(console, report)
    skipped = f", {report.skipped} not for sale" if report.skipped else ""
    whole = f"{file.name}: {report.rows} rows read, {report.items} {things}, {report.bad} refused{skipped}; {said}"
    _write(page, file, report, said)
    console.print(escape(whole), highlight=False, soft_wrap=True)
    if exit_code and (report.bad or report.of("asked")):
        raise typer.Exit(3 if report.bad else 4)


def _write(page: Path | None, file: Path, report: Report, outcome: str) -> None:
    if page is not None:
        from shop.importers.page import write_page

        write_page(page, file.name, report, outcome)


@contextmanager
def _bar(console: Console, file: Path, report: Report, things: str) -> Iterator[Callable[[float], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"reading {escape(file.name)}", total=1.0)

        def tell(share: float) -> None:
            progress.update(task, completed=share, description=f"reading {escape(file.name)}: {report.items} {things}")

        yield tell


def _show(console: Console, report: Report) -> None:
    for kind, word in _KINDS:
        found = report.of(kind)
        for finding in found[:SHOWN]:
            console.print(escape(f"{word}: {finding}"), highlight=False, soft_wrap=True)
        if len(found) > SHOWN:
            console.print(f"{word}: … and {len(found) - SHOWN} more (see --report)")
    if not report.refused:
        return
    table = Table("line", "field", "value", "expected", title=f"{report.bad} rows refused")
    for row in report.refused[:SHOWN]:
        value = repr(row.value)
        shown = value if len(value) <= 60 else value[:57] + "..."
        table.add_row(str(row.line), escape(row.field or ""), escape(shown), escape(row.expected))
    console.print(table)
    if report.bad > SHOWN:
        console.print(f"… and {report.bad - SHOWN} more")
