/* See, stop and kill a process with all its descendants. */
#include "run/processes.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 1024
#define STOP_TRIES 100

void processes_free(struct processes *p)
{
	free(p->process);
	*p = (struct processes){ .count = 0 };
}

static int add(struct processes *p, const struct process *one)
{
	size_t n = p->count;

	if ((n & (n - 1)) == 0) {
		struct process *more = realloc(
		    p->process, (n == 0 ? 1 : 2 * n) * sizeof *more);

		if (more == NULL)
			return -1;
		p->process = more;
	}
	p->process[p->count++] = *one;
	return 0;
}

/* Read /proc/PID/stat: "PID (NAME) S PARENT …", memory in pages, 22 on. */
static int read_stat(const char *pid, struct process *out)
{
	char path[64], line[LINE_BYTES], *open_bracket, *close_bracket;
	long pages = 0, parent = 0;
	FILE *in;
	int ok;

	(void)snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
	in = fopen(path, "r");
	ok = in != NULL && fgets(line, sizeof line, in) != NULL;
	if (in != NULL)
		(void)fclose(in);
	open_bracket = ok ? strchr(line, '(') : NULL;
	close_bracket = ok ? strrchr(line, ')') : NULL;
	if (open_bracket == NULL || close_bracket == NULL ||
	    sscanf(close_bracket + 1,
	           " %*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
	           "%*d %*d %*d %*d %*d %*u %*u %ld", &parent, &pages) != 2)
		return -1;
	*close_bracket = '\0';
	out->pid = (pid_t)strtol(pid, NULL, 10);
	out->parent = (pid_t)parent;
	out->kib = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
	(void)snprintf(out->name, sizeof out->name, "%s", open_bracket + 1);
	return 0;
}

/* All processes of /proc. Returns 0, or -1 if there are none to see. */
static int list_proc(struct processes *all)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct process one;
	int result = 0;

	if (proc == NULL)
		return -1;
	while (result == 0 && (entry = readdir(proc)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_stat(entry->d_name, &one) == 0)
			result = add(all, &one);
	(void)closedir(proc);
	return all->count > 0 ? result : -1;
}

/* The same by ps, where there is no /proc as Linux has it. */
static int list_ps(struct processes *all)
{
	FILE *ps = popen("ps -A -o pid= -o ppid= -o rss= -o comm= 2>/dev/null",
	                 "r");
	char line[LINE_BYTES];
	int result = 0;

	while (ps != NULL && fgets(line, sizeof line, ps) != NULL) {
		struct process one;
		long pid, parent;
		unsigned long kib;
		const char *name;
		int at = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%ld %ld %lu %n", &pid, &parent, &kib, &at) !=
		    3)
			continue;
		name = strrchr(line + at, '/'); /* macOS prints the path */
		one.pid = (pid_t)pid;
		one.parent = (pid_t)parent;
		one.kib = kib;
		(void)snprintf(one.name, sizeof one.name, "%.*s",
		               PROCESS_NAME_MAX - 1,
		               name != NULL ? name + 1 : line + at);
		if (result == 0)
			result = add(all, &one);
	}
	if (ps != NULL)
		(void)pclose(ps);
	return all->count > 0 ? result : -1;
}

static const struct process *find(const struct processes *p, pid_t pid)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->process[i].pid == pid)
			return &p->process[i];
	return NULL;
}

static int descends(const struct processes *all, const struct process *p,
                    pid_t root)
{
	for (size_t depth = 0; p != NULL && depth < all->count; depth++) {
		if (p->pid == root)
			return 1;
		p = find(all, p->parent);
	}
	return 0;
}

int processes_of(struct processes *p, pid_t root, struct diag *d)
{
	struct processes all = { .count = 0 };
	int result;

	*p = (struct processes){ .count = 0 };
	result = list_proc(&all);
	if (result != 0) {
		processes_free(&all);
		result = list_ps(&all);
	}
	if (result != 0)
		(void)diag_system(d, ENOENT, "see processes: neither /proc nor "
		                  "ps shows them");
	for (size_t i = 0; result == 0 && i < all.count; i++)
		if (descends(&all, &all.process[i], root) &&
		    add(p, &all.process[i]) != 0)
			result = diag_system(d, ENOMEM, "processes");
	processes_free(&all);
	return result;
}

static int is_in(const char *name, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return 1;
	return 0;
}

int processes_stop(pid_t root, const char *const *not, struct diag *d)
{
	size_t before = 0;

	/* A process may start another until it is stopped. */
	for (int i = 0; i < STOP_TRIES; i++) {
		struct processes p;
		size_t count;

		if (processes_of(&p, root, d) != 0) {
			processes_free(&p);
			return -1;
		}
		count = p.count;
		for (size_t k = 0; k < count; k++)
			if (!is_in(p.process[k].name, not))
				(void)kill(p.process[k].pid, SIGSTOP);
		processes_free(&p);
		if (i > 0 && count == before)
			break;
		before = count;
	}
	return 0;
}

void processes_continue(pid_t root)
{
	struct processes p;
	struct diag ignored;

	if (processes_of(&p, root, &ignored) == 0)
		for (size_t i = 0; i < p.count; i++)
			(void)kill(p.process[i].pid, SIGCONT);
	processes_free(&p);
}

int processes_kill(pid_t root, struct diag *d)
{
	struct processes p = { .count = 0 };
	int result = processes_stop(root, NULL, d);

	if (result == 0)
		result = processes_of(&p, root, d);
	for (size_t i = 0; i < p.count; i++)
		(void)kill(p.process[i].pid, SIGKILL);
	processes_free(&p);
	(void)kill(root, SIGKILL);
	return result;
}
