"""Alerts and dashboard: promtool's tests pass, every metric exists, and every alert has a paragraph in the runbook."""

import json
import os
import re
import shutil
import tempfile

import yaml
from manifests import KUBECTL, build, check, of_kind, run

PROMTOOL = os.path.join(os.path.dirname(KUBECTL), "promtool")
# The series of kube-state-metrics that are used; all are stable ones.
KUBE_STATE = {
    "kube_cronjob_created", "kube_cronjob_info", "kube_cronjob_spec_suspend", "kube_cronjob_status_last_successful_time",
    "kube_job_failed", "kube_job_owner", "kube_job_status_failed", "kube_job_status_start_time"}
# Name, kind, unit, attributes and Prometheus' name.
ROW = re.compile(r"^\| `(freshen\.[\w.]+)` \| (sum|gauge) \| (\S+) \|([^|]*)\| `(\w+)` \|", re.M)


def translated(name, kind, unit):
    """What Prometheus makes of an OpenTelemetry name: the unit is spelt out, a sum is a counter."""
    parts = [name.replace(".", "_"), *(["seconds"] if unit == "s" else []), *(["total"] if kind == "sum" else [])]
    return "_".join(parts)


def table():
    """The metrics of k8s/monitoring/README.md in Prometheus' names, with their labels."""
    with open("k8s/monitoring/README.md", encoding="utf-8") as file:
        rows = ROW.findall(file.read())
    for name, kind, unit, _, written in rows:
        check(f"{name} has Prometheus' name", written == translated(name, kind, unit), written)
    check("the table of metrics is read", len(rows) > 10, str(len(rows)))
    return {row[4]: {one.replace(".", "_") for one in re.findall(r"`([\w.]+)`", row[3])} for row in rows}


def expressions(value):
    if isinstance(value, dict):
        yield from ([value["expr"]] if "expr" in value else [])
        value = value.values()
    if not isinstance(value, str):
        for one in value if hasattr(value, "__iter__") else []:
            yield from expressions(one)


def check_expression(where, text, known, recorded):
    names = set(re.findall(r"\b(?:kube|freshen)_\w+|\bcronjob:\w+:\w+", re.sub(r'"[^"]*"', '""', text)))
    labels = {label for labels in known.values() for label in labels}
    unknown = names - KUBE_STATE - set(known) - recorded - labels
    check(f"{where} uses metrics that exist", not unknown, str(unknown))
    check(f"{where} uses a metric", names - labels, text)


def check_monitoring():
    objects, known = build("monitoring"), table()
    rule, = of_kind(objects, "PrometheusRule")
    dashboard = json.loads(of_kind(objects, "ConfigMap")[0]["data"]["dashboard.json"])
    rules = [one for group in rule["spec"]["groups"] for one in group["rules"]]
    recorded = {one["record"] for one in rules if "record" in one}
    for one in rules:
        check_expression(one.get("alert", one.get("record")), one["expr"], known, recorded)
    for panel in dashboard["panels"]:
        for text in expressions(panel["targets"]):
            check_expression(f"the panel {panel['title']}", text, known, recorded)
    check_runbook([one for one in rules if "alert" in one])
    check_by_promtool(rule["spec"], [text for panel in dashboard["panels"] for text in expressions(panel["targets"])])


def check_runbook(alerts):
    with open("k8s/monitoring/runbook.md", encoding="utf-8") as file:
        paragraphs = dict(re.findall(r"^## (\w+)\n\n(.+?)(?=\n## |\Z)", file.read(), re.M | re.S))
    names = [one["alert"] for one in alerts]
    check("the runbook has a paragraph for each alert, and no other", sorted(names) == sorted(paragraphs), f"{names} {list(paragraphs)}")
    for name, text in paragraphs.items():
        check(f"the paragraph of {name} says what it means, what to look at and what to do",
              all(f"**{word}**" in text for word in ("Means", "Look at", "Do")))
    with open("Tests/Manifests/alerts.test.yaml", encoding="utf-8") as file:
        tests = file.read()
    for one in alerts:
        name, notes = one["alert"], one["annotations"]
        check(f"{name} names its paragraph", notes["runbook"] == f"k8s/monitoring/runbook.md#{name.lower()}", notes["runbook"])
        check(f"{name} says more than its name", notes["summary"] and notes["description"])
        check(f"{name} has a severity", one["labels"]["severity"] in ("warning", "critical"))
        check(f"{name} is tested", f'alertname="{name}"' in tests)


def check_by_promtool(spec, queries):
    """The rules and the dashboard's queries parse, and the tests of the alerts pass."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy("Tests/Manifests/alerts.test.yaml", folder)
        plain = [query.replace("$namespace", ".*") for query in queries]
        panels = {"groups": [{"name": "panels", "rules": [{"record": f"p{n}", "expr": one} for n, one in enumerate(plain)]}]}
        for name, content in (("rules.yaml", spec), ("panels.yaml", panels)):
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                yaml.safe_dump(content, file)
            ended = run(PROMTOOL, "check", "rules", f"{folder}/{name}")
            check(f"promtool reads {name}", ended.returncode == 0, ended.stdout + ended.stderr)
        ended = run(PROMTOOL, "test", "rules", f"{folder}/alerts.test.yaml")
        check("the alerts fire and rest as their tests say", ended.returncode == 0, ended.stdout + ended.stderr)
