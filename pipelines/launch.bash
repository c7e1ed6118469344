# shellcheck shell=bash disable=SC2034 # the sourcing script uses the variables
# What generate.sh and rehearse.sh share: options, tools, and REHEARSAL.txt,
# which rehearse.sh writes and generate.sh requires. The sourcing script first
# sets me, its name, and here, its directory.
: "${me:?}" "${here:?}"

[ ! -x "$here/../build/vg-plan" ] || PATH=$here/../build:$PATH
export PATH

say() { printf '%s: %s\n' "$me" "$*" >&2; }
usage() {
	say "$1"
	say "see $me --help"
	exit 2
}

# Defaults. Options that the scripts do not know go to vg-plan.
dir='' jobs='' runner=xargs every=30 reserve='' above=300 alone='' outs=() # options and their values
plan_options=()
# A script overrides these two for options that only it has.
own_valued=''              # names of options with a value
own_option() { return 1; } # take option $1 with value $2; 1 if unknown

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

# Print the script's header comment.
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
				usage "$1: use it with vg-plan, not here"
				;;
			--part=*) usage "--part: use it with vg-plan, not here" ;;
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

# Stop if a tool is missing, or the folder of an output is not writable.
check_tools() {
	local tool i
	for tool in vg-plan vg-render vg-pack vg-progress vg-verify vg-forecast "$runner"; do
		command -v "$tool" >/dev/null || {
			say "$tool: not found; run make first, or install it"
			exit 3
		}
	done
	for ((i = 0; i < ${#outs[@]}; i += 2)); do
		[ "${outs[i]}" = --exec ] || [ -w "${outs[i + 1]}" ] ||
			[ -w "$(dirname -- "${outs[i + 1]}")" ] || {
			say "${outs[i]} ${outs[i + 1]}: the folder is missing or not writable"
			exit 3
		}
	done
}

check_writable() {
	[ -w "$dir" ] || {
		say "$dir: not writable"
		exit 3
	}
}

# Remove working directories whose run is gone.
clear_leftovers() {
	local old
	for old in "$dir/.run.$(uname -n)."*; do
		[ -d "$old" ] || continue
		kill -0 "${old##*.}" 2>/dev/null || rm -rf -- "$old"
	done
}

# Set run, the working directory of this run, and keep a copy of the plan in it.
plan_is_new=''
remember_plan() {
	run=$dir/.run.$(uname -n).$$
	if [ ! -e "$dir/PLAN.txt" ]; then
		plan_is_new=1
		return
	fi
	# if this fails, vg-plan cannot change the plan either
	{ mkdir -- "$run" && { ln -- "$dir/PLAN.txt" "$run/PLAN.txt" ||
		cp -p -- "$dir/PLAN.txt" "$run/PLAN.txt"; }; } 2>/dev/null || :
}

# Nothing was rendered: restore the plan. Remove a new plan, unless another run
# has started with it.
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

# Make directory $1 with a plan of DIR's scene, $2 samples and interval $3.
plan_part() {
	mkdir -- "$1" &&
		sed -e "s/^[[:blank:]]*samples[[:blank:]]*=.*/samples = $2/" \
			-e "s/^[[:blank:]]*interval[[:blank:]]*=.*/interval = $3/" \
			-- "$dir/PLAN.txt" >"$1/PLAN.txt"
}

# Set others to the datasets beside DIR, which may need room too; with --alone,
# to none.
find_others() {
	others=()
	[ -z "$alone" ] || return 0
	others=("$(cd -- "$dir/.." && pwd -P)"/*/PLAN.txt)
	others=("${others[@]%/PLAN.txt}")
}

# Read lines of "Key:  value" and print the value of key $1.
value_of() {
	local line
	while IFS= read -r line; do
		[[ $line = "$1":* ]] || continue
		line=${line#"$1":}
		printf '%s\n' "${line#"${line%%[! ]*}"}"
		return
	done
}

# Print the number of key $1 in PLAN.txt.
planned() { sed -n "s/^[[:blank:]]*$1[[:blank:]]*=[[:blank:]]*\([0-9]*\).*/\1/p" -- "$dir/PLAN.txt"; }

# Print what must be the same for a rehearsal to count, as REHEARSAL.txt has it.
binding() {
	printf 'Fingerprint: %s\n' "$(vg-plan -d "$dir" --fingerprint)"
	printf 'Tools:       %s\n' "$(vg-render --version)"
	printf 'Machine:     %s, %s, %s processors, %s pages of memory\n' \
		"$(uname -n)" "$(uname -m)" "$(getconf _NPROCESSORS_ONLN)" \
		"$(getconf _PHYS_PAGES 2>/dev/null || echo unknown)"
	printf 'Device:      %s\n' "$(df -P -- "$dir" | awk 'END { print $1 }')"
	printf 'Jobs:        %s with %s\n' "$jobs" "$runner"
}

# Replace REHEARSAL.txt with standard input, atomically. vg-plan removes old
# temporary files of such names.
write_rehearsal() {
	local temporary=$dir/.REHEARSAL.txt.$$.0.tmp
	cat >"$temporary" && mv -f -- "$temporary" "$dir/REHEARSAL.txt"
}

# Succeed if a rehearsal passed and its binding is the same as now. Otherwise
# print why not.
rehearsal_stands() {
	local key was is now
	[ -f "$dir/REHEARSAL.txt" ] || {
		echo 'not rehearsed'
		return 1
	}
	was=$(value_of Result <"$dir/REHEARSAL.txt")
	[ "$was" = PASS ] || {
		echo "the rehearsal result is ${was:-missing}, not PASS"
		return 1
	}
	now=$(binding)
	for key in Fingerprint Tools Machine Device Jobs; do
		was=$(value_of "$key" <"$dir/REHEARSAL.txt")
		is=$(value_of "$key" <<<"$now")
		[ "$was" = "$is" ] || {
			printf 'rehearsed with different %s: %s, now %s\n' \
				"$(tr '[:upper:]' '[:lower:]' <<<"$key")" "$was" "$is"
			return 1
		}
	done
}
