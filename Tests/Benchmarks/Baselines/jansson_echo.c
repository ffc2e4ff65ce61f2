// The ping baseline: reads lines, parses them with Jansson, builds the answer as a Jansson tree and prints it.
// Answers are flushed when no more input is buffered, as cpegate does it.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char buffer[1 << 16];
  size_t held = 0;
  static char output[1 << 20];
  setvbuf(stdout, output, _IOFBF, sizeof output);
  for (;;) {
    ssize_t got = read(0, buffer + held, sizeof buffer - held);
    if (got <= 0) return 0;
    held += (size_t)got;
    char *line = buffer, *end;
    while ((end = memchr(line, '\n', held - (size_t)(line - buffer)))) {
      json_t *request = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
      if (!request) return 1;
      json_t *answer = json_object();
      json_object_set_new(answer, "jsonrpc", json_string("2.0"));
      json_object_set(answer, "id", json_object_get(request, "id"));
      json_object_set_new(answer, "result", json_object());
      char *text = json_dumps(answer, JSON_COMPACT);
      fputs(text, stdout);
      putchar('\n');
      free(text);
      json_decref(answer);
      json_decref(request);
      line = end + 1;
    }
    held -= (size_t)(line - buffer);
    memmove(buffer, line, held);
    fflush(stdout);
  }
}
