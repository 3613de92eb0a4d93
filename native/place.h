/* Tags of this program's own, under which build/fix-address.c keeps the table of pointers in the dynamic section: the C library,
 * which would relocate by it at each start, passes them over. */
#ifndef EMU_PLACE_H
#define EMU_PLACE_H

enum { DT_KEPT_RELR = 0x60656d75, DT_KEPT_RELRSZ = 0x60656d76, DT_KEPT_RELRENT = 0x60656d77 };

#endif
