// Expat under `static inline` names where Swift cannot reach it otherwise, without logic.
#ifndef CPEGATE_CEXPAT_H
#define CPEGATE_CEXPAT_H

#include <expat.h>

#endif
