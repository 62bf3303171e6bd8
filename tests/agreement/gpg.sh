#!/bin/bash
# GnuPG, asked in the words of sop. Each call has a home of its own, as sop keeps nothing between calls.
. "$(dirname "$0")/adapter.sh"

export GNUPGHOME=$home LC_ALL=C
trap 'gpgconf --kill all 2>/dev/null; rm -rf "$home"' EXIT
# Passphrases are stretched for a second otherwise, each time that one is asked for.
echo 's2k-count 65536' >"$home/gpg-agent.conf"

quiet_gpg() {
    gpg --batch --no-tty --quiet --yes --trust-model always --pinentry-mode loopback --status-file "$home/status" \
        --passphrase-file "${password:-/dev/null}" "$@"
}

import() { local file; for file in "$@"; do quiet_gpg --import "$file" || fail 41; done; }

# The primary fingerprint of a certificate or key in a file.
fingerprint() { gpg --batch --with-colons --show-keys "$1" 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }'; }

# Good signatures by the certificates that were named, and by no other.
verifications() {
    local at made key rest
    sed -n 's/^\[GNUPG:\] VALIDSIG //p' "$home/status" | while read -r key at made rest; do
        echo "${at}T00:00:00Z $key ${rest##* }"
    done
}

generate() {
    local signing encryption when=() for=2y
    case $profile in
        default | ed25519) signing=ed25519 encryption=cv25519 ;;
        rsa3072 | nistp256 | nistp384 | nistp521) signing=$profile encryption=$profile ;;
        expired) signing=ed25519 encryption=cv25519 when=(--faked-system-time 20200101T000000) for=1y ;;
        revoked) signing=ed25519 encryption=cv25519 ;;
        *) fail 89 ;;
    esac
    quiet_gpg "${when[@]}" --quick-gen-key "${files[0]}" $signing sign,cert $for || fail 1
    local made
    made=$(gpg --batch --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
    quiet_gpg "${when[@]}" --quick-add-key "$made" $encryption encrypt $for || fail 1
    if [ "$profile" = revoked ]; then
        sed 's/^:---/---/' "$home/openpgp-revocs.d/$made.rev" | quiet_gpg --import || fail 1
    fi
    quiet_gpg --armor --export-secret-keys "$made"
}

case $verb in
    version) gpg --version | sed -n '1s/gpg (GnuPG)/GnuPG/p' ;;
    generate-key) generate ;;
    extract-cert)
        cat >"$home/key"
        import "$home/key"
        quiet_gpg --armor --export ;;
    sign)
        import "${files[0]}"
        quiet_gpg --armor ${text:+--textmode} --detach-sign ;;
    verify)
        import "${files[@]:1}"
        quiet_gpg --verify "${files[0]}" - || fail 3
        verifications ;;
    encrypt)
        if [ -n "$message_password" ]; then
            password=$message_password
            quiet_gpg --armor --symmetric
            exit
        fi
        import ${signer:+"$signer"} "${files[0]}"
        quiet_gpg --armor ${signer:+--local-user "$(fingerprint "$signer")" --sign} --recipient "$(fingerprint "${files[0]}")" --encrypt ;;
    decrypt)
        password=${message_password:-$password}
        import "${files[@]}" ${certificate:+"$certificate"}
        quiet_gpg --decrypt || fail 29
        verifications >"${verdict:-/dev/null}" ;;
    *) fail 69 ;;
esac
