#ifndef VG_ABOUT_H
#define VG_ABOUT_H

/* What the user says about a dataset that no plan tells; each may be NULL. */
struct about {
	const char *licence; /* its name, SPDX identifier or address */
	const char *cite;    /* how to cite it */
	const char *creator; /* who made it */
	const char *url;     /* where it is published */
};

#endif
