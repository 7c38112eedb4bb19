# Runs every part even after one failed, then says what each took and which failed.

PARTS=
FAILED=0

# part NAME COMMAND…: run it, remember its outcome and its seconds.
part() {
	local name=$1 started=$SECONDS outcome=passed
	shift
	printf '\n'
	say "$name"
	"$@" || outcome=FAILED
	[ "$outcome" = passed ] || FAILED=$((FAILED + 1))
	PARTS="$PARTS$(printf '%-8s %5d s  %s' "$outcome" "$((SECONDS - started))" "$name")"$'\n'
}

# skip NAME WHY: a part that cannot run here is seen in the summary.
skip() { PARTS="$PARTS$(printf '%-8s %7s  %s: %s' skipped '' "$1" "$2")"$'\n'; }

# summary: print all parts; 1 when any failed.
summary() {
	printf '\n%s' "$PARTS"
	printf '%s\n' "$FAILED failed, $SECONDS s in all"
	[ "$FAILED" = 0 ]
}
