#!/usr/bin/env python3
"""Demonstrates freshen from its first run on: each step changes the CMS and shows the report of the built program.

The demo is also a test: it compares what the pods and CloudFront received with what each step expects.
"""

import os
import re
import sys
import time

sys.dont_write_bytecode = True
import testbed  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)

# When the recording ended: the demo shifts its dates to the present.
RECORDED = "2026-11-21 09:21:15+00"
SCHEDULED = "b0000000-0000-4000-8000-0000000000ff"


class Demo:
    def __init__(self, bed):
        self.bed = bed
        self.mistakes = []
        self.steps = 0
        self.received = {"pod 1": [], "pod 2": [], "CloudFront": []}
        self.rows = []

    # Output and checks

    def step(self, text):
        self.steps += 1
        say(bold(f"\n{self.steps}. {text}"))

    def freshen(self, arguments, status=0, pods=None, cloudfront=None, text=""):
        """Runs freshen and checks that it sent exactly these pages: to each pod in three passes, to CloudFront once."""
        say(f"\n   $ freshen {arguments}")
        began = time.monotonic()
        got, output = self.bed.run([self.bed.freshen, *arguments.split()])
        for line in output.rstrip().splitlines():
            say("   " + line)
        say(f"   exit {got}, {time.monotonic() - began:.1f} s")
        self.expect(got == status, f"freshen {arguments} exits {got}, not {status}")
        self.expect(text in output, f"freshen {arguments} does not print '{text}'")
        self.expect(not any(form in output.lower() for form in testbed.FORMS), f"freshen {arguments} shows a secret")
        one, two = pods if isinstance(pods, tuple) else (pods, pods)
        wanted = {"pod 1": one or (), "pod 2": two or (), "CloudFront": cloudfront or ()}
        self.check_received(arguments, wanted)

    def check_received(self, arguments, wanted):
        """Compares what was received since the last call with the expected pages."""
        new = self.newly_received()
        for name, pages in wanted.items():
            passes = 1 if name == "CloudFront" else 3
            self.expect(
                new[name] == [sorted(pages)] * (passes if pages else 0),
                f"step {self.steps}, freshen {arguments}: {name} received {new[name]}, expected {sorted(pages)}")
        if any(new.values()):
            self.rows.append((self.steps, *(len(set(sum(pages, []))) for pages in new.values())))

    def newly_received(self):
        """The lists of pages that each pod and CloudFront received since the last call."""
        received = {f"pod {n}": pages_of(pod.seen()) for n, pod in enumerate(self.bed.pods, start=1)}
        received["CloudFront"] = [sorted(one["items"]) for one in self.bed.cloudfront.seen()["invalidations"]]
        new = {name: lists[len(self.received[name]):] for name, lists in received.items()}
        self.received = received
        return new

    def expect(self, holds, mistake):
        if not holds:
            self.mistakes.append(mistake)
            say(f"   NOT AS EXPECTED: {mistake}")

    # The steps

    def prepare(self):
        bed = self.bed
        say("Building freshen (swift build -c release --static-swift-stdlib); the first build takes minutes …")
        began = time.monotonic()
        bed.build()
        say(f"Built in {time.monotonic() - began:.0f} s. Starting PostgreSQL with a recorded Directus database …")
        bed.start_postgres()
        bed.sql("CREATE DATABASE cms", database="postgres")
        bed.sql_file("Tests/Fixtures/directus/base.sql")
        bed.sql(f"""
            UPDATE articles SET published_at = published_at + (now() - '{RECORDED}'),
                expires_at = expires_at + (now() - '{RECORDED}')""")
        bed.sql_file("sql/role.sql", "-v", "role=freshen", "-v", "schema=public")
        bed.start_stand_ins()
        configuration = bed.write_configuration()
        say(
            f"\nThe database has {bed.sql('SELECT count(*) FROM articles')} articles and a role that may read them "
            "(sql/role.sql).\nTwo pods and CloudFront are stand-ins. This is freshen.yaml:\n")
        for line in configuration.splitlines():
            say("   " + line)

    def run(self):
        self.prepare()
        self.first_run()
        self.edit()
        self.date_that_falls()
        self.slug()
        self.deletion()
        self.pod_that_refuses()
        self.audit()

    def first_run(self):
        self.step("`freshen migrate` creates the schema. The first run records all items and sends nothing.")
        self.freshen("migrate")
        self.freshen("run", text="first run")

    def edit(self):
        self.step("An editor corrects a title. A dry run shows what would be sent and why; a run sends it.")
        self.update("title = 'Article 40, corrected'", "article-40")
        pages = ["/articles/article-40", "/topics/events", "/topics/opinion"]
        self.freshen("run --dry-run", text="/articles/article-40")
        self.freshen("run", pods=pages, cloudfront=pages)
        say("\n   The next run finds no change and sends nothing.")
        self.freshen("run", text="nothing to do")

    def date_that_falls(self):
        self.step("An article is scheduled for three seconds from now. Until then no page shows it.")
        due = self.bed.sql(f"""
            INSERT INTO articles (id, status, title, slug, published_at, date_created)
                VALUES ('{SCHEDULED}', 'published', 'Embargoed', 'embargoed', clock_timestamp() + '3 s', now());
            INSERT INTO articles_topics (articles_id, topics_id) VALUES ('{SCHEDULED}', 1);
            SELECT extract(epoch FROM published_at) FROM articles WHERE id = '{SCHEDULED}'""")
        self.freshen("run", text="nothing to do")
        say("\n   Its date comes, without a write to the database.")
        written = self.rows_written()
        # `margin` is 1 s by default: a run looks at the instant one second ago.
        time.sleep(max(0, float(due) + 1.2 - time.time()))
        pages = ["/articles/embargoed", "/sitemap.xml", "/topics/news"]
        self.expect(self.rows_written() == written, "a row of the CMS was written before its date came")
        self.freshen("run --dry-run", text="its date has come")
        self.freshen("run", pods=pages, cloudfront=pages)

    def slug(self):
        self.step("An article gets a new slug: the page at the old path is stale, too.")
        self.update("slug = 'a-better-name'", "article-39")
        pages = ["/articles/a-better-name", "/articles/article-39", "/sitemap.xml", "/topics/news", "/topics/releases"]
        self.freshen("run", pods=pages, cloudfront=pages)

    def deletion(self):
        self.step("An article is deleted. freshen's ledger still has the pages that showed it.")
        self.bed.sql("DELETE FROM articles WHERE slug = 'article-38'")
        pages = ["/articles/article-38", "/sitemap.xml", "/topics/events", "/topics/opinion"]
        self.freshen("run", pods=pages, cloudfront=pages)
        self.freshen("run", text="nothing to do")

    def pod_that_refuses(self):
        self.step("Pod 2 answers 503. CloudFront waits for it: a stale pod would refill CloudFront with the old page.")
        self.bed.pods[1].fail_next("503")
        self.update("title = 'Article 40, corrected twice'", "article-40")
        pages = ["/articles/article-40", "/topics/events", "/topics/opinion"]
        say("   With Retry-After: 1 it is notified again in the same run.")
        self.freshen("run", pods=pages, cloudfront=pages)
        say("\n   Pod 2 answers 404: its image has no endpoint. A retry in the same run would not help.")
        self.bed.pods[1].fail_next("notfound")
        self.update("title = 'Article 40, corrected thrice'", "article-40")
        self.freshen("run", status=75, pods=(pages, None))
        say("\n   In the next run it answers 200 again.")
        self.freshen("run", pods=(None, pages), cloudfront=pages)

    def audit(self):
        self.step("`freshen reconcile` compares every item with the ledger by value: a difference is a missed change.")
        self.freshen("reconcile", text="0 differences")

    def update(self, change, slug):
        self.bed.sql(f"UPDATE articles SET {change}, date_updated = now() WHERE slug = '{slug}'")

    def rows_written(self):
        """The row versions of the articles and their topics: they differ after any write."""
        return self.bed.sql("""
            SELECT array_agg(row ORDER BY row) FROM (
                SELECT id || ' ' || xmin FROM articles UNION ALL
                SELECT id || ' ' || xmin FROM articles_topics) AS written (row)""")

    def conclude(self):
        """Prints the summary; returns the exit status."""
        refused = [code for pod in [*self.bed.pods, self.bed.cloudfront] for code in pod.seen()["refused"]]
        self.expect(not refused, f"stand-ins refused requests: {refused}")
        say(bold("\nNumber of pages received"))
        say("   step    pod 1   pod 2   CloudFront")
        for row in self.rows:
            say("   {:<5}   {:<5}   {:<5}   {}".format(*(cell or "-" for cell in row)).rstrip())
        for mistake in self.mistakes:
            say(f"NOT AS EXPECTED: {mistake}")
        if not self.mistakes:
            say("As expected: each pod received its pages in three passes over `settle`, CloudFront once, nothing else.")
        return 1 if self.mistakes else 0


def pages_of(seen):
    return [sorted(path["path"] for path in request["paths"]) for request in seen["requests"]]


def say(text):
    print(text, flush=True)


def bold(text):
    return re.sub(r"(\S.*)", "\033[1m\\1\033[0m", text, count=1) if sys.stdout.isatty() else text


def main():
    began = time.monotonic()
    try:
        with testbed.Testbed() as bed:
            demo = Demo(bed)
            demo.run()
            status = demo.conclude()
    except testbed.Problem as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of the output, such as `head`, has ended. Flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except testbed.Stopped as stopped:
        print(f"\ndemo: stopped by {stopped}; all servers and files are removed", file=sys.stderr)
        return stopped.status
    say(f"{time.monotonic() - began:.0f} s; all servers and files are removed.")
    return status


if __name__ == "__main__":
    sys.exit(main())
