#ifndef VG_MANIFEST_HEADING_H
#define VG_MANIFEST_HEADING_H

/* The first lines of every manifest: for manifest.c and manifest_append.c. */
static const char manifest_heading[] =
    "# vg-manifest 1\n"
    "# xxh128\tfile\tfirst\tcount\tbytes\tcontent\tfingerprint\tcommitted"
    "\tcheck\n";

#endif
