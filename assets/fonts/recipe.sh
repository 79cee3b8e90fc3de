#!/bin/sh
# Makes the three embedded faces from Debian's fonts-noto-cjk and fonts-noto-cjk-extra:
#   apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonttools
# Face 2 of each collection is Simplified Chinese. Takes some minutes.
set -eu
cd "$(dirname "$0")"
noto=${NOTO:-/usr/share/fonts/opentype/noto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=${PYTHON:-/usr/bin/python3}
"$python" characters.py > "$work/sans"
{ tr -d '\n' < titles.txt; printf ' ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  printf '%s' "-,.:;/()&'+，。：；、（）《》“”"; } > "$work/serif"

# face COLLECTION OUT CHARACTERS...
face() {
    collection=$1 out=$2
    shift 2
    pyftsubset "$noto/$collection" --font-number=2 --output-file="$work/cff.otf" "$@" \
        --no-hinting --desubroutinize --layout-features=kern,liga,locl --name-IDs='*' \
        --drop-tables+=vhea,vmtx,VORG,BASE
    "$python" outlines.py "$work/cff.otf" "$out"
}

face NotoSansCJK-Regular.ttc sans-regular.ttf --unicodes-file="$work/sans"
face NotoSansCJK-Bold.ttc sans-bold.ttf --unicodes-file="$work/sans"
face NotoSerifCJK-Bold.ttc serif-bold.ttf --text-file="$work/serif"
