/* A transport module that does what a test asks for by the target of a request. Its scheme `odd` answers by itself,
 * `wrap` forwards to the layer below. What is wrong with its table is said when it is built, as -DWRONG_MAJOR. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpegate_transport.h"

typedef struct {
  const cpegate_host *host;
  int wraps, forwards_from_thread, hangs_in_close;
  char told[512]; /* what open() got */
  pthread_mutex_t lock;
  struct {
    uint64_t call, number;
    int is_cancelled;
  } forwarded[64]; /* by the last digits of the call */
} odd;

static cpegate_bytes text(const char *text) { return (cpegate_bytes){(const uint8_t *)text, strlen(text)}; }

static int is(cpegate_bytes bytes, const char *text) {
  return bytes.count == strlen(text) && memcmp(bytes.data, text, bytes.count) == 0;
}

static void complete(odd *self, uint64_t call, cpegate_answer answer) {
  answer.size = sizeof answer;
  self->host->complete(self->host->context, call, &answer);
}

static void answer(odd *self, uint64_t call, const char *body) {
  cpegate_pair header = {text("X-Module"), text("odd")};
  complete(self, call, (cpegate_answer){.outcome = CPEGATE_ANSWERED, .status = 200, .headers = &header,
                                        .header_count = 1, .body = text(body)});
}

/* Work that is done on a thread of its own. */
typedef struct {
  odd *self;
  uint64_t call;
  cpegate_request request;
  char target[256];
} job;

static void done(void *context, const cpegate_answer *answer) {
  job *it = context;
  it->self->host->complete(it->self->host->context, it->call, answer);
  free(it);
}

static void forward(odd *self, job *it) {
  /* `it` may be gone before forward() returns, and what is lent to it must not. */
  uint64_t call = it->call;
  char target[256];
  cpegate_request request = it->request;
  request.target = (cpegate_bytes){(uint8_t *)target, request.target.count};
  memcpy(target, it->target, request.target.count);
  uint64_t number = self->host->forward(self->host->context, &request, done, it);
  pthread_mutex_lock(&self->lock);
  int is_cancelled = self->forwarded[call % 64].call == call && self->forwarded[call % 64].is_cancelled;
  if (self->forwarded[call % 64].call == call) self->forwarded[call % 64].number = number;
  pthread_mutex_unlock(&self->lock);
  if (is_cancelled) self->host->cancel_forwarded(self->host->context, number);
}

static void *forward_there(void *context) {
  job *it = context;
  forward(it->self, it);
  return NULL;
}

static void *answer_there(void *context) {
  job *it = context;
  answer(it->self, it->call, "from a thread");
  free(it);
  return NULL;
}

static void start(void *(*body)(void *), job *it) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, it) != 0) abort();
  pthread_detach(thread);
}

static job *make_job(odd *self, uint64_t call) {
  job *it = calloc(1, sizeof *it);
  if (!it) abort();
  it->self = self;
  it->call = call;
  return it;
}

/* Keeps what forwarding needs: the tests' requests that go through `wrap` have no headers and no body of their own. */
static job *copy(odd *self, uint64_t call, const cpegate_request *request) {
  static const char *methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  job *it = make_job(self, call);
  it->request = (cpegate_request){.size = sizeof it->request, .time_limit_ms = request->time_limit_ms,
                                  .max_answer_bytes = request->max_answer_bytes};
  for (size_t index = 0; index < 5; index++)
    if (is(request->method, methods[index])) it->request.method = text(methods[index]);
  if (request->target.count > sizeof it->target) abort();
  memcpy(it->target, request->target.data, request->target.count);
  it->request.target = (cpegate_bytes){(uint8_t *)it->target, request->target.count};
  return it;
}

static int32_t odd_open(const cpegate_setup *setup, void **instance, char *message, size_t capacity) {
  odd *self = calloc(1, sizeof *self);
  if (!self) return 1;
  self->host = setup->host;
  self->wraps = is(setup->scheme, "wrap");
  pthread_mutex_init(&self->lock, NULL);
  int length = snprintf(self->told, sizeof self->told, "%.*s|%.*s", (int)setup->scheme.count, setup->scheme.data,
                        (int)setup->rest.count, setup->rest.data);
  for (size_t index = 0; index < setup->option_count; index++) {
    cpegate_pair option = setup->options[index];
    length += snprintf(self->told + length, sizeof self->told - (size_t)length, "|%.*s=%.*s", (int)option.name.count,
                       option.name.data, (int)option.value.count, option.value.data);
    self->forwards_from_thread |= is(option.name, "forward") && is(option.value, "thread");
    self->hangs_in_close |= is(option.name, "close") && is(option.value, "hang");
    if (is(option.name, "open") && is(option.value, "refuse")) {
      snprintf(message, capacity, "open=refuse was asked for; leave it out");
      free(self);
      return 7;
    }
  }
  *instance = self;
  return 0;
}

static void odd_send(void *instance, uint64_t call, const cpegate_request *request) {
  odd *self = instance;
  cpegate_bytes target = request->target;
  if (self->wraps) {
    job *it = copy(self, call, request);
    pthread_mutex_lock(&self->lock);
    self->forwarded[call % 64].call = call;
    self->forwarded[call % 64].number = 0;
    self->forwarded[call % 64].is_cancelled = 0;
    pthread_mutex_unlock(&self->lock);
    if (self->forwards_from_thread) start(forward_there, it);
    else forward(self, it);
  } else if (is(target, "/told")) {
    answer(self, call, self->told);
  } else if (is(target, "/echo")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_ANSWERED, .status = 201, .headers = request->headers,
                                          .header_count = request->header_count, .body = request->body});
  } else if (is(target, "/thread")) {
    start(answer_there, make_job(self, call));
  } else if (is(target, "/twice")) {
    answer(self, call, "first");
    answer(self, call, "second");
  } else if (is(target, "/made-up")) {
    answer(self, 0, "0");
    answer(self, UINT64_MAX, "far beyond");
    answer(self, call + ((uint64_t)1 << 32), "the next use of its place");
    answer(self, call, "its own");
  } else if (is(target, "/print")) {
    printf("what a module prints\n");
    fflush(stdout);
    answer(self, call, "printed");
  } else if (is(target, "/log")) {
    self->host->log(self->host->context, CPEGATE_LOG_WARNING, text("mind the gap"));
    answer(self, call, "logged");
  } else if (is(target, "/partial")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_OUTCOME_UNKNOWN, .reason = CPEGATE_REASON_CLOSED,
                                          .status = 502, .body = text("half of"), .message = text("it was cut off")});
  } else if (is(target, "/not-sent")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_NOT_SENT, .reason = CPEGATE_REASON_CONNECT,
                                          .message = text("nobody is there")});
  } else if (is(target, "/bad/null")) {
    self->host->complete(self->host->context, call, NULL);
  } else if (is(target, "/bad/size")) {
    cpegate_answer short_one = {.size = 8, .outcome = CPEGATE_ANSWERED, .status = 200};
    self->host->complete(self->host->context, call, &short_one);
  } else if (is(target, "/bad/outcome")) {
    complete(self, call, (cpegate_answer){.outcome = 7, .status = 200});
  } else if (is(target, "/bad/reason")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_OUTCOME_UNKNOWN, .reason = 999});
  } else if (is(target, "/bad/status")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_ANSWERED, .status = 42});
  } else if (is(target, "/bad/body")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_ANSWERED, .status = 200, .body = {NULL, 5}});
  } else if (is(target, "/bad/headers")) {
    complete(self, call, (cpegate_answer){.outcome = CPEGATE_ANSWERED, .status = 200, .header_count = 3});
  } else if (is(target, "/bad/long")) {
    answer(self, call, "longer than the request allows");
  }
  /* anything else is never answered */
}

static void odd_cancel(void *instance, uint64_t call) {
  odd *self = instance;
  if (self->wraps) {
    pthread_mutex_lock(&self->lock);
    uint64_t number = 0;
    if (self->forwarded[call % 64].call == call) {
      number = self->forwarded[call % 64].number;
      self->forwarded[call % 64].is_cancelled = 1; /* the number may not be known yet */
    }
    pthread_mutex_unlock(&self->lock);
    self->host->cancel_forwarded(self->host->context, number);
    return;
  }
  complete(self, call, (cpegate_answer){.outcome = CPEGATE_NOT_SENT, .reason = CPEGATE_REASON_CANCELLED,
                                        .message = text("cancelled")});
}

static void odd_close(void *instance) {
  odd *self = instance;
  self->host->log(self->host->context, CPEGATE_LOG_INFO, text(self->wraps ? "wrap closes" : "odd closes"));
  while (self->hangs_in_close) pause();
}

static const char *const schemes[] = {"odd", "wrap", NULL};
static const char *const wrapping[] = {"wrap", NULL};
static const cpegate_option options[] = {
    {"close", "What close() does: return or hang (return)."},
    {"forward", "Where wrap forwards: here or thread (here)."},
    {"open", "What open() does: take or refuse (take)."},
};

static const cpegate_module module = {
#ifdef SHORT_TABLE
    .size = 16,
#else
    .size = sizeof module,
#endif
#ifdef WRONG_MAJOR
    .abi_major = 2,
#else
    .abi_major = CPEGATE_TRANSPORT_ABI_MAJOR,
#endif
    .abi_minor = CPEGATE_TRANSPORT_ABI_MINOR,
    .name = "odd",
    .version = "0.7",
    .schemes = schemes,
    .wrapping = wrapping,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .open = odd_open,
    .send = odd_send,
#ifndef NULL_FUNCTION
    .cancel = odd_cancel,
#endif
    .close = odd_close,
};

#ifdef NO_SYMBOL
const cpegate_module *another_name(void);
const cpegate_module *another_name(void) { return &module; }
#else
const cpegate_module *cpegate_transport_module(void);
const cpegate_module *cpegate_transport_module(void) {
#ifdef NULL_TABLE
  return NULL;
#else
  return &module;
#endif
}
#endif
#ifdef NULL_FUNCTION
void (*const unused)(void *, uint64_t) = odd_cancel;
#endif
#ifdef NULL_TABLE
const cpegate_module *const unused_table = &module;
#endif
