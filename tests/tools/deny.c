/* deny ERRNO NUMBER[,NUMBER...] PROGRAM [ARGUMENTS...]: runs a program whose host answers these system calls with an error. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { MOST_CALLS = 200 };

int main(int count, char **arguments)
{
    static struct sock_filter filter[2 * MOST_CALLS + 2];
    if (count < 4)
        return 2;
    unsigned answer = SECCOMP_RET_ERRNO | (unsigned)atoi(arguments[1]), length = 0;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (char *at = arguments[2]; length < 2 * MOST_CALLS;) {
        unsigned number = (unsigned)strtoul(at, &at, 10);
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer);
        if (*at++ != ',')
            break;
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = { (unsigned short)length, filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("deny");
        return 3;
    }
    execv(arguments[3], arguments + 3);
    perror(arguments[3]);
    return 3;
}
