"""The restricted pod security standard, and what goes further: files instead of variables, no token that is not needed."""

import re

from manifests import SECRETS, SERVICE_ACCOUNT, build, check, configuration_of, container_of, name_of, of_kind, pod_of, volumes_of

LEVELS = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}


def check_namespace(where, objects):
    """Without its v the API server refuses a version."""
    for one in of_kind(objects, "Namespace"):
        labels = one["metadata"]["labels"]
        check(f"{where}: the namespace has the restricted standard", LEVELS.items() <= labels.items(), str(labels))
        pinned = {labels.get(f"{level}-version") for level in LEVELS}
        check(f"{where}: at one pinned version", len(pinned) == 1 and re.fullmatch(r"v1\.\d+", pinned.pop() or ""))


def check_pod(where, one, objects):
    pod, container = pod_of(one), container_of(one)
    own, context = pod["securityContext"], container["securityContext"]
    check(f"{where} does not run as root", own.get("runAsNonRoot") is True and own.get("runAsUser", 1) > 0)
    # Without either the cluster chooses both, as OpenShift does.
    check(f"{where} may read its files", ("fsGroup" in own) == ("runAsUser" in own) and own.get("fsGroup", 1) > 0)
    check(f"{where} has a seccomp profile", own.get("seccompProfile") == {"type": "RuntimeDefault"})
    check(f"{where} cannot gain privileges", context.get("allowPrivilegeEscalation") is False)
    check(f"{where} has a read-only root file system", context.get("readOnlyRootFilesystem") is True)
    check(f"{where} has no capabilities", context.get("capabilities") == {"drop": ["ALL"]})
    kinds = {key for volume in pod["volumes"] for key in volume if key != "name"}
    check(f"{where} mounts no folder of its node", kinds <= {"configMap", "projected", "secret"}, str(kinds))
    check(f"{where} has one container", len(pod["containers"]) == 1 and "initContainers" not in pod)
    check(f"{where} shares no namespaces with its node", not {"hostNetwork", "hostPID", "hostIPC"} & set(pod))
    check(f"{where} gets no variables for services", pod.get("enableServiceLinks") is False)
    check(f"{where} is not restarted in its pod", pod["restartPolicy"] == "Never")
    check(f"{where} leaves its priority to the cluster", "priorityClassName" not in pod)
    check(
        f"{where} writes its own termination message",
        (container["terminationMessagePath"], container["terminationMessagePolicy"]) == ("/dev/termination-log", "File"))
    resources = container["resources"]
    check(
        f"{where} has requests, and limits but for the CPU",
        set(resources["requests"]) == {"cpu", "memory", "ephemeral-storage"}
        and set(resources["limits"]) == {"memory", "ephemeral-storage"}, str(resources))
    check_volumes(where, one)
    check_token(where, one, objects)


def check_volumes(where, one):
    """Files that follow their Secret, that no other user may read, and that need not be there for the program to start."""
    check(f"{where} mounts folders", not any("subPath" in mount for mount in container_of(one)["volumeMounts"]))
    check(f"{where} mounts them read-only", all(mount.get("readOnly") for mount in container_of(one)["volumeMounts"]))
    secret = volumes_of(one)[SECRETS]["secret"]
    check(f"{where} lets only its group read the Secret", secret["defaultMode"] == 0o440, oct(secret["defaultMode"]))
    check(f"{where} starts without the Secret, to say so", secret["optional"] is True)
    places = sorted(mount["mountPath"] for mount in container_of(one)["volumeMounts"])
    nested = [place for place in places for other in places if place.startswith(other + "/")]
    check(f"{where} mounts nothing in a read-only folder", not nested, str(nested))


def check_token(where, one, objects):
    """A token for the API server where pods are listed there, and nowhere else; the automatic one never."""
    automatic = pod_of(one)["automountServiceAccountToken"], *(
        account["automountServiceAccountToken"] for account in of_kind(objects, "ServiceAccount"))
    check(f"{where} does not mount the automatic token", not any(automatic))
    lists = re.search(r"\b(selector|service):", configuration_of(one, objects))
    mounted = volumes_of(one).get(SERVICE_ACCOUNT)
    check(f"{where} has a token where it lists pods, and only there", bool(lists) == bool(mounted))
    if mounted:
        sources = mounted["projected"]["sources"]
        files = {item["path"] for source in sources for part in source.values() for item in part.get("items", [part])}
        check(f"{where} mounts what requests to the API need", files == {"token", "ca.crt", "namespace"}, str(files))
        token = next(source["serviceAccountToken"] for source in sources if "serviceAccountToken" in source)
        check(f"{where} has a token that is valid for 10 to 60 minutes", 600 <= token["expirationSeconds"] <= 3600)


def check_references(where, one, objects):
    """The account and the ConfigMap exist under these names, in this namespace."""
    known = {(found["kind"], found["metadata"].get("namespace"), name_of(found)) for found in [*objects, *build("deployed")]}
    space = one["metadata"]["namespace"]
    for kind, name in [
        ("ServiceAccount", pod_of(one)["serviceAccountName"]), ("ConfigMap", volumes_of(one)["/etc/freshen"]["configMap"]["name"])
    ]:
        check(f"{where} refers to its {kind}", (kind, space, name) in known, f"{space}/{name}")
