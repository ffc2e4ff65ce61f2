// The published data models, compiled in: a table that `cpegate model build` made, read where it lies.
#ifndef CPEGATE_CDATAMODELS_H
#define CPEGATE_CDATAMODELS_H

#include <stddef.h>

const void *cdatamodels_table(void);
size_t cdatamodels_table_size(void);

#endif
