#!/bin/bash
# Do other OpenPGP programs and ours understand each other? All of them are asked in the words of the stateless OpenPGP
# command line (sop); those that speak otherwise have an adapter here.
#
#   agreement.sh                  the table of all rows, in Markdown, and why the answer is no
#   agreement.sh row PROGRAM KIND the checks of one row: name, then yes, no, known (a no that is expected) or skip, then why
#
# The file `rows` says who is asked about which keys, `known` where we disagree, and why. MAILNODE_SOP is our MailNode.Sop.dll
# (else it is built here), MAILNODE_NPM the folder whose node_modules holds openpgp.
set -u
set -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
checks=(key they-seal we-seal they-sign we-sign text their-key our-key changed stranger unsigned they-password we-password they-lock we-lock expired revoked)
of_keys=' key they-seal we-seal they-sign we-sign their-key '

rows() { grep -v '^#' "$here/rows"; }

ours() { dotnet "$MAILNODE_SOP" "$@"; }

build() {
    dotnet build --nologo --verbosity quiet "$here/../MailNode.Sop" >&2 || exit
    export MAILNODE_SOP=$here/../../artifacts/bin/MailNode.Sop/debug/MailNode.Sop.dll
}

of() {
    local program=$1
    shift
    if [ "$program" = openpgpjs ]; then node "$here/openpgpjs.mjs" "$@"; else "$here/$program.sh" "$@"; fi
}

theirs() { of "$program" "$@"; }

# Is this line of verifications one of a signature by that certificate?
names_us() { [ "$(awk '{ print toupper($3) }' "$1" | sort -u)" = "$fingerprint" ]; }

# Ours, with nothing written, and for that reason: an exit code of the draft.
refuses() {
    local expected=$1 answer=0
    shift
    ours "$@" >out || answer=$?
    [ $answer = "$expected" ] && [ ! -s out ]
}

# One base64 character in the middle of what is armored.
change() { awk '{ line[NR] = $0 } END { m = int(NR / 2); line[m] = (line[m] ~ /^A/ ? "B" : "A") substr(line[m], 2); for (i = 1; i <= NR; i++) print line[i] }'; }

check_key() { [ -s extracted ] && ours extract-cert <their.key >their.cert && theirs encrypt --sign-with=their.key their.cert <letter >out; }
check_they_seal() { theirs encrypt "--profile=$kind" --sign-with=their.key our.cert <letter >in.pgp && we_open our.key in.pgp && touch opened; }
check_we_seal() { ours encrypt "--profile=$version" --sign-with=our.key our.cert extracted <letter >out.pgp && they_open their.key our.cert out.pgp && names_us verdict; }
check_they_sign() { theirs sign their.key <letter >in.sig && ours verify in.sig extracted <letter; }
check_we_sign() { theirs verify our.sig our.cert <letter >verdict && names_us verdict; }
check_text() { theirs sign --as=text their.key <letter >text.sig && sed 's/$/\r/' letter >crlf && ours verify text.sig extracted <crlf; }
check_changed() { [ -e opened ] && change <in.pgp >changed && ! cmp -s in.pgp changed && refuses 29 decrypt --verify-with=extracted our.key <changed; }
check_stranger() { [ -e opened ] && refuses 3 decrypt --verify-with=our.cert our.key <in.pgp && refuses 3 verify in.sig our.cert <letter; }
check_unsigned() { theirs encrypt our.cert <letter >bare.pgp && ours decrypt our.key <bare.pgp | cmp -s - letter && refuses 3 decrypt --verify-with=extracted our.key <bare.pgp; }
check_they_password() { theirs encrypt "--profile=$kind" --with-password=password <letter >out.pgp && ours decrypt --with-password=password <out.pgp | cmp -s - letter; }
check_we_password() { ours encrypt "--profile=$version" --with-password=password <letter >out.pgp && theirs decrypt --with-password=password <out.pgp | cmp -s - letter; }
check_expired() { unusable expired; }
check_revoked() { unusable revoked; }

# Each of us uses the other's secret key as its own.
check_their_key() {
    theirs encrypt "--profile=$kind" --sign-with=their.key extracted <letter >out.pgp && we_open their.key out.pgp &&
        ours sign their.key <letter >out.sig && theirs verify out.sig extracted <letter
}

check_our_key() {
    ours encrypt --sign-with=our.key our.cert <letter >out.pgp && they_open our.key our.cert out.pgp && names_us verdict &&
        theirs sign our.key <letter >out.sig && ours verify out.sig our.cert <letter
}

check_they_lock() {
    theirs generate-key "--profile=$kind" --with-key-password=password 'Dan <dan@example.org>' >locked.key && theirs extract-cert <locked.key >locked.cert &&
        refuses 67 sign locked.key <letter && ours sign --with-key-password=password locked.key <letter >out.sig &&
        theirs verify out.sig locked.cert <letter
}

check_we_lock() {
    ours generate-key --with-key-password=password 'Eve <eve@example.org>' >locked.key && ours extract-cert <locked.key >locked.cert &&
        theirs sign --with-key-password=password locked.key <letter >out.sig && ours verify out.sig locked.cert <letter
}

we_open() { rm -f verdict && ours decrypt --verify-with=extracted --verifications-out=verdict "$1" <"$2" | cmp -s - letter && [ -s verdict ]; }

they_open() { rm -f verdict && theirs decrypt "--verify-with=$2" --verifications-out=verdict "$1" <"$3" | cmp -s - letter; }

# To a certificate that is past its time, or taken back, nothing is encrypted.
unusable() {
    theirs generate-key "--profile=$1" 'Fay <fay@example.org>' >past.key && theirs extract-cert <past.key >past.cert &&
        refuses 17 encrypt --sign-with=our.key past.cert <letter
}

# Our own key is the same for all rows of a run, if MAILNODE_SOP_ROOM names a folder to keep it in.
prepare() {
    seq 1 20000 >letter
    printf 'open sesame' >password
    [ -s "${MAILNODE_SOP_ROOM:-.}/our.sig" ] || (cd "${MAILNODE_SOP_ROOM:-.}" && seq 1 20000 >letter && ours generate-key 'Ana <ana@example.org>' >our.key &&
        ours extract-cert <our.key >our.cert && ours sign our.key <letter >our.sig && ours verify our.sig our.cert <letter >our.line)
    [ -z "${MAILNODE_SOP_ROOM:-}" ] || cp "$MAILNODE_SOP_ROOM"/our.* .
    fingerprint=$(awk '{ print $3 }' our.line)
    of "$maker" generate-key "--profile=${kind%+*}" 'Cem <cem@example.org>' >their.key && theirs extract-cert <their.key >extracted
}

# What is asked of a row; not every program can do everything.
wanted() {
    case "$1" in
        text) [ "$program" != rnp ] && [ "$program" != sq ] ;;                    # they sign bytes only
        they-password | we-password) [ "$program" != sq ] ;;                      # it asks a terminal
        they-lock | we-lock) [ "$program" != sq ] && [ "$program" != gosop ] ;;   # as above; it has no such option
        expired) [ "$program" != sqop ] && [ "$program" != gosop ] ;;             # they have no such option
        revoked) [ "$program" != sq ] && [ "$program" != sqop ] && [ "$program" != gosop ] ;;   # nothing of theirs puts it into a key
    esac || return
    case $asked in
        all) ;;
        keys) [[ $of_keys = *" $1 "* ]] ;;
        *) [[ ,$asked, = *",$1,"* ]] ;;
    esac
}

row() {
    program=$1 kind=$2
    read -r _ _ maker asked < <(rows | awk -v p="$program" -v k="$kind" '$1 == p && $2 == k') || { echo "There is no such row." >&2; exit 2; }
    room=$(mktemp -d)
    trap 'rm -rf "$room"' EXIT
    cd "$room" || exit
    # What stands behind a plus is a way of making messages, SEIPD version 2 as a rule.
    version=rfc4880
    case $kind in *+argon2) ;; *+*) version=rfc9580 ;; esac
    local check missing=''
    for check in "$program" "$maker"; do of "$check" version >/dev/null 2>&1 || missing="$check is not installed"; done
    [ "$program${MAILNODE_NPM:-}" != openpgpjs ] || missing='MAILNODE_NPM does not say where openpgp is'
    [ -n "$missing" ] || prepare 2>why
    for check in "${checks[@]}"; do
        wanted "$check" || continue
        if [ -n "$missing" ]; then
            printf '%s\tskip\t%s\n' "$check" "$missing"
        else
            cell "$check"
        fi
    done
}

# One check and its answer.
cell() {
    local reason answer=no
    "check_${1//-/_}" >said 2>why && answer=yes
    reason=$(known "$1")
    case $answer${reason:+-known} in
        yes) printf '%s\tyes\t\n' "$1" ;;
        yes-known) printf '%s\tno\tWe agree now: it is no longer known that we do not.\n' "$1" ;;
        no-known) printf '%s\tknown\t%s\n' "$1" "$reason" ;;
        no) printf '%s\tno\t%s\n' "$1" "$(grep -v '^$' why | tail -n 1)" ;;
    esac
}

# Why this row's answer to a check is no, if that is known. A star stands for all kinds of key.
known() {
    awk -v p="$program" -v k="$kind" -v c="$1" '$1 == p && ($2 == k || $2 == "*") && $3 == c ":" { sub(/^[^:]*: */, ""); print; exit }' "$here/known"
}

# A row of the table; `reasons` gathers why an answer was no.
write_row() {
    local check result why i
    declare -A answers=()
    while IFS=$'\t' read -r check result why; do
        answers[$check]=$result
        [ "$result" = no ] || [ "$result" = known ] || continue
        for ((i = 0; i < ${#reasons[@]}; i++)); do [ "${reasons[i]}" != "$why" ] || break; done
        reasons[i]=$why
        answers[$check]="no ($((i + 1)))"
    done < <("$0" row "$1" "$2" </dev/null)
    printf '| %s | %s%s |' "$1" "$2" "$([ "$3" = "$1" ] || echo " of $3")"
    for check in "${checks[@]}"; do printf ' %s |' "${answers[$check]:-}"; done
    echo
}

table() {
    local program kind maker reasons=() i
    ours version
    rows | awk '!seen[$1]++ { print $1 }' | while read -r program; do of "$program" version 2>/dev/null | head -n 1; done
    printf '\n| program | kind |'
    printf ' %s |' "${checks[@]//-/ }"
    printf '\n| --- | --- |'
    printf ' --- |%.0s' "${checks[@]}"
    echo
    while read -r program kind maker _; do write_row "$program" "$kind" "$maker"; done < <(rows)
    echo
    for ((i = 0; i < ${#reasons[@]}; i++)); do echo "$((i + 1)). ${reasons[i]}"; done
}

[ -n "${MAILNODE_SOP:-}" ] || build
case ${1-} in
    row) [ $# = 3 ] || exit 2; row "$2" "$3" ;;
    '') export MAILNODE_SOP_ROOM=$(mktemp -d); trap 'rm -rf "$MAILNODE_SOP_ROOM"' EXIT; table ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
