// libmd, the message digests of the BSDs: SHA-256 for the audit.
#ifndef CPEGATE_CLIBMD_H
#define CPEGATE_CLIBMD_H

#include <sys/types.h>
#include <sha2.h>

#endif
