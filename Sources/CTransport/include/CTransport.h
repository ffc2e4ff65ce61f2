// The C ABI of transport modules, as the project's own targets see it; the file itself is the contract.
#ifndef CPEGATE_CTRANSPORT_H
#define CPEGATE_CTRANSPORT_H

#include "../../../protocol/transport/cpegate_transport.h"

// How long each struct is in version 1.0: what is shorter was not made by the rules of any version.
static const size_t ctransport_module_size_1_0 = offsetof(cpegate_module, close) + sizeof(void (*)(void *));
static const size_t ctransport_request_size_1_0 = offsetof(cpegate_request, body) + sizeof(cpegate_bytes);
static const size_t ctransport_answer_size_1_0 = offsetof(cpegate_answer, message) + sizeof(cpegate_bytes);

#endif
