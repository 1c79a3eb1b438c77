"""Run a document's examples as its reader would: shell and Python, in order, each going on where the last one stopped.

A block of ```sh or ```python runs. A block of ```json or ```text right behind it is what it says; there `…` stands for
anything: for the rest of a text, for one whole value, or, last in a list or as a name, for whatever more there is.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = ("sh", "python")
ANSWERS = ("json", "text")
REST = "…"
DONE = "--- done ---"
EXPORTED = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
PATIENCE = 90  # seconds for one example
SHELL = ["sh"]
PYTHON = [
    sys.executable,
    "-uc",
    "import json, sys, traceback\n"
    "names = {'__name__': 'guide'}\n"
    "for line in sys.stdin:\n"
    "    code = 0\n"
    "    try:\n"
    "        exec(compile(json.loads(line), 'guide', 'exec'), names)\n"
    "    except Exception:\n"
    "        code = 1\n"
    "        traceback.print_exc(file=sys.stdout)\n"
    f"    print('\\n{DONE}', code, flush=True)\n",
]


def curl_version() -> tuple[int, ...]:
    if not shutil.which("curl"):
        return (0,)
    said = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))


needs_curl = pytest.mark.skipif(
    curl_version() < (7, 84), reason="the guide's examples need curl 7.84 or later"
)


def terminal(address: str, checkout: Path) -> dict[str, str]:
    """What differs for a reader whose server is at this address, in a checkout with its own Python."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = any_port.getsockname()[1]
    return {
        "RAPPORT": address,
        "HOOK_PORT": str(port),
        "PATH": f"{checkout / '.venv/bin'}:{os.environ['PATH']}",
        "NO_PROXY": "localhost,127.0.0.1",
    }


@dataclass(frozen=True)
class Example:
    line: int
    language: str
    source: str
    answer: str | None


def examples(document: str) -> list[Example]:
    """The blocks that run, each with what it is said to answer."""
    found: list[Example] = []
    for fence in FENCE.finditer(document):
        language, text = fence[1], fence[2]
        line = document.count("\n", 0, fence.start()) + 1
        if language in LANGUAGES:
            found.append(Example(line, language, text, None))
        elif language in ANSWERS:
            assert found, f"line {line}: an answer without an example"
            last = found.pop()
            assert last.answer is None, f"line {line}: a second answer to the example of line {last.line}"
            found.append(Example(last.line, last.language, last.source, text))
    return found


class Session:
    """A shell, or a Python, that stays open from block to block."""

    def __init__(self, language: str, environment: dict[str, str], folder: Path) -> None:
        self.language = language
        self.process = subprocess.Popen(
            SHELL if language == "sh" else PYTHON,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )

    def run(self, source: str) -> tuple[int, str]:
        """What a block printed, and whether its last command failed."""
        asked = (
            f'{source}\nprintf "\\n{DONE} %s\\n" $?\n' if self.language == "sh" else f"{json.dumps(source)}\n"
        )
        self.process.stdin.write(asked)
        self.process.stdin.flush()
        said: list[str] = []
        deadline = Timer(PATIENCE, self.process.kill)
        deadline.start()
        try:
            for line in self.process.stdout:
                if line.startswith(DONE):
                    return int(line.split()[-1]), "".join(said).strip()
                said.append(line)
        finally:
            deadline.cancel()
        return 1, "".join(said)

    def close(self) -> None:
        """End it, and what it may have left running."""
        self.process.stdin.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(10)


def walk(document: Path, environment: dict[str, str], folder: Path) -> int:
    """Run every example; returns how many there were. What the shell exports, Python finds in its environment."""
    shell, python, count = Session("sh", environment, folder), None, 0
    try:
        for example in examples(document.read_text()):
            if example.language == "python" and python is None:
                python = Session("python", json.loads(shell.run(EXPORTED)[1]), folder)
            code, said = (shell if example.language == "sh" else python).run(example.source)
            where = f"{document.name}, line {example.line}:\n{example.source}\n{said}"
            assert code == 0, where
            assert example.answer is None or fits(example.answer, said), (
                f"{where}\n--- shown ---\n{example.answer}"
            )
            count += 1
    finally:
        for session in filter(None, (shell, python)):
            session.close()
    return count


def fits(shown: str, said: str) -> bool:
    """Whether an answer is what the document shows."""
    try:
        return is_like(json.loads(shown), json.loads(said))
    except json.JSONDecodeError:
        pattern = re.escape(shown.strip()).replace(re.escape(REST), ".*")
        return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


def is_like(shown: object, said: object) -> bool:
    if isinstance(shown, str) and shown.endswith(REST):
        return shown == REST or (isinstance(said, str) and said.startswith(shown.removesuffix(REST)))
    if isinstance(shown, dict):
        names = shown.keys() - {REST}
        if not isinstance(said, dict) or names - said.keys() or (REST not in shown and said.keys() - names):
            return False
        return all(is_like(shown[name], said[name]) for name in names)
    if isinstance(shown, list) and isinstance(said, list):
        kept = shown[:-1] if shown and shown[-1] == REST else shown
        same = len(said) >= len(kept) if len(kept) < len(shown) else len(said) == len(kept)
        return same and all(map(is_like, kept, said))
    return shown == said
