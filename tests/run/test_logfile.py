"""A log that is put aside when it is full."""

from __future__ import annotations

from pathlib import Path

from run.logfile import LogFile


def test_a_full_log_is_put_aside_between_two_lines_and_few_are_kept(tmp_path: Path) -> None:
    for opened in range(2):
        with LogFile(tmp_path / "house.log", largest=1000, kept=2) as log:
            for number in range(200):
                print(f"{opened} line {number}", file=log, flush=True)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["house.log", "house.log.1", "house.log.2"]
    assert all(file.stat().st_size < 1100 and file.stat().st_mode & 0o077 == 0 for file in files)
    lines = [line for file in reversed(files) for line in file.read_text().splitlines()]
    assert lines == [f"1 line {number}" for number in range(200)][-len(lines) :]


def test_what_was_logged_before_is_not_lost_when_the_shop_opens_again(tmp_path: Path) -> None:
    for number in range(3):
        with LogFile(tmp_path / "house.log") as log:
            log.write(f"opened {number}\n")
    assert (tmp_path / "house.log.2").read_text() == "opened 0\n"
