// vfork, posix_spawn and exec: of itself, of a script, of a host's program, and of what cannot be executed.
#include "user.h"
#include <spawn.h>
#include <sys/syscall.h>

extern char **environ;

static void end_of(const char *text, pid_t child)
{
    int status = -1;
    NEED(waitpid(child, &status, 0) == child);
    printf("%s: %s %d\n", text, WIFEXITED(status) ? "exit" : "signal",
           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

static void spawn(const char *path)
{
    char *arguments[] = { (char *)path, "child", NULL };
    pid_t child = 0;
    int error = posix_spawn(&child, path, NULL, NULL, arguments, environ);
    printf("posix_spawn %s: %s\n", path[0] == '/' && path[1] == 'p' ? "itself" : path, error ? errno_name(error) : "ok");
    if (!error)
        end_of("spawned", child);
}

static void by_vfork(const char *path, char *const arguments[])
{
    volatile int error = 0;
    pid_t child = vfork();
    if (child == 0) {
        execve(path, arguments, environ);
        error = errno;
        _exit(126);
    }
    end_of("vfork", child);
    printf("error %s\n", error ? errno_name(error) : "none");
}

static void failures(const char *folder)
{
    char name[256];
    char *arguments[] = { "x", NULL };
    TRY(execve("/does/not/exist", arguments, environ));
    TRY(execve("/", arguments, environ));
    TRY(execve("", arguments, environ));
    TRY(execve((char *)8, arguments, environ));
    TRY(execve("/proc/self/exe", (char **)8, environ));
    snprintf(name, sizeof name, "%s/plain", folder);
    int file = open(name, O_CREAT | O_WRONLY, 0644);
    NEED(write(file, "plain\n", 6) == 6);
    close(file);
    errno = 0;
    show("execve not executable", execve(name, arguments, environ));
    chmod(name, 0755);
    errno = 0;
    show("execve unknown format", execve(name, arguments, environ));
    unlink(name);
    snprintf(name, sizeof name, "%s/plain/x", folder);
    errno = 0;
    show("execve below a missing folder", execve(name, arguments, environ));
    TRY(syscall(SYS_execveat, -1, "x", arguments, environ, 0));
    TRY(syscall(SYS_execveat, -1, "/x", arguments, environ, 0xff0000));
}

static void script(const char *folder)
{
    char name[256];
    snprintf(name, sizeof name, "%s/script", folder);
    int file = open(name, O_CREAT | O_WRONLY, 0755);
    NEED(write(file, "#!/bin/sh\nexit 5\n", 17) == 17);
    close(file);
    char *arguments[] = { "script", NULL };
    by_vfork(name, arguments);
    unlink(name);
}

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "child") == 0)
        return 42;
    char folder[] = "/tmp/spawnXXXXXX";
    NEED(mkdtemp(folder));
    char *child[] = { arguments[0], "child", NULL };
    by_vfork("/proc/self/exe", child);
    by_vfork("/bin/true", child);
    by_vfork("/missing", child);
    spawn("/proc/self/exe");
    spawn("/bin/false");
    spawn("/missing");
    spawn("/tmp");
    script(folder);
    failures(folder);
    pid_t plain = fork();
    if (plain == 0) {
        execve("/proc/self/exe", child, environ);
        _exit(1);
    }
    end_of("fork and exec", plain);
    rmdir(folder);
    return 0;
}
