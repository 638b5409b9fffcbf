#!/usr/bin/env bash
# Grade a class in N parts at a time with GNU parallel; another run goes on where one was stopped.
#
#     bash docs/grading/parallel.sh SUBMISSIONS MARKS.jsonl N [options of grade]
#
# NNLIB_SEED is a whole number that the students do not know: all parts ask the same questions.
set -euo pipefail
: "${NNLIB_SEED:?Set NNLIB_SEED to a whole number that your students do not know.}"
course="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/course.py"
submissions=$(realpath "$1") marks=$(realpath "$2") parts=$3
shift 3

seq "$parts" | parallel --halt soon,fail=1 --jobs "$parts" --quote \
    python3 "$course" grade "$submissions" --out "$marks.{}" --shard "{}/$parts" \
    --seed "$NNLIB_SEED" --resume "$@"

for part in $(seq "$parts"); do cat "$marks.$part"; done >"$marks"
