/* How the process tells its user why it ends, and ends. Safe inside of signal handlers; no managed code. */
#ifndef EMU_ENDING_H
#define EMU_ENDING_H

#include <signal.h>
#include <stddef.h>

/* Emu.Cli.ExitStatus. */
enum { END_FAILURE = 1, END_INTERNAL = 70, END_SIGNAL = 128 };

/* True when descriptor 2 was open at the start; messages go nowhere otherwise. Set by start.c. */
extern int emu_has_standard_error __attribute__((visibility("hidden")));

/* True in the published executable; false in the shared library, where the tests' runtime owns the process. */
extern int emu_owns_process __attribute__((visibility("hidden")));

/* Prints one line, "emu: " before the text, and ends the process; the terminal is as it was. */
_Noreturn void emu_end(int status, const char *text) __attribute__((visibility("hidden")));

/* Ends the process on account of a signal: one line, and status 128 and its number. */
_Noreturn void emu_end_by_signal(int signal);

/* Prints, once, that a signal ends the process. Never waits for whoever reads it. */
void emu_say_signal(int signal);

/* The handler of faults that are nobody else's: the emulator's own fault. */
void emu_on_crash(int signal, siginfo_t *info, void *context) __attribute__((visibility("hidden")));

/* Brings the terminal's mode back (terminal.c). */
void emu_terminal_restore(void);

/* Signals whose default is to end the process end it in order from here on (terminal.c). */
void emu_terminations_begin(void) __attribute__((visibility("hidden")));

/* True for a command line that runs one Linux program (start.c). */
int emu_is_user_mode(int count, char **arguments) __attribute__((visibility("hidden")));

/* The limit on the stack goes back to what the process was started with, and comes back (start.c). */
void emu_stack_limit_restore(void) __attribute__((visibility("hidden")));
void emu_stack_limit_raise(void) __attribute__((visibility("hidden")));

#endif
