#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Run by measure/cgroup2.sh in its guest, as root: guest.sh PART. Prints a line for each check, pass or FAIL.
part=$1
top=/sys/fs/cgroup
# qemu translates what they compile once more, and their JVM need not verify Ebb's classes, nor load them one by one
export JAVA_TOOL_OPTIONS='-XX:TieredStopAtLevel=1 -Xshare:auto -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote'
[[ ! -e classes.jsa ]] || JAVA_TOOL_OPTIONS+=' -XX:SharedArchiveFile=/ebb/classes.jsa'
log=/tmp/log
cat >small.toml <<'END'
[[scenario]]
name = "small"
like = "quick"
events = 40
permits = 20
hold-min-ms = 20
hold-max-ms = 40
idle = 1

[[scenario]]
name = "tiny"
like = "small"
events = 10
permits = 5
tokens = 200
idle = 0.2
END
echo madvise >/sys/kernel/mm/transparent_hugepage/enabled

# check WHAT FIGURES COMMAND...: whether it succeeds
check() {
    local what=$1 figures=$2
    shift 2
    if "$@"; then echo "pass  $what${figures:+: $figures}"; else
        echo "FAIL  $what${figures:+: $figures}"
        grep -v '^$\|^# [A-Z][A-Za-z ]*: ' $log | tail -n 8 | sed 's/^/      /'
    fi
}
# holds EXPRESSION: of awk
holds() { awk "BEGIN { exit !($1) }"; }
says() { grep -qF -- "$1" $log; }
is() { [[ $1 == "$2" ]]; }
# said PATTERN: the first line in which it is
said() { grep -m 1 -- "$1" $log; }

# ebb ARGUMENT...: its output is in the log, its status in $status
ebb() {
    rm -rf /tmp/runs
    java -jar benchmarks.jar --out /tmp/runs --start-limit 900 "$@" >$log 2>&1
    status=$?
}
burst() { ebb Burst -f 1 --scenarios small.toml -p scenario="$@"; }
# figure METRIC [WORD...]: that of the table's row with these words
figure() {
    awk -v metric="Burst.burst:$1" -v words="${*:2}" '
        $1 == metric {
            n = split(words, wanted, " "); fits = 1
            for (i = 1; i <= n; i++) fits = fits && index(" " $0 " ", " " wanted[i] " ")
            if (fits) { print $(NF - 2) == "≈" ? 0 : $(NF - 1); exit } # the last is the unit
        }' $log
}
# Whether Ebb has refused by one sentence alone
refused() { ((status == 1 || status == 2)) && [[ $(grep -vc JAVA_TOOL $log) == 1 ]]; }
mine() { find $top -mindepth 1 -type d -name 'ebb-*'; }
# watch FILE: notes what that of Ebb's cgroups says until each ends, up to unwatch; with few programs
watch() {
    : >/tmp/watched
    while [[ -e /tmp/watched ]]; do
        for file in $top/ebb-*/memory."$1"; do
            [[ ! -e $file ]] || { read -r value <"$file" && echo "$file $value"; } 2>/dev/null
        done
        sleep 0.3
    done >"/tmp/seen.$1" &
    watcher=$!
}
unwatch() { rm -f /tmp/watched; wait $watcher; }
# seen FILE: the last that it said of each
seen() { awk 'NF > 1 { last[$1] = $2 } END { for (file in last) print last[file] }' "/tmp/seen.$1"; }
# as_user COMMAND...: as an ordinary one
as_user() { setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/ebb "$@"; }
# inside CGROUP COMMAND...: alone in it
inside() { sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$@"; }
# give CGROUP: to the ordinary user, as systemd delegates one
give() { chown 1000:1000 "$1" "$1"/cgroup.{procs,threads,subtree_control}; }

limits() {
    watch peak
    burst small -p allocator=glibc -p limit=none,60,130%
    unwatch
    seen peak | awk '{ printf "%.3f\n", $1 / 1048576 }' >/tmp/peaks
    peak=$(figure limit.peak none small) share=$(figure limit.set 130%)
    check "forks under limits end well" "exit code $status" is $status 0
    check "limit.peak is what memory.peak says" "$peak and $(figure limit.peak 130%) MiB" \
        is "$(grep -cx -e "$peak" -e "$(figure limit.peak 130%)" /tmp/peaks)" 2
    check "limit=130% is of that" "limit.set $share MiB" holds "$share == int(1.3 * $peak + 0.5)"
    check "a fork that its limit ends is a result" "$(said 'Survived = no.*limit = 60')" says 'limit of 60 MiB before its load had allocated anything'
    check "a fork that survives tells of it" "limit.hits $(figure limit.hits 130%), faults.major $(figure faults.major 130%)" \
        holds "$(figure limit.hits 130%) >= 0 && $(figure limit.peak 130%) > $(figure live.peak 130%)"
    check "no cgroup is left" "$(mine)" is "$(mine)" ""

    burst small -p allocator=glibc -p limit=1000 &
    ebb=$!
    until fork=$(pgrep -f 'java.*ebb.run=.*ForkedMain'); do sleep 1; done
    kill -KILL $fork
    wait $ebb
    check "a fork that something else killed did not die of its limit" "$(said 'Its limit did not')" says 'Its limit did not end it: its cgroup counts no oom_kill.'
    check "and that is no result" "" is "$(grep -c 'Survived = no' $log)" 0
}

search() {
    ebb limit -f 1 --scenarios small.toml -p scenario=small -p allocator=glibc
    cp -r /tmp/runs /tmp/search
    check "limit finds the smallest" "$(said '^glibc ' | tr -s ' ')" says 'Set the limit to at least'
    result=$(cat /tmp/search/*/result.json)
    for metric in limit.min limit.died limit.above limit.ratio limit.makespan; do
        check "limit has $metric" "$(grep -A 1 "\"$metric\" : {" <<<"$result" | sed -n 's/.*"score" : \(.*\),/\1/p')" \
            grep -q "\"$metric\" :" <<<"$result"
    done
}

pressure() {
    mkswap /dev/ram0 >/dev/null; swapon /dev/ram0
    watch swap.max
    burst small -p allocator=glibc -p limit=1000,60
    unwatch
    check "memory.swap.max is 0 for both forks where there is swap" "" is "$(seen swap.max | grep -cx 0)" 2
    check "a fork does not survive by swap" "$(said 'Survived = no')" says 'limit of 60 MiB'
    roomy=$(figure pressure.some 1000) full=$(figure pressure.full 1000) need=$(figure limit.peak 1000)
    mark=$(awk -v need="$need" 'BEGIN { printf "%d", need - 8 }')
    burst small -p allocator=glibc -p limit=1000 -p high="$mark"
    check "a fork above its high mark survives" "$need MiB, high = $mark" is $status 0
    check "limit.high counts" "$(figure limit.high "$mark")" holds "$(figure limit.high "$mark") > 0"
    check "it waits for memory longer than one with room" \
        "pressure.some $(figure pressure.some "$mark") s, full $(figure pressure.full "$mark") s; with room $roomy s, $full s" \
        holds "$(figure pressure.some "$mark") > 10 * ($roomy + 0.001)"
    check "nothing is in swap" "$(tail -n 1 /proc/swaps | tr -s '\t ' ' ')" holds "$(awk 'NR == 2 { print $4 }' /proc/swaps) < 1024"
}

unaccounted() { # booted with swapaccount=0
    mkswap /dev/ram0 >/dev/null; swapon /dev/ram0
    burst tiny -p allocator=glibc -p limit=500
    check "swap that cannot be limited is refused" "$(grep -v JAVA_TOOL $log | tail -n 1)" says 'so a limit would not be one: turn it off with swapoff -a'
}

reclaim() {
    cat >wide.toml <<'END'
[[scenario]]
name = "wide"
like = "quick"
events = 60
permits = 60
hold-min-ms = 20
hold-max-ms = 40
idle = 1
END
    cat >lazy.toml <<'END'
[[allocator]]
id = "mimalloc3-lazy"
family = "mimalloc"
library = "libmimalloc.so.3"
environment = { MIMALLOC_PURGE_DELAY = "0", MIMALLOC_PURGE_DECOMMITS = "0", MIMALLOC_ALLOW_THP = "0" }
END
    ebb Burst -f 1 --scenarios wide.toml -p scenario=wide --allocators lazy.toml -p allocator=mimalloc3-lazy,mimalloc3-nothp -p limit=1000 -prof rss:why=true
    lazy=$(figure rss.lazyfree mimalloc3-lazy) took=$(figure why.reclaim.lazy mimalloc3-lazy)
    check "there are lazily freed pages" "rss.lazyfree $lazy MiB" holds "$lazy > 5"
    check "memory.reclaim takes them" "why.reclaim.lazy $took MiB, why.reclaim $(figure why.reclaim mimalloc3-lazy) MiB" \
        holds "$took > 0.9 * $lazy"
    check "and none where there are none" "rss.lazyfree $(figure rss.lazyfree mimalloc3-nothp) MiB, why.reclaim.lazy $(figure why.reclaim.lazy mimalloc3-nothp) MiB" \
        holds "$(figure why.reclaim.lazy mimalloc3-nothp) < 1"
}

rights() {
    echo +memory >$top/cgroup.subtree_control
    fork=(--out /tmp/user --start-limit 900 Burst --scenarios small.toml -p scenario=tiny -p allocator=glibc -p limit=500)
    ebb=(java -jar benchmarks.jar "${fork[@]}")

    as_user "${ebb[@]}" -f 1 >$log 2>&1
    status=$?
    check "an ordinary user without a cgroup gets a sentence" "$(grep -v JAVA_TOOL $log)" refused

    mkdir $top/own
    give $top/own
    inside $top/own setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/ebb "${ebb[@]}" -f 2 >$log 2>&1 &
    ebb=$!
    deepest=0
    while kill -0 $ebb 2>/dev/null; do
        nested=($top/own/*/ $top/own/*/*/)
        ((deepest)) || [[ ! -e ${nested[0]} ]] || deepest=1
        [[ ! -e ${nested[-1]} ]] || deepest=2
        sleep 1
    done
    wait $ebb
    status=$?
    check "an ordinary user with a cgroup of its own has forks under a limit" "limit.peak $(figure limit.peak 500) MiB" is $status 0
    check "its cgroups do not nest" "$deepest deep" is "$deepest" 1
    ebb=(java -jar benchmarks.jar "${fork[@]}")

    mkdir $top/shared $top/shared/shell
    echo +memory >$top/shared/cgroup.subtree_control
    give $top/shared; give $top/shared/shell
    inside $top/shared/shell setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/ebb sh -c '"$@"; exit $?' sh "${ebb[@]}" -f 1 >$log 2>&1
    status=$?
    check "from a shell it makes them beside the shell's" "limit.peak $(figure limit.peak 500) MiB" is $status 0

    mkdir $top/one
    give $top/one
    inside $top/one setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/ebb sh -c '"$@"; exit $?' sh "${ebb[@]}" -f 1 >$log 2>&1
    status=$?
    check "where a shell is in the only one it gets a sentence" "$(grep -v JAVA_TOOL $log)" refused

    mkdir $top/half
    chown 1000:1000 $top/half
    echo +memory >$top/half/cgroup.subtree_control
    mkdir $top/half/shell
    inside $top/half/shell setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/ebb "${ebb[@]}" -f 1 >$log 2>&1
    status=$?
    check "a cgroup in which it can make others and join none gets a sentence" "$(grep -v JAVA_TOOL $log | tail -n 3)" refused

    mkdir $top/job
    sleep 1000 & echo $! >$top/job/cgroup.procs
    inside $top/job sh -c '"$@"; exit $?' sh "${ebb[@]}" -f 1 >$log 2>&1
    status=$?
    check "root in a cgroup with processes has forks under a limit" "limit.peak $(figure limit.peak 500) MiB" is $status 0

    burst small -p allocator=glibc -p limit=1000 &
    killed=$!
    until [[ -n $(mine | grep -v own/) ]] && pgrep -f 'java.*ebb.run=.*ForkedMain' >/dev/null; do sleep 0.3; done
    left=$(mine | grep -v own/)
    pkill -KILL -f '^java -jar benchmarks.jar'
    wait $killed
    for ((i = 0; i < 600; i++)); do [[ -n $(cat $left/cgroup.procs) ]] || break; sleep 0.1; done
    check "the fork of a killed Ebb ends too" "after $((i / 10)) s" is "$(cat $left/cgroup.procs)" ""
    burst tiny -p allocator=glibc -p limit=500
    check "the next one removes its cgroup" "$left" is "$(ls -d $left 2>/dev/null)" ""

    java -Djmh.ignoreLock=true -jar benchmarks.jar --out /tmp/first --start-limit 900 Burst -f 1 --scenarios small.toml -p scenario=small -p allocator=glibc -p limit=1000 >/tmp/log.first 2>&1 &
    first=$!
    java -Djmh.ignoreLock=true -jar benchmarks.jar --out /tmp/second --start-limit 900 Burst --scenarios small.toml -p scenario=tiny -p allocator=glibc -p limit=500 >$log 2>&1
    second=$?
    wait $first
    first=$?
    check "two at once leave each other's alone" "exit codes $first and $second" is "$first $second" "0 0"
}

pages() {
    echo always >/sys/kernel/mm/transparent_hugepage/enabled
    burst small -p allocator=mimalloc3 -p thp=host,never
    check "thp=never gives no huge pages where the machine gives them" "rss.thp $(figure rss.thp never) MiB, host $(figure rss.thp mimalloc3 host) MiB" \
        holds "$(figure rss.thp never) == 0 && $(figure rss.thp mimalloc3 host) > 20"
    burst small -p allocator=glibc,mimalloc3 -p thp=madvise,always
    if [[ $(uname -r) == 6.1.* ]]; then
        check "thp=madvise is refused" "$(grep -v JAVA_TOOL $log)" says 'needs a kernel that has it (Linux 6.18, PR_THP_DISABLE_EXCEPT_ADVISED)'
        burst tiny -p allocator=glibc -p thp=always
        check "thp=always is there" "rss.thp $(figure rss.thp always)" is $status 0
    else
        check "thp=madvise gives only those that are asked for" \
            "glibc $(figure rss.thp glibc madvise) MiB, with always $(figure rss.thp glibc always); mimalloc3 $(figure rss.thp mimalloc3 madvise)" \
            holds "$(figure rss.thp glibc madvise) == 0 && $(figure rss.thp glibc always) > 20 && $(figure rss.thp mimalloc3 madvise) > 20"
    fi
}

systemd() {
    for ((i = 0; i < 600; i++)); do [[ ! -S /run/user/1000/systemd/private ]] || break; sleep 0.1; done
    chmod 755 /ebb
    fork=(java -jar /ebb/benchmarks.jar --out /tmp/user --start-limit 900 Burst -f 2 --scenarios /ebb/small.toml -p scenario=tiny -p allocator=glibc -p limit=500)
    runuser -u ebb -- env HOME=/home/ebb XDG_RUNTIME_DIR=/run/user/1000 systemd-run --user --scope -p Delegate=yes "${fork[@]}" >$log 2>&1
    status=$?
    check "systemd-run --user --scope -p Delegate=yes" "$(said 'Running scope'), limit.peak $(figure limit.peak 500) MiB" is $status 0
    check "nothing is left" "$(mine)" is "$(mine)" ""
    burst tiny -p allocator=glibc -p limit=500
    check "root in a service with other processes" "$(cut -d: -f3 /proc/self/cgroup), limit.peak $(figure limit.peak 500) MiB" is $status 0
}

echo "part  $part: Linux $(uname -r), $(cat $top/cgroup.controllers)"
$part
echo "done  $part in $(cut -d. -f1 /proc/uptime) s"
