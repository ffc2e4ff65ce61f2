/* The C ABI between cpegate and its transport modules. README.md beside this file states the rules in words; where the
 * two differ, this file counts.
 *
 * A module is a shared object that carries requests of the Control API to where upstream is. It exports one symbol,
 * CPEGATE_TRANSPORT_ENTRY, and nothing else. Only what is declared here crosses the line, and nothing is freed across
 * it: whoever allocates frees.
 *
 * Threads: [any] may be called on any thread, by several at once, and from inside another call of this ABI;
 * [open] and [close] are called once for an instance, with no other call of that instance running.
 * Nothing here may block for longer than it takes to copy its arguments, except open() and close(), where it says so. */
#ifndef CPEGATE_TRANSPORT_H
#define CPEGATE_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CPEGATE_TRANSPORT_ABI_MAJOR 1u /* bump: an old module would misread us; another number is refused */
#define CPEGATE_TRANSPORT_ABI_MINOR 0u /* bump: members were added at the end of a struct */
#define CPEGATE_TRANSPORT_ENTRY "cpegate_transport_module"

/* Bytes that belong to the caller and are lent for the length of the call. `data` may be NULL when `count` is 0.
 * Text is UTF-8, without an ending NUL. */
typedef struct cpegate_bytes {
  const uint8_t *data;
  size_t count;
} cpegate_bytes;

/* A header field, or an option. */
typedef struct cpegate_pair {
  cpegate_bytes name;
  cpegate_bytes value;
} cpegate_pair;

/* What became of a request. A value never changes its meaning. */
typedef int32_t cpegate_outcome;
#define CPEGATE_ANSWERED 1 /* a whole answer of upstream: `status`, `headers` and `body` are it */
#define CPEGATE_NOT_SENT 2 /* certainly nothing of the request reached upstream: it can be sent again without harm */
#define CPEGATE_OUTCOME_UNKNOWN 3 /* upstream may have got the request and may have acted on it. When in doubt, this.
                                     `status` and `body` hold what was received, if anything was */

/* Why there was no whole answer; 0 beside CPEGATE_ANSWERED. Values not named here read as CPEGATE_REASON_OTHER. */
typedef int32_t cpegate_reason;
#define CPEGATE_REASON_NONE 0
#define CPEGATE_REASON_OTHER 1
#define CPEGATE_REASON_CANCELLED 2   /* cancel() or close() was called */
#define CPEGATE_REASON_TIMED_OUT 3   /* a limit of time was reached */
#define CPEGATE_REASON_RESOLVE 4     /* the name of the host is not known */
#define CPEGATE_REASON_CONNECT 5     /* nobody takes a connection there */
#define CPEGATE_REASON_CERTIFICATE 6 /* the certificate of the host is not trusted, has ended or is for another host */
#define CPEGATE_REASON_TLS 7         /* the secure connection failed otherwise */
#define CPEGATE_REASON_CLOSED 8      /* the connection ended before the answer was whole */
#define CPEGATE_REASON_TOO_LARGE 9   /* the answer is longer than `max_answer_bytes` */
#define CPEGATE_REASON_GARBLED 10    /* what came is no answer of the protocol that is spoken */
#define CPEGATE_REASON_REFUSED 11    /* the module will not send this: `message` says why and what to do */

/* One request. Lent for the length of send(): a module copies what it keeps. */
typedef struct cpegate_request {
  uint32_t size;              /* of this struct, as the caller knows it */
  uint32_t time_limit_ms;     /* for all of it: connecting, sending and the whole answer; never 0 */
  uint64_t max_answer_bytes;  /* of the body, unpacked; never 0 */
  cpegate_bytes method;       /* GET, POST, PUT, PATCH or DELETE */
  cpegate_bytes target;       /* path and query behind the base of the API, beginning with a slash, escaped for a URL */
  const cpegate_pair *headers;
  size_t header_count;
  cpegate_bytes body;         /* `data` is NULL where there is none */
  /* end of 1.0 */
} cpegate_request;

/* What became of one. Lent by whoever tells it for the length of the call. */
typedef struct cpegate_answer {
  uint32_t size;
  cpegate_outcome outcome;
  cpegate_reason reason;
  int32_t status;             /* of HTTP; 0 when none was received */
  const cpegate_pair *headers;
  size_t header_count;
  cpegate_bytes body;
  cpegate_bytes message;      /* beside any outcome but CPEGATE_ANSWERED: what happened, one sentence for a person,
                                 without tokens or passwords */
  /* end of 1.0 */
} cpegate_answer;

/* How a module hears what became of a request that it forwarded: called exactly once for each, on any thread. */
typedef void (*cpegate_forwarded)(void *context, const cpegate_answer *answer);

/* Levels of log(). */
#define CPEGATE_LOG_DEBUG 1
#define CPEGATE_LOG_INFO 2
#define CPEGATE_LOG_WARNING 3
#define CPEGATE_LOG_ERROR 4

/* What the host offers to one instance; valid, and at the same address, until the process ends. */
typedef struct cpegate_host {
  uint32_t size;
  uint16_t abi_major, abi_minor;
  void *context; /* handed back in every call below */
  /* [any] Tells what became of the request that send() got under this number. It copies and returns. A number that is
   * not open (answered already, given up by the host, made up) is passed over. */
  void (*complete)(void *context, uint64_t call, const cpegate_answer *answer);
  /* [any] One line for the log, without its end. */
  void (*log)(void *context, int32_t level, cpegate_bytes line);
  /* [any] Hands a request to the layer below; NULL where there is none. `done` may be called before this returns.
   * Returns a number for cancel_forwarded(). */
  uint64_t (*forward)(void *context, const cpegate_request *request, cpegate_forwarded done, void *done_context);
  /* [any] Asks the layer below to stop; `done` is called all the same. */
  void (*cancel_forwarded)(void *context, uint64_t number);
  /* end of 1.0 */
} cpegate_host;

/* What open() gets; lent for the length of the call, but `host`, which stays. */
typedef struct cpegate_setup {
  uint32_t size;
  uint32_t reserved; /* 0 */
  const cpegate_host *host;
  cpegate_bytes scheme; /* the one of the module's schemes that was asked for, such as `https` */
  cpegate_bytes rest;   /* of the URL behind `scheme:`, such as `//control.example/api/v1`; of a wrapping module, behind
                           `scheme+`, the whole URL of the layer below, for information */
  const cpegate_pair *options; /* those said for this module, in the order in which they were said */
  size_t option_count;
  /* end of 1.0 */
} cpegate_setup;

/* An option that a module takes, for `cpegate transports`. */
typedef struct cpegate_option {
  const char *name; /* lower case, digits and underscores */
  const char *help; /* one sentence, with the default in parentheses */
} cpegate_option;

/* One constant table for the life of the process; texts in it end with NUL. */
typedef struct cpegate_module {
  uint32_t size;
  uint16_t abi_major, abi_minor;
  const char *name;            /* as in --transport-option NAME.OPTION=VALUE */
  const char *version;
  const char *const *schemes;  /* ended by NULL */
  const char *const *wrapping; /* those of them that stand before a `+`, ended by NULL */
  const cpegate_option *options;
  size_t option_count;
  /* [open] Makes an instance. It may read files and start threads, and connects nothing. Returns 0, or another number
   * after writing to `message`, of `capacity` bytes, what is wrong and what to do, ended by NUL. */
  int32_t (*open)(const cpegate_setup *setup, void **instance, char *message, size_t capacity);
  /* [any] Begins a request: answered by exactly one complete() with this number, which may come before send returns. */
  void (*send)(void *instance, uint64_t call, const cpegate_request *request);
  /* [any] Nobody waits for this request any more: it is to be completed soon, with CPEGATE_NOT_SENT only if nothing of
   * it has left. One that is not open is passed over. */
  void (*cancel)(void *instance, uint64_t call);
  /* [close] The session ends: stop threads, write what is to be written, log what is to be told. It may block for one
   * second. Nothing of the host is called after it returns. The module is never unloaded. */
  void (*close)(void *instance);
  /* end of 1.0 */
} cpegate_module;

/* The type of the exported symbol. */
typedef const cpegate_module *(*cpegate_module_entry)(void);

#ifdef __cplusplus
}
#endif

#endif
