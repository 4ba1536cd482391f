"""What stands between a bare machine and the two environments: finding Pythons and Node, and naming what is missing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from run import bootstrap

VERSION = bootstrap.version_of(sys.executable)


def script(file: Path, body: str) -> Path:
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its PATH but what a test puts there."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return place


def test_a_python_counts_by_what_it_says_of_itself() -> None:
    assert bootstrap.works(sys.executable, VERSION)
    assert not bootstrap.works(sys.executable, "3.99")


def test_an_empty_shim_is_no_python(tmp_path: Path) -> None:
    assert not bootstrap.works(script(tmp_path / "python3.10", "exit 127"), "3.10")
    assert not bootstrap.works(tmp_path / "nothing-here", "3.10")


def test_a_version_managers_python_is_found(bare: Path, tmp_path: Path) -> None:
    script(bare / "python3.98", "exit 127")  # the shim comes first, and fails
    folder = tmp_path / "pyenv" / "versions" / "3.98.4" / "bin"
    folder.mkdir(parents=True)
    script(folder / "python", "echo 3.98")
    assert bootstrap.find_python(["3.98"], "a test") == str(folder / "python")


def test_uv_fetches_a_python_that_is_missing(bare: Path, tmp_path: Path) -> None:
    fetched = tmp_path / "fetched"
    script(
        bare / "uv",
        f'if [ "$2" = install ]; then printf "#!/bin/sh\\necho 3.98\\n" > {fetched}; /bin/chmod +x {fetched}\n'
        f"elif [ -e {fetched} ]; then echo {fetched}\nelse exit 1\nfi",
    )
    assert bootstrap.find_python(["3.98"], "a test") == str(fetched)


def test_a_python_that_cannot_be_had_is_one_line_with_the_remedy(bare: Path) -> None:
    with pytest.raises(bootstrap.Missing) as caught:
        bootstrap.find_python(["3.98"], "Rasa")
    message = str(caught.value)
    assert "\n" not in message
    assert "3.98" in message
    assert "Rasa" in message
    assert "uv" in message


def test_node_is_asked_for_by_name(bare: Path) -> None:
    with pytest.raises(bootstrap.Missing, match="Node 20 or newer is needed"):
        bootstrap.check_node()
    script(bare / "npm", "exit 0")
    script(bare / "node", "echo v18.19.0")
    with pytest.raises(bootstrap.Missing, match=r"v18\.19\.0 is too old"):
        bootstrap.check_node()
    script(bare / "node", "echo v22.1.0")
    assert bootstrap.check_node() == str(bare / "npm")


def test_a_failed_step_tells_the_end_of_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(bootstrap.Missing, match="the reason"):
        bootstrap.shown("a step", command, tmp_path / "logs" / "step.log", os.environ)
