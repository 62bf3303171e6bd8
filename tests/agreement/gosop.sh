#!/bin/bash
# gosop is an older sop: it has no profiles, and other names for two things.
arguments=()
for argument in "$@"; do
    case $argument in
        --profile=default) ;;
        --profile=*) [ "${1-}" != generate-key ] || exit 89 ;;
        --with-key-password=*) exit 37 ;;
        --verifications-out=*) arguments+=("--verify-out=${argument#*=}") ;;
        *) arguments+=("$argument") ;;
    esac
done
exec gosop "${arguments[@]}"
