"""The main job runs with the network cut off, from an empty home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BLOCKED = """
import socket, sys

def refuse(*_args, **_options):
    raise OSError("claimx opened a connection")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from claimx.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("profile", ["rules", "full"])
def test_main_job_without_network(profile: str, tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CAMELTOOLS", "STANZA", "HF_"))}
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, "demo", "--json", "--profile", profile],
        capture_output=True,
        env={**kept, "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    doc = json.loads(done.stdout)
    assert {record["type"] for record in doc["records"]} == {"company", "chip", "quantity", "date", "source", "denial"}
    assert doc["claims"]
