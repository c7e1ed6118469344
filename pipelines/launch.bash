# shellcheck shell=bash disable=SC2034 # those who source this use what it sets
# What generate.sh and rehearse.sh share: options, tools, and the gate between
# them, REHEARSAL.txt. They set me, their name, and here, their directory.
: "${me:?}" "${here:?}"

[ ! -x "$here/../build/vg-plan" ] || PATH=$here/../build:$PATH
export PATH

say() { printf '%s: %s\n' "$me" "$*" >&2; }
usage() {
	say "$1"
	say "see $me --help"
	exit 2
}

# Defaults. What is not an option of the scripts is vg-plan's.
dir='' jobs='' runner=xargs every=30 reserve='' above=300 alone='' outs=() # options and their values
plan_options=()
own_valued=''             # options with a value that only one script has …
own_option() { return 1; } # … and what takes them, and flags: NAME [VALUE]

number() {
	case $2 in
	'' | *[!0-9]* | 0* | ?????????????*) usage "$1 $2: must be a whole number of 1 or more" ;;
	esac
}

set_option() {
	case $1 in
	-d | --dir) dir=$2 ;;
	-j | --jobs) number "$@" && jobs=$2 ;;
	-o | --out) outs+=(--out "$2") ;;
	--html | --exec) outs+=("$1" "$2") ;;
	--every) number "$@" && every=$2 ;;
	--reserve) number "$@" && reserve=$2 ;;
	--rehearse-above) [ "$2" = 0 ] || number "$@" && above=$2 ;;
	*) own_option "$@" ;;
	esac
}

has_value() {
	case " -d --dir -j --jobs -o --out --html --exec --every --reserve --rehearse-above $own_valued " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}

# The script's header, which is its help.
print_help() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$here/$me"; }

take_options() {
	while [ $# -gt 0 ]; do
		if has_value "$1"; then
			[ $# -gt 1 ] || usage "$1: missing argument"
			set_option "$1" "$2"
			shift
		else
			case $1 in
			--fingerprint | --show | --part | --skip-done | --verify)
				usage "$1: is for vg-plan alone"
				;;
			--part=*) usage "--part: is for vg-plan alone" ;;
			--*=*)
				if has_value "${1%%=*}"; then
					set_option "${1%%=*}" "${1#*=}"
				else
					plan_options+=("$1")
				fi
				;;
			-[djo]?*) set_option "${1:0:2}" "${1:2}" ;;
			--parallel) runner=parallel ;;
			--alone) alone=1 ;;
			--help | -h)
				print_help
				exit 0
				;;
			*) own_option "$1" || plan_options+=("$1") ;;
			esac
		fi
		shift
	done
	[ -n "$dir" ] || usage "missing -d DIR"
	[ -n "$jobs" ] || jobs=$(getconf _NPROCESSORS_ONLN)
}

# What can be known before the plan.
check_tools() {
	local tool i
	for tool in vg-plan vg-render vg-pack vg-progress vg-verify vg-forecast "$runner"; do
		command -v "$tool" >/dev/null || {
			say "$tool: not found; run make first, or install it"
			exit 3
		}
	done
	for ((i = 0; i < ${#outs[@]}; i += 2)); do
		[ "${outs[i]}" = --exec ] || [ -w "$(dirname -- "${outs[i + 1]}")" ] || {
			say "${outs[i]} ${outs[i + 1]}: cannot be written there"
			exit 3
		}
	done
}

check_writable() {
	[ -w "$dir" ] || {
		say "$dir: cannot be written to"
		exit 3
	}
}

# Working files of this run, and the plan as it was before it.
clear_leftovers() {
	local old
	for old in "$dir/.run.$(uname -n)."*; do
		[ -d "$old" ] || continue
		kill -0 "${old##*.}" 2>/dev/null || rm -rf -- "$old"
	done
}

plan_is_new=''
remember_plan() {
	run=$dir/.run.$(uname -n).$$
	if [ ! -e "$dir/PLAN.txt" ]; then
		plan_is_new=1
		return
	fi
	# where this cannot be written, no plan will grow either
	{ mkdir -- "$run" && { ln -- "$dir/PLAN.txt" "$run/PLAN.txt" ||
		cp -p -- "$dir/PLAN.txt" "$run/PLAN.txt"; }; } 2>/dev/null || :
}

# Nothing was begun: leave the plan as it was. A new one goes, unless somebody
# else has begun meanwhile.
put_plan_back() {
	local file
	if [ -f "$run/PLAN.txt" ]; then
		cmp -s -- "$run/PLAN.txt" "$dir/PLAN.txt" ||
			mv -f -- "$run/PLAN.txt" "$dir/PLAN.txt"
	elif [ -n "$plan_is_new" ]; then
		rm -rf -- "$run"
		for file in "$dir"/* "$dir"/.[!.]*; do
			case ${file##*/} in
			PLAN.txt | PROGRESS.txt | REHEARSAL.txt | '*' | '.[!.]*') ;;
			*) return ;;
			esac
		done
		rm -f -- "$dir/PLAN.txt"
		rmdir -- "$dir" 2>/dev/null || :
	fi
}

# A plan in the new directory $1 of DIR's scene, $2 samples, $3 a checkpoint.
plan_part() {
	mkdir -- "$1" &&
		sed -e "s/^[[:blank:]]*samples[[:blank:]]*=.*/samples = $2/" \
			-e "s/^[[:blank:]]*interval[[:blank:]]*=.*/interval = $3/" \
			-- "$dir/PLAN.txt" >"$1/PLAN.txt"
}

# Set others: the datasets beside DIR, which want room too; none with --alone.
find_others() {
	others=()
	[ -z "$alone" ] || return 0
	others=("$(cd -- "$dir/.." && pwd -P)"/*/PLAN.txt)
	others=("${others[@]%/PLAN.txt}")
}

# The value of key $1 in a text of "Key:  value" lines on standard input.
value_of() {
	local line
	while IFS= read -r line; do
		[[ $line = "$1":* ]] || continue
		line=${line#"$1":}
		printf '%s\n' "${line#"${line%%[! ]*}"}"
		return
	done
}

# The number of key $1 of PLAN.txt.
planned() { sed -n "s/^[[:blank:]]*$1[[:blank:]]*=[[:blank:]]*//p" -- "$dir/PLAN.txt"; }

# What a rehearsal is bound to, as it stands in REHEARSAL.txt.
binding() {
	printf 'Fingerprint: %s\n' "$(vg-plan -d "$dir" --fingerprint)"
	printf 'Tools:       %s\n' "$(vg-render --version)"
	printf 'Machine:     %s, %s, %s processors, %s pages of memory\n' \
		"$(uname -n)" "$(uname -m)" "$(getconf _NPROCESSORS_ONLN)" \
		"$(getconf _PHYS_PAGES 2>/dev/null || echo unknown)"
	printf 'Device:      %s\n' "$(df -P -- "$dir" | awk 'END { print $1 }')"
	printf 'Jobs:        %s with %s\n' "$jobs" "$runner"
}

# Replace REHEARSAL.txt by standard input, whole. The name of the temporary is
# one that vg-plan sweeps.
write_rehearsal() {
	local temporary=$dir/.REHEARSAL.txt.$$.tmp
	cat >"$temporary" && mv -f -- "$temporary" "$dir/REHEARSAL.txt"
}

# Whether a rehearsal stands that passed, and is bound to what is here now.
# Otherwise prints why not.
rehearsal_stands() {
	local key was is now
	[ -f "$dir/REHEARSAL.txt" ] || {
		echo 'nothing like it has been rehearsed'
		return 1
	}
	was=$(value_of Result <"$dir/REHEARSAL.txt")
	[ "$was" = PASS ] || {
		echo "its rehearsal says: ${was:-nothing}"
		return 1
	}
	now=$(binding)
	for key in Fingerprint Tools Machine Device Jobs; do
		was=$(value_of "$key" <"$dir/REHEARSAL.txt")
		is=$(value_of "$key" <<<"$now")
		[ "$was" = "$is" ] || {
			printf 'it was rehearsed with another %s: %s, now %s\n' \
				"$(tr '[:upper:]' '[:lower:]' <<<"$key")" "$was" "$is"
			return 1
		}
	done
}
