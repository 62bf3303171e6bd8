#!/bin/bash
# Sequoia's sqop is sop already; it makes one kind of key and knows no profiles.
arguments=()
for argument in "$@"; do
    case $argument in
        --profile=default) ;;
        --profile=*) [ "${1-}" != generate-key ] || exit 89 ;;
        *) arguments+=("$argument") ;;
    esac
done
exec sqop "${arguments[@]}"
