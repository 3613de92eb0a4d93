// A pseudo terminal: settings, window size, line discipline, job control, hang-up.
// build: -lutil
#include "user.h"
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>

static void show_settings(int terminal)
{
    struct termios t;
    TRY(tcgetattr(terminal, &t));
    printf("%x %x %x %x speed %d %d special", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, cfgetispeed(&t), cfgetospeed(&t));
    for (int i = 0; i < 17; i++)
        printf(" %d", t.c_cc[i]);
    printf("\n");
}

static void read_all(const char *what, int file)
{
    char text[200];
    struct pollfd wait = {file, POLLIN, 0};
    if (poll(&wait, 1, 100) <= 0) {
        printf("%s: nothing\n", what);
        return;
    }
    // The kernel may hand a terminal's bytes over in pieces.
    ssize_t length = 0, piece;
    do {
        piece = read(file, text + length, sizeof text - length);
        length += piece > 0 ? piece : 0;
    } while (piece > 0 && poll(&wait, 1, 50) > 0);
    printf("%s (%zd):", what, length);
    for (ssize_t i = 0; i < length; i++)
        printf(" %02x", text[i]);
    printf("\n");
}

static volatile sig_atomic_t seen;

static void on_signal(int signal)
{
    seen = signal;
}

int main(void)
{
    int master, slave, waiting;
    struct winsize size = {24, 80, 0, 0};
    NEED(openpty(&master, &slave, NULL, NULL, &size) == 0);
    show_settings(slave);
    TRY(ioctl(master, TIOCGWINSZ, &size));
    printf("%d %d\n", size.ws_row, size.ws_col);
    size.ws_row = 50;
    TRY(ioctl(slave, TIOCSWINSZ, &size));
    size.ws_row = 0;
    TRY(ioctl(master, TIOCGWINSZ, &size));
    SHOW(size.ws_row);
    SHOW(isatty(slave));
    char name[100];
    SHOW(ttyname_r(slave, name, sizeof name) == 0 && strncmp(name, "/dev/pts/", 9) == 0);
    write(master, "ab\x7f""c\n", 5);
    read_all("slave", slave);
    read_all("echo", master);
    write(slave, "x\n", 2);
    read_all("output", master);
    struct termios raw;
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    raw.c_cc[VMIN] = 0, raw.c_cc[VTIME] = 1;
    cfsetspeed(&raw, B38400);
    TRY(tcsetattr(slave, TCSAFLUSH, &raw));
    show_settings(slave);
    char byte;
    TRY(read(slave, &byte, 1));
    write(master, "\x03z", 2);
    // The kernel passes it on in its own time.
    for (int i = 0; i < 500 && (ioctl(slave, FIONREAD, &waiting) < 0 || waiting < 2); i++)
        usleep(10000);
    TRY(ioctl(slave, FIONREAD, &waiting));
    SHOW(waiting);
    read_all("raw", slave);
    TRY(tcflush(slave, TCIOFLUSH));
    TRY(tcdrain(slave));
    TRY(tcsendbreak(slave, 0));
    TRY(ioctl(slave, TIOCOUTQ, &waiting));
    TRY(ioctl(0x7fff, TCGETS, &raw));
    TRY(ioctl(slave, TCGETS, NULL));

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        NEED(setsid() == getpid());
        TRY(ioctl(slave, TIOCSCTTY, 0));
        SHOW(tcgetpgrp(slave) == getpid());
        signal(SIGINT, on_signal);
        struct termios cooked;
        tcgetattr(slave, &cooked);
        cooked.c_lflag |= ISIG | ICANON, cooked.c_cc[VINTR] = 3;
        tcsetattr(slave, TCSANOW, &cooked);
        write(master, "\x03", 1);
        for (int i = 0; i < 100 && !seen; i++)
            usleep(1000);
        SHOW(seen);
        signal(SIGWINCH, on_signal);
        size.ws_col = 99;
        ioctl(master, TIOCSWINSZ, &size);
        for (int i = 0; i < 100 && seen != SIGWINCH; i++)
            usleep(1000);
        SHOW(seen);
        pid_t background = fork();
        if (background == 0) {
            setpgid(0, 0);
            signal(SIGTTOU, SIG_IGN);
            TRY(read(slave, &byte, 1)); // SIGTTIN stops or, in an orphaned group, EIO
            _exit(0);
        }
        int status;
        waitpid(background, &status, WUNTRACED);
        printf("background: %s %d\n", WIFSTOPPED(status) ? "stopped" : "ended", WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
        kill(background, SIGKILL);
        waitpid(background, &status, 0);
        show_end("background", status);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    show_end("session", status);
    close(slave);
    TRY(read(master, &byte, 1));
    return 0;
}
