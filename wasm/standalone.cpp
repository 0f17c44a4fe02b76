// The two functions that Emscripten's standalone library expects from a host, defined here so that the module
// imports nothing (emscripten: system/lib/standalone/standalone.c).

#include <stddef.h>
#include <stdlib.h>

extern "C" {

// abort() and a failed allocation end here. The caller sees a trap and makes a new instance.
void _Exit(int) { __builtin_trap(); }

// Callers look at the memory afresh after each call, so they need no notice.
void emscripten_notify_memory_growth(size_t) {}

}  // extern "C"
