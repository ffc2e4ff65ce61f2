// libcurl, and names that Swift can call for its variadic functions, without logic.
#ifndef CPEGATE_CCURL_H
#define CPEGATE_CCURL_H

#include <curl/curl.h>

typedef size_t (*ccurl_data_function)(char *data, size_t size, size_t count, void *context);
typedef int (*ccurl_prereq_function)(void *context, char *primary_ip, char *local_ip, int primary_port, int local_port);

typedef int (*ccurl_socket_function)(CURL *handle, curl_socket_t socket, int what, void *context, void *of_socket);
typedef int (*ccurl_timer_function)(CURLM *multi, long milliseconds, void *context);

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function function) {
  return curl_easy_setopt(handle, option, function);
}
static inline CURLcode ccurl_set_prereq_function(CURL *handle, ccurl_prereq_function function) {
  return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, function);
}
static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_socket_function(CURLM *multi, ccurl_socket_function function) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}
static inline CURLMcode ccurl_multi_set_timer_function(CURLM *multi, ccurl_timer_function function) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}
// Declared as deprecated, for it looks at every transfer, which is what it is called for.
static inline CURLMcode ccurl_multi_socket_all(CURLM *multi, int *running) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  return curl_multi_socket_all(multi, running);
#pragma GCC diagnostic pop
}
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

#endif
