#!/bin/bash
# Sequoia's sq 0.27, asked in the words of sop. Its passphrases come from a terminal only, so here are none: sqop has them.
. "$(dirname "$0")/adapter.sh"

[ -z "$password$message_password" ] || fail 37

generate() {
    local suite options=()
    case $profile in
        default | cv25519) suite=cv25519 ;;
        rsa3072) suite=rsa3k ;;
        expired) suite=cv25519 options=(--creation-time 20200101T000000Z --expires 20210101T000000Z) ;;
        *) fail 89 ;;
    esac
    sq key generate --cipher-suite $suite "${options[@]}" --userid "${files[0]}" --export "$home/key" --rev-cert "$home/rev" 2>/dev/null || fail 1
    cat "$home/key"
}

# Good signatures by the certificate $1, the only one that was given; sq names the key by its id.
verifications() {
    local primary
    primary=$(sq inspect "$1" | sed -n 's/^ *Fingerprint: //p' | head -n 1)
    sed -n "s/^Good signature from \([0-9A-F]*\).*/0000-00-00T00:00:00Z \1 $primary/p" "$home/said"
}

case $verb in
    version) sq --version | sed -n '1s/^sq /Sequoia sq /p' ;;
    generate-key) generate ;;
    extract-cert) sq key extract-cert ;;
    sign) sq sign --detached --signer-key "${files[0]}" ;;
    verify)
        cat >"$home/data"
        sq verify --signer-cert "${files[1]}" --detached "${files[0]}" "$home/data" >/dev/null 2>"$home/said" || fail 3
        verifications "${files[1]}" ;;
    encrypt) sq encrypt ${signer:+--signer-key "$signer"} --recipient-cert "${files[0]}" ;;
    decrypt)
        sq decrypt --recipient-key "${files[0]}" --signer-cert "$certificate" 2>"$home/said" || { cat "$home/said" >&2; fail 29; }
        verifications "$certificate" >"${verdict:-/dev/null}" ;;
    *) fail 69 ;;
esac
