#include "COpenRPC.h"

static const unsigned char document[] = {
#embed "../../protocol/openrpc.json"
};

const unsigned char *copenrpc_document(void) { return document; }
size_t copenrpc_document_size(void) { return sizeof document; }
