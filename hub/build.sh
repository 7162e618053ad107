#!/usr/bin/env bash
# Makes what the learners of a hub share, in a folder of its own, and takes the right to write there:
#   hub/build.sh /opt/meantone
# env/ is the environment, from the locks; cache/ holds the data sets, the trained networks and, where
# npm is, the proxy. The course stays where it is. The first call takes as long as the networks do,
# about an hour of one core; a later one, after an update, makes only what is new.
set -euo pipefail
umask 022  # learners read what is made here, whoever makes it
place=${1:?"which folder? as in: hub/build.sh /opt/meantone"}
course=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export MEANTONE_CACHE="$place/cache"
python="$place/env/bin/python"

mkdir -p "$place/cache"
chmod -R u+w "$place/cache"
[ -x "$python" ] || python3 -m venv "$place/env"

# Learners' servers are other users' processes: say at once which folder keeps them out.
let_in() {
    local at
    at=$(readlink -f "$1")
    while [ "$at" != / ]; do
        if [ -z "$(find "$at" -maxdepth 0 -perm -001)" ]; then
            echo "Users of this machine cannot reach $1, because of $at. $2" >&2
            return
        fi
        at=$(dirname "$at")
    done
}
let_in "$course" "Move the course to where all can read it; for a trial of your own, go on."
let_in "$python" "Use a Python of the system's: delete $place/env, put that Python first in PATH, and run this again."
closed=$(find "$course/src" ! -perm -004 -print -quit)
[ -z "$closed" ] || echo "Users of this machine cannot read $closed. Run: chmod -R a+rX $course" >&2

pip() { "$python" -m pip install --no-cache-dir --disable-pip-version-check "$@"; }
cpu=https://download.pytorch.org/whl/cpu  # PyTorch without CUDA, if this can be reached
pip --require-hashes --no-deps --only-binary :all: -r "$course/hub/requirements.txt"
pip --only-binary :all: --retries 1 --extra-index-url "$cpu" -r "$course/requirements-neural.txt"
pip --no-deps --no-build-isolation -e "$course"
"$python" -m compileall -q "$course/src"  # no learner may write there

"$python" -m meantone data
"$python" -m meantone prepare
if command -v npm >/dev/null; then
    packages="from pathlib import Path; from meantone.commands import node; node.node_modules(Path('hub'))"
    (cd "$course" && "$python" -c "$packages")
fi
chmod -R a+rX,a-w "$place/cache"
echo "Ready: $place"
