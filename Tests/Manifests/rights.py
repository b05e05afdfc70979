"""Roles: exactly the lists that freshen.yaml's kinds of discovery need, where the pods are, for the account that runs."""

import ipaddress

import yaml
from manifests import KUBECTL, check, configuration_of, name_of, of_kind, pod_of, run

RIGHTS = {"selector": ("", "pods", "list"), "service": ("discovery.k8s.io", "endpointslices", "list")}
WRONG = "Tests/Manifests/wrong-namespace"


def needed(cronjobs, objects):
    """(namespace of pods, account's namespace, account, right) for each web entry that lists pods."""
    for one in cronjobs:
        space = one["metadata"]["namespace"]
        for web in yaml.safe_load(configuration_of(one, objects)).get("web", []):
            for kind, right in RIGHTS.items():
                if kind in web["pods"]:
                    yield web["pods"].get("namespace", space), space, pod_of(one)["serviceAccountName"], right


def granted(objects):
    roles = {(one["metadata"]["namespace"], name_of(one)): one["rules"] for one in of_kind(objects, "Role")}
    for binding in of_kind(objects, "RoleBinding"):
        space = binding["metadata"]["namespace"]
        for rule in roles.get((space, binding["roleRef"]["name"]), []):
            for subject in binding["subjects"]:
                for group in rule["apiGroups"]:
                    for resource in rule["resources"]:
                        for verb in rule["verbs"]:
                            yield space, subject["namespace"], subject["name"], (group, resource, verb)


def mismatch(objects):
    """What is needed and not granted, and what is granted and not needed; empty where all is right."""
    return set(needed(of_kind(objects, "CronJob"), objects)) ^ set(granted(objects))


def check_rights(where, objects):
    check(f"{where} grants what its discovery needs", not mismatch(objects), str(mismatch(objects)))
    roles, bindings = of_kind(objects, "Role"), of_kind(objects, "RoleBinding")
    check(f"{where} has a binding for each role", len(roles) == len(bindings))
    check(f"{where} gives no right in the whole cluster", not of_kind(objects, "ClusterRole", "ClusterRoleBinding"))
    accounts = {(one["metadata"]["namespace"], name_of(one)) for one in of_kind(objects, "ServiceAccount")}
    for one in of_kind(objects, "CronJob"):
        account = (one["metadata"]["namespace"], pod_of(one)["serviceAccountName"])
        check(f"{where} runs as an account of its own", account in accounts, str(account))
    for policy in of_kind(objects, "NetworkPolicy"):
        check_policy(where, policy, {space for space, _ in accounts})


def check_policy(where, policy, spaces):
    """freshen's own policy is where freshen is; that of the pods lets freshen's namespace in."""
    if policy["spec"]["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "freshen"}:
        check(f"{where}: its policy is in its namespace", {policy["metadata"]["namespace"]} == spaces)
        spec = policy["spec"]
        check(f"{where}: nobody may connect to it", "Ingress" in spec["policyTypes"] and not spec["ingress"])
        check_egress(where, spec["egress"])
        return
    sources = [source for rule in policy["spec"]["ingress"] for source in rule["from"]]
    names = {source["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for source in sources}
    check(f"{where}: the pods' policy lets its namespace in", names == spaces, f"{names} {spaces}")
    selected = {tuple(source["podSelector"]["matchLabels"].items()) for source in sources}
    check(f"{where}: and only its pods", selected == {(("app.kubernetes.io/name", "freshen"),)}, str(selected))


def check_egress(where, rules):
    """DNS, the database, the pods, the API server by both of its ports, AWS, and the agent of EKS Pod Identity."""
    ports = {port["port"] for rule in rules for port in rule["ports"]}
    check(f"{where}: its policy lets it reach what it needs, and no other port", ports == {53, 5432, 3000, 443, 6443, 80}, str(ports))
    for rule in rules:
        blocks = [to["ipBlock"]["cidr"] for to in rule.get("to", []) if "ipBlock" in to]
        for block in blocks:
            # The API server refuses an address with bits behind its prefix.
            check(f"{where}: {block} is a network", str(ipaddress.ip_network(block, strict=False)) == block)
        if {"port": 80, "protocol": "TCP"} in rule["ports"]:
            check(f"{where}: plain HTTP only to EKS Pod Identity", blocks == ["169.254.170.23/32", "fd00:ec2::23/128"], str(blocks))


def check_wrong_shape():
    """`namespace:` around an overlay moves its Role away from the pods: the check above must find that."""
    built = run(KUBECTL, "kustomize", WRONG)
    objects = list(yaml.safe_load_all(built.stdout))
    check("a Role that moved with `namespace:` is found", built.returncode == 0 and mismatch(objects), built.stderr)
