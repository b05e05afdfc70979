"""The results of the checks, and the objects of k8s/ that they read."""

import pathlib
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
KUBECTL, PROGRAM = sys.argv[1:3]

failures, passed = [], 0


def check(name, holds, detail=""):
    global passed
    passed += bool(holds)
    if not holds:
        failures.append(f"{name}{': ' if detail else ''}{detail}")


def build(folder, **variables):
    """The objects of a folder; variables are set as k8s/README.md shows it for a Job."""
    text = subprocess.run([KUBECTL, "kustomize", ROOT / "k8s" / folder], check=True, capture_output=True, text=True).stdout
    if variables:
        settings = [f"{name}={value}" for name, value in variables.items()]
        text = subprocess.run(
            [KUBECTL, "set", "env", "--local", "-f", "-", "-o", "yaml", *settings], check=True, input=text,
            capture_output=True, text=True).stdout
    return list(yaml.safe_load_all(text))


def say(text):
    print(text, flush=True)
