# The part of the stateless OpenPGP command line that agreement.sh speaks, taken apart for programs that speak another.
# Sets: verb, profile, text, password (of keys), message_password, signer, certificate, verdict, files, and home, a folder of its own.
set -u
set -o pipefail

fail() { exit "$1"; }

verb=${1-}
shift
profile=default text='' password='' message_password='' signer='' certificate='' verdict='' files=()
for argument in "$@"; do
    case $argument in
        --profile=*) profile=${argument#*=} ;;
        --as=text) text=yes ;;
        --as=binary) ;;
        --with-key-password=*) password=${argument#*=} ;;
        --with-password=*) message_password=${argument#*=} ;;
        --sign-with=*) signer=${argument#*=} ;;
        --verify-with=*) certificate=${argument#*=} ;;
        --verifications-out=*) verdict=${argument#*=} ;;
        --*) fail 37 ;;
        *) files+=("$argument") ;;
    esac
done
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
