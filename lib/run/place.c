/* See what machine a run is on: processors, memory, disk. */
#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#include <sched.h>
#endif

#include "run/place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/disk_space.h"
#include "base/number.h"

#define LINE_BYTES 512

/* The least of A and B, where 0 is no limit. */
static uint64_t fewer(uint64_t a, uint64_t b)
{
	return b > 0 && b < a ? b : a;
}

static uint64_t by_affinity(void)
{
#ifdef __linux__
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (uint64_t)CPU_COUNT(&set);
#endif
	return 0;
}

/* Read the first line of PATH. Returns 0, or -1. */
static int read_line(const char *path, char line[LINE_BYTES])
{
	FILE *in = fopen(path, "r");
	int ok = in != NULL && fgets(line, LINE_BYTES, in) != NULL;

	if (in != NULL)
		(void)fclose(in);
	return ok ? 0 : -1;
}

/* Whole processors of the share QUOTA / PERIOD, rounded up. */
static uint64_t share(double quota, double period)
{
	return quota > 0 && period > 0 ? (uint64_t)ceil(quota / period) : 0;
}

/* The limit of control group GROUP of version 2, "" being the top one. */
static uint64_t by_group2(const char *group)
{
	char path[LINE_BYTES + 64], line[LINE_BYTES];
	double quota, period;

	(void)snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", group);
	if (read_line(path, line) != 0 ||
	    sscanf(line, "%lf %lf", &quota, &period) != 2)
		return 0; /* "max 100000": no limit */
	return share(quota, period);
}

/* The same of version 1. */
static uint64_t by_group1(const char *group)
{
	char path[LINE_BYTES + 64], quota[LINE_BYTES], period[LINE_BYTES];

	(void)snprintf(path, sizeof path,
	               "/sys/fs/cgroup/cpu%s/cpu.cfs_quota_us", group);
	if (read_line(path, quota) != 0)
		return 0;
	(void)snprintf(path, sizeof path,
	               "/sys/fs/cgroup/cpu%s/cpu.cfs_period_us", group);
	if (read_line(path, period) != 0)
		return 0;
	return share(strtod(quota, NULL), strtod(period, NULL));
}

/* The fewest that LIMIT says of GROUP and those above it; GROUP is changed. */
static uint64_t climb(char *group, uint64_t (*limit)(const char *group))
{
	uint64_t least = UINT64_MAX;
	char *slash;

	do {
		slash = strrchr(group, '/');
		if (slash != NULL && slash[1] == '\0')
			*slash = '\0'; /* "/" is the top */
		least = fewer(least, limit(group));
		if (slash != NULL)
			*slash = '\0';
	} while (slash != NULL);
	/* a container sees its own group as the top one */
	return fewer(least, limit(""));
}

/* Whether LIST, "cpu,cpuacct", has the controller "cpu". */
static int has_cpu(const char *list)
{
	while (*list != '\0') {
		size_t length = strcspn(list, ",");

		if (length == 3 && strncmp(list, "cpu", 3) == 0)
			return 1;
		list += length + (list[length] == ',');
	}
	return 0;
}

/* The fewest that our control groups allow; 0: no limit. */
static uint64_t by_groups(void)
{
	FILE *in = fopen("/proc/self/cgroup", "r");
	uint64_t least = UINT64_MAX;
	char line[LINE_BYTES];

	/* "4:cpu,cpuacct:/group" of version 1, "0::/group" of version 2 */
	while (in != NULL && fgets(line, sizeof line, in) != NULL) {
		char *list = strchr(line, ':');
		char *group = list != NULL ? strchr(list + 1, ':') : NULL;

		if (group == NULL)
			continue;
		*group++ = '\0';
		group[strcspn(group, "\n")] = '\0';
		if (list[1] == '\0')
			least = fewer(least, climb(group, by_group2));
		else if (has_cpu(list + 1))
			least = fewer(least, climb(group, by_group1));
	}
	if (in != NULL)
		(void)fclose(in);
	return least == UINT64_MAX ? 0 : least;
}

/* The share that a batch system gave, as it tells its jobs. */
static uint64_t by_batch_system(void)
{
	/* Slurm, Grid Engine, PBS, LSF */
	static const char *const names[] = { "SLURM_CPUS_PER_TASK", "NSLOTS",
		                             "PBS_NCPUS", "LSB_DJOB_NUMPROC" };
	uint64_t least = UINT64_MAX, n;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text = getenv(names[i]);

		if (text != NULL && number_parse(text, UINT32_MAX, &n) == 0)
			least = fewer(least, n);
	}
	return least == UINT64_MAX ? 0 : least;
}

uint64_t place_processors(void)
{
	long online = -1;
	uint64_t n;

#ifdef _SC_NPROCESSORS_ONLN /* beyond POSIX, but everywhere */
	online = sysconf(_SC_NPROCESSORS_ONLN);
#endif
	n = online > 0 ? (uint64_t)online : 1;
	n = fewer(n, by_affinity());
	n = fewer(n, by_groups());
	return fewer(n, by_batch_system());
}

/* The processor's name as /proc/cpuinfo has it, or the machine's kind. */
static void see_model(char model[PLACE_MODEL_MAX])
{
	FILE *in = fopen("/proc/cpuinfo", "r");
	char line[LINE_BYTES];
	struct utsname system;

	(void)snprintf(model, PLACE_MODEL_MAX, "%s",
	               uname(&system) >= 0 ? system.machine : "unknown");
	while (in != NULL && fgets(line, sizeof line, in) != NULL) {
		const char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) != 0 || colon == NULL)
			continue;
		line[strcspn(line, "\n")] = '\0';
		(void)snprintf(model, PLACE_MODEL_MAX, "%.*s",
		               PLACE_MODEL_MAX - 1,
		               colon + 1 + strspn(colon + 1, " "));
		break;
	}
	if (in != NULL)
		(void)fclose(in);
	for (char *c = model; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

int place_see(struct place *p, const char *path, struct diag *d)
{
	struct disk_space disk;

	if (disk_space_at(path, &disk, d) != 0)
		return -1;
	see_model(p->model);
	p->processors = place_processors();
	p->memory_bytes = 0;
#ifdef _SC_PHYS_PAGES
	{
		long pages = sysconf(_SC_PHYS_PAGES);
		long page = sysconf(_SC_PAGESIZE);

		if (pages > 0 && page > 0)
			p->memory_bytes = (uint64_t)pages * (uint64_t)page;
	}
#endif
	p->disk_bytes = disk.total_bytes;
	return 0;
}
