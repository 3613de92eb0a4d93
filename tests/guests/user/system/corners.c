// Calls that QEMU answers otherwise than Linux does, and no other program is about.
// build: -lutil -pthread
#include "user.h"
#include <linux/prctl.h>
#include <pthread.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static void *show_name(void *expected)
{
    char name[16] = "", line[32] = "";
    prctl(PR_GET_NAME, name);
    int file = open("/proc/thread-self/comm", O_RDONLY);
    NEED(file >= 0 && read(file, line, sizeof line - 1) > 0 && close(file) == 0);
    printf("named %.8s, comm %.8s\n", name, line);
    return expected;
}

int main(void)
{
    pthread_t thread;
    show_name(NULL);
    NEED(pthread_create(&thread, NULL, show_name, NULL) == 0 && pthread_join(thread, NULL) == 0);
    prctl(PR_SET_NAME, "another name");
    show_name(NULL);
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
