#!/bin/sh
# Makes the three embedded faces from Debian's fonts-noto-cjk and fonts-noto-cjk-extra:
#   apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonttools
# Face 2 of each collection is Simplified Chinese. The outlines stay CFF: what draws them
# reads a glyph when it is drawn, while of TrueType outlines it would unpack all 8000 at
# once, 14 MB for each weight. Takes a minute.
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
    pyftsubset "$noto/$collection" --font-number=2 --output-file="$out" "$@" \
        --no-hinting --layout-features=kern,liga,locl --name-IDs='*' \
        --drop-tables+=vhea,vmtx,VORG,BASE
}

face NotoSansCJK-Regular.ttc sans-regular.otf --unicodes-file="$work/sans"
face NotoSansCJK-Bold.ttc sans-bold.otf --unicodes-file="$work/sans"
face NotoSerifCJK-Bold.ttc serif-bold.otf --text-file="$work/serif"
