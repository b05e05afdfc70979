"""What the image holds, and what can be seen of its Dockerfile without a container engine."""

import os
import re

from results import ROOT, build, check, say

AUTHORITIES = "etc/ssl/certs/ca-certificates.crt"


def check_image(root):
    """The root file system: complete, small, readable by any user, and without a way to start anything else."""
    files = [path for path in root.rglob("*") if path.is_file()]
    programs = [str(path.relative_to(root)) for path in files if path.parent.name in ("bin", "sbin")]
    check("freshen is the only program", programs == ["usr/bin/freshen"], str(programs))
    check("there is no /etc/passwd", not (root / "etc/passwd").exists())
    modes = [path.stat() for path in root.rglob("*")]
    check("everybody may read everything", all(one.st_mode & 0o004 for one in modes))
    check("only its owner may write, and nothing is setuid", not any(one.st_mode & 0o6022 for one in modes))
    authorities = (root / AUTHORITIES).read_text()
    count = authorities.count("BEGIN CERTIFICATE")
    check("it holds the public certificate authorities", count > 100, str(count))
    packages = sorted(path.name for path in (root / "var/lib/dpkg/status.d").iterdir())
    check("it names its packages", {"ca-certificates", "libc6"} <= set(packages) and len(packages) > 10)
    check("with their licences", all((root / f"usr/share/doc/{name}/copyright").exists() for name in packages))
    size = sum(one.st_size for one in map(os.lstat, files))
    say(f"image: {size / 1e6:.1f} MB, {len(packages)} packages, {count} authorities; "
        f"the program {(root / 'usr/bin/freshen').stat().st_size / 1e6:.1f} MB")


def check_dockerfile():
    text = (ROOT / "k8s/image/Dockerfile").read_text()
    container, = (one for one in build("base") if one["kind"] == "CronJob")
    context = container["spec"]["jobTemplate"]["spec"]["template"]["spec"]["securityContext"]
    user = f"USER {context['runAsUser']}:{context['runAsGroup']}\n"
    check("the image's user is the manifest's", user in text, user)
    check("its base comes with its digest, from outside", re.findall(r"^(?:ARG|FROM) .*", text, re.M) == [
        "ARG SWIFT", "FROM ${SWIFT} AS build", "FROM scratch"])
    copied = [word for line in re.findall(r"^COPY (?!--from)(.*)", text, re.M) for word in line.split()[:-1]]
    missing = [path for path in copied if not (ROOT / path).exists()]
    check("what it copies exists", copied and not missing, str(missing))
    needed = set(re.findall(r"need (lib\S+-dev|pkg-config|binutils|ca-certificates) ", (ROOT / "Tests/prerequisites.sh").read_text()))
    check("it installs what building needs", needed <= set(text.split()), str(needed - set(text.split())))
