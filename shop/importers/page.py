"""The report of an import as one page of HTML that needs nothing else, with corrections that it writes as a mapping."""

from __future__ import annotations

import html
import json
from pathlib import Path

from shop.errors import BadInput
from shop.importers.headings import names
from shop.importers.report import Finding, Kind, Report

_TITLES: tuple[tuple[Kind, str], ...] = (
    ("asked", "To be answered by the shop"),
    ("guessed", "Guessed"),
    ("lost", "Not read"),
    ("note", "How the file was read"),
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1d2021;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #d8d8d8;vertical-align:top;overflow-wrap:anywhere}"
    "code,textarea{font:14px/1.4 ui-monospace,monospace}"
    "textarea{width:100%;min-height:8rem}.asked{border-left:4px solid #b3261e;padding-left:.8rem}"
    ".guessed{border-left:4px solid #b26a00;padding-left:.8rem}.lost{border-left:4px solid #6b6b6b;padding-left:.8rem}"
    "input,select,button{font:inherit;padding:.2rem .4rem}"
)
_SCRIPT = """
const text = document.getElementById('mapping'), link = document.getElementById('save');
function write() {
  const lines = [], decimal = document.getElementById('decimal').value;
  if (decimal) lines.push('[source]', 'decimal = ' + JSON.stringify(decimal), '');
  const inputs = [...document.querySelectorAll('input[data-column]')];
  const changed = inputs.filter(one => one.value !== one.defaultValue && one.value);
  if (changed.length) lines.push('[rename]');
  for (const one of changed) lines.push(JSON.stringify(one.dataset.column) + ' = ' + JSON.stringify(one.value.trim()));
  text.value = lines.join('\\n') + (lines.length ? '\\n' : '');
  link.href = URL.createObjectURL(new Blob([text.value], {type: 'text/plain'}));
}
document.addEventListener('input', event => { if (event.target !== text) write(); });
write();
"""


def write_page(path: Path, file: str, report: Report, outcome: str) -> None:
    """Write the page. Raises :class:`BadInput` where it cannot be written."""
    try:
        path.write_text(page(file, report, outcome), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}", field="report") from error


def page(file: str, report: Report, outcome: str) -> str:
    counts = f"{report.rows} rows read, {report.items} made, {report.bad} refused, {report.skipped} not for sale"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>Import of {_safe(file)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Import of {_safe(file)}</h1><p>Read as <b>{_safe(report.format or 'unknown')}</b>: {counts}.</p>",
        f"<p>{_safe(outcome)}</p>",
    ]
    for kind, title in _TITLES:
        if found := report.of(kind):
            parts.append(f'<section class="{kind}"><h2>{title}</h2>{_findings(found)}</section>')
    parts += [_refused(report), _columns(report), f"<script>{_SCRIPT}</script></body></html>"]
    return "".join(parts)


def _findings(found: list[Finding]) -> str:
    rows = "".join(
        f"<tr><td>{_safe(one.text)}</td><td>{one.count}</td><td>{', '.join(map(str, one.lines))}</td>"
        f"<td>{_safe('; '.join(one.examples))}</td></tr>"
        for one in found
    )
    head = f"<tr><th>what</th><th>times</th><th>{found[0].unit}s</th><th>examples</th></tr>"
    return f"<table>{head}{rows}</table>"


def _refused(report: Report) -> str:
    if not report.refused:
        return ""
    rows = "".join(
        f"<tr><td>{row.line}</td><td>{_safe(row.field or '')}</td><td><code>{_safe(repr(row.value)[:200])}</code></td>"
        f"<td>{_safe(row.expected)}</td></tr>"
        for row in report.refused
    )
    more = f"<p>… and {report.bad - len(report.refused)} more</p>" if report.bad > len(report.refused) else ""
    head = f"<tr><th>{report.unit}</th><th>field</th><th>value</th><th>expected</th></tr>"
    return f"<section><h2>{report.bad} rows refused</h2><table>{head}{rows}</table>{more}</section>"


def _columns(report: Report) -> str:
    """What each column was read as, to be corrected on the spot; the corrections are a mapping file."""
    known = sorted({*(name.replace("_", " ") for name in names()), *report.known})
    options = "".join(f'<option value="{_safe(name)}">' for name in known)
    rows = "".join(
        f"<tr><td>{_safe(column)}</td><td>{_safe(report.examples.get(column, ''))}</td><td><input list='fields' "
        f'data-column="{_safe(column)}" value="{_safe(said)}" aria-label="{_safe(column)} is read as"></td></tr>'
        for column, said in report.read_as.items()
    )
    return (
        "<section><h2>Columns, and corrections</h2>"
        "<p>Change what a column is read as, save the mapping beside the file,"
        f" and import again with <code>--mapping</code>.</p><datalist id='fields'>{options}</datalist>"
        "<p><label>Decimals are written with <select id='decimal'><option value=''>what the file shows</option>"
        "<option value=','>a comma: 1.299,00</option><option value='.'>a point: 1,299.00</option></select></label></p>"
        f"<table><tr><th>column</th><th>example</th><th>read as</th></tr>{rows}</table>"
        "<textarea id='mapping' readonly aria-label='mapping file'></textarea>"
        "<p><a id='save' download='mapping.toml' href='#'>Save mapping.toml</a></p></section>"
    )


def mapping_text(report: Report) -> str:
    """The columns as they were read, as a mapping file to be edited: a line a column, those not read as comments."""
    fields = {name.replace("_", " ") for name in names()} | report.known
    lines = ["# What each column was read as. Correct the right side; import again with --mapping.", "[rename]"]
    for column, said in report.read_as.items():
        known = said.replace("_", " ") in fields and said not in ("read", "attribute", "not read")
        line = f"{json.dumps(column, ensure_ascii=False)} = {json.dumps(said.replace('_', ' '), ensure_ascii=False)}"
        lines.append(line if known and said != column else f"# {line}")
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
