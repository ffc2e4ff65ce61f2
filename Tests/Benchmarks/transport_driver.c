// Drives a transport module as its host does: gets one target COUNT times, WIDTH at a time, and prints the requests per
// second. Answers are counted and passed over.
//
//     cc -O2 -I protocol/transport -o transport_driver Tests/Benchmarks/transport_driver.c -ldl -lpthread
//     transport_driver MODULE.so SCHEME REST TARGET COUNT WIDTH [OPTION=VALUE ...]
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpegate_transport.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long open_calls, done_calls, failed_calls, width;
static size_t received;

static cpegate_bytes bytes(const char *text) {
  return (cpegate_bytes){(const uint8_t *)text, strlen(text)};
}

static void complete(void *context, uint64_t call, const cpegate_answer *answer) {
  (void)context;
  (void)call;
  pthread_mutex_lock(&lock);
  if (answer->outcome != CPEGATE_ANSWERED || answer->status != 200) {
    if (failed_calls++ == 0) fprintf(stderr, "%.*s\n", (int)answer->message.count, (const char *)answer->message.data);
  }
  received += answer->body.count;
  done_calls++;
  open_calls--;
  // Woken for half of them at once, as a host is that takes what has come together.
  if (open_calls == 0 || open_calls == width / 2) pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
}

static void log_line(void *context, int32_t level, cpegate_bytes line) {
  (void)context;
  fprintf(stderr, "%d %.*s\n", level, (int)line.count, (const char *)line.data);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 7) {
    fprintf(stderr, "usage: transport_driver MODULE.so SCHEME REST TARGET COUNT WIDTH [OPTION=VALUE ...]\n");
    return 64;
  }
  long count = atol(argv[5]);
  width = atol(argv[6]);
  void *image = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  cpegate_module_entry entry = image ? (cpegate_module_entry)dlsym(image, CPEGATE_TRANSPORT_ENTRY) : NULL;
  if (!entry) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  const cpegate_module *module = entry();
  static cpegate_host host = {
      .size = sizeof host,
      .abi_major = CPEGATE_TRANSPORT_ABI_MAJOR,
      .abi_minor = CPEGATE_TRANSPORT_ABI_MINOR,
      .complete = complete,
      .log = log_line,
  };
  cpegate_pair options[16];
  size_t option_count = 0;
  for (int i = 7; i < argc && option_count < 16; i++) {
    char *equals = strchr(argv[i], '=');
    if (!equals) return 64;
    *equals = 0;
    options[option_count++] = (cpegate_pair){bytes(argv[i]), bytes(equals + 1)};
  }
  cpegate_setup setup = {
      .size = sizeof setup,
      .host = &host,
      .scheme = bytes(argv[2]),
      .rest = bytes(argv[3]),
      .options = options,
      .option_count = option_count,
  };
  void *instance = NULL;
  char message[1000];
  if (module->open(&setup, &instance, message, sizeof message) != 0) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  cpegate_pair headers[] = {
      {bytes("Authorization"), bytes("Bearer 0123456789abcdef0123456789abcdef")},
      {bytes("Accept"), bytes("application/json")},
      {bytes("User-Agent"), bytes("transport_driver")},
  };
  cpegate_request request = {
      .size = sizeof request,
      .time_limit_ms = 30000,
      .max_answer_bytes = 64 << 20,
      .method = bytes("GET"),
      .target = bytes(argv[4]),
      .headers = headers,
      .header_count = 3,
  };
  double begin = seconds();
  for (long started = 0; started < count;) {
    pthread_mutex_lock(&lock);
    while (open_calls >= width) pthread_cond_wait(&changed, &lock);
    long room = width - open_calls;
    if (room > count - started) room = count - started;
    open_calls += room;
    pthread_mutex_unlock(&lock);
    for (long i = 0; i < room; i++) module->send(instance, (uint64_t)++started, &request);
  }
  pthread_mutex_lock(&lock);
  while (done_calls < count) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  double taken = seconds() - begin;
  module->close(instance);
  printf("%.0f requests/s, %zu bytes\n", (double)count / taken, received);
  return failed_calls == 0 ? 0 : 1;
}
