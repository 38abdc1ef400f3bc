#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What Swift needs of ncurses and of signals: macros, variadic functions and handlers do not import.
// ncurses never sees the terminal: it writes into a file in memory, whose bytes the caller takes and
// writes when the terminal can take them.

enum { CURSES_READY = 0, CURSES_UNKNOWN_TYPE = 1, CURSES_NO_DATABASE = 2, CURSES_NO_MOTION = 3 };

// Whether a terminal of this type can show a picture; draws nothing and never ends the process.
int curses_check(const char *type);
// How many colours a terminal of this type has; 0 for none.
int curses_type_colors(const char *type);
// Starts ncurses for a type and a size, writing into memory; false when that fails.
bool curses_open(const char *type, int height, int width);
// The bytes that ncurses wants written: copies at most `room` of them, returns how many there are.
size_t curses_output(uint8_t *bytes, size_t room);
// Forgets the bytes that were taken.
void curses_discard(void);
// Ends the picture: what leaves the alternate screen is in the output afterwards.
void curses_suspend(void);
void curses_close(void);

// How many colours the terminal has; 0 for none.
int curses_colors(void);
bool curses_start_color(void);
// Defines a pair; false when the terminal has no room for it.
bool curses_pair(int pair, int foreground, int background);
// A capability's string, or null.
const char *curses_string(const char *name);

// One cell: a scalar and up to two combining marks; `attributes` as in Screen's Attributes.
void curses_put(int y, int x, const uint32_t scalars[3], unsigned attributes, int pair);
void curses_erase(void);
void curses_cursor(int y, int x, bool visible);
void curses_update(void);
// Writes every cell again, with or without clearing first.
void curses_repaint(bool clears);
void curses_resize(int height, int width);

// The locale of the environment, or C.UTF-8 when that is not installed but named; true for UTF-8.
bool curses_locale(void);

// The terminal of a descriptor, opened anew without blocking; negative when that fails.
int terminal_open(int descriptor);
bool terminal_size(int descriptor, int *rows, int *columns);
// Remembers the line settings and makes the line raw; restore brings them back.
bool terminal_raw(int descriptor);
void terminal_restore(int descriptor);

// From now on SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGCONT write one byte each
// (W T H I Z C) into `wake`.
void signals_install(int wake);
void signals_remove(void);
// Stops the process group as ctrl-z does, and returns when it goes on.
void signals_stop(void);

// What is written to standard error is kept until the terminal is restored, when it is a terminal.
void messages_hold(void);
void messages_release(void);

// When the process crashes, these bytes are written to the terminal, its line is restored, held
// messages are shown, and the crash goes on.
void crash_arm(int descriptor, const uint8_t *restore, size_t count);
void crash_disarm(void);
