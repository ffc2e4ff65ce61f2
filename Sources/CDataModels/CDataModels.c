#include "CDataModels.h"

_Alignas(4) static const unsigned char table[] = {
#embed "data-models.table"
};

const void *cdatamodels_table(void) { return table; }
size_t cdatamodels_table_size(void) { return sizeof table; }
