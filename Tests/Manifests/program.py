"""The built program takes every argument, variable and key, and gets as far as an unreachable database."""

import glob
import os
import re
import tempfile

from manifests import PROGRAM, SECRETS, check, configuration_of, container_of, run, volumes_of

UNREACHABLE = {
    "pg_service.conf": "[freshen]\nhost=127.0.0.1\nport=1\ndbname=cms\nuser=freshen\npassword=x\n",
    "DATABASE_URL": "postgresql://freshen@127.0.0.1:1/cms", "revalidate-token": "x", "aws-credentials": "[default]\n"}
PARAMETERS = {"SINCE": "2026-11-20T18:00Z", "UNTIL": "2026-11-20T19:30Z", "WHAT": "/articles/spring"}


def sources():
    """What the program and libpq can read: the program's own names, and libpq's."""
    text = "".join(open(path, encoding="utf-8").read() for path in glob.glob("Sources/*/*.swift"))
    return set(re.findall(r'"([A-Z][A-Z0-9_]+)"', text)) | {"PGSERVICE", "PGSERVICEFILE"}


def check_program(where, one, objects):
    container = container_of(one)
    check(f"{where} runs freshen", container["command"] == ["freshen"])
    help_text = run(PROGRAM, container["args"][0], "--help").stdout
    options = set(re.findall(r"^  (--[a-z-]+)", help_text, re.M))
    given = {argument for argument in container["args"] if argument.startswith("--")}
    check(f"{where} knows its options", given <= options, str(given - options))
    named = {variable["name"] for variable in container["env"]}
    check(f"{where} reads its variables", named <= sources(), str(named - sources()))
    with tempfile.TemporaryDirectory() as folder:
        check_start(where, one, objects, folder)


def check_start(where, one, objects, folder):
    """Starts the program with the manifest's files in another folder, first without a Job's parameters."""
    for name, text in UNREACHABLE.items():
        write(f"{folder}/{name}", text)
    text = configuration_of(one, objects)
    write(f"{folder}/freshen.yaml", text.replace(SECRETS, folder))
    missing = {path for path in re.findall(f"{SECRETS}/([\\w.-]+)", text) if path not in UNREACHABLE}
    check(f"{where} names files of the Secret", not missing, str(missing))
    arguments = [word.replace("/etc/freshen", folder) for word in container_of(one)["args"]]
    environment = {variable["name"]: value_of(variable).replace(SECRETS, folder) for variable in container_of(one)["env"]}
    parameters = {name for word in arguments for name in re.findall(r"\$\((\w+)\)", word)}
    if parameters - {"WHAT"}:
        ended = run(PROGRAM, *arguments, environment=environment)
        name = f"$({sorted(parameters)[0]})"
        check(f"{where} says what is not set", ended.returncode == 64 and name in ended.stderr, ended.stderr)
    for name in parameters:
        arguments = [word.replace(f"$({name})", PARAMETERS[name]) for word in arguments]
    ended = run(PROGRAM, *arguments, environment=environment)
    # doctor goes on, and ends with the graver code of the pods: there is no service account to list them with.
    code = 78 if arguments[0] == "doctor" else 75
    reached = ended.returncode == code and '"127.0.0.1", port 1 ' in ended.stdout + ended.stderr
    check(f"{where} connects to the database", reached, f"{ended.returncode} {ended.stderr}")


def value_of(variable):
    source = variable.get("valueFrom", {}).get("secretKeyRef")
    return UNREACHABLE[source["key"]] if source else variable["value"]


def check_arguments(where, one):
    """The file in the arguments is the one that is mounted."""
    arguments = container_of(one)["args"]
    if "--config" in arguments:
        folder, file = os.path.split(arguments[arguments.index("--config") + 1])
        check(f"{where} reads the mounted file", "configMap" in volumes_of(one)[folder] and file == "freshen.yaml")


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
