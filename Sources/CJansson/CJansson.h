// libjansson as Swift can import it: its function-like macros under `static inline` names, without logic.
#ifndef CPEGATE_CJANSSON_H
#define CPEGATE_CJANSSON_H

#include <jansson.h>

static inline json_type cjansson_typeof(const json_t *value) { return json_typeof(value); }

#endif
