"""An import from file to store: read to the end first, then put in as one change."""

from __future__ import annotations

import tempfile
from pathlib import Path

from shop.catalogue import Catalogue, Changes
from shop.errors import BadInput
from shop.importers import Options, Report, recognise
from shop.importers.base import Progress
from shop.importers.kinds import Kinds, placed
from shop.item_rows import Prepared, prepare


def import_catalogue(
    catalogue: Catalogue | None,
    path: Path,
    report: Report,
    *,
    options: Options | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Changes | None:
    """Import a catalogue file. With no ``catalogue`` it is a dry run, which reads and reports only.

    The items wait in a file until all are read, and then go in as one transaction: a broken file, or a bad
    row under ``report.strict``, changes nothing. ``replace`` takes out what the file does not have.

    Raises :class:`BadInput` (:class:`BadRow` if strict), also where not one item could be made.
    """
    importer, kinds = recognise(path, options), Kinds()
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="shopkeeper-import-") as waiting:
        for item in importer.read(path, report, progress):
            kinds.learn(item)
            waiting.write(prepare(item).as_line() + "\n")
        if report.items == 0:
            first = f"; the first refused: {report.refused[0].message}" if report.refused else ""
            raise BadInput(f"{path.name}: no item could be made of its {report.rows} rows{first}", field="file")
        if replace and report.broken:
            raise BadInput(
                f"{path.name}, {report.broken}: it may not take the place of the whole catalogue", field="file"
            )
        if catalogue is None:
            return None
        waiting.seek(0)
        rows = map(Prepared.from_line, waiting)
        return catalogue.put((placed(row, kinds) for row in rows) if report.infer else rows, replace=replace)
