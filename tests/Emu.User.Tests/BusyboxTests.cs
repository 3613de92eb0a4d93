namespace Emu.User.Tests;

/// <summary>
/// Scripts and applets of a dynamically linked busybox show what they show on QEMU. Scripts run in busybox's shell, in
/// which external commands are the host's; applets run in a host's shell, in which they are busybox's, a process each.
/// </summary>
public sealed class BusyboxTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private const string Numbers =
        "i=0; while [ $i -lt 300 ]; do echo \"line $((i * 7919 % 1000)) of $i\"; i=$((i + 1)); done";

    private const string AppletNames =
        "seq sort head tail awk sed grep tr md5sum sha256sum sha512sum gzip gunzip tar wc mkdir touch find rm ls cut " +
        "uniq base64 expr basename dirname readlink ln cp date dd cmp tee cat uname id env";

    public static TheoryData<string, string> Scripts => new()
    {
        { "arithmetic", "a=5; b=$((a * 7 % 4 + (a << 3))); echo $b $((0x1f ^ 3)) $((-7 / 2)) $((1 ? 2 : 3))" },
        { "loops",
            "for i in 1 2 3; do for j in a b; do echo $i$j; [ $j = b ] && continue 2; done; done; " +
            "until false; do break; done" },
        { "functions",
            "f() { local x=$1; [ $x -le 1 ] && { echo 1; return; }; echo $((x * $(f $((x - 1))))); }; f 10; echo $?" },
        { "parameters",
            "set -- one 'two three' four; echo $# \"$2\" ${3%r} ${1#o} ${missing:-default} ${#2}; shift; echo \"$*\"" },
        { "cases",
            "for w in apple banana 42 ''; do case $w in a*) echo A;; *na) echo B;; [0-9]*) echo N;; " +
            "*) echo other;; esac; done" },
        { "pipes", Numbers + " | { n=0; while read -r a b c d; do n=$((n + b)); done; echo $n; }" },
        { "traps", "trap 'echo bye' EXIT; trap 'echo usr1' USR1; kill -USR1 $$; (exit 3); echo $?; exit 4" },
        { "background", "(exit 5) & p=$!; wait $p; echo $?; { sleep 1; echo late; } & echo early; wait; echo $?" },
        { "signals", "(kill -TERM $(sh -c 'echo $PPID')) 2>/dev/null; ( kill -9 $$ ) & wait; echo survived" },
        { "here documents", "x=7; while read -r l; do echo \"[$l]\"; done <<E\nfirst $x\nsecond $((x + 1))\nE\n" },
        { "redirections",
            "echo out; echo err >&2; { echo a; echo b >&2; } >f 2>&1; while read -r l; do echo $l; " +
            "done <f; exec 3>g; echo x >&3" },
        { "substitution",
            "echo $(echo $(echo nested)) `echo old`; x=$(exit 9); echo $?; printf '%05d|%-6s|%x\\n' 42 ab 255" },
        { "globs", ": >a1; : >a2; : >b1; echo *; echo a*; echo [!a]*; echo *x" },
        { "errors", "cd /proc/none; echo $?; nosuchcommand; echo $?; set -e; false; echo never" },
    };

    public static TheoryData<string> Applets =>
    [
        "seq 5 5 50",
        "seq 1000 | sort -rn | head -n 5",
        "seq 200 | awk '{ s += $1 * $1; a[$1 % 7]++ } END { print s, a[3] }'",
        "seq 20 | sed -n -e 's/1\\(.\\)/<\\1>/p' -e '3,5p'",
        "seq 100 | grep -c 7",
        "seq 100 | grep -E '^(1|9).$' | tr 0-9 a-j",
        "seq 5000 | md5sum",
        "seq 5000 | sha256sum",
        "seq 5000 | sha512sum",
        "seq 3000 | gzip -c | gunzip -c | tail -n 2",
        "seq 500 >f; tar -cf t.tar f; tar -tf t.tar; rm f; tar -xf t.tar; wc f",
        "mkdir -p d/e/f; touch d/x d/e/y; find d | sort; find d -type f -name 'y'; rm -r d; ls",
        "seq 30 >f; cut -c1 f | sort | uniq -c | sort -rn; head -c 20 f; tail -n +28 f",
        "printf 'b 2\\na 3\\nc 1\\n' | sort -k2n",
        "echo hello | base64; echo aGk= | base64 -d",
        "expr 6 '*' 7; basename /a/b.c .c; dirname /a/b",
        "touch -d '2001-02-03 04:05:06' f; " +
        "ls -l --full-time f 2>/dev/null | awk '{ print $1, $5, $6, $7 }'; test -e f && echo there",
        "ln -s target l; readlink l; cp -r l m 2>&1; ls -1F",
        "date -u -d @1000000000 +%Y-%m-%dT%H:%M:%S",
        "dd if=/dev/zero bs=1k count=5 2>/dev/null | wc -c",
        "cmp /bin/sh /bin/sh && echo same; seq 3 | tee a | cat - a",
        "uname -sm",
        "id -u; env -i A=b C=d /usr/bin/env",
        "cat /proc/none; echo $?; false || echo no",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_shows_what_it_shows_on_QEMU(string name, string script)
    {
        string[] words = ["-L", root.Folder, root.Busybox, "sh", "-c", script];
        ProcessRun expected = ProcessRun.Of(["qemu-riscv64", .. words]);
        ProcessRun.Of([Repository.Emulator, "user", .. words]).MustEqual(expected, name);
    }

    [Theory]
    [MemberData(nameof(Applets))]
    public void Applets_show_what_they_show_on_QEMU(string script) =>
        InHostShell($"{Repository.Emulator} user", script).MustEqual(InHostShell("qemu-riscv64", script), script);

    private ProcessRun InHostShell(string emulator, string script)
    {
        IEnumerable<string> functions = AppletNames.Split(' ')
            .Select(applet => $"{applet}() {{ $EMULATOR -L {root.Folder} {root.Busybox} {applet} \"$@\"; }}\n");
        return ProcessRun.Of(["bash", "-c", string.Concat(functions) + script], ("EMULATOR", emulator));
    }
}
