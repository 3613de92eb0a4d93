#!/usr/bin/env bash
# Builds, runs and tests Emu.Aot on a Debian machine; `./build.sh -h` tells how. What is up to date is not done again.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
export HOME=${HOME:-/root}
# shellcheck source=build/common.sh
source build/common.sh

readonly solution=Emu.Aot.sln artifacts=$PWD/artifacts results=$PWD/artifacts/test-results
readonly publish_packages=(clang-19 lld-19 libc6-dev binutils libstdc++-12-dev llvm-19-dev libzstd-dev zlib1g-dev)
readonly guest_packages=(cpio binutils debian-archive-keyring xz-utils)
readonly disk_packages=(mmdebstrap e2fsprogs mtools debian-archive-keyring)
readonly test_packages=(libllvm19 gcc-riscv64-linux-gnu g++-riscv64-linux-gnu libc6-dev-riscv64-cross
    libstdc++-12-dev-riscv64-cross gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross binutils-aarch64-linux-gnu
    libstdc++-12-dev-arm64-cross qemu-user qemu-system-misc opensbi device-tree-compiler expect shellcheck
    strace qemu-utils e2fsprogs)
readonly bench_packages=(libllvm19 gcc-riscv64-linux-gnu g++-riscv64-linux-gnu libc6-dev-riscv64-cross
    gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross libstdc++-12-dev-arm64-cross
    qemu-system-misc qemu-user opensbi hyperfine)

export EMU_BIN=$artifacts/emu EMU_GUEST_PROGRAMS=$artifacts/guest-programs
EMU_GUESTS_DIR=$(guests_dir)
export EMU_GUESTS_DIR
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

usage() {
    cat <<'END'
usage: ./build.sh COMMAND [ARGUMENTS]

  run --disk [OPTIONS]
                    make a Debian disk (half an hour, once) and boot it to a login prompt, root's password is emu;
                    ssh -p 2222 root@127.0.0.1 logs in, what the guest changes is kept
  run [OPTIONS]     publish the emulator, fetch the guest, boot it to a shell (Ctrl-A x ends it);
                    OPTIONS go to `emu system riscv64` after ours
  test [OPTIONS]    check the format, build everything, run all tests; OPTIONS go to `dotnet test`
  test PROJECT [OPTIONS]
                    run one project of tests/, as Emu.Linux.Tests, and build what it needs; one test:
                    ./build.sh test Emu.Linux.Tests --filter FullyQualifiedName~SyscallTests
  publish           make artifacts/emu, one static executable
  bench [OPTIONS]   boot and run the workloads beside QEMU, then run the micro-benchmarks; OPTIONS go to BenchmarkDotNet
  format            bring all C# into the form that `test` demands

Needs Debian 12 and the .NET 10 SDK; missing Debian packages are installed when run as root.
Environment: EMU_GUESTS_DIR (where guest images are kept), EMU_DEBIAN_MIRROR (where they come from).
END
}

install_packages() {
    local package packages missing=()
    mapfile -t packages < <(printf '%s\n' "$@" | sort -u)
    command -v dpkg-query >/dev/null || die "this is not a Debian machine; install the equivalents of: $*"
    for package in "${packages[@]}"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || die "Debian packages are missing; as root: apt-get install ${missing[*]}"
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update ||
        die "cannot read the package lists; check the network and /etc/apt"
    apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install \
        --no-install-recommends "${missing[@]}" >/dev/null ||
        die "cannot install ${missing[*]}; the lines above tell why"
}

need_dotnet() {
    command -v dotnet >/dev/null ||
        die "the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian"
    dotnet --version >/dev/null 2>&1 ||
        die "dotnet is here, but not an SDK that global.json asks for ($(tr -d '\n' <global.json)); install the .NET 10 SDK"
}

# Everything that the executable is made of.
publish_inputs() {
    printf '%s\n' src native cache-format build/*.targets build/*.ld Directory.Build.props Directory.Packages.props global.json
}

publish() {
    local inputs stamp=$artifacts/.published
    mapfile -t inputs < <(publish_inputs)
    if [[ -x $EMU_BIN ]] && ! newer_than "$stamp" "${inputs[@]}"; then
        return
    fi
    install_packages "${publish_packages[@]}"
    need_dotnet
    say "Publishing artifacts/emu"
    mkdir -p "$artifacts"
    touch "$stamp.begun"
    dotnet publish src/Emu.Cli -c Release -v quiet --nologo -clp:NoSummary || die "publishing src/Emu.Cli failed; the lines above tell why"
    [[ -x $EMU_BIN ]] || die "src/Emu.Cli was published without making $EMU_BIN; see build/Publish.targets"
    mv "$stamp.begun" "$stamp"
}

fetch_guests() {
    install_packages "${guest_packages[@]}"
    build/guests.sh
}

build_guest_programs() {
    [[ -x tests/guests/build.sh ]] || return 0
    tests/guests/build.sh "$EMU_GUEST_PROGRAMS" || die "building the guest programs failed: tests/guests/build.sh"
    tests/guests/user/build.sh "$EMU_GUEST_PROGRAMS/user" ||
        die "building the user-mode guest programs failed: tests/guests/user/build.sh"
}

# Boots the Debian disk; what the guest changes is kept in it.
run_disk() {
    install_packages "${disk_packages[@]}"
    build/disk.sh
    exec "$EMU_BIN" system riscv64 -M virt -m 1G -nographic -kernel "$EMU_GUESTS_DIR/debian-linux" \
        -initrd "$EMU_GUESTS_DIR/debian-initrd.gz" -append "root=LABEL=debian rw console=ttyS0" \
        -drive "file=$EMU_GUESTS_DIR/debian.qcow2" -nic user,hostfwd=tcp:127.0.0.1:2222-:22 "$@"
}

run() {
    publish
    if [[ ${1:-} == --disk ]]; then
        shift
        run_disk "$@"
    fi
    fetch_guests
    exec "$EMU_BIN" system riscv64 -M virt -m 512M -nographic -kernel "$EMU_GUESTS_DIR/linux" \
        -initrd "$EMU_GUESTS_DIR/initrd-small.cpio.gz" -append "console=ttyS0" "$@"
}

# Repairs what the build and check_format demand. The formatter compiles with the source generator's assembly, so it is built
# first; as Release, because that is what everything else builds.
format() {
    need_dotnet
    dotnet build "$solution" -c Release -v quiet --nologo -clp:NoSummary -p:TreatWarningsAsErrors=false ||
        die "the code must compile before it can be formatted; the lines above tell why it does not"
    Configuration=Release dotnet format "$solution" --no-restore
}

check_solution() {
    local project
    while read -r project; do
        grep -qF "\"${project//\//\\}\"" "$solution" ||
            die "$project is not in $solution; add it with: dotnet sln $solution add $project"
    done < <(find src cache-format tests bench -name '*.csproj' | sort)
}

# White space and the order of using directives; the rest of what .editorconfig says is warnings of the build.
check_format() {
    local stamp=$artifacts/.format-checked scripts
    newer_than "$stamp" .editorconfig .shellcheckrc build.sh .ci build src cache-format tests bench native || return 0
    touch "$stamp.begun"
    say "Checking the format"
    mapfile -t scripts < <(find build tests bench -name '*.sh')
    shellcheck build.sh .ci/run "${scripts[@]}" || die "shellcheck found the faults above"
    dotnet format whitespace --folder --verify-no-changes . --exclude artifacts ||
        die "the lines above are not in the form that the project keeps; fix them with: ./build.sh format"
    find src cache-format tests bench -name '*.cs' -print0 | LC_ALL=C xargs -0 awk -f build/usings.awk ||
        die "the using directives above are out of order; fix them with: ./build.sh format"
    mv "$stamp.begun" "$stamp"
}

# counter FILE NAME: a number out of a test result file.
counter() {
    sed -nE "s/.*<Counters [^>]*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1
}

# uses PROJECT VARIABLE...: whether the tests of a project look at one of the variables that this script exports.
uses() {
    local project=$1 pattern
    shift
    pattern=$(printf '\\|%s' "$@")
    grep -rqs --include='*.cs' "${pattern#??}" "$(dirname "$project")"
}

# run_project PROJECT OPTIONS...: its results go to $results, what it prints to standard output when it has ended.
run_project() {
    local name file
    name=$(basename "$1" .csproj) file=$results/$name
    shift
    {
        echo "== $name"
        dotnet test "$artifacts/obj/bin/$name/release/$name.dll" --logger "trx;LogFileName=$file.trx" \
            --blame-hang-timeout 10min --blame-hang-dump-type none --results-directory "$results" "$@" </dev/null ||
            touch "$results/failed"
        [[ -s $file.trx ]] || echo "$name ended without results"
    } >"$file.log" 2>&1
    cat "$file.log"
}

# report_results PROJECT...: the sum of all results; ends the script when something failed.
report_results() {
    local project file total passed=0 failed=0 skipped=0
    for project in "$@"; do
        file=$results/$(basename "$project" .csproj).trx
        if [[ ! -s $file ]]; then
            failed=$((failed + 1))
            continue
        fi
        total=$(counter "$file" total)
        passed=$((passed + $(counter "$file" passed))) failed=$((failed + $(counter "$file" failed)))
        skipped=$((skipped + total - $(counter "$file" executed)))
    done
    if ((skipped)); then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [[ $failed == 0 && ! -e $results/failed ]] || exit 1
    ((passed)) || die "no test ran"
}

build_all() {
    install_packages "${publish_packages[@]}"
    say "Building $solution"
    dotnet build "$solution" -c Release -v quiet --nologo -clp:NoSummary || die "the build failed; the lines above tell why"
    # The host to come: what analyzers say of the program there. The tests compile native/ for it.
    dotnet build src/Emu.Cli -c Release -r linux-arm64 --no-self-contained -v quiet --nologo -clp:NoSummary ||
        die "the build for linux-arm64 failed; the lines above tell why"
}

begin_tests() {
    install_packages "${publish_packages[@]}" "${guest_packages[@]}" "${test_packages[@]}"
    need_dotnet
    rm -rf "$results"
    mkdir -p "$results"
}

# Two lanes side by side, since much of either is waiting: in one the executable and the guests are made and then used, in
# the other are the tests that need neither.
run_all_tests() {
    local project projects=(tests/*/*.Tests.csproj) with_executable=() others=() status=0
    check_solution
    begin_tests
    check_format
    build_all
    for project in "${projects[@]}"; do
        if uses "$project" EMU_BIN EMU_GUESTS_DIR EMU_GUEST_PROGRAMS; then
            with_executable+=("$project")
        else
            others+=("$project")
        fi
    done
    (
        publish
        fetch_guests
        build_guest_programs
        for project in "${with_executable[@]}"; do run_project "$project" "$@"; done
    ) &
    making=$!
    trap 'kill "$making" 2>/dev/null || :' EXIT
    for project in "${others[@]}"; do run_project "$project" "$@"; done
    wait "$making" || status=$?
    ((status == 0)) || exit "$status"
    report_results "${projects[@]}"
}

run_one_project() {
    local name=${1%.csproj} project
    name=$(basename "$name") project=tests/$name/$name.csproj
    shift
    [[ -f $project ]] || die "there is no test project '$name'; there are: $(basename -as .csproj tests/*/*.Tests.csproj | tr '\n' ' ')"
    begin_tests
    dotnet build "$project" -c Release -v quiet --nologo -clp:NoSummary || die "the build failed; the lines above tell why"
    ! uses "$project" EMU_BIN || publish
    ! uses "$project" EMU_GUESTS_DIR || fetch_guests
    ! uses "$project" EMU_GUEST_PROGRAMS || build_guest_programs
    run_project "$project" "$@"
    report_results "$project"
}

bench() {
    install_packages "${publish_packages[@]}" "${guest_packages[@]}" "${bench_packages[@]}"
    publish
    fetch_guests
    build_guest_programs
    bench/side-by-side.sh
    bench/user-mode.sh
    dotnet run -c Release --project bench/Emu.Bench -- "${@:---filter=*}"
}

main() {
    local command=${1:-}
    shift || true
    case $command in
    run) run "$@" ;;
    test)
        if [[ ${1:-} == [!-]* ]]; then run_one_project "$@"; else run_all_tests "$@"; fi
        ;;
    publish) publish ;;
    bench) bench "$@" ;;
    format) format ;;
    -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
}

main "$@"
