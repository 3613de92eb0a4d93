# Names each using directive that is out of order: System's come first, then by name; static ones and aliases come last.
# The formatter would find them only by compiling everything.
function key(line,    rank) {
    rank = line ~ /^using static / ? 1 : line ~ /=/ ? 2 : 0
    sub(/^using (static )?/, "", line)
    sub(/;.*/, "", line)
    gsub(/\./, "\001", line)
    return rank (line ~ /^System(\001|$)/ ? 0 : 1) tolower(line)
}

FNR == 1 { last = "" }

/^using (static )?[A-Za-z0-9_.]+;/ || /^using [A-Za-z0-9_]+ = / {
    this = key($0)
    if (this < last) {
        print FILENAME ":" FNR ": this using directive belongs above the one before it"
        found = 1
    }
    last = this
}

END { exit found }
