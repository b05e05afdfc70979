#!/usr/bin/env python3
"""The usual polling script: sends what was updated or became due since the last run to every pod, then CloudFront.

    rival.py CHECKPOINT_FILE DISTRIBUTION POD…

Like every poller of a timestamp it misses changes; only its speed is compared.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import boto3
import psycopg2
import requests

checkpoint_file, distribution, pods = sys.argv[1], sys.argv[2], sys.argv[3:]
since = open(checkpoint_file).read().strip() if os.path.exists(checkpoint_file) else "1970-01-01T00:00:00+00:00"
now = datetime.now(timezone.utc).isoformat()

connection = psycopg2.connect(os.environ["DATABASE_URL"])
cursor = connection.cursor()
cursor.execute(
    """
    SELECT a.slug, o.slug FROM articles a LEFT JOIN authors o ON o.id = a.author
    WHERE a.status = 'published' AND a.published_at <= %(now)s
      AND (a.date_updated > %(since)s OR a.published_at > %(since)s)
    """, {"since": since, "now": now})
paths = set()
for slug, author in cursor:
    paths.add(f"/articles/{slug}")
    if author:
        paths.add(f"/authors/{author}")
paths = sorted(paths)


def notify(pod):
    session = requests.Session()
    session.trust_env = False
    for start in range(0, len(paths), 500):
        answer = session.post(
            pod + "/api/revalidate", json={"paths": [{"path": path} for path in paths[start:start + 500]]},
            headers={"Authorization": "Bearer " + os.environ["REVALIDATE_TOKEN"]}, timeout=5)
        answer.raise_for_status()


if paths:
    with ThreadPoolExecutor(len(pods)) as pool:
        list(pool.map(notify, pods))
    boto3.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": now})
open(checkpoint_file, "w").write(now)
print(len(paths), "paths")
