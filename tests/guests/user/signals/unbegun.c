// A signal that arrives before a call is begun is handled before the call, which never fails by EINTR then: calls that do
// not wait fail by it never, whatever the handler's flags.
// oracle: none
#include "user.h"
#include <sys/ioctl.h>
#include <sys/prctl.h>

static volatile int handled;

static void handler(int signal)
{
    handled++;
}

int main(void)
{
    struct sigaction action = { .sa_handler = handler };
    int ends[2], ready, interrupted = 0;
    NEED(sigaction(SIGUSR1, &action, NULL) == 0 && pipe(ends) == 0);
    pid_t parent = getpid(), child = fork();
    NEED(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (kill(parent, SIGUSR1) == 0)
            usleep(20);
        _exit(0);
    }
    // In a sandbox without processors to spare the child may take its time.
    for (int i = 0; i < 200000 && (i < 20000 || handled < 300); i++) {
        char byte = 'x';
        interrupted += ioctl(ends[0], FIONREAD, &ready) < 0;
        interrupted += write(ends[1], &byte, 1) != 1;
        interrupted += read(ends[0], &byte, 1) != 1;
        interrupted += fcntl(ends[0], F_GETFL) < 0;
    }
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0)
        ;
    printf("interrupted: %d\n", interrupted);
    return interrupted != 0;
}
