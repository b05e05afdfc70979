"""Runs a pod of a manifest in the image's root file system, as the kubelet and the container runtime would.

What a pod gets: its volumes, read-only; its variables; its arguments with $(NAME) replaced; a read-only root; the user and
group ids that it asks for, or else random ones; no capabilities. What it does not get here: a network of its own.
"""

import pathlib
import re
import secrets
import shlex
import shutil
import subprocess

# Runs in a mount namespace of its own: everything is undone when the last process in it ends. chroot needs its capability
# until it has changed the user; the user has none.
ENTER = """
set -eu
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for device in null zero urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
for file in /etc/hosts /etc/resolv.conf; do mount --bind "$file" "$root$file"; done
@MOUNTS@
mount -o remount,bind,ro,nosuid,nodev "$root"
exec setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid \\
    chroot --userspec=@USER@:@GROUP@ --groups=@GROUP@ "$root" "$@"
"""


class Kubelet:
    """Runs pods with the Secrets, ConfigMaps and tokens of one namespace; `objects` holds {(kind, name): {key: text}}."""

    def __init__(self, root, folder, objects):
        self.root, self.folder, self.objects = pathlib.Path(root), pathlib.Path(folder), objects

    def run(self, pod, extra=None):
        """The container's exit code, its output, and its termination message."""
        container, context = pod["containers"][0], pod["securityContext"]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        user = context.get("runAsUser", 1_000_000_000 + secrets.randbelow(1_000_000))
        group = context.get("fsGroup", user)
        volumes = {volume["name"]: self.volume(volume, group) for volume in pod["volumes"]}
        message = self.folder / "termination-log"
        message.touch()
        message.chmod(0o666)
        mounts = [(volumes[mount["name"]], mount["mountPath"]) for mount in container["volumeMounts"]]
        self.make_places([place for _, place in mounts])
        environment = self.variables(container) | (extra or {})
        ended = subprocess.run(
            ["unshare", "--mount", "--fork", "sh", "-c", self.script(mounts, message, user, group), "sh", self.root,
             *container["command"], *(expanded(word, environment) for word in container["args"])],
            env={"PATH": "/usr/bin:/usr/sbin:/bin:/sbin", **environment}, capture_output=True, text=True, timeout=120)
        return ended.returncode, ended.stdout + ended.stderr, message.read_text()

    def make_places(self, places):
        """The runtime makes the places of mounts in the container's own layer, before the root becomes read-only."""
        for folder in ["/proc", "/dev", *places]:
            (self.root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        for file in ["dev/null", "dev/zero", "dev/urandom", "dev/termination-log", "etc/hosts", "etc/resolv.conf"]:
            (self.root / file).touch()

    @staticmethod
    def script(mounts, message, user, group):
        lines = [f'mount --bind {shlex.quote(str(message))} "$root/dev/termination-log"']
        for source, place in mounts:
            lines.append(f'mount --bind {shlex.quote(str(source))} "$root{place}"')
            lines.append(f'mount -o remount,bind,ro "$root{place}"')
        return ENTER.replace("@MOUNTS@", "\n".join(lines)).replace("@USER@", str(user)).replace("@GROUP@", str(group))

    def variables(self, container):
        values = {}
        for variable in container.get("env", []):
            source = variable.get("valueFrom", {}).get("secretKeyRef")
            values[variable["name"]] = (
                self.objects[("Secret", source["name"])][source["key"]] if source else variable["value"])
        return values

    def volume(self, volume, group):
        """A folder with the volume's files, which belong to root and to the pod's group."""
        folder = self.folder / volume["name"]
        folder.mkdir()
        if "projected" in volume:
            parts = [self.projected(source) for source in volume["projected"]["sources"]]
            files, mode = {name: text for part in parts for name, text in part.items()}, volume["projected"]["defaultMode"]
        elif "secret" in volume:
            secret = volume["secret"]
            files, mode = self.named("Secret", secret["secretName"], secret.get("optional")), secret["defaultMode"]
        else:
            files, mode = self.named("ConfigMap", volume["configMap"]["name"], False), 0o644
        for name, text in files.items():
            (folder / name).write_text(text)
            shutil.chown(folder / name, 0, group)
            (folder / name).chmod(mode)
        return folder

    def named(self, kind, name, optional):
        return self.objects.get((kind, name), {}) if optional else self.objects[(kind, name)]

    def projected(self, source):
        (kind, part), = source.items()
        if kind == "configMap":
            found = self.objects[("ConfigMap", part["name"])]
            return {item["path"]: found[item["key"]] for item in part["items"]}
        if kind == "downwardAPI":
            return {item["path"]: self.objects["namespace"] for item in part["items"]}
        return {part["path"]: self.objects["token"]}


def expanded(word, environment):
    """$(NAME) is the variable's value; a name that is not set stays as it is."""
    return re.sub(r"\$\((\w+)\)", lambda match: environment.get(match[1], match[0]), word)
