// A plain loop over libcurl's multi interface: gets one URL COUNT times, WIDTH at a time over connections that are kept,
// and prints the requests per second. It neither parses what comes nor answers anybody.
//
//     cc -O2 -o curl_multi curl_multi.c -lcurl
//     curl_multi URL COUNT WIDTH
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static size_t received;

static size_t count_bytes(char *data, size_t size, size_t count, void *context) {
  (void)data;
  (void)context;
  received += size * count;
  return size * count;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: curl_multi URL COUNT WIDTH\n");
    return 64;
  }
  long count = atol(argv[2]), width = atol(argv[3]), started = 0, done = 0;
  if (count < 1 || width < 1) return 64;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, width);
  double begin = seconds();
  for (; started < width && started < count; started++) {
    CURL *handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, count_bytes);
    curl_multi_add_handle(multi, handle);
  }
  while (done < count) {
    int running, left, added = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return 1;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
      CURL *handle = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200) {
        fprintf(stderr, "request %ld: %s, status %ld\n", done, curl_easy_strerror(message->data.result), status);
        return 1;
      }
      done++;
      curl_multi_remove_handle(multi, handle);
      if (started < count) {
        started++;
        added++;
        curl_multi_add_handle(multi, handle);
      } else {
        curl_easy_cleanup(handle);
      }
    }
    // Those that were just added begin before there is anything to wait for.
    if (added == 0 && done < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  double taken = seconds() - begin;
  printf("%.0f requests/s, %zu bytes\n", (double)count / taken, received);
  curl_multi_cleanup(multi);
  return 0;
}
