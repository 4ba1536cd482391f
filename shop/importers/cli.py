"""``shopkeeper import …``: a catalogue, an FAQ, orders, customers or events from files, with a dry run and a report.

Exit status: 0 done; 1 nothing was changed; 2 wrong arguments; with ``--exit-code`` also 3 where rows were refused and
4 where there is something to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
Replace = Annotated[bool, typer.Option("--replace", help="Take out what the file does not have.")]
Encoding = Annotated[str | None, typer.Option(help="Where it is not found rightly: utf-8, cp1252, gb18030, …")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", help="Write a page (HTML) of what was read, guessed, lost.")
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 3 if rows were refused, 4 if there are questions.")
]
SHOWN = 20
DRY = "nothing was changed (dry run)"
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("asked", "please check"),
    ("guessed", "guessed"),
    ("lost", "not read"),
    ("note", "note"),
)


@dataclass
class Task:
    """One import: what it reads, where it tells of that, and where it puts it; ``store`` is None for a dry run."""

    file: Path
    things: str
    dry_run: bool
    encoding: str | None
    report: Report
    page: Path | None
    exit_code: bool
    settings: Settings = field(init=False)
    store: Store | None = field(init=False, default=None)
    tell: Callable[[float], None] = field(init=False)

    def put(self, work: Callable[[Store], str]) -> str:
        """What putting it in came to."""
        return DRY if self.store is None else work(self.store)


@app.command()
def catalogue(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    replace: Replace = False,
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

    def work(task: Task) -> str:
        options = Options(currency or task.settings.shop.currency, base, encoding, mapping, decimal)
        into = None if task.store is None else Catalogue(task.store)
        changes = import_catalogue(into, file, task.report, options=options, replace=replace, progress=task.tell)
        if save_mapping is not None:
            save_mapping.write_text(mapping_text(task.report), encoding="utf-8")
        if changes is None:
            return f"{task.report.format}; {DRY}"
        return (
            f"{task.report.format}; {changes.added} added, {changes.updated} updated, {changes.unchanged} unchanged, "
            f"{changes.deleted} deleted"
        )

    if decimal not in (None, ",", "."):
        raise typer.BadParameter("expected , or .", param_hint="--decimal")
    _run(Task(file, "items", dry_run, encoding, Report(strict=strict), report, exit_code), work)


@app.command()
def faq(
    file: File,
    dry_run: DryRun = False,
    strict: Strict = False,
    replace: Replace = False,
    encoding: Encoding = None,
    report: ReportFile = None,
    exit_code: ExitCode = False,
) -> None:
    """Questions and answers: tables, JSON, Markdown (heading = question), text with Q: and A:, HTML pages."""
    from shop.importers.faq import read_faq
    from shop.policy import load_policy
    from shop.policy_check import contradictions

    def work(task: Task) -> str:
        entries = read_faq(file, task.report, encoding=encoding, progress=task.tell)
        wrong = contradictions(entries, load_policy(task.settings.orders.policy))

        def put(store: Store) -> str:
            if replace:
                return f"{Faqs(store).replace(entries)} entries are the whole FAQ now"
            return f"{Faqs(store).upsert(entries)} added or updated"

        return task.put(put) + "".join(f"\nagainst the policy: {one}" for one in wrong)

    _run(Task(file, "entries", dry_run, encoding, Report(strict=strict), report, exit_code), work)


def _orders(task: Task) -> str:
    from shop.importers.history import read_orders
    from shop.orders import StoreOrders, rules_of

    read = list(read_orders(task.file, task.report, encoding=task.encoding, progress=task.tell))
    return task.put(lambda store: f"{StoreOrders(store, rules_of(task.settings.orders)).put(read)} orders put in")


def _customers(task: Task) -> str:
    from shop.importers.history import read_customers
    from shop.shoppers import Shoppers

    read = list(read_customers(task.file, task.report, encoding=task.encoding, progress=task.tell))
    return task.put(lambda store: f"{Shoppers(store).put(read)} customers put in")


def _events(task: Task) -> str:
    from shop.importers.history import read_events
    from shop.loader import load_events

    def first(share: float) -> None:
        task.tell(share / 2)

    def second(what: str, share: float) -> None:
        task.tell(0.5 + share / 2)

    items = None if task.store is None else set(Catalogue(task.store).ids())
    read = list(read_events(task.file, task.report, items=items, encoding=task.encoding, progress=first))
    return task.put(lambda store: f"{load_events(store, read, second)} new events")


def _plain(things: str, work: Callable[[Task], str], help: str) -> None:
    """A command with nothing but the options that all have."""

    def command(
        file: File,
        dry_run: DryRun = False,
        strict: Strict = False,
        encoding: Encoding = None,
        report: ReportFile = None,
        exit_code: ExitCode = False,
    ) -> None:
        _run(Task(file, things, dry_run, encoding, Report(strict=strict), report, exit_code), work)

    app.command(things, help=help)(command)


_plain("orders", _orders, "Orders: platforms' exports, JSONL of our Order type, or a table with a row an order line.")
_plain("customers", _customers, "Customers: a platform's export; id, e-mail, name and default address are kept.")
_plain("events", _events, "What shoppers did: JSONL or CSV with shopper_id, type, item_id, query, value, ts.")


def _run(task: Task, work: Callable[[Task], str]) -> None:
    console, report = Console(), task.report
    try:
        task.settings = load_settings()
        if not task.dry_run:
            task.store = Store.of(task.settings)
            task.store.migrate()
        with _bar(console, task) as task.tell:
            said = work(task)
    except ShopkeeperError as error:
        show(console, report)
        _write(task, f"{error.message}; nothing was changed")
        line = f"[red]shopkeeper import:[/red] {escape(error.message)}; nothing was changed"
        console.print(line, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    show(console, report)
    skipped = f", {report.skipped} not for sale" if report.skipped else ""
    counts = f"{report.rows} rows read, {report.items} {task.things}, {report.bad} refused{skipped}"
    _write(task, said)
    console.print(escape(f"{task.file.name}: {counts}; {said}"), highlight=False, soft_wrap=True)
    if task.exit_code and (report.bad or report.of("asked")):
        raise typer.Exit(3 if report.bad else 4)


def _write(task: Task, outcome: str) -> None:
    if task.page is not None:
        from shop.importers.page import write_page

        write_page(task.page, task.file.name, task.report, outcome)


@contextmanager
def _bar(console: Console, task: Task) -> Iterator[Callable[[float], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    name = f"reading {escape(task.file.name)}"
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(name, total=1.0)

        def tell(share: float) -> None:
            progress.update(bar, completed=share, description=f"{name}: {task.report.items} {task.things}")

        yield tell


def show(console: Console, report: Report) -> None:
    """What was found and refused, the first ones of each."""
    for kind, word in _KINDS:
        found = report.of(kind)
        for finding in found[:SHOWN]:
            console.print(escape(f"{word}: {finding}"), highlight=False, soft_wrap=True)
        if len(found) > SHOWN:
            console.print(f"{word}: … and {len(found) - SHOWN} more (see --report)")
    if not report.refused:
        return
    table = Table(report.unit, "field", "value", "expected", title=f"{report.bad} rows refused")
    for row in report.refused[:SHOWN]:
        value = repr(row.value)
        shown = value if len(value) <= 60 else value[:57] + "..."
        table.add_row(str(row.line), escape(row.field or ""), escape(shown), escape(row.expected))
    console.print(table)
    if report.bad > SHOWN:
        console.print(f"… and {report.bad - SHOWN} more")
