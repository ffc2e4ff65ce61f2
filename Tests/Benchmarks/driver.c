// The client of the benchmark: starts a server, feeds it request lines through pipes and takes the time.
//
//   driver throughput COUNT WINDOW REQUESTS COMMAND...   requests a second, WINDOW of them in flight
//   driver latency    COUNT REQUESTS COMMAND...          microseconds of one request at a time: median and 99th percentile
//   driver start      COUNT REQUESTS COMMAND...          milliseconds from starting the process to its first answer
//
// REQUESTS is a file of lines that are sent round and round; every line is owed one line.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *text;
static size_t *starts, lines;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "driver: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void load(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  text = malloc(size + 1);
  if (fread(text, 1, size, file) != size) fail(path);
  fclose(file);
  for (size_t i = 0; i < size; i++) lines += text[i] == '\n';
  starts = malloc((lines + 1) * sizeof *starts);
  size_t line = 0, at = 0;
  starts[0] = 0;
  for (; at < size; at++)
    if (text[at] == '\n') starts[++line] = at + 1;
}

struct server { pid_t pid; int in, out; };

static struct server start(char **command) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) fail("pipe");
  pid_t pid = vfork();
  if (pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    execvp(command[0], command);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  return (struct server){pid, in[1], out[0]};
}

static void put(int descriptor, const char *bytes, size_t count) {
  while (count) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0) fail("write");
    bytes += written;
    count -= (size_t)written;
  }
}

/// Sends `count` lines from line `*next` on, as few writes as the end of the file allows.
static void sendLines(int descriptor, size_t *next, size_t count) {
  while (count) {
    size_t run = lines - *next < count ? lines - *next : count;
    put(descriptor, text + starts[*next], starts[*next + run] - starts[*next]);
    *next = (*next + run) % lines;
    count -= run;
  }
}

static size_t received(int descriptor) {
  static char buffer[1 << 18];
  ssize_t got = read(descriptor, buffer, sizeof buffer);
  if (got <= 0) fail("the server ended");
  size_t count = 0;
  for (char *at = buffer, *end = buffer + got; (at = memchr(at, '\n', (size_t)(end - at))); at++) count++;
  return count;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void stop(struct server server) {
  close(server.in);
  close(server.out);
  waitpid(server.pid, NULL, 0);
}

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "driver: see the head of driver.c\n"), 64;
  size_t count = strtoul(argv[2], NULL, 10), next = 0;
  if (!strcmp(argv[1], "throughput")) {
    size_t window = strtoul(argv[3], NULL, 10), sent = window, done = 0;
    load(argv[4]);
    struct server server = start(argv + 5);
    size_t first = 0;
    sendLines(server.in, &first, 1);
    while (!received(server.out)) {}
    double began = now();
    sendLines(server.in, &next, window);
    while (done < count) {
      size_t got = received(server.out);
      done += got;
      size_t more = sent + got <= count ? got : count - sent;
      sendLines(server.in, &next, more);
      sent += more;
    }
    printf("%.0f\n", count / (now() - began));
    stop(server);
  } else {
    double *times = malloc(count * sizeof *times);
    load(argv[3]);
    struct server server;
    int isStart = !strcmp(argv[1], "start");
    if (!isStart) {
      server = start(argv + 4);
      for (int i = 0; i < 1000; i++) {
        sendLines(server.in, &next, 1);
        while (!received(server.out)) {}
      }
    }
    for (size_t i = 0; i < count; i++) {
      double began = now();
      if (isStart) server = start(argv + 4), next = 0;
      sendLines(server.in, &next, 1);
      while (!received(server.out)) {}
      times[i] = now() - began;
      if (isStart) stop(server);
    }
    if (!isStart) stop(server);
    qsort(times, count, sizeof *times, compare);
    double scale = isStart ? 1e3 : 1e6;
    printf("%.3f %.3f\n", times[count / 2] * scale, times[count * 99 / 100] * scale);
  }
  return 0;
}
