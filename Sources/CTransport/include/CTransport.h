// The C ABI of transport modules, as the project's own targets see it; the file itself is the contract.
#ifndef CPEGATE_CTRANSPORT_H
#define CPEGATE_CTRANSPORT_H

#include "../../../protocol/transport/cpegate_transport.h"

#endif
