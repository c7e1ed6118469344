#ifndef VG_WEBPAGE_ASSETS_H
#define VG_WEBPAGE_ASSETS_H

/* The style sheet and the script of the page; both become part of its file. */

extern const char webpage_style[];
extern const char webpage_script[];

#endif
