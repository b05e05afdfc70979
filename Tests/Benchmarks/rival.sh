#!/usr/bin/env bash
# The same as rival.py with psql, curl --parallel and the AWS CLI: rival.sh CHECKPOINT_FILE DISTRIBUTION PSQL POD…
set -euo pipefail
checkpoint=$1 distribution=$2 psql=$3
shift 3
since=$(cat "$checkpoint" 2> /dev/null || echo '1970-01-01 00:00:00+00')
now=$(date -u '+%Y-%m-%d %H:%M:%S.%6N+00')
paths=$("$psql" -X -A -t "$DATABASE_URL" -c "
    SELECT DISTINCT path FROM articles a LEFT JOIN authors o ON o.id = a.author,
      LATERAL (VALUES ('/articles/' || a.slug), ('/authors/' || o.slug)) AS p(path)
    WHERE a.status = 'published' AND a.published_at <= '$now'
      AND (a.date_updated > '$since' OR a.published_at > '$since') AND path IS NOT NULL ORDER BY path")
if [ -n "$paths" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    split -l 500 - "$work/part." <<< "$paths"
    for part in "$work"/part.*; do
        sed 's/.*/{"path":"&"}/' "$part" | paste -sd, | sed 's/.*/{"paths":[&]}/' > "$part.json"
        options=()
        for pod in "$@"; do options+=("$pod/api/revalidate"); done
        curl --parallel --no-progress-meter --noproxy '*' --fail --silent --show-error --output /dev/null --max-time 5 \
            --header "Authorization: Bearer $REVALIDATE_TOKEN" --header 'Content-Type: application/json' \
            --data-binary "@$part.json" "${options[@]}" > /dev/null
    done
    jq -Rn --arg reference "$now" '[inputs] | {Paths: {Quantity: length, Items: .}, CallerReference: $reference}' \
        <<< "$paths" > "$work/batch.json"
    aws cloudfront create-invalidation --distribution-id "$distribution" \
        --invalidation-batch "file://$work/batch.json" > /dev/null
fi
echo "$now" > "$checkpoint"
