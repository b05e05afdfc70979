#!/usr/bin/env python3
"""freshen at work, from its first run on: each scene changes the CMS and shows what the built freshen reports.

What the pods and CloudFront heard is compared with what each scene expects, so the demo is a check, too.
"""

import os
import re
import sys
import time

sys.dont_write_bytecode = True
import stage as stages  # noqa: E402  (no compiled files beside the sources)

# When the recording ended: the demo moves its dates to today.
RECORDED = "2026-11-21 09:21:15+00"
SCHEDULED = "b0000000-0000-4000-8000-0000000000ff"


class Demo:
    def __init__(self, stage):
        self.stage = stage
        self.mistakes = []
        self.scenes = 0
        self.heard = {"pod 1": [], "pod 2": [], "CloudFront": []}
        self.rows = []

    # What the reader sees

    def scene(self, text):
        self.scenes += 1
        say(bold(f"\n{self.scenes}. {text}"))

    def freshen(self, arguments, status=0, pods=None, cloudfront=None, text=""):
        """Runs freshen; pods and CloudFront must then have heard just these pages, each pod twice."""
        say(f"\n   $ freshen {arguments}")
        began = time.monotonic()
        got, output = self.stage.run([self.stage.freshen, *arguments.split()])
        for line in output.rstrip().splitlines():
            say("   " + line)
        say(f"   exit {got}, {time.monotonic() - began:.1f} s")
        self.expect(got == status, f"freshen {arguments} exits {got}, not {status}")
        self.expect(text in output, f"freshen {arguments} does not say '{text}'")
        self.expect(not any(form in output.lower() for form in stages.FORMS), f"freshen {arguments} shows a secret")
        one, two = pods if isinstance(pods, tuple) else (pods, pods)
        wanted = {"pod 1": one or (), "pod 2": two or (), "CloudFront": cloudfront or ()}
        self.listen(arguments, wanted)

    def listen(self, arguments, wanted):
        """Compares what was heard since the last time with what was to be heard."""
        news = self.news()
        for name, pages in wanted.items():
            passes = 1 if name == "CloudFront" else 2
            self.expect(
                news[name] == [sorted(pages)] * (passes if pages else 0),
                f"scene {self.scenes}, freshen {arguments}: {name} was to hear {sorted(pages)}, heard {news[name]}")
        if any(news.values()):
            self.rows.append((self.scenes, *(len(set(sum(pages, []))) for pages in news.values())))

    def news(self):
        """The lists of pages that each cache was told since the last call."""
        all_heard = {f"pod {n}": pages_told(pod.seen()) for n, pod in enumerate(self.stage.pods, start=1)}
        all_heard["CloudFront"] = [sorted(one["items"]) for one in self.stage.cloudfront.seen()["invalidations"]]
        news = {name: told[len(self.heard[name]):] for name, told in all_heard.items()}
        self.heard = all_heard
        return news

    def expect(self, holds, mistake):
        if not holds:
            self.mistakes.append(mistake)
            say(f"   NOT AS EXPECTED: {mistake}")

    # The story

    def prepare(self):
        stage = self.stage
        say("Building freshen (swift build -c release --static-swift-stdlib); the first time takes minutes …")
        began = time.monotonic()
        stage.build()
        say(f"Built in {time.monotonic() - began:.0f} s. Starting PostgreSQL with a recorded Directus …")
        stage.start_postgres()
        stage.sql("CREATE DATABASE cms", database="postgres")
        stage.sql_file("Tests/Fixtures/directus/base.sql")
        stage.sql(f"""
            UPDATE articles SET published_at = published_at + (now() - '{RECORDED}'),
                expires_at = expires_at + (now() - '{RECORDED}')""")
        stage.sql_file("sql/role.sql", "-v", "role=freshen", "-v", "schema=public")
        stage.start_stand_ins()
        configuration = stage.write_configuration()
        say(
            f"\nThere are {stage.sql('SELECT count(*) FROM articles')} articles, a role that may read them "
            "(sql/role.sql), two pods and a CloudFront.\nThis is freshen.yaml:\n")
        for line in configuration.splitlines():
            say("   " + line)

    def play(self):
        self.prepare()
        self.first_run()
        self.edit()
        self.date_that_falls()
        self.slug()
        self.deletion()
        self.pod_that_refuses()
        self.audit()

    def first_run(self):
        self.scene("Once: make the schema freshen. The first run records what is there and tells nobody.")
        self.freshen("migrate")
        self.freshen("run", text="first run")

    def edit(self):
        self.scene("An editor corrects a title. A dry run says what would be sent and why; the run sends it.")
        self.update("title = 'Article 40, corrected'", "article-40")
        pages = ["/articles/article-40", "/topics/events", "/topics/opinion"]
        self.freshen("run --dry-run", text="/articles/article-40")
        self.freshen("run", pods=pages, cloudfront=pages)
        say("\n   Again: nothing is new, nobody is told anything.")
        self.freshen("run", text="nothing to do")

    def date_that_falls(self):
        self.scene("An article is to be published three seconds from now. Until then it is on no page.")
        due = self.stage.sql(f"""
            INSERT INTO articles (id, status, title, slug, published_at, date_created)
                VALUES ('{SCHEDULED}', 'published', 'Embargoed', 'embargoed', clock_timestamp() + '3 s', now());
            INSERT INTO articles_topics (articles_id, topics_id) VALUES ('{SCHEDULED}', 1);
            SELECT extract(epoch FROM published_at) FROM articles WHERE id = '{SCHEDULED}'""")
        self.freshen("run", text="nothing to do")
        say("\n   Its date falls. Nobody writes a row.")
        written = self.rows_written()
        # A second more than it takes: `margin`, for a CMS whose clock lags.
        time.sleep(max(0, float(due) + 1.2 - time.time()))
        pages = ["/articles/embargoed", "/sitemap.xml", "/topics/news"]
        self.expect(self.rows_written() == written, "a row of the CMS was written while its date fell")
        self.freshen("run --dry-run", text="its date fell")
        self.freshen("run", pods=pages, cloudfront=pages)

    def slug(self):
        self.scene("An article gets a new slug: the page it leaves is as stale as the one it comes to.")
        self.update("slug = 'a-better-name'", "article-39")
        pages = ["/articles/a-better-name", "/articles/article-39", "/sitemap.xml", "/topics/news", "/topics/releases"]
        self.freshen("run", pods=pages, cloudfront=pages)

    def deletion(self):
        self.scene("An article is deleted. The CMS no longer knows its pages; freshen's ledger does.")
        self.stage.sql("DELETE FROM articles WHERE slug = 'article-38'")
        pages = ["/articles/article-38", "/sitemap.xml", "/topics/events", "/topics/opinion"]
        self.freshen("run", pods=pages, cloudfront=pages)
        self.freshen("run", text="nothing to do")

    def pod_that_refuses(self):
        self.scene("Pod 2 answers 503. CloudFront waits for it: an edge refilled from a stale pod is stale again.")
        self.stage.pods[1].fail_next("503")
        self.update("title = 'Article 40, corrected twice'", "article-40")
        pages = ["/articles/article-40", "/topics/events", "/topics/opinion"]
        say("   It says Retry-After: 1, and is told again in the same run.")
        self.freshen("run", pods=pages, cloudfront=pages)
        say("\n   It answers 404: an image without the endpoint, which no second try mends.")
        self.stage.pods[1].fail_next("notfound")
        self.update("title = 'Article 40, corrected thrice'", "article-40")
        self.freshen("run", status=75, pods=(pages, None))
        say("\n   The next run finds it well again.")
        self.freshen("run", pods=(None, pages), cloudfront=pages)

    def audit(self):
        self.scene("The proof: what every page of every item shows, compared with the ledger value by value.")
        self.freshen("reconcile", text="0 differences")

    def update(self, change, slug):
        self.stage.sql(f"UPDATE articles SET {change}, date_updated = now() WHERE slug = '{slug}'")

    def rows_written(self):
        """The row versions of what an article shows: equal means that nobody wrote."""
        return self.stage.sql("""
            SELECT array_agg(row ORDER BY row) FROM (
                SELECT id || ' ' || xmin FROM articles UNION ALL
                SELECT id || ' ' || xmin FROM articles_topics) AS written (row)""")

    def conclude(self):
        """The closing table, and whether all was as expected."""
        refused = [code for pod in [*self.stage.pods, self.stage.cloudfront] for code in pod.seen()["refused"]]
        self.expect(not refused, f"requests were refused as malformed or unsigned: {refused}")
        say(bold("\nPages that the caches heard of"))
        say("   scene   pod 1   pod 2   CloudFront")
        for row in self.rows:
            say("   {:<5}   {:<5}   {:<5}   {}".format(*(cell or "-" for cell in row)).rstrip())
        for mistake in self.mistakes:
            say(f"NOT AS EXPECTED: {mistake}")
        if not self.mistakes:
            say("Just what was expected: every pod told twice, `settle` apart, CloudFront once; nothing else.")
        return 1 if self.mistakes else 0


def pages_told(seen):
    return [sorted(path["path"] for path in request["paths"]) for request in seen["requests"]]


def say(text):
    print(text, flush=True)


def bold(text):
    return re.sub(r"(\S.*)", "\033[1m\\1\033[0m", text, count=1) if sys.stdout.isatty() else text


def main():
    began = time.monotonic()
    try:
        with stages.Stage() as stage:
            demo = Demo(stage)
            demo.play()
            status = demo.conclude()
    except stages.Problem as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except stages.Stopped as stopped:
        print(f"\ndemo: stopped by {stopped}; nothing is left behind", file=sys.stderr)
        return stopped.status
    say(f"{time.monotonic() - began:.0f} s; nothing is left behind.")
    return status


if __name__ == "__main__":
    sys.exit(main())
