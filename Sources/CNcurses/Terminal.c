#define _GNU_SOURCE
#include "CNcurses.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool is_saved;

int terminal_open(int descriptor) {
  char name[256];
  int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  if (ttyname_r(descriptor, name, sizeof name) == 0) {
    int opened = open(name, flags);
    if (opened >= 0) return opened;
  }
  return open("/dev/tty", flags);
}

bool terminal_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

bool terminal_raw(int descriptor) {
  struct termios line;
  if (tcgetattr(descriptor, &line) != 0) return false;
  saved = line;
  is_saved = true;
  cfmakeraw(&line);
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  return tcsetattr(descriptor, TCSANOW, &line) == 0;
}

void terminal_restore(int descriptor) {
  if (is_saved) tcsetattr(descriptor, TCSANOW, &saved);
}

static const struct {
  int number;
  char letter;
} told[] = {{SIGWINCH, 'W'}, {SIGTERM, 'T'}, {SIGHUP, 'H'}, {SIGINT, 'I'}, {SIGTSTP, 'Z'}, {SIGCONT, 'C'}};
enum { TOLD = sizeof told / sizeof told[0] };
static struct sigaction before[TOLD];
static volatile int wake_descriptor = -1;

static void tell(int number) {
  int error = errno;
  for (int index = 0; index < TOLD; index++) {
    if (told[index].number == number && wake_descriptor >= 0) {
      ssize_t written = write(wake_descriptor, &told[index].letter, 1);
      (void)written;
    }
  }
  errno = error;
}

void signals_install(int wake) {
  wake_descriptor = wake;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART;
  for (int index = 0; index < TOLD; index++) sigaction(told[index].number, &action, &before[index]);
}

void signals_remove(void) {
  for (int index = 0; index < TOLD; index++) sigaction(told[index].number, &before[index], NULL);
  wake_descriptor = -1;
}

void signals_stop(void) {
  struct sigaction action, own;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, &own);
  kill(0, SIGTSTP);
  // The stop reaches a thread of ours within this time, or is ignored in an orphaned group.
  poll(NULL, 0, 200);
  sigaction(SIGTSTP, &own, NULL);
}

static int held = -1;
static int messages = -1;

void messages_hold(void) {
  if (!isatty(STDERR_FILENO)) return;
  messages = memfd_create("sluice-messages", MFD_CLOEXEC);
  held = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (messages >= 0 && held >= 0) dup2(messages, STDERR_FILENO);
}

void messages_release(void) {
  if (messages < 0 || held < 0) return;
  dup2(held, STDERR_FILENO);
  char text[4096];
  off_t offset = 0;
  ssize_t count;
  while ((count = pread(messages, text, sizeof text, offset)) > 0) {
    if (write(STDERR_FILENO, text, (size_t)count) < 0) break;
    offset += count;
  }
  close(messages);
  close(held);
  messages = held = -1;
}

static const int fatal[] = {SIGSEGV, SIGILL, SIGTRAP, SIGBUS, SIGABRT, SIGFPE};
enum { FATAL = sizeof fatal / sizeof fatal[0] };
static struct sigaction before_fatal[FATAL];
static uint8_t restoring[1024];
static size_t restoring_count;
static int crash_descriptor = -1;

static void crash(int number) {
  if (crash_descriptor >= 0) {
    ssize_t written = write(crash_descriptor, restoring, restoring_count);
    (void)written;
    terminal_restore(crash_descriptor);
    crash_descriptor = -1;
    messages_release();
  }
  signal(number, SIG_DFL);
  raise(number);
}

void crash_arm(int descriptor, const uint8_t *restore, size_t count) {
  restoring_count = count < sizeof restoring ? count : sizeof restoring;
  memcpy(restoring, restore, restoring_count);
  crash_descriptor = descriptor;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (int index = 0; index < FATAL; index++) sigaction(fatal[index], &action, &before_fatal[index]);
}

void crash_disarm(void) {
  if (crash_descriptor < 0) return;
  crash_descriptor = -1;
  for (int index = 0; index < FATAL; index++) sigaction(fatal[index], &before_fatal[index], NULL);
}
