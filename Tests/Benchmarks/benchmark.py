#!/usr/bin/env python3
"""Compares the speed of freshen and of the scripts that it replaces, with the same database and stand-ins.

    Tests/Benchmarks/benchmark.py [--runs N] [--large]      --large adds the tables of a million items
    Tests/Benchmarks/benchmark.py --locks ITEMS…            how long looks of so many items keep their locks, and nothing else

Needs what Tests/prerequisites.sh installs; psycopg2, requests and boto3 for Python; awscli and jq for the shell script.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Demo"))
from testbed import DISTRIBUTION, Testbed  # noqa: E402

SCHEMA = """
CREATE TABLE authors (id integer PRIMARY KEY, slug text, name text);
CREATE TABLE topics (id integer PRIMARY KEY, slug text, name text);
CREATE TABLE articles (id integer PRIMARY KEY, status text, slug text, title text, body text, author integer REFERENCES authors,
  published_at timestamptz, date_updated timestamptz);
CREATE TABLE translations (id integer PRIMARY KEY, article integer REFERENCES articles, language text, slug text, title text);
CREATE TABLE tagged (id integer PRIMARY KEY, article integer REFERENCES articles, topic integer REFERENCES topics);
INSERT INTO authors SELECT i, 'author-' || i, 'Author ' || i FROM generate_series(1, 1000) i;
INSERT INTO topics SELECT i, 'topic-' || i, 'Topic ' || i FROM generate_series(1, 100) i;
INSERT INTO articles SELECT i, 'published', 'article-' || i, 'Title ' || i, repeat('lorem ipsum ', 20), i % 1000 + 1,
  '2025-01-01' FROM generate_series(1, {items}) i;
{related}
ANALYZE;
"""
RELATED = """
INSERT INTO translations SELECT i, (i + 1) / 2, CASE i % 2 WHEN 0 THEN 'de' ELSE 'fr' END, 'artikel-' || i, 'Titel ' || i
  FROM generate_series(1, {items} * 2) i;
INSERT INTO tagged SELECT i, (i + 1) / 2, i % 100 + 1 FROM generate_series(1, {items} * 2) i;
"""
SIMPLE = """
  articles:
    visible: { status: { _eq: published }, published_at: { _lte: $NOW } }
    routes:
      - { path: "/articles/{slug}", fields: [slug, title, body] }
      - { path: "/authors/{author.slug}", fields: [slug, title] }
"""
PAGES = SIMPLE.replace('      - { path: "/authors/{author.slug}", fields: [slug, title] }\n', "")
LISTS = {
    "without a list": "",
    "a list for each of 1,000 authors": '      - { path: "/authors/{author.slug}", fields: [title], sort: [-published_at, id], limit: 10 }\n',
    "one list": "      - { path: /articles, fields: [title], sort: [-published_at, id], limit: 10 }\n",
}
RICH = SIMPLE + """
      - { path: "/{translations.language}/{translations.slug}", fields: [translations.title] }
      - { path: "/topics/{tagged.topic.slug}", fields: [slug, title] }
"""
# A hand-written query for the same comparison: every page of every item, with what it shows, against a table.
BY_HAND = """
  SELECT a.id, a.slug, o.slug, md5(ROW(a.slug, a.title, a.body)::text), md5(ROW(a.slug, a.title)::text), t.pages, g.pages
  FROM articles a LEFT JOIN authors o ON o.id = a.author
  LEFT JOIN (SELECT article, array_agg(ROW(language, slug, md5(title)) ORDER BY id)::text AS pages FROM translations GROUP BY article) t
    ON t.article = a.id
  LEFT JOIN (SELECT x.article, array_agg(ROW(p.slug) ORDER BY p.slug)::text AS pages FROM tagged x JOIN topics p ON p.id = x.topic
    GROUP BY x.article) g ON g.article = a.id
  WHERE a.status = 'published' AND a.published_at <= now()
"""

# Prints status, seconds and KiB of a command, whose output is discarded.
TIMER = """
import os, resource, sys, time
null = os.open(os.devnull, os.O_WRONLY)
began = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(status, time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Bench(Testbed):
    def prepare(self, items, pods, related=False, routes=SIMPLE, name="cms", settle="0s", margin="0s"):
        """Creates a database of `items` articles and `pods` pods (or takes their URLs), and runs freshen once."""
        self.sql(f"CREATE DATABASE {name}", "postgres")
        self.environment["DATABASE_URL"] = f"postgresql://postgres@/{name}?host={self.folder}"
        self.database = name
        text = RELATED.format(items=items) if related else ""
        self.must([*self._psql(name), "-c", SCHEMA.format(items=items, related=text)])
        self.pods = self.start_pods(pods) if isinstance(pods, int) else pods
        urls = ", ".join(f'"{pod}"' for pod in self.pods)
        (self.folder / "freshen.yaml").write_text(
            f"collections:{routes}\nweb:\n  - {{ name: web, pods: {{ urls: [{urls}] }}, token: {{ env: REVALIDATE_TOKEN }}, "
            f"settle: {settle}, deadline: 9s }}\ncloudfront:\n  - distribution: {DISTRIBUTION}\nmargin: {margin}\nflood: 200000\n")
        self.must([self.freshen, "migrate"])
        self.catch_up()

    def timed(self, command, allowed=(0,)):
        """Runs a command; returns seconds of wall time and the maximum resident set size in MiB."""
        # A child's maximum begins with the size of its parent, so a small process starts the command.
        child = subprocess.Popen(
            [sys.executable, "-S", "-E", "-c", TIMER, *map(str, command)], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.children.append(child)
        output, errors = child.communicate()
        self.children.remove(child)
        if child.returncode != 0:
            raise SystemExit(f"{command[0]} cannot be timed: {errors}")
        status, seconds, kilobytes = output.split()
        if int(status) not in allowed:
            raise SystemExit(f"{command[0]}: status {status}\n{errors}")
        return float(seconds), int(kilobytes) / 1024

    def start_pods(self, count, *failing):
        """Starts one process with `count` pods, which ends when its standard input closes; returns their URLs."""
        process = self.pod_process = subprocess.Popen(
            [sys.executable, HERE / "pods.py", str(count), *map(str, failing)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        self.children.append(process)
        return [f"http://127.0.0.1:{process.stdout.readline().strip()}" for _ in range(count)]

    def catch_up(self):
        """Moves every contender's checkpoint to now, so that each finds the same changes."""
        self.must([self.freshen, "run"])
        for rival in ("py", "sh"):
            (self.folder / f"checkpoint.{rival}").write_text(self.sql("SELECT now()", self.database))

    def race(self, runs, contenders, before=lambda: None):
        """Runs the contenders in turn; returns the median seconds of each, and freshen's maximum memory."""
        times = {name: [] for name in contenders}
        memory = []
        for _ in range(runs + 1):
            for name, command in contenders.items():
                before()
                # Otherwise CloudFront's limit of invalidations in progress would delay the run.
                self.cloudfront.control(complete=True)
                seconds, size = self.timed(command)
                times[name].append(seconds)
                if name == "freshen":
                    memory.append(size)
        # The first run of each is a warm-up.
        return {name: statistics.median(all[1:]) for name, all in times.items()}, max(memory, default=0)

    @property
    def rivals(self):
        found = {"python": [sys.executable, HERE / "rival.py", "checkpoint.py", DISTRIBUTION, *self.pods]}
        if shutil.which("aws") and shutil.which("jq"):
            found["shell"] = [HERE / "rival.sh", "checkpoint.sh", DISTRIBUTION, self.psql, *self.pods]
        return found

    def query(self, statement):
        return [self.psql, "-X", "-q", "-d", self.environment["DATABASE_URL"], "-c", statement]


def line(work, goal, figures):
    print(f"| {work} | {goal} | {figures} |", flush=True)


def milliseconds(medians):
    return ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in medians.items())


def idle(bench, runs, items, pods):
    bench.prepare(items, pods, name=f"idle{items}")
    scan = "SELECT count(*), count(*) FILTER (WHERE age(xmin) BETWEEN 0 AND 100) FROM articles"
    medians, _ = bench.race(runs, {
        "freshen": [bench.freshen, "run"], "psql": bench.query("select 1"), "scan": bench.query(scan)})
    goal = "≤ 1.3 × scan" if items > 1000 else "≤ 1.5 × (psql + quiet check)"
    line(f"nothing to do, {items:,} items", goal, f"{medians['freshen'] / medians['scan']:.2f} × scan; {milliseconds(medians)}")


def changed(bench, runs, count, items, pods, goal):
    bench.prepare(items, pods, name=f"changed{count}")
    position = iter(range(10**6))

    def edit():
        bench.cloudfront.control(complete=True)
        bench.catch_up()
        first = next(position) * count % (items - count) + 1
        bench.sql(
            f"UPDATE articles SET title = title || '.', date_updated = clock_timestamp() "
            f"WHERE id BETWEEN {first} AND {first + count - 1}", bench.database)

    medians, memory = bench.race(runs, {"freshen": [bench.freshen, "run"], **bench.rivals}, edit)
    ratios = ", ".join(
        f"1/{seconds / medians['freshen']:.1f} of {name}" for name, seconds in medians.items() if name != "freshen")
    line(f"{count:,} of {items:,} items, {pods} pods", goal, f"{ratios}; {milliseconds(medians)}; {memory:.0f} MiB")


def lists(bench, runs, items):
    """One edit of an article that is behind the first ten."""
    medians = {}
    for number, (name, route) in enumerate(LISTS.items()):
        bench.prepare(items, 1, routes=PAGES + route, name=f"list{number}")
        edit = f"UPDATE articles SET title = title || '.' WHERE id = {items // 2}"
        found, _ = bench.race(runs, {"freshen": [bench.freshen, "run"]}, lambda: bench.sql(edit, bench.database))
        medians[name] = found["freshen"]
    base, *others = medians.items()
    ratios = ", ".join(f"{seconds / base[1]:.2f} × with {name}" for name, seconds in others)
    line(f"1 of {items:,} items, lists of ten", "≤ 2 × without a list", f"{ratios}; {milliseconds(medians)}")


def everything_changed(bench, items):
    bench.prepare(items, 1, name="flooded")
    for flood, name in ((200_000, "below"), (5000, "above")):
        path = bench.folder / "freshen.yaml"
        path.write_text(path.read_text().replace("flood: 200000", f"flood: {flood}"))
        bench.sql("UPDATE articles SET title = title || '!'", bench.database)
        # CloudFront accepts 3,000 paths at a time: the rest stays owed, and the run exits with 75.
        seconds, memory = bench.timed([bench.freshen, "run"], allowed=(0, 75))
        line(f"{items:,} items at once, {name} flood", "≤ 64 MB", f"{memory:.0f} MiB; {seconds:.1f} s")


def fleet(bench, name, pods, *failing):
    """Notifies `pods` pods of one edit; returns answers, milliseconds from first to last answer, seconds and memory."""
    bench.prepare(1000, bench.start_pods(pods, *failing), name=name)
    bench.sql("UPDATE articles SET title = title || '!' WHERE id = 1", bench.database)
    seconds, memory = bench.timed([bench.freshen, "run"], allowed=(0, 75, 77))
    bench.pod_process.stdin.close()
    answers, spread = bench.pod_process.stdout.readlines()[-1].split()
    bench.children.remove(bench.pod_process)
    bench.pod_process.wait()
    return int(answers), int(spread), seconds, memory


def deleted(bench, runs, items):
    """One deleted row, and what the ledger takes up for each item."""
    bench.prepare(items, 1, routes=PAGES, name="deleted")
    bench.sql("VACUUM ANALYZE", "deleted")
    scan = "SELECT count(*), count(*) FILTER (WHERE age(xmin) BETWEEN 0 AND 100) FROM articles"
    keys = iter(range(1, items))
    medians, memory = bench.race(
        runs, {"freshen": [bench.freshen, "run"], "scan": bench.query(scan)},
        lambda: bench.sql(f"DELETE FROM articles WHERE id = {next(keys)}", "deleted"))
    line(f"1 of {items:,} items deleted", "≤ 3 × scan",
         f"{medians['freshen'] / medians['scan']:.2f} × scan; {milliseconds(medians)}; {memory:.0f} MiB")
    size = int(bench.sql("SELECT pg_total_relation_size('freshen.item')", "deleted"))
    line(f"the ledger of {items:,} items with one page each", "none", f"{size / items:.0f} bytes an item")


def migration(bench, items):
    """How long an ALTER TABLE waits at most while every item is compared."""
    bench.prepare(items, 1, routes=RICH, related=True, name="altered")
    worst = {}
    for name, options in (("giving way", []), ("with --keep-locks", ["--keep-locks"])):
        look = subprocess.Popen(
            [bench.freshen, "reconcile", *options], env=bench.environment, cwd=bench.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        waits = []
        # A look gives way five times at most.
        while look.poll() is None and len(waits) < 4:
            time.sleep(2)
            began = time.monotonic()
            bench.sql("ALTER TABLE articles ALTER slug SET DEFAULT ''", "altered")
            waits.append(time.monotonic() - began)
        errors = "".join(look.communicate())
        if look.returncode != 0:
            raise SystemExit(f"reconcile: status {look.returncode}\n{errors}")
        worst[name] = max(waits)
    line(f"four times ALTER TABLE beside reconcile of {items:,} items", "waits ≤ 2 s",
         ", ".join(f"{seconds:.1f} s at most {name}" for name, seconds in worst.items()))


class LockWatch:
    """Sees every 5 ms which transactions have a lock on the table of articles."""

    def __init__(self, url):
        import psycopg2
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True

    def longest(self, work):
        """The seconds for which one transaction had it at most, while `work` is done."""
        seen = {}
        done = threading.Event()

        def watch():
            cursor = self.connection.cursor()
            while not done.wait(0.005):
                cursor.execute(
                    "SELECT pid, xact_start FROM pg_locks JOIN pg_stat_activity USING (pid) "
                    "WHERE relation = 'articles'::regclass AND granted AND pid <> pg_backend_pid()")
                for transaction in cursor.fetchall():
                    seen.setdefault(transaction, []).append(time.monotonic())

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            work()
        finally:
            done.set()
            thread.join()
        return max((times[-1] - times[0] for times in seen.values()), default=0)


def locks(bench, items):
    """For how long a look of each kind keeps the locks that an ALTER TABLE waits for."""
    bench.prepare(items, 1, name=f"locks{items}")
    path = bench.folder / "freshen.yaml"
    path.write_text(path.read_text().replace("flood: 200000", "flood: 5000") + "deadline: 1h\n")

    def route(old, new):
        path.write_text(path.read_text().replace(old, new))

    kinds = {
        "nothing to do": lambda: None,
        "1 edited": lambda: bench.sql("UPDATE articles SET title = title || '!' WHERE id = 1", bench.database),
        "1 deleted": lambda: bench.sql("DELETE FROM articles WHERE id = 2", bench.database),
        "1 % edited": lambda: bench.sql("UPDATE articles SET title = title || '!' WHERE id % 100 = 3", bench.database),
        "a column dropped": lambda: bench.sql("ALTER TABLE articles DROP date_updated", bench.database),
        "rewritten": lambda: bench.sql("VACUUM FULL articles", bench.database),
        "another field in a route": lambda: route("fields: [slug, title] }", "fields: [slug, title, body] }"),
        "reconcile": lambda: None,
        "first look": lambda: (bench.sql("DROP SCHEMA freshen CASCADE", bench.database), bench.must([bench.freshen, "migrate"])),
    }
    watch = LockWatch(bench.environment["DATABASE_URL"])
    found = []
    for name, prepare in kinds.items():
        prepare()
        bench.sql("CHECKPOINT", bench.database)
        bench.cloudfront.control(complete=True)
        command = [bench.freshen, "reconcile" if name == "reconcile" else "run"]
        found.append(f"{name} {watch.longest(lambda: bench.timed(command)):.2f} s")
        bench.catch_up()
    line(f"locks of a look at {items:,} items", "none", ", ".join(found))


def many_pods(bench):
    healthy = fleet(bench, "healthy", 1000)
    answers, spread, seconds, memory = fleet(bench, "failing", 1000, 1, 5)
    line("1,000 pods, one hangs, five refuse", "the others are not delayed",
         f"{answers} answers within {spread} ms ({healthy[0]} within {healthy[1]} ms where all are healthy); "
         f"the run {seconds:.1f} s (the timeout is 5 s); {memory:.0f} MiB")


def publications(bench, count):
    """How long after an article's publication date its pods and CloudFront are notified, with a look every 2 s."""
    pods = [bench._stand_in("pod.py") for _ in range(3)]
    bench.prepare(1000, [pod.url for pod in pods], name="publications", settle="2s", margin="1s")
    # Each date comes at another moment between two looks. Hiding the articles before is a change that is sent, too.
    step, start = 2.7, time.time() + 12
    offset = time.monotonic() - time.time()
    bench.sql(f"UPDATE articles SET published_at = to_timestamp({start} + id * {step}) WHERE id <= {count}", "publications")
    bench.catch_up()
    bench.cloudfront.control(complete=True)
    end = start + (count + 3) * step
    while (now := time.time()) < end:
        until = int(end % 60) if end // 60 == now // 60 else 0
        bench.timed([bench.freshen, "run", "--every", "2s", "--until", f":{until:02}"], allowed=(0, 75))

    def delays(requests, paths):
        first = {}
        for request in requests:
            at = request["at"] / 1e9 - offset
            for path in paths(request) if at > start else ():
                first.setdefault(path, at)
        return [first[f"/articles/article-{i}"] - start - i * step for i in range(1, count + 1)]

    by_pod = [delays(pod.seen()["requests"], lambda request: [entry["path"] for entry in request["paths"]]) for pod in pods]
    all_pods = [max(each) for each in zip(*by_pod)]
    cloudfront = delays(bench.cloudfront.seen()["requests"], lambda request: request["items"])

    def p95(values):
        return statistics.quantiles(values, n=20)[-1]

    line(f"{count} publication dates, one every {step} s, --every 2s", "p95 ≤ 3.5 s (margin + every + 0.5 s), 6 s (settle + 0.5 s more)",
         f"all pods after {p95(all_pods):.1f} s, CloudFront after {p95(cloudfront):.1f} s; earliest {min(all_pods):.1f} s")


def bucket(bench, runs, objects):
    """One changed object of a bucket, beside the commands of a CI step."""
    bench.sql("CREATE DATABASE bucket", "postgres")
    bench.environment["DATABASE_URL"] = f"postgresql://postgres@/bucket?host={bench.folder}"
    store = bench._stand_in("s3.py", "--region", "us-east-1")
    bench.environment["AWS_ENDPOINT_URL_S3"] = store.url
    names = [f"binaries/monitor-{i % 500}/watchy-monitor-{i % 500}-{i}.tar.gz" for i in range(objects)]
    for start in range(0, objects, 10_000):
        store.control(put=[{"key": name, "body": "0"} for name in names[start:start + 10_000]])
    (bench.folder / "freshen.yaml").write_text(
        "buckets:\n  binaries: { bucket: platform-binaries, prefix: binaries/, match: \"binaries/{monitor}/{file}\", "
        f"routes: [\"/binaries/{{monitor}}/{{file}}\"] }}\ncloudfront:\n  - distribution: {DISTRIBUTION}\n")
    bench.must([bench.freshen, "migrate"])
    bench.must([bench.freshen, "run"])
    (bench.folder / "list").write_text("")
    contenders = {"freshen": [bench.freshen, "run"]}
    if shutil.which("aws") and shutil.which("jq"):
        contenders["shell"] = [HERE / "rival-bucket.sh", "platform-binaries", "binaries/", DISTRIBUTION, "list"]
        # The first list of the script only records, as freshen's first run does.
        bench.must(["bash", "-c", "aws s3api list-objects-v2 --bucket platform-binaries --prefix binaries/ --output json | "
                    "jq -r '.Contents[] | \"/\\(.Key) \\(.ETag)\"' | LC_ALL=C sort > list"])
    bodies = iter(range(1, 10**6))
    medians, memory = bench.race(
        runs, contenders, lambda: store.control(put=[{"key": names[objects // 2], "body": str(next(bodies))}]))
    ratio = f"1/{medians['shell'] / medians['freshen']:.1f} of shell; " if "shell" in medians else ""
    line(f"1 of {objects:,} objects of a bucket", "≤ 1/5 of shell, ≤ 64 MB", f"{ratio}{milliseconds(medians)}; {memory:.0f} MiB")


def reconcile(bench, runs, items):
    bench.prepare(items, 1, related=True, routes=RICH, name="reconcile")
    bench.sql(f"CREATE TABLE seen AS {BY_HAND.replace('a.slug, o.slug,', 'a.slug, o.slug AS author,').replace(', md5(ROW(a.slug, a.title)::text)', ', md5(ROW(a.slug, a.title)::text) AS listed').replace('t.pages, g.pages', 't.pages AS translated, g.pages AS topics')}", "reconcile")
    by_hand = f"SELECT count(*) FROM (({BY_HAND}) EXCEPT SELECT * FROM seen) AS different"
    medians, memory = bench.race(runs, {"freshen": [bench.freshen, "reconcile"], "by hand": bench.query(by_hand)})
    line(f"reconcile {items:,} items", "≤ 1.5 × by hand",
         f"{medians['freshen'] / medians['by hand']:.2f} × by hand; {milliseconds(medians)}; {memory:.0f} MiB")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5, help="runs of each contender, after a warm-up (default 5)")
    options.add_argument("--large", action="store_true", help="also measure a million items")
    options.add_argument("--locks", type=int, nargs="+", metavar="ITEMS", help="measure only how long looks keep their locks")
    chosen = options.parse_args()
    with Bench() as bench:
        bench.build()
        bench.start_postgres()
        bench.cloudfront = bench._stand_in("cloudfront.py", "--distribution", DISTRIBUTION, "--polls", "0")
        bench.environment |= {"AWS_ENDPOINT_URL_CLOUDFRONT": bench.cloudfront.url, "AWS_DEFAULT_REGION": "us-east-1"}
        print("| work | goal | measured (medians) |\n|---|---|---|")
        for items in chosen.locks or ():
            locks(bench, items)
        if chosen.locks:
            return
        medians, _ = bench.race(chosen.runs, {"freshen": [bench.freshen, "--version"], "psql": [bench.psql, "--version"]})
        line("start-up", "≤ 1.5 × psql", f"{medians['freshen'] / medians['psql']:.2f} × psql; {milliseconds(medians)}")
        for items in (10_000, 100_000, *((1_000_000,) if chosen.large else ())):
            idle(bench, chosen.runs, items, 1)
        changed(bench, chosen.runs, 1, 100_000, 3, "≤ 1/10 of python")
        changed(bench, chosen.runs, 1000, 100_000, 20, "≤ 1/8 of python")
        lists(bench, chosen.runs, 100_000)
        everything_changed(bench, 100_000)
        deleted(bench, min(chosen.runs, 3), 5_000_000 if chosen.large else 100_000)
        migration(bench, 1_000_000 if chosen.large else 100_000)
        many_pods(bench)
        publications(bench, 30)
        bucket(bench, min(chosen.runs, 3), 100_000)
        reconcile(bench, min(chosen.runs, 3), 1_000_000 if chosen.large else 100_000)


if __name__ == "__main__":
    main()
