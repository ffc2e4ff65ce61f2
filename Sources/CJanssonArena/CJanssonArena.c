#include "CJanssonArena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024, LARGE = 64 * 1024, ALIGNMENT = 16 };

/// A run of memory that is handed out from the front.
typedef struct block {
  struct block *next;
  size_t size, used;
  max_align_t bytes[];
} block;

/// An allocation of its own, because it is so large that giving it back early matters.
typedef struct large {
  struct large *next;
  max_align_t bytes[];
} large;

struct cjansson_arena {
  block *blocks;
  large *larges;
};

// The arena of the parse that this thread is in, and one spare for its next parse.
static _Thread_local cjansson_arena *current;
static _Thread_local cjansson_arena *spare;
static pthread_once_t installed = PTHREAD_ONCE_INIT;

static block *block_new(size_t size, block *next) {
  block *made = malloc(sizeof(block) + size);
  if (!made) return NULL;
  *made = (block){next, size, 0};
  return made;
}

static void *large_allocate(size_t size) {
  large *made = malloc(sizeof(large) + size);
  if (!made) return NULL;
  made->next = current->larges;
  current->larges = made;
  return made->bytes;
}

static void *arena_allocate(size_t size) {
  if (!current) return malloc(size);
  if (size >= LARGE) return large_allocate(size);
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  block *head = current->blocks;
  if (head->size - head->used < size) {
    size_t next = head->size * 2 < LARGEST_BLOCK ? head->size * 2 : LARGEST_BLOCK;
    head = block_new(next, head);
    if (!head) return NULL;
    current->blocks = head;
  }
  void *found = (char *)head->bytes + head->used;
  head->used += size;
  return found;
}

static void arena_free(void *pointer) {
  if (!current) {
    free(pointer);
    return;
  }
  // During a parse whatever is freed was allocated in it; small pieces stay until the arena goes.
  for (large **link = &current->larges; *link; link = &(*link)->next)
    if ((void *)(*link)->bytes == pointer) {
      large *gone = *link;
      *link = gone->next;
      free(gone);
      return;
    }
}

static void install(void) {
  json_object_seed(0);
  json_set_alloc_funcs(arena_allocate, arena_free);
}

static cjansson_arena *arena_new(void) {
  if (spare) {
    cjansson_arena *taken = spare;
    spare = NULL;
    return taken;
  }
  cjansson_arena *made = malloc(sizeof *made);
  if (!made) return NULL;
  *made = (cjansson_arena){block_new(FIRST_BLOCK, NULL), NULL};
  if (!made->blocks) {
    free(made);
    return NULL;
  }
  return made;
}

json_t *cjansson_arena_parse(const char *bytes, size_t count, size_t flags, json_error_t *error, cjansson_arena **arena) {
  pthread_once(&installed, install);
  cjansson_arena *mine = arena_new();
  if (!mine) {
    memset(error, 0, sizeof *error);
    error->text[sizeof error->text - 1] = (char)json_error_out_of_memory;
    return NULL;
  }
  current = mine;
  json_t *root = json_loadb(bytes, count, flags, error);
  current = NULL;
  if (!root) {
    cjansson_arena_release(mine);
    return NULL;
  }
  *arena = mine;
  return root;
}

void cjansson_arena_release(cjansson_arena *arena) {
  while (arena->larges) {
    large *gone = arena->larges;
    arena->larges = gone->next;
    free(gone);
  }
  while (arena->blocks->next) {
    block *gone = arena->blocks;
    arena->blocks = gone->next;
    free(gone);
  }
  arena->blocks->used = 0;
  if (spare) {
    free(arena->blocks);
    free(arena);
  } else {
    spare = arena;
  }
}
