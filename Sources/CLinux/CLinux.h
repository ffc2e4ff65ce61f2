// What Linux and glibc offer and Swift's Glibc module leaves out, under `static inline` names without logic.
#ifndef CPEGATE_CLINUX_H
#define CPEGATE_CLINUX_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int clinux_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static inline int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline int clinux_signalfd(const sigset_t *set) { return signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK); }
static inline int clinux_open(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }
static inline int clinux_create(const char *path, int flags, unsigned mode) { return open(path, flags | O_CLOEXEC | O_CREAT, (mode_t)mode); }
// Declared by glibc for _GNU_SOURCE alone.
static inline int clinux_pipe(int ends[2]) {
  extern int pipe2(int ends[2], int flags);
  return pipe2(ends, O_CLOEXEC);
}
static inline int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
static inline int clinux_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }
static inline int clinux_is_open(int descriptor) { return fcntl(descriptor, F_GETFD) != -1; }

#endif
