#ifndef VG_WEBPAGE_ASSETS_H
#define VG_WEBPAGE_ASSETS_H

/* The looks and the script of the page; both are part of its file. */

extern const char webpage_style[];
extern const char webpage_script[];

#endif
