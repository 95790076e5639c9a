"""Run all tests in two halves at once: most of a test is waiting, and each half has servers of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path

FIRST = ["api", "chaos", "cli", "console", "crash"]
"""Folders that take about as long as all others together."""

PYTEST = [str(Path(sys.executable).with_name("pytest"))]


def main(arguments: list[str]) -> int:
    """Run the tests that are named, or all; what the second half says comes after the first.

    Args:
        arguments: for pytest.

    Returns:
        The exit code: of pytest, or of the first half that failed.
    """
    if arguments:
        return subprocess.call([*PYTEST, *arguments])
    folders = [str(Path(__file__).parent / name) for name in FIRST]
    with tempfile.TemporaryFile() as output:
        others = [f"--ignore={folder}" for folder in folders]
        with subprocess.Popen([*PYTEST, *others], stdout=output, stderr=subprocess.STDOUT) as second:
            first = subprocess.call([*PYTEST, *folders])
            second.wait()
        output.seek(0)
        sys.stdout.buffer.write(output.read())
    return first or second.returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
