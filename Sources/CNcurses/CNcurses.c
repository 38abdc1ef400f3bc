#define NCURSES_WIDECHAR 1
#define _GNU_SOURCE
#include "CNcurses.h"
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *output;
static int memory = -1;

int curses_check(const char *type) {
  int found = 0;
  if (setupterm(type, STDOUT_FILENO, &found) != OK) {
    return found < 0 ? CURSES_NO_DATABASE : CURSES_UNKNOWN_TYPE;
  }
  const char *motion = tigetstr("cup");
  bool moves = motion != NULL && motion != (char *)-1 && motion[0] != 0;
  del_curterm(cur_term);
  return moves ? CURSES_READY : CURSES_NO_MOTION;
}

int curses_type_colors(const char *type) {
  int found = 0;
  if (setupterm(type, STDOUT_FILENO, &found) != OK) return 0;
  int colors = tigetnum("colors");
  del_curterm(cur_term);
  return colors > 0 ? colors : 0;
}

static void set_number(const char *name, int number) {
  char text[16];
  snprintf(text, sizeof text, "%d", number);
  setenv(name, text, 1);
}

bool curses_open(const char *type, int height, int width) {
  memory = memfd_create("sluice-frame", MFD_CLOEXEC);
  if (memory < 0) return false;
  output = fdopen(memory, "w+");
  if (output == NULL) return false;
  setenv("NCURSES_NO_PADDING", "1", 0);
  // A file in memory has no size that ncurses could ask for; without the true one it would bound the
  // terminal's scrolling to the size in the terminfo entry.
  set_number("LINES", height);
  set_number("COLUMNS", width);
  screen = newterm(type, output, output);
  unsetenv("LINES");
  unsetenv("COLUMNS");
  if (screen == NULL) return false;
  set_term(screen);
  raw();
  noecho();
  nonl();
  typeahead(-1);
  idlok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  resizeterm(height, width);
  return true;
}

size_t curses_output(uint8_t *bytes, size_t room) {
  fflush(output);
  off_t length = lseek(memory, 0, SEEK_CUR);
  if (length <= 0) return 0;
  size_t count = (size_t)length < room ? (size_t)length : room;
  if (bytes != NULL && count > 0 && pread(memory, bytes, count, 0) < 0) return 0;
  return (size_t)length;
}

void curses_discard(void) {
  lseek(memory, 0, SEEK_SET);
  if (ftruncate(memory, 0) != 0) return;
}

void curses_suspend(void) { endwin(); }

void curses_close(void) {
  if (screen != NULL) delscreen(screen);
  screen = NULL;
  if (output != NULL) fclose(output);
  output = NULL;
}

int curses_colors(void) {
  int colors = tigetnum("colors");
  return colors > 0 ? colors : 0;
}

bool curses_start_color(void) {
  return has_colors() && start_color() == OK && use_default_colors() == OK;
}

bool curses_pair(int pair, int foreground, int background) {
  return pair < COLOR_PAIRS && init_extended_pair(pair, foreground, background) == OK;
}

const char *curses_string(const char *name) {
  const char *value = tigetstr(name);
  return value == (char *)-1 ? NULL : value;
}

static attr_t attributes_of(unsigned bits) {
  attr_t attributes = A_NORMAL;
  if (bits & 1) attributes |= A_BOLD;
  if (bits & 2) attributes |= A_DIM;
  if (bits & 4) attributes |= A_REVERSE;
  if (bits & 8) attributes |= A_UNDERLINE;
  return attributes;
}

void curses_put(int y, int x, const uint32_t scalars[3], unsigned attributes, int pair) {
  wchar_t text[4] = {(wchar_t)scalars[0], (wchar_t)scalars[1], (wchar_t)scalars[2], 0};
  if (wcwidth(text[0]) < 1) {
    text[0] = L'?';
    text[1] = 0;
  }
  cchar_t cell;
  if (setcchar(&cell, text, attributes_of(attributes), (short)(pair < 32767 ? pair : 0), &pair) != OK) {
    return;
  }
  mvadd_wch(y, x, &cell);
}

void curses_erase(void) { erase(); }

void curses_cursor(int y, int x, bool visible) {
  static int shown = -1;
  if (shown != visible) curs_set(visible ? 1 : 0);
  shown = visible;
  move(y, x);
}

void curses_update(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

void curses_repaint(bool clears) {
  if (clears) {
    clearok(curscr, TRUE);
  } else {
    redrawwin(stdscr);
  }
}

void curses_resize(int height, int width) { resizeterm(height, width); }

bool curses_locale(void) {
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  if (setlocale(LC_CTYPE, "") == NULL) {
    for (size_t index = 0; index < 3; index++) {
      const char *value = getenv(names[index]);
      if (value == NULL || value[0] == 0) continue;
      if (strcasestr(value, "utf-8") != NULL || strcasestr(value, "utf8") != NULL) {
        setlocale(LC_CTYPE, "C.UTF-8");
      }
      break;
    }
  }
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
