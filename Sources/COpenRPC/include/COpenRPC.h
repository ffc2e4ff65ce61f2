// The machine-readable contract, protocol/openrpc.json, as read-only data of the executable.
#ifndef CPEGATE_COPENRPC_H
#define CPEGATE_COPENRPC_H

#include <stddef.h>

/// The first byte; there is no NUL behind the last.
const unsigned char *copenrpc_document(void);
size_t copenrpc_document_size(void);

#endif
