#ifndef VG_NEWNAME_H
#define VG_NEWNAME_H

/*
 * Give file FROM in the open directory DIR the name TO instead, unless TO
 * exists. Atomic for everybody where the file system has hard links or a
 * rename that does not replace, and elsewhere for all who use this function.
 * Returns 0, EEXIST, or another errno value.
 */
int newname(int dir, const char *from, const char *to);

#endif
