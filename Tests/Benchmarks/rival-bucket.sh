#!/usr/bin/env bash
# What a CI step does by hand: lists a bucket, compares it with the list before, and invalidates what differs.
#
#     rival-bucket.sh BUCKET PREFIX DISTRIBUTION LIST
set -euo pipefail
bucket=$1 prefix=$2 distribution=$3 list=$4

aws s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --output json |
    jq -r '.Contents[] | "/\(.Key) \(.ETag)"' | LC_ALL=C sort > "$list.new"
LC_ALL=C comm -13 "$list" "$list.new" | cut -d ' ' -f 1 > "$list.changed"
if [ -s "$list.changed" ]; then
    mapfile -t paths < "$list.changed"
    aws cloudfront create-invalidation --distribution-id "$distribution" --paths "${paths[@]}" > /dev/null
fi
mv "$list.new" "$list"
