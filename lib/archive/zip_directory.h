#ifndef VG_ZIP_DIRECTORY_H
#define VG_ZIP_DIRECTORY_H

#include <stdint.h>

/*
 * Whether the zip archive in FD, which has SIZE bytes, has a central directory
 * that may be given to a library: at most MEMBERS members, each stored or
 * deflated and not encrypted, and nothing after them but the directory's own end
 * (PKWARE's APPNOTE.TXT 6.3, 4.3.12 to 4.3.16). A library reads other
 * compressions too, with as much memory as the file asks for, and directories of
 * any size; numpy does not.
 */
int zip_directory_is_plain(int fd, uint64_t size, unsigned members);

#endif
