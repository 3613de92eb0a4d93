// Calls that QEMU answers otherwise than Linux does, and no other program is about.
// build: -lutil
#include "user.h"
#include <linux/prctl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

int main(void)
{
    int master, slave, ends[2];
    NEED(openpty(&master, &slave, NULL, NULL, NULL) == 0);
    TRY(ioctl(slave, 0x12345678, ends));
    TRY(prctl(PR_SET_CHILD_SUBREAPER, 1));
    TRY(prctl(PR_GET_CHILD_SUBREAPER, &ends[0]));
    SHOW(ends[0]);
    TRY(socketpair(AF_UNIX, 99, 0, ends));
    IN_CHILD("session", {
        setsid();
        ioctl(slave, TIOCSCTTY, 0);
        SHOW(tcgetsid(slave) == getpid());
    });
    return 0;
}
