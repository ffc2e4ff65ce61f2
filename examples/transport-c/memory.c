/* A transport module in C: the scheme `memory:` answers from a fixed fleet of two devices.
 *
 * It shows what every module needs: a table, an instance, options, copying what is kept, and completing from a thread of
 * its own. The rules are those of protocol/transport/README.md. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpegate_transport.h"

#define FIRST "{\"id\": 1, \"name\": \"attic\", \"serial_number\": \"M0001\", \"status\": true}"
#define SECOND "{\"id\": 2, \"name\": \"cellar\", \"serial_number\": \"M0002\", \"status\": false}"

/* A request that waits for the thread: all of it that an answer depends on. */
typedef struct waiting {
  struct waiting *next;
  uint64_t call;
  int is_get;
  size_t length;
  char target[];
} waiting;

typedef struct {
  const cpegate_host *host;
  char greeting[100];
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  waiting *first, **end;
  int is_closing;
} instance;

static cpegate_bytes bytes_of(const char *text) { return (cpegate_bytes){(const uint8_t *)text, strlen(text)}; }

static int equals(cpegate_bytes bytes, const char *text) {
  return bytes.count == strlen(text) && memcmp(bytes.data, text, bytes.count) == 0;
}

static void answer(instance *self, uint64_t call, int32_t status, const char *body) {
  cpegate_pair headers[] = {{bytes_of("Content-Type"), bytes_of("application/json")},
                            {bytes_of("X-Greeting"), bytes_of(self->greeting)}};
  cpegate_answer answer = {.size = sizeof answer, .outcome = CPEGATE_ANSWERED, .status = status, .headers = headers,
                           .header_count = 2, .body = bytes_of(body)};
  self->host->complete(self->host->context, call, &answer);
}

static void fail(instance *self, uint64_t call, cpegate_reason reason, const char *message) {
  /* Nothing of it has left: there is no upstream but this module. */
  cpegate_answer answer = {.size = sizeof answer, .outcome = CPEGATE_NOT_SENT, .reason = reason,
                           .message = bytes_of(message)};
  self->host->complete(self->host->context, call, &answer);
}

static void serve(instance *self, const waiting *request) {
  /* The query, if there is one, changes nothing: both devices fit on one page. */
  size_t length = 0;
  while (length < request->length && request->target[length] != '?') length++;
  cpegate_bytes path = {(const uint8_t *)request->target, length};
  if (!request->is_get)
    answer(self, request->call, 405, "{\"detail\": \"this fleet cannot be changed\"}");
  else if (equals(path, "/inventory_device/"))
    answer(self, request->call, 200,
           "{\"count\": 2, \"next\": null, \"previous\": null, \"results\": [" FIRST ", " SECOND "]}");
  else if (equals(path, "/inventory_device/1/"))
    answer(self, request->call, 200, FIRST);
  else if (equals(path, "/inventory_device/2/"))
    answer(self, request->call, 200, SECOND);
  else
    answer(self, request->call, 404, "{\"detail\": \"Not found.\"}");
}

static void *run(void *context) {
  instance *self = context;
  pthread_mutex_lock(&self->lock);
  while (!self->is_closing || self->first) {
    waiting *request = self->first;
    if (!request) {
      pthread_cond_wait(&self->changed, &self->lock);
      continue;
    }
    self->first = request->next;
    if (!self->first) self->end = &self->first;
    int is_closing = self->is_closing;
    pthread_mutex_unlock(&self->lock); /* no lock is held while the host is called */
    if (is_closing) fail(self, request->call, CPEGATE_REASON_CANCELLED, "the session ends");
    else serve(self, request);
    free(request);
    pthread_mutex_lock(&self->lock);
  }
  pthread_mutex_unlock(&self->lock);
  return NULL;
}

static int32_t memory_open(const cpegate_setup *setup, void **made, char *message, size_t capacity) {
  instance *self = calloc(1, sizeof *self);
  if (!self) {
    snprintf(message, capacity, "there is no memory for it");
    return 1;
  }
  self->host = setup->host;
  self->end = &self->first;
  snprintf(self->greeting, sizeof self->greeting, "hello");
  for (size_t index = 0; index < setup->option_count; index++) {
    cpegate_bytes value = setup->options[index].value; /* the host has checked the name: there is only one */
    if (value.count >= sizeof self->greeting) {
      snprintf(message, capacity, "memory.greeting: expected at most %zu bytes, found %zu", sizeof self->greeting - 1,
               value.count);
      free(self);
      return 1;
    }
    snprintf(self->greeting, sizeof self->greeting, "%.*s", (int)value.count, (const char *)value.data);
  }
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->changed, NULL);
  /* Signals are the host's: a thread starts with the mask of the one that makes it. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int status = pthread_create(&self->thread, NULL, run, self);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (status != 0) {
    snprintf(message, capacity, "no thread can be started: %s", strerror(status));
    free(self);
    return 1;
  }
  *made = self;
  return 0;
}

static void memory_send(void *context, uint64_t call, const cpegate_request *request) {
  instance *self = context;
  waiting *copy = malloc(sizeof *copy + request->target.count);
  if (!copy) {
    fail(self, call, CPEGATE_REASON_REFUSED, "there is no memory for the request");
    return;
  }
  copy->next = NULL;
  copy->call = call;
  copy->is_get = equals(request->method, "GET");
  copy->length = request->target.count;
  memcpy(copy->target, request->target.data, request->target.count);
  pthread_mutex_lock(&self->lock);
  *self->end = copy;
  self->end = &copy->next;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->lock);
}

static void memory_cancel(void *context, uint64_t call) {
  (void)context, (void)call; /* every request is answered at once anyway */
}

static void memory_close(void *context) {
  instance *self = context;
  pthread_mutex_lock(&self->lock);
  self->is_closing = 1;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->lock);
  pthread_join(self->thread, NULL);
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->lock);
  free(self);
}

static const char *const schemes[] = {"memory", NULL};
static const char *const wrapping[] = {NULL};
static const cpegate_option options[] = {{"greeting", "Text of the header X-Greeting of every answer (hello)."}};

static const cpegate_module module = {
    .size = sizeof module,
    .abi_major = CPEGATE_TRANSPORT_ABI_MAJOR,
    .abi_minor = CPEGATE_TRANSPORT_ABI_MINOR,
    .name = "memory",
    .version = "1.0",
    .schemes = schemes,
    .wrapping = wrapping,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .open = memory_open,
    .send = memory_send,
    .cancel = memory_cancel,
    .close = memory_close,
};

const cpegate_module *cpegate_transport_module(void);
__attribute__((visibility("default"))) const cpegate_module *cpegate_transport_module(void) { return &module; }
