#!/bin/bash
# RNP, asked in the words of sop. Each call has a home of its own.
. "$(dirname "$0")/adapter.sh"

keys() { rnpkeys --homedir "$home" --notty --password "$(secret "$password")" "$@" 2>>"$home/said" >&2; }
ask() { rnp --homedir "$home" --notty --password "$(secret "$password")" --output - "$@" 2>"$home/said"; }
secret() { [ -z "$1" ] || cat "$1"; }
import() { local file; for file in "$@"; do keys --import-keys "$file" || fail 41; done; }
said() { cat "$home/said" >&2; }

fingerprints() { rnp --list-packets --grips "$1" 2>/dev/null | sed -n 's/.*fingerprint: 0x\([0-9a-f]*\).*/\1/p'; }

# The primary key's: it comes first.
fingerprint() { fingerprints "$1" | head -n 1; }

# What rnpkeys --expert asks: kind, then size or curve.
answers() {
    case $profile in
        default | rsa3072) printf '1\n3072\n' ;;
        ed25519 | aead-* | expired | revoked) printf '22\n' ;;
        nistp256) printf '19\n1\n' ;;
        nistp384) printf '19\n2\n' ;;
        nistp521) printf '19\n3\n' ;;
        *) return 1 ;;
    esac
}

generate() {
    local options=() given
    given=$(answers) || fail 89
    [ "$profile" != expired ] || options=(--current-time 2020-01-01 --expiration 1y)
    rnpkeys --homedir "$home" --notty --password "$(secret "$password")" --generate-key --expert --userid "${files[0]}" "${options[@]}" \
        <<<"$given" >"$home/said" 2>&1 || { said; fail 1; }
    [ "$profile" != revoked ] || keys --revoke-key "${files[0]}" || { said; fail 1; }
    rnpkeys --homedir "$home" --notty --password "$(secret "$password")" --export-key --secret "${files[0]}" 2>/dev/null
}

# Good signatures by the certificate $1. RNP ends well only with good ones, and names the key by its id.
verifications() {
    local id
    sed -n 's/.*using [A-Za-z0-9]* key \([0-9a-f]*\).*/\1/p' "$home/said" | while read -r id; do
        ! fingerprints "$1" | grep -q "$id\$" || echo "0000-00-00T00:00:00Z $id $(fingerprint "$1")"
    done
}

case $verb in
    version) rnp --version | sed -n '1s/^rnp /RNP /p' ;;
    generate-key) generate ;;
    extract-cert)
        cat >"$home/key"
        import "$home/key"
        rnpkeys --homedir "$home" --notty --export-key "$(fingerprint "$home/key")" 2>/dev/null ;;
    sign)
        import "${files[0]}"
        ask --sign --detach --armor --userid "$(fingerprint "${files[0]}")" || { said; fail 1; } ;;
    verify)
        import "${files[1]}"
        cat >"$home/data"
        rnp --homedir "$home" --notty --verify "${files[0]}" --source "$home/data" 2>"$home/said" >&2 || { said; fail 3; }
        verifications "${files[1]}" ;;
    encrypt)
        if [ -n "$message_password" ]; then
            password=$message_password
            ask --symmetric --armor || { said; fail 1; }
            exit
        fi
        import ${signer:+"$signer"} "${files[0]}"
        case $profile in aead-*) aead=--aead=${profile#aead-} ;; *) aead='' ;; esac
        ask --encrypt --armor ${aead:+"$aead"} --recipient "$(fingerprint "${files[0]}")" ${signer:+--sign --userid "$(fingerprint "$signer")"} || { said; fail 1; } ;;
    decrypt)
        password=${message_password:-$password}
        import "${files[@]}" ${certificate:+"$certificate"}
        ask --decrypt || { said; fail 29; }
        [ -z "$certificate" ] || verifications "$certificate" >"${verdict:-/dev/null}" ;;
    *) fail 69 ;;
esac
