// libsqlite3 as Swift can import it: what its macros say under `static inline` names, without logic.
#ifndef CPEGATE_CSQLITE_H
#define CPEGATE_CSQLITE_H

#include <sqlite3.h>

/// Binds a text that SQLite copies.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const void *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

/// Binds bytes that SQLite copies.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Keeps the file and what waits to be written into it as they are when the last connection is closed.
static inline int csqlite_leave_log_at_close(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

#endif
