#!/bin/bash
# Dovecot and Postfix on 127.0.0.1 for the tests, with all that is theirs below one directory.
#
#   mailserver.sh start DIR BASE     prints what is also in DIR/env; BASE and the four ports above it must be free
#   mailserver.sh stop DIR
#   mailserver.sh drain DIR [SECS]   waits until no mail is on its way any more
#
# BASE+0 SMTP of a neighbour (no login), +1 submission, +2 submission over TLS, +3 IMAP, +4 IMAP over TLS.
set -eu

domain=example.test
password=secret
token_key=the-key-of-all-tokens-in-this-test
master=/usr/lib/postfix/sbin/master

fail() { printf 'mailserver.sh: %s\n' "$1" >&2; exit "${2-1}"; }

# What no second try can change: exit code 77, which means "skipped" to many a test runner.
cannot() { fail "$1" 77; }

# The process of a pid file, if it runs and was started for this directory: numbers are used again, and we end only our own.
ours() {
    local pid
    pid=$(tr -cd '0-9' 2>/dev/null <"$1") || return 1
    [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$dir/" && echo "$pid"
}

pid_files() { printf '%s\n' "$dir/dovecot/run/master.pid" "$dir/postfix/queue/pid/master.pid"; }

running() { pid_files | while read -r file; do ours "$file" || true; done; }

make_certificates() {
    local tls=$dir/tls key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
    mkdir -p "$tls"
    # shellcheck disable=SC2086
    openssl req -x509 $key -days 365 -subj '/CN=Test authority' -addext keyUsage=critical,keyCertSign \
        -keyout "$tls/ca.key" -out "$tls/ca.pem" 2>>"$dir/log/openssl"
    # shellcheck disable=SC2086
    openssl req $key -subj "/CN=$domain" -keyout "$tls/key.pem" -out "$tls/request.pem" 2>>"$dir/log/openssl"
    printf 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:%s\nextendedKeyUsage=serverAuth\n' "$domain" >"$tls/extensions"
    openssl x509 -req -days 365 -in "$tls/request.pem" -extfile "$tls/extensions" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" \
        -CAcreateserial -out "$tls/cert.pem" 2>>"$dir/log/openssl"
}

# Tokens are JWTs that anybody can make who knows the key: nobody is asked about them.
configure_tokens() {
    local folder=$dir/dovecot/keys/default/HS256
    mkdir -p "$folder"
    printf %s "$token_key" | base64 -w 0 >"$folder/default"
    chmod -R a+rX "$dir/dovecot/keys"
    cat >"$dir/dovecot/oauth2.conf" <<END
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$dir/dovecot/keys/
username_attribute = email
END
}

configure_dovecot() {
    mkdir -p "$dir/dovecot/run" "$dir/dovecot/state" "$dir/mail"
    configure_tokens
    chown mail:mail "$dir/mail"
    cat >"$dir/dovecot/dovecot.conf" <<END
base_dir = $dir/dovecot/run
state_dir = $dir/dovecot/state
instance_name = test$base
log_path = $dir/log/dovecot
protocols = imap lmtp
listen = 127.0.0.1

ssl = yes
ssl_cert = <$dir/tls/cert.pem
ssl_key = <$dir/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256 scram-sha-1 oauthbearer xoauth2
auth_username_format = %Lu
auth_failure_delay = 0

# Whoever knows the password, or has a token, is somebody.
passdb {
  driver = static
  mechanisms = none plain login scram-sha-256 scram-sha-1
  args = password=$password
}
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = $dir/dovecot/oauth2.conf
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$dir/mail/%Lu
}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
recipient_delimiter = +
mail_max_userip_connections = 500

namespace inbox {
  inbox = yes
$(for use in Drafts Sent Junk Trash; do
    printf '  mailbox %s {\n    special_use = \\%s\n    auto = subscribe\n  }\n' $use $use
done)
}
# COMPRESS=DEFLATE.
protocol imap {
  mail_plugins = zlib imap_zlib
}
protocol lmtp {
  postmaster_address = postmaster@$domain
}

service imap-login {
  inet_listener imap {
    port = $((base + 3))
  }
  inet_listener imaps {
    port = $((base + 4))
    ssl = yes
  }
  # One process for all connections: tests connect often.
  service_count = 0
  client_limit = 500
}
service lmtp {
  unix_listener $dir/dovecot/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener $dir/dovecot/sasl {
    mode = 0666
  }
}
# All clients have one address, and some try wrong passwords: the growing pause for that outlasts the patience of Postfix.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
END
}

configure_postfix() {
    local queue=$dir/postfix/queue name
    mkdir -p "$dir/postfix/etc" "$dir/postfix/data" "$queue/pid" "$queue/public" "$queue/maildrop"
    for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
        install -d -o postfix -m 700 "$queue/$name"
    done
    chown postfix "$dir/postfix/data"
    chown postfix:postdrop "$queue/public" "$queue/maildrop"
    chmod 2710 "$queue/public"
    chmod 1730 "$queue/maildrop"
    : >"$dir/log/postfix"
    cat >"$dir/postfix/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $queue
data_directory = $dir/postfix/data
maillog_file = $dir/log/postfix
maillog_file_prefixes = $dir
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.$domain
myorigin = $domain
mydestination =
alias_maps =
virtual_mailbox_domains = $domain
virtual_transport = lmtp:unix:$dir/dovecot/lmtp
# Nothing leaves this machine, not even a question to a name server.
default_transport = error:5.7.1 no way out of this test
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/tls/cert.pem
smtpd_tls_key_file = $dir/tls/key.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/dovecot/sasl
recipient_delimiter = +
message_size_limit = 52428800
mailbox_size_limit = 0
# Tests are strangers in a hurry, and make errors on purpose.
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
in_flow_delay = 0
queue_run_delay = 5s
minimal_backoff_time = 5s
END
    services >"$dir/postfix/etc/master.cf"
}

# Each line: name, kind, private, unprivileged, chroot, wake-up, most processes, command.
services() {
    local login='-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject' name
    echo "127.0.0.1:$base inet n - n - - smtpd"
    echo "127.0.0.1:$((base + 1)) inet n - n - - smtpd $login"
    echo "127.0.0.1:$((base + 2)) inet n - n - - smtpd $login -o smtpd_tls_wrappermode=yes"
    echo "pickup unix n - n 60 1 pickup"
    echo "qmgr unix n - n 5 1 qmgr"
    echo "cleanup unix n - n - 0 cleanup"
    echo "showq unix n - n - - showq"
    echo "flush unix n - n 1000? 0 flush"
    echo "postlog unix-dgram n - n - 1 postlogd"
    echo "tlsmgr unix - - n 1000? 1 tlsmgr"
    echo "rewrite unix - - n - - trivial-rewrite"
    echo "lmtp unix - - n - - lmtp"
    for name in bounce defer trace; do echo "$name unix - - n - 0 bounce"; done
    for name in error retry; do echo "$name unix - - n - - error"; done
    for name in anvil scache verify; do echo "$name unix - - n - 1 $name"; done
    echo "proxymap unix - - n - - proxymap"
}

listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

all_listen() { local i; for i in 0 1 2 3 4; do listens $((base + i)) || return 1; done; }

# Tries something up to so many times, twenty times a second.
within() {
    local tries=$1
    shift
    until "$@"; do
        [ $((tries -= 1)) -gt 0 ] || return 1
        sleep 0.05
    done
}

start() {
    local i
    [ "$(id -u)" = 0 ] || cannot 'only root can start these servers'
    for i in dovecot postfix openssl; do command -v $i >/dev/null || cannot "$i is not installed"; done
    [ ${#dir} -lt 75 ] || fail 'the path is too long for the sockets below it'
    [ -z "$(running)" ] || fail "something runs in $dir"
    for i in 0 1 2 3 4; do ! listens $((base + i)) || fail "port $((base + i)) is taken"; done
    mkdir -p "$dir/log"
    # The servers run as other users, who must get in.
    chmod 755 "$dir"
    make_certificates
    configure_dovecot
    configure_postfix
    # Without standard input and output of the caller, who would otherwise wait for their end.
    dovecot -c "$dir/dovecot/dovecot.conf" </dev/null >>"$dir/log/start" 2>&1 || fail "dovecot: $(tail -n 1 "$dir/log/start")"
    "$master" -c "$dir/postfix/etc" -w </dev/null >>"$dir/log/start" 2>&1 || { stop; fail "postfix: see $dir/log"; }
    within 200 all_listen || { stop; fail "not all ports answer: see $dir/log"; }
    tee "$dir/env" <<END
MS_HOST=127.0.0.1
MS_DOMAIN=$domain
MS_PASSWORD=$password
MS_TOKEN_KEY=$token_key
MS_SMTP=$base
MS_SUBMISSION=$((base + 1))
MS_SUBMISSIONS=$((base + 2))
MS_IMAP=$((base + 3))
MS_IMAPS=$((base + 4))
MS_CA=$dir/tls/ca.pem
END
}

none_runs() { [ -z "$(running)" ]; }

stop() {
    running | xargs -r kill 2>/dev/null || true
    within 100 none_runs || running | xargs -r kill -9 2>/dev/null || true
}

queue_is_empty() { ! find "$dir"/postfix/queue/{maildrop,incoming,active,deferred} -type f | grep -q .; }

command=${1-}
dir=$(realpath -m "${2:-.}")
case $command in
    start)
        [ $# = 3 ] || fail 'start DIR BASE'
        base=$3
        start ;;
    stop)
        [ $# = 2 ] || fail 'stop DIR'
        stop ;;
    drain)
        [ $# -ge 2 ] || fail 'drain DIR [SECS]'
        within $((${3:-30} * 20)) queue_is_empty || fail 'mail is still on its way' ;;
    *)
        sed -n '2,8s/^# \{0,1\}//p' "$0"
        exit 2 ;;
esac
