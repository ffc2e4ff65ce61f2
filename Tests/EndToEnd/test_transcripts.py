"""Plays protocol/transcripts against the built program: in one piece, and byte by byte."""

import json
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "protocol" / "transcripts"
PROGRAM = os.environ.get("CPEGATE") or str(ROOT / ".build" / "release" / "cpegate")
OPTIONS = ["--backend", "mock", "--mock-clock", "virtual", "--config", "none"]
FILES = sorted(FOLDER.rglob("*.transcript"))
# Writing byte by byte is slow: only files that send no more than this.
SMALL = 4096


class Transcript:
    def __init__(self, path):
        self.options, self.input, self.frames = [], b"", []
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], 1):
            sign, _, rest = line.partition(" ")
            if sign == "!":
                self.options += rest.split()
            elif sign == ">":
                self.input += rest.encode() + b"\n"
            elif sign == ">>":
                self.input += json.loads(rest).encode("latin-1")
            elif sign == "<":
                self.frames.append(rest.encode())
            elif sign not in ("", "#"):
                raise ValueError(f"{path}:{number}: what is {sign!r}?")

    @property
    def uses_headers(self):
        if "--framing" in self.options:
            return self.options[self.options.index("--framing") + 1] == "header"
        return re.match(rb"(\xef\xbb\xbf)?[ \t\r\n]*[A-Za-z-]+:", self.input) is not None

    @property
    def output(self):
        if self.uses_headers:
            return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(frame), frame) for frame in self.frames)
        return b"".join(frame + b"\n" for frame in self.frames)


def play(transcript, pieces):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CPEGATE_")}
    process = subprocess.Popen(
        [PROGRAM, *OPTIONS, *transcript.options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment)
    try:
        for piece in pieces:
            try:
                process.stdin.write(piece)
            except BrokenPipeError:
                break  # a shutdown was served: nobody reads what stands behind it
        output, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    return output, process.returncode, errors


def check(transcript, pieces):
    output, status, errors = play(transcript, pieces)
    assert output.decode("utf-8", "replace") == transcript.output.decode("utf-8", "replace")
    assert output == transcript.output
    assert status == 0, errors


def name(path):
    return str(path.relative_to(FOLDER).with_suffix(""))


def test_there_are_transcripts():
    assert {path.parent.name[:1] for path in FILES} >= set("12345")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_all_input_in_one_piece(path):
    transcript = Transcript(path)
    check(transcript, [transcript.input])


@pytest.mark.parametrize("path", [path for path in FILES if len(Transcript(path).input) <= SMALL], ids=name)
def test_byte_by_byte(path):
    transcript = Transcript(path)
    check(transcript, [transcript.input[place:place + 1] for place in range(len(transcript.input))])
