// The baseline of the cache: prepared statements over the same file, with the pragmas of cpegate.
//
//   sqlite_cache look FILE KEYS COUNT    lookups a second: the text of a record by its id, name or serial number; KEYS is a
//                                        file of lines like "name riga-ont-000017" that are gone through round and round
//   sqlite_cache fill FILE NEW PAGE      rows a second: makes the tables of FILE in NEW, puts its rows into them, PAGE in
//                                        a transaction, words for the full text too, and makes its indexes
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const searched[] = {
  "name", "customer_id", "type_short_name", "software_version", "hardware_version", "manufacturer", "unique_identifier",
  "product_class", "serial_number", "serial_number_alt", "description", "location_name", "location_short_name",
  "username", "address", "type_name", "type_model", "organization_name", "organization_code", "mac_address"};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(sqlite3 *base, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  fprintf(stderr, "sqlite_cache: %s\n", sqlite3_errmsg(base));
  exit(1);
}

static sqlite3 *open_file(const char *path, const char *pragmas) {
  sqlite3 *base;
  check(base, sqlite3_open_v2(path, &base, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
  check(base, sqlite3_exec(base, pragmas, NULL, NULL, NULL));
  return base;
}

static sqlite3_stmt *prepare(sqlite3 *base, const char *sql) {
  sqlite3_stmt *statement;
  check(base, sqlite3_prepare_v3(base, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
  return statement;
}

// Lookups

typedef struct {
  int kind;
  sqlite3_int64 id;
  char *text;
} key;

static size_t read_keys(const char *path, key **keys) {
  static const char *const kinds[] = {"id ", "name ", "serial_number "};
  FILE *file = fopen(path, "r");
  if (!file) exit(1);
  char *line = NULL;
  size_t size = 0, count = 0;
  for (ssize_t length; (length = getline(&line, &size, file)) > 0; count++) {
    line[length - 1] = 0;
    int kind = line[0] == 'i' ? 0 : line[0] == 'n' ? 1 : 2;
    const char *value = line + strlen(kinds[kind]);
    *keys = realloc(*keys, (count + 1) * sizeof **keys);
    (*keys)[count] = (key){kind, strtoll(value, NULL, 10), strdup(value)};
  }
  return count;
}

static int look(const char *path, const char *key_path, size_t count) {
  key *keys = NULL;
  size_t known = read_keys(key_path, &keys);
  sqlite3 *base = open_file(path, "PRAGMA query_only = 1; PRAGMA cache_size = -16000");
  sqlite3_stmt *by[] = {
    prepare(base, "SELECT read_at, flags, text FROM record WHERE id = ?"),
    prepare(base, "SELECT read_at, flags, text FROM device CROSS JOIN record USING (id) WHERE name = ?"),
    prepare(base, "SELECT read_at, flags, text FROM device CROSS JOIN record USING (id) WHERE serial_number = ?")};
  static char answer[1 << 20];
  double began = now();
  for (size_t i = 0; i < count; i++) {
    const key *wanted = &keys[i % known];
    sqlite3_stmt *statement = by[wanted->kind];
    if (wanted->kind) sqlite3_bind_text(statement, 1, wanted->text, -1, SQLITE_STATIC);
    else sqlite3_bind_int64(statement, 1, wanted->id);
    if (sqlite3_step(statement) != SQLITE_ROW) return fprintf(stderr, "sqlite_cache: no such row\n"), 1;
    int size = sqlite3_column_bytes(statement, 2);
    memcpy(answer, sqlite3_column_text(statement, 2), (size_t)size);
    sqlite3_reset(statement);
  }
  printf("%.0f\n", count / (now() - began));
  return 0;
}

// Filling

/// The texts of a record that are searched, with blanks between them; the tokenizer makes words of them.
static size_t words_of(const char *text, char *words) {
  char *end = words;
  for (const char *at = strchr(text, '"'); at;) {
    const char *name = ++at, *name_end = strchr(name, '"');
    at = name_end + 2;
    int is_text = *at == '"';
    const char *value = at + is_text;
    if (is_text) {
      for (at = value; *at != '"'; at++) at += *at == '\\';
      for (size_t i = 0; i < sizeof searched / sizeof *searched; i++)
        if (strlen(searched[i]) == (size_t)(name_end - name) && !memcmp(searched[i], name, (size_t)(name_end - name))) {
          memcpy(end, value, (size_t)(at - value));
          end += at - value;
          *end++ = ' ';
        }
      at++;
    }
    at = strchr(at, '"');
  }
  return (size_t)(end - words);
}

static void run_each(sqlite3 *from, const char *which, sqlite3 *to) {
  sqlite3_stmt *list = prepare(from, which);
  while (sqlite3_step(list) == SQLITE_ROW)
    check(to, sqlite3_exec(to, (const char *)sqlite3_column_text(list, 0), NULL, NULL, NULL));
  sqlite3_finalize(list);
}

static void insert(sqlite3 *base, sqlite3_stmt *statement) {
  check(base, sqlite3_step(statement));
  sqlite3_reset(statement);
}

static int fill(const char *path, const char *target, size_t page) {
  sqlite3 *from = open_file(path, "PRAGMA query_only = 1; PRAGMA mmap_size = 4000000000");
  sqlite3 *to = open_file(
    target, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE");
  double began = now();
  run_each(
    from,
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search_%'"
    " AND name NOT LIKE 'grdb%'", to);
  sqlite3_stmt *rows = prepare(
    from, "SELECT device.*, read_at, flags, known_since, digest, text FROM device JOIN record USING (id) ORDER BY device.id");
  int columns = sqlite3_column_count(rows) - 5;
  char sql[600] = "INSERT INTO device VALUES (?";
  for (int i = 1; i < columns; i++) strcat(sql, ", ?");
  sqlite3_stmt *device = prepare(to, strcat(sql, ")"));
  sqlite3_stmt *record = prepare(
    to, "INSERT INTO record (id, read_at, flags, known_since, digest, text) VALUES (?, ?, ?, ?, ?, ?)");
  sqlite3_stmt *words = prepare(to, "INSERT INTO search (rowid, words) VALUES (?, ?)");
  static char texts[1 << 20];
  size_t count = 0;
  for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
    if (count % page == 0) {
      if (count) check(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL));
      check(to, sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    }
    sqlite3_bind_value(record, 1, sqlite3_column_value(rows, 0));
    for (int i = 0; i < 5; i++) sqlite3_bind_value(record, i + 2, sqlite3_column_value(rows, columns + i));
    insert(to, record);
    for (int i = 0; i < columns; i++) sqlite3_bind_value(device, i + 1, sqlite3_column_value(rows, i));
    insert(to, device);
    size_t size = words_of((const char *)sqlite3_column_text(rows, columns + 4), texts);
    sqlite3_bind_value(words, 1, sqlite3_column_value(rows, 0));
    sqlite3_bind_text(words, 2, texts, (int)size, SQLITE_STATIC);
    insert(to, words);
  }
  check(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL));
  run_each(from, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('device', 'tally')", to);
  static const char tally[] =
    "organization_id, status, type, software_version, manufacturer, product_class, firmware_image, location, is_active, has_pending";
  snprintf(sql, sizeof sql, "INSERT INTO tally SELECT %s, count(*) FROM device GROUP BY %s", tally, tally);
  check(to, sqlite3_exec(to, sql, NULL, NULL, NULL));
  check(to, sqlite3_exec(to, "PRAGMA analysis_limit = 1000; ANALYZE", NULL, NULL, NULL));
  double seconds = now() - began;
  sqlite3_close(to);
  printf("%.0f\n", count / seconds);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 5 && !strcmp(argv[1], "look")) return look(argv[2], argv[3], strtoul(argv[4], NULL, 10));
  if (argc == 5 && !strcmp(argv[1], "fill")) return fill(argv[2], argv[3], strtoul(argv[4], NULL, 10));
  return fprintf(stderr, "sqlite_cache: see the head of sqlite_cache.c\n"), 64;
}
