// The baseline of `inventory.get`: a plain C loop that reads a line, parses it with Jansson, looks the device up by id,
// name or serial number, builds the answer as a Jansson tree out of the record's values, prints it and lets it go.
//
//   jansson_inventory RECORDS   a file of JSON lines, one device each
//
// Answers are flushed when no more input is buffered, as cpegate does it.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FIELDS = 64 };

typedef struct {
  char *name;
  json_type type;
  json_int_t number;
  double real;
  char *text;
} field;

typedef struct {
  size_t count;
  field fields[MAX_FIELDS];
} record;

typedef struct {
  const char *key;
  size_t record;
} entry;

static record *records;
static size_t count;
static entry *by_name, *by_serial;

static const field *find(const record *device, const char *name) {
  for (size_t i = 0; i < device->count; i++)
    if (!strcmp(device->fields[i].name, name)) return &device->fields[i];
  return NULL;
}

static int by_key(const void *left, const void *right) {
  return strcmp(((const entry *)left)->key, ((const entry *)right)->key);
}

static entry *index_by(const char *name) {
  entry *entries = calloc(count, sizeof *entries);
  for (size_t i = 0; i < count; i++) entries[i] = (entry){find(&records[i], name)->text, i};
  qsort(entries, count, sizeof *entries, by_key);
  return entries;
}

static void load(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) exit(1);
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, file) > 0) {
    json_t *device = json_loads(line, 0, NULL), *value;
    const char *name;
    records = realloc(records, (count + 1) * sizeof *records);
    record *made = &records[count++];
    made->count = 0;
    json_object_foreach(device, name, value) {
      field *next = &made->fields[made->count++];
      *next = (field){strdup(name), json_typeof(value), json_integer_value(value), json_real_value(value), NULL};
      if (json_is_string(value)) next->text = strdup(json_string_value(value));
    }
    json_decref(device);
  }
  free(line);
  fclose(file);
  by_name = index_by("name");
  by_serial = index_by("serial_number");
}

static const record *look_up(json_t *selector) {
  json_t *id = json_object_get(selector, "id");
  if (id) {
    json_int_t number = json_integer_value(id);
    return number >= 1 && (size_t)number <= count ? &records[number - 1] : NULL;
  }
  json_t *name = json_object_get(selector, "name"), *serial = json_object_get(selector, "serial_number");
  entry wanted = {json_string_value(name ? name : serial), 0};
  entry *found = wanted.key ? bsearch(&wanted, name ? by_name : by_serial, count, sizeof wanted, by_key) : NULL;
  return found ? &records[found->record] : NULL;
}

static json_t *value_of(const field *field) {
  switch (field->type) {
  case JSON_INTEGER: return json_integer(field->number);
  case JSON_REAL: return json_real(field->real);
  case JSON_STRING: return json_string(field->text);
  case JSON_TRUE: return json_true();
  case JSON_FALSE: return json_false();
  case JSON_ARRAY: return json_array();
  default: return json_null();
  }
}

static json_t *answer(json_t *request) {
  const record *device = look_up(json_object_get(json_object_get(request, "params"), "device"));
  if (!device) exit(1);
  json_t *told = json_object();
  for (size_t i = 0; i < device->count; i++)
    json_object_set_new(told, device->fields[i].name, value_of(&device->fields[i]));
  json_t *freshness = json_object();
  json_object_set_new(freshness, "source", json_string("mock"));
  json_object_set_new(freshness, "fetched_at", json_string("2030-01-01T00:00:00.000Z"));
  json_object_set_new(freshness, "age_s", json_integer(0));
  json_object_set_new(freshness, "stale", json_false());
  json_t *result = json_object();
  json_object_set_new(result, "device", told);
  json_object_set_new(result, "freshness", freshness);
  json_t *made = json_object();
  json_object_set_new(made, "jsonrpc", json_string("2.0"));
  json_object_set(made, "id", json_object_get(request, "id"));
  json_object_set_new(made, "result", result);
  return made;
}

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  load(argv[1]);
  static char input[1 << 16], output[1 << 20];
  setvbuf(stdout, output, _IOFBF, sizeof output);
  for (size_t held = 0;;) {
    ssize_t got = read(0, input + held, sizeof input - held);
    if (got <= 0) return 0;
    held += (size_t)got;
    char *line = input, *end;
    while ((end = memchr(line, '\n', held - (size_t)(line - input)))) {
      json_t *request = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
      if (!request) return 1;
      json_t *made = answer(request);
      char *text = json_dumps(made, JSON_COMPACT);
      fputs(text, stdout);
      putchar('\n');
      free(text);
      json_decref(made);
      json_decref(request);
      line = end + 1;
    }
    held -= (size_t)(line - input);
    memmove(input, line, held);
    fflush(stdout);
  }
}
