// Memory for Jansson documents: everything one parse allocates comes from one arena and is given back at once.
//
// Parsing a request of 75 bytes makes a dozen small allocations, and releasing the tree walks it to free each of them;
// with an arena both go away. Only parsing uses it: outside of cjansson_arena_parse Jansson gets memory from malloc as
// ever, so a loaded module that brings Jansson of its own is not affected.
#ifndef CPEGATE_CJANSSON_ARENA_H
#define CPEGATE_CJANSSON_ARENA_H

#include <jansson.h>
#include <stddef.h>

typedef struct cjansson_arena cjansson_arena;

/// Parses `count` bytes. On success the tree lives in `*arena` until cjansson_arena_release, which must be called once
/// with it, and json_decref must not be; on failure NULL is returned and there is nothing to release. Any thread.
json_t *cjansson_arena_parse(const char *bytes, size_t count, size_t flags, json_error_t *error, cjansson_arena **arena);

/// Gives back an arena with all that was parsed into it. Any thread.
void cjansson_arena_release(cjansson_arena *arena);

#endif
